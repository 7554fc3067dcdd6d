//! Puts the program together and runs it: configuration and vault become the first state, then the terminal is taken.
//!
//! Nothing in here waits for the network. Errors before the first frame are shown on it, unless there is no terminal.

pub(super) mod profile;
mod shelf;

use std::{io, sync::Arc, time::Duration};

use ratatui::{Frame, Terminal, backend::Backend as _, layout::Size};
use rustix::io::Errno;
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};

use super::{
    artwork::{self, Covers},
    browser::Browser,
    clipboard::Clipboard,
    clock,
    connect::Connect,
    event_loop::{End, EventLoop},
    executor::{Deps, Executor},
    input::{self, Input},
    mpris::Desktop,
    problem,
    settings::Settings,
    signals::{EndSignal, Signals},
    terminal::{self, Handover, LineTty, Modes, NoTerminal, Questions, Screen, Tty},
};
use crate::{
    app::{Problem, State},
    config::{Config, Environment, keys},
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

/// What the screen starts with.
#[derive(Debug)]
pub struct Start {
    pub config: Config,
    /// For the browser and the terminal.
    pub environment: Environment,
    pub origins: Origins,
    /// The embedded service of the demo.
    pub demo: Option<DemoServer>,
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
    let Start { config, environment, origins, demo, tokio } = start;
    let demo = demo.map(Arc::new);
    let outcome = tokio.block_on(open(&config, &environment, origins, demo)).unwrap_or_else(|error| not_opened(&error));
    tokio.shutdown_timeout(LAST_WAIT);
    outcome
}

async fn open(
    config: &Config,
    environment: &Environment,
    origins: Origins,
    demo: Option<Arc<DemoServer>>,
) -> io::Result<Outcome> {
    let clock = clock::quick(environment.var_os("TZ").is_some());
    let api = origins.api.clone();
    let opened = profile::open(config, origins, demo.is_some(), environment, &clock);
    let profile::Opened { shared, host, mut startup } = opened;

    // Signals first: from here on none of them leaves the terminal in raw mode.
    let (send, input) = unbounded_channel();
    let signals = Signals::listen()?;
    let modes = modes(config, environment);
    let questions = Questions::of(environment, config.get(keys::ASK_TERMINAL) && !modes.linear);
    let fence = questions.fence();
    let taken = Taken::take(modes, questions)?;
    let panicked = send.clone();
    terminal::install_hook(&taken.handover(), move |panic| drop(panicked.send(Input::WorkerPanicked(panic))));
    tokio::spawn(input::read_signals(signals, send.clone()));
    let desktop = Desktop::start(environment, &clock, &send);
    input::read_terminal(send, fence)?;

    startup.size = taken.size()?;
    startup.artwork = artwork::options(config, environment, &startup.display);
    let connect = Connect::new(config, environment);
    startup.player_here = connect.find().ok().map(|program| program.name());
    let deps = Deps {
        shared,
        paths: config.paths.clone(),
        browser: Browser::of(environment),
        clipboard: Clipboard::of(config.get(keys::CLIPBOARD), environment),
        demo,
        clock: clock.clone(),
        host,
        settings: Settings::new(config.clone(), environment.clone()),
        connect,
        desktop,
        covers: Covers::new(config, api),
        folder: environment.cwd().to_owned(),
    };
    // The future holds the whole state.
    let state = State::new(startup);
    let end = match taken {
        Taken::Frames(tty) => Box::pin(run_loop(state, Terminal::new(tty)?, deps, input)).await,
        Taken::Lines(tty) => Box::pin(run_loop(state, Terminal::new(*tty)?, deps, input)).await,
    };
    Ok(match end {
        End::Quit => Outcome::Left,
        End::Signal(signal) => Outcome::Signal(signal),
        End::TerminalGone => Outcome::Signal(EndSignal::Hangup),
        End::WorkerPanicked(panic) => Outcome::Failed(problem::worker(&panic)),
    })
}

/// The terminal, for frames or for lines.
enum Taken {
    Frames(Tty),
    Lines(Box<LineTty>),
}

impl Taken {
    fn take(modes: Modes, questions: Questions) -> io::Result<Self> {
        if modes.linear {
            LineTty::take().map(|tty| Self::Lines(Box::new(tty)))
        } else {
            Tty::take(modes, questions).map(Self::Frames)
        }
    }

    fn handover(&self) -> Arc<Handover> {
        match self {
            Self::Frames(tty) => tty.handover(),
            Self::Lines(tty) => tty.handover(),
        }
    }

    fn size(&self) -> io::Result<Size> {
        match self {
            Self::Frames(tty) => tty.size(),
            Self::Lines(tty) => tty.size(),
        }
    }
}

/// As configured. The Linux console has no title, and would print one.
fn modes(config: &Config, environment: &Environment) -> Modes {
    let title = config.get(keys::TITLE) && environment.var("TERM") != Some("linux");
    Modes { mouse: config.get(keys::MOUSE), title, linear: config.get(keys::LINEAR) }
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
    terminal: Terminal<B>,
    deps: Deps,
    input: UnboundedReceiver<Input>,
) -> End {
    let (clock, clipboard) = (deps.clock.clone(), deps.clipboard.clone());
    let (mut executor, replies) = Executor::new(deps);
    let draw = |state: &State, frame: &mut Frame<'_>| ui::render(state, frame);
    let carry = |effect| executor.carry(effect);
    let end = EventLoop { state, terminal, draw, carry, clock, clipboard }.run(input, replies).await;
    executor.finish(LAST_WRITES).await;
    end
}
