//! Who is logged in.

use super::CleanText;

/// The Spotify account behind the login, as `GET /me` describes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// The key of everything kept for this account: `account_id` where Spotify sends it, else `id`.
    pub id: CleanText,
    /// What to greet the person with; Spotify may leave it out.
    pub display_name: Option<CleanText>,
    /// Whether the account has Premium, when Spotify says so (scope `user-read-private`).
    pub premium: Option<bool>,
}

impl Account {
    /// The name to show: the display name, or the id where there is none.
    pub fn name(&self) -> &CleanText {
        self.display_name.as_ref().unwrap_or(&self.id)
    }
}
