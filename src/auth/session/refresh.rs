//! The single-flight look at the login, and its refresh.

use std::sync::Arc;

use tokio_util::sync::CancellationToken;

use super::{
    AccessToken, ApiError, BoxFuture, Credentials, Flight, Found, FutureExt, Held, Inner, on_disk, unpoisoned,
};
use crate::{
    auth::{
        VaultError,
        token::TokenError,
        vault::{LockedVault, Occasion},
    },
    domain::CleanText,
};

/// A token that has not expired and is not `rejected`. Joins the flight under way, or starts one.
pub(super) async fn token(inner: &Arc<Inner>, rejected: Option<&AccessToken>) -> Result<AccessToken, ApiError> {
    loop {
        let (flight, is_joined) = {
            let mut slot = unpoisoned(&inner.flight);
            let is_joined = slot.is_some();
            (slot.get_or_insert_with(|| start(inner, rejected.cloned())).clone(), is_joined)
        };
        match flight.await {
            // It may have begun before the token was rejected.
            Ok(token) if is_joined && rejected == Some(&token) => {}
            landed => return landed,
        }
    }
}

/// Starts a flight: a look at the file, then a refresh if one is needed. It continues even if all waiting tasks are dropped,
/// because it may hold the only copy of a new refresh token. It is spawned when it is first polled, without the lock of the
/// slot: a runtime that ends drops the task within `spawn`, and [`Landing`] takes that lock.
fn start(inner: &Arc<Inner>, rejected: Option<AccessToken>) -> Flight {
    let inner = Arc::clone(inner);
    let flight: BoxFuture<'static, _> = async move {
        let landing = Landing(Arc::clone(&inner));
        let task = inner.tasks.spawn(async move { looked(&landing.0, rejected.as_ref()).await });
        task.await.unwrap_or_else(|_| Err(ApiError::Unreachable(CleanText::new("the refresh was interrupted"))))
    }
    .boxed();
    flight.shared()
}

async fn looked(inner: &Arc<Inner>, rejected: Option<&AccessToken>) -> Result<AccessToken, ApiError> {
    look(inner).await?;
    match inner.held() {
        Held::Nothing => Err(ApiError::LoggedOut),
        Held::Expired => Err(ApiError::LoginExpired),
        Held::Login(credentials) if is_good(inner, &credentials, rejected) => Ok(credentials.access.clone()),
        Held::Sealed(_) | Held::Login(_) | Held::Unsaved(_) => refresh(inner, rejected).await,
    }
}

/// Takes over what other processes have done to the login, where that may block.
pub(super) async fn look(inner: &Arc<Inner>) -> Result<(), VaultError> {
    let inner = Arc::clone(inner);
    tokio::task::spawn_blocking(move || inner.look()).await.unwrap_or_else(|_| Err(VaultError::interrupted()))
}

/// Allows the next refresh when this one has ended, also by a panic.
struct Landing(Arc<Inner>);

impl Drop for Landing {
    fn drop(&mut self) {
        let landed = unpoisoned(&self.0.flight).take();
        drop(landed);
    }
}

async fn refresh(inner: &Inner, rejected: Option<&AccessToken>) -> Result<AccessToken, ApiError> {
    let login = inner.login();
    // A logout must not wait for Spotify, nor must the lock.
    login.run_until_cancelled(refresh_of(inner, &login, rejected)).await.unwrap_or(Err(ApiError::LoggedOut))
}

async fn refresh_of(
    inner: &Inner,
    login: &CancellationToken,
    rejected: Option<&AccessToken>,
) -> Result<AccessToken, ApiError> {
    let lock = inner.lock().await?;
    let credentials = current(inner, login, &lock).await?;
    if is_good(inner, &credentials, rejected) {
        return Ok(credentials.access.clone());
    }
    let Some(token) = &credentials.refresh else { return Err(expire(inner, &lock).await) };
    let grant = match inner.endpoint.refresh(token).await {
        Ok(grant) => grant,
        Err(TokenError::InvalidGrant) => return Err(expire(inner, &lock).await),
        // The error may be temporary or repairable: keep the tokens (security E6).
        Err(TokenError::Api(error)) => return Err(error),
    };
    let rotated = grant.refresh.as_ref().is_some_and(|new| new.expose() != token.expose());
    let fresh = Arc::new(credentials.refreshed(grant, inner.now()));
    match save(inner, login, &lock, &fresh).await {
        // The refresh token on the disk is still valid, so the next refresh can try again.
        Err(error) if !rotated => {
            tracing::warn!(%error, "cannot store the new access token");
            inner.set_of(login, Held::Login(Arc::clone(&fresh)));
        }
        saved => saved?,
    }
    Ok(fresh.access.clone())
}

/// The current login. The file is authoritative, unless memory holds a login that could not be written.
pub(super) async fn current(
    inner: &Inner,
    login: &CancellationToken,
    lock: &Arc<LockedVault>,
) -> Result<Arc<Credentials>, ApiError> {
    let binding = inner.binding.clone();
    match (on_disk(lock, move |vault| vault.load(&binding)).await?, inner.held()) {
        (Found::Login(disk), Held::Unsaved(ours)) if disk.about.authorized_at == ours.about.authorized_at => {
            save(inner, login, lock, &ours).await?;
            Ok(ours)
        }
        (Found::Corrupt, Held::Unsaved(ours)) => {
            save(inner, login, lock, &ours).await?;
            Ok(ours)
        }
        (Found::Login(credentials), _) => {
            let credentials = Arc::new(credentials);
            inner.set_of(login, Held::Login(Arc::clone(&credentials)));
            Ok(credentials)
        }
        // The file was damaged while the program ran. The next store repairs it.
        (Found::Corrupt, Held::Login(credentials)) => Ok(credentials),
        // Another process logged out, or in to another service; or the keyring has lost the tokens.
        (Found::Nothing | Found::Sealed(_) | Found::Corrupt, _) => {
            inner.set(Held::Nothing);
            Err(ApiError::LoggedOut)
        }
    }
}

/// Stores a refreshed login before it is handed out. Writes nothing after a logout.
async fn save(
    inner: &Inner,
    login: &CancellationToken,
    lock: &Arc<LockedVault>,
    credentials: &Arc<Credentials>,
) -> Result<(), VaultError> {
    if inner.set_of(login, Held::Unsaved(Arc::clone(credentials))) {
        inner.store(lock, credentials, Occasion::Refresh).await?;
        inner.set_of(login, Held::Login(Arc::clone(credentials)));
    }
    Ok(())
}

/// Discards the tokens of an ended login, in memory and on the disk (security E5).
async fn expire(inner: &Inner, lock: &Arc<LockedVault>) -> ApiError {
    inner.set(Held::Expired);
    if let Err(error) = on_disk(lock, LockedVault::remove).await {
        tracing::warn!(%error, "cannot remove the ended login");
    }
    ApiError::LoginExpired
}

fn is_good(inner: &Inner, credentials: &Credentials, rejected: Option<&AccessToken>) -> bool {
    !credentials.is_stale(inner.now()) && rejected != Some(&credentials.access)
}
