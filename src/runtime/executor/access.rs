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
pub enum Standing {
    NoClient,
    /// The vault could not be read. A login tries again.
    Closed(LoginSettings),
    Open(Access),
}

/// What all requests share. The setup replaces the app while the program runs.
#[derive(Debug)]
pub struct Shared {
    connections: Connections,
    vault: Vault,
    redirect: RedirectUri,
    standing: RwLock<Standing>,
    /// Locked while the account is requested.
    asking: tokio::sync::Mutex<()>,
}

impl Shared {
    #[must_use]
    pub fn new(connections: Connections, vault: Vault, redirect: RedirectUri, standing: Standing) -> Self {
        Self { connections, vault, redirect, standing: RwLock::new(standing), asking: tokio::sync::Mutex::default() }
    }

    /// For a command, whose login is open.
    #[must_use]
    pub fn logged_in(connections: Connections, vault: Vault, access: Access) -> Self {
        let redirect = access.settings.redirect.clone();
        Self::new(connections, vault, redirect, Standing::Open(access))
    }

    /// The guard in front of both services.
    #[must_use]
    pub fn guard(&self) -> &Guard {
        self.connections.guard()
    }

    pub(super) fn connections(&self) -> &Connections {
        &self.connections
    }

    pub(super) fn vault(&self) -> &Vault {
        &self.vault
    }

    pub(super) fn redirect(&self) -> &RedirectUri {
        &self.redirect
    }

    pub(in crate::runtime) fn access(&self) -> Option<Access> {
        match self.standing() {
            Standing::Open(access) => Some(access),
            Standing::NoClient | Standing::Closed(_) => None,
        }
    }

    /// The same for a login, which tries to read the vault again. Blocks on the disk.
    pub(super) fn access_for_login(&self) -> Result<Access, Problem> {
        match self.standing() {
            Standing::Open(access) => Ok(access),
            Standing::NoClient => Err(Problem::new("There is no client ID", "", "Enter one first")),
            Standing::Closed(settings) => {
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
        *self.standing.write().unwrap_or_else(PoisonError::into_inner) = Standing::Open(access);
    }

    fn standing(&self) -> Standing {
        self.standing.read().unwrap_or_else(PoisonError::into_inner).clone()
    }
}
