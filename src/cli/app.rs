//! No subcommand: the app.

use super::{Exit, exit::Failure, settings};
use crate::{
    config::{Config, Environment},
    logging::Log,
    runtime::{
        problem,
        start::{self, Outcome, Start},
    },
};

pub(super) fn run(config: Config, environment: Environment, log: Option<&Log>) -> Result<Exit, Failure> {
    let origins = settings::origins(&config)?;
    open_screen(Start { config, environment, origins, demo: None, tokio: tokio()? }, log)
}

/// Opens the screen and comes back when the person leaves. The log is the caller's, and lives as long.
pub(super) fn open_screen(start: Start, log: Option<&Log>) -> Result<Exit, Failure> {
    let Start { config, environment: _, origins, demo, tokio: _ } = &start;
    tracing::info!(?origins, paths = ?config.paths, demo = demo.is_some(), log = log.is_some(), "start");
    let outcome = start::run(start);
    tracing::info!(?outcome, "end");
    match outcome {
        Outcome::Left => Ok(Exit::Done),
        Outcome::Signal(signal) => Ok(Exit::Signal(signal)),
        Outcome::TerminalGone => Ok(Exit::Failed),
        Outcome::NoTerminal(missing) => Err(Failure::new(Exit::Usage, problem::no_terminal(missing).line())),
        Outcome::Failed(problem) => Err(Failure::new(Exit::Failed, problem.line())),
    }
}

/// The asynchronous runtime of the process.
pub(super) fn tokio() -> Result<tokio::runtime::Runtime, Failure> {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .map_err(|cause| Failure::new(Exit::Failed, format_args!("no threads: {cause}")))
}
