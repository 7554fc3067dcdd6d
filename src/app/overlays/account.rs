//! The account overlay: log in again, switch, log out; below, the account and the end of the login.

use super::popup::{Act, Flow, Line, Popup, Role, run, wrapped};
use crate::{
    app::{Command, Context, Cx, requests::effect::LibraryFate},
    domain::{LoginState, width::width},
};

/// The account overlay.
#[derive(Debug, Clone, PartialEq)]
pub struct Account {
    choices: &'static [(&'static str, Act)],
    /// The choice whose next Enter deletes the library, after the warning that marks go with it.
    asked: Option<usize>,
}

const LOGGED_IN: &[(&str, Act)] = &[
    ("Log in again", Act::LogIn { switch_account: false }),
    ("Switch account", Act::LogIn { switch_account: true }),
    ("Log out, keep the library", Act::LogOut(LibraryFate::Keep)),
    ("Log out, delete the library", Act::LogOut(LibraryFate::Delete)),
    ("Profiles...", Act::ListProfiles),
];

const LOGGED_OUT: &[(&str, Act)] = &[
    ("Log in", Act::LogIn { switch_account: false }),
    ("Delete the library", Act::LogOut(LibraryFate::Delete)),
    ("Profiles...", Act::ListProfiles),
];

impl Account {
    pub fn new(login: &LoginState) -> Self {
        let choices = match login {
            LoginState::LoggedOut => LOGGED_OUT,
            LoginState::Ended { .. } | LoginState::LoggedIn { .. } => LOGGED_IN,
        };
        Self { choices, asked: None }
    }
}

impl Popup for Account {
    fn name(&self) -> (Context, &'static str) {
        (Context::Account, "Account")
    }

    fn about(&self, cx: &Cx) -> String {
        let name = cx.session.login.account().map(|account| account.name().to_string());
        let profile = cx.session.profile.named().map(|name| format!("profile {name}"));
        name.into_iter().chain(profile).collect::<Vec<_>>().join(", ")
    }

    fn lines(&self, cx: &Cx, columns: u16) -> Vec<Line> {
        let choice = |(row, (label, _)): (usize, &(&str, Act))| {
            if self.asked != Some(row) {
                return vec![run(Role::Text, *label)];
            }
            let key = cx.key(&[Context::Account], Command::Open);
            let asked = format!("{key} again deletes it, marks too");
            let whole = format!("{label}: {asked}");
            vec![run(Role::Warning, if width(&whole) < usize::from(columns) { whole } else { asked })]
        };
        let mut lines: Vec<Line> = self.choices.iter().enumerate().map(choice).collect();
        lines.push(Vec::new());
        lines.extend(about(cx).iter().flat_map(|sentence| wrapped(Role::Muted, sentence, columns.saturating_sub(1))));
        lines
    }

    fn choices(&self) -> Option<usize> {
        Some(self.choices.len())
    }

    fn command(&mut self, _cx: &mut Cx, command: Command, selected: Option<usize>) -> Flow {
        let choice = selected.and_then(|row| self.choices.get(row)).filter(|_| command == Command::Open);
        let Some((_, act)) = choice else {
            self.moved();
            return Flow::Stay;
        };
        // The entry itself asks: in a small terminal the status line has no room.
        if *act == Act::LogOut(LibraryFate::Delete) && self.asked != selected {
            self.asked = selected;
            return Flow::Stay;
        }
        Flow::Do(act.clone())
    }

    fn moved(&mut self) {
        self.asked = None;
    }
}

/// The account, the end of the login, scopes not granted, and the notice that Spotify's terms require.
fn about(cx: &Cx) -> Vec<String> {
    let mut about = Vec::new();
    match &cx.session.login {
        LoginState::LoggedOut => about.push("Not logged in.".into()),
        LoginState::Ended { .. } => about.push("The login ended; what is on disk stays.".into()),
        LoginState::LoggedIn { account, missing, ends } => {
            let premium = match account.as_ref().map(|account| account.premium) {
                Some(Some(true)) => ", with Premium",
                Some(Some(false)) => ", without Premium",
                Some(None) => "",
                None => " (account unknown)",
            };
            let ends = ends.to_zoned_datetime(cx.now.time_zone().clone()).date();
            about.push(format!("Logged in until {ends}{premium}."));
            about.extend(
                missing.iter().map(|scope| format!("Not granted: {}, so {}.", scope.as_str(), scope.without())),
            );
        }
    }
    about.push("Logging out forgets the login here. Remove access at https://www.spotify.com/account/apps".into());
    if let Some(client_id) = &cx.session.client_id {
        about.push(format!("Client ID: {client_id}"));
    }
    about.push("Content from Spotify. This program is not affiliated with Spotify.".into());
    about
}
