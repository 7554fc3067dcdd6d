//! Text a person typed that nobody else may read: a pasted redirect URL, a client secret on its way to the vault.

use std::fmt;

/// A string that `Debug` never prints. It is emptied the moment it has been handed on.
///
/// Not a token: tokens never leave `auth`, and their types are stricter (`secrecy`).
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Private(String);

impl Private {
    /// Wraps what was typed or pasted.
    #[must_use]
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text itself, named so that each use is found by a search.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// Whether nothing was typed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Debug for Private {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}

#[cfg(test)]
mod tests {
    use super::Private;

    #[test]
    fn d6_debug_of_private_text_is_redacted() {
        assert_eq!(format!("{:?}", Private::new("code=canary")), "[redacted]");
    }
}
