//! What plays, what was asked of it, and when Spotify is asked again.
//!
//! The screen shows [`Player::shown`]: what Spotify confirmed last, or, for a short time, what was asked and is not confirmed
//! yet. Nothing here guesses what a device does: the next answer about the playback takes back whatever it does not confirm,
//! and without an answer a claim ends by itself (security K4). [`polls`] decides when to ask, [`orders`] which commands go out.

pub mod claim;
pub mod orders;
pub mod polls;

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use self::{
    claim::Claim,
    orders::{Order, Orders},
    polls::Polls,
};
use crate::domain::{
    CleanText, EpisodeAt, EpisodeId, EpisodeKey, Notes, Playback, Playing, PlayingEpisode, PreferredDevice, Progress,
    RichText, ShelfEpisode,
};

/// The player of the account, wherever it is.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Player {
    /// What Spotify reported last; `None` if no device was active, or before the first answer.
    confirmed: Option<Playback>,
    /// What was asked since.
    pub(super) claim: Option<Claim>,
    pub(super) orders: Orders,
    pub(super) polls: Polls,
    /// The device that was chosen last.
    pub preferred: Option<PreferredDevice>,
    /// The commands that wait for a device. One that names a device was refused by it.
    pub(super) waiting: Vec<Order>,
    /// The name of a player on this computer that can be started, if there is one.
    pub here: Option<CleanText>,
    /// Whether the mouse began to drag on the bar.
    pub(super) is_dragging: bool,
    /// The timestamps in the notes of an episode, in their order in time; `None` until its notes are read.
    chapters: Option<(EpisodeKey, Option<Vec<Duration>>)>,
    /// What the desktop was told last.
    pub(super) announced: Option<Playback>,
    /// The progress that was stored last.
    stored: Option<(EpisodeId, Progress)>,
}

impl Player {
    /// Before the first answer: the device that was chosen the last time, and the player that can be started here.
    pub fn new(preferred: Option<PreferredDevice>, here: Option<CleanText>) -> Self {
        Self { preferred, here, ..Self::default() }
    }

    /// What the screen shows: what was asked, or else what Spotify confirmed.
    pub fn shown(&self) -> Option<&Playback> {
        self.claim.as_ref().map(|claim| &claim.expected).or(self.confirmed.as_ref())
    }

    /// Whether there is something to show: a device that is active without anything loaded is not.
    pub fn has_line(&self) -> bool {
        let is_something = |shown: &Playback| shown.is_playing || !matches!(shown.playing, Playing::Unknown);
        self.claim.is_some() || self.confirmed.as_ref().is_some_and(is_something)
    }

    /// What Spotify reported last.
    pub fn confirmed(&self) -> Option<&Playback> {
        self.confirmed.as_ref()
    }

    /// What was asked and is not confirmed, in a word or two.
    pub fn asked(&self) -> Option<String> {
        self.claim.as_ref().map(Claim::word)
    }

    /// The episode that is loaded.
    pub fn episode(&self) -> Option<&PlayingEpisode> {
        self.shown()?.episode()
    }

    /// Whether a row is the loaded episode, and if so whether it plays.
    pub fn plays(&self, item: &ShelfEpisode) -> Option<bool> {
        let is_it = self.episode().is_some_and(|episode| episode.key == item.episode.key);
        is_it.then(|| self.shown().is_some_and(|playback| playback.is_playing))
    }

    /// The same for an episode that is read.
    pub fn plays_at(&self, at: &EpisodeAt) -> bool {
        self.episode().is_some_and(|episode| episode.key == at.episode)
    }

    /// The position now.
    pub fn position(&self, now: Timestamp) -> Option<Duration> {
        Some(self.shown()?.position_at(now))
    }

    /// Replaces what is confirmed, and ends the claim. Returns both as they were.
    pub(super) fn confirm(&mut self, playback: Option<Playback>) -> (Option<Playback>, Option<Claim>) {
        (std::mem::replace(&mut self.confirmed, playback), self.claim.take())
    }

    /// Forgets everything about the account.
    pub(super) fn forget(&mut self) {
        let (here, is_hidden, announced) = (self.here.take(), self.polls.is_hidden, self.announced.take());
        *self = Self { announced, ..Self::new(None, here) };
        self.polls.is_hidden = is_hidden;
    }

    /// The loaded episode, if its notes were not asked for yet.
    pub(super) fn without_chapters(&mut self) -> Option<EpisodeAt> {
        let PlayingEpisode { key, show, .. } = self.episode()?;
        if self.chapters.as_ref().is_some_and(|(of, _)| of == key) {
            return None;
        }
        let (show, _) = show.as_ref()?;
        let at = EpisodeAt { show: show.clone(), episode: key.clone() };
        self.chapters = Some((at.episode.clone(), None));
        Some(at)
    }

    /// Takes the timestamps from the notes of the loaded episode, to step through them.
    pub(super) fn learn_chapters(&mut self, key: &EpisodeKey, notes: &Notes) {
        let duration = self.episode().map_or(Duration::ZERO, |episode| episode.duration);
        let mut chapters = RichText::read(notes, duration).timestamps;
        chapters.sort_unstable();
        chapters.dedup();
        self.chapters = Some((key.clone(), Some(chapters)));
    }

    /// The timestamps of the loaded episode, if its notes were read.
    pub(super) fn chapters(&self) -> Option<&[Duration]> {
        let (key, chapters) = self.chapters.as_ref()?;
        chapters.as_deref().filter(|_| self.episode().is_some_and(|episode| episode.key == *key))
    }

    /// When the screen changes next without an event: once a second, while the position moves.
    pub(super) fn redraw_due(&self, now: Timestamp) -> Option<Timestamp> {
        let playback = self.shown().filter(|playback| playback.is_playing)?;
        let position = playback.position_at(now);
        if !playback.duration().is_zero() && position >= playback.duration() {
            return None;
        }
        let left = Duration::from_secs(1).saturating_sub(Duration::from_nanos(position.subsec_nanos().into()));
        // Not a moment before: the second that is drawn would be the one before.
        let left = SignedDuration::try_from(left).unwrap_or(SignedDuration::from_secs(1));
        now.checked_add(left.saturating_add(SignedDuration::from_millis(1))).ok()
    }

    /// Whether the position of an episode that plays is to be stored: it is another one, or that is a while ago.
    pub(super) fn is_behind(&self, episode: &PlayingEpisode, position: Duration) -> bool {
        /// In progress need not move more often than that.
        const WHILE: Duration = Duration::from_mins(2);
        match &self.stored {
            Some((id, Progress::InProgress { position: stored })) if Some(id) == episode.key.id() => {
                position.abs_diff(*stored) >= WHILE
            }
            Some(_) | None => true,
        }
    }

    /// The progress to store for an episode that was heard to a position, unless that was stored last.
    pub(super) fn heard(&mut self, episode: &PlayingEpisode, position: Duration) -> Option<(EpisodeId, Progress)> {
        /// This close to its end an episode counts as played.
        const END: Duration = Duration::from_secs(3);
        let id = episode.key.id()?.clone();
        let is_over = !episode.duration.is_zero() && position + END >= episode.duration;
        let whole = Duration::from_secs(position.as_secs());
        let heard = (id, Progress::from_resume_point(is_over, whole));
        if self.stored.as_ref() == Some(&heard) {
            return None;
        }
        self.stored = Some(heard.clone());
        Some(heard)
    }
}
