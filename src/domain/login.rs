//! Whether there is a login, and when it ends.

use jiff::{SignedDuration, Timestamp};

use super::{Account, Scope};

/// Whether there is a login.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum LoginState {
    #[default]
    LoggedOut,
    /// Spotify ended it, or the tokens are gone. The library stays usable.
    Ended {
        /// The account it belonged to, if known.
        account: Option<Account>,
    },
    LoggedIn {
        /// The account, or `None` while `GET /me` has not answered.
        account: Option<Account>,
        /// Scopes that were requested and not granted.
        missing: Vec<Scope>,
        /// When Spotify ends it: six months after the consent.
        ends: Timestamp,
    },
}

/// How near the end of a login is, by this computer's clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// More than [`Ending::NOTICE`] away.
    Later,
    Soon,
    /// Past. Requests are made all the same, and Spotify's answer decides: the clock may be wrong (security E9).
    Overdue,
}

impl LoginState {
    /// The account that is or was logged in, if known.
    pub fn account(&self) -> Option<&Account> {
        match self {
            Self::LoggedOut => None,
            Self::LoggedIn { account, .. } | Self::Ended { account } => account.as_ref(),
        }
    }

    /// Whether there is a login with an unknown account.
    pub fn needs_account(&self) -> bool {
        matches!(self, Self::LoggedIn { account: None, .. })
    }
}

impl Ending {
    /// How long before its end to warn about it.
    pub const NOTICE: SignedDuration = SignedDuration::from_hours(14 * 24);

    pub fn at(ends: Timestamp, now: Timestamp) -> Self {
        match ends.duration_since(now) {
            left if left <= SignedDuration::ZERO => Self::Overdue,
            left if left <= Self::NOTICE => Self::Soon,
            _ => Self::Later,
        }
    }
}
