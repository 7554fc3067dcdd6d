//! Ids of shows and episodes.
//!
//! A valid id is 1 to 64 ASCII letters and digits (Spotify's are 22 base-62 characters). Only such an id may become
//! part of a path, a URI or a link. Anything else is kept as a [`Key::Odd`]: the item is shown, and that is all.

use std::fmt;

use super::CleanText;

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(Box<str>);

        impl $name {
            /// Accepts 1 to 64 ASCII letters and digits; `None` for anything else.
            pub fn parse(raw: &str) -> Option<Self> {
                let valid = (1..=64).contains(&raw.len()) && raw.bytes().all(|b| b.is_ascii_alphanumeric());
                valid.then(|| Self(raw.into()))
            }

            /// The id as it stands in paths and links.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

id! {
    /// The id of a show.
    ShowId
}
id! {
    /// The id of an episode.
    EpisodeId
}

/// What tells one item of a list from another: its id, or, where that is not addressable, the odd text Spotify sent.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Key<Id> {
    /// A valid id: the item has a link and can be asked for.
    Id(Id),
    /// An id of another shape: the item is shown, has no link, and is never requested.
    Odd(CleanText),
}

/// The key of a show.
pub type ShowKey = Key<ShowId>;
/// The key of an episode.
pub type EpisodeKey = Key<EpisodeId>;

impl<Id> Key<Id> {
    /// The id, where the item is addressable.
    pub fn id(&self) -> Option<&Id> {
        match self {
            Self::Id(id) => Some(id),
            Self::Odd(_) => None,
        }
    }
}

impl ShowKey {
    /// The key for an id as received.
    pub fn from_remote(raw: &str) -> Self {
        ShowId::parse(raw).map_or_else(|| Self::Odd(CleanText::new(raw)), Self::Id)
    }
}

impl EpisodeKey {
    /// The key for an id as received.
    pub fn from_remote(raw: &str) -> Self {
        EpisodeId::parse(raw).map_or_else(|| Self::Odd(CleanText::new(raw)), Self::Id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn f8_an_id_that_is_not_letters_and_digits_is_never_addressable() {
        let long = "a".repeat(65);
        for raw in ["", "../me", "a b", "a/b", "a?b", "ä", "-flag", "a\n", long.as_str()] {
            assert_eq!(ShowId::parse(raw), None, "{raw:?}");
            assert_eq!(EpisodeKey::from_remote(raw).id(), None, "{raw:?}");
        }
    }

    #[test]
    fn an_id_of_letters_and_digits_is_kept_as_it_is() {
        let id = EpisodeId::parse("512ojhOuo1ktJprKbVcKyQ");
        assert_eq!(id.as_ref().map(EpisodeId::as_str), Some("512ojhOuo1ktJprKbVcKyQ"));
    }
}
