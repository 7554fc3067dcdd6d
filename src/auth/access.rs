//! Connections to both Spotify services behind one guard, and the login used on them.

use std::sync::Arc;

use jiff::Timestamp;

use super::{Bound, LoginSettings, Session, Vault, VaultError};
use crate::{
    domain::Account,
    spotify::{Client, Guard, Http, Origins},
};

/// A registered Spotify app, its login, and the Web API client that uses it.
#[derive(Debug, Clone)]
pub struct Access {
    pub settings: LoginSettings,
    pub session: Session,
    pub client: Client<Session>,
}

impl Access {
    /// A client that stops when another account logs in: see [`Session::bound_to`].
    pub fn client_of(&self, account: &Account, authorized_at: Option<Timestamp>) -> Client<Bound> {
        self.client.with_tokens(Arc::new(self.session.bound_to(account, authorized_at)))
    }
}

/// The Web API and the accounts service, behind one guard.
#[derive(Debug, Clone)]
pub struct Connections {
    pub origins: Origins,
    api: Http,
    accounts: Http,
}

impl Connections {
    /// Connects nothing: the first request does.
    pub fn new(origins: Origins, guard: &Guard) -> Self {
        let api = Http::new(origins.api.clone(), guard.clone());
        let accounts = api.beside(origins.accounts.clone());
        Self { origins, api, accounts }
    }

    pub fn guard(&self) -> &Guard {
        self.api.guard()
    }

    /// Opens the login that the vault holds for an app. Blocks on the disk.
    ///
    /// # Errors
    /// See [`Session::open`].
    pub fn open(&self, settings: LoginSettings, vault: Vault) -> Result<Access, VaultError> {
        let session = Session::open(&settings, self.accounts.clone(), vault)?;
        let client = Client::new(self.api.clone(), Arc::new(session.clone()));
        Ok(Access { settings, session, client })
    }
}
