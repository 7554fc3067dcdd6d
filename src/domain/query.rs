//! What somebody typed into the search: words, phrases, filters. Pure, and never an error: what is no filter is a word.

use std::{ops::Range, time::Duration};

use jiff::{ToSpan, civil::Date};

use super::{CleanText, ReleaseDate, date::Precision, words::words};

/// A search, understood.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Query {
    /// What must be found, all of it.
    pub pieces: Vec<Piece>,
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
    #[must_use]
    pub fn parse(text: &str) -> Self {
        let mut query = Self::default();
        let mut rest = text.trim_start();
        while !rest.is_empty() {
            let (part, after) = split(rest);
            let being_typed = after.is_empty() && !text.ends_with(char::is_whitespace);
            if !query.filters.take(&part) {
                let whole =
                    if part.name.is_empty() { part.value.to_owned() } else { format!("{} {}", part.name, part.value) };
                let prefix = being_typed && !(part.quoted && part.closed);
                query.pieces.extend(Piece::new(&whole, prefix));
            }
            rest = after.trim_start();
        }
        query
    }

    /// The values of `after:` and `before:` in a search that are no dates, which [`Self::parse`] takes for words. Where
    /// nothing follows the colon, the value is empty.
    pub fn no_dates(text: &str) -> impl Iterator<Item = &str> {
        let mut rest = text.trim_start();
        let parts = std::iter::from_fn(move || {
            let (part, after) = (!rest.is_empty()).then(|| split(rest))?;
            rest = after.trim_start();
            Some(part)
        });
        parts.filter_map(|part| {
            let dated = ["after", "before"].iter().any(|name| part.name.eq_ignore_ascii_case(name));
            (dated && ReleaseDate::parse(part.value).is_none()).then_some(part.value)
        })
    }

    /// Whether it asks for nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Where in a text its words and phrases stand, in bytes, in order, none overlapping.
    #[must_use]
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

    /// Whether a folded text has all words and phrases.
    #[must_use]
    pub fn is_in(&self, folded: &str) -> bool {
        let tokens: Vec<&str> = folded.split(' ').collect();
        !self.pieces.is_empty() && self.pieces.iter().all(|piece| piece.starts(&tokens).next().is_some())
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
    fn take(&mut self, part: &Part<'_>) -> bool {
        let value = part.value;
        match part.name.to_ascii_lowercase().as_str() {
            "" if !part.quoted && value.eq_ignore_ascii_case("unplayed") => self.unplayed = true,
            "show" => match Piece::new(value, !part.quoted || !part.closed) {
                Some(piece) => self.shows.push(piece),
                None => return false,
            },
            "after" => match ReleaseDate::parse(value) {
                Some(date) => self.first_day = Some(date.first_day()),
                None => return false,
            },
            "before" => match ReleaseDate::parse(value).and_then(day_before) {
                Some(day) => self.last_day = Some(day),
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

fn day_before(date: ReleaseDate) -> Option<Date> {
    match date.precision() {
        Precision::Year | Precision::Month | Precision::Day => date.first_day().checked_sub(1.day()).ok(),
    }
}

/// The language of a tag without its region: `pt` of `pt-BR`.
#[must_use]
pub fn language(tag: &str) -> Option<String> {
    let language = tag.split(['-', '_']).next()?;
    let valid = (2..=8).contains(&language.len()) && language.bytes().all(|b| b.is_ascii_alphabetic());
    valid.then(|| language.to_ascii_lowercase())
}

/// `90`, `90m`, `1h`, `1h30m`, `1h30`, `45s`: minutes where nothing else is said.
fn duration(text: &str) -> Option<Duration> {
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

/// One part of a search: `name:value`, `name:"value"`, `"value"` or `value`.
struct Part<'a> {
    name: &'a str,
    value: &'a str,
    quoted: bool,
    closed: bool,
}

fn split(text: &str) -> (Part<'_>, &str) {
    let name = text.split(|c: char| !c.is_ascii_alphabetic()).next().unwrap_or_default();
    let (name, value) = match text.strip_prefix(name).and_then(|rest| rest.strip_prefix(':')) {
        Some(value) if !name.is_empty() => (name, value),
        Some(_) | None => ("", text),
    };
    if let Some(inside) = value.strip_prefix(['"', '“', '”', '„']) {
        return match inside.split_once(['"', '“', '”']) {
            Some((value, after)) => (Part { name, value, quoted: true, closed: true }, after),
            None => (Part { name, value: inside, quoted: true, closed: false }, ""),
        };
    }
    let end = value.find(|c: char| c.is_whitespace() || c == '"').unwrap_or(value.len());
    let (value, after) = value.split_at_checked(end).unwrap_or((value, ""));
    (Part { name, value, quoted: false, closed: false }, after)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;

    fn pieces(text: &str) -> Vec<String> {
        let show = |piece: &Piece| format!("{}{}", piece.tokens.join(" "), if piece.prefix { "*" } else { "" });
        Query::parse(text).pieces.iter().map(show).collect()
    }

    #[test]
    fn the_last_word_goes_on_while_it_is_typed() {
        assert_eq!(pieces("Rust asy"), ["rust", "asy*"]);
        assert_eq!(pieces("rust async "), ["rust", "async"]);
        assert_eq!(pieces("\"deep dive\""), ["deep dive"]);
        assert_eq!(pieces("\"deep di"), ["deep di*"]);
        assert_eq!(pieces("東京"), ["東 京*"]);
        assert_eq!(pieces("don't"), ["don t*"]);
        assert_eq!(pieces("wait!"), ["wait"]);
    }

    #[test]
    fn filters_are_understood_and_what_makes_no_sense_is_words() {
        let query = Query::parse(
            "show:\"Deep Dive\" after:2026-02 before:2026-03 UNPLAYED longer:30m shorter:1h30 lang:pt-BR x",
        );
        let expected = Filters {
            shows: vec![Piece { tokens: vec!["deep".into(), "dive".into()], prefix: false }],
            first_day: Some(date(2026, 2, 1)),
            last_day: Some(date(2026, 2, 28)),
            unplayed: true,
            longer: Some(Duration::from_mins(30)),
            shorter: Some(Duration::from_mins(90)),
            language: Some("pt".into()),
        };
        assert_eq!((query.filters, query.pieces.len()), (expected, 1));
        assert_eq!(pieces("after:soon"), ["after soon*"]);
        assert_eq!(pieces("longer: \"unplayed\" http://x"), ["longer", "unplayed", "http x*"]);
        assert!(Query::parse(" \t ").is_empty());
    }

    #[test]
    fn what_follows_a_date_filter_and_is_no_date_is_known() {
        let found = |text| Query::no_dates(text).collect::<Vec<_>>();
        assert_eq!(found("after:banana x before:2026-13 BEFORE:\"last week\""), ["banana", "2026-13", "last week"]);
        assert_eq!(found("after: 2026"), [""]);
        assert_eq!(found("after:2026 before:2026-01-31 \"after:banana\" show:x after"), [""; 0]);
    }

    #[test]
    fn hits_are_words_and_phrases_where_they_stand() {
        let text = "Crème brûlée, a crème caramel";
        let shown = |query: &str| -> Vec<&str> {
            Query::parse(query).hits(text).into_iter().filter_map(|hit| text.get(hit)).collect()
        };
        assert_eq!(shown("creme"), ["Crème", "crème"]);
        assert_eq!(shown("\"creme car"), ["crème caramel"]);
        assert_eq!(shown("creme \"creme brulee\" "), ["Crème brûlée", "crème"]);
        assert_eq!(shown("nothing"), Vec::<&str>::new());
    }

    proptest! {
        #[test]
        fn no_text_is_an_error(text in "\\PC{0,40}|[a-z:\"* ()-]{0,40}|(show|after|before|longer|lang):.{0,20}") {
            let query = Query::parse(&text);
            for hit in query.hits(&text) {
                prop_assert!(text.get(hit).is_some());
            }
        }
    }
}
