//! Fetches pages of episodes as the plan says: several at once, each written before it is reported.

use std::{
    collections::{HashMap, HashSet},
    hash::{DefaultHasher, Hash as _, Hasher as _},
};

use futures::{FutureExt as _, StreamExt as _, future::BoxFuture, stream::FuturesUnordered};
use jiff::Timestamp;

use super::{
    SyncEvent,
    ledger::{Ledger, is_refusal},
    show_locks::ShowLock,
    stop_signal::{Nudge, StopSignal},
};
use crate::{
    domain::{Episode, Page, RequestOrigin, SyncEnd, SyncStage},
    library::{FetchState, LibraryError, PageOutcome, ShowRef, Step},
    spotify::{ApiError, Guard, TokenSource},
    sync::plan::{Ask, Class, Facts, Found, Next, Pace, Plan, Rules, landed},
};

/// A page that came, or did not.
type Landing = Result<Page<Episode>, ApiError>;
/// What writing a page came to.
type Written = Result<(PageOutcome, FetchState), LibraryError>;

/// The fetching of what a plan holds.
pub(super) struct Fetch<'l, 'k, T, F> {
    ledger: &'l mut Ledger<'k, T, F>,
    plan: Plan,
    rules: Rules,
    places: HashMap<ShowRef, usize>,
    /// Shows that somebody else has fetched of.
    stale: Vec<usize>,
    flights: FuturesUnordered<BoxFuture<'static, (Ticket, Landing)>>,
    writes: FuturesUnordered<BoxFuture<'static, (Ticket, Written)>>,
    /// What the pages of running passes held, as hashes.
    held: HashMap<usize, HashSet<u64>>,
    pace: Pace,
    most_newest: u32,
}

/// A page under way.
struct Ticket {
    entry: usize,
    ask: Ask,
    /// What the list of shows said of its show when it went out.
    remote: Option<u32>,
    /// Whether the show's newest page had been read before.
    known: bool,
    _claim: Option<ShowLock>,
}

impl<'l, 'k, T: TokenSource, F: FnMut(SyncEvent) + Send> Fetch<'l, 'k, T, F> {
    pub(super) fn new(ledger: &'l mut Ledger<'k, T, F>, plan: Plan, rules: Rules) -> Self {
        let places = plan.entries.iter().enumerate().map(|(place, entry)| (entry.show.at, place)).collect();
        Self {
            ledger,
            plan,
            rules,
            places,
            stale: Vec::new(),
            flights: FuturesUnordered::new(),
            writes: FuturesUnordered::new(),
            held: HashMap::new(),
            pace: Pace::default(),
            most_newest: 0,
        }
    }

    /// Fetches until nothing is left to do or something ends it; that is noted in the ledger.
    pub(super) async fn run(mut self, stop: &mut StopSignal<'_>) -> Result<(), LibraryError> {
        let result = self.fetch(stop).await;
        let left = self.plan.remaining(&self.rules);
        self.ledger.counts.remaining_pages = left.pages;
        self.ledger.counts.remaining_episodes = left.episodes;
        result
    }

    async fn fetch(&mut self, stop: &mut StopSignal<'_>) -> Result<(), LibraryError> {
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
                let Next::Ask { entry, ask, class, asker } = next else { break };
                self.send(entry, ask, class, asker);
            }
            if self.ledger.has_ended() {
                stop.wind_up();
            }
            let idle = self.flights.is_empty() && self.writes.is_empty();
            let visited = self.visited();
            if idle && (self.ledger.has_ended() || !stop.is_paused() && visited.is_empty()) {
                if next == Next::OverBudget {
                    self.ledger.over_budget();
                }
                return Ok(());
            }
            let show_locks = &self.ledger.deps.show_locks;
            tokio::select! {
                biased;
                Some((ticket, written)) = self.writes.next(), if !self.writes.is_empty() => self.written(&ticket, written)?,
                Some((ticket, landed)) = self.flights.next(), if !self.flights.is_empty() => self.landed(ticket, landed),
                nudge = stop.nudge() => match nudge {
                    Nudge::Stopped => self.ledger.stop(SyncEnd::Stopped),
                    Nudge::GraceOver => self.flights.clear(),
                    Nudge::Paused => {
                        // Neither the pause nor what came in before it says how long it goes on.
                        self.pace = Pace::default();
                        self.report();
                    }
                },
                () = show_locks.left(&visited), if idle && !visited.is_empty() => {}
            }
        }
    }

    /// Whether another request may go out. A disk that is slower than the network holds it up, so that what was fetched
    /// and not written stays little.
    fn has_room(&self) -> bool {
        self.flights.len() < Guard::USUAL_IN_FLIGHT && self.writes.len() < Guard::USUAL_IN_FLIGHT
    }

    /// Half of what is left of the budget is for shows that nothing is known to have happened to, where older pages
    /// want the other half.
    fn share_out(&mut self) {
        let left = self.ledger.spending(0).left();
        let back = self.plan.remaining(&self.rules).pages > 0;
        self.ledger.rotation = left.filter(|_| back).map(|left| left.div_ceil(2));
    }

    fn next(&mut self) -> Next {
        self.rules.now = self.ledger.deps.clock.timestamp();
        let spending = self.ledger.spending(self.flights.len());
        let (own, show_locks) = (spending.is_visit(), &self.ledger.deps.show_locks);
        self.plan.next(&self.rules, &spending, |show| own || !show_locks.is_visited(show))
    }

    fn send(&mut self, place: usize, ask: Ask, class: Class, asker: RequestOrigin) {
        let own = self.ledger.spending(0).is_visit();
        let Some(entry) = self.plan.entry(place) else { return };
        let show = entry.show.at;
        let claim = if own { None } else { self.ledger.deps.show_locks.page(show) };
        if claim.is_none() && !own {
            // Somebody came to it at this moment: the next look at the locks finds that.
            entry.stale = true;
            self.stale.push(place);
            return;
        }
        let Some(id) = entry.show.key.id().cloned() else { return };
        entry.asked(ask);
        let (remote, known) = (entry.show.remote_total, entry.show.fetch_state.read_at.is_some());
        if class == Class::Rotation {
            self.ledger.rotation = self.ledger.rotation.map(|left| left.saturating_sub(1));
        }
        let ticket = Ticket { entry: place, ask, remote, known, _claim: claim };
        let client = self.ledger.client(asker).clone();
        self.flights.push(async move { (ticket, client.episodes_page(&id, ask.offset, ask.limit).await) }.boxed());
    }

    /// A page came, or did not.
    fn landed(&mut self, ticket: Ticket, landed: Landing) {
        let at = self.ledger.deps.clock.timestamp();
        match landed {
            Ok(page) => {
                self.ledger.came(&page);
                self.pace.came(at);
                self.write(ticket, page, at);
            }
            Err(error) => {
                let refused = is_refusal(&error);
                let Some(entry) = self.plan.entry(ticket.entry) else { return };
                entry.failed(ticket.ask);
                let show = entry.show.at;
                if !self.ledger.missing(error) && refused {
                    // Whether it is noted or not, it is not tried again this time.
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
        self.writes.push(async move { (ticket, reply.await) }.boxed());
    }

    /// Whether another page of the pass held the same items: then the service does not look at the offset.
    fn repeats(&mut self, ticket: &Ticket, page: &Page<Episode>) -> bool {
        let held = self.held.entry(ticket.entry).or_default();
        if page.items.len() < 2 || ticket.ask.step == Step::Look {
            return false;
        }
        if page.offset == 0 {
            held.clear();
        }
        let mut hash = DefaultHasher::new();
        for (position, episode) in &page.items {
            (position.saturating_sub(page.offset), &episode.key).hash(&mut hash);
        }
        !held.insert(hash.finish())
    }

    /// A page is on disk, or could not be written.
    fn written(&mut self, ticket: &Ticket, written: Written) -> Result<(), LibraryError> {
        let Some(entry) = self.plan.entry(ticket.entry) else { return Ok(()) };
        let (outcome, fetch_state) = match written {
            Ok(written) => written,
            // The show was deleted, or somebody began anew with it: it is theirs.
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
            self.held.remove(&ticket.entry);
        }
        let newest = ticket.ask.step == Step::Look || ticket.ask.offset == 0;
        let came_out = if newest && ticket.known { new } else { 0 };
        let counts = &mut self.ledger.counts;
        counts.new_episodes = counts.new_episodes.saturating_add(came_out);
        counts.stored_episodes = counts.stored_episodes.saturating_add(new);
        counts.removed_episodes = counts.removed_episodes.saturating_add(removed);
        if new + changed + removed > 0 {
            let key = entry.show.key.clone();
            self.ledger.report(SyncEvent::Episodes(key, came_out));
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

    /// The shows that are left alone because the person is at them.
    fn visited(&self) -> Vec<ShowRef> {
        let shows = self.stale.iter().filter_map(|place| self.plan.entries.get(*place)).map(|entry| entry.show.at);
        shows.filter(|show| self.ledger.deps.show_locks.is_visited(*show)).collect()
    }

    /// Reads again what the person has had fetched meanwhile.
    async fn refresh(&mut self) -> Result<(), LibraryError> {
        let deps = self.ledger.deps;
        if self.ledger.spending(0).is_visit() {
            return Ok(());
        }
        for show in deps.show_locks.touched() {
            let Some(place) = self.places.get(&show).copied() else { continue };
            if let Some(entry) = self.plan.entry(place).filter(|entry| !entry.stale) {
                entry.stale = true;
                self.stale.push(place);
            }
        }
        for place in std::mem::take(&mut self.stale) {
            let Some(entry) = self.plan.entry(place) else { continue };
            if deps.show_locks.is_visited(entry.show.at) || !entry.is_idle() {
                self.stale.push(place);
                continue;
            }
            let (account, key) = (deps.account, entry.show.key.clone());
            let show = self.ledger.desk.read(move |reader| reader.fetching_of(account, &key)).await?;
            if let (Some(entry), Some(show)) = (self.plan.entry(place), show) {
                entry.refresh(show);
            }
        }
        Ok(())
    }
}
