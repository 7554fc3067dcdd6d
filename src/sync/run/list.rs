//! The pass over the list of shows: what is followed, and how many episodes each has.
//!
//! Each page is one transaction. The pass is finished only when every page came; only then do shows leave.

use std::collections::VecDeque;

use futures::{FutureExt as _, StreamExt as _, future::BoxFuture, stream::FuturesUnordered};

use super::{
    SyncEvent,
    ledger::Ledger,
    stop_signal::{Nudge, StopSignal},
};
use crate::{
    domain::{Page, Show, ShowKey, SyncEnd, SyncStage},
    library::{LibraryError, ShowsPass},
    spotify::{
        ApiError, Guard, TokenSource,
        paging::{Ask, Pager},
    },
    sync::plan::Class,
};

/// A page that came, or did not.
type Landing = (Ask, Result<Page<Show>, ApiError>);

/// What is known of the pass so far.
#[derive(Debug, Default)]
struct Seen {
    items: u32,
    skipped: u32,
    new: u32,
    missing: u32,
    total: Option<u32>,
    /// Whether the list has changed while it was read: something may have slipped from one page to another.
    moved: bool,
}

/// Reads the whole list. What ends it is noted in the ledger.
pub(super) async fn pass<T: TokenSource, F: FnMut(SyncEvent) + Send>(
    ledger: &mut Ledger<'_, T, F>,
    stop: &mut StopSignal<'_>,
) -> Result<(), LibraryError> {
    let library = &ledger.deps.library;
    let pass = library.begin_shows_pass(ledger.deps.account).await?;
    let mut pager = Pager::new();
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
    // Whatever makes it doubtful that everything was seen counts as something that could not be read.
    let short = seen.total.unwrap_or(0).saturating_sub(seen.items.saturating_add(seen.skipped));
    let doubtful = seen.skipped.saturating_add(short).saturating_add(u32::from(seen.moved));
    let now = ledger.deps.clock.timestamp();
    let end = library.finish_shows_pass(pass, doubtful, now).await?;
    (ledger.counts.removed_shows, ledger.counts.listed_at) = (end.hidden, Some(now));
    ledger.report(SyncEvent::Shows);
    Ok(())
}

async fn fetch<T: TokenSource, F: FnMut(SyncEvent) + Send>(
    ledger: &mut Ledger<'_, T, F>,
    stop: &mut StopSignal<'_>,
    pass: ShowsPass,
    pager: &mut Pager<ShowKey>,
    seen: &mut Seen,
) -> Result<(), LibraryError> {
    let mut flights: FuturesUnordered<BoxFuture<'static, Landing>> = FuturesUnordered::new();
    let mut writes = VecDeque::new();
    loop {
        ledger.recount();
        if stop.is_stopped() {
            ledger.stop(SyncEnd::Stopped);
        }
        let mut refused = false;
        while !ledger.has_ended() && !stop.is_paused() && flights.len() < Guard::IN_FLIGHT && pager.has_next() {
            let Some(asker) = ledger.spending(flights.len()).asker(Class::Newest) else {
                refused = true;
                break;
            };
            let Some(ask) = pager.next_ask() else { break };
            let client = ledger.client(asker).clone();
            flights.push(async move { (ask, client.shows_page(ask.offset, ask.limit).await) }.boxed());
        }
        if flights.is_empty() && writes.is_empty() {
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
            written = next_write(&mut writes), if !writes.is_empty() => note(ledger, seen, written?),
            Some((ask, landed)) = flights.next(), if !flights.is_empty() => match landed {
                Ok(page) => {
                    ledger.came(&page);
                    let page = seen.take(pager.arrived(ask, page, |show| &show.key));
                    let items = u32::try_from(page.items.len()).unwrap_or(u32::MAX);
                    writes.push_back((items, ledger.deps.library.apply_shows_page(pass, page)));
                }
                Err(error) => {
                    seen.missing += 1;
                    // Without its first page nothing is known of the list.
                    if ledger.missing(error) || seen.total.is_none() && seen.items == 0 {
                        ledger.give_up();
                        stop.wind_up();
                    }
                }
            },
            nudge = stop.nudge() => match nudge {
                Nudge::Stopped => ledger.stop(SyncEnd::Stopped),
                Nudge::GraceOver => flights.clear(),
                Nudge::Paused => {}
            },
        }
        if ledger.has_ended() {
            stop.wind_up();
        }
    }
}

type Write = (u32, crate::library::Reply<u32>);

/// Waits for the oldest write; it stays in the queue when this is dropped.
async fn next_write(writes: &mut VecDeque<Write>) -> Result<(u32, u32), LibraryError> {
    let Some((items, reply)) = writes.front_mut() else { return std::future::pending().await };
    let items = *items;
    let new = reply.await;
    writes.pop_front();
    new.map(|new| (items, new))
}

/// A page is on disk.
fn note<T: TokenSource, F: FnMut(SyncEvent) + Send>(
    ledger: &mut Ledger<'_, T, F>,
    seen: &mut Seen,
    (items, new): (u32, u32),
) {
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
