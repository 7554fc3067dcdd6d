//! What kind of value a key takes: the check of its text, and how it is written in the file.

use super::RedirectUri;
use crate::domain::{
    ThemeName, command_line,
    near::{nearest, one_of, quoted},
};

/// What a value may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A client ID: 32 hexadecimal digits.
    ClientId,
    /// 1 to 256 visible ASCII characters; never printed.
    Secret,
    /// `http://127.0.0.1:PORT/PATH` or `http://[::1]:PORT/PATH`.
    Redirect,
    /// Any text; its user checks it. For addresses, files and folders.
    Text,
    /// A command, in words as a shell quotes them; empty for none.
    CommandLine,
    Switch,
    Choice(&'static [&'static str]),
    /// The name of a theme, or a table with `name` and styles of roles.
    Theme,
    /// A whole number, or `word`, which stands for no bound.
    Count {
        least: u32,
        most: u32,
        word: Option<&'static str>,
    },
    /// Tables of a context, in which a command has a key or a list of keys.
    Keymap,
    /// Tables of a command of the person's own.
    Commands,
}

impl Kind {
    /// Whether it is tables with entries of their own, and no value.
    pub fn is_tables(self) -> bool {
        matches!(self, Self::Keymap | Self::Commands)
    }

    /// Whether a value may hold what others must not see, such as a password among the words of a command.
    pub fn is_private(self) -> bool {
        match self {
            Self::ClientId
            | Self::Secret
            | Self::Redirect
            | Self::Text
            | Self::CommandLine
            | Self::Keymap
            | Self::Commands => true,
            Self::Switch | Self::Choice(_) | Self::Theme | Self::Count { .. } => false,
        }
    }

    /// Returns the normal form of a value. The error completes "`key` …".
    pub(super) fn check(self, raw: &str) -> Result<String, String> {
        let text = raw.trim();
        match self {
            Self::ClientId => client_id(text).map(str::to_owned),
            Self::Secret => {
                let fits = (1..=256).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_graphic());
                fits.then(|| text.to_owned()).ok_or_else(|| "does not look like a client secret".to_owned())
            }
            Self::Redirect => RedirectUri::parse(text).map(|_| text.to_owned()),
            Self::Text | Self::Keymap | Self::Commands => Ok(text.to_owned()),
            Self::CommandLine if text.is_empty() => Ok(String::new()),
            Self::CommandLine => Ok(command_line::commands(text, None).map(|_| text.to_owned())?),
            Self::Switch => choice(&["true", "false"], text),
            Self::Choice(words) => choice(words, text),
            Self::Theme => choice(&ThemeName::ALL.map(|(word, _)| word), text),
            Self::Count { least, most, word } => count(least, most, word, text),
        }
    }

    /// What a value in the file may be; completes [`must_be`].
    pub(super) fn expected(self) -> String {
        match self {
            Self::Switch => "true or false".to_owned(),
            Self::Choice(words) => one_of(words),
            Self::Theme => "the name of a theme, or a table of roles, [theme]".to_owned(),
            Self::Count { least, most, word } => range(least, most, word),
            Self::Keymap => "a table of contexts, such as [keymap.shows]".to_owned(),
            Self::Commands => "a table of commands, such as [commands.mpv]".to_owned(),
            Self::ClientId | Self::Secret | Self::Redirect | Self::Text | Self::CommandLine => {
                "text in quotation marks".to_owned()
            }
        }
    }
}

fn client_id(text: &str) -> Result<&str, String> {
    if text.is_empty() {
        Err("is empty; copy the client ID from the app's page in the dashboard".to_owned())
    } else if text.len() == 32 && text.bytes().all(|b| b.is_ascii_hexdigit()) {
        Ok(text)
    } else {
        Err("is not a client ID: it must be 32 hexadecimal characters".to_owned())
    }
}

/// Completes "`key` …" for a value, as [`quoted`] shows it, that is none.
pub(super) fn must_be(shown: &str, expected: &str) -> String {
    format!("is {shown}, but must be {expected}")
}

/// One of these words, in lower case.
pub(super) fn choice(words: &[&str], text: &str) -> Result<String, String> {
    let lower = text.to_lowercase();
    if words.contains(&lower.as_str()) {
        return Ok(lower);
    }
    let near = nearest(&lower, words.iter().copied());
    let hint = if near.is_empty() { String::new() } else { format!("; did you mean {}?", one_of(&near)) };
    Err(must_be(&quoted(text), &one_of(words)) + &hint)
}

fn count(least: u32, most: u32, word: Option<&str>, text: &str) -> Result<String, String> {
    let lower = text.to_lowercase();
    if word == Some(lower.as_str()) {
        return Ok(lower);
    }
    let number = lower.parse().ok().filter(|number| (least..=most).contains(number));
    number.map(|number: u32| number.to_string()).ok_or_else(|| must_be(&quoted(text), &range(least, most, word)))
}

fn range(least: u32, most: u32, word: Option<&str>) -> String {
    let word = word.map(|word| format!(" or \"{word}\"")).unwrap_or_default();
    format!("a whole number from {least} to {most}{word}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_count_is_a_number_within_its_bounds_or_the_word() {
        let kind = Kind::Count { least: 1, most: 9, word: Some("all") };
        for (raw, read) in [("1", "1"), (" 9 ", "9"), ("007", "7"), ("ALL", "all")] {
            assert_eq!(kind.check(raw).as_deref(), Ok(read));
        }
        for raw in ["0", "10", "-1", "1.5", "many", "", "4294967296"] {
            assert_eq!(kind.check(raw), Err(format!("is `{raw}`, but must be a whole number from 1 to 9 or \"all\"")));
        }
    }

    #[test]
    fn the_words_of_a_choice_read_as_a_sentence() {
        assert_eq!(Kind::Choice(&["a", "b", "c"]).expected(), "`a`, `b` or `c`");
        assert_eq!(
            Kind::Choice(&["relative", "iso"]).check("isoo"),
            Err("is `isoo`, but must be `relative` or `iso`; did you mean `iso`?".to_owned())
        );
    }
}
