//! The access token, and the trait of its source.

use super::ApiError;
use crate::domain::Private;

/// A bearer token: visible ASCII, at most [`AccessToken::MAX_BYTES`] bytes.
#[derive(Debug, Clone, PartialEq)]
pub struct AccessToken(Private);

impl AccessToken {
    pub const MAX_BYTES: usize = 4096;

    /// Whether a text can be sent as a token: visible ASCII without spaces (security C4).
    pub fn is_valid(raw: &str) -> bool {
        (1..=Self::MAX_BYTES).contains(&raw.len()) && raw.bytes().all(|b| b.is_ascii_graphic())
    }

    /// `None` unless the text [is valid](Self::is_valid).
    pub fn parse(raw: &str) -> Option<Self> {
        Self::is_valid(raw).then(|| Self(Private::new(raw)))
    }

    /// The token, for the `Authorization` header and the vault only.
    pub fn expose(&self) -> &str {
        self.0.expose()
    }
}

/// The source of bearer tokens. `auth` implements it with a single-flight refresh.
pub trait TokenSource: Send + Sync + 'static {
    /// A token that has not expired, refreshed first if needed.
    fn bearer(&self) -> impl Future<Output = Result<AccessToken, ApiError>> + Send;

    /// Another token, after the API answered 401 to `rejected`. Returns the current token if it is already another.
    fn renew(&self, rejected: &AccessToken) -> impl Future<Output = Result<AccessToken, ApiError>> + Send;
}
