//! The search over titles and notes of everything on disk.
//!
//! What was typed is searched with every key, the latest wins; what is shown belongs to one query, whole, until the next
//! answer is there. Start with [`Search::take`].

use std::collections::HashMap;

use jiff::civil::Date;

use super::{Problem, blocks::Blocks, login::Field, panes::Subject, picked::Picked, sync::Reread};
use crate::domain::{EpisodeAt, Query, ShelfEpisode, ShelfShow, ShowKey, Snippet};

/// What a search found.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct SearchFound {
    /// Shows whose name has all words.
    pub shows: Vec<ShelfShow>,
    /// Episodes: titles before notes, newer before older.
    pub episodes: Vec<ShelfEpisode>,
    /// Whether older episodes may match too.
    pub cut_short: bool,
}

/// Pieces of notes around the words that were searched for, for rows in view.
pub type Snippets = Vec<(EpisodeAt, Snippet)>;

/// The search as it is looked at.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Search {
    /// What is typed.
    pub field: Field,
    /// Whether it is being typed.
    pub typing: bool,
    /// What was asked for last.
    pub asked: String,
    /// The most episodes that were asked for last.
    pub limit: u32,
    /// What was found.
    pub found: SearchFound,
    /// For what it was found.
    pub of: String,
    /// The same, understood.
    pub query: Query,
    /// Which row is selected, and what part is in view: shows in one line, episodes in two.
    pub list: Blocks,
    /// What was chosen, which stays selected; `None` while nobody has chosen.
    pub chosen: Option<Hit>,
    /// Which episodes are picked.
    pub picked: Picked,
    /// Pieces of notes of episodes that were in view.
    pub snippets: HashMap<EpisodeAt, Snippet>,
    /// For which episodes they were asked last.
    pub snippets_asked: Vec<EpisodeAt>,
    /// What is known.
    pub stage: SearchStage,
    /// Whether it is to be searched again, because the library holds something else now.
    pub reread: Reread,
}

/// What is known of a search.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum SearchStage {
    /// Nothing was searched for.
    #[default]
    Idle,
    /// An answer is there.
    Found,
    /// The library could not be read.
    Failed(Problem),
}

/// Something that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Hit {
    /// A show.
    Show(ShowKey),
    /// An episode.
    Episode(EpisodeAt),
}

/// A row of what was found.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum HitRow<'a> {
    /// A show.
    Show(&'a ShelfShow),
    /// An episode.
    Episode(&'a ShelfEpisode),
}

impl HitRow<'_> {
    /// What it is about.
    #[must_use]
    pub fn hit(self) -> Hit {
        match self {
            Self::Show(show) => Hit::Show(show.show.key.clone()),
            Self::Episode(episode) => Hit::Episode(episode.at()),
        }
    }

    fn is(self, hit: &Hit) -> bool {
        match (self, hit) {
            (Self::Show(show), Hit::Show(key)) => show.show.key == *key,
            (Self::Episode(episode), Hit::Episode(at)) => episode.show == at.show && episode.episode.key == at.episode,
            (Self::Show(_), Hit::Episode(_)) | (Self::Episode(_), Hit::Show(_)) => false,
        }
    }
}

impl Search {
    /// How many episodes are asked for at first.
    pub const FIRST: u32 = 50;
    /// How many at most.
    pub const MOST: u32 = 500;

    /// A row of what was found: the shows first.
    #[must_use]
    pub fn row(&self, at: usize) -> Option<HitRow<'_>> {
        match self.found.shows.get(at) {
            Some(show) => Some(HitRow::Show(show)),
            None => self.found.episodes.get(at - self.found.shows.len()).map(HitRow::Episode),
        }
    }

    /// How many rows there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.found.shows.len() + self.found.episodes.len()
    }

    /// Whether nothing was found.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The selected row.
    #[must_use]
    pub fn selected(&self) -> Option<HitRow<'_>> {
        self.row(self.list.selected()?)
    }

    /// What the selected row is about.
    #[must_use]
    pub fn subject(&self) -> Option<Subject> {
        Some(match self.selected()? {
            HitRow::Show(show) => Subject::Show(show.show.key.clone()),
            HitRow::Episode(episode) => Subject::Episode(episode.show.clone(), episode.episode.key.clone()),
        })
    }

    /// Holds on to what is selected from now on.
    pub fn choose(&mut self) {
        if let Some(row) = self.selected() {
            self.chosen = Some(row.hit());
        }
    }

    /// An episode, where it was found. The selected one is found without a look at the others.
    #[must_use]
    pub fn episode(&self, at: &EpisodeAt) -> Option<&ShelfEpisode> {
        let is_it = |row: &&ShelfEpisode| row.show == at.show && row.episode.key == at.episode;
        let selected = match self.selected() {
            Some(HitRow::Episode(episode)) => Some(episode),
            Some(HitRow::Show(_)) | None => None,
        };
        selected.filter(is_it).or_else(|| self.found.episodes.iter().find(is_it))
    }

    /// Takes in what was found for what was asked, with `height` lines in view, on the day `today`. Where it is an answer to what the one
    /// before it answered too, the selection stays.
    pub fn take(&mut self, found: SearchFound, today: Date, height: usize) {
        let again = self.asked == self.of && self.stage == SearchStage::Found;
        let offset = self.list.offset();
        self.found = found;
        self.stage = SearchStage::Found;
        if !again {
            self.of.clone_from(&self.asked);
            self.query = Query::parse_on(&self.of, today);
            self.snippets.clear();
            self.chosen = None;
        }
        self.list.cut(0);
        self.found.shows.iter().for_each(|_| self.list.push(1));
        self.found.episodes.iter().for_each(|_| self.list.push(2));
        let is_chosen =
            |at: &usize| self.chosen.as_ref().is_some_and(|hit| self.row(*at).is_some_and(|row| row.is(hit)));
        match (0..self.len()).find(is_chosen) {
            Some(row) => self.list.select_at(row, offset, height),
            None if again && self.chosen.is_some() => self.list.fit(height),
            None => self.list.select_at(0, 0, height),
        }
    }

    /// Forgets what was found; what is picked stays.
    pub fn forget(&mut self) {
        let Self { field, typing, picked, .. } = std::mem::take(self);
        *self = Self { field, typing, picked, ..Self::default() };
    }

    /// Whether a larger limit may bring more.
    #[must_use]
    pub fn may_have_more(&self) -> bool {
        let asked = usize::try_from(self.limit).unwrap_or(usize::MAX);
        self.found.episodes.len() >= asked && self.limit < Self::MOST
    }

    /// The episodes in view of which no piece of notes has been read, where `height` lines are in view.
    #[must_use]
    pub fn without_snippet(&self, height: usize) -> Vec<EpisodeAt> {
        let top = self.list.top();
        let (Some(first), last) = (self.list.row_at(top), self.list.row_at(top + height.saturating_sub(1))) else {
            return Vec::new();
        };
        let rows = first..=last.unwrap_or(self.list.len().saturating_sub(1));
        let episode = |at| match self.row(at)? {
            HitRow::Show(_) => None,
            HitRow::Episode(episode) => Some(episode.at()),
        };
        rows.filter_map(episode).filter(|at| !self.snippets.contains_key(at)).collect()
    }
}
