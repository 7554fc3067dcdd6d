//! Parts of the lists over all shows, with and without a filter.

use std::time::Instant;

use tokio_util::sync::CancellationToken;

use crate::{
    app::requests::{
        effect::FeedQuery,
        event::{FeedPage, FeedRow, ReadReply},
    },
    domain::EpisodeState,
    library::{AccountRef, EpisodeRow, LibraryError, Reader, TimelineWindow, Titles, Toward},
    runtime::{
        executor::Job,
        library_host::{Desk, Lane, LibraryHost, Sweep},
    },
};

/// How long titles are reused while the library changes, in multiples of the time it took to read them: a synchronisation
/// writes many times a second.
const GOOD_FOR: u32 = 10;

/// Reads a part of a feed.
pub(super) async fn read(job: &Job, host: &LibraryHost, query: FeedQuery) -> Result<ReadReply, LibraryError> {
    let found = if query.filter.trim().is_empty() {
        if let Some(held) = host.held() {
            held.readers().forget_titles();
        }
        super::ask(job, host, Lane::Lists, move |reader, account| page(reader, account, &query).map(Some)).await?
    } else if let Some((held, owner)) = host.found_account().await? {
        let wanted = job.cancel.clone();
        let part = move |desk: &mut Desk| filtered(desk, owner.at, &query, &wanted).map(Some);
        held.readers().ask_at(Lane::Titles, &job.cancel, part).await?
    } else {
        None
    };
    let nothing = FeedPage { from_start: true, ..FeedPage::default() };
    Ok(ReadReply::Feed(found.unwrap_or(nothing)))
}

/// A part of all rows.
fn page(reader: &Reader, account: AccountRef, query: &FeedQuery) -> Result<FeedPage, LibraryError> {
    let state = query.state;
    // One more than requested, to know whether there are more.
    let limit = query.limit.saturating_add(1);
    let (rows, from_start, total) = if query.one_per_show {
        let rows = reader.newest_per_show(account, state, query.skip..query.skip.saturating_add(limit))?;
        (rows, query.skip == 0, reader.shows_with(account, state)?)
    } else {
        let after = query.after.as_ref().map(|at| reader.locate(account, at)).transpose()?.flatten();
        let after = after.map(|row| row.at);
        let window = TimelineWindow { after, toward: Toward::Older, state, since: None, released: true, limit };
        (reader.timeline(account, &window)?, after.is_none(), reader.counts(account)?.of(state))
    };
    let asked = usize::try_from(query.limit).unwrap_or(usize::MAX);
    let more = rows.len() > asked;
    let rows = rows.into_iter().take(asked).map(|row| FeedRow { episode: row.into(), hits: Vec::new() }).collect();
    Ok(FeedPage { rows, from_start, more, seen_at: seen_at(reader, account, query)?, total })
}

/// A part of the rows whose titles match.
fn filtered(
    desk: &mut Desk,
    account: AccountRef,
    query: &FeedQuery,
    wanted: &CancellationToken,
) -> Result<FeedPage, LibraryError> {
    let state = query.state;
    let mut of_shows;
    let (reader, titles) = if query.one_per_show {
        // Re-read every time: there is one row per show.
        desk.titles = None;
        let rows = desk.reader.newest_per_show(account, state, 0..u32::MAX)?;
        of_shows = Titles::of(rows.iter().map(|row| (row.at, row.episode.name.as_str())));
        (&desk.reader, &mut of_shows)
    } else {
        current(desk, account, state)?
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
        seen_at: seen_at(reader, account, query)?,
        total: found.total,
    })
}

/// All titles, cached until the library changes; while it changes often, re-read now and then. The next key does not
/// cancel the read, because it needs them too: otherwise a quick typist would see nothing before pausing.
fn current(
    desk: &mut Desk,
    account: AccountRef,
    state: Option<EpisodeState>,
) -> Result<(&Reader, &mut Titles), LibraryError> {
    let good = match &desk.titles {
        Some(former) if former.account == account && former.state == state => {
            let young = former.read_at.elapsed() < former.took.saturating_mul(GOOD_FOR);
            young || former.titles.is_current(&desk.reader)?
        }
        Some(_) | None => false,
    };
    if !good {
        // Frees the memory first.
        desk.titles = None;
    }
    let sweep = if let Some(former) = desk.titles.take() {
        former
    } else {
        let begun = Instant::now();
        let titles = desk.to_its_end(|reader, ended| Titles::load(reader, account, state, ended))?;
        Sweep { account, state, titles, read_at: Instant::now(), took: begun.elapsed() }
    };
    let Desk { reader, titles, .. } = desk;
    Ok((reader, &mut titles.insert(sweep).titles))
}

/// The last visit of the feed, if it keeps that.
fn seen_at(reader: &Reader, account: AccountRef, query: &FeedQuery) -> Result<Option<jiff::Timestamp>, LibraryError> {
    query.visits_of.map_or(Ok(None), |word| reader.feed_seen_at(account, word))
}

#[cfg(test)]
mod tests;
