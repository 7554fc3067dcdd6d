//! The login in use.

use super::{LoginSettings, Vault, VaultError};
use crate::{
    domain::{Account, CleanText, Scope},
    spotify::{AccessToken, ApiError, TokenSource},
};

/// The login of this process: hands out access tokens, refreshes them once for everybody, keeps them in the vault.
/// Cheap to clone; all clones are one session.
#[derive(Debug, Clone)]
pub struct Session(());

impl Session {
    /// Opens what the vault holds for these settings. With nothing there the session is logged out, not an error.
    ///
    /// # Errors
    /// [`VaultError`] when the vault cannot be read safely. Blocks on the disk.
    pub fn open(settings: LoginSettings, vault: Vault) -> Result<Self, VaultError> {
        let _ = (settings, vault);
        unimplemented!()
    }

    /// What is known of the login, without asking anybody.
    #[must_use]
    pub fn state(&self) -> LoginState {
        unimplemented!()
    }

    /// Deletes the login from memory and disk.
    ///
    /// # Errors
    /// [`VaultError`]; the login is gone from memory in any case.
    pub async fn log_out(&self, forget: Forget) -> Result<(), VaultError> {
        let _ = forget;
        unimplemented!()
    }
}

impl TokenSource for Session {
    async fn bearer(&self) -> Result<AccessToken, ApiError> {
        unimplemented!()
    }

    async fn renew(&self, rejected: &AccessToken) -> Result<AccessToken, ApiError> {
        let _ = rejected;
        unimplemented!()
    }
}

/// What logging out takes with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Forget {
    /// The tokens.
    Login,
    /// The tokens and the client secret kept beside them.
    LoginAndClientSecret,
}

/// What is known of the login.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LoginState {
    /// There is none.
    LoggedOut,
    /// There was one, and Spotify withdrew it in this process.
    Expired,
    /// There is one.
    LoggedIn {
        /// Whose it is, once `GET /me` has told.
        account: Option<Account>,
        /// What was asked for and not granted.
        missing: Vec<Scope>,
        /// When the person authorized it.
        authorized_at: jiff::Timestamp,
        /// When Spotify ends it: six months later.
        ends_at: jiff::Timestamp,
        /// Whether that is near enough to be announced (14 days).
        ends_soon: bool,
    },
}

/// A note from opening the vault that a person should read, such as a damaged file set aside.
pub type Notice = CleanText;
