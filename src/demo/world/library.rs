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

/// The library of one listener. Lists begin with the latest addition.
#[derive(Debug)]
pub(super) struct Library {
    listener: Listener,
    /// The number of shows that the first listener follows at the start.
    shows: u32,
    pub(super) followed: Vec<(u32, Since)>,
    pub(super) saved: Vec<(EpisodeKey, Since)>,
    heard: HashMap<EpisodeKey, Progress>,
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
        Self { listener, shows, followed, saved, heard: HashMap::new() }
    }

    pub(super) fn follows(&self, show: u32) -> bool {
        has(&self.followed, &show)
    }

    /// False if it is followed already.
    pub(super) fn follow(&mut self, show: u32, at: Timestamp) -> bool {
        add(&mut self.followed, show, at)
    }

    /// False if it is not followed.
    pub(super) fn unfollow(&mut self, show: u32) -> bool {
        remove(&mut self.followed, &show)
    }

    /// The first show after those of the start that is not followed.
    pub(super) fn unfollowed(&self) -> Option<u32> {
        (self.shows..=u32::MAX).find(|show| !self.follows(*show))
    }

    pub(super) fn has_saved(&self, key: EpisodeKey) -> bool {
        has(&self.saved, &key)
    }

    pub(super) fn save(&mut self, key: EpisodeKey, at: Timestamp) {
        add(&mut self.saved, key, at);
    }

    pub(super) fn remove(&mut self, key: EpisodeKey) {
        remove(&mut self.saved, &key);
    }

    pub(super) fn progress(&self, show: &Show<'_>, episode: &Episode) -> Progress {
        let heard = self.heard.get(&(show.index, episode.number)).copied();
        heard.unwrap_or_else(|| episode.progress(show, self.listener))
    }

    pub(super) fn listen(&mut self, show: u32, number: u32, progress: Progress) {
        self.heard.insert((show, number), progress);
    }
}

fn has<K: PartialEq>(list: &[(K, Since)], key: &K) -> bool {
    list.iter().any(|(known, _)| known == key)
}

fn add<K: Copy + PartialEq>(list: &mut Vec<(K, Since)>, key: K, at: Timestamp) -> bool {
    let new = !has(list, &key);
    if new {
        list.insert(0, (key, Since::At(at)));
    }
    new
}

fn remove<K: PartialEq>(list: &mut Vec<(K, Since)>, key: &K) -> bool {
    let before = list.len();
    list.retain(|(known, _)| known != key);
    list.len() < before
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
            let mut followed: Vec<_> = library.followed.iter().map(|(show, _)| *show).collect();
            assert!(followed.iter().all(|show| library.follows(*show)), "{shows}");
            let shared = followed.iter().filter(|show| **show < shows).count();
            let strangers = (0..200).filter(|show| library.follows(*show)).count();
            followed.sort_unstable();
            followed.dedup();
            assert_eq!(followed.len(), library.followed.len(), "{shows}");
            assert_eq!(strangers, followed.len(), "{shows}");
            assert!(shared < followed.len(), "{shows}");
        }
    }

    #[test]
    fn an_addition_is_first_and_a_removal_leaves_no_hole() {
        let (at, start) = (Timestamp::UNIX_EPOCH, Since::Start);
        let mut list: Vec<_> = (0_u32..4).map(|position| (position, start(position))).collect();
        assert!(remove(&mut list, &1) && !remove(&mut list, &1));
        assert!(add(&mut list, 9, at) && !add(&mut list, 9, at) && !add(&mut list, 2, at));
        assert_eq!(list, [(9, Since::At(at)), (0, start(0)), (2, start(2)), (3, start(3))]);
        assert!(add(&mut list, 1, at), "a removed key can be added again");
        assert_eq!(list.first(), Some(&(1, Since::At(at))));
        assert!(remove(&mut list, &9) && remove(&mut list, &0));
        assert_eq!(list, [(1, Since::At(at)), (2, start(2)), (3, start(3))]);
    }
}
