//! What was asked of Spotify, by the hour. Shared by all processes. Until when it asked to be left alone is not here: the
//! guard keeps that in a file of its own.

use jiff::{SignedDuration, Timestamp};
use rusqlite::{Connection, params};

use super::{Library, LibraryError, Reader, Reply};
use crate::domain::RequestOrigin;

/// Requests of one hour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HourlyRequests {
    /// When the hour began.
    pub hour: Timestamp,
    /// Requests of the background.
    pub background: u32,
    /// Requests of the person.
    pub person: u32,
}

/// The quota as far as we know.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct QuotaRecord {
    /// The hours in which anything was asked, the oldest first: the one that runs and the 24 before it, so that none of
    /// the last 24 hours is left out.
    pub hours: Vec<HourlyRequests>,
}

impl QuotaRecord {
    /// How long an hour counts from its beginning.
    pub const COUNTS: SignedDuration = SignedDuration::from_hours(25);

    /// Requests of the background in the last 24 hours.
    pub fn background(&self) -> u32 {
        self.hours.iter().fold(0, |sum, hour| sum.saturating_add(hour.background))
    }

    /// Requests of the person in the last 24 hours.
    pub fn person(&self) -> u32 {
        self.hours.iter().fold(0, |sum, hour| sum.saturating_add(hour.person))
    }
}

const HOUR: i64 = 3600;

impl Library {
    /// Counts requests. What is older than a day is forgotten.
    pub fn count_requests(&self, asker: RequestOrigin, count: u32, now: Timestamp) -> Reply<()> {
        self.write(move |db| {
            let hour = now.as_second().div_euclid(HOUR);
            let (background, person) = match asker {
                RequestOrigin::Background => (count, 0),
                RequestOrigin::Person => (0, count),
            };
            db.prepare_cached(
                "INSERT INTO requests (hour, background, person) VALUES (?1, ?2, ?3) ON CONFLICT (hour)
                 DO UPDATE SET background = background + ?2, person = person + ?3",
            )?
            .execute(params![hour, background, person])?;
            db.prepare_cached("DELETE FROM requests WHERE hour < ?1")?.execute([hour - 48])?;
            Ok(())
        })
    }

    /// The same as [`Reader::quota`], with all that was handed in to be counted before.
    pub fn count_anew(&self, now: Timestamp) -> Reply<QuotaRecord> {
        self.write(move |db| record(db, now))
    }
}

impl Reader {
    /// What was asked in the 24 hours before `now`, by all processes.
    ///
    /// # Errors
    /// [`LibraryError::Damaged`] and the like.
    pub fn quota(&self, now: Timestamp) -> Result<QuotaRecord, LibraryError> {
        self.run(|db| record(db, now))
    }
}

fn record(db: &Connection, now: Timestamp) -> Result<QuotaRecord, LibraryError> {
    let hour = now.as_second().div_euclid(HOUR);
    let mut hours = Vec::new();
    // An hour that lies ahead was counted by a clock that has been set back since: it counts.
    let mut statement =
        db.prepare_cached("SELECT hour, background, person FROM requests WHERE hour >= ?1 ORDER BY hour LIMIT 72")?;
    let mut rows = statement.query([hour - 24])?;
    while let Some(row) = rows.next()? {
        let seconds = row.get::<_, i64>(0)?.saturating_mul(HOUR);
        let hour = Timestamp::from_second(seconds).map_err(|_| LibraryError::damaged("an hour"))?;
        hours.push(HourlyRequests { hour, background: row.get(1)?, person: row.get(2)? });
    }
    Ok(QuotaRecord { hours })
}
