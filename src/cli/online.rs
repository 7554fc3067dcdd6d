//! A logged-in client, for the commands that act on Spotify.
//!
//! Start with [`run`]. Its requests count as the person's.

use std::time::Duration;

use super::{
    Context, Exit, Failure, Output, Result, app,
    locked::{SOON, note_when_locked},
};
use crate::{
    auth::Bound,
    domain::{Account, Clock, Device, DeviceId, PlayerCommand},
    runtime::{keep::Keeper, library_host::LibraryHost, problem, sync::count_requests},
    spotify::{ApiError, Client},
};

/// How long to wait at the end for a token to be stored.
const LAST_WRITES: Duration = Duration::from_secs(2);

/// The client of a command.
pub(super) struct Online {
    pub(super) client: Client<Bound>,
    pub(super) clock: Clock,
    host: LibraryHost,
    account: Account,
}

/// Runs a command with a client that stops when another account logs in. Exits with 3 without a login.
pub(super) fn run<T>(
    context: &Context,
    output: &mut Output<'_>,
    act: impl AsyncFnOnce(&Online, &mut Output<'_>) -> Result<T>,
) -> Result<T> {
    let tokio = app::tokio()?;
    let done = tokio.block_on(async {
        let (shared, access) = context.access(context.client()?, output)?;
        let (host, _) = LibraryHost::open(&context.config.paths.library_file(), SOON);
        count_requests(shared.guard(), &host, context.config.requests_file());
        let clock = context.clock.clone();
        let done = match shared.bound(&access).await {
            Ok((account, client)) => act(&Online { client, clock, host: host.clone(), account }, output).await,
            Err(error) => Err(failure(&error, &clock)),
        };
        // A refreshed token that is not stored is lost.
        let _ = tokio::time::timeout(LAST_WRITES, access.session.settled()).await;
        host.close().await;
        done
    });
    tokio.shutdown_timeout(LAST_WRITES);
    if let Err(failure) = &done
        && let Some(start) = failure.exit().and_then(|exit| context.demo_service(exit))
    {
        output.note(start)?;
    }
    done
}

impl Online {
    pub(super) fn failure(&self, error: &ApiError) -> Failure {
        failure(error, &self.clock)
    }

    /// The failure of a request for what the person named by its id or a link.
    pub(super) fn not_found(&self, error: &ApiError) -> Failure {
        Failure::new(Exit::from(error), problem::link(error, &self.clock.now()).line())
    }

    pub(super) fn keeper(&self) -> Keeper<'_> {
        let Self { client, clock, host, account } = self;
        Keeper { client, account, host, clock }
    }

    /// Waits for what writes the library. Notes if another program keeps it locked.
    pub(super) async fn watched<T>(&self, work: impl Future<Output = T>, output: &mut Output<'_>) -> Result<T> {
        tokio::select! {
            done = work => Ok(done),
            Err(failure) = note_when_locked(&self.host, output) => Err(failure),
        }
    }

    pub(super) async fn devices(&self) -> Result<Vec<Device>> {
        self.client.devices().await.map_err(|error| self.failure(&error))
    }

    /// Sends a command to a player. Without an active device, the error names those that could be used.
    pub(super) async fn send(&self, command: &PlayerCommand, device: Option<&DeviceId>) -> Result<()> {
        match self.client.player(command, device).await {
            Err(ApiError::NoActiveDevice) => Err(self.no_active_device().await),
            done => done.map_err(|error| self.failure(&error)),
        }
    }

    /// That no device is active, and which could be.
    pub(super) async fn no_active_device(&self) -> Failure {
        let Ok(devices) = self.client.devices().await else { return self.failure(&ApiError::NoActiveDevice) };
        let names: Vec<_> = devices.iter().filter(|device| device.can_be_used()).map(|d| d.name.as_str()).collect();
        if names.is_empty() {
            let why = "no device is active, and Spotify lists none that can be used. Start Spotify on a phone, a computer \
                       or a speaker, then run the command again";
            Failure::failed(why)
        } else {
            let names = names.join(", ");
            Failure::failed(format_args!("no device is active. Use `play EPISODE --device NAME` with: {names}"))
        }
    }
}

fn failure(error: &ApiError, clock: &Clock) -> Failure {
    Failure::new(Exit::from(error), problem::api(error, &clock.now()).of_command().line())
}
