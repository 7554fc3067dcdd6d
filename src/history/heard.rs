//! How long each episode was heard, over all plays, and what follows from it.
//!
//! Bounded: of episodes that are not on disk only a hash is kept, and a limited number of them. The two kinds of download
//! cover the same plays, so their times are not added: the longer one counts. A play that comes twice counts once.

use std::{
    collections::{HashMap, HashSet},
    hash::{BuildHasher as _, Hash, RandomState},
    time::Duration,
};

use super::Play;
use crate::domain::{EpisodeId, words};

/// The most plays, unknown episodes and titles that are told apart.
const MOST: usize = 400_000;

/// An episode on disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Known {
    pub length: Duration,
    pub state: KnownState,
}

/// What the library has of an episode.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KnownState {
    Open,
    Played,
    /// The person marked it as unplayed, which counts more than what was heard before.
    MarkedUnplayed,
}

/// What was heard.
#[derive(Debug, Default)]
pub struct Heard {
    /// Episodes on disk, with the time of either kind of download.
    episodes: HashMap<EpisodeId, (Known, Times)>,
    titled: HashMap<u128, Titled>,
    /// The folded names of shows on disk, and whether a play named one.
    shows: HashMap<String, bool>,
    unknown: HashSet<u64>,
    plays: HashSet<u64>,
    hashes: [RandomState; 2],
    repeated: u64,
}

#[derive(Debug, Default)]
struct Times {
    extended: u64,
    titled: u64,
}

#[derive(Debug, Default)]
struct Titled {
    ms: u64,
    matches: u32,
    episode: Option<(EpisodeId, Known)>,
}

/// The counts, and the episodes to mark.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Verdict {
    /// Episodes on disk that were heard to 90 % and are to be marked as played.
    pub marks: Vec<EpisodeId>,
    /// Episodes on disk with a play.
    pub on_disk: u64,
    pub already_played: u64,
    pub marked_unplayed: u64,
    /// Heard to less than 90 %, or their length is unknown.
    pub heard_less: u64,
    /// Episodes that are not on disk.
    pub unknown: u64,
    /// Whether there are more of these than are counted.
    pub has_more_unknown: bool,
    /// Titles that several episodes have.
    pub ambiguous: u64,
    /// Plays that came before.
    pub repeated: u64,
}

impl Heard {
    /// For a library with shows of these names.
    pub fn new<'a>(shows: impl IntoIterator<Item = &'a str>) -> Self {
        let shows = shows.into_iter().map(|name| (words::folded(name), false)).collect();
        Self { shows, ..Self::default() }
    }

    /// Adds a play. `find` looks for an episode on disk.
    pub fn add(&mut self, play: &Play<'_>, find: &mut dyn FnMut(&EpisodeId) -> Option<Known>) {
        match play {
            Play::Of { episode, ended, ms } => {
                if !self.episodes.contains_key(episode) {
                    let hash = self.hash(&(0, episode));
                    if self.unknown.contains(&hash) {
                        return;
                    }
                    let Some(known) = find(episode) else { return self.unknown(hash) };
                    self.episodes.insert(episode.clone(), (known, Times::default()));
                }
                if self.is_new(&(episode, ended, ms))
                    && let Some((_, times)) = self.episodes.get_mut(episode)
                {
                    times.extended += ms;
                }
            }
            Play::Titled { show, title, ended, ms } => {
                let (show, title) = (words::folded(show), words::folded(title));
                let hash = self.hash(&(1, &show, &title));
                let Some(is_named) = self.shows.get_mut(&show) else { return self.unknown(hash) };
                *is_named = true;
                let key = self.title(&show, &title);
                if (self.titled.len() < MOST || self.titled.contains_key(&key))
                    && self.is_new(&(&show, &title, ended, ms))
                {
                    self.titled.entry(key).or_default().ms += ms;
                }
            }
        }
    }

    /// Whether a play named a show of this name.
    pub fn names(&self, show: &str) -> bool {
        self.shows.get(&words::folded(show)).copied().unwrap_or(false)
    }

    /// Compares the titles that were heard with an episode on disk, once for each.
    pub fn compare(&mut self, show: &str, title: &str, episode: &EpisodeId, known: Known) {
        let key = self.title(&words::folded(show), &words::folded(title));
        if let Some(titled) = self.titled.get_mut(&key) {
            titled.matches += 1;
            titled.episode = Some((episode.clone(), known));
        }
    }

    /// What follows, after every title was compared.
    pub fn verdict(mut self) -> Verdict {
        let mut verdict = Verdict {
            unknown: self.unknown.len() as u64,
            has_more_unknown: self.unknown.len() >= MOST,
            repeated: self.repeated,
            ..Verdict::default()
        };
        for titled in std::mem::take(&mut self.titled).into_values() {
            match (titled.matches, titled.episode) {
                (0, _) | (_, None) => verdict.unknown += 1,
                (1, Some((id, known))) => {
                    self.episodes.entry(id).or_insert((known, Times::default())).1.titled += titled.ms;
                }
                (_, Some(_)) => verdict.ambiguous += 1,
            }
        }
        verdict.on_disk = self.episodes.len() as u64;
        for (id, (known, times)) in self.episodes {
            let length = u64::try_from(known.length.as_millis()).unwrap_or(u64::MAX);
            let heard = times.extended.max(times.titled);
            let is_heard = length > 0 && heard.saturating_mul(10) >= length.saturating_mul(9);
            match known.state {
                KnownState::Played => verdict.already_played += 1,
                _ if !is_heard => verdict.heard_less += 1,
                KnownState::MarkedUnplayed => verdict.marked_unplayed += 1,
                KnownState::Open => verdict.marks.push(id),
            }
        }
        verdict.marks.sort();
        verdict
    }

    fn hash(&self, value: &impl Hash) -> u64 {
        let [first, _] = &self.hashes;
        first.hash_one(value)
    }

    fn title(&self, show: &str, title: &str) -> u128 {
        let [first, second] = self.hashes.each_ref().map(|state| u128::from(state.hash_one((show, title))));
        (first << 64) | second
    }

    fn unknown(&mut self, hash: u64) {
        if self.unknown.len() < MOST {
            self.unknown.insert(hash);
        }
    }

    /// Whether a play did not come before.
    fn is_new(&mut self, play: &impl Hash) -> bool {
        let hash = self.hash(play);
        let is_new = if self.plays.len() < MOST { self.plays.insert(hash) } else { !self.plays.contains(&hash) };
        self.repeated += u64::from(!is_new);
        is_new
    }
}
