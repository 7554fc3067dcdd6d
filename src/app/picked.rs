//! Episodes picked one by one, and what the person says of episodes: local marks before the library has written them.
//!
//! What is picked belongs to the list it was picked in, and is kept by show and key: refresh, order and filter do not
//! change it. Start with [`Picked`], then [`Marking`].

use std::collections::HashMap;

use crate::domain::{EpisodeAt, EpisodeKey, EpisodeState, Mark, Progress, ShelfEpisode, ShowKey};

/// What is known of an episode that may be marked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// Which episode.
    pub at: EpisodeAt,
    /// The local mark it has.
    pub mark: Option<Mark>,
    /// What Spotify says.
    pub remote: Progress,
}

impl From<&ShelfEpisode> for Standing {
    fn from(item: &ShelfEpisode) -> Self {
        Self { at: item.at(), mark: item.mark, remote: item.remote }
    }
}

impl Standing {
    /// Whether it counts as played.
    #[must_use]
    pub fn is_played(&self) -> bool {
        self.mark.map_or(self.remote, Mark::progress).state() == EpisodeState::Played
    }
}

/// The episodes picked in one list.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Picked {
    /// What is known of each, and as which one it was picked.
    of: HashMap<EpisodeAt, (usize, Option<Mark>, Progress)>,
    last: usize,
}

impl Picked {
    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.of.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.of.is_empty()
    }

    /// Whether an episode is among them.
    #[must_use]
    pub fn contains(&self, item: &ShelfEpisode) -> bool {
        !self.of.is_empty() && self.of.contains_key(&item.at())
    }

    /// Picks an episode, or leaves it out again.
    pub fn toggle(&mut self, item: &ShelfEpisode) {
        if self.of.remove(&item.at()).is_none() {
            self.last += 1;
            self.of.insert(item.at(), (self.last, item.mark, item.remote));
        }
    }

    /// Leaves all of them out; says whether there were any.
    pub fn clear(&mut self) -> bool {
        let some = !self.is_empty();
        *self = Self::default();
        some
    }

    /// All of them, in the order they were picked.
    #[must_use]
    pub fn standings(&self) -> Vec<Standing> {
        let mut all: Vec<_> = self.of.iter().collect();
        all.sort_by_key(|(_, (number, ..))| *number);
        all.into_iter()
            .map(|(at, (_, mark, remote))| Standing { at: at.clone(), mark: *mark, remote: *remote })
            .collect()
    }

    /// Takes in what is known of them now.
    pub fn refresh<'a>(&mut self, items: impl Iterator<Item = &'a ShelfEpisode>) {
        if self.is_empty() {
            return;
        }
        for item in items {
            if let Some((_, mark, remote)) = self.of.get_mut(&item.at()) {
                (*mark, *remote) = (item.mark, item.remote);
            }
        }
    }

    /// Leaves out what is not among these any more, which are all there are.
    pub fn retain_among(&mut self, items: &[ShelfEpisode]) {
        if !self.is_empty() {
            let there: std::collections::HashSet<EpisodeAt> = items.iter().map(ShelfEpisode::at).collect();
            self.of.retain(|at, _| there.contains(at));
        }
    }
}

/// Marks that the library is asked to write: rows show them at once, whatever is read meanwhile.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Marking {
    of: HashMap<ShowKey, HashMap<EpisodeKey, Option<Mark>>>,
    /// What was known of the episodes marked last: asked once more, they get back what they had.
    pub before: Vec<Standing>,
}

impl Marking {
    /// Adds marks that were asked for.
    pub fn add(&mut self, marks: &[(EpisodeAt, Option<Mark>)]) {
        for (EpisodeAt { show, episode }, mark) in marks {
            self.of.entry(show.clone()).or_default().insert(episode.clone(), *mark);
        }
    }

    /// They are written, or will not be: what is read counts from now on.
    pub fn done(&mut self) {
        self.of.clear();
    }

    /// The shows whose episodes are being marked.
    pub fn shows(&self) -> impl Iterator<Item = &ShowKey> {
        self.of.keys()
    }

    /// Sets the marks on rows.
    pub fn apply<'a>(&self, items: impl Iterator<Item = &'a mut ShelfEpisode>) {
        if self.of.is_empty() {
            return;
        }
        for item in items {
            if let Some(mark) = self.of.get(&item.show).and_then(|of| of.get(&item.episode.key)) {
                item.set_mark(*mark);
            }
        }
    }

    /// Sets them on what is picked.
    pub fn apply_to(&self, picked: &mut Picked) {
        for (at, (_, mark, _)) in &mut picked.of {
            if let Some(now) = self.of.get(&at.show).and_then(|of| of.get(&at.episode)) {
                *mark = *now;
            }
        }
    }
}

/// How episodes are to be marked when `m` is pressed on them: those that were marked last as they were before; else all
/// as played, unless all of them are. Those that count as what is wanted already are left alone, and no mark says the
/// same as Spotify.
#[must_use]
pub fn toggled(targets: &[Standing], before: &[Standing]) -> Vec<(EpisodeAt, Option<Mark>)> {
    let again = !targets.is_empty()
        && targets.len() == before.len()
        && targets.iter().zip(before).all(|(now, before)| (&now.at, now.remote) == (&before.at, before.remote));
    if again {
        let changed = before.iter().zip(targets).filter(|(before, now)| before.mark != now.mark);
        let back: Vec<_> = changed.map(|(before, _)| (before.at.clone(), before.mark)).collect();
        if !back.is_empty() {
            return back;
        }
    }
    if targets.iter().all(Standing::is_played) {
        return targets.iter().map(|target| (target.at.clone(), Mark::to_unplay(target.remote))).collect();
    }
    played(targets)
}

/// How those that do not count as played are marked so that they do.
#[must_use]
pub fn played(targets: &[Standing]) -> Vec<(EpisodeAt, Option<Mark>)> {
    let open = targets.iter().filter(|target| !target.is_played());
    open.map(|target| (target.at.clone(), Mark::to_play(target.remote))).collect()
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    const BEGUN: Progress = Progress::InProgress { position: Duration::from_mins(1) };

    fn standing(name: &str, mark: Option<Mark>, remote: Progress) -> Standing {
        let at = EpisodeAt { show: ShowKey::from_remote("show"), episode: EpisodeKey::from_remote(name) };
        Standing { at, mark, remote }
    }

    /// Presses `m` once on these, and gives what they are then.
    fn pressed(targets: &[Standing], before: &[Standing]) -> Vec<Standing> {
        let marks: HashMap<_, _> = toggled(targets, before).into_iter().collect();
        let one = |target: &Standing| Standing {
            mark: marks.get(&target.at).copied().unwrap_or(target.mark),
            ..target.clone()
        };
        targets.iter().map(one).collect()
    }

    #[test]
    fn m_turns_each_episode_over_and_twice_gives_back_what_was() {
        for mark in [None, Some(Mark::Played), Some(Mark::Unplayed)] {
            for remote in [Progress::Unplayed, BEGUN, Progress::Played] {
                let before = [standing("a", mark, remote)];
                let once = pressed(&before, &[]);
                assert_ne!(once[0].is_played(), before[0].is_played(), "{before:?}");
                assert_eq!(pressed(&once, &before), before);
            }
        }
    }

    #[test]
    fn a_mark_that_says_what_spotify_says_is_none() {
        assert_eq!(pressed(&[standing("a", Some(Mark::Played), BEGUN)], &[])[0].mark, None);
        assert_eq!(pressed(&[standing("a", Some(Mark::Unplayed), Progress::Played)], &[])[0].mark, None);
    }

    #[test]
    fn what_spotify_says_anew_is_turned_over_and_not_given_back() {
        let before = [standing("a", None, Progress::Unplayed)];
        let now = [standing("a", Some(Mark::Played), Progress::Played)];
        assert_eq!(pressed(&now, &before)[0].mark, Some(Mark::Unplayed));
    }

    #[test]
    fn several_are_played_before_they_are_unplayed_and_twice_gives_back_what_was() {
        let mixed = [
            standing("a", None, Progress::Unplayed),
            standing("b", None, Progress::Played),
            standing("c", Some(Mark::Unplayed), Progress::Played),
            standing("d", Some(Mark::Played), BEGUN),
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

    #[test]
    fn what_is_picked_comes_in_the_order_it_was_picked() {
        let mut picked = Picked::default();
        for name in ["b", "a", "c"] {
            let at = standing(name, None, Progress::Unplayed).at;
            picked.last += 1;
            picked.of.insert(at, (picked.last, None, Progress::Unplayed));
        }
        let keys: Vec<_> = picked.standings().into_iter().map(|one| one.at.episode).collect();
        assert_eq!(keys, ["b", "a", "c"].map(EpisodeKey::from_remote));
    }
}
