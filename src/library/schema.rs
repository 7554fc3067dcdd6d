//! The tables, and the migrations of older formats.
//!
//! Each migration is one transaction with the number of its format: a process killed within one leaves the former format,
//! and the next start repeats it. Never change a released migration: add another.

use rusqlite::{Connection, TransactionBehavior};

use super::LibraryError;

/// The index of titles. Neither index merges its segments by itself: that would make the transaction of some page many
/// times longer than the others. `merge` does it between them, eight segments at once: with fewer at once each word is
/// written more often.
pub(super) const CREATE_TITLE_WORDS: &str = "
    CREATE VIRTUAL TABLE title_words USING fts5(
        words, content='', contentless_delete=1, tokenize='ascii', prefix='1 2');
    INSERT INTO title_words (title_words, rank) VALUES ('automerge', 0);
    INSERT INTO title_words (title_words, rank) VALUES ('usermerge', 8);
    INSERT INTO title_words (title_words, rank) VALUES ('crisismerge', 256)";
/// The index of titles and notes.
pub(super) const CREATE_ALL_WORDS: &str = "
    CREATE VIRTUAL TABLE all_words USING fts5(words, content='', contentless_delete=1, tokenize='ascii');
    INSERT INTO all_words (all_words, rank) VALUES ('automerge', 0);
    INSERT INTO all_words (all_words, rank) VALUES ('usermerge', 8);
    INSERT INTO all_words (all_words, rank) VALUES ('crisismerge', 256)";

/// The indexes of episodes. Creating them after the rows costs less. The one by show has all that a row of a list shows: in
/// the table, episodes of one show are far apart.
pub(super) const EPISODE_INDEXES: [&str; 4] = [
    "CREATE UNIQUE INDEX episodes_by_key ON episodes (show, key)",
    "CREATE INDEX episodes_by_show ON episodes (show, day DESC, position, state, key, name, precision, duration, remote,
        resumed, mark, flags, languages, arrived)",
    "CREATE INDEX episodes_by_state ON episodes (state, id)",
    "CREATE INDEX episodes_by_remaining ON episodes (max(duration - resumed, 0), id) WHERE state = 1",
];

/// The statements of each migration; the first leads to format 1. Numbers of accounts and shows are never used again, so a
/// number that another process has deleted finds nothing.
pub(super) const MIGRATIONS: &[&[&str]] =
    &[FORMAT_1, FORMAT_2, FORMAT_3, FORMAT_4, FORMAT_5, FORMAT_6, FORMAT_7, FORMAT_8, FORMAT_9, FORMAT_10];

const FORMAT_1: &[&str] = &[
    "CREATE TABLE accounts (
        id INTEGER PRIMARY KEY AUTOINCREMENT, key TEXT NOT NULL UNIQUE, name TEXT, premium INTEGER,
        used_at INTEGER NOT NULL,
        new_seen_at INTEGER, pass INTEGER NOT NULL DEFAULT 0, pass_done_at INTEGER,
        pass_done INTEGER NOT NULL DEFAULT 0, full_at INTEGER,
        synced_at INTEGER) STRICT",
    "CREATE TABLE shows (
        id INTEGER PRIMARY KEY AUTOINCREMENT, account INTEGER NOT NULL, key BLOB NOT NULL, position INTEGER NOT NULL,
        name TEXT NOT NULL, folded TEXT NOT NULL, publisher TEXT, remote_total INTEGER, flags INTEGER NOT NULL,
        media INTEGER NOT NULL, languages TEXT NOT NULL, copyrights TEXT NOT NULL, added_at INTEGER,
        seen INTEGER NOT NULL, missed_at INTEGER,
        total INTEGER NOT NULL DEFAULT 0, unplayed INTEGER NOT NULL DEFAULT 0, in_progress INTEGER NOT NULL DEFAULT 0,
        latest_day INTEGER, latest_precision INTEGER,
        pass INTEGER NOT NULL DEFAULT 0, next_offset INTEGER NOT NULL DEFAULT 0, complete INTEGER NOT NULL DEFAULT 0,
        skipped INTEGER NOT NULL DEFAULT 0, read_at INTEGER, read_total INTEGER,
        read_remote INTEGER, opened_at INTEGER, view INTEGER NOT NULL DEFAULT 0,
        pass_at INTEGER, gaps TEXT NOT NULL DEFAULT '', look_offset INTEGER, look_new INTEGER NOT NULL DEFAULT 0,
        oldest_first INTEGER NOT NULL DEFAULT 0, repaired_at INTEGER, failed_at INTEGER,
        UNIQUE (account, key)) STRICT",
    "CREATE TABLE show_notes (show INTEGER PRIMARY KEY, kind INTEGER NOT NULL, text BLOB NOT NULL) STRICT",
    "CREATE TABLE episodes (
        id INTEGER PRIMARY KEY, show INTEGER NOT NULL, key BLOB NOT NULL, name TEXT NOT NULL, day INTEGER,
        precision INTEGER, duration INTEGER NOT NULL, position INTEGER NOT NULL, state INTEGER NOT NULL,
        remote INTEGER NOT NULL, resumed INTEGER NOT NULL, mark INTEGER, flags INTEGER NOT NULL,
        languages TEXT NOT NULL, seen INTEGER NOT NULL, arrived INTEGER NOT NULL) STRICT",
    "CREATE UNIQUE INDEX episodes_by_key ON episodes (key, show)",
    "CREATE INDEX episodes_by_show ON episodes (show, day DESC, position, state)",
    "CREATE INDEX episodes_by_state ON episodes (state, id)",
    "CREATE TABLE notes (episode INTEGER PRIMARY KEY, kind INTEGER NOT NULL, text BLOB NOT NULL) STRICT",
    CREATE_TITLE_WORDS,
    CREATE_ALL_WORDS,
    "CREATE TABLE requests (
        hour INTEGER PRIMARY KEY, background INTEGER NOT NULL, person INTEGER NOT NULL) STRICT",
    "CREATE TABLE settings (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT, WITHOUT ROWID",
];

/// Views of lists as words instead of packed numbers; when each feed was seen, instead of New alone; and every account
/// but the first moves to the start of a block of 512 numbers, because its episodes need the row ids of the whole block
/// (see `slot`). The search index of these is rebuilt, because it cannot be renumbered.
const FORMAT_2: &[&str] = &[
    "CREATE TABLE feeds_seen (
        account INTEGER NOT NULL, feed TEXT NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (account, feed)
        ) STRICT, WITHOUT ROWID",
    "INSERT INTO feeds_seen SELECT id, 'new', new_seen_at FROM accounts WHERE new_seen_at IS NOT NULL",
    "ALTER TABLE accounts DROP COLUMN new_seen_at",
    "CREATE TABLE new_settings (name TEXT PRIMARY KEY, value ANY NOT NULL) STRICT, WITHOUT ROWID",
    "INSERT INTO new_settings SELECT name, value FROM settings WHERE name = 'index_begun'",
    "INSERT INTO new_settings
        SELECT 'shows.view', 'sort=' || CASE value % 4 WHEN 1 THEN 'name' WHEN 2 THEN 'latest' WHEN 3 THEN 'unplayed'
                                        ELSE 'added' END
            || CASE value / 4 WHEN 1 THEN ' state=unplayed' WHEN 2 THEN ' state=in-progress' WHEN 3 THEN ' state=played'
               ELSE ' state=all' END
        FROM settings WHERE name = 'shows_view' AND value BETWEEN 0 AND 15",
    "INSERT INTO new_settings
        SELECT CASE name WHEN 'new_view' THEN 'new.view' ELSE 'in-progress.view' END, 'sort=newest'
            || CASE value % 4 WHEN 1 THEN ' state=unplayed' WHEN 2 THEN ' state=in-progress' WHEN 3 THEN ' state=played'
               ELSE ' state=all' END
            || iif(value / 4 = 1, ' one-per-show', '')
        FROM settings WHERE name IN ('new_view', 'in_progress_view')",
    "DROP TABLE settings",
    "ALTER TABLE new_settings RENAME TO settings",
    "ALTER TABLE shows RENAME COLUMN view TO old_view",
    "ALTER TABLE shows ADD COLUMN view TEXT NOT NULL DEFAULT ''",
    "UPDATE shows SET view = 'sort=' || CASE old_view / 4 WHEN 1 THEN 'oldest' WHEN 2 THEN 'longest' ELSE 'newest' END
        || CASE old_view % 4 WHEN 1 THEN ' state=unplayed' WHEN 2 THEN ' state=in-progress' WHEN 3 THEN ' state=played'
           ELSE ' state=all' END
        WHERE old_view <> 0",
    "ALTER TABLE shows DROP COLUMN old_view",
    "ALTER TABLE shows ADD COLUMN look_total INTEGER",
    "CREATE TEMP TABLE moves AS
        SELECT id AS old, 512 * ((SELECT max(id) FROM accounts) / 512 + row_number() OVER (ORDER BY id)) AS new FROM accounts
        WHERE id > (SELECT min(id) FROM accounts)",
    // The new numbers lie behind all old ones, so no row id is taken.
    "UPDATE notes SET episode = episode + ((SELECT new - old FROM moves WHERE old = episode >> 31) << 31)
        WHERE episode >> 31 IN (SELECT old FROM moves)",
    "UPDATE episodes SET id = id + ((SELECT new - old FROM moves WHERE old = id >> 31) << 31)
        WHERE id >> 31 IN (SELECT old FROM moves)",
    "UPDATE shows SET account = (SELECT new FROM moves WHERE old = account) WHERE account IN (SELECT old FROM moves)",
    "UPDATE feeds_seen SET account = (SELECT new FROM moves WHERE old = account)
        WHERE account IN (SELECT old FROM moves)",
    "UPDATE accounts SET id = (SELECT new FROM moves WHERE old = id) WHERE id IN (SELECT old FROM moves)",
    "UPDATE sqlite_sequence SET seq = max(seq, (SELECT max(id) FROM accounts)) WHERE name = 'accounts'",
    "INSERT INTO title_words (title_words) SELECT 'delete-all' FROM moves LIMIT 1",
    "INSERT INTO all_words (all_words) SELECT 'delete-all' FROM moves LIMIT 1",
    "INSERT OR REPLACE INTO settings (name, value) SELECT 'index_begun', random() FROM moves LIMIT 1",
    "DROP TABLE moves",
];

/// Lists of one show, and episodes in progress by the time left, are read along an index.
const FORMAT_3: &[&str] = &["DROP INDEX episodes_by_show", EPISODE_INDEXES[1], EPISODE_INDEXES[3]];

/// Saved episodes, by show and key: the row id of an episode changes with its date.
const FORMAT_4: &[&str] = &[
    "CREATE TABLE saved (
        account INTEGER NOT NULL, show INTEGER NOT NULL, key BLOB NOT NULL, added_at INTEGER,
        position INTEGER NOT NULL, seen INTEGER NOT NULL, PRIMARY KEY (show, key)) STRICT, WITHOUT ROWID",
    "CREATE INDEX saved_by_account ON saved (account)",
    "ALTER TABLE accounts ADD COLUMN saved_pass INTEGER NOT NULL DEFAULT 0",
];

/// Saved episodes are listed along an index, the last saved first; when the list was read from Spotify, and how many items of
/// it are not on disk.
const FORMAT_5: &[&str] = &[
    "DROP INDEX saved_by_account",
    "CREATE INDEX saved_by_time ON saved (account, added_at DESC, position)",
    "ALTER TABLE accounts ADD COLUMN saved_at INTEGER",
    "ALTER TABLE accounts ADD COLUMN saved_absent INTEGER NOT NULL DEFAULT 0",
];

/// Episodes removed from those saved while a pass over the list runs. They stay removed until the next pass.
const FORMAT_6: &[&str] = &["CREATE TABLE unsaved (
        account INTEGER NOT NULL, key BLOB NOT NULL, PRIMARY KEY (account, key)) STRICT, WITHOUT ROWID"];

/// The addresses of covers.
const FORMAT_7: &[&str] = &["ALTER TABLE shows ADD COLUMN images TEXT NOT NULL DEFAULT ''"];

/// Marks by the key of their episode, with the time they were made (microseconds): those of episodes that are not on disk
/// wait for them, and marks can travel to another computer. Those from before have no time and count less than any other. Odd
/// keys are unique within a show alone, and stay out. And what the last import replaced. Requests are counted in a file that all
/// profiles of a client share: those counted so far wait among the settings for its path (see `quota`).
const FORMAT_8: &[&str] = &[
    "CREATE TABLE marks (
        account INTEGER NOT NULL, key BLOB NOT NULL, mark INTEGER, at INTEGER NOT NULL,
        PRIMARY KEY (account, key)) STRICT, WITHOUT ROWID",
    "INSERT OR IGNORE INTO marks SELECT s.account, e.key, e.mark, 0 FROM episodes e JOIN shows s ON s.id = e.show
        WHERE e.mark IS NOT NULL AND (length(e.key) = 16 OR substr(e.key, 1, 1) = x'69')",
    "CREATE TABLE imported (
        account INTEGER NOT NULL, key BLOB NOT NULL, before INTEGER, at INTEGER NOT NULL, made INTEGER NOT NULL,
        PRIMARY KEY (account, key)) STRICT, WITHOUT ROWID",
    "INSERT OR REPLACE INTO settings (name, value)
        SELECT 'requests ' || hour, background || ' ' || person FROM requests",
    "DROP TABLE requests",
];

/// Notes are numbered as they come, and an episode has the number of its notes: the row ids of a page of episodes are far
/// apart, so each of its notes was written to another page of the file.
const FORMAT_9: &[&str] = &[
    "ALTER TABLE notes RENAME COLUMN episode TO id",
    "ALTER TABLE episodes ADD COLUMN notes INTEGER NOT NULL DEFAULT 0",
    "UPDATE episodes SET notes = id",
];

/// Keys by show: they are random, so each of a page of episodes was written to another page of the index.
const FORMAT_10: &[&str] = &["DROP INDEX episodes_by_key", EPISODE_INDEXES[0]];

/// The newest format this program knows.
pub(super) fn newest() -> u32 {
    u32::try_from(MIGRATIONS.len()).unwrap_or(u32::MAX)
}

/// The format of a file; 0 for an empty one.
pub(super) fn format(db: &Connection) -> Result<u32, LibraryError> {
    Ok(db.pragma_query_value(None, "user_version", |row| row.get(0))?)
}

/// Brings a file to the newest format. A newer one is not touched.
pub(super) fn migrate(db: &mut Connection) -> Result<(), LibraryError> {
    migrate_with(db, MIGRATIONS)
}

pub(super) fn migrate_with(db: &mut Connection, migrations: &[&[&str]]) -> Result<(), LibraryError> {
    for (number, statements) in (1_u32..).zip(migrations) {
        if format(db)? >= number {
            continue;
        }
        let step = db.transaction_with_behavior(TransactionBehavior::Immediate)?;
        // Another process may have migrated while this one waited.
        if format(&step)? < number {
            for statement in *statements {
                step.execute_batch(statement)?;
            }
            step.pragma_update(None, "user_version", number)?;
        }
        step.commit()?;
    }
    Ok(())
}
