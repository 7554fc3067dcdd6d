//! What effects read from the library, and what they write to it.
//!
//! Reads run on the threads of [`Readers`](crate::runtime::holdings::Readers), writes one after the other in the order
//! of their effects. Where there is no library a list is empty, which is no error. Start with [`Executor::consult`].

mod export;
mod feed;
mod writes;

use super::{Executor, Job, replies::Replies};
use crate::{
    app::{Effect, EventKind, Reply, RequestId, event::LibraryChange, feed::FeedKind, panes::Subject, search},
    domain::{EpisodeAt, Query, ShelfEpisode, ShelfShow, ShowKey, ShowSort},
    library::{AccountRef, LibraryError, Reader, Toward},
    runtime::{
        holdings::{Holdings, Lane, Whose},
        problem, views,
    },
};

pub(super) use writes::{Writing, write};

/// What a newer effect of its kind makes pointless.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Only {
    /// A search.
    Search,
    /// Pieces of notes for a search.
    Snippets,
    /// A part of a feed.
    Feed(FeedKind),
    /// A look at a show that was opened.
    Visit,
}

/// How many characters of notes stand under a row of the search.
const SNIPPET: usize = 160;

impl Executor {
    /// Starts an effect of the library; the others do nothing here.
    pub(super) fn consult(&mut self, effect: Effect) {
        let holdings = self.equipment.holdings.clone();
        match effect {
            Effect::ReadShows { id } => self.start(id, None, |job| shows(job, holdings)),
            Effect::ReadEpisodes { id, show } => self.start(id, None, |job| episodes(job, holdings, show)),
            Effect::ReadNotes { id, subject } => self.start(id, None, |job| notes(job, holdings, subject)),
            Effect::ReadFeed { id, query } => {
                self.start_only(Only::Feed(query.kind), id, |job| feed::read(job, holdings, query));
            }
            Effect::Search { id, query, today, limit } => {
                let query = Query::parse_on(&query, today);
                self.start_only(Only::Search, id, |job| search(job, holdings, query, limit));
            }
            Effect::ReadSnippets { id, query, episodes } => {
                self.start_only(Only::Snippets, id, |job| snippets(job, holdings, query, episodes));
            }
            Effect::NextUnplayed { id, from, newer } => {
                self.start(id, None, |job| next_unplayed(job, holdings, from, newer));
            }
            Effect::Mark { id, marks } => {
                let job = self.unstoppable(id);
                self.write_down(Writing::Mark { job, marks });
            }
            Effect::UndoMark { id } => {
                let job = self.unstoppable(id);
                self.write_down(Writing::Undo { job });
            }
            Effect::Remember(what) => self.write_down(Writing::Remember(what)),
            Effect::Export { id, episodes } => {
                let folder = self.equipment.folder.clone();
                self.write(id, |job| export::write(job, holdings, folder, episodes));
            }
            Effect::StartLogin { .. }
            | Effect::SubmitRedirect { .. }
            | Effect::ExchangeCode { .. }
            | Effect::AskAccount { .. }
            | Effect::ReopenBrowser { .. }
            | Effect::ApproveInDemo { .. }
            | Effect::Cancel(_)
            | Effect::SaveClient { .. }
            | Effect::LogOut { .. }
            | Effect::Sync { .. }
            | Effect::PauseSync(_)
            | Effect::SyncShow { .. }
            | Effect::OpenSpotify { .. }
            | Effect::OpenWeb { .. }
            | Effect::OpenDashboard { .. }
            | Effect::Copy { .. }
            | Effect::Suspend
            | Effect::Quit => {}
        }
    }

    /// A job that no cancel reaches: what was marked is marked.
    fn unstoppable(&self, id: RequestId) -> Job {
        Job::new(id, self.replies.clone(), tokio_util::sync::CancellationToken::new())
    }
}

/// Tells when another process has written to the library.
pub(super) async fn look_for_others(holdings: Holdings, replies: Replies) {
    if let Some(held) = holdings.held()
        && held.others_wrote().await
    {
        replies.send(EventKind::LibraryChanged(LibraryChange::Anything));
    }
}

/// Reads and answers. What nobody wants any more answers nothing; where there is no library, what there is of nothing.
async fn read<T: Default + Send + 'static>(
    job: Job,
    holdings: Holdings,
    lane: Lane,
    read: impl FnOnce(&Reader, AccountRef) -> Result<T, LibraryError> + Send + 'static,
    reply: impl FnOnce(T) -> Reply,
) {
    let found = async {
        let Some(held) = holdings.found().await? else { return Ok(T::default()) };
        let Some(Whose { at, .. }) = held.account() else { return Ok(T::default()) };
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
        job.reply(Reply::ReadFailed(problem::library(error)));
    }
}

async fn shows(job: Job, holdings: Holdings) {
    let all = |reader: &Reader, account| {
        let rows = reader.shows(account, ShowSort::Added)?;
        Ok(rows.into_iter().map(ShelfShow::from).collect())
    };
    read(job, holdings, Lane::Lists, all, Reply::Shows).await;
}

async fn episodes(job: Job, holdings: Holdings, show: ShowKey) {
    let key = show.clone();
    let all = move |reader: &Reader, account| {
        let Some(row) = reader.find_show(account, &key)? else { return Ok((Vec::new(), 0)) };
        let rows = reader.episodes(row.at, None, 0..u32::MAX)?;
        Ok((rows.into_iter().map(ShelfEpisode::from).collect(), reader.view(row.at)?))
    };
    let reply = |(rows, view)| {
        let (sort, state) = views::episodes(view);
        Reply::Episodes(show, rows, sort, state)
    };
    read(job, holdings, Lane::Lists, all, reply).await;
}

async fn notes(job: Job, holdings: Holdings, subject: Subject) {
    let whose = subject.clone();
    let text = move |reader: &Reader, account| match whose {
        Subject::Show(show) => match reader.find_show(account, &show)? {
            Some(row) => reader.show_notes(row.at),
            None => Err(LibraryError::Gone),
        },
        Subject::Episode(show, episode) => match reader.locate(account, &EpisodeAt { show, episode })? {
            Some(row) => reader.notes(row.at),
            None => Err(LibraryError::Gone),
        },
    };
    read(job, holdings, Lane::Lists, text, |notes| Reply::Notes(subject, notes)).await;
}

async fn search(job: Job, holdings: Holdings, query: Query, limit: u32) {
    let find = move |reader: &Reader, account| {
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        let found = reader.search(account, &query, limit)?;
        Ok(search::SearchFound {
            shows: found.shows.into_iter().map(ShelfShow::from).collect(),
            episodes: found.episodes.into_iter().map(|hit| hit.row.into()).collect(),
            cut_short: found.cut_short,
        })
    };
    read(job, holdings, Lane::Search, find, Reply::Found).await;
}

async fn snippets(job: Job, holdings: Holdings, query: String, episodes: Vec<EpisodeAt>) {
    let wanted = job.cancel().clone();
    let pieces = move |reader: &Reader, account| {
        let query = Query::parse(&query);
        let mut found = search::Snippets::new();
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
    read(job, holdings, Lane::Lists, pieces, Reply::Snippets).await;
}

async fn next_unplayed(job: Job, holdings: Holdings, from: Option<EpisodeAt>, newer: bool) {
    let next = move |reader: &Reader, account| {
        let from = from.map(|at| reader.locate(account, &at)).transpose()?.flatten();
        let toward = if newer { Toward::Newer } else { Toward::Older };
        Ok(reader.next_unplayed(account, from.map(|row| row.at), toward)?.map(|row| Box::new(row.into())))
    };
    read(job, holdings, Lane::Lists, next, |found| Reply::NextUnplayed(found, newer)).await;
}
