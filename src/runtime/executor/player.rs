//! The player as effects: what plays, the devices, the queue, commands.
//!
//! These requests are the person's and count so. A command is sent once and is not cut off by a cancel, because its outcome
//! would be unknown (security K4).

use std::sync::Arc;

use jiff::ZonedDateTime;

use super::{Deps, Job};
use crate::{
    app::{
        Problem, Reply,
        requests::{
            effect::Player,
            event::{LoginLost, PlayerReply, Refusal, Refused},
        },
    },
    auth::Bound,
    domain::Device,
    runtime::{connect::ConnectError, problem},
    spotify::{ApiError, Client, Concern},
};

/// Carries a request out.
pub(super) async fn ask(job: Job, deps: Arc<Deps>, request: Player) {
    let (job, deps) = (&job, deps.as_ref());
    match request {
        Player::Poll => {
            let playback = asked(job, deps, async |client| client.playback().await).await;
            reply(job, deps, playback, |playback| PlayerReply::Polled(playback.map(|playback| playback.map(Box::new))));
        }
        Player::Devices => {
            let devices = asked(job, deps, async |client| client.devices().await).await;
            reply(job, deps, devices, PlayerReply::Devices);
        }
        Player::Queue => {
            let queue = asked(job, deps, async |client| client.queue().await).await;
            reply(job, deps, queue, PlayerReply::Queue);
        }
        Player::Send { command, device } => {
            let sent = match client(deps).await {
                Ok(client) => client.player(&command, device.as_ref()).await,
                Err(error) => Err(error),
            };
            reply(job, deps, Some(sent), PlayerReply::Sent);
        }
        Player::StartHere => {
            if let Some(started) = start_here(job, deps).await {
                job.reply(Reply::Player(PlayerReply::StartedHere(started)));
            }
        }
    }
}

/// What an error means for the login; `None` if it says nothing of it.
pub(super) fn lost(error: &ApiError) -> Option<LoginLost> {
    match error.concern() {
        Concern::LoggedOut => Some(LoginLost::NotLoggedIn),
        Concern::LoginExpired => Some(LoginLost::Expired),
        Concern::AnotherAccount => Some(LoginLost::AnotherAccount),
        Concern::App | Concern::Network | Concern::Storage | Concern::Request => None,
    }
}

/// A client that stops when another account logs in.
async fn client(deps: &Deps) -> Result<Client<Bound>, ApiError> {
    let access = deps.shared.access().ok_or(ApiError::LoggedOut)?;
    Ok(deps.shared.bound(&access).await?.1)
}

/// `None` if the request was cancelled.
pub(super) async fn asked<T>(
    job: &Job,
    deps: &Deps,
    ask: impl AsyncFnOnce(&Client<Bound>) -> Result<T, ApiError>,
) -> Option<Result<T, ApiError>> {
    job.cancel.run_until_cancelled(async { ask(&client(deps).await?).await }).await
}

fn reply<T>(
    job: &Job,
    deps: &Deps,
    answer: Option<Result<T, ApiError>>,
    reply: impl FnOnce(Result<T, Refused>) -> PlayerReply,
) {
    answered(job, deps, "the player", answer, refused, |answer| Reply::Player(reply(answer)));
}

/// Answers with what Spotify has said, or that the login was lost. Not if the request was cancelled.
pub(super) fn answered<T, E>(
    job: &Job,
    deps: &Deps,
    what: &str,
    answer: Option<Result<T, ApiError>>,
    refuse: impl FnOnce(&ApiError, &ZonedDateTime) -> E,
    reply: impl FnOnce(Result<T, E>) -> Reply,
) {
    let Some(answer) = answer else { return };
    let lost = answer.as_ref().err().and_then(lost);
    job.reply(match lost {
        Some(lost) => Reply::LoginLost(lost),
        None => reply(answer.map_err(|error| {
            tracing::info!(%error, "{what}");
            refuse(&error, &deps.clock.now())
        })),
    });
}

/// The error of a command.
pub(super) fn refused(error: &ApiError, now: &ZonedDateTime) -> Refused {
    Refused { why: refusal(error), problem: problem::api(error, now).of_command() }
}

/// What an error means for what comes next.
fn refusal(error: &ApiError) -> Refusal {
    let may_be_done =
        matches!(error, ApiError::Unreachable(_) | ApiError::Timeout | ApiError::Server(_) | ApiError::Unreadable(_));
    match error.concern() {
        Concern::App => Refusal::Lasting,
        Concern::Request if *error == ApiError::NoActiveDevice => Refusal::NoDevice,
        Concern::Request if *error == ApiError::DeviceNotFound => Refusal::DeviceGone,
        Concern::Request if *error == ApiError::Restricted => Refusal::AlreadySo,
        Concern::Network | Concern::Request if may_be_done => Refusal::Unknown,
        Concern::LoggedOut
        | Concern::LoginExpired
        | Concern::AnotherAccount
        | Concern::Network
        | Concern::Storage
        | Concern::Request => Refusal::Other,
    }
}

/// Starts a player on this computer and waits for its device; `None` if that was cancelled.
async fn start_here(job: &Job, deps: &Deps) -> Option<Result<Device, Problem>> {
    let started = async {
        let program = deps.connect.find()?;
        let list = async || client(deps).await?.devices().await;
        deps.connect.start_here(&program, list, &job.cancel).await
    };
    match started.await {
        Ok(device) => Some(Ok(device)),
        Err(ConnectError::Cancelled) => None,
        Err(error) => {
            tracing::warn!(%error, "a player on this computer");
            Some(Err(problem::connect(&error, &deps.clock.now())))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::CleanText;

    #[test]
    fn a_403_without_a_known_reason_is_of_one_request() {
        assert_eq!(refusal(&ApiError::Forbidden(CleanText::new("why"))), Refusal::Other);
        assert_eq!(refusal(&ApiError::MissingScope(None)), Refusal::Lasting);
    }

    #[test]
    fn k5_without_a_connection_nothing_was_sent_and_after_a_broken_one_that_is_unknown() {
        let why = CleanText::new("why");
        assert_eq!(refusal(&ApiError::NotConnected(why.clone())), Refusal::Other);
        assert_eq!(refusal(&ApiError::Unreachable(why)), Refusal::Unknown);
    }
}
