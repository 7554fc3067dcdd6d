//! Follows and saves, one request after the other in the order of their effects. None is repeated or cut off by a cancel.

use std::sync::Arc;

use jiff::Timestamp;
use tokio::sync::mpsc::UnboundedReceiver;

use super::{Deps, Job, player::refused};
use crate::{
    app::{
        EventKind, Problem, Reply,
        requests::{
            effect::Keep,
            event::{LibraryChange, LoginLost, Refusal, Refused},
        },
    },
    auth::Access,
    library::LibraryError,
    runtime::{
        keep::{Keeper, NotStored},
        problem,
    },
    spotify::ApiError,
};

/// A request, with the login of the moment it was made.
#[derive(Debug)]
pub(super) struct Keeping {
    job: Job,
    request: Keep,
    login: Option<(Access, Option<Timestamp>)>,
}

impl Keeping {
    pub(super) fn new(job: Job, request: Keep, access: Option<Access>) -> Self {
        let login = access.map(|access| {
            let authorized_at = access.session.authorized_at();
            (access, authorized_at)
        });
        Self { job, request, login }
    }

    /// Follows or saves. Nothing is sent with a later login than that of the request (security K5).
    async fn send(&self, deps: &Deps) -> Result<Result<(), NotStored>, ApiError> {
        let (access, authorized_at) = self.login.as_ref().ok_or(ApiError::LoggedOut)?;
        let account = deps.shared.account(access).await?;
        let client = access.client_of(&account, *authorized_at);
        let login = access.session.bound_to(&account, *authorized_at);
        let keeper = Keeper { client: &client, login: &login, account: &account, host: &deps.host, clock: &deps.clock };
        keeper.keep(&self.request.links, self.request.keep).await
    }
}

/// Carries out what is queued, until the queue is closed.
pub(super) async fn keep(mut queue: UnboundedReceiver<Keeping>, deps: Arc<Deps>) {
    while let Some(keeping) = queue.recv().await {
        let reply = match writable(&deps) {
            Ok(()) => reply(keeping.send(&deps).await, &deps),
            Err(problem) => Reply::Keep(Err(Refused { why: Refusal::Other, problem })),
        };
        let has_changed = matches!(reply, Reply::Keep(Ok(_)));
        keeping.job.reply(reply);
        if has_changed {
            keeping.job.report(EventKind::LibraryChanged(LibraryChange::Anything));
        }
    }
}

/// What Spotify confirms could not be shown with a library that can only be read.
fn writable(deps: &Deps) -> Result<(), Problem> {
    match deps.host.held().and_then(|held| held.library().read_only().cloned()) {
        Some(reason) => Err(problem::library(&LibraryError::ReadOnly(reason))),
        None => Ok(()),
    }
}

fn reply(kept: Result<Result<(), NotStored>, ApiError>, deps: &Deps) -> Reply {
    let now = deps.clock.now();
    match kept {
        // The first synchronisation creates the library.
        Ok(Ok(()) | Err(NotStored::NoLibrary)) => Reply::Keep(Ok(None)),
        Ok(Err(NotStored::NotFetched(error))) => Reply::Keep(Ok(Some(problem::api(&error, &now)))),
        Ok(Err(NotStored::Library(error))) => Reply::Keep(Ok(Some(problem::library(&error)))),
        Err(ApiError::LoggedOut) => Reply::LoginLost(LoginLost::NotLoggedIn),
        Err(ApiError::LoginExpired) => Reply::LoginLost(LoginLost::Expired),
        Err(ApiError::AnotherAccount) => Reply::LoginLost(LoginLost::AnotherAccount),
        Err(error) => {
            tracing::info!(%error, "following or saving");
            Reply::Keep(Err(refused(&error, &now)))
        }
    }
}
