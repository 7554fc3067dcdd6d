//! Damage that the shape of the file does not show: a bit flipped within a text or a number.
//!
//! Looked for only after some was met, because it reads everything. What Spotify can give again for one show alone is
//! emptied and fetched anew; anything else is reported, and the whole file is then set aside. Start with [`contents`].

use rusqlite::{Connection, Row, Transaction, TransactionBehavior, params};

use super::{LibraryError, fetch_state, notes::Packed, rebuild, row};

/// Reads everything as the rest of the library does. Notes that cannot be read are emptied, and their show begins its
/// pass anew, so that the next synchronisation fetches them; no mark or counter changes.
///
/// # Errors
/// [`LibraryError::Damaged`] where something else cannot be read.
pub(super) fn contents(db: &mut Connection) -> Result<(), LibraryError> {
    every(db, &format!("SELECT {} FROM shows s", row::SHOW), |row| row::show(row).map(drop))?;
    every(db, &format!("SELECT {} FROM shows", fetch_state::FETCHING), |row| fetch_state::fetching(row).map(drop))?;
    let episodes = format!("SELECT {} FROM episodes e LEFT JOIN shows s ON s.id = e.show", row::EPISODE);
    every(db, &episodes, |row| row::episode(row).map(drop))?;
    let (mut shows, mut episodes) = (Vec::new(), Vec::new());
    every(db, "SELECT show, kind, text FROM show_notes", |row| unreadable(row, &mut shows))?;
    every(db, "SELECT episode, kind, text FROM notes", |row| unreadable(row, &mut episodes))?;
    if shows.is_empty() && episodes.is_empty() {
        return Ok(());
    }
    tracing::warn!(shows = shows.len(), episodes = episodes.len(), "notes cannot be read and are fetched anew");
    let step = db.transaction_with_behavior(TransactionBehavior::Immediate)?;
    for show in shows {
        step.execute("UPDATE show_notes SET kind = 0, text = x'' WHERE show = ?1", params![show])?;
    }
    for episode in episodes {
        step.execute("UPDATE notes SET kind = 0, text = x'' WHERE episode = ?1", params![episode])?;
        step.execute(
            "UPDATE shows SET complete = 0, next_offset = 0, gaps = '' WHERE id = (SELECT show FROM episodes WHERE id = ?1)",
            params![episode],
        )?;
    }
    Ok(step.commit()?)
}

/// Builds every index anew and counts what is counted: a bit was flipped in a row or its number, or in an index. Where an
/// episode has lost its notes, its show begins its pass anew; any other value that is wrong now is put right when Spotify
/// is asked about that episode again.
pub(super) fn indexes(db: &Transaction<'_>) -> Result<(), LibraryError> {
    db.execute_batch(
        "REINDEX;
         DELETE FROM notes WHERE episode NOT IN (SELECT id FROM episodes);
         UPDATE shows SET complete = 0, next_offset = 0, gaps = ''
            WHERE id IN (SELECT show FROM episodes WHERE id NOT IN (SELECT episode FROM notes));
         INSERT INTO notes SELECT id, 0, x'' FROM episodes WHERE id NOT IN (SELECT episode FROM notes);
         UPDATE shows SET (total, unplayed, in_progress) = (SELECT count(*), count(*) FILTER (WHERE state = 0),
                count(*) FILTER (WHERE state = 1) FROM episodes WHERE show = shows.id),
            (latest_day, latest_precision) = (SELECT day, precision FROM episodes WHERE show = shows.id
                ORDER BY day DESC, position LIMIT 1)",
    )?;
    rebuild::begin(db).map(drop)
}

/// Notes one of a table of notes that nobody can read.
fn unreadable(row: &Row<'_>, found: &mut Vec<i64>) -> Result<(), LibraryError> {
    let readable = || Packed { kind: row.get(1)?, text: row.get(2)? }.unpack();
    if readable().is_err() {
        found.push(row.get(0)?);
    }
    Ok(())
}

fn every(
    db: &Connection,
    query: &str,
    mut read: impl FnMut(&Row<'_>) -> Result<(), LibraryError>,
) -> Result<(), LibraryError> {
    let mut statement = db.prepare(query)?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        read(row)?;
    }
    Ok(())
}
