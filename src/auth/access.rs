//! How Spotify is reached, and as whom: both services behind one guard, and the login made with an app.

use std::sync::Arc;

use jiff::Timestamp;

use super::{Bound, LoginSettings, Session, Vault, VaultError};
use crate::{
    domain::Account,
    spotify::{Client, Guard, Http, Origins},
};

/// The app somebody registered, and the login made with it.
#[derive(Debug, Clone)]
pub struct Access {
    /// The app.
    pub settings: LoginSettings,
    /// The login, or the place for one.
    pub session: Session,
    /// The Web API, asked with that login.
    pub client: Client<Session>,
}

impl Access {
    /// The Web API asked as this account only, whose login was in use when it was asked ([`Session::authorized_at`])
    /// whose it is.
    #[must_use]
    pub fn client_of(&self, account: &Account, authorized_at: Option<Timestamp>) -> Client<Bound> {
        self.client.with_tokens(Arc::new(self.session.bound_to(account, authorized_at)))
    }
}

/// The connections to both services behind their one guard.
#[derive(Debug, Clone)]
pub struct Connections {
    origins: Origins,
    api: Http,
    accounts: Http,
}

impl Connections {
    /// Both; nothing is prepared before the first request needs it.
    #[must_use]
    pub fn new(origins: Origins, guard: &Guard) -> Self {
        let api = Http::new(origins.api.clone(), guard.clone());
        let accounts = api.beside(origins.accounts.clone());
        Self { origins, api, accounts }
    }

    /// The services.
    #[must_use]
    pub fn origins(&self) -> &Origins {
        &self.origins
    }

    /// The guard in front of both services.
    #[must_use]
    pub fn guard(&self) -> &Guard {
        self.api.guard()
    }

    /// Opens what the vault holds for an app. Blocks on the disk.
    ///
    /// # Errors
    /// The vault cannot be read safely.
    pub fn open(&self, settings: LoginSettings, vault: Vault) -> Result<Access, VaultError> {
        let session = Session::open(&settings, self.accounts.clone(), vault)?;
        let client = Client::new(self.api.clone(), Arc::new(session.clone()));
        Ok(Access { settings, session, client })
    }
}
