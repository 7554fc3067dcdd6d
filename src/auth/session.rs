//! The login in use: hands out access tokens, and refreshes them once for everybody who waits.
//!
//! The file is the truth, memory a copy of it: a refresh takes the lock between processes, reads the file again, and
//! asks Spotify only if nobody else has meanwhile. Start with the implementation of [`TokenSource`].

mod bound;
mod refresh;

use std::{
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

pub use bound::Bound;
use futures::{
    FutureExt,
    future::{BoxFuture, Shared},
};
use jiff::Timestamp;
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use super::{
    AuthorizationCode, LoginError, LoginSettings, Vault, VaultError,
    token::{TokenEndpoint, TokenError},
    vault::{Binding, Credentials, Found, LockedVault},
};
use crate::{
    domain::{Account, CleanText, LoginState, Scope},
    spotify::{AccessToken, ApiError, Http, TokenSource, http::TimeLimits},
};

/// The login of this process: hands out access tokens, refreshes them once for everybody, keeps them in the vault.
/// Cheap to clone; all clones are one session.
#[derive(Debug, Clone)]
pub struct Session(Arc<Inner>);

struct Inner {
    endpoint: TokenEndpoint,
    vault: Vault,
    binding: Binding,
    set_aside: Option<CleanText>,
    known: Mutex<Known>,
    /// The refresh under way, for everybody to wait for.
    flight: Mutex<Option<Flight>>,
    /// What holds the only copy of a new token until it is on the disk.
    tasks: TaskTracker,
}

/// What is held, and of which login: logging out ends the one, and whatever still works for it writes nothing more.
struct Known {
    held: Held,
    /// Cancelled by a logout.
    login: CancellationToken,
}

type Flight = Shared<BoxFuture<'static, Result<AccessToken, ApiError>>>;

/// What this process knows of the login.
#[derive(Debug, Clone)]
enum Held {
    Nothing,
    /// Spotify withdrew it.
    Expired,
    Login(Arc<Credentials>),
    /// Refreshed, and not on the disk yet: not handed out before it is (security E3).
    Unsaved(Arc<Credentials>),
}

impl Session {
    /// Opens what the vault holds for these settings; `accounts` leads to the accounts service. With nothing there the
    /// session is logged out, which is no error; a damaged file is set aside. Blocks on the disk.
    ///
    /// # Errors
    /// [`VaultError`] when the vault cannot be read safely.
    pub fn open(settings: &LoginSettings, accounts: Http, vault: Vault) -> Result<Self, VaultError> {
        let binding = Binding::new(accounts.origin(), &settings.client_id);
        let mut set_aside = None;
        let mut found = vault.load(&binding)?;
        if matches!(found, Found::Corrupt)
            && let Some(lock) = vault.try_lock()?
        {
            // Read again: whoever had the lock may just have written a good one.
            found = lock.load(&binding)?;
            if matches!(found, Found::Corrupt) {
                set_aside = Some(lock.set_aside()?);
            }
        }
        let held = match found {
            Found::Login(credentials) => Held::Login(Arc::new(credentials)),
            Found::Nothing | Found::OfAnother | Found::Corrupt => Held::Nothing,
        };
        let tasks = TaskTracker::new();
        // Closed means only that it can be waited for; tasks are taken all the same.
        tasks.close();
        Ok(Self(Arc::new(Inner {
            endpoint: TokenEndpoint::new(accounts, settings),
            vault,
            binding,
            set_aside,
            known: Mutex::new(Known { held, login: CancellationToken::new() }),
            flight: Mutex::new(None),
            tasks,
        })))
    }

    /// The name a damaged login was set aside under when the session was opened.
    #[must_use]
    pub fn set_aside(&self) -> Option<&CleanText> {
        self.0.set_aside.as_ref()
    }

    /// What is known of the login, without asking anybody.
    #[must_use]
    pub fn state(&self) -> LoginState {
        match self.0.held() {
            Held::Nothing => LoginState::LoggedOut,
            Held::Expired => LoginState::Ended { account: None },
            Held::Login(credentials) | Held::Unsaved(credentials) => LoginState::LoggedIn {
                account: credentials.account.clone(),
                missing: credentials.scopes.missing(),
                ends: credentials.authorization_ends(),
            },
        }
    }

    /// Deletes the login from memory and disk, with every copy of it. A refresh under way is given up, and stores
    /// nothing whatever its answer.
    ///
    /// # Errors
    /// [`VaultError`]; the login is gone from memory in any case.
    pub async fn log_out(&self, forget: Forget) -> Result<(), VaultError> {
        self.0.end_login();
        let lock = self.0.lock().await?;
        on_disk(&lock, LockedVault::remove).await?;
        self.0.end_login();
        match forget {
            Forget::Login => Ok(()),
            Forget::LoginAndClientSecret => {
                let vault = self.0.vault.clone();
                on_disk(&lock, move |_| vault.remove_client_secret()).await
            }
        }
    }

    /// Waits until no token is on its way to the disk. A program that ends before that loses the login where Spotify
    /// has replaced the refresh token. It takes as long as the network does, so the caller sets a limit.
    pub async fn settled(&self) {
        self.0.tasks.wait().await;
    }

    /// Whether a token has come that is not on the disk yet.
    #[must_use]
    pub fn is_storing(&self) -> bool {
        matches!(self.0.held(), Held::Unsaved(_)) && !self.0.tasks.is_empty()
    }

    /// Exchanges a code and stores the login it brings, in place of an older one. Tokens that have come are stored also
    /// when the caller has gone.
    pub(super) async fn exchange(&self, code: AuthorizationCode) -> Result<Vec<Scope>, LoginError> {
        let inner = &self.0;
        let grant = inner.endpoint.exchange(code).await.map_err(|error| match error {
            TokenError::InvalidGrant => LoginError::CodeRefused,
            TokenError::Api(error) => LoginError::Api(error),
        })?;
        let credentials = Arc::new(Credentials::new(grant, inner.now()));
        let missing = credentials.scopes.missing();
        let keeper = Arc::clone(inner);
        let stored = inner.tasks.spawn(async move {
            let lock = keeper.lock().await?;
            keeper.store(&lock, &credentials).await?;
            keeper.set(Held::Login(credentials));
            Ok::<_, VaultError>(())
        });
        stored.await.unwrap_or_else(|_| Err(VaultError::interrupted()))?;
        Ok(missing)
    }

    /// When the login in use was authorized, which tells it from another one.
    #[must_use]
    pub fn authorized_at(&self) -> Option<Timestamp> {
        match self.0.held() {
            Held::Nothing | Held::Expired => None,
            Held::Login(credentials) | Held::Unsaved(credentials) => Some(credentials.authorized_at),
        }
    }

    /// Notes whose login it is that was authorized then; another one is left alone.
    pub(super) async fn remember(&self, account: Account, authorized_at: Timestamp) -> Result<(), ApiError> {
        let inner = &self.0;
        let login = inner.login();
        let lock = inner.lock().await?;
        // As it is on the disk: another process may have refreshed it meanwhile.
        let credentials = refresh::current(inner, &login, &lock).await?;
        if credentials.authorized_at != authorized_at {
            return Ok(());
        }
        let credentials = Arc::new(Credentials { account: Some(account), ..Credentials::clone(&credentials) });
        inner.store(&lock, &credentials).await?;
        inner.set_of(&login, Held::Login(credentials));
        Ok(())
    }
}

impl TokenSource for Session {
    async fn bearer(&self) -> Result<AccessToken, ApiError> {
        refresh::token(&self.0, None).await
    }

    async fn renew(&self, rejected: &AccessToken) -> Result<AccessToken, ApiError> {
        refresh::token(&self.0, Some(rejected)).await
    }
}

impl Inner {
    fn held(&self) -> Held {
        unpoisoned(&self.known).held.clone()
    }

    fn set(&self, held: Held) {
        unpoisoned(&self.known).held = held;
    }

    /// The login that is worked for from now on: cancelled when somebody logs out.
    fn login(&self) -> CancellationToken {
        unpoisoned(&self.known).login.clone()
    }

    /// Holds this of a login, unless that has been logged out; whether it is held.
    fn set_of(&self, login: &CancellationToken, held: Held) -> bool {
        let mut known = unpoisoned(&self.known);
        let goes_on = !login.is_cancelled();
        if goes_on {
            known.held = held;
        }
        goes_on
    }

    fn end_login(&self) {
        let mut known = unpoisoned(&self.known);
        known.held = Held::Nothing;
        std::mem::take(&mut known.login).cancel();
    }

    /// How long another process may hold the lock: as long as a refresh takes with all its tries.
    fn lock_limit(&self) -> Duration {
        self.endpoint.accounts().guard().pace().longest_request(TimeLimits::default().total)
    }

    fn now(&self) -> Timestamp {
        self.endpoint.accounts().guard().now()
    }

    /// Waits for the lock between processes.
    async fn lock(&self) -> Result<Arc<LockedVault>, VaultError> {
        self.vault.lock(self.lock_limit()).await.map(Arc::new)
    }

    async fn store(&self, lock: &Arc<LockedVault>, credentials: &Arc<Credentials>) -> Result<(), VaultError> {
        let (binding, credentials) = (self.binding.clone(), Arc::clone(credentials));
        on_disk(lock, move |vault| vault.store(&binding, &credentials)).await
    }
}

impl fmt::Debug for Inner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Inner").field("binding", &self.binding).field("held", &self.held()).finish_non_exhaustive()
    }
}

/// Does something with the locked vault where it may block. The lock is kept until it is done, also when the caller
/// has gone.
async fn on_disk<R: Send + 'static>(
    lock: &Arc<LockedVault>,
    action: impl FnOnce(&LockedVault) -> Result<R, VaultError> + Send + 'static,
) -> Result<R, VaultError> {
    let lock = Arc::clone(lock);
    tokio::task::spawn_blocking(move || action(&lock)).await.unwrap_or_else(|_| Err(VaultError::interrupted()))
}

fn unpoisoned<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// What logging out takes with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Forget {
    /// The tokens.
    Login,
    /// The tokens and the client secret kept beside them.
    LoginAndClientSecret,
}
