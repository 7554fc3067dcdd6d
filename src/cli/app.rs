//! No subcommand: the app.

use super::{
    Exit,
    context::{self, Context},
    exit::Failure,
};
use crate::{
    demo::DemoServer,
    runtime::{
        problem,
        signals::EndSignals,
        start::{self, Outcome, Start},
    },
};

pub(super) fn run(context: Context) -> Result<Exit, Failure> {
    open_screen(context, None, tokio()?)
}

/// Opens the screen and returns when the user leaves.
pub(super) fn open_screen(
    context: Context,
    demo: Option<DemoServer>,
    tokio: tokio::runtime::Runtime,
) -> Result<Exit, Failure> {
    let Context { config, environment, clock: _, log } = context;
    let origins = context::origins(&config)?;
    tracing::info!(?origins, paths = ?config.paths, demo = demo.is_some(), log = log.is_some(), "start");
    let outcome = start::run(Start { config, environment, origins, demo, tokio });
    tracing::info!(?outcome, "end");
    match outcome {
        Outcome::Left => Ok(Exit::Done),
        Outcome::Signal(signal) => Ok(Exit::Signal(signal)),
        Outcome::NoTerminal(missing) => Err(Failure::new(Exit::Usage, problem::no_terminal(missing).line())),
        Outcome::Failed(problem) => Err(Failure::new(Exit::Failed, problem.line())),
    }
}

/// Listens to the signals that end a command; needs a tokio runtime.
pub(super) fn signals() -> Result<EndSignals, Failure> {
    EndSignals::listen().map_err(|cause| Failure::new(Exit::Failed, format_args!("cannot receive signals: {cause}")))
}

/// The asynchronous runtime of the process.
pub(super) fn tokio() -> Result<tokio::runtime::Runtime, Failure> {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .map_err(|cause| Failure::new(Exit::Failed, format_args!("cannot start threads: {cause}")))
}
