//! What is being followed and saved: shown at once, until Spotify has answered.

use std::collections::{BTreeMap, HashMap};

use super::requests::RequestId;
use crate::domain::{CleanText, EpisodeId, EpisodeKey, ShelfShow, ShowId, SpotifyLink};

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
}

/// A request, and whether it undoes an earlier one.
#[derive(Debug, Clone, PartialEq)]
pub struct Pending {
    pub kept: Kept,
    pub is_undo: bool,
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

    /// Whether Spotify has still to answer.
    #[cfg(test)]
    pub fn is_pending(&self) -> bool {
        !self.pending.is_empty()
    }

    /// Forgets everything: no answer counts any longer.
    pub fn take(&mut self) -> BTreeMap<RequestId, Pending> {
        std::mem::take(self).pending
    }

    /// Whether an episode is to be saved, if it was asked for.
    pub(super) fn saved(&self, episode: &EpisodeKey) -> Option<bool> {
        self.saved.get(episode.id()?).copied()
    }

    /// Adds shows to the list that are to be followed, and takes out those that are not. Returns whether it changed.
    pub fn apply_to(&self, shows: &mut Vec<ShelfShow>) -> bool {
        let mut has_changed = false;
        for Pending { kept, .. } in self.pending.values() {
            let Some(id) = kept.show() else { continue };
            let at = shows.iter().position(|show| show.show.key.id() == Some(id));
            match (at, &kept.row) {
                (Some(at), _) if !kept.keep => drop(shows.remove(at)),
                (None, Some(row)) if kept.keep => shows.insert(0, (**row).clone()),
                (Some(_) | None, _) => continue,
            }
            has_changed = true;
        }
        has_changed
    }

    fn merge(&mut self) {
        self.saved.clear();
        for Pending { kept, .. } in self.pending.values() {
            for link in &kept.links {
                if let SpotifyLink::Episode(id) = link {
                    self.saved.insert(id.clone(), kept.keep);
                }
            }
        }
    }
}
