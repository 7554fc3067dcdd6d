//! The values of keys, and the check of each kind.

use std::{fmt, path::PathBuf, time::Duration};

use clap::ValueEnum;
use secrecy::{ExposeSecret as _, SecretString};
use url::{Host, Url};

use super::{Kind, Name, Source, Sourced, layers::Layers};

/// The global flags, as the command line gives them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Flags {
    /// `--profile-dir`.
    pub profile_dir: Option<PathBuf>,
    /// `--config`.
    pub config: Option<PathBuf>,
    /// `--color`.
    pub color: Option<ColorMode>,
    /// `--ascii`.
    pub ascii: bool,
    /// `--log-level`.
    pub log_level: Option<LogLevel>,
}

/// When colours are used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum ColorMode {
    /// Where the output is a terminal that can show them.
    #[default]
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// How dates are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum DateStyle {
    /// Recent ones as "3 days ago".
    #[default]
    Relative,
    /// Always `2026-03-01`.
    Iso,
}

/// How much goes into the log file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum LogLevel {
    /// Nothing.
    Off,
    /// What failed.
    Error,
    /// And what is odd.
    Warn,
    /// And what happens.
    #[default]
    Info,
    /// And why.
    Debug,
    /// Everything.
    Trace,
}

/// The app's client secret. `Debug` prints `[redacted]`; zeroized on drop.
#[derive(Clone)]
pub struct ClientSecret(SecretString);

impl ClientSecret {
    /// Wraps a secret that was read.
    #[must_use]
    pub fn new(secret: String) -> Self {
        Self(SecretString::from(secret))
    }

    /// The secret, for the token endpoint and the vault only.
    #[must_use]
    pub fn expose(&self) -> &str {
        self.0.expose_secret()
    }
}

impl fmt::Debug for ClientSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}

/// How synchronising is bounded: `[sync]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SyncSettings {
    /// Requests of synchronisations in 24 hours, all processes together; `None` for as many as it takes.
    pub daily_budget: Sourced<Option<u32>>,
    /// What the person may ask for beyond that, in requests in 24 hours.
    pub reserve: u32,
    /// Episodes of a show that are fetched, the newest first; `None` for all.
    pub depth: Option<u32>,
    /// The time between two synchronisations of an open program; `None` for none by itself.
    pub interval: Option<Duration>,
}

impl Default for SyncSettings {
    /// What counts when the file says nothing.
    fn default() -> Self {
        Self::read(&Layers::default())
    }
}

impl SyncSettings {
    pub(super) fn read(layers: &Layers) -> Self {
        // What is no number is the word for no bound: the table lets nothing else through.
        let count = |name| layers.value_or_default(name).map(|value| value.parse().ok());
        let minutes: Option<u32> = count(Name::Interval).value;
        Self {
            daily_budget: count(Name::DailyBudget),
            reserve: count(Name::Reserve).value.unwrap_or(0),
            depth: count(Name::Depth).value,
            interval: minutes.filter(|minutes| *minutes > 0).map(|minutes| Duration::from_mins(minutes.into())),
        }
    }
}

/// A line of `[keymap]`: `context.command = ["key", …]`. An empty list takes the command its keys.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyBinding {
    /// The name of the context, such as `shows`.
    pub context: String,
    /// The name of the command, such as `filter`.
    pub command: String,
    /// The keys as written, such as `ctrl-f`.
    pub keys: Vec<String>,
    /// The line it stands in, for whoever checks the names.
    pub source: Source,
}

impl Kind {
    /// Checks a value as text and gives it back in its normal form; the error completes "`key` …".
    pub(super) fn check(self, raw: &str) -> Result<String, String> {
        let text = raw.trim();
        match self {
            Self::ClientId => client_id(text).map(str::to_owned),
            Self::Secret => {
                let fits = (1..=256).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_graphic());
                fits.then(|| text.to_owned()).ok_or_else(|| "does not look like a client secret".to_owned())
            }
            Self::Redirect => redirect(text).map(str::to_owned),
            Self::Address | Self::Path | Self::Keymap => Ok(text.to_owned()),
            Self::Switch => choice(&["true", "false"], text),
            Self::Choice(words) => choice(words, text),
            Self::Count { least, most, word } => count(least, most, word, text),
        }
    }

    /// What it must be, as the end of "… must be".
    pub(super) fn expected(self) -> String {
        match self {
            Self::Switch => "true or false".to_owned(),
            Self::Choice(words) => one_of(words),
            Self::Count { least, most, word } => range(least, most, word),
            Self::Keymap => "a table of contexts, such as [keymap.shows]".to_owned(),
            Self::ClientId | Self::Secret | Self::Redirect | Self::Address | Self::Path => {
                "text in quotation marks".to_owned()
            }
        }
    }
}

/// A client ID: 32 hexadecimal digits, as the dashboard shows them.
pub(super) fn client_id(text: &str) -> Result<&str, String> {
    if text.is_empty() {
        Err("is empty; copy the client ID from the app's page in the dashboard".to_owned())
    } else if text.len() == 32 && text.bytes().all(|b| b.is_ascii_hexdigit()) {
        Ok(text)
    } else {
        Err("is not a client ID, which is 32 letters a-f and digits".to_owned())
    }
}

/// A redirect URI on a loopback literal (RFC 8252 §7.3; Spotify refuses `localhost`).
fn redirect(text: &str) -> Result<&str, String> {
    const EXAMPLE: &str = "write http://127.0.0.1:8899/callback";
    // `Url` passes over line breaks and encodes the rest; what is kept is the text itself, letter by letter.
    let printable = text.bytes().all(|b| b.is_ascii_graphic());
    let url = Url::parse(text).ok().filter(|_| printable).ok_or_else(|| format!("is not an address; {EXAMPLE}"))?;
    let extra =
        !url.username().is_empty() || url.password().is_some() || url.query().is_some() || url.fragment().is_some();
    match url.host() {
        Some(Host::Domain("localhost")) => return Err(format!("names localhost, which Spotify refuses; {EXAMPLE}")),
        Some(Host::Ipv4(ip)) if ip.octets() == [127, 0, 0, 1] => {}
        Some(Host::Ipv6(ip)) if ip.is_loopback() => {}
        _ => return Err(format!("does not lead to this computer; {EXAMPLE}")),
    }
    if url.scheme() != "http" {
        return Err(format!("must begin with http:// on a loopback address; {EXAMPLE}"));
    }
    if extra {
        return Err(format!("must have no user name, ? and #; {EXAMPLE}"));
    }
    Ok(text)
}

fn choice(words: &[&str], text: &str) -> Result<String, String> {
    let lower = text.to_lowercase();
    if words.contains(&lower.as_str()) {
        return Ok(lower);
    }
    let hint = nearest(&lower, words.iter().copied()).map(|word| format!("; did you mean `{word}`?"));
    Err(format!("is `{text}`, but must be {}{}", one_of(words), hint.unwrap_or_default()))
}

/// A whole number, or the word that stands for no bound.
fn count(least: u32, most: u32, word: Option<&str>, text: &str) -> Result<String, String> {
    let lower = text.to_lowercase();
    if word == Some(lower.as_str()) {
        return Ok(lower);
    }
    let number = lower.parse().ok().filter(|number| (least..=most).contains(number));
    number
        .map(|number: u32| number.to_string())
        .ok_or_else(|| format!("is `{text}`, but must be {}", range(least, most, word)))
}

fn range(least: u32, most: u32, word: Option<&str>) -> String {
    let word = word.map(|word| format!(" or \"{word}\"")).unwrap_or_default();
    format!("a whole number from {least} to {most}{word}")
}

fn one_of(words: &[&str]) -> String {
    match words {
        [] => String::new(),
        [only] => format!("`{only}`"),
        [first @ .., last] => {
            let first: Vec<_> = first.iter().map(|word| format!("`{word}`")).collect();
            format!("{} or `{last}`", first.join(", "))
        }
    }
}

/// The known word that was probably meant, when one is near enough to suggest.
pub(super) fn nearest<'a>(written: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let bound = (written.chars().count() / 3).max(1);
    // A misspelling of one letter more or less, or letters swapped, a missing dash or underscore: within the bound.
    known
        .map(|word| (strsim::damerau_levenshtein(written, word), word))
        .filter(|(distance, _)| *distance <= bound)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, word)| word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a3_a_redirect_is_http_on_a_loopback_literal() {
        for good in ["http://127.0.0.1:8899/callback", "http://[::1]:9/callback", "http://127.0.0.1/callback"] {
            assert_eq!(redirect(good), Ok(good));
        }
        for bad in [
            "http://localhost:8899/callback",
            "https://127.0.0.1:8899/callback",
            "http://127.0.0.2/callback",
            "http://example.org/callback",
            "http://127.0.0.1:8899/callback?x=1",
            "http://a@127.0.0.1/callback",
            "callback",
            "http://127.0.0.1/call\nback",
            "http://127.0.0.1/\u{1b}[31m",
        ] {
            let why = redirect(bad).expect_err(bad);
            assert!(why.ends_with("http://127.0.0.1:8899/callback"), "{why}");
        }
    }

    #[test]
    fn a_misspelled_word_brings_the_one_that_was_meant() {
        let known = ["client_id", "redirect_uri", "ui"];
        assert_eq!(nearest("clientid", known.into_iter()), Some("client_id"));
        assert_eq!(nearest("redirect-url", known.into_iter()), Some("redirect_uri"));
        assert_eq!(nearest("volume", known.into_iter()), None);
    }

    #[test]
    fn d6_debug_of_a_client_secret_is_redacted() {
        assert_eq!(format!("{:?}", ClientSecret::new("canary".to_owned())), "[redacted]");
    }

    #[test]
    fn without_a_file_600_requests_a_day_and_400_beyond() {
        let SyncSettings { daily_budget, reserve, depth, interval } = SyncSettings::default();
        assert_eq!(daily_budget, Sourced { value: Some(600), source: Source::Default });
        assert_eq!((reserve, depth, interval), (400, None, Some(Duration::from_hours(1))));
    }

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
