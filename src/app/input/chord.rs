//! Sequences of keys, such as `g g`.

use std::{fmt, str::FromStr};

use super::key::{Key, KeyCode};

/// One key or several, pressed one after the other. Never empty.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Chord {
    first: Key,
    rest: [Option<Key>; Self::MOST - 1],
}

impl Chord {
    /// The most keys of a sequence.
    pub const MOST: usize = 4;

    /// The keys in their order.
    pub fn keys(self) -> impl Iterator<Item = Key> {
        std::iter::once(self.first).chain(self.rest.into_iter().flatten())
    }

    /// How many keys it has: at least one.
    pub fn count(self) -> usize {
        self.keys().count()
    }

    /// The keys that a text may mean, of which one at least is none that a terminal sends.
    pub fn meant(written: &str) -> Option<Self> {
        let key = |key: &str| key.parse().ok().or_else(|| Key::meant(key)).map(|key| key.sent().to_string());
        written.split_whitespace().map(key).collect::<Option<Vec<_>>>()?.join(" ").parse().ok()
    }

    /// Whether it consists of these keys.
    pub fn is(self, pressed: &[Key]) -> bool {
        self.keys().eq(pressed.iter().copied())
    }

    /// The key that goes on after these keys, if it begins with them and has more.
    pub fn after(self, pressed: &[Key]) -> Option<Key> {
        let mut keys = self.keys();
        pressed.iter().all(|key| keys.next() == Some(*key)).then(|| keys.next()).flatten()
    }

    /// Whether this one is the beginning of a longer one.
    pub fn begins(self, longer: Self) -> bool {
        let mut keys = longer.keys();
        self.keys().all(|key| keys.next() == Some(key)) && keys.next().is_some()
    }
}

impl From<Key> for Chord {
    fn from(first: Key) -> Self {
        Self { first, rest: [None; Self::MOST - 1] }
    }
}

impl fmt::Display for Chord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.first)?;
        self.rest.iter().flatten().try_for_each(|key| write!(f, " {key}"))
    }
}

/// The keys of a command, the first one first.
pub fn listed(chords: &[Chord]) -> String {
    let between = if chords.iter().any(|chord| chord.count() > 1) { ", " } else { " " };
    chords.iter().map(ToString::to_string).collect::<Vec<_>>().join(between)
}

/// Why a text is no sequence of keys. Completes "`text` …".
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ChordError {
    #[error("is not a key")]
    Key,
    #[error("is not what a terminal sends for this key")]
    NeverSent,
    #[error("has more than {} keys", Chord::MOST)]
    TooLong,
    #[error("has Esc, which ends every sequence")]
    Esc,
}

impl FromStr for Chord {
    type Err = ChordError;

    /// Reads keys that are separated by spaces.
    fn from_str(text: &str) -> Result<Self, ChordError> {
        let mut keys = text.split_whitespace().map(|key| key.parse::<Key>().map_err(|()| ChordError::Key));
        let mut chord = Self::from(keys.next().ok_or(ChordError::Key)??);
        let mut slots = chord.rest.iter_mut();
        for key in keys {
            *slots.next().ok_or(ChordError::TooLong)? = Some(key?);
        }
        if chord.keys().any(|key| key.sent() != key) {
            return Err(ChordError::NeverSent);
        }
        let has_esc = chord.count() > 1 && chord.keys().any(|key| key.code == KeyCode::Esc);
        if has_esc { Err(ChordError::Esc) } else { Ok(chord) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chord(text: &str) -> Chord {
        text.parse().expect("a chord")
    }

    #[test]
    fn a_sequence_reads_as_it_is_written() {
        for text in ["j", "g g", "Ctrl-x Ctrl-c", "Space 1 Alt-x Enter", "Esc"] {
            assert_eq!(chord(text).to_string(), text);
        }
        assert_eq!(chord(" g   g "), chord("g g"));
    }

    #[test]
    fn a_sequence_that_does_not_read_says_why() {
        for (text, why) in [
            ("", ChordError::Key),
            ("gg", ChordError::Key),
            ("g gg", ChordError::Key),
            ("Ctrl-N", ChordError::NeverSent),
            ("g Ctrl-m", ChordError::NeverSent),
            ("a b c d e", ChordError::TooLong),
            ("g Esc", ChordError::Esc),
            ("Esc g", ChordError::Esc),
        ] {
            assert_eq!(text.parse::<Chord>(), Err(why), "{text:?}");
        }
    }

    #[test]
    fn a_sequence_goes_on_after_its_beginning_and_begins_longer_ones() {
        let keys = |text| chord(text).keys().collect::<Vec<_>>();
        assert_eq!(chord("g h i").after(&keys("g h")), Some("i".parse().expect("a key")));
        assert_eq!((chord("g h").after(&keys("g h")), chord("g h").after(&keys("h"))), (None, None));
        assert!(chord("g").begins(chord("g h")) && chord("g h").begins(chord("g h i")));
        assert!(!chord("g").begins(chord("g")) && !chord("g h").begins(chord("g")) && !chord("h").begins(chord("g h")));
    }
}
