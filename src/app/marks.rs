//! How `m` marks episodes, and what the person changed and the library has not written yet.

use std::collections::{BTreeMap, HashMap};

use super::{
    RequestId,
    keeping::Keeping,
    undo::{Undo, Undoable},
};
use crate::domain::{EpisodeAt, EpisodeKey, Mark, ShelfEpisode, ShowKey};

/// Episodes, and how each is marked (`None`: not marked).
pub type Marks = Vec<(EpisodeAt, Option<Mark>)>;

/// What the person changed and the library has not written yet, and how it is undone.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Marking {
    /// With the message about each.
    pending: BTreeMap<RequestId, (Marks, String)>,
    /// All of them, the latest of each episode, by show: a lookup clones no key.
    merged: HashMap<ShowKey, HashMap<EpisodeKey, Option<Mark>>>,
    /// The episodes of the last marks, before these.
    pub before: Vec<ShelfEpisode>,
    /// What is being followed and saved.
    pub keeping: Keeping,
    pub undo: Undo,
}

impl Marking {
    pub fn add(&mut self, id: RequestId, marks: Marks, before: Vec<ShelfEpisode>, message: String) {
        self.pending.insert(id, (marks, message));
        self.undo.push(Undoable::Marks(id));
        self.before = before;
        self.merge();
    }

    /// The library answered. Returns the message about the marks. A failure of the last marks leaves nothing to go back to.
    pub fn done(&mut self, id: RequestId, failed: bool) -> Option<String> {
        let newest = self.pending.last_key_value().map(|(newest, _)| *newest);
        let done = self.pending.remove(&id);
        if failed && newest == Some(id) {
            self.before.clear();
        }
        self.merge();
        done.map(|(_, message)| message)
    }

    /// Shows what is pending on each episode.
    pub fn apply_all(&self, items: &mut [ShelfEpisode]) {
        for item in items {
            self.apply(item);
        }
    }

    /// Sets a pending mark on an episode, and whether it is saved.
    pub fn apply(&self, item: &mut ShelfEpisode) {
        item.saved = self.keeping.saved(&item.episode.key).unwrap_or(item.saved);
        if let Some(mark) = self.mark_of(&item.show, &item.episode.key) {
            item.set_mark(*mark);
        }
    }

    /// Whether the library has still to answer.
    #[cfg(test)]
    pub fn is_pending(&self) -> bool {
        !self.pending.is_empty()
    }

    fn mark_of(&self, show: &ShowKey, episode: &EpisodeKey) -> Option<&Option<Mark>> {
        self.merged.get(show)?.get(episode)
    }

    fn merge(&mut self) {
        self.merged.clear();
        for (at, mark) in self.pending.values().flat_map(|(marks, _)| marks) {
            self.merged.entry(at.show.clone()).or_default().insert(at.episode.clone(), *mark);
        }
    }
}

/// How `m` marks episodes: played, or unplayed if all are played; pressed again on the same ones, as before.
pub fn toggled(episodes: &[ShelfEpisode], before: &[ShelfEpisode]) -> Marks {
    let again = !episodes.is_empty()
        && episodes.len() == before.len()
        && episodes.iter().zip(before).all(|(now, before)| (now.at(), now.remote) == (before.at(), before.remote));
    if again {
        let changed = before.iter().zip(episodes).filter(|(before, now)| before.mark != now.mark);
        let back: Vec<_> = changed.map(|(before, _)| (before.at(), before.mark)).collect();
        if !back.is_empty() {
            return back;
        }
    }
    if episodes.iter().all(ShelfEpisode::is_played) {
        return episodes.iter().map(|episode| (episode.at(), Mark::to_unplay(episode.remote))).collect();
    }
    played(episodes)
}

/// How the episodes that are not played are marked as played.
pub fn played(episodes: &[ShelfEpisode]) -> Marks {
    let open = episodes.iter().filter(|episode| !episode.is_played());
    open.map(|episode| (episode.at(), Mark::to_play(episode.remote))).collect()
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use jiff::Timestamp;

    use super::*;
    use crate::domain::{CleanText, Episode, Notes, Progress};

    const BEGUN: Progress = Progress::InProgress { position: Duration::from_mins(1) };

    fn target(name: &str, mark: Option<Mark>, remote: Progress) -> ShelfEpisode {
        let mut item = ShelfEpisode {
            show: ShowKey::from_remote("show"),
            show_name: CleanText::default(),
            episode: Episode {
                key: EpisodeKey::from_remote(name),
                name: CleanText::default(),
                released: None,
                duration: Duration::from_mins(30),
                progress: remote,
                explicit: false,
                playable: true,
                languages: Vec::new(),
                notes: Notes::default(),
                position: 0,
            },
            mark: None,
            remote,
            arrived: Timestamp::UNIX_EPOCH,
            saved: false,
        };
        item.set_mark(mark);
        item
    }

    /// Presses `m` once on these, and gives what they are then.
    fn pressed(targets: &[ShelfEpisode], before: &[ShelfEpisode]) -> Vec<ShelfEpisode> {
        let marks: HashMap<_, _> = toggled(targets, before).into_iter().collect();
        let one = |target: &ShelfEpisode| {
            let mut target = target.clone();
            target.set_mark(marks.get(&target.at()).copied().unwrap_or(target.mark));
            target
        };
        targets.iter().map(one).collect()
    }

    #[test]
    fn m_turns_each_episode_over_and_twice_gives_back_what_was() {
        for mark in [None, Some(Mark::Played), Some(Mark::Unplayed)] {
            for remote in [Progress::Unplayed, BEGUN, Progress::Played] {
                let before = [target("a", mark, remote)];
                let once = pressed(&before, &[]);
                assert_ne!(once[0].is_played(), before[0].is_played(), "{before:?}");
                assert_eq!(pressed(&once, &before), before);
            }
        }
    }

    #[test]
    fn a_mark_that_says_what_spotify_says_is_none() {
        assert_eq!(pressed(&[target("a", Some(Mark::Played), BEGUN)], &[])[0].mark, None);
        assert_eq!(pressed(&[target("a", Some(Mark::Unplayed), Progress::Played)], &[])[0].mark, None);
    }

    #[test]
    fn a_new_progress_of_spotify_is_toggled_and_not_restored() {
        let before = [target("a", None, Progress::Unplayed)];
        let now = [target("a", Some(Mark::Played), Progress::Played)];
        assert_eq!(pressed(&now, &before)[0].mark, Some(Mark::Unplayed));
    }

    #[test]
    fn several_are_played_before_they_are_unplayed_and_twice_gives_back_what_was() {
        let mixed = [
            target("a", None, Progress::Unplayed),
            target("b", None, Progress::Played),
            target("c", Some(Mark::Unplayed), Progress::Played),
            target("d", Some(Mark::Played), BEGUN),
        ];
        let once = pressed(&mixed, &[]);
        assert_eq!(
            once.iter().map(|one| one.mark).collect::<Vec<_>>(),
            [Some(Mark::Played), None, None, Some(Mark::Played)]
        );
        assert_eq!(pressed(&once, &mixed), mixed);
        let other_way = pressed(&once, &[]);
        assert!(other_way.iter().all(|one| !one.is_played()), "without the memory all of them are turned over");
        assert_eq!(other_way[3].mark, None);
    }
}
