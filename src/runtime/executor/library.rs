//! What effects read from the library, and what they write to it.
//!
//! Reads run on the threads of [`Readers`](crate::runtime::library_host::Readers), writes one after the other in the order
//! of their effects. Where there is no library a list is empty, which is no error. Start with [`Executor::read`].

mod export;
mod feed;
mod writes;

use super::{Executor, Job, replies::Replies};
use crate::{
    app::{
        EventKind, Reply, RequestId,
        requests::{
            effect::{Read, Write},
            event::{LibraryChange, NextUnplayed, ReadReply, SearchFound, Snippets},
        },
    },
    domain::{EpisodeAt, Query, ShelfEpisode, ShelfShow, ShowKey, ShowSort, Subject, ViewOptions},
    library::{AccountRef, LibraryError, Reader, Toward},
    runtime::{
        library_host::{Lane, LibraryHost, Owner},
        problem,
    },
};

pub(super) use writes::{Writing, write};

/// How many characters of notes stand under a row of the search.
const SNIPPET: usize = 160;

impl Executor {
    /// Starts a read. The ledger of requests cancels those it supersedes.
    pub(super) fn read(&mut self, id: RequestId, read: Read) {
        let host = self.deps.host.clone();
        match read {
            Read::Shows => self.start(id, None, |job| shows(job, host)),
            Read::Episodes(show) => self.start(id, None, |job| episodes(job, host, show)),
            Read::Notes(subject) => self.start(id, None, |job| notes(job, host, subject)),
            Read::Feed(query) => self.start(id, None, |job| feed::read(job, host, query)),
            Read::Search { query, today, limit } => {
                let query = Query::parse_on(&query, today);
                self.start(id, None, |job| search(job, host, query, limit));
            }
            Read::Snippets { query, episodes } => {
                self.start(id, None, |job| snippets(job, host, query, episodes));
            }
            Read::NextUnplayed { from, newer } => {
                self.start(id, None, |job| next_unplayed(job, host, from, newer));
            }
        }
    }

    pub(super) fn write_to_library(&mut self, id: RequestId, write: Write) {
        match write {
            Write::Mark(marks) => {
                let job = self.unstoppable(id);
                self.write_down(Writing::Mark { job, marks });
            }
            Write::UndoMark => {
                let job = self.unstoppable(id);
                self.write_down(Writing::Undo { job });
            }
            Write::Export(episodes) => {
                let (folder, host) = (self.deps.folder.clone(), self.deps.host.clone());
                self.write(id, |job| export::write(job, host, folder, episodes));
            }
        }
    }

    /// A job that no cancel reaches: what was marked is marked.
    fn unstoppable(&self, id: RequestId) -> Job {
        Job::new(id, self.replies.clone(), tokio_util::sync::CancellationToken::new())
    }
}

/// Tells when another process has written to the library.
pub(super) async fn look_for_others(host: LibraryHost, replies: Replies) {
    if let Some(held) = host.held()
        && held.others_wrote().await
    {
        replies.send(EventKind::LibraryChanged(LibraryChange::Anything));
    }
}

/// Reads and replies. A cancelled read does not reply; without a library the reply is empty.
async fn read<T: Default + Send + 'static>(
    job: Job,
    host: LibraryHost,
    lane: Lane,
    read: impl FnOnce(&Reader, AccountRef) -> Result<T, LibraryError> + Send + 'static,
    reply: impl FnOnce(T) -> Reply,
) {
    let found = async {
        let Some(held) = host.found().await? else { return Ok(T::default()) };
        let Some(Owner { at, .. }) = held.account() else { return Ok(T::default()) };
        held.readers().ask(lane, job.cancel(), move |reader| read(reader, at)).await
    };
    match found.await {
        Ok(found) => job.reply(reply(found)),
        Err(error) => failed(&job, &error),
    }
}

/// Says why the library could not be read.
fn failed(job: &Job, error: &LibraryError) {
    if *error != LibraryError::Cancelled {
        tracing::warn!(%error, "the library could not be read");
        job.reply(Reply::Read(ReadReply::Failed(problem::library(error))));
    }
}

async fn shows(job: Job, host: LibraryHost) {
    let all = |reader: &Reader, account| {
        let rows = reader.shows(account, ShowSort::Added)?;
        Ok(rows.into_iter().map(ShelfShow::from).collect())
    };
    read(job, host, Lane::Lists, all, |rows| Reply::Read(ReadReply::Shows(rows))).await;
}

async fn episodes(job: Job, host: LibraryHost, show: ShowKey) {
    let key = show.clone();
    let all = move |reader: &Reader, account| {
        let Some(row) = reader.find_show(account, &key)? else { return Ok(Default::default()) };
        let rows = reader.episodes(row.at, None, 0..u32::MAX)?;
        Ok((rows.into_iter().map(ShelfEpisode::from).collect(), reader.show_view(row.at)?))
    };
    let reply = |(rows, ViewOptions { sort, state, .. })| Reply::Read(ReadReply::Episodes(show, rows, sort, state));
    read(job, host, Lane::Lists, all, reply).await;
}

async fn notes(job: Job, host: LibraryHost, subject: Subject) {
    let whose = subject.clone();
    let text = move |reader: &Reader, account| match whose {
        Subject::Show(show) => match reader.find_show(account, &show)? {
            Some(row) => reader.show_notes(row.at),
            None => Err(LibraryError::Gone),
        },
        Subject::Episode(at) => match reader.locate(account, &at)? {
            Some(row) => reader.notes(row.at),
            None => Err(LibraryError::Gone),
        },
    };
    read(job, host, Lane::Lists, text, |notes| Reply::Read(ReadReply::Notes(subject, notes))).await;
}

async fn search(job: Job, host: LibraryHost, query: Query, limit: u32) {
    let find = move |reader: &Reader, account| {
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        let found = reader.search(account, &query, limit)?;
        Ok(SearchFound {
            shows: found.shows.into_iter().map(ShelfShow::from).collect(),
            episodes: found.episodes.into_iter().map(|hit| hit.row.into()).collect(),
            cut_short: found.cut_short,
        })
    };
    read(job, host, Lane::Search, find, |found| Reply::Read(ReadReply::Found(found))).await;
}

async fn snippets(job: Job, host: LibraryHost, query: String, episodes: Vec<EpisodeAt>) {
    let wanted = job.cancel().clone();
    let pieces = move |reader: &Reader, account| {
        let query = Query::parse(&query);
        let mut found = Snippets::new();
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
    read(job, host, Lane::Lists, pieces, |found| Reply::Read(ReadReply::Snippets(found))).await;
}

async fn next_unplayed(job: Job, host: LibraryHost, from: Option<EpisodeAt>, newer: bool) {
    let (toward, answer) =
        if newer { (Toward::Newer, NextUnplayed::Newer) } else { (Toward::Older, NextUnplayed::Older) };
    let next = move |reader: &Reader, account| {
        let from = from.map(|at| reader.locate(account, &at)).transpose()?.flatten();
        Ok(reader.next_unplayed(account, from.map(|row| row.at), toward)?.map(|row| Box::new(row.into())))
    };
    read(job, host, Lane::Lists, next, |found| Reply::Read(ReadReply::NextUnplayed(found, answer))).await;
}
