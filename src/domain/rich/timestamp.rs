//! Timestamps in notes: positions in the episode.
//!
//! A timestamp is `m:ss`, `mm:ss`, `mmm:ss` or `h:mm:ss`, bare, in brackets, or as an end of a range. Not a timestamp is
//! - a part of something longer: `16:9:1`, `v1:02:03`, `10:15.5`, `3:16-18`, `+12:34`;
//! - a time of day: after a date (`2026-01-02 12:34`), or before `am`, `PM`, `Uhr`, `UTC` and the like;
//! - minutes or seconds of 60 or more after a larger unit;
//! - a position beyond the end of the episode, if its length is known.
//!
//! Two numbers are minutes and seconds. They are hours and minutes if the episode is at least an hour long, the notes have
//! at least three such timestamps and none of three numbers, and all of them, read so, fit into the episode and the last
//! lies in its second half.

use std::{ops::Range, time::Duration};

/// A possible timestamp.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Candidate {
    /// Byte range in its line.
    pub(super) range: Range<usize>,
    numbers: Numbers,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Numbers {
    Two(u64, u64),
    Three(u64, u64, u64),
}

/// The units of two numbers in these notes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reading {
    /// `12:34` is twelve minutes.
    Minutes,
    /// `12:34` is twelve hours.
    Hours,
}

impl Reading {
    /// Decides from all candidates of the notes. `length` is the episode's; zero if unknown.
    pub(super) fn of<'a>(candidates: impl IntoIterator<Item = &'a Candidate>, length: Duration) -> Self {
        let (mut count, mut latest) = (0, 0);
        for candidate in candidates {
            match candidate.numbers {
                Numbers::Two(large, small) if large < 24 => {
                    count += 1;
                    latest = latest.max(large * 60 + small);
                }
                Numbers::Two(..) | Numbers::Three(..) => return Self::Minutes,
            }
        }
        let length = length.as_secs();
        let in_hours = latest * 60;
        if count >= 3 && length >= 3600 && in_hours <= length && in_hours >= length / 2 {
            Self::Hours
        } else {
            Self::Minutes
        }
    }
}

impl Candidate {
    /// The position, if the episode is that long.
    pub(super) fn point(&self, reading: Reading, length: Duration) -> Option<Duration> {
        let seconds = match (self.numbers, reading) {
            (Numbers::Three(hours, minutes, seconds), Reading::Minutes | Reading::Hours) => {
                hours * 3600 + minutes * 60 + seconds
            }
            (Numbers::Two(minutes, seconds), Reading::Minutes) => minutes * 60 + seconds,
            (Numbers::Two(hours, minutes), Reading::Hours) => hours * 3600 + minutes * 60,
        };
        let point = Duration::from_secs(seconds);
        (length.is_zero() || point <= length).then_some(point)
    }
}

/// Finds the possible timestamps of a line.
pub(super) fn candidates(line: &str) -> Vec<Candidate> {
    let mut found: Vec<Candidate> = Vec::new();
    let mut at = 0;
    while let Some(start) = line.get(at..).and_then(|rest| rest.find(|c: char| c.is_ascii_digit())).map(|n| at + n) {
        let (before, rest) = line.split_at_checked(start).unwrap_or((line, ""));
        let word = leading_clock(rest);
        at = start + word.len().max(1);
        let digits = word.trim_end_matches(':');
        let Some(numbers) = numbers(digits) else { continue };
        let range = start..start + digits.len();
        let after = line.get(range.end..).unwrap_or_default();
        let joined = found.last().map(|last| last.range.end);
        if begins_well(before, joined) && ends_well(after) {
            found.push(Candidate { range, numbers });
        }
    }
    found
}

fn leading_clock(text: &str) -> &str {
    let end = text.find(|c: char| !(c.is_ascii_digit() || c == ':')).unwrap_or(text.len());
    text.get(..end).unwrap_or_default()
}

fn numbers(digits: &str) -> Option<Numbers> {
    let mut parts = digits.split(':');
    let first = parts.next().filter(|first| (1..=3).contains(&first.len()))?.parse().ok()?;
    let mut sixty = || match parts.next() {
        None => Some(None),
        Some(part) => part.parse().ok().filter(|n| part.len() == 2 && *n < 60).map(Some),
    };
    let (second, third, end) = (sixty()??, sixty()?, sixty()?);
    match (third, end) {
        (None, None) => Some(Numbers::Two(first, second)),
        (Some(third), None) if first < 100 => Some(Numbers::Three(first, second, third)),
        _ => None,
    }
}

/// Whether a timestamp may follow this text. `joined` is the end of the previous one.
fn begins_well(before: &str, joined: Option<usize>) -> bool {
    let Some(last) = before.chars().next_back() else { return true };
    if is_dash(last) {
        let ahead = before.trim_end_matches(is_dash);
        return joined == Some(ahead.len()) || !ahead.ends_with(char::is_alphanumeric);
    }
    let glued = last.is_alphanumeric() && !is_unspaced(last) || ".,:/+_#=&?@$€£%\\".contains(last);
    !glued && !ends_in_date(before)
}

/// Whether a timestamp may precede this text.
fn ends_well(after: &str) -> bool {
    let mut chars = after.chars();
    let Some(first) = chars.next() else { return true };
    let number = leading_clock(chars.as_str());
    let number_follows = number.starts_with(|c: char| c.is_ascii_digit());
    if is_dash(first) {
        return !number_follows || number.contains(':');
    }
    let glued = first.is_alphanumeric() && !is_unspaced(first) || "/_%+".contains(first);
    let fraction = matches!(first, '.' | ',') && number_follows;
    !glued && !fraction && !is_time_of_day(after)
}

fn is_dash(c: char) -> bool {
    matches!(c, '-' | '–' | '—')
}

/// Scripts without a space between a word and a number: kana, ideographs, Hangul, Thai.
fn is_unspaced(c: char) -> bool {
    matches!(c, '\u{0e00}'..='\u{0e7f}' | '\u{3000}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}')
}

/// Whether the last word is a date in digits: three numbers with `-`, `.` or `/` between them.
fn ends_in_date(before: &str) -> bool {
    let before = before.trim_end_matches([' ', ',']);
    // No date is longer; a bounded look-back keeps the search linear.
    let start = before.floor_char_boundary(before.len().saturating_sub("2026-01-02".len() + 1));
    let word = before.get(start..).unwrap_or_default().rsplit([' ', '(']).next().unwrap_or_default();
    let mut numbers = 0;
    for number in word.split(['-', '.', '/']) {
        if number.is_empty() || number.len() > 4 || !number.bytes().all(|b| b.is_ascii_digit()) {
            return false;
        }
        numbers += 1;
    }
    numbers == 3
}

fn is_time_of_day(after: &str) -> bool {
    const WORDS: [&str; 24] = [
        "am", "AM", "a.m", "A.M", "pm", "PM", "p.m", "P.M", "Uhr", "UTC", "GMT", "BST", "ET", "EST", "EDT", "CT",
        "CST", "PT", "PST", "PDT", "CET", "CEST", "IST", "JST",
    ];
    let Some(word) = after.strip_prefix(' ') else { return false };
    let end = word.find(|c: char| !(c.is_alphabetic() || c == '.')).unwrap_or(word.len());
    let word = word.get(..end).unwrap_or_default();
    WORDS.contains(&word.trim_end_matches('.'))
}

#[cfg(test)]
mod tests;
