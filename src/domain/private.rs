//! Secret text: tokens, verifiers, a pasted redirect URL, the address of a login.

use std::fmt;

use zeroize::Zeroizing;

/// A string that `Debug` prints as `[redacted]`, overwritten on drop. Its source, such as an input field, is not
/// overwritten.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Private(Zeroizing<String>);

impl Private {
    pub fn new(text: impl Into<String>) -> Self {
        Self(Zeroizing::new(text.into()))
    }

    /// The text. The name makes each use easy to find.
    pub fn expose(&self) -> &str {
        &self.0
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
