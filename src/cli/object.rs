//! Shows and episodes as JSON, with names that stay as they are.

use std::io::{self, Write};

use serde::Serialize;

use super::{exit::Failure, shelf::Shelf, wanted::id};
use crate::{
    domain::{EpisodeState, Progress, SpotifyLink},
    library::{EpisodeRow, ShowRow},
};

/// A show. What is unknown is `null`.
#[derive(Debug, Serialize)]
pub(super) struct ShowObject {
    id: String,
    name: String,
    publisher: Option<String>,
    description: String,
    total_episodes: u32,
    unplayed: u32,
    in_progress: u32,
    latest_release: Option<String>,
    added_at: Option<String>,
    url: Option<String>,
}

/// An episode. What is unknown is `null`.
#[derive(Debug, Serialize)]
pub(super) struct EpisodeObject {
    pub(super) id: String,
    pub(super) show_id: String,
    pub(super) show_name: String,
    pub(super) name: String,
    pub(super) release_date: Option<String>,
    pub(super) duration_ms: u64,
    pub(super) position_ms: u64,
    pub(super) state: &'static str,
    pub(super) url: Option<String>,
    pub(super) description: String,
}

impl ShowObject {
    pub(super) fn of(row: &ShowRow, shelf: &Shelf) -> Result<Self, Failure> {
        let show = &row.show;
        Ok(Self {
            id: id(&show.key),
            name: show.name.to_string(),
            publisher: show.publisher.as_ref().map(ToString::to_string),
            description: shelf.show_notes(row)?.words_only(),
            // What Spotify says there are, of which all may not be here yet.
            total_episodes: show.total_episodes.unwrap_or(row.counts.total),
            unplayed: row.counts.unplayed,
            in_progress: row.counts.in_progress,
            latest_release: row.latest.map(|date| date.to_string()),
            added_at: show.added_at.map(|time| time.to_string()),
            url: show.link().as_ref().map(SpotifyLink::to_string),
        })
    }
}

impl EpisodeObject {
    pub(super) fn of(row: &EpisodeRow, shelf: &Shelf) -> Result<Self, Failure> {
        Ok(Self::with(row, shelf.notes(row)?.words_only()))
    }

    pub(super) fn with(row: &EpisodeRow, description: String) -> Self {
        let episode = &row.episode;
        let position = match episode.progress {
            Progress::InProgress { position } => position,
            Progress::Unplayed | Progress::Played => std::time::Duration::ZERO,
        };
        let millis = |duration: std::time::Duration| u64::try_from(duration.as_millis()).unwrap_or(u64::MAX);
        Self {
            id: id(&episode.key),
            show_id: id(&row.show_key),
            show_name: row.show_name.to_string(),
            name: episode.name.to_string(),
            release_date: episode.released.map(|date| date.to_string()),
            duration_ms: millis(episode.duration),
            position_ms: millis(position),
            state: state(episode.progress),
            url: episode.link().as_ref().map(SpotifyLink::to_string),
            description,
        }
    }
}

/// The name of a state in JSON and CSV.
pub(super) fn state(progress: Progress) -> &'static str {
    match progress.state() {
        EpisodeState::Unplayed => "unplayed",
        EpisodeState::InProgress => "in_progress",
        EpisodeState::Played => "played",
    }
}

/// An array that is written item by item, each on a line.
pub(super) struct Array {
    count: usize,
}

impl Array {
    pub(super) fn new() -> Self {
        Self { count: 0 }
    }

    pub(super) fn push(&mut self, item: &impl Serialize, out: &mut dyn Write) -> io::Result<()> {
        self.next(out)?;
        serde_json::to_writer(&mut *out, item)?;
        Ok(())
    }

    /// What stands before the next item.
    pub(super) fn next(&mut self, out: &mut dyn Write) -> io::Result<()> {
        out.write_all(if self.count == 0 { b"[\n" } else { b",\n" })?;
        self.count += 1;
        Ok(())
    }

    pub(super) fn end(&self, out: &mut dyn Write) -> io::Result<()> {
        out.write_all(if self.count == 0 { b"[]" } else { b"\n]" })
    }
}
