//! Orders and state filters of lists, with their words on disk.

use std::fmt;

use super::{Episode, EpisodeState, ShelfShow};

/// The orders of the list of shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum ShowSort {
    /// Last added first, as Spotify lists them.
    #[default]
    Added,
    Name,
    /// By the newest episode, newest first.
    Latest,
    /// Most unplayed episodes first.
    Unplayed,
    /// First added first.
    AddedUp,
    /// From Z to A.
    NameDown,
    /// Those without a new episode for the longest time first.
    LatestUp,
    /// Fewest unplayed episodes first.
    UnplayedUp,
}

/// The orders of the episodes of a show.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum EpisodeSort {
    #[default]
    Newest,
    Oldest,
    Longest,
    Shortest,
}

/// The orders of a feed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum FeedSort {
    #[default]
    Newest,
    Oldest,
    /// Least left to hear first.
    Remaining,
    /// Most left to hear first.
    RemainingDown,
    /// Last saved first; of saved episodes alone, like [`FeedSort::SavedUp`].
    Saved,
    /// First saved first.
    SavedUp,
}

/// Which episodes a feed lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum FeedSource {
    /// Those of the followed shows.
    #[default]
    Followed,
    /// Your Episodes, whether their shows are followed or not.
    Saved,
}

/// The states of the episodes that a list is limited to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum StateFilter {
    #[default]
    All,
    Only(EpisodeState),
}

/// How a list is displayed. On disk it is a line of words: `sort=newest state=unplayed`, and `one-per-show` where set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ViewOptions<S> {
    pub sort: S,
    pub state: StateFilter,
    /// Only the newest episode of each show; of feeds.
    pub one_per_show: bool,
}

/// Values with a word each. The words are part of the library format: never change them.
pub trait Words: Copy + PartialEq + Default + 'static {
    /// Every value with its word and its label: those that a key cycles through in their order, then the reverse orders that
    /// are not among them. Labels end "Sorted by …" or begin "… episodes".
    const ALL: &'static [(Self, &'static str, &'static str)];

    /// How many values a key cycles through.
    const CYCLE: usize;

    /// Orders that are the reverse of each other.
    const REVERSES: &'static [[Self; 2]];

    /// The reverse order; of a filter, the same.
    #[must_use]
    fn reversed(self) -> Self {
        let pair = Self::REVERSES.iter().find(|pair| pair.contains(&self));
        pair.and_then(|pair| pair.iter().find(|order| **order != self)).copied().unwrap_or(self)
    }

    /// Whether it is the reverse of an order in the cycle, and not in the cycle itself.
    fn is_reverse(self) -> bool {
        Self::ALL.iter().skip(Self::CYCLE).any(|(value, ..)| *value == self)
    }

    fn word(self) -> &'static str {
        Self::ALL.iter().find(|(value, ..)| *value == self).map_or("", |(_, word, _)| word)
    }

    fn label(self) -> &'static str {
        Self::ALL.iter().find(|(value, ..)| *value == self).map_or("", |(.., label)| label)
    }

    /// The value of a word, or the default for an unknown one.
    fn of_word(word: &str) -> Self {
        Self::ALL.iter().find(|(_, known, _)| *known == word).map_or_else(Self::default, |(value, ..)| *value)
    }

    /// The next value of the cycle, and the first after the last.
    #[must_use]
    fn next(self) -> Self {
        let at = if self.is_reverse() { self.reversed() } else { self };
        let cycle = Self::ALL.get(..Self::CYCLE).unwrap_or(Self::ALL);
        let later = cycle.iter().skip_while(|(value, ..)| *value != at).nth(1);
        later.or(cycle.first()).map_or(self, |(value, ..)| *value)
    }
}

impl Words for ShowSort {
    const ALL: &'static [(Self, &'static str, &'static str)] = &[
        (Self::Added, "added", "date added"),
        (Self::Name, "name", "name"),
        (Self::Latest, "latest", "latest release"),
        (Self::Unplayed, "unplayed", "unplayed episodes"),
        (Self::AddedUp, "added-up", "date added, first added first"),
        (Self::NameDown, "name-down", "name, Z to A"),
        (Self::LatestUp, "latest-up", "latest release, longest ago first"),
        (Self::UnplayedUp, "unplayed-up", "unplayed episodes, fewest first"),
    ];
    const CYCLE: usize = 4;
    const REVERSES: &'static [[Self; 2]] = &[
        [Self::Added, Self::AddedUp],
        [Self::Name, Self::NameDown],
        [Self::Latest, Self::LatestUp],
        [Self::Unplayed, Self::UnplayedUp],
    ];
}

impl Words for EpisodeSort {
    const ALL: &'static [(Self, &'static str, &'static str)] = &[
        (Self::Newest, "newest", "date, newest first"),
        (Self::Oldest, "oldest", "date, oldest first"),
        (Self::Longest, "longest", "length, longest first"),
        (Self::Shortest, "shortest", "length, shortest first"),
    ];
    const CYCLE: usize = 3;
    const REVERSES: &'static [[Self; 2]] = &[[Self::Newest, Self::Oldest], [Self::Longest, Self::Shortest]];
}

impl Words for FeedSort {
    const ALL: &'static [(Self, &'static str, &'static str)] = &[
        (Self::Newest, "newest", "date, newest first"),
        (Self::Oldest, "oldest", "date, oldest first"),
        (Self::Remaining, "remaining", "what is left, least first"),
        (Self::Saved, "saved", "date saved, last saved first"),
        (Self::RemainingDown, "remaining-down", "what is left, most first"),
        (Self::SavedUp, "saved-up", "date saved, first saved first"),
    ];
    const CYCLE: usize = 4;
    const REVERSES: &'static [[Self; 2]] =
        &[[Self::Newest, Self::Oldest], [Self::Remaining, Self::RemainingDown], [Self::Saved, Self::SavedUp]];
}

impl Words for StateFilter {
    const ALL: &'static [(Self, &'static str, &'static str)] = &[
        (Self::All, "all", "All"),
        (Self::Only(EpisodeState::Unplayed), "unplayed", "Unplayed"),
        (Self::Only(EpisodeState::InProgress), "in-progress", "In progress"),
        (Self::Only(EpisodeState::Played), "played", "Played"),
    ];
    const CYCLE: usize = 4;
    const REVERSES: &'static [[Self; 2]] = &[];
}

impl<S: Words> ViewOptions<S> {
    pub fn new(sort: S, state: StateFilter) -> Self {
        Self { sort, state, one_per_show: false }
    }

    /// Parses a line of words. Unknown and missing words are the default.
    pub fn parse(line: &str) -> Self {
        let mut options = Self::default();
        for word in line.split(' ') {
            match word.split_once('=') {
                Some(("sort", sort)) => options.sort = S::of_word(sort),
                Some(("state", state)) => options.state = StateFilter::of_word(state),
                Some(_) => {}
                None => options.one_per_show |= word == ONE_PER_SHOW,
            }
        }
        options
    }
}

const ONE_PER_SHOW: &str = "one-per-show";

impl<S: Words> fmt::Display for ViewOptions<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "sort={} state={}", self.sort.word(), self.state.word())?;
        if self.one_per_show { write!(f, " {ONE_PER_SHOW}") } else { Ok(()) }
    }
}

impl StateFilter {
    /// The label over a list of shows.
    pub fn label_of_shows(self) -> &'static str {
        match self {
            Self::All => "All shows",
            Self::Only(EpisodeState::Unplayed) => "Shows with unplayed episodes",
            Self::Only(EpisodeState::InProgress) => "Shows with episodes in progress",
            Self::Only(EpisodeState::Played) => "Shows heard to the end",
        }
    }

    pub fn lets_through(self, episode: &Episode) -> bool {
        match self {
            Self::All => true,
            Self::Only(state) => episode.progress.state() == state,
        }
    }

    /// A show passes with one episode in this state; under [`EpisodeState::Played`], with played ones only.
    pub fn lets_show_through(self, show: &ShelfShow) -> bool {
        let counts = show.counts;
        match self {
            Self::All => true,
            Self::Only(EpisodeState::Unplayed) => counts.unplayed > 0,
            Self::Only(EpisodeState::InProgress) => counts.in_progress > 0,
            Self::Only(EpisodeState::Played) => counts.total > 0 && counts.unplayed + counts.in_progress == 0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn comes_back<S: Words + fmt::Debug>(sorts: &[S]) {
        for (sort, (state, ..)) in sorts.iter().flat_map(|sort| StateFilter::ALL.iter().map(move |state| (sort, state)))
        {
            for one_per_show in [false, true] {
                let options = ViewOptions { sort: *sort, state: *state, one_per_show };
                assert_eq!(ViewOptions::parse(&options.to_string()), options, "{options}");
            }
        }
    }

    #[test]
    fn every_view_of_a_list_comes_back_as_it_was() {
        comes_back(&ShowSort::ALL.iter().map(|(sort, ..)| *sort).collect::<Vec<_>>());
        comes_back(&EpisodeSort::ALL.iter().map(|(sort, ..)| *sort).collect::<Vec<_>>());
        comes_back(&FeedSort::ALL.iter().map(|(sort, ..)| *sort).collect::<Vec<_>>());
    }

    fn turns_over<S: Words + fmt::Debug>() {
        for (sort, ..) in S::ALL {
            assert_eq!(sort.reversed().reversed(), *sort);
            assert!(!sort.next().is_reverse(), "{sort:?} goes on to an order of the cycle");
            assert!(!sort.is_reverse() || !sort.reversed().is_reverse());
        }
    }

    #[test]
    fn an_order_and_its_reverse_turn_over_and_the_next_one_is_in_the_cycle() {
        turns_over::<ShowSort>();
        turns_over::<EpisodeSort>();
        turns_over::<FeedSort>();
        turns_over::<StateFilter>();
        assert_eq!(ShowSort::NameDown.next(), ShowSort::Latest);
    }

    #[test]
    fn unknown_words_are_the_default() {
        for line in ["", "sort=loudest state=", "state=lost colour=red two-per-show", "= ==", "added all"] {
            assert_eq!(ViewOptions::<ShowSort>::parse(line), ViewOptions::default(), "{line}");
        }
        let known = ViewOptions::parse("colour=red state=played sort=loudest");
        assert_eq!(known, ViewOptions::new(EpisodeSort::Newest, StateFilter::Only(EpisodeState::Played)));
    }
}
