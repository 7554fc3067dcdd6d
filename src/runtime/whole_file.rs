//! Files of the person's choice, written whole or not at all.

use std::{
    io::{self, Write as _},
    path::Path,
};

/// Writes a file for this user alone. Changes an existing one only to `replace` it.
///
/// # Errors
/// The file cannot be written, or exists.
pub(super) fn write(path: &Path, replace: bool, text: &str) -> io::Result<()> {
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
        assert!(write(&folder.path().join("none/notes.md"), false, "one").is_err());
    }
}
