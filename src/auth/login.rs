//! From the code to a stored login, and whose it is.

use super::{AuthorizationCode, Session, VaultError};
use crate::{
    domain::{Account, Scope},
    spotify::{ApiError, Client},
};

/// Exchanges the code and stores the login. Whose it is can be asked afterwards, with [`ask_account`].
///
/// # Errors
/// [`LoginError`]; nothing is stored then, and an older login is as it was.
pub async fn log_in(code: AuthorizationCode, session: &Session) -> Result<LoggedIn, LoginError> {
    Ok(LoggedIn { missing: session.exchange(code).await? })
}

/// Asks whose login it is (`GET /me`), and notes it beside the tokens.
///
/// # Errors
/// Spotify does not say; that changes nothing about the login (security C5).
pub async fn ask_account(session: &Session, client: &Client<Session>) -> Result<Account, ApiError> {
    let asked = session.authorized_at();
    let account = client.me().await?;
    if let Some(asked) = asked
        && let Err(error) = session.remember(account.clone(), asked).await
    {
        // The login is stored; only the name is asked for again at the next start.
        tracing::warn!(%error, "the account could not be stored");
    }
    Ok(account)
}

/// A login that is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoggedIn {
    /// What was asked for and not granted.
    pub missing: Vec<Scope>,
}

/// Why there is no login.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LoginError {
    /// Spotify takes the code no more (`invalid_grant`): it is too old, or was used before.
    #[error("Spotify no longer takes this code")]
    CodeRefused,
    /// The request failed, or its answer holds no token.
    #[error(transparent)]
    Api(#[from] ApiError),
    /// The tokens could not be written.
    #[error("the login could not be stored: {0}")]
    Vault(#[from] VaultError),
}
