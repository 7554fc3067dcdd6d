//! The login in use: hands out access tokens, and refreshes them once for all waiting tasks.
//!
//! The file is authoritative, memory a cache: before each token is handed out, and before each write to the library
//! ([`Bound::is_current`]), a look at the file shows whether another process has logged out or in (security K5). A refresh takes
//! the lock between processes, reads the file again, and asks Spotify only if no other process has refreshed. Start with the
//! implementation of [`TokenSource`].

mod bound;
mod refresh;

use std::{
    fmt, io,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

pub use bound::Bound;
use futures_util::{
    FutureExt,
    future::{BoxFuture, Shared},
};
use jiff::Timestamp;
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use super::{
    AuthorizationCode, LoginError, LoginSettings, Vault, VaultError,
    token::{TokenEndpoint, TokenError},
    vault::{About, Binding, Credentials, Found, LockedVault, Occasion, Stamp},
};
use crate::{
    domain::{Account, CleanText, LoginState, Scope},
    spotify::{AccessToken, ApiError, Http, TokenSource, http::TimeLimits},
};

/// The login of this process. Cheap to clone; all clones are one session.
#[derive(Debug, Clone)]
pub struct Session(Arc<Inner>);

struct Inner {
    endpoint: TokenEndpoint,
    vault: Vault,
    binding: Binding,
    quarantined: Option<CleanText>,
    known: Mutex<Known>,
    /// The look or refresh under way, which all tasks join.
    flight: Mutex<Option<Flight>>,
    /// Tasks that hold the only copy of a new token until it is on the disk.
    tasks: TaskTracker,
}

/// The login in memory, and a token that a logout cancels, so that tasks of the former login write nothing more.
struct Known {
    held: Held,
    login: CancellationToken,
    /// The file that `held` was compared with last.
    seen: Option<Stamp>,
    /// Whether `held` is another login than before, and [`Session::take_over`] was not called since.
    replaced: bool,
}

type Flight = Shared<BoxFuture<'static, Result<AccessToken, ApiError>>>;

/// The login in memory.
#[derive(Debug, Clone)]
enum Held {
    Nothing,
    /// Spotify ended it.
    Expired,
    /// Its tokens are asked for when the first one is needed.
    Sealed(Arc<About>),
    Login(Arc<Credentials>),
    /// Refreshed but not yet on the disk, so not handed out (security E3).
    Unsaved(Arc<Credentials>),
}

impl From<Found> for Held {
    fn from(found: Found) -> Self {
        match found {
            Found::Login(credentials) => Self::Login(Arc::new(credentials)),
            Found::Sealed(about) => Self::Sealed(Arc::new(about)),
            Found::Nothing | Found::Corrupt => Self::Nothing,
        }
    }
}

impl Held {
    /// The login without its tokens.
    fn about(&self) -> Option<&About> {
        match self {
            Self::Nothing | Self::Expired => None,
            Self::Sealed(about) => Some(about),
            Self::Login(credentials) | Self::Unsaved(credentials) => Some(&credentials.about),
        }
    }
}

impl Session {
    /// Opens the login that the vault holds for these settings. Without one the session is logged out; a damaged file is
    /// quarantined. Blocks on the disk.
    ///
    /// # Errors
    /// [`VaultError`] if the vault cannot be read safely.
    pub fn open(settings: &LoginSettings, accounts: Http, vault: Vault) -> Result<Self, VaultError> {
        let binding = Binding::new(accounts.origin(), &settings.client_id);
        let mut quarantined = None;
        // Before the file is read: one that replaces it meanwhile is noticed at the next look.
        let seen = vault.stamp().unwrap_or_default();
        let mut found = vault.load(&binding)?;
        if matches!(found, Found::Corrupt)
            && let Some(lock) = vault.try_lock()?
        {
            // Read again: the last holder of the lock may have written a good one.
            found = lock.look(&binding)?;
            if matches!(found, Found::Corrupt) {
                quarantined = Some(lock.quarantine()?);
            }
        }
        let held = Held::from(found);
        let tasks = TaskTracker::new();
        // A closed tracker can be waited for, and still takes tasks.
        tasks.close();
        Ok(Self(Arc::new(Inner {
            endpoint: TokenEndpoint::new(accounts, settings),
            vault,
            binding,
            quarantined,
            known: Mutex::new(Known { held, login: CancellationToken::new(), seen, replaced: false }),
            flight: Mutex::new(None),
            tasks,
        })))
    }

    /// The new name of a damaged login, quarantined by [`Session::open`].
    pub fn quarantined(&self) -> Option<&CleanText> {
        self.0.quarantined.as_ref()
    }

    /// What happened to the store of the login and was not told yet, as a sentence.
    pub fn take_notice(&self) -> Option<String> {
        self.0.vault.take_notice()
    }

    /// The state of the login, from memory alone.
    pub fn state(&self) -> LoginState {
        match self.0.held() {
            Held::Expired => LoginState::Ended { account: None },
            held => held.about().map_or(LoginState::LoggedOut, |about| LoginState::LoggedIn {
                account: about.account.clone(),
                missing: about.scopes.missing(),
                ends: about.authorization_ends(),
            }),
        }
    }

    /// Takes over what other processes have done to the login: a logout, a login, a refresh.
    ///
    /// # Errors
    /// The login cannot be read.
    pub async fn look(&self) -> Result<(), VaultError> {
        refresh::look(&self.0).await
    }

    /// Whether another process has logged in, perhaps to another account, since this process last used the login.
    pub fn is_replaced(&self) -> bool {
        unpoisoned(&self.0.known).replaced
    }

    /// Uses the login of another process from now on, whatever its account.
    pub fn take_over(&self) {
        unpoisoned(&self.0.known).replaced = false;
    }

    /// Deletes the login from memory and disk, with every copy. Keeps the client secret. Cancels a refresh under way, which
    /// then stores nothing.
    ///
    /// # Errors
    /// [`VaultError`]; the login is gone from memory in any case.
    pub async fn log_out(&self) -> Result<(), VaultError> {
        self.0.end_login();
        let lock = self.0.lock().await?;
        on_disk(&lock, LockedVault::remove).await?;
        self.0.end_login();
        Ok(())
    }

    /// Waits until every new token is on the disk. Exiting earlier loses the login if Spotify has rotated the refresh token.
    /// Takes as long as the network does, so set a time limit.
    pub async fn settled(&self) {
        self.0.tasks.wait().await;
    }

    /// Whether a new token is not yet on the disk.
    pub fn is_storing(&self) -> bool {
        matches!(self.0.held(), Held::Unsaved(_)) && !self.0.tasks.is_empty()
    }

    /// Exchanges a code and stores the login, in place of an older one. Stores received tokens even if the caller is dropped.
    pub(super) async fn exchange(&self, code: AuthorizationCode) -> Result<Vec<Scope>, LoginError> {
        let inner = &self.0;
        let grant = inner.endpoint.exchange(code).await.map_err(|error| match error {
            TokenError::InvalidGrant => LoginError::CodeRefused,
            TokenError::Api(error) => LoginError::Api(error),
        })?;
        let credentials = Arc::new(Credentials::new(grant, inner.now()));
        let missing = credentials.about.scopes.missing();
        let keeper = Arc::clone(inner);
        let stored = inner.tasks.spawn(async move {
            let lock = keeper.lock().await?;
            keeper.store(&lock, &credentials, Occasion::Login).await?;
            keeper.set(Held::Login(credentials));
            Ok::<_, VaultError>(())
        });
        stored.await.unwrap_or_else(|_| Err(VaultError::interrupted()))?;
        Ok(missing)
    }

    /// When the login in use was authorized, which identifies it.
    pub fn authorized_at(&self) -> Option<Timestamp> {
        self.0.held().about().map(|about| about.authorized_at)
    }

    /// Stores the account of the login authorized at that time. Leaves another login unchanged.
    pub(super) async fn remember(&self, account: Account, authorized_at: Timestamp) -> Result<(), ApiError> {
        let inner = &self.0;
        let login = inner.login();
        let lock = inner.lock().await?;
        // Read from the disk: another process may have refreshed it.
        let credentials = refresh::current(inner, &login, &lock).await?;
        if credentials.about.authorized_at != authorized_at {
            return Ok(());
        }
        let mut credentials = Credentials::clone(&credentials);
        credentials.about.account = Some(account);
        let credentials = Arc::new(credentials);
        inner.store(&lock, &credentials, Occasion::Refresh).await?;
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
        let mut known = unpoisoned(&self.known);
        (known.held, known.replaced) = (held, false);
    }

    /// Compares memory with the file if that is another one than at the last look. Blocks on the disk.
    fn look(&self) -> Result<(), VaultError> {
        let (seen, login, is_in) = {
            let known = unpoisoned(&self.known);
            (known.seen, known.login.clone(), !matches!(known.held, Held::Nothing | Held::Expired))
        };
        let stamp = match self.vault.stamp() {
            Ok(stamp) if stamp == seen => return Ok(()),
            Ok(stamp) => stamp,
            Err(error) if error.kind() == io::ErrorKind::NotFound && is_in => {
                return Err(VaultError::no_folder(&self.vault));
            }
            // A disk that fails now and then is no logout either.
            Err(_) => return Ok(()),
        };
        let found = self.vault.load(&self.binding)?;
        let mut known = unpoisoned(&self.known);
        if login.is_cancelled() {
            return Ok(());
        }
        known.seen = stamp;
        match (found, &known.held) {
            (Found::Login(Credentials { about: disk, .. }) | Found::Sealed(disk), Held::Unsaved(ours))
                if disk.authorized_at == ours.about.authorized_at => {}
            // What this process has stored itself.
            (Found::Sealed(disk), Held::Login(ours)) if disk == ours.about => {}
            (found @ (Found::Login(_) | Found::Sealed(_)), held) => {
                let disk = Held::from(found);
                known.replaced |= disk.about().zip(held.about()).is_some_and(|(disk, ours)| !disk.is_login_of(ours));
                known.held = disk;
            }
            // The next store repairs it.
            (Found::Corrupt, _) | (Found::Nothing, Held::Expired) => {}
            (Found::Nothing, Held::Nothing | Held::Sealed(_) | Held::Login(_) | Held::Unsaved(_)) => {
                known.held = Held::Nothing;
                std::mem::take(&mut known.login).cancel();
            }
        }
        Ok(())
    }

    /// The token that the next logout cancels.
    fn login(&self) -> CancellationToken {
        unpoisoned(&self.known).login.clone()
    }

    /// Sets what is held, unless that login was logged out. Returns whether it was set.
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

    fn now(&self) -> Timestamp {
        self.endpoint.accounts.guard().now()
    }

    /// Waits for the lock between processes, as long as a refresh with all its tries takes.
    async fn lock(&self) -> Result<Arc<LockedVault>, VaultError> {
        let limit = self.endpoint.accounts.guard().pace().longest_request(TimeLimits::default().total);
        self.vault.lock(limit).await.map(Arc::new)
    }

    async fn store(
        &self,
        lock: &Arc<LockedVault>,
        credentials: &Arc<Credentials>,
        occasion: Occasion,
    ) -> Result<(), VaultError> {
        let (binding, credentials) = (self.binding.clone(), Arc::clone(credentials));
        on_disk(lock, move |vault| vault.store(&binding, &credentials, occasion)).await
    }
}

impl fmt::Debug for Inner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Inner").field("binding", &self.binding).field("held", &self.held()).finish_non_exhaustive()
    }
}

/// Runs an action on the locked vault where it may block. Holds the lock until the action is done, even if the caller is
/// dropped.
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
