//! The pass over the list of shows, with the total of each.
//!
//! Each page is one transaction. The pass is complete when every page has arrived, and only then do shows leave the lists.

use futures_util::{
    FutureExt as _, StreamExt as _,
    future::BoxFuture,
    stream::{FuturesOrdered, FuturesUnordered},
};

use super::{
    SyncEvent,
    ledger::Ledger,
    stop_signal::{Signal, StopSignal},
};
use crate::{
    domain::{Page, Show, ShowKey, SyncEnd, SyncStage},
    library::{LibraryError, Result, ShowsPass},
    spotify::{
        ApiError, Guard, TokenSource,
        paging::{Ask, Pager},
    },
    sync::plan::Class,
};

/// A page that arrived or failed.
type Landing = (Ask, Result<Page<Show>, ApiError>);

/// The pass so far.
#[derive(Debug, Default)]
struct Seen {
    items: u32,
    skipped: u32,
    new: u32,
    missing: u32,
    total: Option<u32>,
    /// Whether the list changed meanwhile: a show may have moved from one page to another.
    moved: bool,
}

/// Reads the whole list, until the end that the ledger has.
pub(super) async fn pass<T: TokenSource>(ledger: &mut Ledger<'_, T>, stop: &mut StopSignal<'_>) -> Result<()> {
    let library = &ledger.deps.library;
    let pass = library.begin_shows_pass(ledger.deps.account).await?;
    let mut pager = Pager::default();
    let mut seen = Seen::default();
    ledger.progress(SyncStage::Shows { done: 0, total: None }, None);
    fetch(ledger, stop, pass, &mut pager, &mut seen).await?;
    let holes = pager.holes();
    ledger.counts.missing_pages = ledger.counts.missing_pages.saturating_add(holes);
    ledger.unanswered = ledger.unanswered.saturating_add(holes);
    ledger.counts.unreadable = ledger.counts.unreadable.saturating_add(seen.skipped);
    if ledger.has_ended() || seen.missing > 0 || holes > 0 {
        return Ok(());
    }
    let library = &ledger.deps.library;
    // If shows may be missing, they count as items that could not be read.
    let short = seen.total.unwrap_or(0).saturating_sub(seen.items.saturating_add(seen.skipped));
    let doubtful = seen.skipped.saturating_add(short).saturating_add(u32::from(seen.moved));
    let now = ledger.deps.clock.timestamp();
    let end = library.finish_shows_pass(pass, doubtful, now).await?;
    (ledger.counts.removed_shows, ledger.counts.listed_at) = (end.hidden, Some(now));
    ledger.report(SyncEvent::Shows);
    Ok(())
}

async fn fetch<T: TokenSource>(
    ledger: &mut Ledger<'_, T>,
    stop: &mut StopSignal<'_>,
    pass: ShowsPass,
    pager: &mut Pager<ShowKey>,
    seen: &mut Seen,
) -> Result<()> {
    let mut under_way: FuturesUnordered<BoxFuture<'static, Landing>> = FuturesUnordered::new();
    let mut writes = FuturesOrdered::new();
    loop {
        ledger.recount();
        if stop.is_stopped() {
            ledger.stop(SyncEnd::Stopped);
        }
        let mut refused = false;
        while !ledger.has_ended() && !stop.is_paused() && under_way.len() < Guard::IN_FLIGHT && pager.has_next() {
            let Some(origin) = ledger.spending(under_way.len()).origin(Class::Newest) else {
                refused = true;
                break;
            };
            let Some(ask) = pager.next_ask() else { break };
            let client = ledger.client(origin).clone();
            under_way.push(async move { (ask, client.shows_page(ask.offset, ask.limit).await) }.boxed());
        }
        if under_way.is_empty() && writes.is_empty() {
            let paused = stop.is_paused() && !ledger.has_ended();
            if refused {
                ledger.over_budget();
            }
            if !paused {
                return Ok(());
            }
        }
        tokio::select! {
            biased;
            Some(written) = writes.next(), if !writes.is_empty() => note(ledger, seen, written?),
            Some((ask, landed)) = under_way.next(), if !under_way.is_empty() => match landed {
                Ok(page) => {
                    ledger.arrived(&page);
                    let page = seen.take(pager.arrived(ask, page, |show| &show.key));
                    let items = u32::try_from(page.items.len()).unwrap_or(u32::MAX);
                    let write = ledger.deps.library.apply_shows_page(pass, page);
                    writes.push_back(write.map(move |new| Ok::<_, LibraryError>((items, new?))));
                }
                Err(error) => {
                    seen.missing += 1;
                    // Without the first page, the total is unknown.
                    if ledger.missing(error) || seen.total.is_none() && seen.items == 0 {
                        ledger.stop(SyncEnd::Failed);
                        stop.wind_up();
                    }
                }
            },
            signal = stop.next() => match signal {
                Signal::Stopped => ledger.stop(SyncEnd::Stopped),
                Signal::GraceOver => under_way.clear(),
                Signal::Paused => {}
            },
        }
        if ledger.has_ended() {
            stop.wind_up();
        }
    }
}

/// Reports a page that is on disk.
fn note<T: TokenSource>(ledger: &mut Ledger<'_, T>, seen: &mut Seen, (items, new): (u32, u32)) {
    seen.items = seen.items.saturating_add(items);
    seen.new = seen.new.saturating_add(new);
    ledger.counts.new_shows = seen.new;
    ledger.counts.shows = seen.items;
    if new > 0 {
        ledger.report(SyncEvent::Shows);
    }
    ledger.progress(SyncStage::Shows { done: seen.items, total: seen.total }, None);
}

impl Seen {
    fn take(&mut self, page: Page<Show>) -> Page<Show> {
        self.skipped = self.skipped.saturating_add(page.skipped);
        self.moved |= self.total.is_some() && page.total.is_some() && self.total != page.total;
        self.total = page.total.or(self.total);
        page
    }
}
