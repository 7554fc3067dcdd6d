//! Fetches the pages of episodes that the plan selects: several at once, each written before it is reported.

use std::{
    collections::{HashMap, HashSet},
    hash::{DefaultHasher, Hash as _, Hasher as _},
};

use futures_util::{
    FutureExt as _, StreamExt as _,
    future::BoxFuture,
    stream::{FuturesOrdered, FuturesUnordered},
};
use jiff::Timestamp;

use super::{
    SyncEvent,
    ledger::{Ledger, is_refusal},
    show_locks::ShowLock,
    stop_signal::{Signal, StopSignal},
};
use crate::{
    domain::{Episode, Page, RequestOrigin, SyncEnd, SyncStage},
    library::{FetchState, LibraryError, PageOutcome, Result, ShowRef, Step},
    spotify::{ApiError, Guard, TokenSource},
    sync::plan::{Ask, Class, Facts, Found, Next, Pace, Plan, Rules, landed},
};

/// A page that arrived or failed.
type Landing = Result<Page<Episode>, ApiError>;
/// The result of writing a page.
type Written = Result<(PageOutcome, FetchState)>;

/// Fetches the pages of a plan.
pub(super) struct Fetch<'l, 'k, T> {
    ledger: &'l mut Ledger<'k, T>,
    plan: Plan,
    rules: Rules,
    under_way: FuturesUnordered<BoxFuture<'static, (Ticket, Landing)>>,
    /// In the order of the writes: each result has the fetch state after it, and the latest must be the last.
    writes: FuturesOrdered<BoxFuture<'static, (Ticket, Written)>>,
    /// Hashes of the pages of current passes, by entry.
    hashes: HashMap<usize, HashSet<u64>>,
    /// The entries that are stale.
    stale: Vec<usize>,
    pace: Pace,
    most_newest: u32,
}

/// A page under way.
struct Ticket {
    entry: usize,
    ask: Ask,
    /// The total of its show in the list of shows when it was requested.
    remote: Option<u32>,
    /// Whether the show's newest page had been read before.
    known: bool,
    _lock: Option<ShowLock>,
}

impl<'l, 'k, T: TokenSource> Fetch<'l, 'k, T> {
    pub(super) fn new(ledger: &'l mut Ledger<'k, T>, plan: Plan, rules: Rules) -> Self {
        Self {
            ledger,
            plan,
            rules,
            under_way: FuturesUnordered::new(),
            writes: FuturesOrdered::new(),
            hashes: HashMap::new(),
            stale: Vec::new(),
            pace: Pace::default(),
            most_newest: 0,
        }
    }

    /// Fetches until nothing is left to do, or until the end that the ledger has.
    pub(super) async fn run(mut self, stop: &mut StopSignal<'_>) -> Result<()> {
        let result = self.fetch(stop).await;
        let left = self.plan.remaining(&self.rules);
        self.ledger.counts.remaining_pages = left.pages;
        self.ledger.counts.remaining_episodes = left.episodes;
        result
    }

    async fn fetch(&mut self, stop: &mut StopSignal<'_>) -> Result<()> {
        self.share_out();
        self.report();
        loop {
            self.refresh().await?;
            self.ledger.recount();
            if stop.is_stopped() {
                self.ledger.stop(SyncEnd::Stopped);
            }
            let mut next = Next::Idle;
            while !self.ledger.has_ended() && !stop.is_paused() && self.has_room() {
                next = self.next();
                let Next::Ask { entry, ask, class, origin } = next else { break };
                self.send(entry, ask, class, origin);
            }
            if self.ledger.has_ended() {
                stop.wind_up();
            }
            let idle = self.under_way.is_empty() && self.writes.is_empty();
            let stale = self.stale();
            if idle && (self.ledger.has_ended() || !stop.is_paused() && stale.is_empty()) {
                if next == Next::OverBudget {
                    self.ledger.over_budget();
                }
                return Ok(());
            }
            let show_locks = &self.ledger.deps.show_locks;
            tokio::select! {
                biased;
                Some((ticket, written)) = self.writes.next(), if !self.writes.is_empty() => self.written(&ticket, written)?,
                Some((ticket, landed)) = self.under_way.next(), if !self.under_way.is_empty() => self.landed(ticket, landed),
                signal = stop.next() => match signal {
                    Signal::Stopped => self.ledger.stop(SyncEnd::Stopped),
                    Signal::GraceOver => self.under_way.clear(),
                    Signal::Paused => {
                        // A pause makes the pages before it useless for an estimate.
                        self.pace = Pace::default();
                        self.report();
                    }
                },
                () = show_locks.left(&stale), if idle && !stale.is_empty() => {}
            }
        }
    }

    /// Whether another request may be sent. Waits for a disk that is slower than the network, so that few pages are fetched
    /// and not written.
    fn has_room(&self) -> bool {
        self.under_way.len() < Guard::USUAL_IN_FLIGHT && self.writes.len() < Guard::USUAL_IN_FLIGHT
    }

    /// Gives the rotation half of the budget left, if there are older pages for the other half.
    fn share_out(&mut self) {
        let left = self.ledger.spending(0).left();
        let back = self.plan.remaining(&self.rules).pages > 0;
        self.ledger.rotation = left.filter(|_| back).map(|left| left.div_ceil(2));
    }

    fn next(&mut self) -> Next {
        self.rules.now = self.ledger.deps.clock.timestamp();
        let spending = self.ledger.spending(self.under_way.len());
        let (is_visit, show_locks) = (self.ledger.is_visit(), &self.ledger.deps.show_locks);
        self.plan.next(&self.rules, &spending, |show| is_visit || !show_locks.is_visited(show))
    }

    fn send(&mut self, place: usize, ask: Ask, class: Class, origin: RequestOrigin) {
        let Some(entry) = self.plan.entry(place) else { return };
        let Some(id) = entry.show.key.id().cloned() else { return };
        let is_visit = self.ledger.is_visit();
        let lock = if is_visit { None } else { self.ledger.deps.show_locks.page(entry.show.at) };
        if lock.is_none() && !is_visit {
            // The person opened it just now, or has since it was last read.
            entry.stale = true;
            self.stale.push(place);
            return;
        }
        entry.asked(ask);
        let (remote, known) = (entry.show.remote_total, entry.show.fetch_state.read_at.is_some());
        if class == Class::Rotation {
            self.ledger.rotation = self.ledger.rotation.map(|left| left.saturating_sub(1));
        }
        let ticket = Ticket { entry: place, ask, remote, known, _lock: lock };
        let client = self.ledger.client(origin).clone();
        self.under_way.push(async move { (ticket, client.episodes_page(&id, ask.offset, ask.limit).await) }.boxed());
    }

    fn landed(&mut self, ticket: Ticket, landed: Landing) {
        let at = self.ledger.deps.clock.timestamp();
        match landed {
            Ok(page) => {
                self.ledger.arrived(&page);
                self.pace.arrived(at);
                self.write(ticket, page, at);
            }
            Err(error) => {
                let refused = is_refusal(&error);
                let Some(entry) = self.plan.entry(ticket.entry) else { return };
                entry.failed(ticket.ask);
                let show = entry.show.at;
                if !self.ledger.missing(error) && refused {
                    // Stored or not, it is not requested again by this synchronisation.
                    drop(self.ledger.deps.library.refused(show, at));
                }
                self.report();
            }
        }
    }

    fn write(&mut self, ticket: Ticket, page: Page<Episode>, at: Timestamp) {
        let Some(show) = self.plan.entries.get(ticket.entry).map(|entry| entry.show.at) else { return };
        self.ledger.counts.unreadable = self.ledger.counts.unreadable.saturating_add(page.skipped);
        let mut facts = Facts::of(&page, ticket.ask.limit, at, ticket.remote);
        facts.repeats = self.repeats(&ticket, &page);
        let step = ticket.ask.step;
        let judge = move |before: &FetchState, outcome: &PageOutcome| {
            let found = Found { new: outcome.new, known: outcome.changed.saturating_add(outcome.unchanged) };
            landed(before, step, &facts, found)
        };
        let reply = self.ledger.deps.library.apply_episodes_step(show, page, step, at, judge);
        self.writes.push_back(async move { (ticket, reply.await) }.boxed());
    }

    /// Whether another page of the pass had the same items: then the service ignores the offset.
    fn repeats(&mut self, ticket: &Ticket, page: &Page<Episode>) -> bool {
        let hashes = self.hashes.entry(ticket.entry).or_default();
        if page.items.len() < 2 || ticket.ask.step == Step::Look {
            return false;
        }
        if page.offset == 0 {
            hashes.clear();
        }
        let mut hash = DefaultHasher::new();
        for (position, episode) in &page.items {
            (position.saturating_sub(page.offset), &episode.key).hash(&mut hash);
        }
        !hashes.insert(hash.finish())
    }

    fn written(&mut self, ticket: &Ticket, written: Written) -> Result<()> {
        let Some(entry) = self.plan.entry(ticket.entry) else { return Ok(()) };
        let (outcome, fetch_state) = match written {
            Ok(written) => written,
            // The show was deleted, or another task has begun a pass over it and goes on.
            Err(LibraryError::Gone | LibraryError::Superseded) => {
                entry.lost(ticket.ask);
                return Ok(());
            }
            Err(error) => return Err(error),
        };
        let PageOutcome { new, changed, unchanged: _, removed } = outcome;
        entry.show.on_disk = entry.show.on_disk.saturating_add(new).saturating_sub(removed);
        let complete = fetch_state.complete;
        entry.written(ticket.ask, fetch_state);
        if complete {
            self.hashes.remove(&ticket.entry);
        }
        let newest = ticket.ask.step == Step::Look || ticket.ask.offset == 0;
        let released = if newest && ticket.known { new } else { 0 };
        let counts = &mut self.ledger.counts;
        counts.new_episodes = counts.new_episodes.saturating_add(released);
        counts.stored_episodes = counts.stored_episodes.saturating_add(new);
        counts.removed_episodes = counts.removed_episodes.saturating_add(removed);
        if new + changed + removed > 0 {
            let key = entry.show.key.clone();
            self.ledger.report(SyncEvent::Episodes(key, released));
        }
        self.report();
        Ok(())
    }

    fn report(&mut self) {
        let left = self.plan.remaining(&self.rules);
        self.most_newest = self.most_newest.max(left.newest);
        let stage = if left.newest > 0 {
            SyncStage::Newest { done: self.most_newest - left.newest, total: self.most_newest }
        } else {
            SyncStage::BackCatalogue { done: left.all_pages - left.pages, total: left.all_pages }
        };
        let requests = left.newest.saturating_add(left.pages);
        let requests = self.ledger.spending(0).left().map_or(requests, |affordable| requests.min(affordable));
        self.ledger.progress(stage, self.pace.left(requests));
    }

    /// The shows to read again, once their visits have ended.
    fn stale(&self) -> Vec<ShowRef> {
        self.stale.iter().filter_map(|place| self.plan.entries.get(*place)).map(|entry| entry.show.at).collect()
    }

    /// Reads the shows again of which visits have fetched pages.
    async fn refresh(&mut self) -> Result<()> {
        if self.ledger.is_visit() {
            return Ok(());
        }
        let (account, show_locks) = (self.ledger.deps.account, &self.ledger.deps.show_locks);
        let touched = show_locks.touched();
        if !touched.is_empty() {
            for (place, entry) in self.plan.entries.iter_mut().enumerate() {
                if touched.contains(&entry.show.at) && !entry.stale {
                    entry.stale = true;
                    self.stale.push(place);
                }
            }
        }
        for place in std::mem::take(&mut self.stale) {
            let Some(entry) = self.plan.entry(place) else { continue };
            if !entry.is_idle() || show_locks.is_visited(entry.show.at) {
                self.stale.push(place);
                continue;
            }
            let key = entry.show.key.clone();
            entry.refresh(self.ledger.reader.read(move |reader| reader.fetching_of(account, &key)).await?);
        }
        Ok(())
    }
}
