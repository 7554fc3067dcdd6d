//! The name of a profile: an account of its own, with its login, library and marks.

use std::{fmt, str::FromStr};

/// A profile, by its checked name. The default one has the files of a program without profiles.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Profile(Option<String>);

/// The name is not one of a profile.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a profile's name has 1 to 32 characters: small letters from a to z, digits, `-` and `_`")]
pub struct BadProfileName;

impl Profile {
    /// The word for the default profile.
    pub const DEFAULT: &str = "default";
    /// The longest name.
    pub const LONGEST: usize = 32;

    pub fn name(&self) -> &str {
        self.0.as_deref().unwrap_or(Self::DEFAULT)
    }

    /// The name, unless it is the default profile.
    pub fn named(&self) -> Option<&str> {
        self.0.as_deref()
    }
}

impl FromStr for Profile {
    type Err = BadProfileName;

    /// The name becomes that of a folder, so nothing that a file system could read in its own way is in it. On some, two names
    /// that differ in capitals are one folder.
    fn from_str(name: &str) -> Result<Self, BadProfileName> {
        let fits = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-' || b == b'_';
        if name.is_empty() || name.len() > Self::LONGEST || !name.bytes().all(fits) {
            return Err(BadProfileName);
        }
        Ok(Self((name != Self::DEFAULT).then(|| name.to_owned())))
    }
}

impl fmt::Display for Profile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_has_letters_digits_hyphens_and_underscores() {
        for good in ["a", "work", "work_2", "-", &"x".repeat(32)] {
            assert_eq!(good.parse::<Profile>().map(|profile| profile.name().to_owned()), Ok(good.to_owned()));
        }
        for bad in ["", ".", "..", "a/b", "a b", "ä", "Work", "a\0", "a\n", &"x".repeat(33)] {
            assert_eq!(bad.parse::<Profile>(), Err(BadProfileName), "{bad:?}");
        }
    }

    #[test]
    fn default_names_the_profile_without_a_name() {
        assert_eq!("default".parse(), Ok(Profile::default()));
        assert_eq!((Profile::default().to_string().as_str(), Profile::default().named()), ("default", None));
    }
}
