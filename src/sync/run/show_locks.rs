//! Locks shows within this process, so that no page is fetched twice.

use std::{
    collections::{HashMap, HashSet},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use tokio::sync::Notify;

use crate::library::ShowRef;

/// The shows that tasks of this process are fetching. Clones share them.
#[derive(Debug, Clone, Default)]
pub struct ShowLocks(Arc<Inner>);

#[derive(Debug, Default)]
struct Inner {
    state: Mutex<Held>,
    changed: Notify,
}

#[derive(Debug, Default)]
struct Held {
    /// Shows that the person opened.
    visits: HashSet<ShowRef>,
    /// The number of pages under way of each show, for the synchronisation of all.
    pages: HashMap<ShowRef, u32>,
    /// Shows visited since the last [`ShowLocks::touched`].
    touched: HashSet<ShowRef>,
}

/// A locked show, until it is dropped.
#[derive(Debug)]
pub(super) struct ShowLock {
    show_locks: ShowLocks,
    show: ShowRef,
    visit: bool,
}

impl ShowLocks {
    /// Locks a show for one page; `None` during a visit, and after one until [`ShowLocks::touched`] has named the show: what
    /// is known of it is from before the visit.
    pub(super) fn page(&self, show: ShowRef) -> Option<ShowLock> {
        let mut state = self.state();
        if state.visits.contains(&show) || state.touched.contains(&show) {
            return None;
        }
        *state.pages.entry(show).or_default() += 1;
        Some(ShowLock { show_locks: self.clone(), show, visit: false })
    }

    /// Locks a show for a visit: no other page of it is requested, and those under way are waited for.
    pub(super) async fn visit(&self, show: ShowRef) -> ShowLock {
        let mut lock = None;
        loop {
            let mut changed = std::pin::pin!(self.0.changed.notified());
            changed.as_mut().enable();
            {
                let mut state = self.state();
                if lock.is_none() && state.visits.insert(show) {
                    state.touched.insert(show);
                    lock = Some(ShowLock { show_locks: self.clone(), show, visit: true });
                }
                if !state.pages.contains_key(&show)
                    && let Some(lock) = lock.take()
                {
                    return lock;
                }
            }
            changed.await;
        }
    }

    /// Whether the person opened a show.
    pub(super) fn is_visited(&self, show: ShowRef) -> bool {
        self.state().visits.contains(&show)
    }

    /// The shows visited since the last call, with those visited now.
    pub(super) fn touched(&self) -> HashSet<ShowRef> {
        let mut state = self.state();
        let visits = state.visits.clone();
        std::mem::replace(&mut state.touched, visits)
    }

    /// Waits until one of these shows is not visited.
    pub(super) async fn left(&self, shows: &[ShowRef]) {
        loop {
            let mut changed = std::pin::pin!(self.0.changed.notified());
            changed.as_mut().enable();
            if shows.iter().any(|show| !self.is_visited(*show)) {
                return;
            }
            changed.await;
        }
    }

    fn state(&self) -> MutexGuard<'_, Held> {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for ShowLock {
    fn drop(&mut self) {
        let mut state = self.show_locks.state();
        if self.visit {
            state.visits.remove(&self.show);
        } else if let Some(pages) = state.pages.get_mut(&self.show) {
            *pages = pages.saturating_sub(1);
            if *pages == 0 {
                state.pages.remove(&self.show);
            }
        }
        drop(state);
        self.show_locks.0.changed.notify_waiters();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_show_is_read_again_between_a_visit_and_its_next_page() {
        let (show_locks, show) = (ShowLocks::default(), ShowRef::sample(1));
        drop(show_locks.visit(show).await);
        assert!(show_locks.page(show).is_none());
        assert!(show_locks.touched().contains(&show));
        assert!(show_locks.page(show).is_some());
    }
}
