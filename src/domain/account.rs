//! The Spotify account.

use super::CleanText;

/// The account of a login, from `GET /me`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// Key of the account's data: `account_id` if Spotify sends it, else `id`.
    pub id: CleanText,
    pub display_name: Option<CleanText>,
    /// Whether the account has Premium. Needs the scope `user-read-private`.
    pub premium: Option<bool>,
}

impl Account {
    /// The display name, or else the id.
    pub fn name(&self) -> &CleanText {
        self.display_name.as_ref().unwrap_or(&self.id)
    }
}
