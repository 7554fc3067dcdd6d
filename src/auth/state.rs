//! The `state` of one attempt: what tells our callback from everybody else's.

use std::fmt;

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use secrecy::{ExposeSecret, SecretString, zeroize::Zeroizing};
use subtle::ConstantTimeEq;

/// The system gave no random bytes; nothing is ever sent without them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the system gave no random numbers")]
pub struct RandomError;

/// 256 random bits as 43 base64url characters; new for each attempt. `Debug` prints `[redacted]`.
pub struct State(SecretString);

impl State {
    /// Draws a new one.
    ///
    /// # Errors
    /// [`RandomError`] when the system's generator fails.
    pub fn random() -> Result<Self, RandomError> {
        Ok(Self(random_token()?))
    }

    /// Compares in constant time (security B9); a different length is a difference.
    #[must_use]
    pub fn matches(&self, received: &str) -> bool {
        self.expose().as_bytes().ct_eq(received.as_bytes()).into()
    }

    /// The state, for the authorization address only.
    #[must_use]
    pub fn expose(&self) -> &str {
        self.0.expose_secret()
    }
}

impl fmt::Debug for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}

/// 32 bytes of the system's generator as base64url without padding.
pub(super) fn random_token() -> Result<SecretString, RandomError> {
    let mut bytes = Zeroizing::new([0_u8; 32]);
    getrandom::fill(bytes.as_mut()).map_err(|_| RandomError)?;
    Ok(SecretString::from(BASE64_URL_SAFE_NO_PAD.encode(bytes.as_ref())))
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn a4_no_state_of_100_000_comes_twice() {
        let states: HashSet<_> =
            (0..100_000).map(|_| State::random().expect("randomness").expose().to_owned()).collect();
        assert_eq!(states.len(), 100_000);
    }

    #[test]
    fn a4_a_state_is_32_bytes_in_base64url() {
        let state = State::random().expect("randomness");
        let bytes = BASE64_URL_SAFE_NO_PAD.decode(state.expose()).expect("base64url");
        assert_eq!(bytes.len(), 32);
    }

    #[test]
    fn b9_only_the_whole_state_matches() {
        let state = State::random().expect("randomness");
        let whole = state.expose().to_owned();
        assert!(state.matches(&whole));
        let (first, rest) = whole.split_at(1);
        for other in ["", first, rest, &format!("{whole}a"), &whole.to_lowercase(), &format!("{whole} ")] {
            assert!(!state.matches(other), "{other:?}");
        }
    }

    #[test]
    fn d6_debug_of_a_state_is_redacted() {
        assert_eq!(format!("{:?}", State::random().expect("randomness")), "[redacted]");
    }
}
