//! Proof key for code exchange (RFC 7636), method S256 only.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use sha2::{Digest, Sha256};

use super::state::{RandomError, random_token};
use crate::domain::Private;

/// The code verifier: 43 unreserved characters from 256 random bits (RFC 7636 §4.1).
#[derive(Debug)]
pub(super) struct Verifier(Private);

impl Verifier {
    pub(super) fn random() -> Result<Self, RandomError> {
        random_token().map(Self)
    }

    /// The challenge for the authorization address: base64url of the SHA-256 (RFC 7636 §4.2).
    pub(super) fn challenge(&self) -> String {
        BASE64_URL_SAFE_NO_PAD.encode(Sha256::digest(self.0.expose()))
    }

    /// The verifier, for the token request only.
    pub(super) fn into_secret(self) -> Private {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a5_the_vector_of_rfc_7636_appendix_b_holds() {
        let verifier = Verifier(Private::new("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"));
        assert_eq!(verifier.challenge(), "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
    }

    #[test]
    fn a5_a_verifier_has_43_to_128_unreserved_characters() {
        let verifier = Verifier::random().expect("randomness").into_secret();
        assert!((43..=128).contains(&verifier.expose().len()));
        assert!(verifier.expose().bytes().all(|b| b.is_ascii_alphanumeric() || b"-._~".contains(&b)));
        assert_ne!(verifier, Verifier::random().expect("randomness").into_secret());
    }

    #[test]
    fn d6_debug_of_a_verifier_is_redacted() {
        assert_eq!(format!("{:?}", Verifier::random().expect("randomness")), "Verifier([redacted])");
    }
}
