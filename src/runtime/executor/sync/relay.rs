//! Passes the events of a synchronisation on, at a rate that suits a screen.

use std::{collections::BTreeSet, time::Duration};

use tokio::{
    sync::mpsc::UnboundedReceiver,
    time::{Instant, sleep_until},
};

use crate::{
    app::{
        EventKind, Reply,
        requests::event::{LibraryChange, SyncReply},
    },
    domain::{ShowKey, SyncProgress},
    runtime::executor::Job,
    sync::SyncEvent,
};

/// The time between two batches of changes.
const PAUSE: Duration = Duration::from_millis(250);
/// The time between two reports of progress: a gauge needs no more.
const GAUGE: Duration = Duration::from_millis(500);
/// With more changed shows than this, one event reports them all.
const SINGLY: usize = 8;

/// A batch of changes.
#[derive(Debug, Default)]
struct Changes {
    shows: bool,
    saved: bool,
    episodes: BTreeSet<ShowKey>,
}

impl Changes {
    fn is_empty(&self) -> bool {
        !self.shows && !self.saved && self.episodes.is_empty()
    }

    fn report(self, job: &Job) {
        let changed = |change| job.report(EventKind::LibraryChanged(change));
        // Which lists have a saved episode, or tell whether it is saved, is not known here.
        if self.saved || self.episodes.len() > SINGLY {
            changed(LibraryChange::Anything);
        } else {
            let shows = self.shows.then_some(LibraryChange::Shows);
            shows.into_iter().chain(self.episodes.into_iter().map(LibraryChange::Episodes)).for_each(changed);
        }
    }
}

/// Passes events on until the channel closes: the first change and the first progress at once, later ones in batches.
pub(super) async fn relay(mut events: UnboundedReceiver<SyncEvent>, job: &Job) {
    let (mut changes, mut progress) = (Changes::default(), None);
    let (mut next_changes, mut next_progress) = (Instant::now(), Instant::now());
    loop {
        tokio::select! {
            biased;
            event = events.recv() => match event {
                Some(SyncEvent::Progress(latest)) => progress = Some(latest),
                Some(SyncEvent::Shows) => changes.shows = true,
                Some(SyncEvent::Saved) => changes.saved = true,
                Some(SyncEvent::Episodes(show, _)) => drop(changes.episodes.insert(show)),
                None => break,
            },
            () = sleep_until(next_changes), if !changes.is_empty() => {
                std::mem::take(&mut changes).report(job);
                next_changes = Instant::now() + PAUSE;
            }
            () = sleep_until(next_progress), if progress.is_some() => {
                report(progress.take(), job);
                next_progress = Instant::now() + GAUGE;
            }
        }
    }
    changes.report(job);
    report(progress, job);
}

fn report(progress: Option<SyncProgress>, job: &Job) {
    if let Some(progress) = progress {
        job.reply(Reply::Sync(SyncReply::Progress(progress)));
    }
}

#[cfg(test)]
mod tests;
