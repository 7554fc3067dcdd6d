//! The people who can log in to the demo.

/// Somebody with an account, with shows, saved episodes and resume points of their own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Listener {
    /// The one who is there by default.
    #[default]
    First,
    /// The other one, for switching the account. Follows other shows, and a few of the same.
    Second,
}

impl Listener {
    /// The one the consent page offers beside this one.
    #[must_use]
    pub fn other(self) -> Self {
        match self {
            Self::First => Self::Second,
            Self::Second => Self::First,
        }
    }

    /// The `display_name` of `GET /me`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::First => "Demo listener",
            Self::Second => "Second listener",
        }
    }

    /// The `account_id` of `GET /me`, which never changes.
    #[must_use]
    pub fn account_id(self) -> &'static str {
        match self {
            Self::First => "demo0account0000000001",
            Self::Second => "demo0account0000000002",
        }
    }

    /// The `id` of `GET /me`.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::First => "demo-listener",
            Self::Second => "second-listener",
        }
    }
}
