//! Parts of the lists over all shows, with and without a filter.

use std::time::Instant;

use tokio_util::sync::CancellationToken;

use super::failed;
use crate::{
    app::{
        Reply,
        feed::{FeedKind, FeedPage, FeedQuery, FeedRow},
    },
    domain::EpisodeState,
    library::{AccountRef, EpisodeRow, LibraryError, Reader, TimelineWindow, Titles, Toward},
    runtime::{
        executor::Job,
        holdings::{Desk, Holdings, Lane, Sweep, Whose},
    },
};

/// How many times as long as it took to read all titles they are good for while something else is written: a
/// synchronisation writes many times a second.
const GOOD_FOR: u32 = 10;

/// Reads a part of a feed.
pub(super) async fn read(job: Job, holdings: Holdings, query: FeedQuery) {
    let kind = query.kind;
    let state = match kind {
        FeedKind::New => query.state,
        FeedKind::InProgress => Some(EpisodeState::InProgress),
    };
    let reply = move |page: Option<FeedPage>| {
        let nothing = FeedPage { rows: Vec::new(), from_start: true, more: false, seen_at: None, total: 0 };
        Reply::Feed(kind, page.unwrap_or(nothing))
    };
    if query.filter.trim().is_empty() {
        if let Some(held) = holdings.held() {
            held.readers().forget_titles();
        }
        let part = move |reader: &Reader, account| page(reader, account, &query, state).map(Some);
        return super::read(job, holdings, Lane::Lists, part, reply).await;
    }
    let found = async {
        let Some(held) = holdings.found().await? else { return Ok(None) };
        let Some(Whose { at, .. }) = held.account() else { return Ok(None) };
        let wanted = job.cancel().clone();
        let part = move |desk: &mut Desk| filtered(desk, at, &query, state, &wanted).map(Some);
        held.readers().ask_at(Lane::Titles, job.cancel(), part).await
    };
    match found.await {
        Ok(found) => job.reply(reply(found)),
        Err(error) => failed(&job, &error),
    }
}

/// A part of all rows.
fn page(
    reader: &Reader,
    account: AccountRef,
    query: &FeedQuery,
    state: Option<EpisodeState>,
) -> Result<FeedPage, LibraryError> {
    // One more than asked for tells whether there are more.
    let limit = query.limit.saturating_add(1);
    let (rows, from_start, total) = if query.one_per_show {
        let rows = reader.newest_per_show(account, state, query.skip..query.skip.saturating_add(limit))?;
        (rows, query.skip == 0, reader.shows_with(account, state)?)
    } else {
        let after = query.after.as_ref().map(|at| reader.locate(account, at)).transpose()?.flatten();
        let after = after.map(|row| row.at);
        let window = TimelineWindow { after, toward: Toward::Older, state, since: None, limit };
        (reader.timeline(account, &window)?, after.is_none(), reader.counts(account)?.of(state))
    };
    let asked = usize::try_from(query.limit).unwrap_or(usize::MAX);
    let more = rows.len() > asked;
    let rows = rows.into_iter().take(asked).map(|row| FeedRow { episode: row.into(), hits: Vec::new() }).collect();
    Ok(FeedPage { rows, from_start, more, seen_at: seen_at(reader, account, query.kind)?, total })
}

/// A part of the rows whose titles match.
fn filtered(
    desk: &mut Desk,
    account: AccountRef,
    query: &FeedQuery,
    state: Option<EpisodeState>,
    wanted: &CancellationToken,
) -> Result<FeedPage, LibraryError> {
    let Desk { reader, titles } = desk;
    let mut of_shows;
    let titles = if query.one_per_show {
        // As many as there are shows: read anew each time.
        *titles = None;
        let rows = reader.newest_per_show(account, state, 0..u32::MAX)?;
        of_shows = Titles::of(rows.iter().map(|row| (row.at, row.episode.name.as_str())));
        &mut of_shows
    } else {
        current(reader, titles, account, state, wanted)?
    };
    let end = query.skip.saturating_add(query.limit);
    let found = titles.find(&query.filter, query.skip..end, wanted)?;
    let row = |row: EpisodeRow| {
        let hits = titles.hits(row.episode.name.as_str(), &query.filter);
        FeedRow { episode: row.into(), hits }
    };
    Ok(FeedPage {
        rows: reader.episodes_at(&found.episodes)?.into_iter().map(row).collect(),
        from_start: query.skip == 0,
        more: end < found.total,
        seen_at: seen_at(reader, account, query.kind)?,
        total: found.total,
    })
}

/// All titles, read anew where something was written since; where much is written, now and then.
fn current<'a>(
    reader: &Reader,
    titles: &'a mut Option<Sweep>,
    account: AccountRef,
    state: Option<EpisodeState>,
    wanted: &CancellationToken,
) -> Result<&'a mut Titles, LibraryError> {
    let former = titles.take().filter(|former| former.account == account && former.state == state);
    let good = match &former {
        Some(former) => {
            former.read_at.elapsed() < former.took.saturating_mul(GOOD_FOR) || former.titles.is_current(reader)?
        }
        None => false,
    };
    let sweep = if let Some(former) = former.filter(|_| good) {
        former
    } else {
        let begun = Instant::now();
        let all = Titles::load(reader, account, state, wanted)?;
        Sweep { account, state, titles: all, read_at: Instant::now(), took: begun.elapsed() }
    };
    Ok(&mut titles.insert(sweep).titles)
}

fn seen_at(reader: &Reader, account: AccountRef, kind: FeedKind) -> Result<Option<jiff::Timestamp>, LibraryError> {
    match kind {
        FeedKind::New => reader.new_seen_at(account),
        FeedKind::InProgress => Ok(None),
    }
}
