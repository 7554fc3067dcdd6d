//! What a list is of: shows and episodes.

use crate::domain::{Notes, ShelfEpisode, ShelfShow, Subject};

/// An item of a list.
pub trait Item {
    fn as_ref(&self) -> ItemRef<'_>;

    fn episode_mut(&mut self) -> Option<&mut ShelfEpisode>;

    fn subject(&self) -> Subject {
        self.as_ref().subject()
    }

    /// Whether this is the item of a subject.
    fn is(&self, subject: &Subject) -> bool {
        self.as_ref().is(subject)
    }

    /// The text that the filter matches and the row shows.
    fn title(&self) -> &str {
        match self.as_ref() {
            ItemRef::Show(item) => item.show.name.as_str(),
            ItemRef::Episode(item) => item.episode.name.as_str(),
        }
    }
}

/// A show or an episode.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum ItemRef<'a> {
    Show(&'a ShelfShow),
    Episode(&'a ShelfEpisode),
}

/// A show or an episode, owned.
#[derive(Debug, Clone, PartialEq)]
pub enum OwnedItem {
    Show(ShelfShow),
    Episode(ShelfEpisode),
}

impl OwnedItem {
    pub fn show(&self) -> Option<&ShelfShow> {
        match self {
            Self::Show(item) => Some(item),
            Self::Episode(_) => None,
        }
    }
}

impl<'a> ItemRef<'a> {
    pub fn to_owned(self) -> OwnedItem {
        match self {
            Self::Show(item) => OwnedItem::Show(item.clone()),
            Self::Episode(item) => OwnedItem::Episode(item.clone()),
        }
    }

    /// Whether this is the item of a subject; compares without building one.
    pub fn is(self, subject: &Subject) -> bool {
        match (self, subject) {
            (Self::Show(item), Subject::Show(key)) => item.show.key == *key,
            (Self::Episode(item), Subject::Episode(at)) => item.episode.key == at.episode && item.show == at.show,
            (Self::Show(_), Subject::Episode(_)) | (Self::Episode(_), Subject::Show(_)) => false,
        }
    }

    pub fn subject(self) -> Subject {
        match self {
            Self::Show(item) => Subject::Show(item.show.key.clone()),
            Self::Episode(item) => Subject::Episode(item.at()),
        }
    }

    /// Its notes; empty for a row of the library, which reads them on their own.
    pub fn notes(self) -> &'a Notes {
        match self {
            Self::Show(item) => &item.show.notes,
            Self::Episode(item) => &item.episode.notes,
        }
    }

    pub fn episode(self) -> Option<&'a ShelfEpisode> {
        match self {
            Self::Show(_) => None,
            Self::Episode(item) => Some(item),
        }
    }
}

impl Item for ShelfShow {
    fn as_ref(&self) -> ItemRef<'_> {
        ItemRef::Show(self)
    }

    fn episode_mut(&mut self) -> Option<&mut ShelfEpisode> {
        None
    }
}

impl Item for ShelfEpisode {
    fn as_ref(&self) -> ItemRef<'_> {
        ItemRef::Episode(self)
    }

    fn episode_mut(&mut self) -> Option<&mut ShelfEpisode> {
        Some(self)
    }
}

impl Item for OwnedItem {
    fn as_ref(&self) -> ItemRef<'_> {
        match self {
            Self::Show(item) => ItemRef::Show(item),
            Self::Episode(item) => ItemRef::Episode(item),
        }
    }

    fn episode_mut(&mut self) -> Option<&mut ShelfEpisode> {
        match self {
            Self::Show(_) => None,
            Self::Episode(item) => Some(item),
        }
    }
}
