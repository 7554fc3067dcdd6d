//! When the next redraw is due though nothing happens.

use jiff::{SignedDuration, Timestamp};

use super::{Screen, State};
use crate::{
    app::{ledger::Purpose, login::LoginPhase, sync::Reread, tab::Tab},
    domain::{LoginState, Quota, SyncStage},
};

/// When lists are read again, where they changed.
#[derive(Debug, Clone, Copy)]
pub(crate) struct DueReads {
    /// The shows.
    pub(crate) shows: Option<Timestamp>,
    /// The episodes of the open show.
    pub(crate) episodes: Option<Timestamp>,
    /// The notes in view.
    pub(crate) notes: Option<Timestamp>,
    /// The list of the open tab, if that is not the first.
    pub(crate) tab: Option<Timestamp>,
}

impl State {
    /// When the next redraw is due; `None` while nothing changes by itself. Always later than the last event.
    #[must_use]
    pub fn wakeup(&self) -> Option<Timestamp> {
        let message = self.message.as_ref().map(|message| message.until);
        let login = self.login_deadline().map(|deadline| self.next_second(deadline));
        let quota = match self.quota {
            Quota::Open | Quota::Retrying => None,
            Quota::Waiting { until } => Some(self.next_second(until)),
            Quota::Blocked { until } => Some(until),
        };
        let reads = self.rereads_due();
        let now = self.now.timestamp();
        let due = [message, login, quota, self.sync_due(), reads.shows, reads.episodes, reads.notes, reads.tab];
        due.into_iter().flatten().filter(|due| *due > now).min()
    }

    /// When a synchronisation is begun by itself: none while one runs or waits, and none without a login.
    pub(crate) fn sync_due(&self) -> Option<Timestamp> {
        let may = matches!(self.session.login, LoginState::LoggedIn { .. })
            && matches!(self.screen, Screen::Main)
            && !self.ledger.runs(Purpose::Sync)
            && self.sync.waiting.is_none();
        self.sync.next.filter(|_| may)
    }

    /// When what changed in the library is read again, as far as it is in view; none while an answer is awaited.
    pub(crate) fn rereads_due(&self) -> DueReads {
        let due = |reread: Reread, purpose| reread.due().filter(|_| !self.ledger.runs(purpose));
        let in_view = self.screen == Screen::Main && self.main.tab == Tab::Shows;
        let shows = if self.is_listing() { Reread::SHORT_PAUSE } else { Reread::PAUSE };
        let shows = self.rereads.shows.due_after(shows).filter(|_| !self.ledger.runs(Purpose::ReadShows));
        DueReads {
            shows: shows.filter(|_| in_view),
            episodes: due(self.rereads.episodes, Purpose::ReadEpisodes).filter(|_| in_view),
            notes: due(self.rereads.notes, Purpose::ReadNotes).filter(|_| self.notes_in_view()),
            tab: self.tab_reread().and_then(|(reread, purpose)| due(reread, purpose)),
        }
    }

    /// Whether the list of shows is read from Spotify for the first time.
    pub(crate) fn is_listing(&self) -> bool {
        let listing = self.sync.progress.is_none_or(|progress| matches!(progress.stage, SyncStage::Shows { .. }));
        self.sync.synced_at.is_none() && self.ledger.runs(Purpose::Sync) && listing
    }

    /// Whether the list of the open tab is read again, and under which purpose, if that is not the first tab.
    fn tab_reread(&self) -> Option<(Reread, Purpose)> {
        let main = (self.screen == Screen::Main).then_some(&self.main)?;
        match main.tab {
            Tab::Shows => None,
            Tab::New => Some((main.feeds.new.reread, Purpose::ReadNew)),
            Tab::InProgress => Some((main.feeds.in_progress.reread, Purpose::ReadInProgress)),
            Tab::Search if main.search.asked.is_empty() => None,
            Tab::Search => Some((main.search.reread, Purpose::Search)),
        }
    }

    /// The whole seconds until a moment, begun ones counted in: what a countdown shows, and what `wakeup` keeps up.
    #[must_use]
    pub fn seconds_until(&self, moment: Timestamp) -> u64 {
        let left = self.now.timestamp().duration_until(moment);
        let begun = i64::from(left.subsec_nanos() > 0);
        u64::try_from(left.as_secs().saturating_add(begun)).unwrap_or(0)
    }

    /// When the login that waits for the browser ends.
    pub(crate) fn login_deadline(&self) -> Option<Timestamp> {
        match &self.screen {
            Screen::Login(login) => match &login.phase {
                LoginPhase::Waiting(waiting) => Some(waiting.deadline),
                LoginPhase::Idle
                | LoginPhase::PortInUse { .. }
                | LoginPhase::Starting { .. }
                | LoginPhase::Exchanging { .. } => None,
            },
            Screen::Setup(_) | Screen::Main => None,
        }
    }

    /// When a countdown to `end` shows another number.
    fn next_second(&self, end: Timestamp) -> Timestamp {
        let shown = self.seconds_until(end);
        let left = SignedDuration::from_secs(i64::try_from(shown.saturating_sub(1)).unwrap_or(i64::MAX));
        end.saturating_sub(left).unwrap_or(end)
    }
}
