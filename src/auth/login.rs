//! From the code to a stored login.

use super::{AuthorizationCode, Session, VaultError};
use crate::{
    domain::{Account, CleanText, Scope},
    spotify::ApiError,
};

/// Exchanges the code, stores the login, asks whose it is.
///
/// # Errors
/// [`LoginError`]; nothing is stored then, and an older login is as it was.
pub async fn log_in(code: AuthorizationCode, session: &Session) -> Result<LoggedIn, LoginError> {
    let _ = (code, session);
    unimplemented!()
}

/// A login that is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoggedIn {
    /// Whose it is. An error here does not undo the login (security C5).
    pub account: Result<Account, ApiError>,
    /// What was asked for and not granted.
    pub missing: Vec<Scope>,
}

/// Why there is no login.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LoginError {
    /// Spotify takes the code no more (`invalid_grant`): it is a minute or more old, or was used before.
    #[error("Spotify no longer takes this code")]
    CodeRefused,
    /// The accounts service answered something that is no token.
    #[error("the answer is no login: {0}")]
    NoToken(CleanText),
    /// The request failed.
    #[error(transparent)]
    Api(#[from] ApiError),
    /// The tokens could not be written.
    #[error("the login could not be stored: {0}")]
    Vault(#[from] VaultError),
}
