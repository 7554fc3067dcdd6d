//! `saved`: Your Episodes from disk, brought up to date with Spotify first where that is possible.

use std::time::Duration;

use tokio::sync::{mpsc::UnboundedReceiver, watch};
use tokio_util::sync::CancellationToken;

use super::{
    Context, Exit, Failure, Output, Result, Snapshot, app,
    arguments::ListArguments,
    context,
    json::EpisodeObject,
    listing::Listing,
    locked::{SOON, next_event, note_when_locked},
    meter::Meter,
    sync::progress,
};
use crate::{
    domain::{ShowVisit, SyncEnd, SyncStage},
    library::Reader,
    runtime::{
        library_host::LibraryHost,
        problem,
        sync::{budget, count_requests, prepare},
    },
    spotify::ApiError,
    sync::{Control, SyncError, SyncEvent},
};

/// How long to wait at the end for a token to be stored.
const LAST_WRITES: Duration = Duration::from_secs(2);

pub(super) fn run(arguments: ListArguments, context: &Context, output: &mut Output<'_>) -> Result<()> {
    // Refused as everywhere, instead of a list that may be another account's.
    context::origins(&context.config)?;
    let tokio = app::tokio()?;
    let read = tokio.block_on(read(context, output));
    tokio.shutdown_timeout(LAST_WRITES);
    let late = match read {
        Ok(late) => late,
        Err(Failure::Message { exit, message }) => Some((exit, message)),
        Err(failure @ Failure::Output(_)) => return Err(failure),
    };
    let snapshot = Snapshot::open_any(context, output)?;
    let rows = snapshot.read(|reader, account| reader.saved(account, None))?;
    if let Some((exit, why)) = late {
        let was_read = snapshot.read(Reader::saved_status)?.read_at.is_some();
        // An empty list would claim that nothing is saved.
        if rows.is_empty() && !was_read && !matches!(exit, Exit::Done | Exit::LogInFirst) {
            return Err(Failure::new(exit, why));
        }
        output.note(format_args!("Not up to date: {why}"))?;
        if let Some(start) = context.demo_service(exit) {
            output.note(start)?;
        }
    }
    let mut listing = Listing::of_rows(arguments.json, &rows, snapshot.display, output)?;
    rows.iter().try_for_each(|row| listing.push(row, || EpisodeObject::of(row, &snapshot)))?;
    if listing.end()? == 0 && !arguments.json {
        output.note("No saved episodes")?;
    }
    Ok(())
}

/// Brings the list on disk up to date. Returns why that was not possible, with the code of a command that needs it.
async fn read(context: &Context, output: &mut Output<'_>) -> Result<Option<(Exit, String)>> {
    let late = |error: &SyncError| {
        let exit = match error {
            SyncError::Api(error) => Exit::from(error),
            SyncError::Library(_) => Exit::Failed,
        };
        Some((exit, problem::sync(error, &context.clock.now()).line()))
    };
    let Some(settings) = context.login()? else { return Ok(late(&ApiError::LoggedOut.into())) };
    let (shared, access) = context.access(settings, output)?;
    let (host, _) = LibraryHost::open(&context.config.paths.library_file(), SOON);
    count_requests(shared.guard(), &host, context.config.requests_file());
    let prepared = tokio::select! {
        prepared = prepare(&shared, &host, budget(&context.config), &context.clock) => prepared,
        Err(failure) = note_when_locked(&host, output) => return Err(failure),
    };
    let why = match prepared {
        Err(error) => late(&error),
        Ok(prepared) => {
            // Never paused or stopped.
            let (cancel, paused) = (CancellationToken::new(), watch::channel(false).1);
            let control = Control { cancel, paused, grace: Control::SHORT_GRACE };
            let running = prepared.visit(None, ShowVisit::Asked, &control, |events| show(events, &host, output));
            let (outcome, shown) = running.await;
            shown?;
            match (&outcome.error, outcome.end) {
                (Some(error), _) => late(error),
                (None, SyncEnd::Budget { .. }) => Some((Exit::Done, "today's budget is used up".to_owned())),
                (None, SyncEnd::Busy) => Some((Exit::Done, "another process is reading the list".to_owned())),
                (None, SyncEnd::Complete | SyncEnd::Blocked { .. } | SyncEnd::Stopped | SyncEnd::Failed) => None,
            }
        }
    };
    // A refreshed token that is not stored is lost.
    let _ = tokio::time::timeout(LAST_WRITES, access.session.settled()).await;
    host.close().await;
    Ok(why)
}

/// Shows how far a list of several pages is.
async fn show(mut events: UnboundedReceiver<SyncEvent>, host: &LibraryHost, output: &mut Output<'_>) -> Result<()> {
    let (mut meter, mut is_noted) = (Meter::of_stderr(), false);
    loop {
        let event = next_event(&mut events, host, &mut is_noted, &mut meter, output).await?;
        let Some(event) = event else { break };
        if let SyncEvent::Progress(progress) = event
            && let SyncStage::Saved { done, total: Some(total) } = progress.stage
            && (1..total).contains(&done)
        {
            meter.show((), || progress::line(&progress), output)?;
        }
    }
    Ok(meter.clear(output)?)
}
