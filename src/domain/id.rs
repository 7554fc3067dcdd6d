//! Ids of shows and episodes.
//!
//! A valid id has 1 to 64 ASCII letters and digits (Spotify's have 22 base-62 characters). Only a valid id may become part of
//! a path, a URI or a link. Any other is a [`Key::Odd`], whose item is shown but never requested.

use std::fmt;

use super::CleanText;

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(Box<str>);

        impl $name {
            /// `None` unless the text has 1 to 64 ASCII letters and digits.
            pub fn parse(raw: &str) -> Option<Self> {
                let valid = (1..=64).contains(&raw.len()) && raw.bytes().all(|b| b.is_ascii_alphanumeric());
                valid.then(|| Self(raw.into()))
            }

            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                self.as_str()
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl Key<$name> {
            /// The key for an id as received, or as typed. What is shown as an id is one: an odd key never reads like an id.
            pub fn from_remote(raw: &str) -> Self {
                if let Some(id) = $name::parse(raw) {
                    return Self::Id(id);
                }
                let shown = CleanText::new(raw);
                $name::parse(shown.as_str()).map_or(Self::Odd(shown), Self::Id)
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

/// Identifies an item of a list: by its id, or by the text that Spotify sent instead.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Key<Id> {
    /// A valid id. The item has a link and can be requested.
    Id(Id),
    /// An invalid id. The item has no link and is never requested.
    Odd(CleanText),
}

pub type ShowKey = Key<ShowId>;
pub type EpisodeKey = Key<EpisodeId>;

impl<Id: AsRef<str>> Key<Id> {
    /// The key as it is printed and as it may be typed.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Id(id) => id.as_ref(),
            Self::Odd(text) => text.as_str(),
        }
    }
}

impl<Id> Key<Id> {
    pub fn id(&self) -> Option<&Id> {
        match self {
            Self::Id(id) => Some(id),
            Self::Odd(_) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn f8_an_id_that_is_not_letters_and_digits_is_never_addressable() {
        let long = "a".repeat(65);
        for raw in ["", "../me", "a b", "a/b", "a?b", "ä", "-flag", long.as_str()] {
            assert_eq!(ShowId::parse(raw), None, "{raw:?}");
            assert_eq!(EpisodeKey::from_remote(raw).id(), None, "{raw:?}");
        }
        assert_eq!(ShowId::parse("a\n"), None);
    }

    #[test]
    fn blanks_and_invisible_characters_around_an_id_are_not_part_of_it() {
        for raw in [" a ", "\ta\n", "\u{a0}a", "a\u{200b}", "\u{feff}a"] {
            assert_eq!(EpisodeKey::from_remote(raw).id(), EpisodeId::parse("a").as_ref(), "{raw:?}");
        }
    }

    #[test]
    fn an_id_of_letters_and_digits_is_kept_as_it_is() {
        let id = EpisodeId::parse("512ojhOuo1ktJprKbVcKyQ");
        assert_eq!(id.as_ref().map(EpisodeId::as_str), Some("512ojhOuo1ktJprKbVcKyQ"));
    }
}
