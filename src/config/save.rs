//! Writing the client ID into `config.toml`, and leaving everything else in it as it is.

use std::{
    fs::{self, File},
    io::{self, Write as _},
    path::{Path, PathBuf},
    time::{SystemTime, UNIX_EPOCH},
};

use super::{create_folder, file, value};

/// The commented default file, which a first save starts from.
const TEMPLATE: &str = include_str!("../../assets/config.toml");

/// The outcome of a save.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Saved {
    /// Where the old file is, when it was not valid TOML and had to be put aside.
    pub set_aside: Option<PathBuf>,
}

/// Why the client ID could not be saved. The file is as it was.
#[derive(Debug, thiserror::Error)]
pub enum SaveError {
    /// The text is no client ID; the message completes "the client ID …".
    #[error("the client ID {0}")]
    NotAClientId(String),
    /// The old file cannot be read, or the new one cannot be written.
    #[error("{path} cannot be written: {cause}", path = .path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system says.
        cause: io::Error,
    },
}

/// Sets `client_id` in the file at `path`: comments, order and other keys stay; a missing file is made from the
/// commented default. Written beside it and renamed, mode 0600; a link is followed, so that a file kept elsewhere stays
/// there. A file that is not valid TOML is put aside as `config.toml.corrupt-<unix seconds>`.
///
/// # Errors
/// [`SaveError`]; the old file is untouched then.
pub fn save_client_id(path: &Path, id: &str) -> Result<Saved, SaveError> {
    let id = value::client_id(id.trim()).map_err(SaveError::NotAClientId)?;
    let failed = |cause| SaveError::Io { path: path.to_owned(), cause };
    let target = if path.exists() { path.canonicalize().map_err(failed)? } else { path.to_owned() };
    let old = file::read(&target).map_err(|why| failed(io::Error::other(why)));

    let (text, broken) = match old {
        Ok(Some(text)) if file::is_sound(&text) => (with_client_id(&text, id), false),
        Ok(None) => (with_client_id(TEMPLATE, id), false),
        Err(why) if !target.is_file() => return Err(why),
        // Not TOML, not text, or far too large.
        Ok(Some(_)) | Err(_) => (with_client_id(TEMPLATE, id), true),
    };
    let set_aside = if broken { Some(set_aside(&target).map_err(failed)?) } else { None };
    write(&target, &text).map_err(failed)?;
    Ok(Saved { set_aside })
}

/// The text with the key set. A value that is there is replaced where it stands; a commented one gets the line after
/// it; else it becomes the first line, where it is a root key whatever follows.
fn with_client_id(text: &str, id: &str) -> String {
    let line = format!("client_id = \"{id}\"\n");
    if let Some(span) = file::root_value(text, "client_id")
        && let (Some(before), Some(after)) = (text.get(..span.start), text.get(span.end..))
    {
        return format!("{before}\"{id}\"{after}");
    }
    let at_comment =
        after_commented_key(text).and_then(|at| Some(format!("{}{line}{}", text.get(..at)?, text.get(at..)?)));
    // A comment inside a text of several lines, or below a table: the check sees that the key did not arrive.
    if let Some(edited) = at_comment
        && file::root_value(&edited, "client_id").is_some()
    {
        return edited;
    }
    let body = text.strip_prefix('\u{feff}').unwrap_or(text);
    format!("{line}{body}")
}

/// The byte after the line `# client_id = …`, if there is one that ends in a line break.
fn after_commented_key(text: &str) -> Option<usize> {
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        at += line.len();
        let commented = line.trim_start().strip_prefix('#').map(str::trim_start);
        let key = commented.and_then(|rest| rest.strip_prefix("client_id"));
        if line.ends_with('\n') && key.is_some_and(|rest| rest.trim_start().starts_with('=')) {
            return Some(at);
        }
    }
    None
}

fn set_aside(path: &Path) -> io::Result<PathBuf> {
    let seconds = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
    let mut name = path.as_os_str().to_owned();
    name.push(format!(".corrupt-{seconds}"));
    let aside = PathBuf::from(name);
    fs::copy(path, &aside)?;
    Ok(aside)
}

/// Writes a new file beside `path` and renames it, so that there is the old or the new text at any moment.
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
