//! The main screen's data: the list of shows, the episodes of the open show, the notes.

use std::collections::HashMap;

use jiff::civil::Date;

use super::{
    Problem,
    details::HeaderLine,
    effect::Part,
    event::{Gap, ListSummary},
    list::{ListView, Place},
};
use crate::domain::{
    CleanText, Episode, EpisodeKey, EpisodeState, ReleaseDate, RichText, Show, ShowKey, rich::layout::NotesLine,
};

mod episodes;
mod loading;
mod shows;

/// The three panes.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Main {
    /// Which pane has the keys.
    pub focus: Pane,
    /// The shows.
    pub shows: Shows,
    /// The show whose episodes are listed.
    pub open: Option<ShowKey>,
    /// Its name, as it was listed last: every frame names it, and must not go through all shows for it.
    pub open_name: Option<CleanText>,
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
    /// The shows, in Spotify's order.
    pub items: Vec<Show>,
    /// Where each of them was last seen.
    pub places: Vec<Place>,
    /// How they are looked at.
    pub list: ListView<ShowKey>,
    /// In which order they are listed.
    pub sort: ShowSort,
    /// How far the loading is.
    pub loading: Loading,
}

/// The orders of the list of shows; `s` goes through them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ShowSort {
    /// Last added first, as Spotify lists them.
    #[default]
    Added,
    /// By title.
    Name,
    /// By the newest episode, the newest first.
    Latest,
    /// By unplayed episodes, the most first.
    Unplayed,
}

/// The episodes of one show.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Episodes {
    /// The episodes, in Spotify's order.
    pub items: Vec<Episode>,
    /// Where each of them was last seen.
    pub places: Vec<Place>,
    /// How many there are of each state, whatever is filtered.
    pub counts: Counts,
    /// How they are looked at.
    pub list: ListView<EpisodeKey>,
    /// In which order they are listed.
    pub sort: EpisodeSort,
    /// Which states are listed.
    pub state: StateFilter,
    /// How far the loading is.
    pub loading: Loading,
}

/// What a list of episodes holds, whatever is filtered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// All of them.
    pub total: usize,
    /// Not started.
    pub unplayed: usize,
    /// Started.
    pub in_progress: usize,
    /// Heard to the end.
    pub played: usize,
    /// The newest date among them.
    pub latest: Option<ReleaseDate>,
}

/// The orders of a list of episodes; `s` goes through them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum EpisodeSort {
    /// By date, the newest first.
    #[default]
    Newest,
    /// By date, the oldest first.
    Oldest,
    /// By length, the longest first.
    Longest,
}

/// The states a list of episodes shows; `f` goes through them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum StateFilter {
    /// All of them.
    #[default]
    All,
    /// One.
    Only(EpisodeState),
}

/// How far the loading of a list is.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Loading {
    /// Whether it runs, and how it ended.
    pub stage: Stage,
    /// Pages that could not be had; `r` asks for them again.
    pub gaps: Vec<Gap>,
    /// The number of the latest pass over the whole list, from 1.
    pub pass: u32,
    /// What the running request asked for.
    pub part: Option<Part>,
    /// What was said of the list when the running request began, where it asks for missing pages only.
    pub before: ListSummary,
    /// Offsets that failed in the running request.
    pub failed: Vec<u32>,
    /// How many items there are in all, as the latest page had it.
    pub total: Option<u32>,
}

impl Loading {
    /// How many items the missing pages hold: none where no page is missing, and `None` where only Spotify knows, because
    /// no page came to tell the total.
    #[must_use]
    pub fn missing(&self) -> Option<u32> {
        let Some(total) = self.total else { return self.gaps.is_empty().then_some(0) };
        let held = |gap: &Gap| gap.limit.min(total.saturating_sub(gap.offset));
        Some(self.gaps.iter().map(held).fold(0, u32::saturating_add))
    }
}

/// The stages of loading.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum Stage {
    /// Not asked for yet, or stopped before the end because something else was asked for.
    #[default]
    Never,
    /// Pages are coming.
    Running {
        /// How many items came since it began.
        received: u32,
        /// How many Spotify says there are.
        total: Option<u32>,
    },
    /// It came to its end, with or without gaps.
    Done(ListSummary),
    /// It was stopped before its end by something that concerns all pages.
    Failed(Problem),
}

/// The pane that is read.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct NotesPane {
    /// Whose details and notes these are.
    pub subject: Option<Subject>,
    /// The notes, read once per subject, when they are in view or their links are asked for.
    pub text: RichText,
    /// Whether they have been read.
    pub read: Reading,
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
}

/// Whether the notes of a subject have been read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Reading {
    /// Not yet.
    #[default]
    Never,
    /// As they are.
    Done,
    /// As they were: their item came anew since, and they are read again as soon as nothing refers to them.
    Stale,
}

/// Whose details are shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Subject {
    /// A show.
    Show(ShowKey),
    /// An episode of a show.
    Episode(ShowKey, EpisodeKey),
}

impl Main {
    /// How many episodes are kept in all: of the shows opened last as many as fit, the open one always. Notes come with
    /// each of them, so that it is episodes that take memory, not shows.
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

    /// A show by its key. Goes through the list: for what is done once per subject, not per row.
    #[must_use]
    pub fn show(&self, key: &ShowKey) -> Option<&Show> {
        self.shows.items.iter().find(|show| show.key == *key)
    }

    /// The show of a subject, where it is still listed.
    #[must_use]
    pub fn subject_show(&self, subject: &Subject) -> Option<&Show> {
        let (Subject::Show(show) | Subject::Episode(show, _)) = subject;
        self.show(show)
    }

    /// The episode of a subject, where it is still listed; `None` for a show.
    #[must_use]
    pub fn subject_episode(&self, subject: &Subject) -> Option<&Episode> {
        match subject {
            Subject::Show(_) => None,
            Subject::Episode(show, key) => self.episodes.get(show)?.items.iter().find(|episode| episode.key == *key),
        }
    }

    /// What is selected in the list that has the keys, or is read where the notes have them.
    #[must_use]
    pub fn current(&self) -> Option<Subject> {
        match self.focus {
            Pane::Shows => self.shows.list.selected_item(&self.shows.items).map(|show| Subject::Show(show.key.clone())),
            Pane::Episodes => {
                let open = self.open.as_ref()?;
                let episodes = self.episodes.get(open)?;
                let episode = episodes.list.selected_item(&episodes.items)?;
                Some(Subject::Episode(open.clone(), episode.key.clone()))
            }
            Pane::Notes => self.notes.subject.clone(),
        }
    }
}
