//! The library of a listener: shows followed, episodes saved, resume points.

use std::collections::HashMap;

use jiff::Timestamp;

use crate::demo::{
    Listener,
    change::Progress,
    data::{Catalogue, Episode, Show},
};

/// Most episodes saved at the start, one of each of the shows followed last.
const SAVED: usize = 120;

/// Place of the show and number of the episode.
type EpisodeKey = (u32, u32);

/// The time of an addition.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Since {
    At(Timestamp),
    /// Before the start, at this position of the list.
    Start(u32),
}

/// What a listener keeps. Begins with the latest addition.
#[derive(Debug)]
pub(super) struct Kept<K>(pub(super) Vec<(K, Since)>);

/// The library of one listener.
#[derive(Debug)]
pub(super) struct Library {
    listener: Listener,
    /// The number of shows that the first listener follows at the start.
    shows: u32,
    pub(super) followed: Kept<u32>,
    pub(super) saved: Kept<EpisodeKey>,
    pub(super) heard: HashMap<EpisodeKey, Progress>,
}

impl Library {
    /// As it is at the start. Both listeners follow every third show of the second.
    pub(super) fn new(listener: Listener, catalogue: &Catalogue) -> Self {
        let shows = catalogue.len();
        let show_at = |position: u32| match listener {
            Listener::Second if position % 3 != 2 || position >= shows => shows.saturating_add(position),
            Listener::First | Listener::Second => position,
        };
        let count = match listener {
            Listener::First => shows,
            Listener::Second => (shows / 2).max(3),
        };
        let followed: Vec<_> = (0..count).map(|position| (show_at(position), Since::Start(position))).collect();
        let pick = |(show, _): &(u32, Since)| Some((*show, catalogue.show(*show)?.pick()?));
        let saved = followed.iter().take(SAVED).filter_map(pick).zip(0..);
        let saved = saved.map(|(key, position)| (key, Since::Start(position))).collect();
        Self { listener, shows, followed: Kept(followed), saved: Kept(saved), heard: HashMap::new() }
    }

    /// The first show after those of the start that is not followed.
    pub(super) fn unfollowed(&self) -> Option<u32> {
        (self.shows..=u32::MAX).find(|show| !self.followed.has(*show))
    }

    pub(super) fn progress(&self, show: &Show<'_>, episode: &Episode) -> Progress {
        let heard = self.heard.get(&(show.index, episode.number)).copied();
        heard.unwrap_or_else(|| episode.progress(show, self.listener))
    }
}

impl<K: Copy + PartialEq> Kept<K> {
    pub(super) fn has(&self, key: K) -> bool {
        self.0.iter().any(|(known, _)| *known == key)
    }

    /// False if it is there already.
    pub(super) fn add(&mut self, key: K, at: Timestamp) -> bool {
        let new = !self.has(key);
        if new {
            self.0.insert(0, (key, Since::At(at)));
        }
        new
    }

    /// False if it is not there.
    pub(super) fn remove(&mut self, key: K) -> bool {
        let before = self.0.len();
        self.0.retain(|(known, _)| *known != key);
        self.0.len() < before
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::demo::DemoOptions;

    #[test]
    fn the_second_listener_follows_other_shows_and_a_few_of_the_same_each_once() {
        for shows in [0, 1, 2, 3, 7, 60] {
            let options = DemoOptions { shows, ..DemoOptions::default() };
            let catalogue = Catalogue::new(&options, jiff::civil::date(2026, 11, 23));
            let library = Library::new(Listener::Second, &catalogue);
            let mut followed: Vec<_> = library.followed.0.iter().map(|(show, _)| *show).collect();
            assert!(followed.iter().all(|show| library.followed.has(*show)), "{shows}");
            let shared = followed.iter().filter(|show| **show < shows).count();
            let strangers = (0..200).filter(|show| library.followed.has(*show)).count();
            followed.sort_unstable();
            followed.dedup();
            assert_eq!(followed.len(), library.followed.0.len(), "{shows}");
            assert_eq!(strangers, followed.len(), "{shows}");
            assert!(shared < followed.len(), "{shows}");
        }
    }

    #[test]
    fn an_addition_is_first_and_a_removal_leaves_no_hole() {
        let (at, start) = (Timestamp::UNIX_EPOCH, Since::Start);
        let mut list = Kept((0_u32..4).map(|position| (position, start(position))).collect());
        assert!(list.remove(1) && !list.remove(1));
        assert!(list.add(9, at) && !list.add(9, at) && !list.add(2, at));
        assert_eq!(list.0, [(9, Since::At(at)), (0, start(0)), (2, start(2)), (3, start(3))]);
        assert!(list.add(1, at), "a removed key can be added again");
        assert_eq!(list.0.first(), Some(&(1, Since::At(at))));
        assert!(list.remove(9) && list.remove(0));
        assert_eq!(list.0, [(1, Since::At(at)), (2, start(2)), (3, start(3))]);
    }
}
