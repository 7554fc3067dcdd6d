//! Puts the program together and runs it: configuration and vault become the first state, then the terminal is taken.
//!
//! Nothing in here waits for the network. Errors before the first frame are shown on it, unless there is no terminal. The
//! terminal stays taken while the person goes on with another profile.

pub(super) mod profile;
mod shelf;

use std::{io, sync::Arc, time::Duration};

use ratatui::{Frame, Terminal};
use rustix::io::Errno;
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};

use super::{
    browser::Browser,
    clipboard::Multiplexer,
    clock::{self, Clock},
    connect::Connect,
    event_loop::{End, EventLoop},
    executor::{Deps, Executor},
    input::{self, Input},
    mpris::Desktop,
    problem,
    signals::{EndSignal, Signals},
    sync::budget,
    terminal::{self, NoTerminal, Screen, Tty},
};
use crate::{
    app::{Problem, State, requests::effect::Restart},
    config::{Config, Environment},
    demo::DemoServer,
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
}

/// Makes ready what the person goes on with, in the same terminal. It may block.
pub type Again = Box<dyn FnMut(Restart) -> Result<Opening, String>>;

/// What the screen starts with.
pub struct Start {
    pub opening: Opening,
    /// For the browser and the terminal.
    pub environment: Environment,
    pub again: Again,
    pub tokio: tokio::runtime::Runtime,
}

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
pub fn run(start: Start) -> Outcome {
    if let Err(missing) = terminal::check(&start.environment) {
        return Outcome::NoTerminal(missing);
    }
    let Start { opening, environment, mut again, tokio } = start;
    let outcome = tokio.block_on(open(opening, &environment, &mut again)).unwrap_or_else(|error| not_opened(&error));
    tokio.shutdown_timeout(LAST_WAIT);
    outcome
}

async fn open(mut opening: Opening, environment: &Environment, again: &mut Again) -> io::Result<Outcome> {
    let clock = clock::quick(environment.var_os("TZ").is_some());
    let mut opened = read(&opening, environment, &clock);

    // Signals first: from here on none of them leaves the terminal in raw mode.
    let (send, mut input) = unbounded_channel();
    let signals = Signals::listen()?;
    let tty = Tty::take()?;
    let (panicked, desktop) = (send.clone(), send.clone());
    terminal::install_hook(&tty.handover(), move |panic| drop(panicked.send(Input::WorkerPanicked(panic))));
    tokio::spawn(input::read_signals(signals, send.clone()));
    input::read_terminal(send)?;

    let mut terminal = Terminal::new(tty)?;
    loop {
        opened.startup.size = terminal.size()?;
        let desktop = Desktop::start(environment, &clock, &desktop);
        let (state, deps) = ready(&opening, opened, environment, &clock, desktop);
        // The future holds the whole state.
        let end = Box::pin(run_loop(state, &mut terminal, multiplexer(environment), deps, &mut input)).await;
        let next = match end {
            End::Quit => return Ok(Outcome::Left),
            End::Signal(signal) => return Ok(Outcome::Signal(signal)),
            End::TerminalGone => return Ok(Outcome::Signal(EndSignal::Hangup)),
            End::WorkerPanicked(panic) => return Ok(Outcome::Failed(problem::worker(&panic))),
            End::Restart(next) => next,
        };
        tracing::info!(?next, "going on");
        // Everything of the one before is closed, and the screen waits for this as at a start.
        let failed = match tokio::task::block_in_place(|| again(next)) {
            Ok(next) => {
                opening = next;
                None
            }
            Err(why) => Some(Problem::new(why, "Nothing was changed", "Try it again")),
        };
        opened = read(&opening, environment, &clock);
        opened.startup.problem = failed.or(opened.startup.problem);
        terminal.clear()?;
    }
}

/// Reads a profile from disk.
fn read(opening: &Opening, environment: &Environment, clock: &Clock) -> profile::Opened {
    let Opening { config, origins, demo, tour } = opening;
    let mut opened = profile::open(config, origins.clone(), demo.is_some(), environment, clock);
    opened.startup.tour &= tour;
    opened
}

/// The first state of a profile, and what its requests work with.
fn ready(
    opening: &Opening,
    opened: profile::Opened,
    environment: &Environment,
    clock: &Clock,
    desktop: Desktop,
) -> (State, Deps) {
    let config = &opening.config;
    let profile::Opened { shared, host, mut startup } = opened;
    let connect = Connect::new(config, environment);
    startup.player_here = connect.find().ok().map(|program| program.name());
    let deps = Deps {
        shared,
        paths: config.paths.clone(),
        browser: Browser::of(environment),
        demo: opening.demo.clone(),
        clock: clock.clone(),
        host,
        budget: budget(config),
        connect,
        desktop,
        folder: environment.cwd().to_owned(),
    };
    (State::new(startup), deps)
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
    multiplexer: Multiplexer,
    deps: Deps,
    input: &mut UnboundedReceiver<Input>,
) -> End {
    let clock = deps.clock.clone();
    let (mut executor, replies) = Executor::new(deps);
    let draw = |state: &State, frame: &mut Frame<'_>| ui::render(state, frame);
    let carry = |effect| executor.carry(effect);
    let end = EventLoop { state, terminal, draw, carry, clock, multiplexer }.run(input, replies).await;
    executor.finish(LAST_WRITES).await;
    end
}

fn multiplexer(environment: &Environment) -> Multiplexer {
    if environment.var_os("TMUX").is_some() {
        Multiplexer::Tmux
    } else if environment.var_os("STY").is_some() {
        Multiplexer::Screen
    } else {
        Multiplexer::None
    }
}
