//! Five sentences for the first time the lists are shown.

use super::popup::{Line, Popup, Role, flow};
use crate::app::{
    Command, Context, Cx, Step, Tab,
    input::command::{App, Main, Player},
};

/// The tour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tour;

impl Tour {
    /// Its lines, with the keys that are bound.
    fn sentences(cx: &Cx) -> [String; 5] {
        let contexts = [Context::Episode, Context::Shows, Context::List, Context::Main, Context::Global];
        let key = |command| format!("`{}`", cx.key(&contexts, command));
        let (up, down) = (key(Command::Step(Step::Up)), key(Command::Step(Step::Down)));
        let (open, back) = (key(Command::Open), key(Command::Back));
        let tab = |tab| key(Command::Main(Main::Tab(tab)));
        let (first, last) = (tab(Tab::Shows), tab(Tab::Discover));
        let (filter, refresh) = (key(Command::Filter), key(Command::Main(Main::RefreshAll)));
        let (play, mark) = (key(Command::Player(Player::Toggle)), key(Command::Main(Main::Mark)));
        let (help, palette) = (key(Command::App(App::Help)), key(Command::Palette));
        let (account, quit) = (key(Command::Main(Main::Account)), key(Command::App(App::Quit)));
        [
            format!("{down} and {up} move, {open} opens, {back} steps back."),
            format!("{first} to {last} open the tabs; {filter} filters what you see; {refresh} asks Spotify for news."),
            format!("{play} plays an episode on a device of yours; {mark} marks it as played."),
            format!("{account} is your account, with profiles and the logout; {quit} leaves."),
            format!("{help} lists the keys of where you are, {palette} every command by its name."),
        ]
    }
}

impl Popup for Tour {
    fn name(&self) -> (Context, &'static str) {
        (Context::Tour, "Welcome")
    }

    fn about(&self, _cx: &Cx) -> String {
        "to spotpods-tui".into()
    }

    fn lines(&self, cx: &Cx, columns: u16) -> Vec<Line> {
        Self::sentences(cx).iter().flat_map(|sentence| flow(Role::Text, sentence, columns)).collect()
    }
}
