//! What opens on top of a screen. Esc closes it.

use ratatui::layout::Rect;

use super::{Context, State, cursor::Cursor, layout, login::Field, picked::Standing};
use crate::domain::{LoginState, WebLink, wrap};

/// An open overlay.
#[derive(Debug, Clone, PartialEq)]
pub enum Overlay {
    /// All keys, generated from the keymap, searchable.
    Help(Help),
    /// The links of the notes, numbered.
    Links(Cursor),
    /// Whether this link shall be opened.
    ConfirmLink {
        /// The link, shown whole.
        link: WebLink,
        /// The list of links to go back to, if it was chosen there.
        back: Option<Cursor>,
    },
    /// Log in again, switch account, log out.
    Account(Cursor),
    /// Whether these episodes shall be marked as played.
    MarkDown {
        /// What is asked.
        question: String,
        /// The episodes.
        episodes: Vec<Standing>,
    },
    /// What holds now, and what was said lately.
    Messages {
        /// The first line in view.
        scroll: usize,
    },
    /// Episodes were written to the file at this path, which is longer than the status line.
    Written(String),
}

/// The help overlay.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Help {
    /// The contexts that held where it was opened, the innermost first.
    pub opened_in: Vec<Context>,
    /// What is searched for.
    pub search: Field,
    /// Whether the search is typed into.
    pub typing: bool,
    /// The first line in view.
    pub scroll: usize,
}

/// The entries of the account overlay.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AccountChoice {
    /// The same account, a new consent.
    LogInAgain,
    /// Another account.
    SwitchAccount,
    /// Delete the tokens; what is on disk stays readable.
    LogOut,
    /// Delete the tokens and what is on disk.
    LogOutAndDelete,
    /// Log in, where nobody is.
    LogIn,
    /// Delete what is on disk, where nobody is logged in.
    Delete,
}

impl AccountChoice {
    /// What the entry says.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::LogInAgain => "Log in again",
            Self::SwitchAccount => "Switch account",
            Self::LogOut => "Log out, keep the library",
            Self::LogOutAndDelete => "Log out, delete the library",
            Self::LogIn => "Log in",
            Self::Delete => "Delete the library",
        }
    }

    /// Whether what is on disk goes with it, the person's own marks among it: that is asked first.
    #[must_use]
    pub fn deletes(self) -> bool {
        match self {
            Self::LogOutAndDelete | Self::Delete => true,
            Self::LogInAgain | Self::SwitchAccount | Self::LogOut | Self::LogIn => false,
        }
    }
}

impl State {
    /// The entries of the account overlay from top to bottom.
    #[must_use]
    pub fn account_choices(&self) -> &'static [AccountChoice] {
        use AccountChoice::{Delete, LogIn, LogInAgain, LogOut, LogOutAndDelete, SwitchAccount};
        match self.session.login {
            LoginState::LoggedOut => &[LogIn, Delete],
            LoginState::Ended { .. } | LoginState::LoggedIn { .. } => {
                &[LogInAgain, SwitchAccount, LogOut, LogOutAndDelete]
            }
        }
    }

    /// How many rows the open overlay has: what it lists, or the lines of its question.
    #[must_use]
    pub fn overlay_rows(&self) -> usize {
        match &self.overlay {
            None => 0,
            Some(Overlay::Help(help)) => help.lines(&self.keymap, self.overlay_columns()).len(),
            Some(Overlay::Messages { .. }) => self.message_rows(self.overlay_columns()).len().max(1),
            Some(Overlay::Links(_)) => self.main.notes.text.links.len(),
            Some(Overlay::ConfirmLink { link, .. }) => self.overlay_lines(link.as_str()),
            Some(Overlay::MarkDown { question: text, .. } | Overlay::Written(text)) => self.overlay_lines(text),
            Some(Overlay::Account(_)) => self.account_choices().len(),
        }
    }

    /// How many lines a text takes in an overlay.
    fn overlay_lines(&self, text: &str) -> usize {
        wrap::lines(text, self.overlay_columns()).len()
    }

    /// How wide the inside of an overlay is.
    #[must_use]
    pub fn overlay_columns(&self) -> u16 {
        layout::content(layout::overlay(self.size, 1)).width
    }

    /// Where the open overlay is, border included; its rows are in [`layout::content`] of it, the search of the help is
    /// in its border. The help keeps its height while it is searched.
    #[must_use]
    pub fn overlay_area(&self) -> Option<Rect> {
        let rows = match self.overlay.as_ref()? {
            Overlay::Help(_) => usize::MAX,
            Overlay::Links(_)
            | Overlay::ConfirmLink { .. }
            | Overlay::Account(_)
            | Overlay::MarkDown { .. }
            | Overlay::Messages { .. }
            | Overlay::Written(_) => self.overlay_rows(),
        };
        Some(layout::overlay(self.size, rows))
    }
}
