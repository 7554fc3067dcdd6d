//! Shows and episodes as JSON, with stable names.

use std::io::{self, Write};

use serde::Serialize;

use super::{exit::Failure, lookup::id, snapshot::Snapshot};
use crate::{
    domain::{EpisodeState, Progress, SpotifyLink},
    library::{EpisodeRow, ShowRow},
};

/// A row that has a JSON object.
pub(super) trait Item {
    type Object: Serialize;

    fn object(&self, snapshot: &Snapshot) -> Result<Self::Object, Failure>;
}

/// A show. Unknown values are `null`.
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

/// An episode. Unknown values are `null`.
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

impl Item for ShowRow {
    type Object = ShowObject;

    fn object(&self, snapshot: &Snapshot) -> Result<ShowObject, Failure> {
        let show = &self.show;
        Ok(ShowObject {
            id: id(&show.key),
            name: show.name.to_string(),
            publisher: show.publisher.as_ref().map(ToString::to_string),
            description: snapshot.show_notes(self)?.words_only(),
            // All on Spotify, not only those on disk.
            total_episodes: show.total_episodes.unwrap_or(self.counts.total),
            unplayed: self.counts.unplayed,
            in_progress: self.counts.in_progress,
            latest_release: self.latest.map(|date| date.to_string()),
            added_at: show.added_at.map(|time| time.to_string()),
            url: show.link().as_ref().map(SpotifyLink::to_string),
        })
    }
}

impl Item for EpisodeRow {
    type Object = EpisodeObject;

    fn object(&self, snapshot: &Snapshot) -> Result<EpisodeObject, Failure> {
        Ok(EpisodeObject::with(self, snapshot.notes(self)?.words_only()))
    }
}

impl EpisodeObject {
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
            state: match episode.progress.state() {
                EpisodeState::Unplayed => "unplayed",
                EpisodeState::InProgress => "in_progress",
                EpisodeState::Played => "played",
            },
            url: episode.link().as_ref().map(SpotifyLink::to_string),
            description,
        }
    }
}

/// An array that is written item by item, one per line.
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

    /// Writes the separator before the next item.
    pub(super) fn next(&mut self, out: &mut dyn Write) -> io::Result<()> {
        out.write_all(if self.count == 0 { b"[\n" } else { b",\n" })?;
        self.count += 1;
        Ok(())
    }

    pub(super) fn end(&self, out: &mut dyn Write) -> io::Result<()> {
        out.write_all(if self.count == 0 { b"[]" } else { b"\n]" })
    }
}
