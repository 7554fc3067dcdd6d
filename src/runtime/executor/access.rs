//! The app and the login that requests are made with.

use std::sync::{Mutex, PoisonError, RwLock};

use crate::{
    app::Problem,
    auth::{self, Access, Bound, Connections, LoginSettings, RedirectUri, Vault},
    domain::{Account, LoginState},
    runtime::problem,
    spotify::{ApiError, Client, Guard},
};

/// Whether requests can be made.
#[derive(Debug, Clone)]
pub enum ClientState {
    NoClient,
    /// The vault could not be read. A login tries again.
    Closed(LoginSettings),
    Open(Access),
}

impl ClientState {
    /// The login, from memory alone.
    pub(in crate::runtime) fn login(&self) -> LoginState {
        match self {
            Self::Open(access) => access.session.state(),
            Self::NoClient | Self::Closed(_) => LoginState::LoggedOut,
        }
    }
}

/// What all requests share. The setup replaces the app while the program runs.
#[derive(Debug)]
pub struct Shared {
    pub(super) connections: Connections,
    pub(super) vault: Vault,
    pub(super) redirect: RedirectUri,
    client_state: RwLock<ClientState>,
    /// Locked while the account is requested.
    asking: tokio::sync::Mutex<()>,
    /// The login at the last look.
    seen: Mutex<LoginState>,
}

impl Shared {
    pub fn new(connections: Connections, vault: Vault, redirect: RedirectUri, client_state: ClientState) -> Self {
        let seen = Mutex::new(client_state.login());
        let (client_state, asking) = (RwLock::new(client_state), tokio::sync::Mutex::default());
        Self { connections, vault, redirect, client_state, asking, seen }
    }

    /// Whether a login that was seen is another one than before: the end of it, or that of another account. What this process
    /// does itself is replied to.
    pub(super) fn is_news(&self, login: &LoginState) -> bool {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        let is_news = match (&*seen, login) {
            (LoginState::LoggedIn { .. }, LoginState::LoggedOut | LoginState::Ended { .. }) => true,
            // It is named soon.
            (LoginState::LoggedIn { account: Some(_), .. }, LoginState::LoggedIn { account: None, .. }) => {
                return false;
            }
            (LoginState::LoggedIn { account: before, .. }, LoginState::LoggedIn { account, .. }) => {
                before.as_ref().is_some_and(|before| account.as_ref().is_some_and(|account| account.id != before.id))
            }
            (LoginState::LoggedOut | LoginState::Ended { .. }, _) => false,
        };
        seen.clone_from(login);
        is_news
    }

    /// For a command, whose login is open.
    pub fn logged_in(connections: Connections, vault: Vault, access: Access) -> Self {
        let redirect = access.settings.redirect.clone();
        Self::new(connections, vault, redirect, ClientState::Open(access))
    }

    /// The guard in front of both services.
    pub fn guard(&self) -> &Guard {
        self.connections.guard()
    }

    pub(in crate::runtime) fn access(&self) -> Option<Access> {
        match self.client_state() {
            ClientState::Open(access) => Some(access),
            ClientState::NoClient | ClientState::Closed(_) => None,
        }
    }

    /// The client ID in use.
    pub(super) fn client_id(&self) -> Option<String> {
        match self.client_state() {
            ClientState::NoClient => None,
            ClientState::Closed(settings) => Some(settings.client_id.to_string()),
            ClientState::Open(access) => Some(access.settings.client_id.to_string()),
        }
    }

    /// The same for a login, which tries to read the vault again. Blocks on the disk.
    pub(super) fn access_for_login(&self) -> Result<Access, Problem> {
        match self.client_state() {
            ClientState::Open(access) => Ok(access),
            ClientState::NoClient => Err(Problem::new("There is no client ID", "", "Enter one first")),
            ClientState::Closed(settings) => {
                let access =
                    self.connections.open(settings, self.vault.clone()).map_err(|error| problem::vault(&error))?;
                self.replace(access.clone());
                Ok(access)
            }
        }
    }

    /// The account of the login, requested once if it is unknown.
    ///
    /// # Errors
    /// There is no login, another account has logged in, or `/me` failed.
    pub async fn account(&self, access: &Access) -> Result<Account, ApiError> {
        access.session.look().await?;
        let known = || access.session.state().account().cloned();
        if let Some(account) = known() {
            return Ok(account);
        }
        let _one = self.asking.lock().await;
        match known() {
            Some(account) => Ok(account),
            None => auth::ask_account(&access.session, &access.client).await,
        }
    }

    /// The account, and a client that stops when another one logs in.
    ///
    /// # Errors
    /// As [`Self::account`].
    pub async fn bound(&self, access: &Access) -> Result<(Account, Client<Bound>), ApiError> {
        // Taken first: another account may log in while this one is requested.
        let authorized_at = access.session.authorized_at();
        let account = self.account(access).await?;
        let client = access.client_of(&account, authorized_at);
        Ok((account, client))
    }

    pub(super) fn replace(&self, access: Access) {
        *self.client_state.write().unwrap_or_else(PoisonError::into_inner) = ClientState::Open(access);
    }

    fn client_state(&self) -> ClientState {
        self.client_state.read().unwrap_or_else(PoisonError::into_inner).clone()
    }
}
