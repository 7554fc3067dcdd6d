//! No subcommand: the app.

use std::sync::Arc;

use tempfile::TempDir;

use super::{
    Exit,
    context::{self, Context},
    demo::service,
    exit::Failure,
};
use crate::{
    app::requests::effect::Restart,
    config::{Config, Environment, Flags},
    demo::{DemoOptions, DemoServer},
    domain::Profile,
    runtime::{
        problem,
        signals::EndSignals,
        start::{self, Again, Opening, Outcome, Start},
    },
};

pub(super) fn run(flags: Flags, context: Context) -> Result<Exit, Failure> {
    open_screen(flags, context, (None, true), tokio()?)
}

/// Opens the screen, of the demo if its service is given, and returns when the user leaves. `tour` allows the tour.
pub(super) fn open_screen(
    flags: Flags,
    context: Context,
    (demo, tour): (Option<DemoServer>, bool),
    tokio: tokio::runtime::Runtime,
) -> Result<Exit, Failure> {
    let Context { config, environment, clock: _, log } = context;
    let opening = Opening { origins: context::origins(&config)?, config, demo: demo.map(Arc::new), tour };
    let (origins, paths, is_demo) = (&opening.origins, &opening.config.paths, opening.demo.is_some());
    tracing::info!(?origins, ?paths, demo = is_demo, log = log.is_some(), "start");
    let again = again(flags, environment.clone(), (opening.demo.clone(), tour), tokio.handle().clone());
    let outcome = start::run(Start { opening, environment, again, tokio });
    tracing::info!(?outcome, "end");
    match outcome {
        Outcome::Left => Ok(Exit::Done),
        Outcome::Signal(signal) => Ok(Exit::Signal(signal)),
        Outcome::NoTerminal(missing) => Err(Failure::new(Exit::Usage, problem::no_terminal(missing).line())),
        Outcome::Failed(problem) => Err(Failure::new(Exit::Failed, problem.line())),
    }
}

/// What the person goes on with: another profile at the same service, or the demo in a temporary profile.
fn again(
    mut flags: Flags,
    environment: Environment,
    (mut server, tour): (Option<Arc<DemoServer>>, bool),
    tokio: tokio::runtime::Handle,
) -> Again {
    // Removed when the screen is closed.
    let mut throw_away: Option<TempDir> = None;
    Box::new(move |next| {
        match next {
            Restart::Profile(profile) => flags.profile = profile,
            Restart::Demo => {
                let folder = service::throw_away().map_err(|failure| failure.message())?;
                let started =
                    service::start(&tokio, DemoOptions::default(), None).map_err(|failure| failure.message())?;
                flags.profile = Profile::default();
                flags.profile_dir = Some(folder.path().to_owned());
                (server, throw_away) = (Some(Arc::new(started)), Some(folder));
            }
        }
        let _kept = &throw_away;
        let mut config = Config::load(&flags, &environment).map_err(|error| error.to_string())?;
        if let Some(server) = &server {
            service::point_at(server, &mut config);
        }
        config.paths.check_data_dir()?;
        let origins = context::origins(&config).map_err(|failure| failure.message())?;
        Ok(Opening { config, origins, demo: server.clone(), tour })
    })
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
