//! The service of the demo, and the configuration that points at it.

use std::{
    fs::{File, OpenOptions, TryLockError},
    io::{Read as _, Seek as _, Write as _},
    os::unix::fs::OpenOptionsExt as _,
    path::Path,
};

use tempfile::TempDir;
use tokio::runtime::Handle;

use crate::{
    cli::{Failure, Result},
    config::{Config, Source, keys},
    demo::{DemoOptions, DemoServer},
};

/// A folder for a profile that is removed at the end.
pub(in crate::cli) fn throw_away() -> Result<TempDir> {
    tempfile::Builder::new()
        .prefix("spotpods-demo-")
        .tempdir()
        .map_err(|cause| Failure::failed(format_args!("cannot create a folder for the demo's profile: {cause}")))
}

/// Whether the profile of a demo stays.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::cli) enum Stay {
    Kept,
    /// It is removed at the end.
    ThrownAway,
}

/// Replaces the user's app by the demo's: nothing of the user's is used or sent. A profile that is thrown away shares no marks
/// either, whatever `--config` names.
pub(in crate::cli) fn point_at(server: &DemoServer, config: &mut Config, stay: Stay) {
    if stay == Stay::ThrownAway {
        config.replace(keys::MARKS_FOLDER, None);
    }
    config.replace(keys::CLIENT_ID, Some(server.client_id()));
    config.replace(keys::CLIENT_SECRET, None);
    config.replace(keys::REDIRECT_URI, Some("http://127.0.0.1/callback"));
    config.replace(keys::API_URL, Some(&server.api_url()));
    config.replace(keys::ACCOUNTS_URL, Some(&server.accounts_url()));
    // The demo has no quota to spare.
    config.replace_default(keys::DAILY_BUDGET, "unlimited");
    config.warnings.retain(|warning| matches!(warning.source, Source::File(_)));
}

/// Starts the service of a kept profile on its former port, if that is free: a login is bound to the service's address. The
/// file locks the profile while it is open; it is `None` if it cannot be written.
pub(super) fn start_where_it_was(
    tokio: &Handle,
    options: DemoOptions,
    path: &Path,
) -> Result<(DemoServer, Option<File>)> {
    let opened = OpenOptions::new().read(true).write(true).create(true).truncate(false).mode(0o600).open(path);
    let Ok(mut noted) = opened.inspect_err(|error| tracing::warn!(%error, "cannot save the demo's port")) else {
        return Ok((start(tokio, options, None)?, None));
    };
    if let Err(TryLockError::WouldBlock) = noted.try_lock() {
        return Err(Failure::failed("another demo runs in this profile; close it, or use another --profile-dir"));
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
        tracing::warn!(%error, "cannot save the demo's port");
    }
    Ok((server, Some(noted)))
}

pub(in crate::cli) fn start(tokio: &Handle, options: DemoOptions, port: Option<u16>) -> Result<DemoServer> {
    tokio.block_on(DemoServer::start(options, port)).map_err(|cause| {
        let port = port.map_or_else(|| "a free port".to_owned(), |port| format!("port {port}"));
        Failure::failed(format_args!("cannot listen on {port} of 127.0.0.1: {cause}"))
    })
}
