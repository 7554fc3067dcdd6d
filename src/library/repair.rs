//! Repairs damage that the structure of the file does not show: a bit flipped in a text or a number.
//!
//! Runs only after damage was found, because it reads everything. Notes are emptied and fetched again. Other damage is
//! returned as an error, and the whole file is then quarantined. Start with [`contents`].

use rusqlite::{Connection, Row, Transaction};

use super::{Result, collect, fetch_state, in_transaction, notes::Packed, rebuild, row};

/// Reads everything as the rest of the library does. Notes that cannot be read are emptied, and their show begins its
/// pass again, so that the next synchronisation fetches them. No mark or counter changes.
///
/// # Errors
/// `LibraryError::Damaged` if anything else cannot be read.
pub(super) fn contents(db: &mut Connection) -> Result<()> {
    collect(db, &format!("SELECT {} FROM shows s", row::show_columns()), [], |row| row::show(row).map(drop))?;
    let fetching = format!("SELECT {} FROM shows", fetch_state::FETCHING);
    collect(db, &fetching, [], |row| fetch_state::fetching(row).map(drop))?;
    let episodes = format!("SELECT {} FROM episodes e LEFT JOIN shows s ON s.id = e.show", row::EPISODE);
    collect(db, &episodes, [], |row| row::episode(row).map(drop))?;
    let shows = unreadable(db, "SELECT show, kind, text FROM show_notes")?;
    let episodes = unreadable(db, "SELECT e.id, n.kind, n.text FROM episodes e JOIN notes n ON n.id = e.notes")?;
    if shows.is_empty() && episodes.is_empty() {
        return Ok(());
    }
    tracing::warn!(shows = shows.len(), episodes = episodes.len(), "notes cannot be read and are fetched again");
    in_transaction(db, |step| {
        for show in shows {
            step.execute("UPDATE show_notes SET kind = 0, text = x'' WHERE show = ?1", [show])?;
        }
        for episode in episodes {
            step.execute(
                "UPDATE notes SET kind = 0, text = x'' WHERE id = (SELECT notes FROM episodes WHERE id = ?1)",
                [episode],
            )?;
            step.execute(
                "UPDATE shows SET complete = 0, next_offset = 0, gaps = ''
                 WHERE id = (SELECT show FROM episodes WHERE id = ?1)",
                [episode],
            )?;
        }
        Ok(())
    })
}

/// Rebuilds every index and counter after a bit flipped in a row, in its number or in an index. The show of an episode
/// that lost its notes begins its pass again. Any other wrong value is corrected when the episode is fetched next.
pub(super) fn indexes(db: &Transaction<'_>) -> Result<()> {
    db.execute_batch(
        "REINDEX;
         UPDATE episodes SET notes = -id
            WHERE notes IN (SELECT notes FROM episodes GROUP BY notes HAVING count(*) > 1);
         DELETE FROM notes WHERE id NOT IN (SELECT notes FROM episodes);
         UPDATE shows SET complete = 0, next_offset = 0, gaps = ''
            WHERE id IN (SELECT show FROM episodes WHERE notes NOT IN (SELECT id FROM notes));
         INSERT INTO notes SELECT notes, 0, x'' FROM episodes WHERE notes NOT IN (SELECT id FROM notes);
         UPDATE shows SET (total, unplayed, in_progress) = (SELECT count(*), count(*) FILTER (WHERE state = 0),
                count(*) FILTER (WHERE state = 1) FROM episodes WHERE show = shows.id),
            (latest_day, latest_precision) = (SELECT day, precision FROM episodes WHERE show = shows.id
                ORDER BY day DESC, position LIMIT 1)",
    )?;
    rebuild::begin(db).map(drop)
}

/// The ids of a table of notes whose notes cannot be read.
fn unreadable(db: &Connection, query: &str) -> Result<Vec<i64>> {
    let read = |row: &Row<'_>| {
        let notes = || Packed { kind: row.get(1)?, text: row.get(2)? }.unpack();
        if notes().is_ok() { Ok(None) } else { Ok(Some(row.get(0)?)) }
    };
    Ok(collect(db, query, [], read)?.into_iter().flatten().collect())
}
