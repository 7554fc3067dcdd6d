//! Saves from a quarantined library what only this computer knows: accounts, local marks, how lists are displayed, when feeds
//! were seen, and recent searches. The requests that count against the budget are in a file of their own (security K11).
//!
//! Marks and views belong to rows that the next synchronisation fetches. Until then they wait among the settings, and are
//! applied as the rows come. Start with [`transfer`].

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

use rusqlite::{
    Connection, Params, Row, Transaction, params,
    types::{FromSql, Value},
};

use super::{
    AccountRef, Place, ReadOnlyReason, Result, Stored, collect, exists, in_transaction, marks::stamped, open, slot,
};
use crate::domain::CleanText;

/// What was saved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Salvaged {
    /// Local marks.
    pub marks: u32,
    /// Whether every row with a mark could be read.
    pub is_whole: bool,
}

/// Marks and views that wait for their rows, by account and key.
pub(super) const MARK: &str = "salvaged.mark";
pub(super) const VIEW: &str = "salvaged.view";
/// The range of their names.
const WAITING: &str = "name >= 'salvaged.' AND name < 'salvaged/'";

/// What can still be read. Each part is read by itself, whatever happened to the others.
#[derive(Debug)]
struct Found {
    accounts: Part<i64, (String, Option<String>, Option<bool>, i64)>,
    settings: Part<String, Value>,
    feeds: Part<(i64, String), i64>,
    views: Part<(i64, Vec<u8>), String>,
    /// By row id.
    marks: Part<i64, (Vec<u8>, i64)>,
    /// The marks with their times, those of episodes that were not on disk too.
    stamped: Part<(i64, Vec<u8>), (Option<i64>, i64)>,
}

/// Rows, and whether they are all.
#[derive(Debug)]
struct Part<K, V> {
    rows: BTreeMap<K, V>,
    is_whole: bool,
}

/// Copies what can be read of a quarantined library to a new one. What cannot be read is no error.
pub(super) fn transfer(quarantined: &Path, db: &mut Connection) -> Salvaged {
    let Some(found) = read(quarantined) else { return Salvaged::default() };
    let salvaged = in_transaction(db, |step| write(step, &found)).unwrap_or_else(|error| {
        tracing::warn!(%error, "cannot store what was salvaged");
        Salvaged::default()
    });
    tracing::warn!(salvaged.marks, salvaged.is_whole, "salvaged what a quarantined library held");
    salvaged
}

/// What waits for an episode or a show, taken out: [`MARK`] is a number, [`VIEW`] a text.
pub(super) fn take<T: FromSql>(db: &Connection, what: &str, account: AccountRef, key: &Stored) -> Result<Option<T>> {
    let take = "DELETE FROM settings WHERE name = ?1 || '/' || ?2 || '/' || hex(?3) RETURNING value";
    // Read to the end, or the deletion would not be complete.
    Ok(collect(db, take, params![what, account.0, key], |row| Ok(row.get(0)?))?.pop())
}

/// Whether anything waits.
pub(super) fn is_waiting(db: &Connection) -> Result<bool> {
    exists(db, &format!("SELECT 1 FROM settings WHERE {WAITING}"), [])
}

/// Forgets what waits for an account, or for all.
pub(super) fn forget(db: &Connection, account: Option<AccountRef>) -> Result<()> {
    let of = account.map_or_else(|| "*".to_owned(), |account| format!("*/{}/*", account.0));
    db.execute(&format!("DELETE FROM settings WHERE {WAITING} AND name GLOB ?1"), [of])?;
    Ok(())
}

fn read(path: &Path) -> Option<Found> {
    let connect = |immutable| {
        let reason = ReadOnlyReason::Storage(CleanText::new("it is quarantined"));
        open::reader(&Place::ReadOnly { path: path.to_owned(), reason, immutable })
    };
    let db = connect(false).or_else(|_| connect(true)).inspect_err(|error| tracing::info!(%error, "nothing salvaged"));
    let db = db.ok()?;
    // Tables are read even if the definition of another one is damaged.
    let _ = db.execute_batch("PRAGMA writable_schema = ON");
    Some(Found {
        accounts: part(&db, "SELECT id, key, name, premium, used_at FROM accounts", "id", |row| {
            Ok((row.get(0)?, (row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?)))
        }),
        settings: part(&db, "SELECT name, value FROM settings", "name", |row| Ok((row.get(0)?, row.get(1)?))),
        feeds: part(&db, "SELECT account, feed, at FROM feeds_seen", "account, feed", |row| {
            Ok(((row.get(0)?, row.get(1)?), row.get(2)?))
        }),
        views: part(&db, "SELECT account, key, view FROM shows WHERE view <> ''", "id", |row| {
            Ok(((row.get(0)?, row.get(1)?), row.get(2)?))
        }),
        marks: marks(&db),
        stamped: part(&db, "SELECT account, key, mark, at FROM marks", "account, key", |row| {
            Ok(((row.get(0)?, row.get(1)?), (row.get(2)?, row.get(3)?)))
        }),
    })
}

/// The marks: along the table from both ends, then by the row ids that any index still knows.
fn marks(db: &Connection) -> Part<i64, (Vec<u8>, i64)> {
    // A damaged row may show a mark that was never set: one that does not fit the other columns, or says nothing more.
    const MARKED: &str = "SELECT id, key, mark FROM episodes WHERE mark = state AND mark <> remote";
    let read = |row: &Row<'_>| Ok((row.get(0)?, (row.get(1)?, row.get(2)?)));
    let mut found: Part<i64, (Vec<u8>, i64)> = part(db, MARKED, "id", read);
    if found.is_whole {
        return found;
    }
    let mut ids = BTreeSet::new();
    // Keys come first in that index of a former format.
    for (index, order) in [("key", "key"), ("key", "show"), ("show", "show"), ("state", "state")] {
        let known = format!("SELECT id FROM episodes INDEXED BY episodes_by_{index}");
        ids.extend(part(db, &known, order, |row| Ok((row.get::<_, i64>(0)?, true))).rows.into_keys());
    }
    let one = format!("{MARKED} AND id = ?1");
    for id in ids.into_iter().filter(|id| !found.rows.contains_key(id)).collect::<Vec<_>>() {
        rows(db, &one, [id], read, &mut found.rows);
    }
    found
}

/// Reads a part in an order and, where that meets damage, from the other end too.
fn part<K: Ord, V>(
    db: &Connection,
    query: &str,
    order: &str,
    read: impl Fn(&Row<'_>) -> rusqlite::Result<(K, V)>,
) -> Part<K, V> {
    let mut found = BTreeMap::new();
    let is_whole = ["", "DESC"].into_iter().any(|direction| {
        let order = order.replace(", ", &format!(" {direction}, "));
        rows(db, &format!("{query} ORDER BY {order} {direction}"), [], &read, &mut found)
    });
    Part { rows: found, is_whole }
}

/// Adds the rows of a query up to the first damage. Returns whether there is none.
fn rows<K: Ord, V>(
    db: &Connection,
    query: &str,
    values: impl Params,
    read: impl Fn(&Row<'_>) -> rusqlite::Result<(K, V)>,
    found: &mut BTreeMap<K, V>,
) -> bool {
    let Ok(mut statement) = db.prepare_cached(query) else { return false };
    let Ok(mut rows) = statement.query(values) else { return false };
    let mut is_whole = true;
    loop {
        match rows.next() {
            Ok(Some(row)) => match read(row) {
                Ok((key, value)) => drop(found.insert(key, value)),
                // Its columns are of other types.
                Err(_) => is_whole = false,
            },
            Ok(None) => return is_whole,
            Err(_) => return false,
        }
    }
}

fn write(db: &Transaction<'_>, found: &Found) -> Result<Salvaged> {
    // The first, or the beginning of a block: see `slot`.
    let numbers = found.accounts.rows.keys().copied().filter_map(|id| u32::try_from(id).ok());
    let numbers: Vec<u32> = numbers.filter(|number| slot::is_account(*number)).collect();
    for (id, (key, name, premium, used_at)) in &found.accounts.rows {
        if numbers.iter().any(|number| i64::from(*number) == *id) {
            let add = "INSERT OR IGNORE INTO accounts (id, key, name, premium, used_at) VALUES (?1, ?2, ?3, ?4, ?5)";
            db.execute(add, params![id, key, name, premium, used_at])?;
        }
    }
    let set = "INSERT OR REPLACE INTO settings (name, value) VALUES (?1, ?2)";
    for (name, value) in &found.settings.rows {
        if name.rsplit_once('.').is_some_and(|(_, kind)| kind == "view")
            || name.starts_with("salvaged.")
            || name.starts_with("searches.")
        {
            db.execute(set, params![name, value])?;
        }
    }
    for ((account, feed), at) in &found.feeds.rows {
        db.execute(
            "INSERT OR REPLACE INTO feeds_seen (account, feed, at) VALUES (?1, ?2, ?3)",
            params![account, feed, at],
        )?;
    }
    let wait = "INSERT OR REPLACE INTO settings (name, value) VALUES (?1 || '/' || ?2 || '/' || hex(?3), ?4)";
    for ((account, show), view) in &found.views.rows {
        db.execute(wait, params![VIEW, account, show, view])?;
    }
    let mut marked = BTreeSet::new();
    let stamp = "INSERT OR IGNORE INTO marks (account, key, mark, at) VALUES (?1, ?2, ?3, ?4)";
    let is_mark = |mark: i64| (0..=2).contains(&mark);
    for ((account, key), (mark, at)) in &found.stamped.rows {
        if mark.is_none_or(is_mark) && stamped(*at).is_some() {
            db.execute(stamp, params![account, key, mark, at])?;
            if mark.is_some() {
                marked.insert((*account, key));
            }
        }
    }
    for (id, (episode, mark)) in &found.marks.rows {
        // Anything else is no mark.
        let account = slot::account_of(*id).filter(|_| is_mark(*mark));
        if let Some(AccountRef(account)) = account {
            db.execute(wait, params![MARK, account, episode, mark])?;
            if Stored::of_bytes(episode).is_id() {
                db.execute(stamp, params![account, episode, mark, 0])?;
            }
            marked.insert((i64::from(account), episode));
        }
    }
    let has_all = found.stamped.is_whole && !found.stamped.rows.is_empty();
    Ok(Salvaged { marks: u32::try_from(marked.len()).unwrap_or(u32::MAX), is_whole: found.marks.is_whole || has_all })
}
