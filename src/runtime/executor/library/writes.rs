//! Writes for the screen, in the order of the effects: marks, and how lists are displayed.

use std::{collections::BTreeSet, sync::Arc};

use jiff::Timestamp;

use crate::{
    app::{
        EventKind, Reply, RequestId,
        requests::{
            effect::Remember,
            event::{ImportStep, LibraryChange, WriteReply},
        },
    },
    domain::{EpisodeAt, EpisodeId, Mark, Progress, ShowKey, ViewOptions},
    library::{self, AccountRef, ImportUndo, Library, LibraryError, Reader, SHOWS, Undo},
    runtime::{
        clock::Clock,
        executor::{Deps, Job, library::ask},
        library_host::{Lane, LibraryHost},
        problem,
    },
};

/// With more changed shows than this, one event reports them all.
const SINGLY: usize = 4;

/// Marks episodes, or removes their marks.
pub(in crate::runtime::executor) async fn mark(job: Job, deps: Arc<Deps>, marks: Vec<(EpisodeAt, Option<Mark>)>) {
    let shows = marks.iter().map(|(at, _)| at.show.clone()).collect();
    let mark = |library: &Library, at, now| library.mark_each(at, marks, now);
    answer(&job, marked(&deps, job.id, mark).await, shows);
}

/// Marks every episode of a show as played.
pub(in crate::runtime::executor) async fn mark_show(job: Job, deps: Arc<Deps>, show: ShowKey) {
    let mark = |library: &Library, at, now| library.mark_show(at, show.clone(), now);
    answer(&job, marked(&deps, job.id, mark).await, BTreeSet::from([show]));
}

/// Brings the marks back as they were before those of a request.
pub(in crate::runtime::executor) async fn undo_marks(job: Job, deps: Arc<Deps>, marks: RequestId) {
    answer(&job, undone(&deps, marks).await, BTreeSet::new());
}

/// Brings the marks back as they were before the last import.
pub(in crate::runtime::executor) async fn undo_import(job: Job, deps: Arc<Deps>) {
    answer(&job, import_undone(&deps).await, BTreeSet::new());
}

/// Stores how far an episode was played.
pub(in crate::runtime::executor) async fn set_progress(
    job: Job,
    deps: Arc<Deps>,
    episode: EpisodeId,
    progress: Progress,
) {
    let shows = progressed(&deps.host, episode, progress).await.unwrap_or_else(|error| {
        tracing::warn!(%error, "cannot store how far an episode was played");
        Vec::new()
    });
    job.reply(Reply::Write(WriteReply::Progressed));
    for show in shows {
        job.report(EventKind::LibraryChanged(LibraryChange::Episodes(show)));
    }
}

/// Stores how a list is displayed.
pub(in crate::runtime::executor) async fn remember(deps: Arc<Deps>, what: Remember) {
    // Only a habit is lost.
    if let Err(error) = remembered(&deps.host, what, &deps.clock).await {
        tracing::info!(%error, "cannot store how a list is displayed");
    }
}

/// Answers, and reports the changed shows; of too many, that anything may have changed.
fn answer(job: &Job, marked: Result<usize, LibraryError>, shows: BTreeSet<ShowKey>) {
    let has_changed = matches!(marked, Ok(count) if count > 0);
    job.reply(Reply::Write(WriteReply::Marked(marked.map_err(|error| problem::library(&error)))));
    if !has_changed {
        return;
    }
    if shows.is_empty() || shows.len() > SINGLY {
        return job.report(EventKind::LibraryChanged(LibraryChange::Anything));
    }
    for show in shows {
        job.report(EventKind::LibraryChanged(LibraryChange::Episodes(show)));
    }
}

async fn marked(
    deps: &Deps,
    id: RequestId,
    mark: impl FnOnce(&Library, AccountRef, Timestamp) -> library::Reply<Undo>,
) -> Result<usize, LibraryError> {
    let Some((held, owner)) = deps.host.found_account().await? else { return Ok(0) };
    let undo = mark(held.library(), owner.at, deps.clock.timestamp()).await?;
    let count = undo.len();
    held.keep(id, undo);
    deps.marks.marked();
    Ok(count)
}

async fn import_undone(deps: &Deps) -> Result<usize, LibraryError> {
    let Some((held, owner)) = deps.host.found_account().await? else { return Ok(0) };
    let undone = held.library().undo_import(owner.at, deps.clock.timestamp()).await?;
    deps.marks.marked();
    Ok(usize::try_from(undone).unwrap_or(usize::MAX))
}

/// Looks for an import that can be undone.
pub(in crate::runtime::executor) async fn find_import(job: Job, deps: Arc<Deps>) {
    let find = |reader: &Reader, account| reader.last_import(account);
    let found = ask(&job, &deps.host, Lane::Lists, find).await.unwrap_or_else(|error| {
        tracing::info!(%error, "cannot look for an import");
        None
    });
    let step = found.map(|ImportUndo { made, marks }| ImportStep { made, marks });
    job.reply(Reply::Write(WriteReply::ImportFound(step)));
}

async fn progressed(host: &LibraryHost, episode: EpisodeId, progress: Progress) -> Result<Vec<ShowKey>, LibraryError> {
    let Some((held, owner)) = host.found_account().await? else { return Ok(Vec::new()) };
    held.library().set_progress(owner.at, episode, progress).await
}

async fn undone(deps: &Deps, marks: RequestId) -> Result<usize, LibraryError> {
    let Some(held) = deps.host.held() else { return Ok(0) };
    let Some(undo) = held.take_undo(marks) else { return Ok(0) };
    let again = undo.clone();
    let undone = held.library().undo(undo, deps.clock.timestamp()).await;
    if undone.is_err() {
        held.keep(marks, again);
    }
    deps.marks.marked();
    undone.map(|undone| undone.len())
}

async fn remembered(host: &LibraryHost, what: Remember, clock: &Clock) -> Result<(), LibraryError> {
    let Some(held) = host.held() else { return Ok(()) };
    let Some(owner) = held.account() else { return Ok(()) };
    let library = held.library();
    match what {
        Remember::Shows(sort, state) => library.store_view(SHOWS, ViewOptions::new(sort, state)).await,
        Remember::Episodes(show, sort, state) => {
            library.store_show_view(owner.at, &show, ViewOptions::new(sort, state)).await
        }
        Remember::Feed(word, options) => library.store_view(word, options).await,
        Remember::Searches(queries) => library.store_searches(owner.at, &queries).await,
        Remember::Device(device) => library.store_device(owner.at, &device).await,
        Remember::Panes(set, shares) => library.store_panes(set.word(), shares.map(|shares| shares.to_string())).await,
        Remember::Seen(word) => library.see_feed(owner.at, word, clock.timestamp()).await,
    }
}
