//! Exchanges the code, stores the login and asks for its account.

use super::{AuthorizationCode, Session, VaultError};
use crate::{
    domain::{Account, Scope},
    spotify::{ApiError, Client},
};

/// Exchanges the code and stores the login. [`ask_account`] then finds its account.
///
/// # Errors
/// [`LoginError`]; nothing is stored, and an older login stays.
pub async fn log_in(code: AuthorizationCode, session: &Session) -> Result<LoggedIn, LoginError> {
    let missing = session.exchange(code).await?;
    Ok(LoggedIn { missing, notice: session.take_notice() })
}

/// Asks Spotify for the account of the login (`GET /me`) and stores it with the tokens.
///
/// # Errors
/// Any [`ApiError`]; the login stays valid (security C5).
pub async fn ask_account(session: &Session, client: &Client<Session>) -> Result<Account, ApiError> {
    let asked = session.authorized_at();
    let account = client.me().await?;
    if let Some(asked) = asked
        && let Err(error) = session.remember(account.clone(), asked).await
    {
        // The login is stored. The next start asks for the account again.
        tracing::warn!(%error, "cannot store the account");
    }
    Ok(account)
}

/// A stored login.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoggedIn {
    /// Scopes that were requested and not granted.
    pub missing: Vec<Scope>,
    /// What is to be known of the store of the tokens, as a sentence.
    pub notice: Option<String>,
}

/// Why a login failed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LoginError {
    /// `invalid_grant`: the code is too old, or was used before.
    #[error("Spotify rejected the code")]
    CodeRefused,
    #[error(transparent)]
    Api(#[from] ApiError),
    #[error("cannot store the login: {0}")]
    Vault(#[from] VaultError),
}
