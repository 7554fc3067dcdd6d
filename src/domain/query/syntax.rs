//! Splits a search into parts and parses their values.

use std::time::Duration;

use crate::domain::words::words;

/// A part of a search: `name:value`, `name:"value"`, `"value"` or `value`, optionally after a `-`.
#[derive(Debug)]
pub(super) struct Part<'a> {
    /// All of it.
    pub(super) text: &'a str,
    /// The text before the colon, or empty.
    pub(super) name: &'a str,
    /// The rest without quotes.
    pub(super) value: &'a str,
    pub(super) quotes: Quotes,
    pub(super) minus: bool,
    /// Whether it is the last with nothing after it, so that it may be incomplete.
    pub(super) typed: bool,
}

/// The quotes of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Quotes {
    None,
    /// Only the first.
    Open,
    /// Both.
    Closed,
}

/// The parts of a search, in order.
pub(super) fn parts(text: &str) -> impl Iterator<Item = Part<'_>> {
    let mut rest = text.trim_start();
    std::iter::from_fn(move || {
        let (mut part, after) = (!rest.is_empty()).then(|| split(rest))?;
        part.text = rest.strip_suffix(after).unwrap_or(rest);
        part.typed = after.is_empty() && !text.ends_with(char::is_whitespace);
        rest = after.trim_start();
        Some(part)
    })
}

/// The names of filters with a value.
pub(super) const FILTERS: [&str; 6] = ["show", "after", "before", "longer", "shorter", "lang"];

impl Part<'_> {
    /// Whether it is no filter. A title may have a word before a colon, and an address has slashes after it.
    pub(super) fn is_plain(&self) -> bool {
        let is_known = FILTERS.iter().any(|name| self.name.eq_ignore_ascii_case(name));
        self.name.is_empty() || !is_known && (self.value.is_empty() || self.value.starts_with('/'))
    }

    /// Whether it is searched for: no filter, and not excluded.
    pub(super) fn is_word(&self) -> bool {
        let is_unplayed = self.quotes == Quotes::None && self.value.eq_ignore_ascii_case("unplayed");
        self.is_plain() && !self.minus && !is_unplayed
    }

    /// The text to search for if it is no filter, without quotes.
    pub(super) fn plain(&self) -> &str {
        if self.name.is_empty() { self.value } else { self.text }
    }

    /// Whether it is an incomplete filter, such as `show:` and `after:202`.
    pub(super) fn is_begun(&self) -> bool {
        let value = self.value;
        self.typed
            && self.quotes != Quotes::Closed
            && match self.name.to_ascii_lowercase().as_str() {
                "show" => words(value).next().is_none(),
                "after" | "before" => begins_date(value),
                "longer" | "shorter" => value.is_empty(),
                "lang" => value.len() < 2 && value.bytes().all(|byte| byte.is_ascii_alphabetic()),
                _ => false,
            }
    }
}

/// Whether a value is the start of a date.
fn begins_date(value: &str) -> bool {
    let value = value.to_ascii_lowercase();
    let mut parts = value.splitn(3, '-');
    let mut digits = || parts.next().map(|part| (part.len(), part.bytes().all(|byte| byte.is_ascii_digit())));
    let number = match (digits(), digits(), digits()) {
        (Some((..=3, true)), None, _) | (Some((4, true)), Some((..=1, true)), None) => true,
        (Some((4, true)), Some((2, true)), Some((day, true))) => day < 2,
        _ => false,
    };
    number || ["today", "yesterday"].iter().any(|day| day.starts_with(&value))
}

/// Parses `90`, `90m`, `1h`, `1h30m`, `1h30`, `45s`. Minutes by default.
pub(super) fn duration(text: &str) -> Option<Duration> {
    let mut total = Duration::ZERO;
    let mut rest = text;
    let mut usual = 60;
    while !rest.is_empty() {
        let end = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
        let (number, unit) = rest.split_at_checked(end)?;
        let number: u32 = number.parse().ok()?;
        let mut chars = unit.chars();
        let factor = match chars.next() {
            None => usual,
            Some('h' | 'H') => 3600,
            Some('m' | 'M') => 60,
            Some('s' | 'S') => 1,
            Some(_) => return None,
        };
        usual = if factor == 60 { 1 } else { 60 };
        total += Duration::from_secs(u64::from(number) * factor);
        rest = chars.as_str();
    }
    (!text.is_empty()).then_some(total)
}

fn split(text: &str) -> (Part<'_>, &str) {
    // A lone dash, or several, do not negate.
    let negated = text.strip_prefix('-').filter(|rest| !rest.starts_with(|c: char| c == '-' || c.is_whitespace()));
    let (minus, text) = negated.filter(|rest| !rest.is_empty()).map_or((false, text), |rest| (true, rest));
    let name = text.split(|c: char| !c.is_ascii_alphabetic()).next().unwrap_or_default();
    let (name, value) = match text.strip_prefix(name).and_then(|rest| rest.strip_prefix(':')) {
        Some(value) if !name.is_empty() => (name, value),
        Some(_) | None => ("", text),
    };
    let part = Part { text, name, value, quotes: Quotes::None, minus, typed: false };
    if let Some(inside) = value.strip_prefix(['"', '“', '”', '„']) {
        return match inside.split_once(['"', '“', '”']) {
            Some((value, after)) => (Part { value, quotes: Quotes::Closed, ..part }, after),
            None => (Part { value: inside, quotes: Quotes::Open, ..part }, ""),
        };
    }
    let end = value.find(|c: char| c.is_whitespace() || c == '"').unwrap_or(value.len());
    let (value, after) = value.split_at_checked(end).unwrap_or((value, ""));
    (Part { value, ..part }, after)
}
