//! `demo`: the app against the embedded service, in a throw-away profile unless `--profile-dir` keeps it.

pub(super) mod preload;
pub(super) mod serve;

use std::{
    fs::{File, OpenOptions, TryLockError},
    io::{Read as _, Seek as _, Write as _},
    os::unix::fs::OpenOptionsExt as _,
    path::Path,
};

use tokio::runtime::Runtime as Tokio;

use super::{Exit, app, exit::Failure, settings};
use crate::{
    config::{Config, Environment, Flags, Source, Sourced},
    demo::{DemoOptions, DemoServer},
    runtime::start::Start,
};

pub(super) fn run(flags: &Flags, environment: Environment, options: DemoOptions) -> Result<Exit, Failure> {
    let mut flags = flags.clone();
    // Removed when this returns, however the screen ends.
    let throw_away = match flags.profile_dir {
        Some(_) => None,
        None => Some(tempfile::Builder::new().prefix("spotpods-demo-").tempdir().map_err(|cause| {
            Failure::new(Exit::Failed, format_args!("no folder for the demo's profile can be made: {cause}"))
        })?),
    };
    if let Some(folder) = &throw_away {
        flags.profile_dir = Some(folder.path().to_owned());
    }
    let (mut config, log) = super::load(&flags, &environment)?;
    let tokio = app::tokio()?;
    // Held until the screen is closed.
    let (server, _kept) = match &throw_away {
        Some(_) => (start(&tokio, options, None)?, None),
        None => start_where_it_was(&tokio, options, &config.paths.state_dir)?,
    };
    point_at(&server, &mut config);
    let origins = settings::origins(&config)?;
    let exit = app::open_screen(Start { config, environment, origins, demo: Some(server), tokio }, log.as_ref());
    drop(throw_away);
    exit
}

/// Nothing of the person's own app is used or sent: the demo has an app of its own.
fn point_at(server: &DemoServer, config: &mut Config) {
    let own = |value: String| Sourced { value, source: Source::Default };
    config.client_id = Some(own(server.client_id().to_owned()));
    config.client_secret = None;
    config.redirect_uri = own("http://127.0.0.1/callback".to_owned());
    config.api_url = Some(own(server.api_url()));
    config.accounts_url = Some(own(server.accounts_url()));
    // The invented Spotify has no quota to be careful with.
    if config.sync.daily_budget.source == Source::Default {
        config.sync.daily_budget.value = None;
    }
    config.warnings.retain(|warning| matches!(warning.source, Source::File(_)));
}

/// Starts the service of a kept profile on the port it had, if that is free: a login is bound to the service it was made
/// at, so that elsewhere the person would have to log in again. The file keeps others from the profile while it is open;
/// there is none where nothing can be written.
fn start_where_it_was(
    tokio: &Tokio,
    options: DemoOptions,
    state: &Path,
) -> Result<(DemoServer, Option<File>), Failure> {
    let path = state.join("demo-port");
    let opened = OpenOptions::new().read(true).write(true).create(true).truncate(false).mode(0o600).open(&path);
    let Ok(mut noted) = opened.inspect_err(|error| tracing::warn!(%error, "the demo's port cannot be noted")) else {
        return Ok((start(tokio, options, None)?, None));
    };
    if let Err(TryLockError::WouldBlock) = noted.try_lock() {
        return Err(Failure::new(
            Exit::Failed,
            "another demo runs in this profile; leave it first, or name another folder with --profile-dir",
        ));
    }
    let mut before = String::new();
    let before = noted.read_to_string(&mut before).ok().and_then(|_| before.trim().parse().ok());
    if let Some(port) = before
        && let Ok(server) = tokio.block_on(DemoServer::start(options.clone(), Some(port)))
    {
        return Ok((server, Some(noted)));
    }
    let server = start(tokio, options, None)?;
    let write = noted.rewind().and_then(|()| noted.set_len(0)).and_then(|()| write!(noted, "{}", server.port()));
    if let Err(error) = write {
        tracing::warn!(%error, "the demo's port could not be noted");
    }
    Ok((server, Some(noted)))
}

fn start(tokio: &Tokio, options: DemoOptions, port: Option<u16>) -> Result<DemoServer, Failure> {
    tokio.block_on(DemoServer::start(options, port)).map_err(|cause| {
        let port = port.map_or_else(|| "a free port".to_owned(), |port| format!("port {port}"));
        Failure::new(Exit::Failed, format_args!("the demo service cannot listen on {port} of 127.0.0.1: {cause}"))
    })
}
