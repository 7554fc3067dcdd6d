//! Text that nobody else may read: a pasted redirect URL, a client secret on its way to the vault, the address a login
//! is opened with.

use std::fmt;

use zeroize::Zeroizing;

/// A string that `Debug` never prints, and whose memory is overwritten when it is dropped. What it was made from, such
/// as the text of an input field, is not covered by that.
///
/// Not a token: tokens never leave `auth`, and their types are stricter (`secrecy`).
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Private(Zeroizing<String>);

impl Private {
    /// Wraps what was typed or pasted.
    pub fn new(text: impl Into<String>) -> Self {
        Self(Zeroizing::new(text.into()))
    }

    /// The text itself, named so that each use is found by a search.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// Whether nothing was typed.
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
