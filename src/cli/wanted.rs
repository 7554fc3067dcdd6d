//! Which show or episode is meant: an id, a URI, a link, or text that is in one title.
//!
//! Start with [`show`] and [`episode`].

use super::{
    Exit,
    exit::Failure,
    shelf::{Shelf, unreadable},
};
use crate::{
    domain::{CleanText, EpisodeKey, NoLink, ShowKey, ShowSort, SpotifyLink, words},
    library::{EpisodeRef, EpisodeRow, ShowRow},
};

/// The most candidates that are listed.
const LISTED: usize = 10;
/// How many titles are compared at a time.
const BATCH: u32 = 5_000;

/// The show that is meant. Not one of the person's list: 1; several have the text in their title: 2.
pub(super) fn show(shelf: &Shelf, raw: &str) -> Result<ShowRow, Failure> {
    let shows = shelf.shows(ShowSort::Name)?;
    let key = match SpotifyLink::parse(raw) {
        Ok(SpotifyLink::Show(id)) => Some(ShowKey::Id(id)),
        Ok(SpotifyLink::Episode(_)) | Err(NoLink::Elsewhere) => return Err(leads_elsewhere(raw, "show")),
        Err(NoLink::Text) => None,
    };
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
    match titles.verdict() {
        Verdict::One(row) => Ok(row.clone()),
        Verdict::None => Err(not_found("show", raw)),
        Verdict::Several { first, count } => {
            let lines = first.iter().map(|row| (id(&row.show.key), row.show.name.to_string()));
            Err(ambiguous("shows", raw, lines, count))
        }
    }
}

/// The episode that is meant, with the same codes as [`show`].
pub(super) fn episode(shelf: &Shelf, raw: &str) -> Result<EpisodeRow, Failure> {
    let key = match SpotifyLink::parse(raw) {
        Ok(SpotifyLink::Episode(id)) => Some(EpisodeKey::Id(id)),
        Ok(SpotifyLink::Show(_)) | Err(NoLink::Elsewhere) => return Err(leads_elsewhere(raw, "episode")),
        Err(NoLink::Text) => None,
    };
    let wanted = key.clone().unwrap_or_else(|| EpisodeKey::from_remote(raw));
    let mut found = shelf.read(|held| held.reader.find(held.account, &wanted))?;
    if found.len() > 1 {
        return Err(several(raw, &found, found.len()));
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
        let batch = shelf.read(|held| held.reader.titles_after(held.account, after, BATCH))?;
        let Some((last, _)) = batch.last() else { break };
        after = Some(*last);
        for (at, title) in &batch {
            titles.compare(title, *at);
        }
    }
    let row = |at| shelf.read(|held| held.reader.episode(at).map(Some))?.ok_or_else(|| unreadable(&"it is gone"));
    match titles.verdict() {
        Verdict::One(at) => row(at),
        Verdict::None => Err(not_found("episode", raw)),
        Verdict::Several { first, count } => {
            let rows = first.into_iter().map(row).collect::<Result<Vec<_>, _>>()?;
            Err(several(raw, &rows, count))
        }
    }
}

/// The titles that fit a text, the better ones apart.
struct Titles<'a, T> {
    text: &'a str,
    folded: String,
    /// Just so; the same without case and accents; somewhere in it.
    fits: [Fits<T>; 3],
}

struct Fits<T> {
    first: Vec<T>,
    count: usize,
}

enum Verdict<T> {
    None,
    One(T),
    Several { first: Vec<T>, count: usize },
}

impl<'a, T> Titles<'a, T> {
    fn new(text: &'a str) -> Self {
        let text = text.trim();
        let none = || Fits { first: Vec::new(), count: 0 };
        Self { text, folded: words::folded(text), fits: [none(), none(), none()] }
    }

    fn compare(&mut self, title: &CleanText, of: T) {
        let [exact, same, within] = &mut self.fits;
        if title.as_str() == self.text {
            return exact.add(of);
        }
        // Signs alone are no words that could be in a title.
        if self.folded.is_empty() {
            return;
        }
        let title = words::folded(title.as_str());
        if title == self.folded {
            same.add(of);
        } else if title.contains(&self.folded) {
            within.add(of);
        }
    }

    fn verdict(self) -> Verdict<T> {
        let Some(Fits { mut first, count }) = self.fits.into_iter().find(|fits| fits.count > 0) else {
            return Verdict::None;
        };
        match (count, first.pop()) {
            (_, None) => Verdict::None,
            (1, Some(one)) => Verdict::One(one),
            (count, Some(last)) => {
                first.push(last);
                Verdict::Several { first, count }
            }
        }
    }
}

impl<T> Fits<T> {
    fn add(&mut self, of: T) {
        self.count += 1;
        if self.first.len() < LISTED {
            self.first.push(of);
        }
    }
}

/// A key as it is shown, and as it is taken.
pub(super) fn id<Id: std::fmt::Display>(key: &crate::domain::Key<Id>) -> String {
    match key {
        crate::domain::Key::Id(id) => id.to_string(),
        crate::domain::Key::Odd(text) => text.to_string(),
    }
}

fn several(raw: &str, rows: &[EpisodeRow], count: usize) -> Failure {
    let lines = rows.iter().take(LISTED).map(|row| {
        let date = row.episode.released.map_or_else(String::new, |date| format!(", {date}"));
        (id(&row.episode.key), format!("{} ({}{date})", row.episode.name, row.show_name))
    });
    ambiguous("episodes", raw, lines, count)
}

fn ambiguous(what: &str, raw: &str, lines: impl Iterator<Item = (String, String)>, count: usize) -> Failure {
    let mut message = format!("\"{}\" fits {count} {what}; name one by its id:", CleanText::new(raw));
    for (id, title) in lines {
        message.extend(["\n  ", &id, "  ", &title]);
    }
    if count > LISTED {
        message.extend(["\n  and ", &(count - LISTED).to_string(), " more"]);
    }
    Failure::new(Exit::Usage, message)
}

fn not_found(what: &str, raw: &str) -> Failure {
    let raw = CleanText::new(raw);
    Failure::new(Exit::Failed, format_args!("no {what} on disk fits \"{raw}\""))
}

fn leads_elsewhere(raw: &str, what: &str) -> Failure {
    let raw = CleanText::new(raw);
    let article = if what == "episode" { "an" } else { "a" };
    Failure::new(Exit::Usage, format_args!("\"{raw}\" does not lead to {article} {what}"))
}
