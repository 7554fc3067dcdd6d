//! Parses a search: words, phrases, filters. A wrong filter is named in `Query::wrong`, and finds nothing.

use std::{borrow::Cow, ops::Range, time::Duration};

use jiff::civil::Date;

use super::{
    CleanText,
    near::did_you_mean,
    since::{NoDate, Since},
    words::words,
};

mod syntax;

use syntax::{FILTERS, Part, Quotes, duration, parts};

const DATE: &str = "needs a date: 2026, 2026-01, 2026-01-31, today, yesterday, 7d or 2w";
const LENGTH: &str = "needs a length, such as 45s, 30m, 1h or 1h30m";
const NAME: &str = "needs a name, such as show:news or show:\"deep dive\"";
const LANGUAGE: &str = "needs a language code, such as en or pt-BR";
const ALL: &str = "use show:, after:, before:, longer:, shorter:, lang: or unplayed, or quotation marks to search for its \
                   words";

/// A parsed search.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Query {
    /// All of these must occur.
    pub pieces: Vec<Piece>,
    /// None of these may occur.
    pub excluded: Vec<Piece>,
    pub filters: Filters,
    /// The first wrong filter; everything else is empty then.
    pub wrong: Option<WrongFilter>,
}

/// A part of a search that looks like a filter and is none, as a sentence.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{part}` {why}")]
pub struct WrongFilter {
    part: CleanText,
    why: Cow<'static, str>,
}

/// Consecutive words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// The folded words.
    pub tokens: Vec<String>,
    /// Whether the last word is a prefix.
    pub prefix: bool,
}

/// The filters of a search.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Filters {
    /// `show:`. All must occur in the name of the show.
    pub shows: Vec<Piece>,
    /// `after:`, inclusive.
    pub first_day: Option<Date>,
    /// The day before `before:`, inclusive.
    pub last_day: Option<Date>,
    /// `unplayed`.
    pub unplayed: bool,
    /// `longer:`, inclusive.
    pub longer: Option<Duration>,
    /// `shorter:`, inclusive.
    pub shorter: Option<Duration>,
    /// `lang:`, without the region.
    pub language: Option<String>,
}

/// An excerpt of notes around the first match.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Snippet {
    /// With `…` at the cuts.
    pub text: CleanText,
    /// Byte ranges of the matches, in order.
    pub hits: Vec<Range<usize>>,
}

impl Query {
    /// Parses a search for words in a text.
    ///
    /// - Words and `"phrases"`. The last word is a prefix unless a blank ends the text; filters may follow it. `-word` and
    ///   `-"phrase"` exclude.
    /// - `show:name`, `show:"long name"`, `after:2026-01`, `before:2026`, `unplayed`, `longer:30m`, `shorter:1h30m`,
    ///   `lang:en`. `after:` includes its period, `before:` excludes it. A filter without a valid value, or with an
    ///   unknown name, is wrong; an incomplete one at the end is ignored, unless a blank follows.
    /// - Days relative to today are ignored.
    pub fn parse(text: &str) -> Self {
        Self::read(text, None)
    }

    /// Parses a search for the library: like [`Self::parse`], with days relative to today such as `yesterday`, `7d`, `2w`.
    pub fn parse_on(text: &str, today: Date) -> Self {
        Self::read(text, Some(today))
    }

    fn read(text: &str, today: Option<Date>) -> Self {
        let mut query = Self::default();
        let parts: Vec<_> = parts(text).collect();
        // A filter never changes what a word means: the last word goes on, whatever filters follow it.
        let last = parts.iter().rposition(Part::is_word);
        let goes_on = parts.last().is_some_and(|part| part.typed);
        for (at, part) in parts.iter().enumerate() {
            if part.minus {
                // A prefix would exclude too much.
                query.excluded.extend(Piece::new(part.plain(), false));
            } else if !part.is_plain() {
                match query.filters.set(part, today) {
                    Err(why) if !part.is_begun() => return Self::wrong(part, why),
                    Err(_) | Ok(()) => {}
                }
            } else if !part.is_word() {
                query.filters.unplayed = true;
            } else {
                let prefix = last == Some(at) && goes_on && part.quotes != Quotes::Closed;
                query.pieces.extend(Piece::new(part.plain(), prefix));
            }
        }
        query
    }

    fn wrong(part: &Part<'_>, why: Cow<'static, str>) -> Self {
        Self { wrong: Some(WrongFilter { part: CleanText::new(part.text), why }), ..Self::default() }
    }

    /// Whether it has neither words nor filters.
    pub fn is_empty(&self) -> bool {
        self.pieces.is_empty() && self.excluded.is_empty() && self.filters == Filters::default()
    }

    /// Byte ranges of the matches in a text, in order, without overlaps.
    pub fn hits(&self, text: &str) -> Vec<Range<usize>> {
        let words: Vec<_> = words(text).collect();
        let tokens: Vec<&str> = words.iter().map(|word| word.token.as_str()).collect();
        let mut hits: Vec<Range<usize>> = Vec::new();
        for piece in &self.pieces {
            for start in piece.starts(&tokens) {
                let found = words.get(start..start + piece.tokens.len()).unwrap_or_default();
                if let (Some(first), Some(last)) = (found.first(), found.last()) {
                    hits.push(first.range.start..last.range.end);
                }
            }
        }
        hits.sort_by_key(|hit| hit.start);
        let mut merged: Vec<Range<usize>> = Vec::with_capacity(hits.len());
        for hit in hits {
            match merged.last_mut() {
                Some(last) if hit.start < last.end => last.end = last.end.max(hit.end),
                Some(_) | None => merged.push(hit),
            }
        }
        merged
    }

    /// Whether a folded text matches the words and phrases, and none of the excluded ones.
    pub fn is_in(&self, folded: &str) -> bool {
        let tokens: Vec<&str> = folded.split(' ').collect();
        let has = |piece: &Piece| piece.starts(&tokens).next().is_some();
        !self.pieces.is_empty() && self.pieces.iter().all(has) && !self.excluded.iter().any(has)
    }
}

impl Piece {
    fn new(text: &str, prefix: bool) -> Option<Self> {
        let tokens: Vec<String> = words(text).map(|word| word.token).collect();
        // A word followed by punctuation is complete.
        let goes_on = text.chars().next_back().is_some_and(|c| words(c.encode_utf8(&mut [0; 4])).next().is_some());
        (!tokens.is_empty()).then_some(Self { tokens, prefix: prefix && goes_on })
    }

    /// The positions at which it occurs among tokens.
    pub fn starts<'a>(&'a self, tokens: &'a [&str]) -> impl Iterator<Item = usize> + 'a {
        let last = self.tokens.len().saturating_sub(1);
        tokens.windows(self.tokens.len().max(1)).enumerate().filter_map(move |(start, found)| {
            let fits = self.tokens.iter().zip(found).enumerate().all(|(at, (token, found))| {
                if self.prefix && at == last { found.starts_with(token.as_str()) } else { found == token }
            });
            fits.then_some(start)
        })
    }
}

impl Filters {
    /// Sets the filter of a part. The error completes the sentence "`part` …".
    fn set(&mut self, part: &Part<'_>, today: Option<Date>) -> Result<(), Cow<'static, str>> {
        let value = part.value;
        let day = || match value.parse::<Since>() {
            Ok(Since::Day(day)) => Ok(Some(day)),
            Ok(since @ Since::DaysAgo(_)) => Ok(today.map(|today| since.day(today))),
            Err(NoDate) => Err(DATE),
        };
        match part.name.to_ascii_lowercase().as_str() {
            "show" => self.shows.push(Piece::new(value, part.quotes != Quotes::Closed).ok_or(NAME)?),
            "after" => self.first_day = day()?.or(self.first_day),
            "before" => {
                let before = day()?.map(|day| day.yesterday().unwrap_or(Date::MIN));
                self.last_day = before.or(self.last_day);
            }
            "longer" => self.longer = Some(duration(value).ok_or(LENGTH)?),
            "shorter" => self.shorter = Some(duration(value).ok_or(LENGTH)?),
            "lang" => self.language = Some(language(value).ok_or(LANGUAGE)?),
            name => return Err(format!("is not a filter: {}", did_you_mean(name, FILTERS, ALL)).into()),
        }
        Ok(())
    }
}

/// The language of a tag without its region: `pt` for `pt-BR`.
pub fn language(tag: &str) -> Option<String> {
    let language = tag.split(['-', '_']).next()?;
    let valid = (2..=8).contains(&language.len()) && language.bytes().all(|b| b.is_ascii_alphabetic());
    valid.then(|| language.to_ascii_lowercase())
}

#[cfg(test)]
mod tests;
