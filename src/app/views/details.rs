//! What stands above the notes: the whole title, when, how long, how far, where to find it.
//!
//! Header and notes are one document that scrolls as a whole, so that everything can be reached at 40×10.

use jiff::{ZonedDateTime, civil::Date};

use crate::{
    app::{cx::DisplayOptions, list::ItemRef},
    domain::{
        CleanText, Mark, MediaType, Progress, ShelfEpisode, ShelfShow, ShowKind,
        duration::{clock, length},
        wrap,
    },
};

/// A line above the notes, no wider than asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeaderLine {
    /// What it says.
    pub kind: HeaderKind,
    /// Its text, made of clean text.
    pub text: String,
}

/// What a header line says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HeaderKind {
    /// The title.
    Title,
    /// The show of an episode, the publisher of a show.
    By,
    /// Date, duration, language and the like.
    Facts,
    /// The playback position.
    Progress,
    /// Why something does not work.
    Warning,
    /// The link.
    Link,
    /// Copyright.
    Copyright,
    /// The empty line before the notes.
    Blank,
}

/// When and how header lines are written.
#[derive(Debug, Clone, Copy)]
pub struct Manner<'a> {
    /// The columns there are.
    pub width: u16,
    /// The moment, in the person's time zone.
    pub now: &'a ZonedDateTime,
    /// How things are shown.
    pub display: DisplayOptions,
}

/// The header lines of an item.
pub fn header(item: ItemRef<'_>, manner: Manner<'_>) -> Vec<HeaderLine> {
    match item {
        ItemRef::Show(show) => of_show(show, manner),
        ItemRef::Episode(episode) => of_episode(episode, manner),
    }
}

fn of_episode(item: &ShelfEpisode, manner: Manner<'_>) -> Vec<HeaderLine> {
    let episode = &item.episode;
    let mut facts = Vec::new();
    facts.extend(episode.released.map(
        |date| match date.ago(manner.now.date()).filter(|_| !manner.display.iso_dates) {
            Some(ago) => format!("{date} ({ago})"),
            None => date.to_string(),
        },
    ));
    facts.push(length(episode.duration));
    facts.push(if episode.explicit { "explicit".into() } else { String::new() });
    facts.push(languages(&episode.languages));
    let mut lines = Lines::new(manner);
    lines.add(HeaderKind::Title, episode.name.as_str());
    lines.add(HeaderKind::By, item.show_name.as_str());
    lines.facts(&facts);
    lines.add(HeaderKind::Progress, &progress(item));
    if !episode.playable {
        lines.add(HeaderKind::Warning, "Spotify does not play this episode for your account");
    }
    match episode.link() {
        Some(link) => lines.add(HeaderKind::Link, &link.to_string()),
        None => lines.add(HeaderKind::Warning, NO_LINK),
    }
    lines.end()
}

fn of_show(item: &ShelfShow, manner: Manner<'_>) -> Vec<HeaderLine> {
    let show = &item.show;
    let episodes = match (show.total_episodes, show.kind) {
        (None, _) => String::new(),
        (Some(1), ShowKind::Podcast) => "1 episode".into(),
        (Some(1), ShowKind::Audiobook) => "1 chapter".into(),
        (Some(count), ShowKind::Podcast) => format!("{count} episodes"),
        (Some(count), ShowKind::Audiobook) => format!("{count} chapters"),
    };
    let kind = match (show.kind, show.media) {
        (ShowKind::Audiobook, _) => "audiobook",
        (ShowKind::Podcast, MediaType::Audio) => "audio",
        (ShowKind::Podcast, MediaType::Video) => "video",
        (ShowKind::Podcast, MediaType::Mixed) => "audio and video",
        (ShowKind::Podcast, MediaType::Other) => "",
    };
    let explicit = if show.explicit { "explicit" } else { "" };
    let added: Option<Date> = show.added_at.map(|at| at.to_zoned_datetime(manner.now.time_zone().clone()).date());
    let added = added.map(|date| format!("followed since {date}")).unwrap_or_default();
    let mut lines = Lines::new(manner);
    lines.add(HeaderKind::Title, show.name.as_str());
    lines.add(HeaderKind::By, show.publisher.as_ref().map_or("", |publisher| publisher.as_str()));
    lines.facts(&[
        episodes,
        on_disk(item),
        unheard(item),
        kind.into(),
        explicit.into(),
        languages(&show.languages),
        added,
    ]);
    match show.link() {
        Some(link) => lines.add(HeaderKind::Link, &link.to_string()),
        None => lines.add(HeaderKind::Warning, NO_LINK),
    }
    let mut said: Vec<&str> = Vec::new();
    for line in show.copyrights.iter().map(CleanText::as_str) {
        if !said.contains(&line) {
            said.push(line);
            lines.add(HeaderKind::Copyright, line);
        }
    }
    lines.end()
}

/// Said where an item has an odd id.
const NO_LINK: &str = "No link: Spotify gave it an id that is not one";

/// How much of an incomplete show is on disk.
fn on_disk(item: &ShelfShow) -> String {
    match item.show.total_episodes {
        Some(total) if item.counts.total < total => format!("{} on disk", item.counts.total),
        Some(_) | None => String::new(),
    }
}

/// How much of what is on disk is still to be heard.
fn unheard(item: &ShelfShow) -> String {
    let of = |count: u32, what| (count > 0).then(|| format!("{count} {what}"));
    let said = [of(item.counts.unplayed, "unplayed"), of(item.counts.in_progress, "in progress")];
    said.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

fn progress(item: &ShelfEpisode) -> String {
    let episode = &item.episode;
    if let Some(mark) = item.mark {
        return match mark {
            Mark::Played => "Played (local mark)".into(),
            Mark::Unplayed => "Unplayed (local mark)".into(),
        };
    }
    match episode.progress {
        Progress::Unplayed => "Unplayed".into(),
        Progress::Played => "Played".into(),
        Progress::InProgress { position } if episode.duration.is_zero() => format!("Stopped at {}", clock(position)),
        Progress::InProgress { position } => {
            let (position, duration) = (clock(position), clock(episode.duration));
            let left = length(episode.remaining());
            if left.is_empty() {
                format!("Stopped at {position} of {duration}")
            } else {
                format!("Stopped at {position} of {duration}, {left} left")
            }
        }
    }
}

fn languages(tags: &[CleanText]) -> String {
    tags.iter().map(CleanText::as_str).collect::<Vec<_>>().join(", ")
}

/// Header lines as they are put together.
struct Lines<'a> {
    manner: Manner<'a>,
    lines: Vec<HeaderLine>,
}

impl<'a> Lines<'a> {
    fn new(manner: Manner<'a>) -> Self {
        Self { manner, lines: Vec::new() }
    }

    /// Adds a text, wrapped; nothing for an empty one.
    fn add(&mut self, kind: HeaderKind, text: &str) {
        let wrapped = wrap::lines(text, self.manner.width);
        self.lines.extend(wrapped.into_iter().map(|text| HeaderLine { kind, text }));
    }

    /// Adds what is known of several facts.
    fn facts(&mut self, facts: &[String]) {
        let dot = if self.manner.display.ascii { " - " } else { " · " };
        let known: Vec<&str> = facts.iter().map(String::as_str).filter(|fact| !fact.is_empty()).collect();
        self.add(HeaderKind::Facts, &known.join(dot));
    }

    fn end(mut self) -> Vec<HeaderLine> {
        self.lines.push(HeaderLine { kind: HeaderKind::Blank, text: String::new() });
        self.lines
    }
}

#[cfg(test)]
mod tests;
