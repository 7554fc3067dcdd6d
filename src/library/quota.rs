//! Requests to Spotify by the hour, shared by all processes. Until when Spotify rate limits the app is not stored here:
//! the guard has a file of its own.

use jiff::{SignedDuration, Timestamp};
use rusqlite::{Connection, params};

use super::{Library, LibraryError, Reader, Reply, read::collect};
use crate::domain::RequestOrigin;

/// Requests of one hour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HourlyRequests {
    /// The beginning of the hour.
    pub hour: Timestamp,
    pub background: u32,
    pub person: u32,
}

/// Requests of the last 24 hours.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct QuotaRecord {
    /// The hours with requests, oldest first: the current one and the 24 before it, which cover all of the last 24 hours.
    pub hours: Vec<HourlyRequests>,
}

impl QuotaRecord {
    /// How long the requests of an hour count, from its beginning.
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
    /// Counts requests. Forgets those older than two days.
    pub fn count_requests(&self, origin: RequestOrigin, count: u32, now: Timestamp) -> Reply<()> {
        self.write(move |db| {
            let hour = now.as_second().div_euclid(HOUR);
            let (background, person) = match origin {
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

    /// The same as [`Reader::quota`], after the requests that were sent to be counted before.
    pub fn recount(&self, now: Timestamp) -> Reply<QuotaRecord> {
        self.write(move |db| record(db, now))
    }
}

impl Reader {
    /// The requests of all processes in the 24 hours before `now`.
    ///
    /// # Errors
    /// [`LibraryError::Damaged`] and the like.
    pub fn quota(&self, now: Timestamp) -> Result<QuotaRecord, LibraryError> {
        self.run(|db| record(db, now))
    }
}

fn record(db: &Connection, now: Timestamp) -> Result<QuotaRecord, LibraryError> {
    // An hour in the future was counted by a clock that has been set back since: it counts.
    let query = "SELECT hour, background, person FROM requests WHERE hour >= ?1 ORDER BY hour LIMIT 72";
    let hours = collect(db, query, [now.as_second().div_euclid(HOUR) - 24], |row| {
        let seconds = row.get::<_, i64>(0)?.saturating_mul(HOUR);
        let hour = Timestamp::from_second(seconds).map_err(|_| LibraryError::damaged("an hour"))?;
        Ok(HourlyRequests { hour, background: row.get(1)?, person: row.get(2)? })
    })?;
    Ok(QuotaRecord { hours })
}
