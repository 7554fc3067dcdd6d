//! What opens on top of a screen. Esc closes it.

use super::{cursor::Cursor, login::Field};
use crate::domain::WebLink;

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
}

/// The help overlay.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Help {
    /// What is searched for.
    pub search: Field,
    /// Whether the search is typed into.
    pub typing: bool,
    /// The first row in view.
    pub scroll: usize,
}

/// The entries of the account overlay.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AccountChoice {
    /// The same account, a new consent.
    LogInAgain,
    /// Another account.
    SwitchAccount,
    /// Delete the tokens.
    LogOut,
}

impl AccountChoice {
    /// The entries from top to bottom.
    pub const ALL: [Self; 3] = [Self::LogInAgain, Self::SwitchAccount, Self::LogOut];

    /// What the entry says.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::LogInAgain => "Log in again",
            Self::SwitchAccount => "Switch account",
            Self::LogOut => "Log out",
        }
    }
}
