//! The `state` parameter, which ties a callback to its attempt (RFC 6749 §10.12).

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use crate::domain::Private;

/// The system's random number generator failed. Nothing is sent without random numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the system's random number generator failed")]
pub struct RandomError;

/// 256 random bits as 43 base64url characters, drawn for each attempt.
#[derive(Debug)]
pub(super) struct State(Private);

impl State {
    pub(super) fn random() -> Result<Self, RandomError> {
        random_token().map(Self)
    }

    /// Compares in constant time (security B9).
    pub(super) fn matches(&self, received: &str) -> bool {
        self.expose().as_bytes().ct_eq(received.as_bytes()).into()
    }

    /// The state, for the authorization address only.
    pub(super) fn expose(&self) -> &str {
        self.0.expose()
    }
}

/// 32 random bytes as base64url without padding.
pub(super) fn random_token() -> Result<Private, RandomError> {
    let mut bytes = Zeroizing::new([0_u8; 32]);
    getrandom::fill(bytes.as_mut()).map_err(|_| RandomError)?;
    Ok(Private::new(BASE64_URL_SAFE_NO_PAD.encode(bytes.as_slice())))
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
        assert_eq!(format!("{:?}", State::random().expect("randomness")), "State([redacted])");
    }
}
