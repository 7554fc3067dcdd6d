//! `sync`: one synchronisation without the screen, with progress on stderr and a summary on stdout.

mod notification;
pub(super) mod progress;
mod summary;

use std::time::Duration;

use jiff::Timestamp;
use tokio::sync::{mpsc::UnboundedReceiver, watch};
use tokio_util::sync::CancellationToken;

use super::{
    Context, Exit, Failure, Output, Result, app,
    arguments::SyncArguments,
    locked::{LOCKED, SOON, next_event, note_when_locked},
    meter::Meter,
};
use crate::{
    domain::{ShowKey, SyncEnd, SyncIntent, SyncProgress, SyncStage},
    library::{LibraryError, Notice},
    runtime::{
        library_host::{LibraryHost, OpenLibrary},
        problem,
        signals::{EndSignal, EndSignals},
        sync::{Prepared, budget, count_requests, prepare},
    },
    sync::{Control, SyncError, SyncEvent},
};
use summary::Summary;

/// How long to wait at the end for a token to be stored.
const LAST_WRITES: Duration = Duration::from_secs(2);

/// Synchronises once. With `--json` it prints an object also if it could not start.
pub(super) fn run(arguments: SyncArguments, context: &Context, output: &mut Output<'_>) -> Result<Exit> {
    if arguments.notify && !notification::AVAILABLE {
        output.note("This build has no notifications (feature `notifications`): --notify has no effect")?;
    }
    let tokio = app::tokio()?;
    let done = tokio.block_on(synchronise(arguments, context, output));
    tokio.shutdown_timeout(LAST_WRITES);
    let (summary, exit) = match done {
        Ok((summary, exit)) => (summary, Ok(exit)),
        Err(Failure::Message { exit, message }) => {
            (Summary::not_run(SyncEnd::Failed, Some(message.clone())), Err(Failure::Message { exit, message }))
        }
        Err(failure @ Failure::Output(_)) => return Err(failure),
    };
    if arguments.json {
        output.line(summary.object())?;
    } else {
        summary.lines().into_iter().try_for_each(|line| output.line(line))?;
    }
    let code = exit.as_ref().map_or_else(Failure::exit, |exit| Some(*exit));
    if let Some(start) = code.and_then(|code| context.demo_service(code)) {
        output.note(start)?;
    }
    match (exit?, summary.remark(&context.clock.now())) {
        (exit, None) => Ok(exit),
        (Exit::Done, Some(remark)) => {
            output.note(format_args!("spotpods-tui: {remark}"))?;
            Ok(Exit::Done)
        }
        (exit, Some(remark)) => Err(Failure::new(exit, remark)),
    }
}

async fn synchronise(arguments: SyncArguments, context: &Context, output: &mut Output<'_>) -> Result<(Summary, Exit)> {
    let started = context.clock.timestamp();
    let mut signals = app::signals()?;
    let settings = context.client()?;
    let (shared, access) = context.access(settings, output)?;
    let (host, error) = LibraryHost::open(&context.config.paths.library_file(), SOON);
    if error == Some(LibraryError::Busy) {
        output.note(LOCKED)?;
    }
    count_requests(shared.guard(), &host, context.config.requests_file());
    let preparing = prepare(&shared, &host, budget(&context.config), &context.clock);
    let stopped = |signal| Ok((Summary::not_run(SyncEnd::Stopped, None), Exit::Signal(signal)));

    let fail = |error: SyncError| summary::failure(error, &context.clock.now());
    let unusable = |error: LibraryError| fail(error.into());
    let prepared = tokio::select! {
        prepared = preparing => prepared.map_err(fail)?,
        Err(failure) = note_when_locked(&host, output) => return Err(failure),
        signal = signals.next() => return stopped(signal),
    };
    check_notices(&prepared.library, unusable, output)?;
    let lock = if let Some(lock) = prepared.try_lock().await.map_err(unusable)? {
        lock
    } else {
        output.note("Another process is synchronising; waiting for it (Ctrl-C stops waiting)")?;
        tokio::select! {
            lock = prepared.lock() => lock.map_err(unusable)?,
            signal = signals.next() => return stopped(signal),
        }
    };
    if !arguments.full && was_synced_since(&prepared, started).map_err(unusable)? {
        output.note("Another process has just synchronised")?;
        return Ok((Summary::not_run(SyncEnd::Complete, None), Exit::Done));
    }
    if let Some(repair) = prepared.library.take_index_repair() {
        output.note("Rebuilding the damaged search index")?;
        tokio::select! {
            repaired = repair => repaired.unwrap_or(Err(LibraryError::Closed)).map_err(unusable)?,
            signal = signals.next() => return stopped(signal),
        }
    }
    // Never paused.
    let control =
        &Control { cancel: CancellationToken::new(), paused: watch::channel(false).1, grace: Control::SHORT_GRACE };
    let intent = if arguments.full { SyncIntent::Full } else { SyncIntent::Asked };
    let (signals, notes, host_of) = (&mut signals, &mut *output, &host);
    let running =
        prepared.run(lock, intent, control, move |events| watch_events(events, signals, control, host_of, notes));
    let (outcome, watched) = running.await;
    let (arrived, signal) = watched?;
    // A refreshed token that is not stored is lost.
    let _ = tokio::time::timeout(LAST_WRITES, access.session.settled()).await;
    if arguments.notify && notification::AVAILABLE && !arrived.is_empty() {
        show_notification(&prepared, outcome.counts.new_episodes, &arrived, started, output).await?;
    }
    drop(prepared);
    host.close().await;
    Ok((Summary::of(&outcome, &context.clock.now()), signal.map_or_else(|| summary::exit(&outcome), Exit::Signal)))
}

async fn show_notification(
    prepared: &Prepared,
    count: u32,
    arrived: &Arrived,
    started: Timestamp,
    output: &mut Output<'_>,
) -> Result<()> {
    let library = prepared.library.library();
    let episodes = notification::episodes(library, prepared.account(), arrived, started);
    if let Err(why) = notification::show(count, &episodes).await {
        output.note(format_args!("No notification shown: {why}"))?;
    }
    Ok(())
}

/// How many new episodes of which shows.
type Arrived = Vec<(ShowKey, u32)>;

/// Shows the progress until the synchronisation ends. A signal stops it, and so does an error of the output.
async fn watch_events(
    mut events: UnboundedReceiver<SyncEvent>,
    signals: &mut EndSignals,
    control: &Control,
    host: &LibraryHost,
    output: &mut Output<'_>,
) -> Result<(Arrived, Option<EndSignal>)> {
    let _stops = control.cancel.clone().drop_guard();
    let mut meter = Meter::of_stderr();
    let (mut arrived, mut signal): (Arrived, _) = (Vec::new(), None);
    let mut is_noted = false;
    loop {
        let event = tokio::select! {
            biased;
            received = signals.next(), if signal.is_none() => {
                signal = Some(received);
                control.cancel.cancel();
                continue;
            }
            event = next_event(&mut events, host, &mut is_noted, &mut meter, output) => event?,
        };
        is_noted = false;
        match event {
            // Nothing is known before the first answer.
            Some(SyncEvent::Progress(SyncProgress { stage: SyncStage::Shows { done: 0, total: None }, .. })) => {}
            Some(SyncEvent::Progress(progress)) => {
                meter.show(std::mem::discriminant(&progress.stage), || progress::line(&progress), output)?;
            }
            Some(SyncEvent::Episodes(show, count)) if count > 0 => {
                match arrived.iter_mut().find(|(known, _)| *known == show) {
                    Some((_, sum)) => *sum += count,
                    None => arrived.push((show, count)),
                }
            }
            Some(SyncEvent::Shows | SyncEvent::Saved | SyncEvent::Episodes(..)) => {}
            None => break,
        }
    }
    meter.clear(output)?;
    Ok((arrived, signal))
}

/// Prints what happened to the library when it was opened. One in memory, or read-only, would keep nothing.
fn check_notices(
    library: &OpenLibrary,
    unusable: impl Fn(LibraryError) -> Failure,
    output: &mut Output<'_>,
) -> Result<()> {
    for notice in library.take_notices() {
        match notice {
            Notice::Quarantined { .. } | Notice::Empty => output.note(problem::notice(&notice).line())?,
            Notice::ReadOnly(reason) => return Err(unusable(LibraryError::ReadOnly(reason))),
            Notice::InMemory(why) => return Err(unusable(LibraryError::Io(why))),
        }
    }
    Ok(())
}

/// Whether another process has completed a synchronisation since then.
fn was_synced_since(prepared: &Prepared, since: Timestamp) -> Result<bool, LibraryError> {
    Ok(prepared.library.library().reader()?.synced_at(prepared.account())?.is_some_and(|at| at >= since))
}
