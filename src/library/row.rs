//! Rows, and how columns become values.

use std::time::Duration;

use jiff::Timestamp;
use rusqlite::Row;

use super::{Counts, EpisodeRef, LibraryError, Mark, ShowRef, slot, slot::Stored};
use crate::domain::{
    CleanText, Episode, Images, MediaType, Notes, Progress, ReleaseDate, ShelfEpisode, ShelfShow, Show, ShowKey,
    ShowKind,
};

/// A show in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShowRow {
    pub at: ShowRef,
    /// The show, with [`Show::notes`] left empty: [`Reader::show_notes`](super::Reader::show_notes) has them.
    pub show: Show,
    /// Of its episodes on disk.
    pub counts: Counts,
    /// The date of its newest episode.
    pub latest: Option<ReleaseDate>,
    /// Whether a pass over all its episodes is complete: those not on disk cannot be read.
    pub complete: bool,
}

/// An episode in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EpisodeRow {
    pub at: EpisodeRef,
    pub show: ShowRef,
    pub show_key: ShowKey,
    pub show_name: CleanText,
    /// The episode, with [`Episode::notes`] left empty ([`Reader::notes`](super::Reader::notes) has them) and with the
    /// progress of the local mark, else Spotify's.
    pub episode: Episode,
    pub mark: Option<Mark>,
    /// The progress according to Spotify.
    pub remote: Progress,
    /// When it was added to the library, to the second.
    pub arrived: Timestamp,
    /// Whether it is in Your Episodes.
    pub saved: bool,
}

/// The columns that [`show`] reads.
pub(super) fn show_columns() -> String {
    let (day, precision) = (latest("day"), latest("precision"));
    format!(
        "s.id, s.key, s.name, s.publisher, s.remote_total, s.flags, s.media, s.languages, s.copyrights, s.added_at,
         s.total, s.unplayed, s.in_progress, {day}, {precision}, s.complete, s.images"
    )
}

/// A column of the newest episode whose day has come. The counters of a show have the newest of all.
pub(super) fn latest(column: &str) -> String {
    format!(
        "iif(s.latest_day > ({TODAY}), (SELECT {column} FROM episodes WHERE show = s.id AND day <= ({TODAY})
                                        ORDER BY day DESC, position LIMIT 1), s.latest_{column})"
    )
}

/// The day of this computer's clock and zone, since 1970. As a part of a query it is evaluated once.
pub(super) const TODAY: &str = "SELECT unixepoch('now', 'localtime') / 86400";

pub(super) const EXPLICIT: u8 = 1;
pub(super) const PLAYABLE: u8 = 2;
pub(super) const AUDIOBOOK: u8 = 4;

pub(super) fn show(row: &Row<'_>) -> Result<ShowRow, LibraryError> {
    let flags: u8 = row.get(5)?;
    Ok(ShowRow {
        at: ShowRef(row.get(0)?),
        show: Show {
            key: row.get::<_, Stored>(1)?.show()?,
            name: text(row, 2)?,
            publisher: row.get_ref(3)?.as_str_or_null().map_err(wrong)?.map(CleanText::new),
            notes: Notes::default(),
            total_episodes: row.get(4)?,
            explicit: flags & EXPLICIT != 0,
            languages: lines(row, 7)?,
            media: match row.get(6)? {
                0 => MediaType::Audio,
                1 => MediaType::Video,
                2 => MediaType::Mixed,
                _ => MediaType::Other,
            },
            kind: if flags & AUDIOBOOK == 0 { ShowKind::Podcast } else { ShowKind::Audiobook },
            copyrights: lines(row, 8)?,
            added_at: time(row, 9)?,
            images: Images::parse(row.get_ref(16)?.as_str().map_err(wrong)?),
        },
        counts: Counts { total: row.get(10)?, unplayed: row.get(11)?, in_progress: row.get(12)? },
        latest: slot::to_date(row.get(13)?, row.get(14)?),
        complete: row.get(15)?,
    })
}

/// The columns that [`episode`] reads.
pub(super) const EPISODE: &str = "e.id, e.show, s.name, e.key, e.name, e.day, e.precision, e.duration, e.position,
    e.remote, e.resumed, e.mark, e.flags, e.languages, s.key, e.arrived,
    EXISTS (SELECT 1 FROM saved WHERE saved.show = e.show AND saved.key = e.key)";

pub(super) fn episode(row: &Row<'_>) -> Result<EpisodeRow, LibraryError> {
    let flags: u8 = row.get(12)?;
    let remote = progress(row.get(9)?, row.get(10)?);
    let mark = mark(row.get(11)?);
    Ok(EpisodeRow {
        at: EpisodeRef(row.get(0)?),
        show: ShowRef(row.get(1)?),
        show_key: row.get::<_, Stored>(14)?.show()?,
        show_name: text(row, 2)?,
        episode: Episode {
            key: row.get::<_, Stored>(3)?.episode()?,
            name: text(row, 4)?,
            released: slot::to_date(row.get(5)?, row.get(6)?),
            duration: Duration::from_millis(row.get::<_, i64>(7)?.unsigned_abs()),
            progress: mark.map_or(remote, Mark::progress),
            explicit: flags & EXPLICIT != 0,
            playable: flags & PLAYABLE != 0,
            languages: lines(row, 13)?,
            notes: Notes::default(),
            position: row.get(8)?,
        },
        mark,
        remote,
        arrived: Timestamp::from_second(row.get(15)?).unwrap_or(Timestamp::UNIX_EPOCH),
        saved: row.get(16)?,
    })
}

impl From<ShowRow> for ShelfShow {
    fn from(row: ShowRow) -> Self {
        Self { show: row.show, counts: row.counts, latest: row.latest, complete: row.complete }
    }
}

impl From<EpisodeRow> for ShelfEpisode {
    fn from(row: EpisodeRow) -> Self {
        let EpisodeRow { at: _, show: _, show_key: show, show_name, episode, mark, remote, arrived, saved } = row;
        Self { show, show_name, episode, mark, remote, arrived, saved }
    }
}

/// The columns of progress: a state, and the position in milliseconds.
pub(super) fn from_progress(progress: Progress) -> (i64, i64) {
    match progress {
        Progress::Unplayed => (0, 0),
        Progress::InProgress { position } => (1, i64::try_from(position.as_millis()).unwrap_or(i64::MAX)),
        Progress::Played => (2, 0),
    }
}

fn progress(state: i64, position: i64) -> Progress {
    match state {
        1 => Progress::InProgress { position: Duration::from_millis(position.unsigned_abs()) },
        2 => Progress::Played,
        _ => Progress::Unplayed,
    }
}

pub(super) fn mark(column: Option<i64>) -> Option<Mark> {
    column.map(|state| if state == 2 { Mark::Played } else { Mark::Unplayed })
}

/// Texts in one column, one per line. No [`CleanText`] has a line break.
pub(super) fn joined(texts: &[CleanText]) -> String {
    texts.iter().map(CleanText::as_str).collect::<Vec<_>>().join("\n")
}

fn lines(row: &Row<'_>, column: usize) -> Result<Vec<CleanText>, LibraryError> {
    Ok(row.get_ref(column)?.as_str().map_err(wrong)?.lines().map(CleanText::new).collect())
}

/// Cleaned again, because another program may have written the file.
pub(super) fn text(row: &Row<'_>, column: usize) -> Result<CleanText, LibraryError> {
    Ok(CleanText::new(row.get_ref(column)?.as_str().map_err(wrong)?))
}

/// A time of a column in milliseconds.
pub(super) fn time(row: &Row<'_>, column: usize) -> Result<Option<Timestamp>, LibraryError> {
    Ok(row.get::<_, Option<i64>>(column)?.and_then(|ms| Timestamp::from_millisecond(ms).ok()))
}

#[expect(clippy::needless_pass_by_value, reason = "passed to map_err")]
fn wrong(error: rusqlite::types::FromSqlError) -> LibraryError {
    LibraryError::damaged(&error.to_string())
}
