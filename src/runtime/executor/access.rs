//! As whom requests are made: with which app, and with which login.

use std::sync::{PoisonError, RwLock};

use crate::{
    app::Problem,
    auth::{self, Access, Connections, LoginSettings, RedirectUri, Vault},
    domain::Account,
    runtime::problem,
    spotify::{ApiError, Guard},
};

/// How far the way to Spotify is prepared.
#[derive(Debug, Clone)]
pub enum Standing {
    /// There is no client ID.
    NoClient,
    /// There is one, and the vault could not be read. A login tries again.
    Closed(LoginSettings),
    /// Requests can be made.
    Open(Access),
}

/// What all requests share. The app can change while the program runs: setup writes another client ID down.
#[derive(Debug)]
pub struct Shared {
    connections: Connections,
    vault: Vault,
    redirect: RedirectUri,
    standing: RwLock<Standing>,
    /// Held while Spotify is asked whose login it is.
    asking: tokio::sync::Mutex<()>,
}

impl Shared {
    /// The connections and where the login is kept.
    #[must_use]
    pub fn new(connections: Connections, vault: Vault, redirect: RedirectUri, standing: Standing) -> Self {
        Self { connections, vault, redirect, standing: RwLock::new(standing), asking: tokio::sync::Mutex::default() }
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

    /// As whom requests are made from now on.
    pub(super) fn access(&self) -> Option<Access> {
        match self.standing() {
            Standing::Open(access) => Some(access),
            Standing::NoClient | Standing::Closed(_) => None,
        }
    }

    /// The same for a login, which tries once more to read the vault. Blocks on the disk.
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

    /// Whose login it is, as the login itself knows; Spotify is asked where it does not, once for all who want to know.
    pub(super) async fn account(&self, access: &Access) -> Result<Account, ApiError> {
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
