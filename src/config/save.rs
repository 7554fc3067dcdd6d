//! Writing one key into `config.toml`; comments, order and other keys stay.

use std::{
    fs::{self, File},
    io::{self, Write as _},
    path::{Path, PathBuf},
    time::{SystemTime, UNIX_EPOCH},
};

use toml_edit::{DocumentMut, Item, Table, TableLike, Value};

use super::{Row, create_folder, file, kind::Kind};
use crate::domain::CleanText;

/// The commented default file, from which a first save starts.
const TEMPLATE: &str = include_str!("../../assets/config.toml");

/// Why a key was not saved. The file is unchanged.
#[derive(Debug, thiserror::Error)]
pub enum SaveError {
    /// The text is no value of this key.
    #[error("`{key}` {why}")]
    Value { key: &'static str, why: String },
    #[error("{path} cannot be written: {cause}", path = .path.display(), cause = CleanText::of_error(.cause))]
    Io { path: PathBuf, cause: io::Error },
}

/// Sets a key in the file at `path`, which starts as the commented default if it does not exist. Writes a new file with
/// mode 0600 beside it and renames it; follows a link. Replaces a file that is not valid TOML and returns the path of its
/// copy, `config.toml.corrupt-<unix seconds>`.
///
/// # Errors
/// [`SaveError`]; the old file is unchanged.
pub fn save(path: &Path, row: &'static Row, value: &str) -> Result<Option<PathBuf>, SaveError> {
    let refused = |why: &str| SaveError::Value { key: row.name(), why: why.to_owned() };
    let key = row.file.filter(|_| !row.kind.is_tables()).ok_or_else(|| refused("has no place in the file"))?;
    let value = literal(row.kind, &row.kind.check(value).map_err(|why| refused(&why))?);
    let failed = |cause| SaveError::Io { path: path.to_owned(), cause };
    let target = if path.exists() { path.canonicalize().map_err(failed)? } else { path.to_owned() };
    let edited = match file::read(&target) {
        Ok(Some(text)) => with_value(&text, key, &value),
        Ok(None) => with_value(TEMPLATE, key, &value),
        // Not UTF-8, or far too large.
        Err(_) if target.is_file() => None,
        Err(why) => return Err(failed(io::Error::other(why))),
    };
    let quarantined = if edited.is_none() { Some(quarantine(&target).map_err(failed)?) } else { None };
    let text = edited.or_else(|| with_value(TEMPLATE, key, &value)).unwrap_or_default();
    write(&target, &text).map_err(failed)?;
    Ok(quarantined)
}

fn literal(kind: Kind, text: &str) -> Value {
    if kind == Kind::Switch {
        return Value::from(text == "true");
    }
    let number = text.parse::<i64>().ok().filter(|_| matches!(kind, Kind::Count { .. }));
    number.map_or_else(|| Value::from(text), Value::from)
}

/// Removes a key from the file at `path`, so that its default counts. Comments and other keys stay.
///
/// # Errors
/// [`SaveError`]; the old file is unchanged.
pub fn unset(path: &Path, row: &'static Row) -> Result<(), SaveError> {
    let refused = |why: &str| SaveError::Value { key: row.name(), why: why.to_owned() };
    let failed = |cause| SaveError::Io { path: path.to_owned(), cause };
    let key = row.file.filter(|_| !row.kind.is_tables()).ok_or_else(|| refused("has no place in the file"))?;
    let Some(text) = file::read(path).map_err(|why| failed(io::Error::other(why)))? else { return Ok(()) };
    let edited = without_value(&text, key).ok_or_else(|| failed(io::Error::other("the file is not valid TOML")))?;
    if edited == text {
        return Ok(());
    }
    write(&path.canonicalize().map_err(failed)?, &edited).map_err(failed)
}

/// The text without the key. `None` if the text is not valid TOML.
fn without_value(text: &str, key: &str) -> Option<String> {
    let mut document: DocumentMut = text.parse().ok()?;
    let mut path: Vec<_> = key.split('.').collect();
    if document.get(key).is_some_and(Item::is_table_like) {
        // A theme with roles of its own keeps them.
        path.push("name");
    }
    let (name, sections) = path.split_last()?;
    if let Some(edited) = without_line(text, sections, name) {
        return Some(edited);
    }
    remove(&mut document, sections, name);
    Some(document.to_string())
}

fn remove(document: &mut DocumentMut, sections: &[&str], name: &str) {
    let table = sections.iter().try_fold(document.as_table_mut() as &mut dyn TableLike, |table, section| {
        table.get_mut(section).and_then(Item::as_table_like_mut)
    });
    table.and_then(|table| table.remove(name));
}

/// The text without a key that has its line for itself; a comment after the value keeps the line. `None` if something else
/// stands there too. (A removal in the document would take the comments above the key along, and the one after it.)
fn without_line(text: &str, sections: &[&str], name: &str) -> Option<String> {
    let find = |document: &dyn TableLike| -> Option<(usize, usize)> {
        let table = sections.iter().try_fold(document, |table, section| table.get(section)?.as_table_like())?;
        let (key, value) = table.get_key_value(name)?;
        Some((key.span()?.start, value.span()?.end))
    };
    let document = toml_edit::Document::parse(text).ok()?;
    let (start, end) = find(document.as_table())?;
    let (before, after) = (text.get(..start)?, text.get(end..)?);
    let before = before.get(..before.rfind('\n').map_or(0, |at| at + 1))?;
    let (rest, after) = after.split_at_checked(after.find('\n').map_or(after.len(), |at| at + 1))?;
    // Between two lines of an inline table there is a comma.
    let comment = rest.trim_start_matches([' ', '\t', ',']);
    let comment = if comment.starts_with('#') { comment } else { "" };
    let indent = text.get(before.len()..start)?;
    let indent = indent.get(..indent.len() - indent.trim_start().len()).filter(|_| !comment.is_empty()).unwrap_or("");
    let edited = format!("{before}{indent}{comment}{after}");
    // Everything else is as it was.
    let mut wanted: DocumentMut = text.parse().ok()?;
    remove(&mut wanted, sections, name);
    let values = |text: &str| toml::from_str::<toml::Table>(text).ok();
    (values(&edited)? == values(&wanted.to_string())?).then_some(edited)
}

/// The text with the key set: an existing value is replaced, a commented one gets the new line below it. `None` if the
/// text is not valid TOML, or another value is in the place of the key's table.
fn with_value(text: &str, key: &str, value: &Value) -> Option<String> {
    let mut document: DocumentMut = text.parse().ok()?;
    let (section, name) = key.rsplit_once('.').unwrap_or(("", key));
    let sections: Vec<_> = section.split('.').filter(|section| !section.is_empty()).collect();
    let table = sections.iter().try_fold(document.as_table_mut() as &mut dyn TableLike, |table, section| {
        table.entry(section).or_insert_with(|| Item::Table(Table::new())).as_table_like_mut()
    })?;
    if let Some(old) = table.get_mut(name) {
        // A theme with roles of its own keeps them.
        let old = if old.is_table_like() { old.as_table_like_mut()?.entry("name").or_insert(Item::None) } else { old };
        let mut value = value.clone();
        if let Some(old) = old.as_value() {
            *value.decor_mut() = old.decor().clone();
        }
        *old = Item::Value(value);
        return Some(document.to_string());
    }
    table.insert(name, Item::Value(value.clone()));
    let edited = below_comment(text, section, name, value).or_else(|| appended(text, section, name, value));
    Some(edited.unwrap_or_else(|| document.to_string()))
}

/// The text with a new section at its end, if it has none of this name. (The document would put it above the comments at
/// the end.)
fn appended(text: &str, section: &str, name: &str, value: &Value) -> Option<String> {
    let before: DocumentMut = text.parse().ok()?;
    let first = section.split('.').next().filter(|first| !first.is_empty())?;
    if before.contains_key(first) {
        return None;
    }
    let end = if text.is_empty() || text.ends_with('\n') { "" } else { "\n" };
    let gap = if text.trim().is_empty() { "" } else { "\n" };
    let edited = format!("{text}{end}{gap}[{section}]\n{name} = {value}\n");
    edited.parse::<DocumentMut>().ok().map(|_| edited)
}

/// The text with a line below the line `# name = …` of the section, if there is one.
fn below_comment(text: &str, section: &str, name: &str, value: &Value) -> Option<String> {
    let (mut at, mut inside) = (0, "");
    for line in text.split_inclusive('\n') {
        at += line.len();
        let line = line.strip_suffix('\n')?.trim();
        if let Some(header) = line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
            inside = header;
        }
        let key = line.strip_prefix('#').and_then(|rest| rest.split_once('=')).map(|(key, _)| key.trim());
        if key == Some(name) && inside == section {
            let (before, after) = text.split_at_checked(at)?;
            let edited = format!("{before}{name} = {value}\n{after}");
            // The line may be inside a string of several lines.
            let document: DocumentMut = edited.parse().ok()?;
            let table =
                document.get(section).map_or(Some(document.as_table() as &dyn TableLike), Item::as_table_like)?;
            return table.contains_key(name).then_some(edited);
        }
    }
    None
}

fn quarantine(path: &Path) -> io::Result<PathBuf> {
    let seconds = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
    let mut name = path.as_os_str().to_owned();
    name.push(format!(".corrupt-{seconds}"));
    fs::copy(path, &name)?;
    Ok(PathBuf::from(name))
}

/// Writes a new file beside `path` and renames it, so that a reader finds the old or the new text, never a part.
fn write(path: &Path, text: &str) -> io::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    create_folder(folder)?;
    // `tempfile` opens with O_EXCL and mode 0600.
    let mut new = tempfile::NamedTempFile::new_in(folder)?;
    new.write_all(text.as_bytes())?;
    new.as_file().sync_all()?;
    new.persist(path).map_err(|error| error.error)?;
    File::open(folder)?.sync_all()
}

#[cfg(test)]
mod tests;
