//! What goes into the indexes: folded words, and a token each for the show and the languages.

use rusqlite::{Transaction, params};

use crate::{
    domain::{Episode, RichText, query, words},
    library::{LibraryError, ShowRef},
};

/// A walk along the titles from the newest back.
pub(super) const TITLES: &str =
    "SELECT rowid FROM title_words WHERE title_words MATCH ?1 AND rowid BETWEEN ?2 AND ?3 ORDER BY rowid";
/// A walk along titles and notes from the newest back.
pub(super) const ALL: &str =
    "SELECT rowid FROM all_words WHERE all_words MATCH ?1 AND rowid BETWEEN ?2 AND ?3 ORDER BY rowid";
/// The shortest beginning of a word that titles are searched for.
pub(super) const TITLE_PREFIX: usize = 1;
/// The shortest beginning of a word that notes are searched for; what is shorter is a word there.
pub(super) const ALL_PREFIX: usize = 4;

/// The words of one episode, ready for the indexes.
#[derive(Debug)]
pub(in crate::library) struct IndexText {
    title: String,
    all: String,
}

impl IndexText {
    pub(in crate::library) fn of(show: ShowRef, episode: &Episode) -> Self {
        let mut title = show_token(show.0);
        for language in episode.languages.iter().filter_map(|tag| query::language(tag.as_str())) {
            title.push(' ');
            title.push_str(&language_token(&language));
        }
        words::fold_into(episode.name.as_str(), &mut title);
        let mut all = title.clone();
        words::fold_into(&readable(&RichText::read(&episode.notes, episode.duration)), &mut all);
        Self { title, all }
    }
}

/// The text of notes as it is searched and quoted: what is read, without the addresses of links.
pub(super) fn readable(notes: &RichText) -> String {
    let mut text = String::new();
    for line in notes.blocks.iter().flat_map(|block| &block.lines) {
        if !text.is_empty() {
            text.push(' ');
        }
        text.extend(line.iter().map(|span| span.text.as_str()));
    }
    text
}

/// The token of a show. No word has its sign.
pub(super) fn show_token(show: i64) -> String {
    format!("§{show}")
}

/// The token of a language. No word has its sign.
pub(super) fn language_token(language: &str) -> String {
    format!("¤{language}")
}

/// Adds an episode to the indexes.
pub(in crate::library) fn index(db: &Transaction<'_>, id: i64, text: &IndexText) -> Result<(), LibraryError> {
    db.prepare_cached("INSERT INTO title_words (rowid, words) VALUES (?1, ?2)")?.execute(params![id, text.title])?;
    db.prepare_cached("INSERT INTO all_words (rowid, words) VALUES (?1, ?2)")?.execute(params![id, text.all])?;
    Ok(())
}

/// Takes an episode out of the indexes.
pub(in crate::library) fn unindex(db: &Transaction<'_>, id: i64) -> Result<(), LibraryError> {
    db.prepare_cached("DELETE FROM title_words WHERE rowid = ?1")?.execute([id])?;
    db.prepare_cached("DELETE FROM all_words WHERE rowid = ?1")?.execute([id])?;
    Ok(())
}
