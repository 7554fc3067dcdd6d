//! The people who can log in to the demo.

use serde::{Deserialize, Serialize};

/// An account with its own shows, saved episodes and resume points.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum Listener {
    /// The default.
    #[default]
    First,
    /// A second account, to switch to. Follows other shows, and a few of the same.
    Second,
}

/// Something that each listener has.
#[derive(Debug)]
pub(super) struct Both<T> {
    first: T,
    second: T,
}

impl<T> Both<T> {
    pub(super) fn new(of: impl Fn(Listener) -> T) -> Self {
        Self { first: of(Listener::First), second: of(Listener::Second) }
    }

    pub(super) fn of(&self, listener: Listener) -> &T {
        match listener {
            Listener::First => &self.first,
            Listener::Second => &self.second,
        }
    }

    pub(super) fn of_mut(&mut self, listener: Listener) -> &mut T {
        match listener {
            Listener::First => &mut self.first,
            Listener::Second => &mut self.second,
        }
    }
}

impl Listener {
    /// The other account, which the consent page offers too.
    #[must_use]
    pub fn other(self) -> Self {
        match self {
            Self::First => Self::Second,
            Self::Second => Self::First,
        }
    }

    /// The `display_name` of `GET /me`.
    pub fn name(self) -> &'static str {
        self.account().0
    }

    /// The `account_id` of `GET /me`, which never changes.
    pub fn account_id(self) -> &'static str {
        self.account().1
    }

    /// The `id` of `GET /me`.
    pub fn id(self) -> &'static str {
        self.account().2
    }

    fn account(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Self::First => ("Demo listener", "demo0account0000000001", "demo-listener"),
            Self::Second => ("Second listener", "demo0account0000000002", "second-listener"),
        }
    }
}
