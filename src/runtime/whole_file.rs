//! Files of the person's choice, written whole or not at all.

use std::{
    io::{self, Write as _},
    path::Path,
};

use super::problem;
use crate::{
    app::{Problem, requests::event::FileAnswer},
    domain::CleanText,
};

/// Writes the file of this name, for this user alone. Changes an existing one only to `replace` it.
pub(super) fn answer(folder: &Path, name: &str, replace: bool, text: &str) -> Result<FileAnswer, Problem> {
    let file = folder.join(name);
    let path = CleanText::new(&file.to_string_lossy()).to_string();
    match write(&file, replace, text) {
        Ok(()) => Ok(FileAnswer::Written { path }),
        Err(_) if file.is_dir() => Err(problem::file(&path, "it is a folder")),
        Err(error) => match error.kind() {
            io::ErrorKind::AlreadyExists => Ok(FileAnswer::Exists { path }),
            io::ErrorKind::NotFound => Err(problem::file(&path, "its folder does not exist")),
            _ => Err(problem::file(&path, CleanText::of_error(&error).as_str())),
        },
    }
}

fn write(path: &Path, replace: bool, text: &str) -> io::Result<()> {
    let folder = path.parent().unwrap_or(path);
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    file.write_all(text.as_bytes())?;
    file.as_file().sync_all()?;
    if replace { file.persist(path) } else { file.persist_noclobber(path) }.map(drop).map_err(|error| error.error)
}

#[cfg(test)]
mod tests {
    use std::{fs, os::unix::fs::PermissionsExt as _};

    use super::*;

    #[test]
    fn d1_an_export_is_for_this_user_alone_and_replaces_a_file_only_when_told_to() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("notes.md");
        write(&path, false, "one").expect("written");
        assert_eq!(write(&path, false, "two").map_err(|error| error.kind()), Err(io::ErrorKind::AlreadyExists));
        assert_eq!(fs::read_to_string(&path).expect("text"), "one");
        write(&path, true, "two").expect("written");
        assert_eq!(fs::read_to_string(&path).expect("text"), "two");
        assert_eq!(path.metadata().expect("there").permissions().mode() & 0o777, 0o600);
        assert_eq!(fs::read_dir(folder.path()).expect("a folder").count(), 1, "nothing else is left");
    }

    #[test]
    fn what_cannot_be_written_is_named_as_it_was_typed() {
        let folder = tempfile::tempdir().expect("a folder");
        fs::create_dir(folder.path().join("sub")).expect("made");
        fs::write(folder.path().join("file"), "").expect("written");
        for (name, why) in [
            ("none/notes.md", "its folder does not exist"),
            ("sub", "it is a folder"),
            ("file/notes.md", "Not a directory (os error 20)"),
        ] {
            let problem = answer(folder.path(), name, false, "one").expect_err(name);
            let path = folder.path().join(name);
            assert_eq!(problem.title, format!("{} was not written: {why}", path.display()));
        }
    }
}
