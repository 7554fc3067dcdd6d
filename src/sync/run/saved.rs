//! Your Episodes: read from the last saved on, as far as Spotify's list differs from the one on disk.
//!
//! One page after the other, because the first one usually tells that nothing else has changed. Only a pass that read the
//! whole list removes episodes from it. Start with [`read`].

use tokio_util::sync::CancellationToken;

use super::{SyncEvent, ledger::Ledger};
use crate::{
    domain::{EpisodeKey, Page, SavedEpisode, ShowVisit, SyncEnd, SyncStage},
    library::{Result, SavedPass},
    spotify::TokenSource,
    sync::plan::{Class, FURTHEST, PAGE, entry::is_recent},
};

/// The pages so far.
#[derive(Debug, Default)]
struct Seen {
    /// The first episode of the list.
    first: Option<EpisodeKey>,
    /// Items received, readable or not.
    items: u32,
    total: Option<u32>,
    /// Whether the list changed meanwhile: an episode may have moved from one page to another.
    moved: bool,
}

/// What a page means for the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Next {
    Page(u32),
    /// The whole list was read, if all of it came.
    End,
    /// Spotify ignores the offset: the page is the first one again.
    Repeated,
}

/// Reads the list. On a mere visit, only if it was not read for a day.
pub(super) async fn read<T: TokenSource>(
    ledger: &mut Ledger<'_, T>,
    visit: ShowVisit,
    cancel: &CancellationToken,
) -> Result<()> {
    let deps = ledger.deps;
    ledger.open().await?;
    let (account, now) = (deps.account, deps.clock.timestamp());
    let before = ledger.reader.read(move |reader| reader.saved_status(account)).await?;
    if visit == ShowVisit::Opened && before.read_at.is_some_and(|at| is_recent(at, now)) {
        return Ok(());
    }
    ledger.progress(SyncStage::Saved { done: 0, total: None }, None);
    let pass = deps.library.begin_saved_pass(account).await?;
    let (mut seen, mut offset) = (Seen::default(), 0);
    loop {
        let Some(page) = fetch(ledger, offset, cancel).await else { return Ok(()) };
        let next = seen.take(&page);
        if next == Next::Repeated {
            deps.library.end_saved_pass(pass, now).await?;
            break;
        }
        let written = deps.library.apply_saved_page(pass, page, now).await?;
        ledger.counts.new_episodes = ledger.counts.new_episodes.saturating_add(written.new);
        if written.new + written.changed > 0 {
            ledger.report(SyncEvent::Saved);
        }
        ledger.progress(SyncStage::Saved { done: seen.items, total: seen.total }, None);
        let Next::Page(further) = next else {
            finish(ledger, pass, &seen).await?;
            break;
        };
        // What follows an episode that was saved before was saved before too: it is known if the lengths agree.
        let has_known = written.changed + written.unchanged > 0;
        let on_disk = ledger.reader.read(move |reader| reader.saved_status(account)).await?.length;
        if has_known && seen.total == Some(on_disk) && !seen.moved {
            deps.library.end_saved_pass(pass, now).await?;
            break;
        }
        offset = further;
    }
    if before.read_at.is_none() {
        // An empty list is known to be empty from now on.
        ledger.report(SyncEvent::Saved);
    }
    Ok(())
}

/// The next page; `None` if none may be requested, or it is missing.
async fn fetch<T: TokenSource>(
    ledger: &mut Ledger<'_, T>,
    offset: u32,
    cancel: &CancellationToken,
) -> Option<Page<SavedEpisode>> {
    ledger.recount();
    let Some(origin) = ledger.spending(0).origin(Class::Newest) else {
        ledger.over_budget();
        return None;
    };
    let client = ledger.client(origin).clone();
    match cancel.run_until_cancelled(client.saved_page(offset, PAGE)).await {
        Some(Ok(page)) => {
            ledger.arrived(&page);
            Some(page).filter(|_| !ledger.has_ended())
        }
        Some(Err(error)) => {
            ledger.missing(error);
            None
        }
        None => {
            ledger.stop(SyncEnd::Stopped);
            None
        }
    }
}

/// Ends a pass that came to the end of the list. Removes nothing if an episode may not have been seen.
async fn finish<T: TokenSource>(ledger: &mut Ledger<'_, T>, pass: SavedPass, seen: &Seen) -> Result<()> {
    if seen.moved || seen.total.is_some_and(|total| seen.items < total) {
        return Ok(());
    }
    let now = ledger.deps.clock.timestamp();
    let removed = ledger.deps.library.finish_saved_pass(pass, seen.total, now).await?;
    ledger.counts.removed_episodes = removed;
    if removed > 0 {
        ledger.report(SyncEvent::Saved);
    }
    Ok(())
}

impl Seen {
    fn take(&mut self, page: &Page<SavedEpisode>) -> Next {
        let first = page.items.first().map(|(_, item)| &item.episode.key);
        if page.offset == 0 {
            self.first = first.cloned();
        } else if first.is_some() && first == self.first.as_ref() {
            return Next::Repeated;
        }
        self.items = self.items.saturating_add(page.received);
        self.moved |= self.total.is_some() && page.total.is_some() && self.total != page.total;
        self.total = page.total.or(self.total);
        let limit = page.limit.clamp(1, PAGE);
        let end = page.offset.saturating_add(limit);
        let goes_on = page.has_next || page.received >= limit && page.total != Some(end);
        if page.received > 0 && goes_on && end < FURTHEST { Next::Page(end) } else { Next::End }
    }
}
