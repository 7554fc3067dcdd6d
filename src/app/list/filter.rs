//! The filter of a list, and the rows under it.

use std::cmp::Reverse;

use super::{Item, Row};
use crate::{
    app::input::text_field::TextField,
    domain::{StateFilter, TitleFilter, filter::TitleMatch},
};

/// The filter by title.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum Filter {
    #[default]
    Off,
    Typing(TextField),
    Kept(TextField),
}

impl Filter {
    pub fn text(&self) -> &str {
        match self {
            Self::Off => "",
            Self::Typing(field) | Self::Kept(field) => field.value(),
        }
    }

    pub fn is_typing(&self) -> bool {
        matches!(self, Self::Typing(_))
    }

    pub fn is_blank(&self) -> bool {
        self.text().trim().is_empty()
    }

    /// The field, while it is typed into.
    pub fn field_mut(&mut self) -> Option<&mut TextField> {
        match self {
            Self::Typing(field) => Some(field),
            Self::Off | Self::Kept(_) => None,
        }
    }

    /// Types on, or begins to type.
    pub fn edit(&mut self) {
        *self = match std::mem::take(self) {
            Self::Off => Self::Typing(TextField::default()),
            Self::Typing(field) | Self::Kept(field) => Self::Typing(field),
        };
    }

    /// Steps out of a search: of its field first, then of what was typed. Returns whether nothing is left of it.
    pub fn leave(&mut self) -> bool {
        let was_typing = self.is_typing();
        if was_typing {
            self.keep();
        } else {
            *self = Self::Off;
        }
        !was_typing
    }

    /// Finishes typing; a blank filter is none. Returns whether a filter was typed and kept.
    pub fn keep(&mut self) -> bool {
        let typing = self.is_typing();
        *self = match std::mem::take(self) {
            Self::Typing(field) | Self::Kept(field) if !field.value().trim().is_empty() => Self::Kept(field),
            Self::Typing(_) | Self::Kept(_) | Self::Off => Self::Off,
        };
        typing && *self != Self::Off
    }
}

/// What a list is narrowed down to.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Narrowed {
    pub filter: Filter,
    pub state: StateFilter,
}

impl Narrowed {
    /// A filter that is still typed counts as kept.
    pub fn of(filter: &Filter, state: StateFilter) -> Self {
        let mut filter = filter.clone();
        filter.keep();
        Self { filter, state }
    }
}

/// The rows to show.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Listing {
    pub rows: Vec<Row>,
    /// The row that matches the filter best.
    pub best: usize,
    /// Whether these are only the closest titles: none has the words typed.
    pub is_closest: bool,
}

/// The rows of `order`, positions among `items`, whose titles match the filter `text`, in this order. `items` are from the
/// newest back.
pub fn list<T: Item>(items: &[T], order: &[usize], text: &str) -> Listing {
    let filter = TitleFilter::new(text);
    if filter.is_blank() {
        return all(order.iter().copied());
    }
    let mut newest = order.to_vec();
    newest.sort_unstable();
    let (found, is_closest) = filter.list(newest.iter().map(|at| items.get(*at).map_or("", Item::title)));
    let mut matches = vec![None; items.len()];
    for (at, found) in found {
        if let Some(place) = newest.get(at).and_then(|index| matches.get_mut(*index)) {
            *place = Some(found);
        }
    }
    let found = order.iter().filter_map(|index| Some((*index, matches.get_mut(*index)?.take()?)));
    let (ranks, rows): (Vec<_>, Vec<_>) =
        found.map(|(index, found)| (found.rank, Row { index, hits: found.hits })).unzip();
    Listing { best: best(&ranks), rows, is_closest }
}

/// The rows of items that the library has filtered, in its order.
pub fn found<T: Item>(items: &[T], text: &str, is_closest: bool) -> Listing {
    let filter = TitleFilter::new(text);
    let of = |item: &T| if is_closest { filter.fuzzy(item.title()) } else { filter.matches(item.title()) };
    let matches: Vec<_> = items.iter().map(of).collect();
    let ranks: Vec<_> = matches.iter().map(|found| found.as_ref().map(|found| found.rank)).collect();
    let row = |(index, found): (usize, Option<_>)| Row {
        index,
        hits: found.map_or_else(Vec::new, |found: TitleMatch| found.hits),
    };
    Listing { best: best(&ranks), rows: matches.into_iter().enumerate().map(row).collect(), is_closest }
}

/// All of these rows.
pub fn all(order: impl Iterator<Item = usize>) -> Listing {
    Listing { rows: order.map(|index| Row { index, hits: Vec::new() }).collect(), ..Listing::default() }
}

/// The first of the greatest.
fn best<T: Ord>(ranks: &[T]) -> usize {
    (0..ranks.len()).min_by_key(|at| Reverse(ranks.get(*at))).unwrap_or(0)
}
