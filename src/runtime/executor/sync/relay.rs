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

/// The time between two batches.
const PAUSE: Duration = Duration::from_millis(500);
/// With more changed shows than this, one event reports them all.
const SINGLY: usize = 8;

/// A batch.
#[derive(Debug, Default)]
struct Changes {
    progress: Option<SyncProgress>,
    shows: bool,
    episodes: BTreeSet<ShowKey>,
}

impl Changes {
    fn add(&mut self, event: SyncEvent) {
        match event {
            SyncEvent::Progress(progress) => self.progress = Some(progress),
            SyncEvent::Shows => self.shows = true,
            SyncEvent::Episodes(show, _) => drop(self.episodes.insert(show)),
        }
    }

    fn report(self, job: &Job) {
        let changed = |change| job.report(EventKind::LibraryChanged(change));
        if self.episodes.len() > SINGLY {
            changed(LibraryChange::Anything);
        } else {
            let shows = self.shows.then_some(LibraryChange::Shows);
            shows.into_iter().chain(self.episodes.into_iter().map(LibraryChange::Episodes)).for_each(changed);
        }
        if let Some(progress) = self.progress {
            job.reply(Reply::Sync(SyncReply::Progress(progress)));
        }
    }
}

/// Passes events on, the first at once, until the channel closes.
pub(super) async fn relay(mut events: UnboundedReceiver<SyncEvent>, job: &Job) {
    let mut next = Instant::now();
    while let Some(first) = events.recv().await {
        let mut changes = Changes::default();
        changes.add(first);
        let over = loop {
            tokio::select! {
                biased;
                more = events.recv() => match more {
                    Some(more) => changes.add(more),
                    None => break true,
                },
                () = sleep_until(next) => break false,
            }
        };
        changes.report(job);
        if over {
            return;
        }
        next = Instant::now() + PAUSE;
    }
}

#[cfg(test)]
mod tests;
