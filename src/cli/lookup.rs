//! Finds the show or episode that an argument names: an id, a URI, a link, or text in one title.
//!
//! Start with [`show`] and [`episode`].

use super::{Failure, Result, Snapshot, snapshot::unreadable};
use crate::{
    domain::{CleanText, EpisodeId, EpisodeKey, NoLink, ShowId, ShowKey, ShowSort, SpotifyLink, words},
    library::{EpisodeRef, EpisodeRow, ShowRow},
};

/// The most candidates listed.
const LISTED: usize = 10;
/// How many titles are compared at a time.
const BATCH: u32 = 5_000;

/// Finds a show. Exits with 1 if none matches and with 2 if several do.
pub(super) fn show(snapshot: &Snapshot, raw: &str) -> Result<ShowRow> {
    let (raw, shows) = (raw.trim(), snapshot.shows(ShowSort::Name)?);
    let key = linked(raw, "a show", show_of)?.map(ShowKey::Id);
    let wanted = key.clone().unwrap_or_else(|| ShowKey::from_remote(raw));
    if let Some(show) = shows.iter().find(|row| row.show.key == wanted) {
        return Ok(show.clone());
    }
    if key.is_some() {
        return Err(not_found("show", raw));
    }
    let mut titles = Titles::new(raw);
    for row in &shows {
        titles.compare(&row.show.name, row);
    }
    titles.only("show", |row| Ok((row.show.key.as_str().to_owned(), row.show.name.to_string()))).cloned()
}

/// Finds an episode, with the same exit codes.
pub(super) fn episode(snapshot: &Snapshot, raw: &str) -> Result<EpisodeRow> {
    let raw = raw.trim();
    let key = linked(raw, "an episode", episode_of)?.map(EpisodeKey::Id);
    let wanted = key.clone().unwrap_or_else(|| EpisodeKey::from_remote(raw));
    let mut found = snapshot.read(|reader, account| reader.find(account, &wanted))?;
    if found.len() > 1 {
        let lines = found.iter().take(LISTED).map(line).collect();
        return Err(ambiguous("episode", raw, lines, found.len()));
    }
    if let Some(row) = found.pop() {
        return Ok(row);
    }
    if key.is_some() {
        return Err(not_found("episode", raw));
    }
    let mut titles = Titles::new(raw);
    let mut after: Option<EpisodeRef> = None;
    loop {
        let batch = snapshot.read(|reader, account| reader.titles_after(account, after, BATCH))?;
        let Some((last, _)) = batch.last() else { break };
        after = Some(*last);
        for (at, title) in &batch {
            titles.compare(title, *at);
        }
    }
    let row = |at| {
        snapshot.read(|reader, _| reader.episode(at).map(Some))?.ok_or_else(|| unreadable("the episode was removed"))
    };
    row(titles.only("episode", |at| Ok(line(&row(at)?)))?)
}

/// What a link or a URI leads to; `None` for other text. An error if that is not `what` is wanted.
pub(super) fn linked<Id>(raw: &str, what: &str, of_link: impl FnOnce(SpotifyLink) -> Option<Id>) -> Result<Option<Id>> {
    match SpotifyLink::parse(raw) {
        Ok(link) => of_link(link).map(Some).ok_or_else(|| leads_elsewhere(raw, what)),
        Err(NoLink::Elsewhere) => Err(leads_elsewhere(raw, what)),
        Err(NoLink::Short) => not_short(raw).map(|()| None),
        Err(NoLink::Text) => Ok(None),
    }
}

/// An error if a text is a short link, which matches nothing on disk.
pub(super) fn not_short(raw: &str) -> Result<()> {
    if SpotifyLink::parse(raw) != Err(NoLink::Short) {
        return Ok(());
    }
    let raw = CleanText::new(raw.trim());
    let way_out = "open it in a browser and copy the open.spotify.com address";
    Err(Failure::usage(format_args!("\"{raw}\" is a short link: {way_out}")))
}

pub(super) fn show_of(link: SpotifyLink) -> Option<ShowId> {
    if let SpotifyLink::Show(id) = link { Some(id) } else { None }
}

pub(super) fn episode_of(link: SpotifyLink) -> Option<EpisodeId> {
    if let SpotifyLink::Episode(id) = link { Some(id) } else { None }
}

/// The titles that match a text best, of those compared so far.
struct Titles<'a, T> {
    text: &'a str,
    folded: String,
    best: Match,
    /// At most [`LISTED`].
    first: Vec<T>,
    count: usize,
}

/// How a title matches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Match {
    None,
    Within,
    WithoutCase,
    Exact,
}

impl<'a, T> Titles<'a, T> {
    fn new(text: &'a str) -> Self {
        let text = text.trim();
        Self { text, folded: words::folded(text), best: Match::None, first: Vec::new(), count: 0 }
    }

    fn compare(&mut self, title: &CleanText, of: T) {
        let found = self.matches(title.as_str());
        if found == Match::None || found < self.best {
            return;
        }
        if found > self.best {
            (self.best, self.count) = (found, 0);
            self.first.clear();
        }
        self.count += 1;
        if self.first.len() < LISTED {
            self.first.push(of);
        }
    }

    fn matches(&self, title: &str) -> Match {
        if title == self.text {
            return Match::Exact;
        }
        let title = words::folded(title);
        // A text without letters and digits matches exactly or not at all.
        if self.folded.is_empty() || !title.contains(&self.folded) {
            Match::None
        } else if title == self.folded {
            Match::WithoutCase
        } else {
            Match::Within
        }
    }

    /// The one match. Of several, the error lists each with the id and the title that `line` returns.
    fn only(self, what: &str, line: impl Fn(T) -> Result<Line>) -> Result<T> {
        match <[T; 1]>::try_from(self.first) {
            Ok([one]) => Ok(one),
            Err(none) if none.is_empty() => Err(not_found(what, self.text)),
            Err(first) => {
                let lines = first.into_iter().map(line).collect::<Result<_, _>>()?;
                Err(ambiguous(what, self.text, lines, self.count))
            }
        }
    }
}

/// An id and a title.
type Line = (String, String);

fn line(row: &EpisodeRow) -> Line {
    let date = row.episode.released.map_or_else(String::new, |date| format!(", {date}"));
    (row.episode.key.as_str().to_owned(), format!("{} ({}{date})", row.episode.name, row.show_name))
}

fn ambiguous(what: &str, raw: &str, lines: Vec<Line>, count: usize) -> Failure {
    let mut message = format!("\"{}\" matches {count} {what}s; use an id:", CleanText::new(raw));
    for (id, title) in lines {
        message.extend(["\n  ", &id, "  ", &title]);
    }
    if count > LISTED {
        message.extend(["\n  and ", &(count - LISTED).to_string(), " more"]);
    }
    Failure::usage(message)
}

fn not_found(what: &str, raw: &str) -> Failure {
    let raw = CleanText::new(raw);
    Failure::failed(format_args!("no {what} on disk matches \"{raw}\""))
}

fn leads_elsewhere(raw: &str, what: &str) -> Failure {
    let raw = CleanText::new(raw);
    Failure::usage(format_args!("\"{raw}\" is not the address of {what}"))
}
