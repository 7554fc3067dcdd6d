//! The main screen's data: the list of shows, the episodes of the open show, the notes.

use std::collections::HashMap;

use super::{
    Problem,
    event::{Gap, ListSummary},
    list::ListView,
};
use crate::domain::{Episode, EpisodeKey, EpisodeState, RichText, Show, ShowKey, rich::layout::NotesLine};

/// The three panes.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Main {
    /// Which pane has the keys.
    pub focus: Pane,
    /// The shows.
    pub shows: Shows,
    /// The show whose episodes are listed.
    pub open: Option<ShowKey>,
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
}

/// The episodes of one show.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Episodes {
    /// The episodes as they came.
    pub items: Vec<Episode>,
    /// How they are looked at.
    pub list: ListView<EpisodeKey>,
    /// In which order they are listed.
    pub sort: EpisodeSort,
    /// Which states are listed.
    pub state: StateFilter,
    /// How far the loading is.
    pub loading: Loading,
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
}

/// The stages of loading.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum Stage {
    /// Not asked for yet.
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
    /// The notes, read once per subject.
    pub text: RichText,
    /// The notes laid out for the pane's width, once per subject and width.
    pub lines: Vec<NotesLine>,
    /// The width they are laid out for.
    pub width: u16,
    /// The first line in view, header lines included.
    pub scroll: usize,
}

/// Whose details are shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Subject {
    /// A show.
    Show(ShowKey),
    /// An episode of a show.
    Episode(ShowKey, EpisodeKey),
}
