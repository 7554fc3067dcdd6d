//! Writes for the screen, in the order of the effects: marks, and how lists are displayed.

use std::collections::BTreeSet;

use tokio::sync::mpsc::UnboundedReceiver;

use crate::{
    app::{EventKind, Reply, requests::effect::Remember, requests::event::LibraryChange, requests::event::WriteReply},
    domain::{EpisodeAt, Mark, ShowKey, ViewOptions},
    library::{LibraryError, SHOWS},
    runtime::{
        clock::Clock,
        executor::Job,
        library_host::{LibraryHost, OpenLibrary, Owner},
        problem,
    },
};

/// One thing to write.
#[derive(Debug)]
pub(in crate::runtime::executor) enum Writing {
    /// Marks, or none any more.
    Mark {
        job: Job,
        /// Which episodes, and how each is marked.
        marks: Vec<(EpisodeAt, Option<Mark>)>,
    },
    /// The marks as they were before.
    Undo { job: Job },
    /// How a list is displayed.
    Remember(Remember),
}

/// With more changed shows than this, one event reports them all.
const SINGLY: usize = 4;

/// Writes what comes, until nothing can come any more.
pub(in crate::runtime::executor) async fn write(
    mut queue: UnboundedReceiver<Writing>,
    host: LibraryHost,
    clock: Clock,
) {
    while let Some(writing) = queue.recv().await {
        match writing {
            Writing::Mark { job, marks } => {
                let shows = marks.iter().map(|(at, _)| at.show.clone()).collect();
                let marked = marked(&host, marks).await;
                answer(&job, marked, shows);
            }
            Writing::Undo { job } => answer(&job, undone(&host).await, BTreeSet::new()),
            Writing::Remember(what) => {
                if let Some(held) = host.held()
                    && let Some(whose) = held.account()
                    && let Err(error) = remember(&held, &whose, what, &clock).await
                {
                    // Nothing is lost but a habit.
                    tracing::info!(%error, "how a list is looked at was not kept");
                }
            }
        }
    }
}

fn answer(job: &Job, marked: Result<usize, LibraryError>, shows: BTreeSet<ShowKey>) {
    let changed = matches!(marked, Ok(count) if count > 0);
    job.reply(Reply::Write(WriteReply::Marked(marked.map_err(|error| problem::library(&error)))));
    if changed {
        tell(job, shows);
    }
}

/// Tells which shows have changed; of too many, that anything may have.
fn tell(job: &Job, shows: BTreeSet<ShowKey>) {
    if shows.is_empty() || shows.len() > SINGLY {
        return job.tell(EventKind::LibraryChanged(LibraryChange::Anything));
    }
    for show in shows {
        job.tell(EventKind::LibraryChanged(LibraryChange::Episodes(show)));
    }
}

async fn marked(host: &LibraryHost, marks: Vec<(EpisodeAt, Option<Mark>)>) -> Result<usize, LibraryError> {
    let Some(held) = host.found().await? else { return Ok(0) };
    let Some(Owner { at, .. }) = held.account() else { return Ok(0) };
    let undo = held.library().mark_each(at, marks).await?;
    let count = undo.len();
    held.keep(undo);
    Ok(count)
}

async fn undone(host: &LibraryHost) -> Result<usize, LibraryError> {
    let Some(held) = host.held() else { return Ok(0) };
    let Some(undo) = held.last_marks() else { return Ok(0) };
    let again = undo.clone();
    let undone = held.library().undo(undo).await;
    if undone.is_err() {
        held.keep(again);
    }
    undone.map(|undone| undone.len())
}

async fn remember(held: &OpenLibrary, whose: &Owner, what: Remember, clock: &Clock) -> Result<(), LibraryError> {
    let library = held.library();
    match what {
        Remember::Shows(sort, state) => library.store_view(SHOWS, ViewOptions::new(sort, state)).await,
        Remember::Episodes(show, sort, state) => {
            library.store_show_view(whose.at, &show, ViewOptions::new(sort, state)).await
        }
        Remember::Feed(word, options) => library.store_view(word, options).await,
        Remember::Seen(word) => library.see_feed(whose.at, word, clock.timestamp()).await,
    }
}
