//! Reads from the library, and writes to it.
//!
//! Reads run on the threads of [`Readers`](crate::runtime::library_host::Readers), writes one after the other in the order
//! of their effects. Without a library a list is empty, which is no error. Start with [`read`].

mod export;
mod feed;
mod writes;

use std::sync::Arc;

use super::{Deps, Job, replies::Replies};
use crate::{
    app::{
        EventKind, Reply,
        requests::{
            effect::Read,
            event::{LibraryChange, ReadReply, SearchFound},
        },
    },
    domain::{
        EpisodeAt, EpisodeId, EpisodeKey, EpisodeSort, Notes, Query, ShelfEpisode, ShelfShow, ShowKey, ShowSort,
        SpotifyLink, StateFilter, Subject, ViewOptions,
    },
    library::{AccountRef, EpisodeRow, LibraryError, Reader, Toward},
    runtime::{
        library_host::{Lane, LibraryHost},
        problem,
    },
};

pub(super) use export::{export, markdown};
pub(super) use writes::{find_import, mark, mark_show, remember, set_progress, undo_import, undo_marks};

/// The episodes of a show that are read first: more than any screen holds.
const FIRST_EPISODES: u32 = 100;
/// The most characters of notes under a row of the search.
const SNIPPET: usize = 160;

/// Reads from the library. A cancelled read does not reply.
pub(super) async fn read(job: Job, deps: Arc<Deps>, read: Read) {
    let (job, host) = (&job, &deps.host);
    let read = match read {
        Read::Shows => shows(job, host).await.map(Reply::Read),
        Read::FirstEpisodes(show) => episodes(job, host, show, FIRST_EPISODES).await.map(Reply::Read),
        Read::Episodes(show) => episodes(job, host, show, u32::MAX).await.map(Reply::Read),
        Read::Notes(subject) => {
            notes(job, host, subject.clone()).await.map(|notes| Reply::Read(ReadReply::Notes(subject, notes)))
        }
        Read::Chapters(at) => {
            let notes = notes(job, host, Subject::Episode(at.clone())).await;
            notes.map(|notes| Reply::Read(ReadReply::Chapters(at, notes)))
        }
        Read::Feed(query) => feed::read(job, host, query).await.map(Reply::Read),
        Read::Search { query, today, limit } => {
            search(job, host, Query::parse_on(&query, today), limit).await.map(Reply::Read)
        }
        Read::Snippets { query, episodes } => snippets(job, host, query, episodes).await.map(Reply::Read),
        Read::Find(id) => find(job, host, id).await,
        Read::NextUnplayed { from, newer } => next_unplayed(job, host, from, newer).await,
    };
    let reply = match read {
        Ok(reply) => reply,
        Err(LibraryError::Cancelled) => return,
        Err(error) => {
            tracing::warn!(%error, "cannot read the library");
            Reply::Read(ReadReply::Failed(problem::library(&error)))
        }
    };
    job.reply(reply);
}

/// Reports what another process has done to the login, unless that was reported.
pub(super) async fn look_at_login(deps: &Deps, replies: &Replies) {
    let Some(access) = deps.shared.access() else { return };
    // A request reports the error.
    let _ = access.session.look().await;
    let login = access.session.state();
    if deps.shared.is_news(&login) {
        replies.send(EventKind::LoginSeen(login));
    }
}

/// Reports writes of another process.
pub(super) async fn look_for_others(host: LibraryHost, replies: Replies) {
    if let Some(held) = host.held()
        && held.others_wrote().await
    {
        replies.send(EventKind::LibraryChanged(LibraryChange::Anything));
    }
}

/// Reads on a lane. Without a library the answer is empty.
async fn ask<T: Default + Send + 'static>(
    job: &Job,
    host: &LibraryHost,
    lane: Lane,
    read: impl FnOnce(&Reader, AccountRef) -> Result<T, LibraryError> + Send + 'static,
) -> Result<T, LibraryError> {
    let Some((held, owner)) = host.found_account().await? else { return Ok(T::default()) };
    held.readers().ask(lane, &job.cancel, move |reader| read(reader, owner.at)).await
}

/// Which of these episodes are saved.
pub(super) async fn saved_among(
    job: &Job,
    host: &LibraryHost,
    episodes: Vec<EpisodeId>,
) -> Result<Vec<EpisodeId>, LibraryError> {
    ask(job, host, Lane::Lists, |reader, account| reader.saved_among(account, episodes)).await
}

async fn shows(job: &Job, host: &LibraryHost) -> Result<ReadReply, LibraryError> {
    let rows = ask(job, host, Lane::Lists, |reader, account| reader.shows(account, ShowSort::Added)).await?;
    Ok(ReadReply::Shows(rows.into_iter().map(ShelfShow::from).collect()))
}

/// Reads the episodes of a show: all of them, or the first ones if there are more than `most`.
async fn episodes(job: &Job, host: &LibraryHost, show: ShowKey, most: u32) -> Result<ReadReply, LibraryError> {
    let key = show.clone();
    let read = move |reader: &Reader, account| {
        let Some(row) = reader.find_show(account, &show)? else { return Ok(None) };
        let options = reader.show_view(row.at)?;
        let is_long = row.counts.total > most;
        let rows = if is_long {
            reader.first_episodes(row.at, options, most)?
        } else {
            reader.episodes(row.at, None, 0..u32::MAX)?
        };
        Ok(Some((shelved(rows), is_long.then_some(row.counts), options)))
    };
    let Some((rows, counts, options)) = ask(job, host, Lane::Lists, read).await? else {
        return Ok(ReadReply::Episodes(key, Vec::new(), EpisodeSort::default(), StateFilter::default()));
    };
    let ViewOptions { sort, state, .. } = options;
    Ok(match counts {
        Some(counts) => {
            let total = match state {
                StateFilter::All => counts.total,
                StateFilter::Only(state) => counts.of(Some(state)),
            };
            ReadReply::FirstEpisodes(key, rows, total, sort, state)
        }
        None => ReadReply::Episodes(key, rows, sort, state),
    })
}

/// The episodes of rows, in no more memory than they need: the state keeps them.
fn shelved(rows: Vec<EpisodeRow>) -> Vec<ShelfEpisode> {
    let mut episodes: Vec<_> = rows.into_iter().map(ShelfEpisode::from).collect();
    episodes.shrink_to_fit();
    episodes
}

async fn notes(job: &Job, host: &LibraryHost, subject: Subject) -> Result<Notes, LibraryError> {
    let text = move |reader: &Reader, account| match subject {
        Subject::Show(show) => reader.show_notes(reader.find_show(account, &show)?.ok_or(LibraryError::Gone)?.at),
        Subject::Episode(at) => reader.notes(reader.locate(account, &at)?.ok_or(LibraryError::Gone)?.at),
    };
    ask(job, host, Lane::Lists, text).await
}

async fn search(job: &Job, host: &LibraryHost, query: Query, limit: u32) -> Result<ReadReply, LibraryError> {
    let find = move |reader: &Reader, account| {
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        let found = reader.search(account, &query, limit)?;
        Ok(SearchFound {
            shows: found.shows.into_iter().map(ShelfShow::from).collect(),
            episodes: found.episodes.into_iter().map(|hit| hit.row.into()).collect(),
            cut_short: found.cut_short,
        })
    };
    ask(job, host, Lane::Search, find).await.map(ReadReply::Found)
}

async fn snippets(
    job: &Job,
    host: &LibraryHost,
    query: String,
    episodes: Vec<EpisodeAt>,
) -> Result<ReadReply, LibraryError> {
    let wanted = job.cancel.clone();
    let pieces = move |reader: &Reader, account| {
        let query = Query::parse(&query);
        let mut found = Vec::new();
        for at in episodes {
            if wanted.is_cancelled() {
                return Err(LibraryError::Cancelled);
            }
            if let Some(row) = reader.locate(account, &at)? {
                found.push((at, reader.snippet(row.at, &query, SNIPPET)?));
            }
        }
        Ok(found)
    };
    ask(job, host, Lane::Lists, pieces).await.map(ReadReply::Snippets)
}

/// The episode with an id. A valid id stands for one episode only.
async fn find(job: &Job, host: &LibraryHost, id: EpisodeId) -> Result<Reply, LibraryError> {
    let key = EpisodeKey::Id(id.clone());
    let found = ask(job, host, Lane::Lists, move |reader, account| reader.find(account, &key)).await?;
    let found = found.into_iter().next().map(|row| Box::new(row.into()));
    Ok(Reply::Located(SpotifyLink::Episode(id), found))
}

async fn next_unplayed(
    job: &Job,
    host: &LibraryHost,
    from: Option<EpisodeAt>,
    newer: bool,
) -> Result<Reply, LibraryError> {
    let toward = if newer { Toward::Newer } else { Toward::Older };
    let next = move |reader: &Reader, account| {
        let from = from.map(|at| reader.locate(account, &at)).transpose()?.flatten();
        Ok(reader.next_unplayed(account, from.map(|row| row.at), toward)?.map(|row| Box::new(row.into())))
    };
    Ok(Reply::NextUnplayed { found: ask(job, host, Lane::Lists, next).await?, newer })
}
