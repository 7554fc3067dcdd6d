//! The main screen's data: the list of shows, the episodes of the open show, the notes.

use std::collections::HashMap;

use jiff::civil::Date;

use super::{
    Problem,
    details::HeaderLine,
    feed::{Feed, Feeds},
    list::{Filter, ListView},
    matches::Matches,
    picked::{Marking, Picked},
    search::Search,
    sync::SyncOutcome,
    tab::Tab,
};
use crate::domain::{
    CleanText, EpisodeAt, EpisodeKey, EpisodeSort, RichText, ShelfEpisode, ShelfShow, ShowKey, ShowSort, StateFilter,
    rich::layout::NotesLine,
};

mod episodes;
mod shows;

/// The tabs and their panes.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Main {
    /// Which tab is open.
    pub tab: Tab,
    /// Which pane of the first tab had the keys when it was left.
    pub focus_in_shows: Pane,
    /// The show that somebody came to see among the shows where it is not listed yet, until they have been read again.
    pub awaited: Option<ShowKey>,
    /// The episode that somebody came to see among those of its show, until the library has answered.
    pub reveal: Option<EpisodeAt>,
    /// What the person says of episodes, until the library has written it.
    pub marking: Marking,
    /// New and In progress.
    pub feeds: Feeds,
    /// The search.
    pub search: Search,
    /// Which pane has the keys.
    pub focus: Pane,
    /// The shows.
    pub shows: Shows,
    /// The show whose episodes are listed.
    pub open: Option<ShowKey>,
    /// Its name, as it was listed last: every frame names it, and must not go through all shows for it.
    pub open_name: Option<CleanText>,
    /// How many episodes Spotify says it has, for the same reason.
    pub open_total: Option<u32>,
    /// Whether all of them that can be read are on disk, for the same reason.
    pub open_complete: bool,
    /// The episodes of the shows opened lately, the open one among them.
    pub episodes: HashMap<ShowKey, Episodes>,
    /// The shows in the order they were opened, the latest last; the oldest are forgotten.
    pub opened: Vec<ShowKey>,
    /// What is read.
    pub notes: NotesPane,
}

/// The panes of the main screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Pane {
    /// The shows.
    #[default]
    Shows,
    /// The episodes of the open show.
    Episodes,
    /// Details and notes of the selected episode or show.
    Notes,
}

/// The list of shows.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Shows {
    /// The shows, in Spotify's order; while only the first of them are there, in the order of the list.
    pub items: Vec<ShelfShow>,
    /// How many of them are there.
    pub stock: Stock,
    /// How they are looked at.
    pub list: ListView<ShowKey>,
    /// In which order they are listed.
    pub sort: ShowSort,
    /// Which of them are listed, by the states of their episodes.
    pub state: StateFilter,
}

/// How much of a list has been read from the library.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Stock {
    /// Nothing yet.
    #[default]
    Never,
    /// As much as the first frame shows.
    First {
        /// How many there are in all.
        total: u32,
    },
    /// All of it.
    Whole,
    /// It could not be read; what was read before is still there.
    Failed(Problem),
}

/// The episodes of one show.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Episodes {
    /// The episodes that are on disk, the newest first.
    pub items: Vec<ShelfEpisode>,
    /// Whether they have been read.
    pub stock: Stock,
    /// How they are looked at.
    pub list: ListView<EpisodeKey>,
    /// Which of them are picked.
    pub picked: Picked,
    /// In which order they are listed.
    pub sort: EpisodeSort,
    /// Which states are listed.
    pub state: StateFilter,
    /// What Spotify was last asked about the show, and what it came to; `None` while it was not asked since the start.
    pub visit: Option<SyncOutcome>,
}

/// The pane that is read.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct NotesPane {
    /// Whose details and notes are wanted.
    pub subject: Option<Subject>,
    /// Whose details and notes these are: another's until the library has answered, so that nothing flickers.
    pub shown: Option<Subject>,
    /// The episode as it was listed last: what is read stays on the screen when it leaves the list.
    pub item: Option<Box<ShelfEpisode>>,
    /// The notes, read once per subject, when they are in view or their links are asked for.
    pub text: RichText,
    /// Whether those of the subject have been read.
    pub read: Reading,
    /// Whose notes the library is asked for.
    pub asked: Option<Subject>,
    /// Whether their links are listed as soon as they have been read.
    pub links_asked: bool,
    /// Details above the notes, laid out for the same width.
    pub header: Vec<HeaderLine>,
    /// The notes laid out for the pane's width, once per subject and width. They follow the header.
    pub lines: Vec<NotesLine>,
    /// The width they are laid out for: of [`super::layout::page`] of the pane. Zero before that.
    pub width: u16,
    /// The day they are laid out on, for relative dates.
    pub day: Option<Date>,
    /// The first line in view, header lines included.
    pub scroll: usize,
    /// Where the words of the search stand in the lines; `None` before they were looked for, and outside the search.
    pub matches: Option<Matches>,
}

/// Whether the notes of a subject have been read.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Reading {
    /// Not yet.
    #[default]
    Never,
    /// As they are.
    Done,
    /// As they were: the library holds others since, and they are read again as soon as nothing refers to them.
    Stale,
    /// The library could not be read.
    Failed(Problem),
}

/// Whose details are shown.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Subject {
    /// A show.
    Show(ShowKey),
    /// An episode of a show.
    Episode(ShowKey, EpisodeKey),
}

impl Main {
    /// How many episodes are kept in all: of the shows opened last as many as fit, the open one always. They are there at
    /// once, as they were left, when their show is opened again, until the library has answered.
    pub const KEPT: usize = 20_000;

    /// The episodes of the open show.
    #[must_use]
    pub fn open_episodes(&self) -> Option<&Episodes> {
        self.episodes.get(self.open.as_ref()?)
    }

    /// The episodes of the open show, to change how they are looked at.
    pub fn open_episodes_mut(&mut self) -> Option<&mut Episodes> {
        self.episodes.get_mut(self.open.as_ref()?)
    }

    /// A show by its key. Goes through the list unless the show is selected: for what is done once per subject, not per
    /// row.
    #[must_use]
    pub fn show(&self, key: &ShowKey) -> Option<&ShelfShow> {
        let Shows { items, list, .. } = &self.shows;
        let selected = list.selected_item(items).filter(|show| show.show.key == *key);
        selected.or_else(|| items.iter().find(|show| show.show.key == *key))
    }

    /// The show of a subject, where it is still listed.
    #[must_use]
    pub fn subject_show(&self, subject: &Subject) -> Option<&ShelfShow> {
        let (Subject::Show(show) | Subject::Episode(show, _)) = subject;
        self.show(show)
    }

    /// The episode of a subject, where it is still listed; `None` for a show.
    #[must_use]
    pub fn subject_episode(&self, subject: &Subject) -> Option<&ShelfEpisode> {
        let Subject::Episode(show, key) = subject else { return None };
        let at = EpisodeAt { show: show.clone(), episode: key.clone() };
        if let Some(listed) = self.listed(&at) {
            return Some(listed);
        }
        let is_it = |item: &&ShelfEpisode| item.episode.key == *key;
        let among = self.episodes.get(show).and_then(|Episodes { items, list, .. }| {
            list.selected_item(items).filter(is_it).or_else(|| items.iter().find(is_it))
        });
        among.or_else(|| self.notes.item.as_deref().filter(|item| item.show == *show && is_it(item)))
    }

    /// What is picked in the list of episodes of the open tab.
    #[must_use]
    pub fn picked(&self) -> Option<&Picked> {
        match self.tab {
            Tab::Shows => self.open_episodes().map(|episodes| &episodes.picked),
            Tab::New | Tab::InProgress => self.feed().map(|feed| &feed.picked),
            Tab::Search => Some(&self.search.picked),
        }
    }

    /// What is picked in the list of episodes of the open tab, to change it.
    pub fn picked_mut(&mut self) -> Option<&mut Picked> {
        match self.tab {
            Tab::Shows => self.open_episodes_mut().map(|episodes| &mut episodes.picked),
            Tab::New | Tab::InProgress => self.feed_mut().map(|feed| &mut feed.picked),
            Tab::Search => Some(&mut self.search.picked),
        }
    }

    /// The feed that is open.
    #[must_use]
    pub fn feed(&self) -> Option<&Feed> {
        self.tab.feed().map(|kind| self.feeds.of(kind))
    }

    /// The feed that is open, to change it.
    pub fn feed_mut(&mut self) -> Option<&mut Feed> {
        self.tab.feed().map(|kind| self.feeds.of_mut(kind))
    }

    /// An episode, where it is listed in the open tab, if that is not the first.
    #[must_use]
    pub fn listed(&self, at: &EpisodeAt) -> Option<&ShelfEpisode> {
        match self.tab {
            Tab::Shows => None,
            Tab::New | Tab::InProgress => self.feed()?.episode(at),
            Tab::Search => self.search.episode(at),
        }
    }

    /// What is selected in the list of a tab that is not the first.
    #[must_use]
    pub fn selected_in_tab(&self) -> Option<Subject> {
        match self.tab {
            Tab::Shows => None,
            Tab::New | Tab::InProgress => self.feed()?.subject(),
            Tab::Search => self.search.subject(),
        }
    }

    /// Whether a filter or the search is being typed outside the first tab.
    #[must_use]
    pub fn is_typing(&self) -> bool {
        match self.tab {
            Tab::Shows => false,
            Tab::New | Tab::InProgress => self.feed().is_some_and(|feed| matches!(feed.filter, Filter::Typing(_))),
            Tab::Search => self.search.typing,
        }
    }

    /// What is selected in the list that has the keys, or is read where the notes have them.
    #[must_use]
    pub fn current(&self) -> Option<Subject> {
        match self.focus {
            Pane::Shows | Pane::Episodes if self.tab != Tab::Shows => self.selected_in_tab(),
            Pane::Shows => {
                self.shows.list.selected_item(&self.shows.items).map(|show| Subject::Show(show.show.key.clone()))
            }
            Pane::Episodes => {
                let open = self.open.as_ref()?;
                let episodes = self.episodes.get(open)?;
                let item = episodes.list.selected_item(&episodes.items)?;
                Some(Subject::Episode(open.clone(), item.episode.key.clone()))
            }
            Pane::Notes => self.notes.subject.clone(),
        }
    }
}
