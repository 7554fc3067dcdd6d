//! Proof key for code exchange (RFC 7636), S256 and nothing else.

use std::fmt;

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use secrecy::{ExposeSecret, SecretString};
use sha2::{Digest, Sha256};

use super::state::{RandomError, random_token};

/// The code verifier: 43 unreserved characters from 256 random bits (RFC 7636 §4.1). `Debug` prints `[redacted]`.
pub struct Verifier(SecretString);

impl Verifier {
    /// Draws a new one.
    ///
    /// # Errors
    /// [`RandomError`] when the system's generator fails.
    pub fn random() -> Result<Self, RandomError> {
        Ok(Self(random_token()?))
    }

    /// The challenge that goes into the authorization address: base64url of the SHA-256 (RFC 7636 §4.2).
    #[must_use]
    pub fn challenge(&self) -> Challenge {
        Challenge(BASE64_URL_SAFE_NO_PAD.encode(Sha256::digest(self.expose().as_bytes())))
    }

    /// The verifier, for the token request only.
    #[must_use]
    pub fn expose(&self) -> &str {
        self.0.expose_secret()
    }
}

impl fmt::Debug for Verifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}

/// The code challenge; not a secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Challenge(String);

impl Challenge {
    /// The challenge as it is sent.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a5_the_vector_of_rfc_7636_appendix_b_holds() {
        let verifier = Verifier(SecretString::from("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"));
        assert_eq!(verifier.challenge().as_str(), "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
    }

    #[test]
    fn a5_a_verifier_has_43_to_128_unreserved_characters() {
        let verifier = Verifier::random().expect("randomness");
        assert!((43..=128).contains(&verifier.expose().len()));
        assert!(verifier.expose().bytes().all(|b| b.is_ascii_alphanumeric() || b"-._~".contains(&b)));
        assert_ne!(verifier.expose(), Verifier::random().expect("randomness").expose());
    }

    #[test]
    fn d6_debug_of_a_verifier_is_redacted() {
        assert_eq!(format!("{:?}", Verifier::random().expect("randomness")), "[redacted]");
    }
}
