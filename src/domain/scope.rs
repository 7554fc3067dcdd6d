//! The permissions that the program requests.

use std::fmt;

/// An OAuth scope of Spotify that the program requests.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Scope {
    /// `user-library-read`: saved shows and episodes.
    LibraryRead,
    /// `user-library-modify`: follow, unfollow, save.
    LibraryModify,
    /// `user-read-playback-position`: positions in episodes.
    PlaybackPosition,
    /// `user-read-playback-state`: devices and playback.
    PlaybackState,
    /// `user-modify-playback-state`: play, pause, seek.
    PlaybackModify,
    /// `user-read-currently-playing`: the current episode.
    CurrentlyPlaying,
    /// `user-read-private`: country and subscription.
    Private,
}

impl Scope {
    /// Every scope in the order sent, with its name and the effect of its absence.
    const ALL: [(Self, &str, &str); 7] = [
        (Self::LibraryRead, "user-library-read", "your shows cannot be read"),
        (Self::LibraryModify, "user-library-modify", "no show can be followed and no episode saved from here"),
        (Self::PlaybackPosition, "user-read-playback-position", "nothing shows where you stopped"),
        (Self::PlaybackState, "user-read-playback-state", "your devices cannot be listed"),
        (Self::PlaybackModify, "user-modify-playback-state", "nothing can be played from here"),
        (Self::CurrentlyPlaying, "user-read-currently-playing", "what plays cannot be shown"),
        (Self::Private, "user-read-private", "your subscription is unknown"),
    ];

    pub fn as_str(self) -> &'static str {
        self.texts().0
    }

    /// The effect of its absence: the rest of "Without this permission …".
    pub fn without(self) -> &'static str {
        self.texts().1
    }

    fn texts(self) -> (&'static str, &'static str) {
        let row = Self::ALL.into_iter().find(|(scope, ..)| *scope == self);
        row.map_or(("", ""), |(_, name, without)| (name, without))
    }
}

/// A set of scopes.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Scopes(Vec<Scope>);

impl Scopes {
    pub fn all() -> Self {
        Self(Scope::ALL.iter().map(|(scope, ..)| *scope).collect())
    }

    /// Parses a space-separated list and ignores unknown names (RFC 6749 §3.3).
    pub fn parse(list: &str) -> Self {
        let named = |name: &str| Scope::ALL.iter().find(|(_, known, _)| *known == name).map(|(scope, ..)| *scope);
        let mut scopes: Vec<_> = list.split_ascii_whitespace().filter_map(named).collect();
        scopes.sort_unstable();
        scopes.dedup();
        Self(scopes)
    }

    /// The scopes requested but not in the set.
    pub fn missing(&self) -> Vec<Scope> {
        let Self(all) = Self::all();
        all.into_iter().filter(|scope| !self.0.contains(scope)).collect()
    }
}

impl fmt::Display for Scopes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<_> = self.0.iter().map(|scope| scope.as_str()).collect();
        f.write_str(&names.join(" "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a6_the_scopes_asked_are_the_listed_ones() {
        assert_eq!(
            Scopes::all().to_string(),
            "user-library-read user-library-modify user-read-playback-position user-read-playback-state \
             user-modify-playback-state user-read-currently-playing user-read-private"
        );
    }

    #[test]
    fn c6_a_narrower_grant_names_what_is_missing() {
        let granted = Scopes::parse("user-library-read  unknown-scope user-library-read");
        assert_eq!(granted.to_string(), "user-library-read");
        assert_eq!(granted.missing().len(), 6);
        assert!(!granted.missing().contains(&Scope::LibraryRead));
    }
}
