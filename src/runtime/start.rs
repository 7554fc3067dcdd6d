//! Puts the program together and runs it: configuration and vault become the first state, then the terminal is taken.
//!
//! Nothing in here waits for the network. Errors before the first frame are shown on it, unless there is no terminal.

mod own;
pub(super) mod profile;
mod shelf;

use std::{collections::VecDeque, io, sync::Arc, time::Duration};

use ratatui::{Frame, Terminal, backend::Backend as _};
use rustix::io::Errno;
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};

use super::{
    browser::Browser,
    clipboard::Multiplexer,
    clock,
    connect::Connect,
    event_loop::{End, EventLoop},
    executor::{Deps, Executor},
    input::{self, Input},
    mpris::Desktop,
    own::Shell,
    problem,
    signals::{EndSignal, Signals},
    sync::budget,
    terminal::{self, NoTerminal, Screen, Tty},
};
use crate::{
    app::{Problem, State},
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
    let opened = profile::open(config, origins, demo.is_some(), environment.lacks_utf8(), &clock);
    let profile::Opened { shared, host, mut startup } = opened;

    // Signals first: from here on none of them leaves the terminal in raw mode.
    let (send, input) = unbounded_channel();
    let signals = Signals::listen()?;
    let tty = Tty::take()?;
    let panicked = send.clone();
    terminal::install_hook(&tty.handover(), move |panic| drop(panicked.send(Input::WorkerPanicked(panic))));
    tokio::spawn(input::read_signals(signals, send.clone()));
    let desktop = Desktop::start(environment, &clock, &send);
    let keys = input::read_terminal(send)?;

    startup.size = tty.size()?;
    let terminal = Terminal::new(tty)?;
    let connect = Connect::new(config, environment);
    startup.player_here = connect.find().ok().map(|program| program.name());
    let deps = Deps {
        shared,
        paths: config.paths.clone(),
        browser: Browser::of(environment),
        demo,
        clock: clock.clone(),
        host,
        budget: budget(config),
        connect,
        desktop,
        shell: Shell::new(environment, keys),
        folder: environment.cwd().to_owned(),
    };
    // The future holds the whole state.
    let end = Box::pin(run_loop(State::new(startup), terminal, multiplexer(environment), deps, input)).await;
    Ok(match end {
        End::Quit => Outcome::Left,
        End::Signal(signal) => Outcome::Signal(signal),
        End::TerminalGone => Outcome::Signal(EndSignal::Hangup),
        End::WorkerPanicked(panic) => Outcome::Failed(problem::worker(&panic)),
    })
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
    multiplexer: Multiplexer,
    deps: Deps,
    input: UnboundedReceiver<Input>,
) -> End {
    let (clock, shell) = (deps.clock.clone(), deps.shell.clone());
    let (mut executor, replies) = Executor::new(deps);
    let draw = |state: &State, frame: &mut Frame<'_>| ui::render(state, frame);
    let carry = |effect| executor.carry(effect);
    let end = EventLoop { state, terminal, draw, carry, clock, multiplexer, shell, waiting: VecDeque::new() }
        .run(input, replies)
        .await;
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
