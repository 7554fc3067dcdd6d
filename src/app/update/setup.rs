//! The setup screen: a client ID, and a secret if there is one.

use super::session;
use crate::{
    app::{
        Command, Effect, Problem, Screen, Slot, State, Tone,
        input::command,
        requests::{
            effect::{Login as Request, Restart, System},
            event::ClientSaved,
        },
        session::{Login, LoginReason, Setup, SetupField},
    },
    domain::{CleanText, LoginState, Private},
};

/// A command on the setup screen. The fields are locked while they are saved.
pub(super) fn command(state: &mut State, command: Command) {
    let Screen::Setup(setup) = &mut state.screen else { return };
    match command {
        Command::Back if setup.is_saving => {}
        Command::Back if setup.focus != SetupField::None => setup.focus = SetupField::None,
        Command::Back => back(state),
        Command::Accept => submit(state),
        Command::Copy => state.cx.ask(System::Copy(Private::new(state.cx.session.redirect_uri.as_str()))),
        Command::Setup(command) => match command {
            command::Setup::OpenDashboard => state.cx.ask(System::OpenDashboard),
            command::Setup::Profiles => session::ask_profiles(state),
            command::Setup::Demo
            | command::Setup::EditField
            | command::Setup::NextField
            | command::Setup::PreviousField
                if setup.is_saving => {}
            command::Setup::Demo => session::end(state, Effect::Restart(Restart::Demo)),
            command::Setup::EditField => setup.focus = SetupField::ClientId,
            command::Setup::NextField | command::Setup::PreviousField => {
                setup.focus = match setup.focus {
                    SetupField::None | SetupField::Secret => SetupField::ClientId,
                    SetupField::ClientId => SetupField::Secret,
                };
            }
        },
        Command::Step(_)
        | Command::Open
        | Command::Filter
        | Command::App(_)
        | Command::Player(_)
        | Command::Palette
        | Command::Main(_)
        | Command::View(_)
        | Command::Notes(_)
        | Command::Confirm
        | Command::Login(_)
        | Command::Own(_) => {}
    }
}

/// Opens the setup again, for another client ID.
pub(super) fn change_client(state: &mut State) {
    if state.cx.session.is_demo {
        state.cx.notify("The demo has a client ID of its own", Tone::Warning);
    } else {
        state.screen = Screen::Setup(Setup::default());
    }
}

/// Leaves the setup: for the login if there is a client ID, otherwise for the lists if there are shows.
fn back(state: &mut State) {
    if state.cx.session.client_id.is_none() {
        if state.has_rows() {
            state.cx.cancel(Slot::Client);
            state.screen = Screen::Main;
        }
        return;
    }
    let reason = match &state.cx.session.login {
        LoginState::LoggedIn { .. } => LoginReason::Again { switch_account: false },
        LoginState::Ended { .. } if state.has_rows() => LoginReason::Again { switch_account: false },
        LoginState::Ended { .. } => LoginReason::Expired,
        LoginState::LoggedOut => LoginReason::First,
    };
    state.cx.cancel(Slot::Client);
    state.screen = Screen::Login(Login::new(reason, None));
}

/// Checks the fields and saves them. The secret leaves the state.
fn submit(state: &mut State) {
    let Screen::Setup(setup) = &mut state.screen else { return };
    if setup.is_saving {
        return;
    }
    let secret = setup.secret.0.value().trim();
    let checked = client_id(setup.client_id.value()).and_then(|id| check_secret(&id, secret).map(|()| id));
    match checked {
        Err((field, problem)) => {
            setup.focus = field;
            setup.problem = Some(problem);
        }
        Ok(client_id) => {
            let secret = Private::new(secret);
            let typed = std::mem::take(&mut setup.client_id);
            *setup = Setup { client_id: typed, is_saving: true, ..Setup::default() };
            state.cx.ask(Request::SaveClient { client_id, secret });
        }
    }
}

/// The answer: on to the login, or what went wrong.
pub(super) fn saved(state: &mut State, result: Result<ClientSaved, Problem>) {
    let Screen::Setup(setup) = &mut state.screen else { return };
    setup.is_saving = false;
    match result {
        Err(problem) => {
            setup.problem = Some(problem);
            setup.focus = SetupField::ClientId;
        }
        Ok(ClientSaved { redirect_uri, path, login }) => {
            state.cx.session.client_id = Some(setup.client_id.value().trim().to_owned());
            state.cx.session.redirect_uri = redirect_uri;
            match login {
                LoginState::LoggedIn { .. } => session::found(state, login),
                // A login belongs to the client ID it was made with: with another one it is never sent.
                LoginState::LoggedOut | LoginState::Ended { .. } => {
                    if let LoginState::LoggedIn { account, .. } = &state.cx.session.login {
                        state.cx.session.login = LoginState::Ended { account: account.clone() };
                    }
                    let reason = LoginReason::First;
                    state.screen = Screen::Login(Login::new(reason, None));
                    session::stop(state);
                }
            }
            state.cx.notify(format!("Saved in {}", CleanText::new(&path)), Tone::Info);
        }
    }
}

type Refused = (SetupField, Problem);

/// Checks the shape of a client ID: 32 hexadecimal digits.
fn client_id(typed: &str) -> Result<String, Refused> {
    let typed = typed.trim();
    let count = typed.chars().count();
    let odd = typed.chars().find(|c| !c.is_ascii_hexdigit());
    let (title, detail) = match odd {
        _ if typed.is_empty() => ("There is no client ID yet".to_owned(), String::new()),
        Some(_) if typed.contains("://") || typed.starts_with("www.") => {
            ("This looks like a URL".to_owned(), "The client ID is a line of 32 letters and digits".to_owned())
        }
        Some(_) if typed.contains('@') => {
            ("This looks like an e-mail address".to_owned(), "The client ID belongs to the app".to_owned())
        }
        Some(c) => {
            let shown = CleanText::new(&c.to_string());
            let shown = if shown.as_str().trim().is_empty() { "white space".into() } else { format!("`{shown}`") };
            (format!("It contains {shown}"), "A client ID has the digits 0 to 9 and the letters a to f".to_owned())
        }
        None if count != 32 => {
            let much = if count > 32 { "too long" } else { "too short" };
            (format!("This is {much}"), format!("It has {count} characters, a client ID has 32"))
        }
        None => return Ok(typed.to_owned()),
    };
    let remedy = "Copy it from your app's settings in the dashboard";
    Err((SetupField::ClientId, Problem::new(title, detail, remedy)))
}

/// A secret may be any text that a header can hold, except the client ID.
fn check_secret(client_id: &str, secret: &str) -> Result<(), Refused> {
    let problem = if secret == client_id {
        Problem::new("The client secret is the client ID again", "", "Paste the secret, or leave it empty")
    } else if !secret.bytes().all(|byte| byte.is_ascii_graphic()) {
        Problem::new(
            "This is no client secret",
            "It holds spaces or letters none has",
            "Copy it again, or leave it empty",
        )
    } else {
        return Ok(());
    };
    Err((SetupField::Secret, problem))
}
