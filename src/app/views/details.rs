//! The details above the notes: title, date, duration, progress, link.
//!
//! Header and notes are one document that scrolls as a whole, so that everything can be reached at 40×10.

use jiff::civil::Date;

use crate::{
    app::{Cx, list::ItemRef},
    domain::{
        CleanText, Mark, MediaType, Progress, ReleaseDate, ShelfEpisode, ShelfShow, ShowKind, SpotifyLink,
        count::{counted, grouped},
        duration::{clock, length},
        width::width,
        wrap,
    },
};

/// A line above the notes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeaderLine {
    pub kind: HeaderKind,
    pub text: String,
}

/// The kind of a header line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HeaderKind {
    Title,
    /// The show of an episode, the publisher of a show.
    By,
    /// Date, duration, language and the like.
    Facts,
    Progress,
    /// Why it cannot be played or opened.
    Warning,
    Link,
    Copyright,
    /// The empty line before the notes.
    Blank,
}

/// The header lines of an item, `columns` wide.
pub fn header(item: ItemRef<'_>, cx: &Cx, columns: u16) -> Vec<HeaderLine> {
    let texts = match item {
        ItemRef::Show(show) => of_show(show, cx),
        ItemRef::Episode(episode) => of_episode(episode, cx),
    };
    let wrapped = |(kind, text): &(HeaderKind, String)| {
        let kind = *kind;
        let lines = if kind == HeaderKind::Facts { facts(cx, text, columns) } else { wrap::lines(text, columns) };
        lines.into_iter().map(move |text| HeaderLine { kind, text })
    };
    let blank = HeaderLine { kind: HeaderKind::Blank, text: String::new() };
    texts.iter().flat_map(wrapped).chain([blank]).collect()
}

/// Facts in lines. A line ends between two of them where it can, and without their separator.
fn facts(cx: &Cx, text: &str, columns: u16) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for fact in text.split(cx.separator()).filter(|fact| !fact.is_empty()) {
        match lines.last_mut() {
            Some(line) if width(line) + width(cx.separator()) + width(fact) <= usize::from(columns) => {
                line.push_str(cx.separator());
                line.push_str(fact);
            }
            Some(_) | None => lines.extend(wrap::lines(fact, columns)),
        }
    }
    lines
}

/// Empty texts are left out.
type Texts = Vec<(HeaderKind, String)>;

fn of_episode(item: &ShelfEpisode, cx: &Cx) -> Texts {
    let episode = &item.episode;
    let released = episode.released.map(|date| match date.ago(cx.now.date()) {
        _ if cx.display.iso_dates => date.to_string(),
        Some(ago) => format!("{} ({ago})", date.long(cx.display.locale)),
        None => date.long(cx.display.locale),
    });
    let (state, stopped) = progress(item);
    let (released, duration) = (released.unwrap_or_default(), length(episode.duration));
    let explicit = if episode.explicit { "explicit" } else { "" };
    let saved = if item.saved { "saved" } else { "" };
    let refused = if episode.playable { "" } else { "Spotify does not play this episode for your account" };
    vec![
        (HeaderKind::Title, episode.name.to_string()),
        (HeaderKind::By, item.show_name.to_string()),
        (HeaderKind::Facts, cx.join(&[&released, &duration, state, saved, explicit, &languages(&episode.languages)])),
        (HeaderKind::Progress, stopped),
        (HeaderKind::Warning, refused.into()),
        link(episode.link()),
    ]
}

fn of_show(item: &ShelfShow, cx: &Cx) -> Texts {
    let show = &item.show;
    let episodes = match (show.total_episodes, show.kind) {
        (None, ShowKind::Podcast | ShowKind::Audiobook) => String::new(),
        (Some(total), ShowKind::Podcast) => counted(total, "episode", "episodes"),
        (Some(total), ShowKind::Audiobook) => counted(total, "chapter", "chapters"),
    };
    let kind = match (show.kind, show.media) {
        (ShowKind::Audiobook, MediaType::Audio | MediaType::Video | MediaType::Mixed | MediaType::Other) => "audiobook",
        (ShowKind::Podcast, MediaType::Audio) => "audio",
        (ShowKind::Podcast, MediaType::Video) => "video",
        (ShowKind::Podcast, MediaType::Mixed) => "audio and video",
        (ShowKind::Podcast, MediaType::Other) => "",
    };
    let explicit = if show.explicit { "explicit" } else { "" };
    let added: Option<Date> = show.added_at.map(|at| at.to_zoned_datetime(cx.now.time_zone().clone()).date());
    let added = added
        .map(ReleaseDate::day)
        .map(|date| if cx.display.iso_dates { date.to_string() } else { date.long(cx.display.locale) });
    let added = added.map(|date| format!("followed since {date}")).unwrap_or_default();
    let languages = languages(&show.languages);
    let facts = [&episodes, &on_disk(item), &unheard(item), kind, explicit, &languages, &added];
    let mut texts = vec![
        (HeaderKind::Title, show.name.to_string()),
        (HeaderKind::By, show.publisher.as_ref().map(CleanText::to_string).unwrap_or_default()),
        (HeaderKind::Facts, cx.join(&facts)),
        link(show.link()),
    ];
    for copyright in &show.copyrights {
        let copyright = (HeaderKind::Copyright, copyright.to_string());
        if !texts.contains(&copyright) {
            texts.push(copyright);
        }
    }
    texts
}

fn link(link: Option<SpotifyLink>) -> (HeaderKind, String) {
    match link {
        Some(link) => (HeaderKind::Link, link.to_string()),
        None => (HeaderKind::Warning, "No link: Spotify gave it an id that is not one".into()),
    }
}

/// How much of an incomplete show is on disk.
fn on_disk(item: &ShelfShow) -> String {
    match item.show.total_episodes {
        Some(total) if item.counts.total < total => format!("{} on disk", grouped(item.counts.total)),
        Some(_) | None => String::new(),
    }
}

/// How many of the episodes on disk are unplayed or in progress.
fn unheard(item: &ShelfShow) -> String {
    let of = |count: u32, what| (count > 0).then(|| format!("{} {what}", grouped(count)));
    let known = [of(item.counts.unplayed, "unplayed"), of(item.counts.in_progress, "in progress")];
    known.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

/// The state in words, and for an episode in progress where it was stopped.
fn progress(item: &ShelfEpisode) -> (&'static str, String) {
    let episode = &item.episode;
    let state = match (item.mark, &episode.progress) {
        (Some(Mark::Played), _) => "played (local mark)",
        (Some(Mark::Unplayed), _) => "unplayed (local mark)",
        (None, Progress::Unplayed) => "unplayed",
        (None, Progress::Played) => "played",
        (None, Progress::InProgress { position }) if episode.duration.is_zero() => {
            return ("", format!("Stopped at {}", clock(*position)));
        }
        (None, Progress::InProgress { position }) => {
            let (position, duration) = (clock(*position), clock(episode.duration));
            let left = length(episode.remaining());
            let left = if left.is_empty() { left } else { format!(", {left} left") };
            return ("", format!("Stopped at {position} of {duration}{left}"));
        }
    };
    (state, String::new())
}

fn languages(tags: &[CleanText]) -> String {
    tags.iter().map(CleanText::as_str).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests;
