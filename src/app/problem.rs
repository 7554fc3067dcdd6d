//! An error as a person reads it.

use std::borrow::Cow;

use super::input::{
    command::{Command, Main},
    keymap::{Context, Keymap},
};

/// What happened, what is lost, and the remedy. Texts are sentences without the full stop.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    pub cause: Cause,
    pub title: Cow<'static, str>,
    pub detail: Cow<'static, str>,
    pub remedy: Remedy,
}

/// The cause of a problem, if the program depends on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Cause {
    #[default]
    Other,
    /// Spotify could not be reached: only the library can be shown.
    Unreachable,
}

/// The remedy of a problem. The screen names the bound key, the command line the command.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Remedy {
    #[default]
    None,
    /// Something outside the program.
    Advice(Cow<'static, str>),
    Do(Action),
    /// Something outside the program first.
    After(Cow<'static, str>, Action),
}

/// Something the program does on a key or by a command.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    LogIn,
    LogInAgain,
    /// Log in again and grant every permission.
    Agree,
    Synchronise,
    /// Fetch the list in sight again.
    Refresh,
    /// Give the same command again: what failed was no read of a list.
    Retry,
    Restart,
    CopyLink,
}

impl<T: Into<Cow<'static, str>>> From<T> for Remedy {
    fn from(text: T) -> Self {
        let text = text.into();
        if text.is_empty() { Self::None } else { Self::Advice(text) }
    }
}

impl From<Action> for Remedy {
    fn from(action: Action) -> Self {
        Self::Do(action)
    }
}

impl Action {
    /// What to do on the screen, the command that does it, and what to do on the command line.
    fn ways(self) -> (&'static str, Option<Command>, &'static str) {
        let main = |command| Some(Command::Main(command));
        match self {
            Self::LogIn => ("log in", main(Main::Account), "run `spotpods-tui auth login`"),
            Self::LogInAgain => ("log in again", main(Main::Account), "run `spotpods-tui auth login`"),
            Self::Agree => {
                ("log in again and agree", main(Main::Account), "run `spotpods-tui auth login` and agree to everything")
            }
            Self::Synchronise => ("synchronise again", main(Main::RefreshAll), "run `spotpods-tui sync`"),
            Self::Refresh => ("refresh the list", main(Main::Refresh), "run the command again"),
            Self::Retry => ("try again", None, "run the command again"),
            Self::Restart => ("start the program again", None, "run the command again"),
            Self::CopyLink => ("copy the link", Some(Command::Copy), "open the link yourself"),
        }
    }
}

impl Remedy {
    /// What to do on the screen, with the keys that do it.
    pub fn on_screen(&self, keymap: &Keymap) -> String {
        self.sentence(|action| {
            let (text, command, _) = action.ways();
            let key = command.and_then(|command| keymap.key_of(&[Context::Main], command));
            key.map_or_else(|| text.to_owned(), |key| format!("{text} ({key})"))
        })
    }

    fn sentence(&self, action: impl Fn(Action) -> String) -> String {
        match self {
            Self::None => String::new(),
            Self::Advice(text) => text.clone().into_owned(),
            Self::Do(what) => {
                let mut chars = action(*what).chars().collect::<Vec<_>>().into_iter();
                chars.next().into_iter().flat_map(char::to_uppercase).chain(chars).collect()
            }
            Self::After(text, what) => format!("{text}, then {}", action(*what)),
        }
    }
}

impl Problem {
    pub fn new(
        title: impl Into<Cow<'static, str>>,
        detail: impl Into<Cow<'static, str>>,
        remedy: impl Into<Remedy>,
    ) -> Self {
        Self { cause: Cause::Other, title: title.into(), detail: detail.into(), remedy: remedy.into() }
    }

    /// The same for a command that changes something: refreshing the list would not repeat it.
    #[must_use]
    pub fn of_command(mut self) -> Self {
        if let Remedy::Do(action @ Action::Refresh) | Remedy::After(_, action @ Action::Refresh) = &mut self.remedy {
            *action = Action::Retry;
        }
        self
    }

    /// The same with a cause.
    #[must_use]
    pub fn caused_by(self, cause: Cause) -> Self {
        Self { cause, ..self }
    }

    /// Title, detail and remedy in a row, as the command line and the log write them.
    pub fn line(&self) -> String {
        let remedy = self.remedy.sentence(|action| action.ways().2.to_owned());
        join(&[&self.title, &self.detail, &remedy])
    }

    /// The same on the status line: what to do comes before the detail, which may be cut off.
    pub fn status_line(&self, keymap: &Keymap) -> String {
        join(&[&self.title, &self.remedy.on_screen(keymap), &self.detail])
    }

    /// One after the other, as an empty list shows them.
    pub fn sentences(&self, keymap: &Keymap) -> Vec<String> {
        let all = [self.title.to_string(), self.detail.to_string(), self.remedy.on_screen(keymap)];
        all.into_iter().filter(|part| !part.is_empty()).collect()
    }
}

fn join(parts: &[&str]) -> String {
    let parts = parts.iter().filter(|part| !part.is_empty()).map(|part| part.trim_end_matches('.'));
    parts.collect::<Vec<_>>().join(". ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_remedy_names_the_key_that_is_bound() {
        let problem = Problem::new("Spotify ended your login", "Nothing is lost", Action::LogIn);
        let keys = ["x".to_owned()];
        let row = crate::app::input::keymap::Rebinding { context: "main", name: "account", keys: &keys };
        let (rebound, _) = Keymap::default().rebound(&[row]);
        assert_eq!(problem.status_line(&Keymap::default()), "Spotify ended your login. Log in (L). Nothing is lost");
        assert_eq!(problem.status_line(&rebound), "Spotify ended your login. Log in (x). Nothing is lost");
        assert_eq!(problem.line(), "Spotify ended your login. Nothing is lost. Run `spotpods-tui auth login`");
    }

    #[test]
    fn parts_are_joined_with_one_full_stop() {
        let problem = Problem::new("Spotify cannot be reached", "", "Check the connection.");
        assert_eq!(problem.line(), "Spotify cannot be reached. Check the connection");
    }
}
