//! A synchronisation: the library is brought to what Spotify has, as far as budget and quota allow.

mod desk;
mod ledger;
mod list;
mod pages;
mod show_locks;
mod stop_signal;
mod sync_lock;

use std::{sync::Arc, time::Duration};

use jiff::SignedDuration;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use super::plan::{DAY, PAGE, Plan, Rules, spending::Spender};
use crate::{
    domain::{Clock, ShowKey, ShowVisit, SyncCounts, SyncEnd, SyncIntent, SyncProgress},
    library::{AccountRef, Library, LibraryError},
    spotify::{ApiError, Client, Guard, TokenSource},
};
use ledger::Ledger;
use pages::Fetch;
pub use show_locks::ShowLocks;
use stop_signal::StopSignal;
pub use sync_lock::SyncLock;

/// What a synchronisation works with. Cheap to clone.
pub struct Deps<T> {
    /// Spotify.
    pub client: Client<T>,
    /// Where everything goes.
    pub library: Library,
    /// Whose library it is.
    pub account: AccountRef,
    /// How much may be asked for.
    pub budget: Budget,
    /// The wall clock.
    pub clock: Clock,
    /// Which shows are being fetched within this process. Clones of a `Deps` share them.
    pub show_locks: ShowLocks,
}

/// How much may be asked for within 24 hours, all processes together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Budget {
    /// Requests of synchronisations; `None` for as many as it takes.
    pub daily: Option<u32>,
    /// What the person may ask for directly beyond that.
    pub reserve: u32,
    /// How many episodes of a show are fetched, the newest first; `None` for all.
    pub depth: Option<u32>,
}

/// How a synchronisation is held up and stopped.
#[derive(Debug, Clone)]
pub struct Control {
    /// Stops it; what has been fetched stays.
    pub cancel: CancellationToken,
    /// Holds it up while true.
    pub paused: watch::Receiver<bool>,
    /// How long what is under way may still come in after it was stopped.
    pub grace: Duration,
}

impl Control {
    /// The grace where somebody waits for the end: less than the end of the program waits for what is written.
    pub const SHORT_GRACE: Duration = Duration::from_millis(200);
}

/// What a synchronisation tells while it runs, after it was written.
#[derive(Debug, Clone, PartialEq)]
pub enum SyncEvent {
    /// How far it is.
    Progress(SyncProgress),
    /// The list of shows changed.
    Shows,
    /// Episodes of a show changed, and how many came out since it was read last.
    Episodes(ShowKey, u32),
}

/// What a synchronisation came to.
#[derive(Debug, Clone, Default)]
pub struct Outcome {
    /// In numbers.
    pub counts: SyncCounts,
    /// Why it ended.
    pub end: SyncEnd,
    /// What failed, where something did: the first failure that concerns everything, else the first of a page.
    pub error: Option<SyncError>,
}

/// What can fail.
#[derive(Debug, Clone, thiserror::Error)]
pub enum SyncError {
    /// Spotify, or the way there.
    #[error(transparent)]
    Api(#[from] ApiError),
    /// The library.
    #[error(transparent)]
    Library(#[from] LibraryError),
}

/// How long reading everything again may be interrupted and still be gone on with.
const FULL_LASTS: SignedDuration = SignedDuration::from_hours(7 * 24);

/// Has every request to the Web API counted in the library, whoever makes it; for every library that is opened, once.
pub fn count_into(guard: &Guard, library: &Library) {
    let library = library.clone();
    // Nobody waits for it: it is written before anything that is written after it.
    guard.count_with(Arc::new(move |asker, now| drop(library.count_requests(asker, 1, now))));
}

/// Synchronises the whole library. The caller has the [`SyncLock`]. Returns when there is nothing left to do, or soon after
/// something ends it; every page that was reported is on disk.
pub async fn library<T: TokenSource>(
    deps: &Deps<T>,
    intent: SyncIntent,
    control: &Control,
    report: impl FnMut(SyncEvent) + Send,
) -> Outcome {
    let spender = match intent {
        SyncIntent::Background => Spender::Background,
        SyncIntent::Asked | SyncIntent::Full => Spender::Asked,
    };
    let mut ledger = Ledger::new(deps, spender, report);
    let mut stop = StopSignal::new(control);
    match all(&mut ledger, intent, &mut stop).await {
        Ok(()) => {}
        // Another pass over the list of shows has begun, which only happens where somebody has no turn.
        Err(LibraryError::Superseded) => ledger.stop(SyncEnd::Busy),
        Err(error) => ledger.fail(error.into()),
    }
    ledger.outcome()
}

async fn all<T: TokenSource, F: FnMut(SyncEvent) + Send>(
    ledger: &mut Ledger<'_, T, F>,
    intent: SyncIntent,
    stop: &mut StopSignal<'_>,
) -> Result<(), LibraryError> {
    let deps = ledger.deps;
    ledger.open().await?;
    if intent != SyncIntent::Background || is_pass_due(ledger).await? {
        list::pass(ledger, stop).await?;
    }
    if ledger.has_ended() {
        return Ok(());
    }
    let now = deps.clock.timestamp();
    let full_from = match intent {
        SyncIntent::Full => {
            let oldest = now.checked_sub(FULL_LASTS).unwrap_or(now);
            Some(deps.library.begin_full(deps.account, now, oldest).await?)
        }
        SyncIntent::Background | SyncIntent::Asked => None,
    };
    let (account, depth) = (deps.account, deps.budget.depth);
    // What was touched before is read now; what still is counts as touched.
    drop(deps.show_locks.touched());
    let shows = ledger.desk.read(move |reader| reader.fetching(account)).await?;
    ledger.counts.shows = u32::try_from(shows.len()).unwrap_or(u32::MAX);
    let (rotate, patient) = (intent == SyncIntent::Background, intent == SyncIntent::Background);
    let rules = Rules { now, rotate, look: false, full_from, depth, patient };
    Fetch::new(ledger, Plan::new(shows), rules).run(stop).await?;
    // What Spotify refused was asked; what failed otherwise is asked again by the next one, which goes on with this.
    if full_from.is_some() && !ledger.has_ended() && ledger.unanswered == 0 {
        deps.library.finish_full(deps.account).await?;
    }
    if !ledger.has_ended() {
        deps.library.finish_sync(deps.account, deps.clock.timestamp()).await?;
    }
    Ok(())
}

/// Whether the list of shows is read again by itself: so often at most that a day of it takes half of the budget, which a
/// long list would use up otherwise.
async fn is_pass_due<T: TokenSource, F: FnMut(SyncEvent) + Send>(
    ledger: &mut Ledger<'_, T, F>,
) -> Result<bool, LibraryError> {
    let Deps { account, budget, clock, .. } = ledger.deps;
    let (account, now) = (*account, clock.timestamp());
    let Some(daily) = budget.daily else { return Ok(true) };
    let read = move |reader: &crate::library::Reader| Ok((reader.pass_done_at(account)?, reader.followed(account)?));
    let (done_at, shows) = ledger.desk.read(read).await?;
    ledger.counts.listed_at = done_at;
    let pages = i32::try_from(shows.div_ceil(PAGE).max(1)).unwrap_or(i32::MAX);
    let rest = DAY.checked_mul(pages).map_or(DAY, |all| all / i32::try_from((daily / 2).max(1)).unwrap_or(i32::MAX));
    // A time that lies ahead was noted by a clock that has been set back since.
    Ok(done_at.is_none_or(|at| at > now || now.duration_since(at) >= rest.min(DAY)))
}

/// Looks at one show now, on the person's behalf. Needs no [`SyncLock`].
pub async fn show<T: TokenSource>(
    deps: &Deps<T>,
    show: &ShowKey,
    visit: ShowVisit,
    report: impl FnMut(SyncEvent) + Send,
    cancel: &CancellationToken,
) -> Outcome {
    let mut ledger = Ledger::new(deps, Spender::Visit, report);
    let (_unpaused, paused) = watch::channel(false);
    let control = Control { cancel: cancel.clone(), paused, grace: Control::SHORT_GRACE };
    let mut stop = StopSignal::new(&control);
    if let Err(error) = one(&mut ledger, show, visit, &mut stop).await {
        ledger.fail(error.into());
    }
    ledger.outcome()
}

async fn one<T: TokenSource, F: FnMut(SyncEvent) + Send>(
    ledger: &mut Ledger<'_, T, F>,
    show: &ShowKey,
    visit: ShowVisit,
    stop: &mut StopSignal<'_>,
) -> Result<(), LibraryError> {
    let deps = ledger.deps;
    ledger.open().await?;
    let (account, key, now) = (deps.account, show.clone(), deps.clock.timestamp());
    let find = move |reader: &crate::library::Reader| reader.fetching_of(account, &key);
    let at = ledger.desk.read(find.clone()).await?.ok_or(LibraryError::Gone)?.at;
    match visit {
        ShowVisit::Opened => deps.library.opened(at, now).await?,
        ShowVisit::Asked => {}
    }
    let Some(_claim) = stop.unless_cancelled(deps.show_locks.visit(at)).await else {
        ledger.stop(SyncEnd::Stopped);
        return Ok(());
    };
    // Whoever had it before may have brought it up to date.
    let shows: Vec<_> = ledger.desk.read(find).await?.into_iter().collect();
    ledger.counts.shows = 1;
    let look = visit == ShowVisit::Asked;
    let rules = Rules { now, rotate: true, look, full_from: None, depth: deps.budget.depth, patient: false };
    Fetch::new(ledger, Plan::new(shows), rules).run(stop).await
}

impl<T> Clone for Deps<T> {
    fn clone(&self) -> Self {
        Self {
            client: self.client.clone(),
            library: self.library.clone(),
            account: self.account,
            budget: self.budget,
            clock: self.clock.clone(),
            show_locks: self.show_locks.clone(),
        }
    }
}

impl<T> std::fmt::Debug for Deps<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Deps").field("account", &self.account).field("budget", &self.budget).finish_non_exhaustive()
    }
}
