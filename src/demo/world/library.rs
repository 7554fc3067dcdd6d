//! What the listeners keep: the shows they follow, the episodes they saved, how far they listened.
//!
//! The shows they followed from the start are computed; only what changed since is held.

use std::collections::HashMap;

use jiff::Timestamp;

use super::collection::{Collection, Kept};
use crate::demo::{
    Listener,
    change::Progress,
    data::{Catalogue, Episode, Show},
};

/// The most episodes saved from the start, one of each of the shows followed last.
const SAVED: u32 = 120;

/// Place of the show and number of the episode.
type EpisodeKey = (u32, u32);

/// The libraries of both listeners.
#[derive(Debug)]
pub(super) struct Libraries {
    first: Library,
    second: Library,
}

impl Libraries {
    /// As they are at the start.
    pub(super) fn new(catalogue: &Catalogue) -> Self {
        Self { first: Library::new(Listener::First, catalogue), second: Library::new(Listener::Second, catalogue) }
    }

    pub(super) fn of(&self, listener: Listener) -> &Library {
        match listener {
            Listener::First => &self.first,
            Listener::Second => &self.second,
        }
    }

    pub(super) fn of_mut(&mut self, listener: Listener) -> &mut Library {
        match listener {
            Listener::First => &mut self.first,
            Listener::Second => &mut self.second,
        }
    }
}

/// When something was added.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Since {
    /// Then.
    At(Timestamp),
    /// Before the start, at this position of the list.
    Start(u32),
}

/// What one listener keeps.
#[derive(Debug)]
pub(super) struct Library {
    listener: Listener,
    /// How many shows the first listener follows from the start.
    shows: u32,
    followed: Collection<u32>,
    saved: Collection<EpisodeKey>,
    /// The episodes saved from the start.
    saved_first: Vec<EpisodeKey>,
    heard: HashMap<EpisodeKey, Progress>,
}

impl Library {
    fn new(listener: Listener, catalogue: &Catalogue) -> Self {
        let shows = catalogue.len();
        let base = match listener {
            Listener::First => shows,
            Listener::Second => (shows / 2).max(3),
        };
        let (followed, heard) = (Collection::new(base), HashMap::new());
        let mut library = Self { listener, shows, followed, saved: Collection::new(0), saved_first: Vec::new(), heard };
        let shows = (0..base.min(SAVED)).filter_map(|position| catalogue.show(library.base_show(position)));
        library.saved_first = shows.filter_map(|show| Some((show.index(), show.pick()?))).collect();
        library.saved = Collection::new(u32::try_from(library.saved_first.len()).unwrap_or(SAVED));
        library
    }

    /// How many shows are followed.
    pub(super) fn followed_len(&self) -> u32 {
        self.followed.len()
    }

    /// The place in the data of the show at a place of the list of followed shows.
    pub(super) fn followed(&self, place: u32) -> Option<(u32, Since)> {
        self.followed.at(place).map(|kept| match kept {
            Kept::Added(show, at) => (show, Since::At(at)),
            Kept::Base(position) => (self.base_show(position), Since::Start(position)),
        })
    }

    pub(super) fn follows(&self, show: u32) -> bool {
        self.followed.has(show, self.base_position(show))
    }

    /// False where it is followed already.
    pub(super) fn follow(&mut self, show: u32, at: Timestamp) -> bool {
        self.followed.add(show, self.base_position(show), at)
    }

    /// False where it is not followed.
    pub(super) fn unfollow(&mut self, show: u32) -> bool {
        self.followed.remove(show, self.base_position(show))
    }

    /// The first show behind those of the start that is not followed.
    pub(super) fn unfollowed(&self) -> Option<u32> {
        (self.shows..=u32::MAX).find(|show| !self.follows(*show))
    }

    /// How many episodes are saved.
    pub(super) fn saved_len(&self) -> u32 {
        self.saved.len()
    }

    /// The episode at a place of the list of saved ones, as place of the show and number.
    pub(super) fn saved(&self, place: u32) -> Option<(EpisodeKey, Since)> {
        match self.saved.at(place)? {
            Kept::Added(key, at) => Some((key, Since::At(at))),
            Kept::Base(position) => self.saved_first.get(position as usize).map(|key| (*key, Since::Start(position))),
        }
    }

    pub(super) fn has_saved(&self, key: EpisodeKey) -> bool {
        self.saved.has(key, self.saved_position(key))
    }

    pub(super) fn save(&mut self, key: EpisodeKey, at: Timestamp) {
        self.saved.add(key, self.saved_position(key), at);
    }

    pub(super) fn remove(&mut self, key: EpisodeKey) {
        self.saved.remove(key, self.saved_position(key));
    }

    /// How far the listener has come.
    pub(super) fn progress(&self, show: &Show<'_>, episode: &Episode) -> Progress {
        let heard = self.heard.get(&(show.index(), episode.number)).copied();
        heard.unwrap_or_else(|| episode.progress(show, self.listener))
    }

    pub(super) fn listen(&mut self, show: u32, number: u32, progress: Progress) {
        self.heard.insert((show, number), progress);
    }

    /// Which show is followed from the start at a position. Every third of the second listener's is also the first's.
    fn base_show(&self, position: u32) -> u32 {
        match self.listener {
            Listener::First => position,
            Listener::Second if self.is_shared(position) => position,
            Listener::Second => self.shows.saturating_add(position),
        }
    }

    /// The position a show had at the start.
    fn base_position(&self, show: u32) -> Option<u32> {
        let position = match self.listener {
            Listener::Second if show >= self.shows => show - self.shows,
            Listener::First | Listener::Second => show,
        };
        (self.base_show(position) == show).then_some(position)
    }

    fn is_shared(&self, position: u32) -> bool {
        position % 3 == 2 && position < self.shows
    }

    fn saved_position(&self, key: EpisodeKey) -> Option<u32> {
        self.saved_first.iter().position(|first| *first == key).and_then(|position| u32::try_from(position).ok())
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
            let catalogue = Catalogue::new(&options, jiff::civil::date(2026, 11, 23)).expect("the texts read");
            let library = Library::new(Listener::Second, &catalogue);
            let mut followed: Vec<_> =
                (0..library.followed_len()).filter_map(|place| library.followed(place)).map(|(show, _)| show).collect();
            assert!(followed.iter().all(|show| library.follows(*show)), "{shows}");
            let shared = followed.iter().filter(|show| **show < shows).count();
            let strangers = (0..200).filter(|show| library.follows(*show)).count();
            followed.sort_unstable();
            followed.dedup();
            assert_eq!(followed.len(), library.followed_len() as usize, "{shows}");
            assert_eq!(strangers, followed.len(), "{shows}");
            assert!(shared < followed.len(), "{shows}");
        }
    }
}
