//! The access token as the client sees it, and where it gets one.

use std::fmt;

use secrecy::{ExposeSecret, SecretString};

use super::ApiError;

/// A bearer token: visible ASCII, at most [`AccessToken::MAX_BYTES`] bytes. `Debug` prints `[redacted]`; zeroized on drop.
#[derive(Clone)]
pub struct AccessToken(SecretString);

impl AccessToken {
    /// The longest token accepted, in bytes.
    pub const MAX_BYTES: usize = 4096;

    /// Accepts visible ASCII without spaces; `None` for anything that could not stand in a header.
    #[must_use]
    pub fn parse(raw: &str) -> Option<Self> {
        let fits = (1..=Self::MAX_BYTES).contains(&raw.len()) && raw.bytes().all(|b| b.is_ascii_graphic());
        fits.then(|| Self(SecretString::from(raw)))
    }

    /// The token, for the `Authorization` header and the vault only.
    #[must_use]
    pub fn expose(&self) -> &str {
        self.0.expose_secret()
    }
}

impl PartialEq for AccessToken {
    fn eq(&self, other: &Self) -> bool {
        self.expose() == other.expose()
    }
}

impl fmt::Debug for AccessToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}

/// Where the client gets its bearer token. `auth` implements it with a single-flight refresh.
pub trait TokenSource: Send + Sync + 'static {
    /// A token that is good as far as anybody knows; refreshes first when it has expired.
    fn bearer(&self) -> impl Future<Output = Result<AccessToken, ApiError>> + Send;

    /// Another token, after the API answered 401 to `rejected`. Where somebody else has refreshed meanwhile, theirs.
    fn renew(&self, rejected: &AccessToken) -> impl Future<Output = Result<AccessToken, ApiError>> + Send;
}
