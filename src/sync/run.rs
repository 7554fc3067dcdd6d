//! Runs a synchronisation, as far as budget and quota allow.

mod lazy_reader;
mod ledger;
mod list;
mod pages;
mod saved;
mod show_locks;
mod stop_signal;
mod sync_lock;

use std::time::Duration;

use jiff::SignedDuration;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use super::plan::{DAY, PAGE, Plan, Rules, spending::Spender};
use crate::{
    domain::{Clock, ShowKey, ShowVisit, SyncCounts, SyncEnd, SyncIntent, SyncProgress},
    library::{AccountRef, Library, LibraryError, Reader, Result},
    spotify::{ApiError, Client, TokenSource},
};
use ledger::Ledger;
use pages::Fetch;
pub use show_locks::ShowLocks;
use stop_signal::StopSignal;
pub use sync_lock::SyncLock;

/// What a synchronisation works with. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Deps<T> {
    pub client: Client<T>,
    pub library: Library,
    pub account: AccountRef,
    pub budget: Budget,
    pub clock: Clock,
    /// The shows that tasks of this process are fetching. Clones of a `Deps` share them.
    pub show_locks: ShowLocks,
}

/// The requests allowed to all processes in 24 hours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Budget {
    /// Requests of synchronisations; `None` for no limit.
    pub daily: Option<u32>,
    /// Requests of the person beyond that.
    pub reserve: u32,
    /// The most episodes of a show, the newest; `None` for all.
    pub depth: Option<u32>,
}

/// Pauses and stops a synchronisation.
#[derive(Debug, Clone)]
pub struct Control {
    /// Stops it. Everything written stays.
    pub cancel: CancellationToken,
    /// Pauses it while true.
    pub paused: watch::Receiver<bool>,
    /// How long pages under way may still arrive after it was stopped.
    pub grace: Duration,
}

impl Control {
    /// For a person who waits for the end. Shorter than the time that the end of the program waits for writes.
    pub const SHORT_GRACE: Duration = Duration::from_millis(200);
}

/// A report of a running synchronisation, sent after the change is on disk.
#[derive(Debug, Clone, PartialEq)]
pub enum SyncEvent {
    Progress(SyncProgress),
    /// The list of shows changed.
    Shows,
    /// Your Episodes changed, or how far some of them were played.
    Saved,
    /// Episodes of a show changed; the number of those released since it was last read.
    Episodes(ShowKey, u32),
}

/// The result of a synchronisation.
#[derive(Debug, Clone, Default)]
pub struct Outcome {
    pub counts: SyncCounts,
    pub end: SyncEnd,
    /// The failure that ended it, else the first failure of a page.
    pub error: Option<SyncError>,
}

/// Why a synchronisation or a page failed.
#[derive(Debug, Clone, thiserror::Error)]
pub enum SyncError {
    #[error(transparent)]
    Api(#[from] ApiError),
    #[error(transparent)]
    Library(#[from] LibraryError),
}

/// For how long an interrupted full synchronisation is resumed.
const FULL_LASTS: SignedDuration = SignedDuration::from_hours(7 * 24);

/// Synchronises the whole library. The caller holds the [`SyncLock`]. Returns when nothing is left to do, or soon after it
/// is ended; every page that was reported is on disk.
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
    let done = all(&mut ledger, intent, &mut stop).await;
    ledger.outcome(done)
}

async fn all<T: TokenSource>(ledger: &mut Ledger<'_, T>, intent: SyncIntent, stop: &mut StopSignal<'_>) -> Result<()> {
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
    // Shows touched before are read now. Those still locked remain touched.
    drop(deps.show_locks.touched());
    let shows = ledger.reader.read(move |reader| reader.fetching(account)).await?;
    ledger.counts.shows = u32::try_from(shows.len()).unwrap_or(u32::MAX);
    let is_background = intent == SyncIntent::Background;
    let rules = Rules { now, rotate: is_background, look: false, full_from, depth, patient: is_background };
    Fetch::new(ledger, Plan::new(shows), rules).run(stop).await?;
    // Refused pages count as read. After other failures the next synchronisation resumes this one.
    if full_from.is_some() && !ledger.has_ended() && ledger.unanswered == 0 {
        deps.library.finish_full(deps.account).await?;
    }
    if !ledger.has_ended() {
        deps.library.finish_sync(deps.account, deps.clock.timestamp()).await?;
    }
    Ok(())
}

/// Whether to read the list of shows automatically: at most so often that it takes half of the daily budget, which a long
/// list would use up otherwise.
async fn is_pass_due<T: TokenSource>(ledger: &mut Ledger<'_, T>) -> Result<bool> {
    let (account, now) = (ledger.deps.account, ledger.deps.clock.timestamp());
    let Some(daily) = ledger.deps.budget.daily else { return Ok(true) };
    let read = move |reader: &Reader| Ok((reader.pass_done_at(account)?, reader.followed(account)?));
    let (done_at, shows) = ledger.reader.read(read).await?;
    ledger.counts.listed_at = done_at;
    let pages = i32::try_from(shows.div_ceil(PAGE).max(1)).unwrap_or(i32::MAX);
    let rest = DAY.checked_mul(pages).map_or(DAY, |all| all / i32::try_from((daily / 2).max(1)).unwrap_or(i32::MAX));
    // A time in the future was stored by a clock that has been set back since.
    Ok(done_at.is_none_or(|at| at > now || now.duration_since(at) >= rest.min(DAY)))
}

/// Synchronises one show now, for the person. Needs no [`SyncLock`].
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
    let done = one(&mut ledger, show, visit, &mut stop).await;
    ledger.outcome(done)
}

/// Reads Your Episodes now, for the person. Needs no [`SyncLock`].
pub async fn saved<T: TokenSource>(
    deps: &Deps<T>,
    visit: ShowVisit,
    report: impl FnMut(SyncEvent) + Send,
    cancel: &CancellationToken,
) -> Outcome {
    let mut ledger = Ledger::new(deps, Spender::Visit, report);
    let done = saved::read(&mut ledger, visit, cancel).await;
    ledger.outcome(done)
}

async fn one<T: TokenSource>(
    ledger: &mut Ledger<'_, T>,
    show: &ShowKey,
    visit: ShowVisit,
    stop: &mut StopSignal<'_>,
) -> Result<()> {
    let deps = ledger.deps;
    ledger.open().await?;
    let (account, key, now) = (deps.account, show.clone(), deps.clock.timestamp());
    let find = move |reader: &Reader| reader.fetching_of(account, &key);
    let at = ledger.reader.read(find.clone()).await?.ok_or(LibraryError::Gone)?.at;
    match visit {
        ShowVisit::Opened => deps.library.opened(at, now).await?,
        ShowVisit::Asked => {}
    }
    let Some(_lock) = stop.unless_cancelled(deps.show_locks.visit(at)).await else {
        ledger.stop(SyncEnd::Stopped);
        return Ok(());
    };
    // The task that held the lock may have brought it up to date.
    let shows: Vec<_> = ledger.reader.read(find).await?.into_iter().collect();
    ledger.counts.shows = 1;
    let look = visit == ShowVisit::Asked;
    let rules = Rules { now, rotate: true, look, full_from: None, depth: deps.budget.depth, patient: false };
    Fetch::new(ledger, Plan::new(shows), rules).run(stop).await
}
