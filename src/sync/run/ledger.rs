//! What a synchronisation has spent, reported and come to.

use futures::FutureExt as _;

use super::{Deps, Outcome, SyncError, SyncEvent, desk::Desk};
use crate::{
    domain::{CleanText, Page, RequestOrigin, SyncCounts, SyncEnd, SyncProgress, SyncStage},
    library::{LibraryError, QuotaRecord, Reply},
    spotify::{ApiError, Client},
    sync::plan::{
        Spending,
        spending::{Spender, free_again},
    },
};

/// After this many failed pages in a row, the service counts as down.
const IN_A_ROW: u32 = 5;
/// After this many requests, the requests of all processes are counted again.
const RECOUNT: u32 = 10;

/// The state of one synchronisation that is not about single shows.
pub(super) struct Ledger<'a, T, F> {
    pub(super) deps: &'a Deps<T>,
    pub(super) desk: Desk,
    pub(super) counts: SyncCounts,
    /// How many shows the rotation may still look at.
    pub(super) rotation: Option<u32>,
    /// Pages that could not be had and were not refused: another time they may come.
    pub(super) unanswered: u32,
    spender: Spender,
    background: Client<T>,
    person: Client<T>,
    /// What all processes have asked for, as it was counted last, and how much of that were these two.
    record: QuotaRecord,
    counted: (u32, u32),
    /// The same counted anew.
    recount: Option<(Reply<QuotaRecord>, (u32, u32))>,
    report: F,
    end: Option<SyncEnd>,
    error: Option<SyncError>,
    /// Pages in a row that could not be had.
    failures: u32,
}

impl<'a, T: crate::spotify::TokenSource, F: FnMut(SyncEvent)> Ledger<'a, T, F> {
    pub(super) fn new(deps: &'a Deps<T>, spender: Spender, report: F) -> Self {
        Self {
            deps,
            desk: Desk::new(&deps.library),
            counts: SyncCounts::default(),
            rotation: None,
            unanswered: 0,
            spender,
            background: deps.client.on_behalf_of(RequestOrigin::Background),
            person: deps.client.on_behalf_of(RequestOrigin::Person),
            record: QuotaRecord::default(),
            counted: (0, 0),
            recount: None,
            report,
            end: None,
            error: None,
            failures: 0,
        }
    }

    /// Reads what was spent. Fails where nothing could be kept of what would be fetched.
    pub(super) async fn open(&mut self) -> Result<(), LibraryError> {
        if let Some(reason) = self.deps.library.read_only() {
            return Err(LibraryError::ReadOnly(reason.clone()));
        }
        let now = self.deps.clock.timestamp();
        self.record = self.desk.read(move |reader| reader.quota(now)).await?;
        Ok(())
    }

    /// Counts anew now and then what was spent, for other processes ask too. Nothing waits for it: until the library
    /// answers the last count holds.
    pub(super) fn recount(&mut self) {
        if let Some((reply, own)) = &mut self.recount {
            let Some(answer) = reply.now_or_never() else { return };
            // Where it cannot be read, whatever is written next says so.
            if let Ok(record) = answer {
                (self.record, self.counted) = (record, *own);
            }
            self.recount = None;
        }
        let own = (self.background.requests(), self.person.requests());
        let since = own.0.saturating_add(own.1).saturating_sub(self.counted.0.saturating_add(self.counted.1));
        if since >= RECOUNT {
            // What was sent so far was handed to the library before this, and is part of the answer.
            self.recount = Some((self.deps.library.count_anew(self.deps.clock.timestamp()), own));
        }
    }

    /// What may be spent, with so many requests under way.
    pub(super) fn spending(&self, under_way: usize) -> Spending {
        let under_way = u32::try_from(under_way).unwrap_or(u32::MAX);
        let spent = |counted: u32, own: u32, of_them: u32| counted.saturating_add(own.saturating_sub(of_them));
        let background = spent(self.record.background(), self.background.requests(), self.counted.0);
        Spending {
            spender: self.spender,
            daily: self.deps.budget.daily,
            reserve: self.deps.budget.reserve,
            background: background.saturating_add(under_way),
            person: spent(self.record.person(), self.person.requests(), self.counted.1),
            rotation: self.rotation,
        }
    }

    /// Who asks on somebody's behalf.
    pub(super) fn client(&self, asker: RequestOrigin) -> &Client<T> {
        match asker {
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

    /// A page came. Too many in a row that are larger than is read end everything: each costs several requests and
    /// brings nothing.
    pub(super) fn came<I>(&mut self, page: &Page<I>) {
        let is_too_large = page.items.is_empty() && page.skipped > 0 && page.total.is_none();
        self.failures = if is_too_large { self.failures.saturating_add(1) } else { 0 };
        if self.failures >= IN_A_ROW && !self.has_ended() {
            self.fail(ApiError::Unreadable(CleanText::new("its answers are too large")).into());
        }
    }

    /// A page could not be had. Whether that ends everything.
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

    /// Something failed that concerns everything.
    pub(super) fn fail(&mut self, error: SyncError) {
        tracing::warn!(%error, "the synchronisation failed");
        if self.end != Some(SyncEnd::Failed) {
            self.error = Some(error);
        }
        self.end = Some(SyncEnd::Failed);
    }

    /// Nothing can be done after what failed last.
    pub(super) fn give_up(&mut self) {
        self.end.get_or_insert(SyncEnd::Failed);
    }

    /// There is no budget for what is left.
    pub(super) fn over_budget(&mut self) {
        let until = free_again(&self.record, self.spender, self.deps.clock.timestamp());
        self.stop(SyncEnd::Budget { until });
    }

    /// It ends, unless it has ended.
    pub(super) fn stop(&mut self, end: SyncEnd) {
        self.end.get_or_insert(end);
    }

    pub(super) fn has_ended(&self) -> bool {
        self.end.is_some()
    }

    fn requests(&self) -> u32 {
        self.background.requests().saturating_add(self.person.requests())
    }

    pub(super) fn outcome(self) -> Outcome {
        let counts = SyncCounts { requests: self.requests(), ..self.counts };
        Outcome { counts, end: self.end.unwrap_or_default(), error: self.error }
    }
}

/// Whether an error says that what was asked for will not be had soon, either.
pub(super) fn is_refusal(error: &ApiError) -> bool {
    matches!(error, ApiError::NotFound | ApiError::Forbidden(_) | ApiError::Unreadable(_) | ApiError::Status { .. })
}

/// Whether an error says something about the login, the app or the network and not about one page.
fn concerns_all(error: &ApiError) -> bool {
    match error {
        ApiError::LoggedOut
        | ApiError::LoginExpired
        | ApiError::AnotherAccount
        | ApiError::InvalidClient
        | ApiError::Unreachable(_)
        | ApiError::Blocked { .. }
        | ApiError::SignInPage
        | ApiError::Redirected
        | ApiError::MissingScope
        | ApiError::OwnerNeedsPremium
        | ApiError::UserNotRegistered
        | ApiError::Storage(_) => true,
        ApiError::Timeout
        | ApiError::Forbidden(_)
        | ApiError::NotFound
        | ApiError::Server(_)
        | ApiError::Status { .. }
        | ApiError::Unreadable(_) => false,
    }
}
