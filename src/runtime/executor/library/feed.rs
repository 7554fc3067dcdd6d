//! Windows of the lists over all shows.

use crate::{
    app::requests::{
        effect::FeedQuery,
        event::{FeedPage, ReadReply},
    },
    domain::{FeedSource, TitleFilter},
    library::{AccountRef, FeedWindow, LibraryError, Reader},
    runtime::{
        executor::Job,
        library_host::{Lane, LibraryHost},
    },
};

/// Reads a part of a feed.
pub(super) async fn read(job: &Job, host: &LibraryHost, query: FeedQuery) -> Result<ReadReply, LibraryError> {
    // A filter takes longer than other lists, which do not wait for it.
    let lane = if query.filter.is_empty() { Lane::Lists } else { Lane::Search };
    let page = super::ask(job, host, lane, move |reader, account| page(reader, account, &query).map(Some)).await?;
    Ok(ReadReply::Feed(page.unwrap_or(FeedPage { is_first: true, ..FeedPage::default() })))
}

fn page(reader: &Reader, account: AccountRef, query: &FeedQuery) -> Result<FeedPage, LibraryError> {
    let after = query.after.as_ref().map(|at| reader.locate(account, at)).transpose()?.flatten();
    let window = FeedWindow {
        source: query.source,
        one_per_show: query.one_per_show,
        state: query.state,
        sort: query.sort,
        filter: TitleFilter::new(&query.filter),
        from_end: query.from_end,
        after: after.as_ref().map(|row| row.at),
        skip: if after.is_some() { query.skip } else { 0 },
        limit: query.limit,
    };
    let found = reader.feed(account, &window)?;
    Ok(FeedPage {
        rows: found.rows.into_iter().map(Into::into).collect(),
        from_end: window.from_end,
        is_first: window.skip == 0,
        more: found.more,
        is_closest: found.is_closest,
        is_cut_short: found.is_cut_short,
        seen_at: query.visits_of.map_or(Ok(None), |word| reader.feed_seen_at(account, word))?,
        total: found.total,
        is_least: found.is_least,
        read_at: match query.source {
            FeedSource::Followed => None,
            FeedSource::Saved => reader.saved_status(account)?.read_at,
        },
    })
}
