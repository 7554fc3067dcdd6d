//! Puts the program together and runs it: configuration and vault become the first state, then the terminal is taken.
//!
//! Nothing in here waits for the network. Errors before the first frame are shown on it, unless there is no terminal. The
//! terminal stays taken while the person goes on with another profile.

pub(super) mod profile;
mod shelf;

use std::{collections::VecDeque, io, sync::Arc, time::Duration};

use ratatui::{Frame, Terminal};
use rustix::io::Errno;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

use super::{
    artwork::{self, Covers},
    browser::Browser,
    clipboard::Clipboard,
    clock::{self, Clock},
    connect::Connect,
    event_loop::{End, EventLoop},
    executor::{Deps, Executor, SharedMarks},
    input::{self, Input},
    mpris::Desktop,
    own::Shell,
    problem,
    settings::Settings,
    signals::{EndSignal, Signals},
    terminal::{self, Modes, NoTerminal, Questions, Screen, Tty},
};
use crate::{
    app::{EventKind, Problem, State, requests::effect::Restart},
    config::{Config, Environment, keys},
    demo::DemoServer,
    domain::ControlStrings,
    spotify::Origins,
    sync::Control,
    ui,
};

/// How long the end waits for a token, a logout or a saved client ID.
const LAST_WRITES: Duration = Duration::from_millis(300);
// Pages that arrive within the grace of a synchronisation are still written.
const _: () = assert!(Control::SHORT_GRACE.as_millis() < LAST_WRITES.as_millis(), "the end waits for synchronisations");
/// How long it then waits for threads, such as one that starts a browser.
const LAST_WAIT: Duration = Duration::from_millis(100);

/// Whose lists the screen shows: a profile of the person, or the demo.
#[derive(Debug)]
pub struct Opening {
    pub config: Config,
    pub origins: Origins,
    /// The embedded service of the demo.
    pub demo: Option<Arc<DemoServer>>,
    /// Whether the tour may be shown, if it was never seen.
    pub tour: bool,
    /// What quitting goes on with, in place of the shell.
    pub way_back: Option<Restart>,
}

/// Makes ready what the person goes on with, in the same terminal. It may block.
pub type Again = Box<dyn FnMut(Restart) -> Result<Opening, String>>;

/// How the screen was left. The terminal is as it was before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// The person quit.
    Left,
    /// A signal ended it, in order. A terminal that is gone counts as a hangup, whether its signal arrived or not.
    Signal(EndSignal),
    /// There is no terminal to draw on; nothing was changed.
    NoTerminal(NoTerminal),
    Failed(Problem),
}

/// Opens the screen, and returns when it is left. Blocks the calling thread, whose panics give the terminal back.
pub fn run(opening: Opening, environment: &Environment, mut again: Again, tokio: tokio::runtime::Runtime) -> Outcome {
    if let Err(missing) = terminal::check(environment) {
        return Outcome::NoTerminal(missing);
    }
    let outcome = tokio.block_on(open(opening, environment, &mut again)).unwrap_or_else(|error| not_opened(&error));
    tokio.shutdown_timeout(LAST_WAIT);
    outcome
}

async fn open(opening: Opening, environment: &Environment, again: &mut Again) -> io::Result<Outcome> {
    let clock = clock::quick(environment.var_os("TZ").is_some());
    // The lists first: they are ready when the terminal is.
    let opened = read(&opening, environment, &clock);

    // Signals before the terminal: from here on none of them leaves it in raw mode.
    let (send, input) = unbounded_channel();
    let signals = Signals::listen()?;
    let modes = modes(&opening.config, environment);
    let questions = Questions::of(environment, opening.config.get(keys::ASK_TERMINAL) && !modes.linear);
    let fence = Arc::clone(&questions.fence);
    let tty = Tty::take(modes, questions)?;
    let panicked = send.clone();
    terminal::install_hook(tty.handover(), move |panic| drop(panicked.send(Input::WorkerPanicked(panic))));
    tokio::spawn(input::read_signals(signals, send.clone()));
    let shell = Shell::new(environment, input::read_terminal(send.clone(), fence)?);

    let inputs = Inputs { clock, send, input, shell };
    go_through(opening, opened, environment, again, (Terminal::new(tty)?, inputs)).await
}

/// What every profile shares besides the terminal.
struct Inputs {
    clock: Clock,
    send: UnboundedSender<Input>,
    input: UnboundedReceiver<Input>,
    shell: Shell,
}

/// Shows one profile after the other, until the person leaves.
async fn go_through(
    mut opening: Opening,
    mut opened: profile::Opened,
    environment: &Environment,
    again: &mut Again,
    (mut terminal, mut inputs): (Terminal<Tty>, Inputs),
) -> io::Result<Outcome> {
    loop {
        opened.startup.size = terminal.size()?;
        let desktop = Desktop::start(environment, &inputs.clock, &inputs.send);
        let (state, deps) = ready(&opening, opened, environment, &inputs, desktop);
        // The future holds the whole state.
        let end = Box::pin(run_loop(state, &mut terminal, deps, &mut inputs.input)).await;
        let (next, answers) = match end {
            End::Quit => return Ok(Outcome::Left),
            End::Signal(signal) => return Ok(Outcome::Signal(signal)),
            End::TerminalGone => return Ok(Outcome::Signal(EndSignal::Hangup)),
            End::WorkerPanicked(panic) => return Ok(Outcome::Failed(problem::worker(&panic))),
            End::Restart(next, answers) => (next, answers),
        };
        tracing::info!(?next, "going on");
        // It is the same terminal, and is asked once.
        if let Some(answers) = answers {
            let _ = inputs.send.send(Input::Event(EventKind::Terminal(answers)));
        }
        // Everything of the one before is closed, and the screen waits for this as at a start.
        let failed = match tokio::task::block_in_place(|| again(next.clone())) {
            Ok(next) => {
                opening = next;
                None
            }
            // The next quit ends the program: the way back may never open.
            Err(why) if opening.way_back.as_ref() == Some(&next) => {
                opening.way_back = None;
                Some(Problem::new("Cannot go back", why, "Quit again to end the program"))
            }
            Err(why) => Some(Problem::new(why, "Nothing was changed", "Try it again")),
        };
        opened = read(&opening, environment, &inputs.clock);
        opened.startup.problem = failed.or(opened.startup.problem);
        terminal.clear()?;
    }
}

/// Reads a profile from disk.
fn read(opening: &Opening, environment: &Environment, clock: &Clock) -> profile::Opened {
    let Opening { config, origins, demo, tour, way_back } = opening;
    let mut opened = profile::open(config, origins.clone(), demo.is_some(), environment, clock);
    opened.startup.session.tour &= tour;
    opened.startup.session.way_back.clone_from(way_back);
    opened
}

/// The first state of a profile, and what its requests work with.
fn ready(
    opening: &Opening,
    opened: profile::Opened,
    environment: &Environment,
    inputs: &Inputs,
    desktop: Desktop,
) -> (State, Deps) {
    let config = &opening.config;
    let profile::Opened { shared, host, mut startup } = opened;
    startup.artwork = artwork::options(config, environment, &startup.display);
    let connect = Connect::new(config, environment);
    startup.player_here = connect.find().ok().map(|program| program.name());
    let deps = Deps {
        shared,
        paths: config.paths.clone(),
        browser: Browser::of(environment),
        clipboard: Clipboard::of(config.get(keys::CLIPBOARD), environment),
        demo: opening.demo.clone(),
        clock: inputs.clock.clone(),
        host,
        settings: Settings::new(config.clone(), environment.clone()),
        connect,
        desktop,
        covers: Covers::new(config, opening.origins.api.clone()),
        shell: inputs.shell.clone(),
        folder: environment.cwd().to_owned(),
        marks: SharedMarks::new(config.marks_folder(environment), config.paths.data_dir.clone()),
    };
    (State::new(startup), deps)
}

/// As configured. Some terminals would print a title.
fn modes(config: &Config, environment: &Environment) -> Modes {
    if config.get(keys::LINEAR) {
        return Modes::LINES;
    }
    let title = config.get(keys::TITLE) && environment.terminal().strings != ControlStrings::None;
    Modes { mouse: config.get(keys::MOUSE), title, linear: false }
}

/// The terminal cannot be used, or vanished at the start.
fn not_opened(error: &io::Error) -> Outcome {
    match error.raw_os_error().map(Errno::from_raw_os_error) {
        Some(Errno::IO) => Outcome::Signal(EndSignal::Hangup),
        Some(_) | None => Outcome::Failed(problem::terminal(error)),
    }
}

/// Runs state, terminal and executor to the end. Waits for the last writes after the terminal is given back.
pub(super) async fn run_loop<B: Screen>(
    state: State,
    terminal: &mut Terminal<B>,
    deps: Deps,
    input: &mut UnboundedReceiver<Input>,
) -> End {
    let (clock, clipboard, shell) = (deps.clock.clone(), deps.clipboard.clone(), deps.shell.clone());
    let (mut executor, replies) = Executor::new(deps);
    let draw = |state: &State, frame: &mut Frame<'_>| ui::render(state, frame);
    let carry = |effect| executor.carry(effect);
    let event_loop = EventLoop { state, terminal, draw, carry, clock, clipboard, shell, waiting: VecDeque::new() };
    let end = event_loop.run(input, replies).await;
    executor.finish(LAST_WRITES).await;
    end
}
