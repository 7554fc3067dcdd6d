//! What is written on the person's behalf, one after the other in the order of the effects: marks, and how lists are
//! looked at.

use std::collections::BTreeSet;

use tokio::sync::mpsc::UnboundedReceiver;

use crate::{
    app::{EventKind, Reply, effect::Remember, event::LibraryChange, feed::FeedKind},
    domain::{EpisodeAt, Mark, ShowKey},
    library::{LibraryError, Setting},
    runtime::{
        clock::Clock,
        executor::Job,
        holdings::{Held, Holdings, Whose},
        problem, views,
    },
};

/// One thing to write.
#[derive(Debug)]
pub(in crate::runtime::executor) enum Writing {
    /// Marks, or none any more.
    Mark {
        /// Who asked.
        job: Job,
        /// Which episodes, and how each is marked.
        marks: Vec<(EpisodeAt, Option<Mark>)>,
    },
    /// The marks as they were before.
    Undo {
        /// Who asked.
        job: Job,
    },
    /// How a list is looked at.
    Remember(Remember),
}

/// The most shows whose change is told one by one.
const SINGLY: usize = 4;

/// Writes what comes, until nothing can come any more.
pub(in crate::runtime::executor) async fn write(
    mut queue: UnboundedReceiver<Writing>,
    holdings: Holdings,
    clock: Clock,
) {
    while let Some(writing) = queue.recv().await {
        match writing {
            Writing::Mark { job, marks } => {
                let shows = marks.iter().map(|(at, _)| at.show.clone()).collect();
                let marked = marked(&holdings, marks).await;
                answer(&job, marked, shows);
            }
            Writing::Undo { job } => answer(&job, undone(&holdings).await, BTreeSet::new()),
            Writing::Remember(what) => {
                if let Some(held) = holdings.held()
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
    job.reply(Reply::Marked(marked.map_err(|error| problem::library(&error))));
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

async fn marked(holdings: &Holdings, marks: Vec<(EpisodeAt, Option<Mark>)>) -> Result<usize, LibraryError> {
    let Some(held) = holdings.found().await? else { return Ok(0) };
    let Some(Whose { at, .. }) = held.account() else { return Ok(0) };
    let undo = held.library().mark_each(at, marks).await?;
    let count = undo.len();
    held.keep(undo);
    Ok(count)
}

async fn undone(holdings: &Holdings) -> Result<usize, LibraryError> {
    let Some(held) = holdings.held() else { return Ok(0) };
    let Some(undo) = held.last_marks() else { return Ok(0) };
    let again = undo.clone();
    let undone = held.library().undo(undo).await;
    if undone.is_err() {
        held.keep(again);
    }
    undone.map(|undone| undone.len())
}

async fn remember(held: &Held, whose: &Whose, what: Remember, clock: &Clock) -> Result<(), LibraryError> {
    let library = held.library();
    match what {
        Remember::Shows(sort, state) => library.remember(Setting::SHOWS, views::of_shows(sort, state)).await,
        Remember::Episodes(show, sort, state) => {
            library.remember_view(whose.at, &show, views::of_episodes(sort, state)).await
        }
        Remember::Feed(kind, one_per_show, state) => {
            let setting = match kind {
                FeedKind::New => Setting::NEW,
                FeedKind::InProgress => Setting::IN_PROGRESS,
            };
            library.remember(setting, views::of_feed(one_per_show, state)).await
        }
        Remember::NewSeen => library.see_new(whose.at, clock.now().timestamp()).await,
    }
}
