//! The end of the log file, bounded.

use std::{
    fs::File,
    io::{self, Read as _, Seek as _, SeekFrom},
    path::Path,
};

use crate::domain::CleanText;

/// The most bytes that are read.
const MAX_BYTES: u64 = 64 << 10;
/// The most lines.
const MAX_LINES: usize = 500;

/// The last lines, the newest last. None if there is no log.
///
/// # Errors
/// The file is not one, or cannot be read.
pub(super) fn lines(path: &Path) -> io::Result<Vec<String>> {
    match path.symlink_metadata() {
        Ok(data) if data.is_file() => {}
        // Opening a pipe would block, and the log is never a link.
        Ok(_) => return Err(io::Error::other("it is not a file")),
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(error),
    }
    let mut file = File::open(path)?;
    let start = file.metadata()?.len().saturating_sub(MAX_BYTES);
    file.seek(SeekFrom::Start(start))?;
    let mut bytes = Vec::new();
    file.take(MAX_BYTES).read_to_end(&mut bytes)?;
    let text = String::from_utf8_lossy(&bytes);
    // The first line may have lost its beginning.
    let cut = usize::from(start > 0);
    let lines: Vec<_> = text.lines().skip(cut).map(|line| CleanText::new(line).to_string()).collect();
    let skipped = lines.len().saturating_sub(MAX_LINES);
    Ok(lines.into_iter().skip(skipped).collect())
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn only_the_end_of_a_large_log_is_read_and_it_is_clean() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a.log");
        assert_eq!(lines(&path).expect("there is none"), Vec::<String>::new());
        let line = |number: usize| format!("{number:06} {}\n", "x".repeat(300));
        fs::write(&path, (0..1000).map(line).chain(["last \u{1b}[31m\n".into()]).collect::<String>()).expect("written");
        let found = lines(&path).expect("read");
        assert!(found.len() > 100 && found.len() < 250, "{}", found.len());
        assert!(found[0].len() == 307 && found.last().is_some_and(|last| last.starts_with("last")), "{}", found[0]);
        assert!(!found.concat().contains('\u{1b}'));
        fs::write(&path, "a\n".repeat(5000)).expect("written");
        assert_eq!(lines(&path).expect("read").len(), MAX_LINES);
    }

    #[test]
    fn d3_a_link_in_place_of_the_log_is_not_followed() {
        let folder = tempfile::tempdir().expect("a folder");
        let (target, link) = (folder.path().join("target"), folder.path().join("a.log"));
        fs::write(&target, "precious").expect("written");
        std::os::unix::fs::symlink(&target, &link).expect("linked");
        assert!(lines(&link).is_err());
    }
}
