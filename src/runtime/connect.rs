//! Starts a Connect player on this computer, and ends it if this program started it (security K3).
//!
//! [`Connect::find`] names the player, for the question whether it may start. [`Connect::start_here`] starts it, in an
//! environment without secrets, and waits for its device. [`Connect::stop_left_over`] belongs to the start of the program,
//! [`Connect::stop`] to its end.

mod program;
mod record;
mod running;
#[cfg(test)]
mod tests;

use std::{io, path::PathBuf, time::Duration};

use tokio::{sync::Mutex, task::spawn_blocking, time::sleep};
use tokio_util::sync::CancellationToken;

pub use program::Program;

use self::{record::Record, running::Running};
use crate::{
    config::{Config, Environment, keys},
    domain::{Device, DeviceId, PreferredDevice},
    spotify::{ApiError, Concern},
};

/// The pauses between looks at the devices, in seconds: half a minute.
const PAUSES: [u64; 8] = [1, 2, 3, 4, 5, 5, 5, 5];

/// Why no player on this computer can be used.
#[derive(Debug, thiserror::Error)]
pub enum ConnectError {
    #[error("no Connect player is installed: install spotifyd or the Spotify app, or set player.start_command")]
    NoneInstalled,
    #[error("{0}")]
    Failed(String),
    #[error("it was cancelled")]
    Cancelled,
    #[error("the devices could not be listed")]
    Api(#[source] ApiError),
}

/// The players of this computer, and the one that runs because of us.
#[derive(Debug)]
pub struct Connect {
    environment: Environment,
    command: Option<String>,
    record: PathBuf,
    pauses: Vec<Duration>,
    running: Mutex<Option<Running>>,
}

impl Connect {
    pub fn new(config: &Config, environment: &Environment) -> Self {
        Self {
            environment: environment.clone(),
            command: config.set(keys::START_PLAYER).map(|set| set.value),
            record: config.paths.player_file(),
            pauses: PAUSES.map(Duration::from_secs).into(),
            running: Mutex::new(None),
        }
    }

    /// The player that can be started.
    ///
    /// # Errors
    /// The command names no program, or no program is installed.
    pub fn find(&self) -> Result<Program, ConnectError> {
        Program::find(self.command.as_deref(), &self.environment)
    }

    /// Starts a player and waits until its device appears. Ends it again unless it does. `list` gives the devices of the
    /// account.
    ///
    /// # Errors
    /// [`ConnectError`].
    pub async fn start_here<L, F>(
        &self,
        program: &Program,
        mut list: L,
        cancel: &CancellationToken,
    ) -> Result<Device, ConnectError>
    where
        L: FnMut() -> F + Send,
        F: Future<Output = Result<Vec<Device>, ApiError>> + Send,
    {
        let mut slot = self.running.lock().await;
        if let Some(before) = slot.take() {
            before.stop().await;
        }
        let known = cancel.run_until_cancelled(list()).await.ok_or(ConnectError::Cancelled)?;
        let known: Vec<DeviceId> =
            known.map_err(ConnectError::Api)?.into_iter().filter_map(|device| device.id).collect();
        let mut running = self.start(program).await?;
        let waited = cancel.run_until_cancelled(self.appeared(program, &mut running, &known, list)).await;
        match waited.unwrap_or(Err(ConnectError::Cancelled)) {
            Ok(device) => {
                *slot = Some(running);
                Ok(device)
            }
            Err(error) => {
                running.stop().await;
                Err(error)
            }
        }
    }

    async fn appeared<L, F>(
        &self,
        program: &Program,
        running: &mut Running,
        known: &[DeviceId],
        mut list: L,
    ) -> Result<Device, ConnectError>
    where
        L: FnMut() -> F + Send,
        F: Future<Output = Result<Vec<Device>, ApiError>> + Send,
    {
        let former = running.last_device();
        let mut failed = None;
        for pause in &self.pauses {
            tokio::select! {
                why = running.failed() => {
                    return Err(ConnectError::Failed(format!("{} ended with {why}; the log has its output", program.name())));
                }
                () = sleep(*pause) => {}
            }
            match list().await {
                Ok(devices) => {
                    failed = None;
                    if let Some(device) = choose(devices, known, former.as_ref(), program) {
                        running.remember(&device);
                        return Ok(device);
                    }
                }
                Err(error) if lasts(&error) => return Err(ConnectError::Api(error)),
                Err(error) => failed = Some(error),
            }
        }
        let missing = "runs, but no device appeared; log in to it once, as docs/PLAYER.md shows";
        Err(failed.map_or_else(|| ConnectError::Failed(format!("{} {missing}", program.name())), ConnectError::Api))
    }

    async fn start(&self, program: &Program) -> Result<Running, ConnectError> {
        let (program, environment, path) = (program.clone(), self.environment.clone(), self.record.clone());
        let name = program.name();
        let started = spawn_blocking(move || {
            let Some(mut record) = Record::lock(&path)? else { return Ok(None) };
            record.end_left_over()?;
            Running::start(&program, &environment, record).map(Some)
        });
        match started.await.map_err(io::Error::other).flatten() {
            Ok(Some(running)) => Ok(running),
            Ok(None) => Err(ConnectError::Failed("another copy of this program has started a player".to_owned())),
            Err(cause) => Err(ConnectError::Failed(format!("{name} did not start: {cause}"))),
        }
    }

    /// Ends a player that an earlier process started and left, because it was killed.
    pub async fn stop_left_over(&self) {
        let path = self.record.clone();
        let ended = spawn_blocking(move || {
            if !path.exists() {
                return Ok(false);
            }
            Record::lock(&path)?.map_or(Ok(false), |mut record| record.end_left_over())
        });
        match ended.await.map_err(io::Error::other).flatten() {
            Ok(true) => tracing::info!("ended the player that an earlier process had started"),
            Ok(false) => {}
            Err(error) => tracing::warn!(%error, "cannot tell whether an earlier process left a player"),
        }
    }

    /// Ends the player, if this program started one.
    pub async fn stop(&self) {
        if let Some(running) = self.running.lock().await.take() {
            running.stop().await;
        }
    }
}

/// The device of a started player: a new one with the name of the last player or of the command, else the one of the last
/// player, which Spotify may list for a while after its end, else the first new one.
fn choose(
    devices: Vec<Device>,
    known: &[DeviceId],
    last: Option<&PreferredDevice>,
    program: &Program,
) -> Option<Device> {
    let rank = |device: &Device| {
        let id = device.id.as_ref().filter(|_| device.can_be_used())?;
        let is_new = !known.contains(id);
        let is_named = last.is_some_and(|last| last.name == device.name) || program.names(&device.name);
        match (is_new, is_named) {
            (true, true) => Some(0),
            _ if last.is_some_and(|last| last.id == *id) => Some(1),
            (true, false) => Some(2),
            (false, _) => None,
        }
    };
    let ranked = devices.into_iter().filter_map(|device| Some((rank(&device)?, device)));
    ranked.min_by_key(|(rank, _)| *rank).map(|(_, device)| device)
}

/// Whether the devices cannot be listed until the login changes or a block ends.
fn lasts(error: &ApiError) -> bool {
    match error.concern() {
        Concern::LoggedOut | Concern::LoginExpired | Concern::AnotherAccount | Concern::App => true,
        Concern::Network => matches!(error, ApiError::Blocked { .. }),
        Concern::Storage | Concern::Request => false,
    }
}
