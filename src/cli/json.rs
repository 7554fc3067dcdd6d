//! Shows and episodes as JSON, with stable names.

use std::{
    borrow::Cow,
    io::{self, Write},
};

use serde::Serialize;

use super::{
    batches::{self, Batches, Format},
    exit::Failure,
    snapshot::{Selection, Snapshot},
};
use crate::{
    domain::{CleanText, EpisodeState, Progress, SpotifyLink},
    library::{EpisodeRow, ShowRow},
};

/// A show. Unknown values are `null`.
#[derive(Debug, Serialize)]
pub(super) struct ShowObject<'a> {
    id: &'a str,
    name: &'a str,
    publisher: Option<&'a str>,
    description: String,
    total_episodes: u32,
    unplayed: u32,
    in_progress: u32,
    latest_release: Option<String>,
    added_at: Option<String>,
    url: Option<String>,
}

/// An episode. Unknown values are `null`.
#[derive(Debug, Serialize)]
pub(super) struct EpisodeObject<'a> {
    pub(super) id: Cow<'a, str>,
    pub(super) show_id: Cow<'a, str>,
    pub(super) show_name: Cow<'a, str>,
    pub(super) name: Cow<'a, str>,
    pub(super) release_date: Option<String>,
    pub(super) duration_ms: u64,
    pub(super) position_ms: u64,
    pub(super) state: &'static str,
    pub(super) url: Option<String>,
    pub(super) description: Cow<'a, str>,
}

impl<'a> ShowObject<'a> {
    pub(super) fn of(row: &'a ShowRow, snapshot: &Snapshot) -> Result<Self, Failure> {
        let show = &row.show;
        Ok(Self {
            id: show.key.as_str(),
            name: show.name.as_str(),
            publisher: show.publisher.as_ref().map(CleanText::as_str),
            description: snapshot.show_notes(row)?.words(),
            // All on Spotify, not only those on disk.
            total_episodes: show.total_episodes.unwrap_or(row.counts.total),
            unplayed: row.counts.unplayed,
            in_progress: row.counts.in_progress,
            latest_release: row.latest.map(|date| date.to_string()),
            added_at: show.added_at.map(|time| time.to_string()),
            url: show.link().as_ref().map(SpotifyLink::to_string),
        })
    }
}

impl<'a> EpisodeObject<'a> {
    pub(super) fn of(row: &'a EpisodeRow, snapshot: &Snapshot) -> Result<Self, Failure> {
        Ok(Self::with(row, snapshot.notes(row)?.words()))
    }

    pub(super) fn with(row: &'a EpisodeRow, description: String) -> Self {
        let episode = &row.episode;
        let position = match episode.progress {
            Progress::InProgress { position } => position,
            Progress::Unplayed | Progress::Played => std::time::Duration::ZERO,
        };
        let millis = |duration: std::time::Duration| u64::try_from(duration.as_millis()).unwrap_or(u64::MAX);
        Self {
            id: episode.key.as_str().into(),
            show_id: row.show_key.as_str().into(),
            show_name: row.show_name.as_str().into(),
            name: episode.name.as_str().into(),
            release_date: episode.released.map(|date| date.to_string()),
            duration_ms: millis(episode.duration),
            position_ms: millis(position),
            state: match episode.progress.state() {
                EpisodeState::Unplayed => "unplayed",
                EpisodeState::InProgress => "in_progress",
                EpisodeState::Played => "played",
            },
            url: episode.link().as_ref().map(SpotifyLink::to_string),
            description: description.into(),
        }
    }
}

/// Writes the episodes of a selection as an array. Returns how many.
pub(super) fn write_episodes(
    snapshot: &Snapshot,
    selection: &Selection,
    out: &mut dyn Write,
) -> Result<usize, Failure> {
    let mut count = 0;
    batches::write(snapshot, out, EPISODE, |batches| {
        count = push_episodes(batches, selection)?;
        batches.text("\n");
        Ok(())
    })?;
    Ok(count)
}

/// Passes an array of the episodes of a selection on, for [`EPISODE`]. Returns how many.
pub(super) fn push_episodes(batches: &mut Batches<'_>, selection: &Selection) -> Result<usize, Failure> {
    let count = batches.episodes(selection, FIRST, NEXT)?;
    batches.text(end(count));
    Ok(count)
}

/// Writes an episode.
pub(super) const EPISODE: Format<'static> = &|row, description, out| {
    Ok(serde_json::to_writer(out, &EpisodeObject::with(row, description)).map_err(io::Error::from)?)
};

/// Before the first item of an array, and before each of the others.
const FIRST: &str = "[\n";
const NEXT: &str = ",\n";

/// After the last of `count` items.
fn end(count: usize) -> &'static str {
    if count == 0 { "[]" } else { "\n]" }
}

/// An array that is written item by item, one per line.
pub(super) struct Array {
    count: usize,
}

impl Array {
    pub(super) fn new() -> Self {
        Self { count: 0 }
    }

    /// The separator before the next item.
    pub(super) fn next(&mut self) -> &'static str {
        self.count += 1;
        if self.count == 1 { FIRST } else { NEXT }
    }

    pub(super) fn end(&self) -> &'static str {
        end(self.count)
    }
}
