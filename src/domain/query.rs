//! What somebody typed into the search: words, phrases, filters. Pure, and never an error: what is no filter is a word.

use std::{ops::Range, time::Duration};

use jiff::civil::Date;

use super::{CleanText, since::Since, words::words};

mod syntax;

use syntax::{Part, Quotes, duration, parts};

/// A search, understood.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Query {
    /// What must be found, all of it.
    pub pieces: Vec<Piece>,
    /// What must not be found, none of it.
    pub excluded: Vec<Piece>,
    /// What else must hold.
    pub filters: Filters,
}

/// Words that stand one after the other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// The words as they are compared.
    pub tokens: Vec<String>,
    /// Whether the last word may go on.
    pub prefix: bool,
}

/// Everything but words.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Filters {
    /// `show:`, each a piece that the name of the show has.
    pub shows: Vec<Piece>,
    /// `after:`, that day included.
    pub first_day: Option<Date>,
    /// `before:`, the last day still included.
    pub last_day: Option<Date>,
    /// `unplayed`.
    pub unplayed: bool,
    /// `longer:`, that length included.
    pub longer: Option<Duration>,
    /// `shorter:`, that length included.
    pub shorter: Option<Duration>,
    /// `lang:`, without the region.
    pub language: Option<String>,
}

/// A piece of notes around the first words that were searched for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Snippet {
    /// The text, with `…` where it is cut.
    pub text: CleanText,
    /// Where words of the search stand in it, in bytes, in order.
    pub hits: Vec<Range<usize>>,
}

impl Query {
    /// Reads a search.
    ///
    /// Words and `"phrases"`, of which the last word counts as a beginning while it is being typed; `show:name`,
    /// `show:"long name"`, `after:2026-01`, `before:2026`, `unplayed`, `longer:30m`, `shorter:1h30m`, `lang:en`.
    /// `after:` includes the period it names, `before:` ends the day before it. A filter without a value, or with one
    /// that makes no sense, is taken for words.
    ///
    /// What a `-` stands before must not be found: `-word`, `-"phrase"`. A filter at the end that is being typed and says
    /// nothing yet is left out. Days counted from today mean nothing here: this is for finding words in a text.
    pub fn parse(text: &str) -> Self {
        Self::read(text, None)
    }

    /// Reads a search for the library: as [`Self::parse`], with `after:` and `before:` a day counted from today, such as
    /// `yesterday`, `7d`, `2w`.
    pub fn parse_on(text: &str, today: Date) -> Self {
        Self::read(text, Some(today))
    }

    fn read(text: &str, today: Option<Date>) -> Self {
        let mut query = Self::default();
        for part in parts(text) {
            if part.minus {
                // Half a word would leave out what it is not meant for.
                query.excluded.extend(Piece::new(&part.whole(), false));
            } else if !query.filters.take(&part, today) && !part.is_begun() {
                let prefix = part.typed && part.quotes != Quotes::Closed;
                query.pieces.extend(Piece::new(&part.whole(), prefix));
            }
        }
        query
    }

    /// The values of `after:` and `before:` in a search that are no dates, which [`Self::parse`] takes for words. Where
    /// nothing follows the colon, the value is empty.
    pub fn no_dates(text: &str) -> impl Iterator<Item = &str> {
        parts(text).filter_map(|part| {
            let dated = ["after", "before"].iter().any(|name| part.name.eq_ignore_ascii_case(name));
            (dated && !part.minus && part.value.parse::<Since>().is_err()).then_some(part.value)
        })
    }

    /// Whether it asks for nothing.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Where in a text its words and phrases stand, in bytes, in order, none overlapping.
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

    /// Whether a folded text has all words and phrases, and none of those that must not be found.
    pub fn is_in(&self, folded: &str) -> bool {
        let tokens: Vec<&str> = folded.split(' ').collect();
        let has = |piece: &Piece| piece.starts(&tokens).next().is_some();
        !self.pieces.is_empty() && self.pieces.iter().all(has) && !self.excluded.iter().any(has)
    }
}

impl Piece {
    fn new(text: &str, prefix: bool) -> Option<Self> {
        let tokens: Vec<String> = words(text).map(|word| word.token).collect();
        // What ends in punctuation is a whole word.
        let goes_on = text.chars().next_back().is_some_and(|c| words(c.encode_utf8(&mut [0; 4])).next().is_some());
        (!tokens.is_empty()).then_some(Self { tokens, prefix: prefix && goes_on })
    }

    /// Where it begins among tokens.
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
    /// Takes a part that is a filter; whether it was one.
    fn take(&mut self, part: &Part<'_>, today: Option<Date>) -> bool {
        let value = part.value;
        let day = |value: &str| {
            let since: Since = value.parse().ok()?;
            Some(match (since, today) {
                (Since::Day(day), _) => Some(day),
                (Since::DaysAgo(_), today) => today.map(|today| since.day(today)),
            })
        };
        match part.name.to_ascii_lowercase().as_str() {
            "" if part.quotes == Quotes::None && value.eq_ignore_ascii_case("unplayed") => self.unplayed = true,
            "show" => match Piece::new(value, part.quotes != Quotes::Closed) {
                Some(piece) => self.shows.push(piece),
                None => return false,
            },
            "after" => match day(value) {
                Some(day) => self.first_day = day.or(self.first_day),
                None => return false,
            },
            "before" => match day(value) {
                Some(day) => self.last_day = day.map(|day| day.yesterday().unwrap_or(Date::MIN)).or(self.last_day),
                None => return false,
            },
            "longer" => match duration(value) {
                Some(duration) => self.longer = Some(duration),
                None => return false,
            },
            "shorter" => match duration(value) {
                Some(duration) => self.shorter = Some(duration),
                None => return false,
            },
            "lang" => match language(value) {
                Some(language) => self.language = Some(language),
                None => return false,
            },
            _ => return false,
        }
        true
    }
}

/// The language of a tag without its region: `pt` of `pt-BR`.
pub fn language(tag: &str) -> Option<String> {
    let language = tag.split(['-', '_']).next()?;
    let valid = (2..=8).contains(&language.len()) && language.bytes().all(|b| b.is_ascii_alphabetic());
    valid.then(|| language.to_ascii_lowercase())
}

#[cfg(test)]
mod tests;
