//! What is being followed and saved: shown at once, until Spotify has answered.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::{Problem, RequestId, requests::event::Refused};
use crate::domain::{CleanText, EpisodeId, EpisodeKey, ShelfShow, ShowId, ShowKey, SpotifyLink};

/// Shows that are followed or episodes that are saved, or no longer.
#[derive(Debug, Clone, PartialEq)]
pub struct Kept {
    pub links: Vec<SpotifyLink>,
    pub keep: bool,
    /// Of the show.
    pub name: CleanText,
    /// The row of the show, for the list of shows, if it is known.
    pub row: Option<Box<ShelfShow>>,
}

impl Kept {
    /// What undoes it.
    #[must_use]
    pub fn reversed(self) -> Self {
        Self { keep: !self.keep, ..self }
    }

    /// Adds the show to the list if it is to be followed, or takes it out. Returns whether the list changed.
    pub fn apply_to(&self, shows: &mut Vec<ShelfShow>) -> bool {
        let Some(id) = self.show() else { return false };
        let at = shows.iter().position(|show| show.show.key.id() == Some(id));
        match (at, &self.row) {
            (Some(at), _) if !self.keep => drop(shows.remove(at)),
            (None, Some(row)) if self.keep => shows.insert(0, (**row).clone()),
            (Some(_) | None, _) => return false,
        }
        true
    }

    /// The episodes that are saved or not.
    pub fn episodes(&self) -> impl Iterator<Item = EpisodeId> {
        self.links.iter().filter_map(|link| match link {
            SpotifyLink::Episode(id) => Some(id.clone()),
            SpotifyLink::Show(_) => None,
        })
    }

    /// The show that is followed or not.
    pub fn show(&self) -> Option<&ShowId> {
        self.links.iter().find_map(|link| match link {
            SpotifyLink::Show(id) => Some(id),
            SpotifyLink::Episode(_) => None,
        })
    }
}

/// What Spotify has not confirmed yet.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Keeping {
    pending: BTreeMap<RequestId, Pending>,
    /// The latest of each episode.
    saved: HashMap<EpisodeId, bool>,
    /// Episodes that are known to be saved, for rows that are not on disk.
    known: HashSet<EpisodeId>,
    /// The answers to steps of which some requests still run.
    answers: BTreeMap<RequestId, Answers>,
}

/// One of the requests of a step, and whether the step undoes an earlier one.
#[derive(Debug, Clone, PartialEq)]
pub struct Pending {
    pub kept: Kept,
    pub is_undo: bool,
    /// The first request of the step.
    pub step: RequestId,
}

/// What Spotify answered to the requests of one step.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Answers {
    /// How many shows or episodes are kept now, or no longer.
    pub done: usize,
    pub not_done: usize,
    /// Why the library does not have what was done.
    pub problem: Option<Problem>,
    /// The last refusal.
    pub refused: Option<Refused>,
}

impl Keeping {
    pub fn add(&mut self, id: RequestId, pending: Pending) {
        self.pending.insert(id, pending);
        self.merge();
    }

    /// Spotify has answered.
    pub fn done(&mut self, id: RequestId) -> Option<Pending> {
        let pending = self.pending.remove(&id);
        self.merge();
        pending
    }

    /// Adds an answer to those of its step. Returns them once no request of the step runs.
    pub fn answered(&mut self, pending: &Pending, answer: Result<Option<Problem>, Refused>) -> Option<Answers> {
        let answers = self.answers.entry(pending.step).or_default();
        let count = pending.kept.links.len();
        match answer {
            Ok(problem) => {
                answers.done += count;
                answers.problem = problem.or(answers.problem.take());
            }
            Err(refused) => {
                answers.not_done += count;
                answers.refused = Some(refused);
            }
        }
        let runs = self.pending.values().any(|other| other.step == pending.step);
        if runs { None } else { self.answers.remove(&pending.step) }
    }

    /// Whether Spotify has still to answer.
    #[cfg(test)]
    pub fn is_pending(&self) -> bool {
        !self.pending.is_empty()
    }

    /// Forgets everything: no answer counts any longer.
    pub fn take(&mut self) -> BTreeMap<RequestId, Pending> {
        std::mem::take(self).pending
    }

    /// Episodes are saved on Spotify, or no longer.
    pub fn learn(&mut self, episodes: impl IntoIterator<Item = EpisodeId>, is_saved: bool) {
        for episode in episodes {
            if is_saved {
                self.known.insert(episode);
            } else {
                self.known.remove(&episode);
            }
        }
    }

    /// Whether an episode that is not on disk is known to be saved.
    pub fn is_known(&self, episode: &EpisodeKey) -> bool {
        episode.id().is_some_and(|id| self.known.contains(id))
    }

    /// Whether an episode is to be saved, if it was asked for.
    pub(super) fn saved(&self, episode: &EpisodeKey) -> Option<bool> {
        self.saved.get(episode.id()?).copied()
    }

    /// Whether a show is to be followed, if it was asked for.
    pub fn follows(&self, show: &ShowKey) -> Option<bool> {
        let id = show.id()?;
        let latest = self.pending.values().rev().find(|pending| pending.kept.show() == Some(id));
        latest.map(|pending| pending.kept.keep)
    }

    /// Adds shows to the list that are to be followed, and takes out those that are not. Returns whether it changed.
    pub fn apply_to(&self, shows: &mut Vec<ShelfShow>) -> bool {
        let mut has_changed = false;
        for Pending { kept, .. } in self.pending.values() {
            has_changed |= kept.apply_to(shows);
        }
        has_changed
    }

    fn merge(&mut self) {
        self.saved.clear();
        for Pending { kept, .. } in self.pending.values() {
            self.saved.extend(kept.episodes().map(|id| (id, kept.keep)));
        }
    }
}
