//! One refresh at a time, and how it goes.

use std::sync::Arc;

use tokio_util::sync::CancellationToken;

use super::{
    AccessToken, ApiError, BoxFuture, Credentials, Flight, Found, FutureExt, Held, Inner, on_disk, unpoisoned,
};
use crate::{
    auth::{VaultError, token::TokenError, vault::LockedVault},
    domain::CleanText,
};

/// A token that is good as far as anybody knows, and is not `rejected`. Joins the refresh under way, or starts one.
pub(super) async fn token(inner: &Arc<Inner>, rejected: Option<&AccessToken>) -> Result<AccessToken, ApiError> {
    let flight = {
        let mut slot = unpoisoned(&inner.flight);
        match (&*slot, inner.held()) {
            (Some(flight), _) => flight.clone(),
            (None, Held::Nothing) => return Err(ApiError::LoggedOut),
            (None, Held::Expired) => return Err(ApiError::LoginExpired),
            (None, Held::Login(credentials)) if is_good(inner, &credentials, rejected) => {
                return Ok(credentials.access.clone());
            }
            (None, Held::Login(_) | Held::Unsaved(_)) => slot.insert(start(inner, rejected.cloned())).clone(),
        }
    };
    flight.await
}

/// Starts a refresh that goes on when everybody who waits for it has gone: between the answer and the disk lies the
/// only copy of a new refresh token.
fn start(inner: &Arc<Inner>, rejected: Option<AccessToken>) -> Flight {
    let landing = Landing(Arc::clone(inner));
    let task = inner.tasks.spawn(async move { refresh(&landing.0, rejected.as_ref()).await });
    let flight: BoxFuture<'static, _> = async move {
        task.await.unwrap_or_else(|_| Err(ApiError::Unreachable(CleanText::new("the refresh was interrupted"))))
    }
    .boxed();
    flight.shared()
}

/// Makes room for the next refresh when this one has ended, however it ended.
struct Landing(Arc<Inner>);

impl Drop for Landing {
    fn drop(&mut self) {
        unpoisoned(&self.0.flight).take();
    }
}

async fn refresh(inner: &Inner, rejected: Option<&AccessToken>) -> Result<AccessToken, ApiError> {
    let login = inner.login();
    // A logout does not wait for Spotify, and neither does the lock.
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
        // It may pass, or be mended: the tokens stay (security E6).
        Err(TokenError::Api(error)) => return Err(error),
    };
    let rotated = grant.refresh.as_ref().is_some_and(|new| new.expose() != token.expose());
    let fresh = Arc::new(credentials.refreshed(grant, inner.now()));
    match save(inner, login, &lock, &fresh).await {
        // The disk still has a refresh token that is good: nothing is lost, and the next refresh tries again.
        Err(error) if !rotated => {
            tracing::warn!(%error, "the new access token could not be stored");
            inner.set_of(login, Held::Login(Arc::clone(&fresh)));
        }
        saved => saved?,
    }
    Ok(fresh.access.clone())
}

/// The login as it is now. The file is the truth, unless memory has what could not be written before.
pub(super) async fn current(
    inner: &Inner,
    login: &CancellationToken,
    lock: &Arc<LockedVault>,
) -> Result<Arc<Credentials>, ApiError> {
    let held = inner.held();
    if let Held::Unsaved(credentials) = held {
        save(inner, login, lock, &credentials).await?;
        return Ok(credentials);
    }
    let binding = inner.binding.clone();
    match (on_disk(lock, move |vault| vault.load(&binding)).await?, held) {
        (Found::Login(credentials), _) => {
            let credentials = Arc::new(credentials);
            inner.set_of(login, Held::Login(Arc::clone(&credentials)));
            Ok(credentials)
        }
        // Somebody damaged the file while the program ran; the next store mends it.
        (Found::Corrupt, Held::Login(credentials)) => Ok(credentials),
        // Another process logged out, or in to another service.
        (Found::Nothing | Found::OfAnother | Found::Corrupt, _) => {
            inner.set(Held::Nothing);
            Err(ApiError::LoggedOut)
        }
    }
}

/// Stores a refreshed login, and hands it out only then. After a logout nothing is written.
async fn save(
    inner: &Inner,
    login: &CancellationToken,
    lock: &Arc<LockedVault>,
    credentials: &Arc<Credentials>,
) -> Result<(), VaultError> {
    if inner.set_of(login, Held::Unsaved(Arc::clone(credentials))) {
        inner.store(lock, credentials).await?;
        inner.set_of(login, Held::Login(Arc::clone(credentials)));
    }
    Ok(())
}

/// The login has ended: its tokens are discarded, here and on the disk (security E5).
async fn expire(inner: &Inner, lock: &Arc<LockedVault>) -> ApiError {
    inner.set(Held::Expired);
    if let Err(error) = on_disk(lock, LockedVault::remove).await {
        tracing::warn!(%error, "the ended login could not be removed");
    }
    ApiError::LoginExpired
}

fn is_good(inner: &Inner, credentials: &Credentials, rejected: Option<&AccessToken>) -> bool {
    !credentials.is_stale(inner.now()) && rejected != Some(&credentials.access)
}
