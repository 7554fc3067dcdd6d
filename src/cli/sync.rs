//! `sync`: one synchronisation without the screen.
//!
//! Progress goes to stderr, the summary to stdout. What to fetch is decided by [`crate::sync`]; in here it is given a
//! login, a library and its turn. Start with [`run`].

mod notification;
mod progress;
mod summary;

use std::{pin::pin, sync::Arc, time::Duration};

use jiff::Timestamp;
use tokio::sync::{mpsc, watch};
use tokio_util::sync::CancellationToken;

use super::{Exit, app, arguments::SyncArguments, auth, ending, exit::Failure, output::Output, settings};
use crate::{
    auth::{Access, Bound, Vault, ask_account},
    config::Config,
    domain::{LoginState, ShowKey, SyncIntent},
    library::{AccountRef, Library, LibraryError, Notice},
    runtime::{clock::Clock, problem, signals::EndSignal, start},
    spotify::Client,
    sync::{self, Claims, Control, Kit, Outcome, Told, Turn},
};
use progress::Meter;
use summary::Summary;

/// How long the end waits for a token that is on its way to the disk.
const LAST_WRITES: Duration = Duration::from_secs(2);

/// Synchronises once. With `--json` there is one object on stdout also where it could not begin.
pub(super) fn run(arguments: SyncArguments, config: &Config, output: &mut Output<'_>) -> Result<Exit, Failure> {
    let tokio = app::tokio()?;
    let done = tokio.block_on(synchronise(arguments, config, output));
    // Whoever is still reading or writing has been told to stop.
    tokio.shutdown_timeout(LAST_WRITES);
    let (summary, exit) = match done {
        Ok((summary, exit)) => (summary, Ok(exit)),
        Err(Failure::Told { exit, message }) => (Summary::failed(&message), Err(Failure::Told { exit, message })),
        Err(Failure::NobodyReads) => return Err(Failure::NobodyReads),
    };
    if arguments.json {
        output.line(summary.object())?;
    } else {
        for line in summary.lines() {
            output.line(line)?;
        }
    }
    match (exit?, summary.remark(&Clock::system().now())) {
        (exit, None) => Ok(exit),
        (Exit::Done, Some(remark)) => {
            output.note(format_args!("spotpods-tui: {remark}"))?;
            Ok(Exit::Done)
        }
        (exit, Some(remark)) => Err(Failure::new(exit, remark)),
    }
}

async fn synchronise(
    arguments: SyncArguments,
    config: &Config,
    output: &mut Output<'_>,
) -> Result<(Summary, Exit), Failure> {
    let started = Timestamp::now();
    if arguments.notify && !notification::AVAILABLE {
        output.note("This build has no notifications (feature `notifications`): --notify has no effect.")?;
    }
    let mut ended = pin!(ending::listen()?);
    let access = login(config, output)?;
    let library = open(config)?;
    sync::count_into(access.client.guard(), &library);
    let stopped = |signal| Ok((Summary::stopped(), Exit::Signal(signal)));

    let (account, client) = tokio::select! {
        account = account(&access, &library) => account?,
        signal = &mut ended => return stopped(signal),
    };
    let folder = &config.paths.data_dir;
    let turn = if let Some(turn) = Turn::try_take(folder).await.map_err(|cause| no_turn(&cause))? {
        turn
    } else {
        output.note("Another copy of the program synchronises; waiting for it.")?;
        tokio::select! {
            turn = Turn::wait(folder) => turn.map_err(|cause| no_turn(&cause))?,
            signal = &mut ended => return stopped(signal),
        }
    };
    if !arguments.full && was_made(&library, account, started).map_err(|cause| unusable(&cause))? {
        output.note("Another copy of the program has just synchronised.")?;
        return Ok((Summary::by_another(), Exit::Done));
    }
    tokio::select! {
        mended = mend_index(&library, output) => mended?,
        signal = &mut ended => return stopped(signal),
    }
    let kit = Kit {
        client,
        library: library.clone(),
        account,
        budget: start::budget(&config.sync),
        clock: Arc::new(Timestamp::now),
        claims: Claims::default(),
    };
    let intent = if arguments.full { SyncIntent::Full } else { SyncIntent::Asked };
    let done = pass(&kit, intent, ended, output).await?;
    drop(turn);
    // What a refresh brought is the only copy of a new token.
    let _ = tokio::time::timeout(LAST_WRITES, access.session.settled()).await;
    if arguments.notify && notification::AVAILABLE && !done.arrived.is_empty() {
        let episodes = notification::episodes(&library, account, &done.arrived, started);
        if let Err(why) = notification::show(done.outcome.counts.new_episodes, &episodes).await {
            output.note(format_args!("No notification was shown: {why}."))?;
        }
    }
    let exit = match (done.signal, summary::exit(&done.outcome)) {
        (Some(signal), _) => Exit::Signal(signal),
        (None, exit) => exit,
    };
    Ok((Summary::of(&done.outcome, &Clock::system().now()), exit))
}

/// What a synchronisation came to, and what happened beside it.
struct Done {
    outcome: Outcome,
    /// How many episodes of which show came out.
    arrived: Vec<(ShowKey, u32)>,
    /// What stopped it.
    signal: Option<EndSignal>,
}

/// Runs it, with its progress on stderr, until it ends or a signal stops it.
async fn pass(
    kit: &Kit<Bound>,
    intent: SyncIntent,
    mut ended: impl Future<Output = EndSignal> + Unpin,
    output: &mut Output<'_>,
) -> Result<Done, Failure> {
    let (send, mut told) = mpsc::unbounded_channel();
    // Nobody pauses it; the sender lives as long as it runs.
    let (_pause, paused) = watch::channel(false);
    let control = Control { cancel: CancellationToken::new(), paused, grace: Control::SHORT_GRACE };
    let _stops = control.cancel.clone().drop_guard();
    let mut meter = Meter::of_stderr();
    let (mut arrived, mut signal) = (Vec::new(), None);
    let mut running = pin!(sync::library(kit, intent, &control, move |what| drop(send.send(what))));
    let outcome = loop {
        tokio::select! {
            biased;
            got = &mut ended, if signal.is_none() => {
                signal = Some(got);
                control.cancel.cancel();
            }
            Some(what) = told.recv() => note(what, &mut arrived, &mut meter, output)?,
            outcome = &mut running => break outcome,
        }
    };
    while let Ok(what) = told.try_recv() {
        note(what, &mut arrived, &mut meter, output)?;
    }
    meter.clear(output)?;
    Ok(Done { outcome, arrived, signal })
}

fn note(
    what: Told,
    arrived: &mut Vec<(ShowKey, u32)>,
    meter: &mut Meter,
    output: &mut Output<'_>,
) -> Result<(), Failure> {
    match what {
        Told::Progress(progress) => meter.show(&progress, output)?,
        Told::Episodes(show, count) if count > 0 => match arrived.iter_mut().find(|(known, _)| *known == show) {
            Some((_, sum)) => *sum += count,
            None => arrived.push((show, count)),
        },
        Told::Shows | Told::Episodes(..) => {}
    }
    Ok(())
}

/// The login that is kept here.
fn login(config: &Config, output: &mut Output<'_>) -> Result<Access, Failure> {
    let log_in_first =
        |why| Failure::new(Exit::LogInFirst, format_args!("{why}; log in first: spotpods-tui auth login"));
    let vault = Vault::new(&config.paths.data_dir);
    let settings = settings::login(config, &vault)?.ok_or_else(|| log_in_first("no client ID is set"))?;
    let access = auth::open(config, settings, vault, output)?;
    match access.session.state() {
        LoginState::LoggedIn { .. } => Ok(access),
        LoginState::LoggedOut => Err(log_in_first("nobody is logged in")),
        LoginState::Ended { .. } => Err(log_in_first("the login has ended")),
    }
}

/// The library, which must be one that keeps what is fetched.
fn open(config: &Config) -> Result<Library, Failure> {
    let opened = Library::open(&config.paths.library_file()).map_err(|cause| unusable(&cause))?;
    for notice in &opened.notices {
        match notice {
            // Told by the log and by `doctor`; everything is fetched again now.
            Notice::SetAside { name } => tracing::warn!(%name, "a damaged library was set aside"),
            Notice::ReadOnly(reason) => return Err(unusable(&LibraryError::ReadOnly(reason.clone()))),
            Notice::InMemory(why) => return Err(unusable(&LibraryError::Io(why.clone()))),
        }
    }
    Ok(opened.library)
}

/// Builds the search index anew where it was damaged.
async fn mend_index(library: &Library, output: &mut Output<'_>) -> Result<(), Failure> {
    let is_whole = library.reader().and_then(|reader| reader.is_index_whole()).map_err(|cause| unusable(&cause))?;
    if is_whole {
        return Ok(());
    }
    output.note("The search index was damaged and is built anew.")?;
    let library = library.clone();
    let built = tokio::task::spawn_blocking(move || library.rebuild_index(|_| {})).await;
    match built.unwrap_or(Err(LibraryError::Closed)) {
        // Another copy of the program builds it.
        Ok(_) | Err(LibraryError::Superseded) => Ok(()),
        Err(cause) => Err(unusable(&cause)),
    }
}

/// The account's place in the library, and Spotify asked as that account; whose login it is is asked only where nobody has
/// asked before.
async fn account(access: &Access, library: &Library) -> Result<(AccountRef, Client<Bound>), Failure> {
    let authorized_at = access.session.authorized_at();
    let account = match access.session.state().account().cloned() {
        Some(account) => account,
        None => ask_account(&access.session, &access.client).await.map_err(|error| {
            let problem = problem::api(&error, &Clock::system().now());
            Failure::new(Exit::from(&error), format_args!("{}. {}", problem.title, problem.detail))
        })?,
    };
    let client = access.client_of(&account, authorized_at);
    let at = library.use_account(&account, Timestamp::now()).await.map_err(|cause| unusable(&cause))?;
    Ok((at, client))
}

/// Whether a whole synchronisation came to its end since then.
fn was_made(library: &Library, account: AccountRef, since: Timestamp) -> Result<bool, LibraryError> {
    Ok(library.reader()?.synced_at(account)?.is_some_and(|at| at >= since))
}

fn unusable(cause: &LibraryError) -> Failure {
    Failure::new(Exit::Failed, format_args!("the library cannot be used: {cause}"))
}

fn no_turn(cause: &std::io::Error) -> Failure {
    Failure::new(Exit::Failed, format_args!("the library cannot be locked: {cause}"))
}
