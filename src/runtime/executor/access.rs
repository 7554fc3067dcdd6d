//! The app and the login that requests are made with.

use std::sync::{PoisonError, RwLock};

use crate::{
    app::Problem,
    auth::{self, Access, Connections, LoginSettings, RedirectUri, Vault},
    domain::Account,
    runtime::problem,
    spotify::{ApiError, Guard},
};

/// Whether requests can be made.
#[derive(Debug, Clone)]
pub enum ClientState {
    NoClient,
    /// The vault could not be read. A login tries again.
    Closed(LoginSettings),
    Open(Access),
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
}

impl Shared {
    pub fn new(connections: Connections, vault: Vault, redirect: RedirectUri, client_state: ClientState) -> Self {
        Self {
            connections,
            vault,
            redirect,
            client_state: RwLock::new(client_state),
            asking: tokio::sync::Mutex::default(),
        }
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
    pub(in crate::runtime) async fn account(&self, access: &Access) -> Result<Account, ApiError> {
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

    pub(super) fn replace(&self, access: Access) {
        *self.client_state.write().unwrap_or_else(PoisonError::into_inner) = ClientState::Open(access);
    }

    fn client_state(&self) -> ClientState {
        self.client_state.read().unwrap_or_else(PoisonError::into_inner).clone()
    }
}
