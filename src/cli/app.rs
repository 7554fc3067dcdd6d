//! No subcommand: the app.

use super::{Exit, exit::Failure, settings};
use crate::{
    config::{Config, Environment},
    demo::DemoServer,
    logging::Log,
    spotify::Origins,
};

/// What the screen starts with.
#[derive(Debug)]
pub(super) struct Start {
    /// What the person set, with the warnings to show.
    pub(super) config: Config,
    /// The environment, for the browser, the terminal and the proxy.
    pub(super) environment: Environment,
    /// The services to speak to, checked.
    pub(super) origins: Origins,
    /// The embedded service, where it is the demo that starts: it can consent without a browser.
    pub(super) demo: Option<DemoServer>,
    /// Where everything asynchronous runs.
    pub(super) tokio: tokio::runtime::Runtime,
    /// The log, which lives as long as the screen.
    pub(super) log: Option<Log>,
}

pub(super) fn run(config: Config, environment: Environment, log: Option<Log>) -> Result<Exit, Failure> {
    let origins = settings::origins(&config)?;
    open_screen(Start { config, environment, origins, demo: None, tokio: tokio()?, log })
}

/// Opens the screen and comes back when the person leaves.
pub(super) fn open_screen(start: Start) -> Result<Exit, Failure> {
    let Start { config, environment, origins, demo, tokio, log } = start;
    tracing::info!(?origins, ?environment, paths = ?config.paths, demo = demo.is_some(), log = log.is_some(), "start");
    // Dropping it would wait for blocking calls; leaving does not.
    tokio.shutdown_background();
    Err(Failure::new(Exit::Failed, "this version has no screen; `auth` and `demo serve` work"))
}

/// The asynchronous runtime of the process.
pub(super) fn tokio() -> Result<tokio::runtime::Runtime, Failure> {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .map_err(|cause| Failure::new(Exit::Failed, format_args!("no threads: {cause}")))
}
