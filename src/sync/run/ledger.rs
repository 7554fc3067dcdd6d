//! The requests, reports and result of a synchronisation.

use futures_util::FutureExt as _;

use super::{Deps, Outcome, SyncError, SyncEvent, lazy_reader::LazyReader};
use crate::{
    domain::{CleanText, Page, RequestOrigin, SyncCounts, SyncEnd, SyncProgress, SyncStage},
    library::{LibraryError, QuotaRecord, Reply, Result},
    spotify::{ApiError, Client, Concern, TokenSource},
    sync::plan::{
        Spending,
        spending::{Spender, free_again},
    },
};

/// The number of failed pages in a row that ends a synchronisation.
const IN_A_ROW: u32 = 5;
/// The number of requests after which those of all processes are counted again.
const RECOUNT: u32 = 10;

/// The state of one synchronisation, apart from its shows.
pub(super) struct Ledger<'a, T> {
    pub(super) deps: &'a Deps<T>,
    pub(super) reader: LazyReader,
    pub(super) counts: SyncCounts,
    /// Shows left for the rotation.
    pub(super) rotation: Option<u32>,
    /// Failed pages that were not refused, and may succeed another time.
    pub(super) unanswered: u32,
    spender: Spender,
    background: Client<T>,
    person: Client<T>,
    /// The requests of all processes at the last count, and how many of them these two clients had made.
    record: QuotaRecord,
    counted: (u32, u32),
    /// The next count.
    recount: Option<(Reply<QuotaRecord>, (u32, u32))>,
    report: Box<dyn FnMut(SyncEvent) + Send + 'a>,
    end: Option<SyncEnd>,
    error: Option<SyncError>,
    /// Failed pages in a row.
    failures: u32,
}

impl<'a, T: TokenSource> Ledger<'a, T> {
    pub(super) fn new(deps: &'a Deps<T>, spender: Spender, report: impl FnMut(SyncEvent) + Send + 'a) -> Self {
        Self {
            deps,
            reader: LazyReader::new(&deps.library),
            counts: SyncCounts::default(),
            rotation: None,
            unanswered: 0,
            spender,
            background: deps.client.on_behalf_of(RequestOrigin::Background),
            person: deps.client.on_behalf_of(RequestOrigin::Person),
            record: QuotaRecord::default(),
            counted: (0, 0),
            recount: None,
            report: Box::new(report),
            end: None,
            error: None,
            failures: 0,
        }
    }

    /// Reads the requests made. Fails if the library cannot be written.
    pub(super) async fn open(&mut self) -> Result<()> {
        if let Some(reason) = self.deps.library.read_only() {
            return Err(LibraryError::ReadOnly(reason.clone()));
        }
        let now = self.deps.clock.timestamp();
        self.record = self.reader.read(move |reader| Ok(reader.quota(now))).await?;
        Ok(())
    }

    /// Counts the requests of all processes again now and then. Nothing waits for it: until the library replies, the last
    /// count is used.
    pub(super) fn recount(&mut self) {
        if let Some((reply, own)) = &mut self.recount {
            let Some(answer) = reply.now_or_never() else { return };
            // The next write reports an error.
            if let Ok(record) = answer {
                (self.record, self.counted) = (record, *own);
            }
            self.recount = None;
        }
        let own = (self.background.requests(), self.person.requests());
        let since = own.0.saturating_add(own.1).saturating_sub(self.counted.0.saturating_add(self.counted.1));
        if since >= RECOUNT {
            // Requests so far were sent to the library before this, and are part of the reply.
            self.recount = Some((self.deps.library.recount(self.deps.clock.timestamp()), own));
        }
    }

    /// The budget and the requests made, with those under way.
    pub(super) fn spending(&self, under_way: usize) -> Spending {
        let under_way = u32::try_from(under_way).unwrap_or(u32::MAX);
        let made = |all: u32, own: u32, counted: u32| all.saturating_add(own.saturating_sub(counted));
        let background = made(self.record.background(), self.background.requests(), self.counted.0);
        Spending {
            spender: self.spender,
            daily: self.deps.budget.daily,
            reserve: self.deps.budget.reserve,
            background: background.saturating_add(under_way),
            person: made(self.record.person(), self.person.requests(), self.counted.1),
            rotation: self.rotation,
        }
    }

    /// Whether the person opened a show.
    pub(super) fn is_visit(&self) -> bool {
        self.spender == Spender::Visit
    }

    pub(super) fn client(&self, origin: RequestOrigin) -> &Client<T> {
        match origin {
            RequestOrigin::Background => &self.background,
            RequestOrigin::Person => &self.person,
        }
    }

    pub(super) fn report(&mut self, event: SyncEvent) {
        (self.report)(event);
    }

    pub(super) fn progress(&mut self, stage: SyncStage, left: Option<std::time::Duration>) {
        let requests = self.requests();
        self.report(SyncEvent::Progress(SyncProgress { stage, requests, left }));
    }

    /// A page arrived. Too many in a row that are too large end the synchronisation: each costs several requests and has no
    /// items.
    pub(super) fn arrived<I>(&mut self, page: &Page<I>) {
        let is_too_large = page.items.is_empty() && page.skipped > 0 && page.total.is_none();
        self.failures = if is_too_large { self.failures.saturating_add(1) } else { 0 };
        if self.failures >= IN_A_ROW && !self.has_ended() {
            self.fail(ApiError::Unreadable(CleanText::new("its answers are too large")).into());
        }
    }

    /// A page failed. Returns whether that ends the synchronisation.
    pub(super) fn missing(&mut self, error: ApiError) -> bool {
        if self.has_ended() {
            return true;
        }
        if let ApiError::Blocked { until } = error {
            self.stop(SyncEnd::Blocked { until });
            self.error.get_or_insert(error.into());
            return true;
        }
        if concerns_all(&error) {
            self.fail(error.into());
            return true;
        }
        self.counts.missing_pages = self.counts.missing_pages.saturating_add(1);
        self.unanswered = self.unanswered.saturating_add(u32::from(!is_refusal(&error)));
        self.failures += 1;
        if self.failures >= IN_A_ROW {
            self.fail(error.into());
            return true;
        }
        tracing::warn!(%error, "a page is missing");
        self.error.get_or_insert(error.into());
        false
    }

    /// Ends the synchronisation with an error.
    pub(super) fn fail(&mut self, error: SyncError) {
        tracing::warn!(%error, "the synchronisation failed");
        if self.end != Some(SyncEnd::Failed) {
            self.error = Some(error);
        }
        self.end = Some(SyncEnd::Failed);
    }

    /// Ends the synchronisation because the budget is spent.
    pub(super) fn over_budget(&mut self) {
        let until = free_again(&self.record, self.spender, self.deps.clock.timestamp());
        self.stop(SyncEnd::Budget { until });
    }

    /// Ends the synchronisation, unless it has ended.
    pub(super) fn stop(&mut self, end: SyncEnd) {
        self.end.get_or_insert(end);
    }

    pub(super) fn has_ended(&self) -> bool {
        self.end.is_some()
    }

    fn requests(&self) -> u32 {
        self.background.requests().saturating_add(self.person.requests())
    }

    /// The result, after the last page.
    pub(super) fn outcome(mut self, done: Result<()>) -> Outcome {
        match done {
            Ok(()) => {}
            // Another pass over the same list has begun: of shows without the lock, or in another process.
            Err(LibraryError::Superseded) => self.stop(SyncEnd::Busy),
            Err(error) => self.fail(error.into()),
        }
        let counts = SyncCounts { requests: self.requests(), ..self.counts };
        Outcome { counts, end: self.end.unwrap_or_default(), error: self.error }
    }
}

/// Whether the same request would fail again soon.
pub(super) fn is_refusal(error: &ApiError) -> bool {
    matches!(error, ApiError::NotFound | ApiError::Forbidden(_) | ApiError::Unreadable(_) | ApiError::Status { .. })
}

/// Whether an error is about the login, the app or the network, and not about one page.
fn concerns_all(error: &ApiError) -> bool {
    match error.concern() {
        Concern::LoggedOut | Concern::LoginExpired | Concern::AnotherAccount | Concern::App | Concern::Storage => true,
        Concern::Network => !matches!(error, ApiError::Timeout | ApiError::Server(_)),
        Concern::Request => false,
    }
}
