//! The content of the indexes: folded words, and a token each for the show and the languages.

use std::cmp::Reverse;

use rusqlite::{Connection, Transaction, params};

use crate::{
    domain::{CleanText, Episode, Notes, query, query::Piece, words},
    library::{Result, ShowRef, Toward, execute, schema},
};

/// A walk along the titles from the newest back.
pub(super) const TITLES: &str =
    "SELECT rowid FROM title_words WHERE title_words MATCH ?1 AND rowid BETWEEN ?2 AND ?3 ORDER BY rowid";
/// A walk along titles and notes from the newest back.
pub(super) const ALL: &str =
    "SELECT rowid FROM all_words WHERE all_words MATCH ?1 AND rowid BETWEEN ?2 AND ?3 ORDER BY rowid";
/// The titles with all of these pieces, as an expression; `None` without pieces. Of many, only the longest: they are
/// candidates.
pub(in crate::library) fn titles(pieces: &[Piece]) -> Option<String> {
    let mut pieces: Vec<String> = pieces.iter().map(|piece| format!("\"{}\" *", piece.tokens.join(" "))).collect();
    pieces.sort_unstable_by_key(|piece| Reverse(piece.len()));
    pieces.truncate(MOST_PIECES);
    (!pieces.is_empty()).then(|| pieces.join(" AND "))
}

/// A walk along the titles within a range of row ids, of all episodes or those in a state.
pub(in crate::library) fn walk(toward: Toward, with_state: bool) -> String {
    let order = match toward {
        Toward::Older => "rowid",
        Toward::Newer => "rowid DESC",
    };
    let state = if with_state {
        "AND EXISTS (SELECT 1 FROM episodes e INDEXED BY episodes_by_state WHERE e.state = ?4 AND e.id = title_words.rowid)"
    } else {
        "AND ?4 IS NULL"
    };
    format!(
        "SELECT rowid FROM title_words WHERE title_words MATCH ?3 AND rowid BETWEEN ?1 AND ?2 {state} ORDER BY {order}"
    )
}

/// Whether an episode has words in its title or notes.
pub(super) const HAS: &str = "SELECT 1 FROM all_words WHERE all_words MATCH ?1 AND rowid = ?2";
/// The most pieces of a filter that the index is asked for.
const MOST_PIECES: usize = 32;
/// The shortest prefix that titles are searched for.
pub(super) const TITLE_PREFIX: usize = 1;
/// The shortest prefix that notes are searched for. Shorter ones must be whole words.
pub(super) const ALL_PREFIX: usize = 4;

/// The words of one episode, ready for the indexes.
#[derive(Debug)]
pub(in crate::library) struct IndexText {
    title: String,
    all: String,
}

impl IndexText {
    pub(in crate::library) fn of(show: ShowRef, episode: &Episode) -> Self {
        let languages = episode.languages.iter().map(CleanText::as_str);
        Self::new(show, languages, episode.name.as_str(), &episode.notes)
    }

    pub(in crate::library) fn new<'a>(
        show: ShowRef,
        languages: impl Iterator<Item = &'a str>,
        name: &str,
        notes: &Notes,
    ) -> Self {
        let mut title = show_token(show.0);
        for language in languages.filter_map(query::language) {
            title.push(' ');
            title.push_str(&language_token(&language));
        }
        words::fold_into(name, &mut title);
        let mut all = title.clone();
        words::fold_into(&notes.words(), &mut all);
        Self { title, all }
    }
}

/// The token of a show. No word contains its sign.
pub(super) fn show_token(show: i64) -> String {
    format!("§{show}")
}

/// The token of a language. No word contains its sign.
pub(super) fn language_token(language: &str) -> String {
    format!("¤{language}")
}

/// Adds an episode to the indexes.
pub(in crate::library) fn index(db: &Transaction<'_>, id: i64, text: &IndexText) -> Result<()> {
    execute(db, "INSERT INTO title_words (rowid, words) VALUES (?1, ?2)", params![id, text.title])?;
    execute(db, "INSERT INTO all_words (rowid, words) VALUES (?1, ?2)", params![id, text.all]).map(drop)
}

/// Adds an episode to the indexes, or replaces its words.
pub(in crate::library) fn reindex(db: &Connection, id: i64, text: &IndexText) -> Result<()> {
    let replace = "INSERT OR REPLACE INTO title_words (rowid, words) VALUES (?1, ?2)";
    execute(db, replace, params![id, text.title])?;
    execute(db, "INSERT OR REPLACE INTO all_words (rowid, words) VALUES (?1, ?2)", params![id, text.all]).map(drop)
}

/// Drops both indexes, in whatever state, and creates empty ones.
pub(in crate::library) fn recreate(db: &Transaction<'_>) -> Result<()> {
    db.execute_batch("DROP TABLE IF EXISTS title_words; DROP TABLE IF EXISTS all_words")?;
    db.execute_batch(schema::CREATE_TITLE_WORDS)?;
    db.execute_batch(schema::CREATE_ALL_WORDS)?;
    Ok(())
}

/// Sets how many bytes the indexes gather in memory before they write a segment. Fewer, larger segments need less merging.
pub(in crate::library) fn gather(db: &Connection, bytes: u32) -> Result<()> {
    db.execute("INSERT INTO title_words (title_words, rank) VALUES ('hashsize', ?1)", [bytes])?;
    db.execute("INSERT INTO all_words (all_words, rank) VALUES ('hashsize', ?1)", [bytes])?;
    Ok(())
}

/// Merges about `pages` pages of the indexes. Returns whether there was anything to merge.
pub(in crate::library) fn merge(db: &Connection, pages: u32) -> Result<bool> {
    let before = db.total_changes();
    execute(db, "INSERT INTO title_words (title_words, rank) VALUES ('merge', ?1)", [pages / 4])?;
    execute(db, "INSERT INTO all_words (all_words, rank) VALUES ('merge', ?1)", [pages])?;
    // Each of the two statements counts as a change.
    Ok(db.total_changes() - before > 2)
}

/// Removes an episode from the indexes.
pub(in crate::library) fn unindex(db: &Transaction<'_>, id: i64) -> Result<()> {
    execute(db, "DELETE FROM title_words WHERE rowid = ?1", [id])?;
    execute(db, "DELETE FROM all_words WHERE rowid = ?1", [id]).map(drop)
}
