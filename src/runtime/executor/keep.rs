//! Follows and saves. No request is repeated or cut off by a cancel.

use std::sync::Arc;

use jiff::Timestamp;

use super::{
    Deps, Job,
    player::{lost, refused},
};
use crate::{
    app::{
        EventKind, Problem, Reply,
        requests::{
            effect::Keep,
            event::{LibraryChange, Refusal, Refused},
        },
    },
    auth::Access,
    library::LibraryError,
    runtime::{keep::Keeper, problem},
    spotify::ApiError,
    sync::SyncError,
};

/// Follows or saves. Nothing is sent with a later login than that of now, when the request is made (security K5).
pub(super) fn keep(job: Job, deps: Arc<Deps>, request: Keep) -> impl Future<Output = ()> + Send + 'static {
    let login = deps.shared.access().map(|access| (access.session.authorized_at(), access));
    async move {
        let reply = match writable(&deps) {
            Ok(()) => reply(send(&deps, &request, login).await, &deps),
            Err(problem) => Reply::Keep(Err(Refused { why: Refusal::Other, problem })),
        };
        let has_changed = matches!(reply, Reply::Keep(Ok(_)));
        job.reply(reply);
        if has_changed {
            job.report(EventKind::LibraryChanged(LibraryChange::Anything));
        }
    }
}

async fn send(
    deps: &Deps,
    request: &Keep,
    login: Option<(Option<Timestamp>, Access)>,
) -> Result<Result<bool, SyncError>, ApiError> {
    let (authorized_at, access) = login.ok_or(ApiError::LoggedOut)?;
    let account = deps.shared.account(&access).await?;
    let client = access.client_of(&account, authorized_at);
    let keeper = Keeper { client: &client, account: &account, host: &deps.host, clock: &deps.clock };
    keeper.keep(&request.links, request.keep).await
}

/// What Spotify confirms could not be shown with a library that can only be read.
fn writable(deps: &Deps) -> Result<(), Problem> {
    match deps.host.held().and_then(|held| held.library().read_only().cloned()) {
        Some(reason) => Err(problem::library(&LibraryError::ReadOnly(reason))),
        None => Ok(()),
    }
}

fn reply(kept: Result<Result<bool, SyncError>, ApiError>, deps: &Deps) -> Reply {
    let now = deps.clock.now();
    match kept {
        // The first synchronisation creates the library.
        Ok(Ok(_)) => Reply::Keep(Ok(None)),
        Ok(Err(error)) => Reply::Keep(Ok(Some(problem::sync(&error, &now)))),
        Err(error) => lost(&error).map_or_else(
            || {
                tracing::info!(%error, "following or saving");
                Reply::Keep(Err(refused(&error, &now)))
            },
            Reply::LoginLost,
        ),
    }
}
