//! No subcommand: the app.

use std::sync::Arc;

use tempfile::TempDir;

use super::{
    Context, Exit, Failure, Result, context,
    demo::service::{self, Stay},
};
use crate::{
    app::requests::effect::Restart,
    config::{Config, Environment, Flags},
    demo::{DemoOptions, DemoServer},
    runtime::{
        problem,
        signals::EndSignals,
        start::{self, Again, Opening, Outcome},
    },
};

pub(super) fn run(flags: Flags, context: Context) -> Result<Exit> {
    open_screen(flags, context, (None, true), tokio()?)
}

/// Opens the screen, of the demo if its service is given, and returns when the user leaves. `tour` allows the tour.
pub(super) fn open_screen(
    flags: Flags,
    context: Context,
    (demo, tour): (Option<(DemoServer, Stay)>, bool),
    tokio: tokio::runtime::Runtime,
) -> Result<Exit> {
    let Context { config, environment, clock: _, log } = context;
    let demo = demo.map(|(server, stay)| (Arc::new(server), stay));
    let server = demo.as_ref().map(|(server, _)| Arc::clone(server));
    let opening = Opening { origins: context::origins(&config)?, config, demo: server, tour, way_back: None };
    let (origins, paths, is_demo) = (&opening.origins, &opening.config.paths, opening.demo.is_some());
    tracing::info!(?origins, ?paths, demo = is_demo, log = log.is_some(), "start");
    let again = again(flags, environment.clone(), (demo, tour), tokio.handle().clone());
    let outcome = start::run(opening, &environment, again, tokio);
    tracing::info!(?outcome, "end");
    match outcome {
        Outcome::Left => Ok(Exit::Done),
        Outcome::Signal(signal) => Ok(Exit::Signal(signal)),
        Outcome::NoTerminal(missing) => Err(Failure::usage(problem::no_terminal(missing).line())),
        Outcome::Failed(problem) => Err(Failure::failed(problem.line())),
    }
}

/// What is open.
#[derive(Clone)]
struct Place {
    flags: Flags,
    demo: Option<(Arc<DemoServer>, Stay)>,
    visit: Option<Arc<Visit>>,
}

/// The demo in a temporary profile, and what was open before it.
struct Visit {
    before: Flags,
    /// Removed when the demo is left.
    _folder: TempDir,
}

/// What the person goes on with: another profile at the same service, the demo in a temporary profile, or what was open
/// before it.
fn again(
    flags: Flags,
    environment: Environment,
    (demo, tour): (Option<(Arc<DemoServer>, Stay)>, bool),
    tokio: tokio::runtime::Handle,
) -> Again {
    let mut place = Place { flags, demo, visit: None };
    Box::new(move |next| {
        let to = place.clone().after(next, &tokio)?;
        let opening = to.opening(&environment, tour)?;
        // Not before: what cannot be opened leaves the former place as it is, with the folder of a demo.
        place = to;
        Ok(opening)
    })
}

impl Place {
    fn after(mut self, next: Restart, tokio: &tokio::runtime::Handle) -> Result<Self, String> {
        match next {
            Restart::Profile(profile) => self.flags.profile = Some(profile),
            Restart::Demo => {
                let folder = service::throw_away().map_err(|failure| failure.message())?;
                let started =
                    service::start(tokio, DemoOptions::default(), None).map_err(|failure| failure.message())?;
                let before = self.visit.map_or_else(|| self.flags.clone(), |former| former.before.clone());
                self.flags.profile = None;
                self.flags.profile_dir = Some(folder.path().to_owned());
                // It is the person's own, and the settings page would write to it.
                self.flags.config = None;
                self.demo = Some((Arc::new(started), Stay::ThrownAway));
                self.visit = Some(Arc::new(Visit { before, _folder: folder }));
            }
            Restart::AfterDemo => {
                if let Some(visit) = self.visit.take() {
                    (self.flags, self.demo) = (visit.before.clone(), None);
                }
            }
        }
        Ok(self)
    }

    fn opening(&self, environment: &Environment, tour: bool) -> Result<Opening, String> {
        let mut config = Config::load(&self.flags, environment).map_err(|error| error.to_string())?;
        if let Some((server, stay)) = &self.demo {
            service::point_at(server, &mut config, *stay);
        }
        config.paths.check_data_dir()?;
        let origins = context::origins(&config).map_err(|failure| failure.message())?;
        let server = self.demo.as_ref().map(|(server, _)| Arc::clone(server));
        let way_back = self.visit.is_some().then_some(Restart::AfterDemo);
        Ok(Opening { config, origins, demo: server, tour, way_back })
    }
}

/// Listens to the signals that end a command; needs a tokio runtime.
pub(super) fn signals() -> Result<EndSignals> {
    EndSignals::listen().map_err(|cause| Failure::failed(format_args!("cannot receive signals: {cause}")))
}

/// The asynchronous runtime of the process.
pub(super) fn tokio() -> Result<tokio::runtime::Runtime> {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .map_err(|cause| Failure::failed(format_args!("cannot start threads: {cause}")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::keys::MARKS_FOLDER;

    #[test]
    fn a_demo_that_is_thrown_away_uses_neither_the_persons_settings_nor_their_marks() {
        let home = tempfile::tempdir().expect("a folder");
        let file = home.path().join("config.toml");
        std::fs::write(&file, format!("[marks]\nfolder = \"{}\"\n", home.path().display())).expect("written");
        let flags =
            Flags { profile_dir: Some(home.path().join("profile")), config: Some(file.clone()), ..Flags::default() };
        let tokio = tokio().expect("a runtime");
        let open = |demo: Option<(Arc<DemoServer>, Stay)>, next| {
            let environment = Environment::bare("/nowhere");
            again(flags.clone(), environment, (demo, false), tokio.handle().clone())(next).expect("it opens").config
        };
        let own = || Restart::Profile(crate::domain::Profile::default());
        let mut again = again(flags.clone(), Environment::bare("/nowhere"), (None, false), tokio.handle().clone());
        let visited = again(Restart::Demo).expect("it opens");
        assert!(visited.demo.is_some() && visited.way_back == Some(Restart::AfterDemo));
        let profile = visited.config.paths.data_dir.parent().expect("a folder").to_owned();
        // What was open before is away for a while: the demo stays, with its folder.
        let link = home.path().join("profile");
        std::os::unix::fs::symlink(home.path().join("unmounted"), &link).expect("it is made");
        assert!(again(Restart::AfterDemo).is_err() && profile.exists());
        std::fs::remove_file(&link).expect("it is removed");
        let back = again(Restart::AfterDemo).expect("it opens");
        assert!(back.demo.is_none() && back.way_back.is_none() && !profile.exists());
        assert_eq!(back.config.paths.config_file, file);

        assert!(open(None, own()).set(MARKS_FOLDER).is_some());
        let demo = open(None, Restart::Demo);
        assert!(demo.set(MARKS_FOLDER).is_none() && demo.paths.config_file != file);
        // Another profile of a demo that was begun with the person's file.
        let server = service::start(tokio.handle(), DemoOptions::default(), None).expect("it starts");
        let server = Arc::new(server);
        assert!(open(Some((Arc::clone(&server), Stay::ThrownAway)), own()).set(MARKS_FOLDER).is_none());
        assert!(open(Some((server, Stay::Kept)), own()).set(MARKS_FOLDER).is_some());
    }
}
