//! Episodes written to a Markdown file in the working directory: a new one each time, because the person asked for it.

use std::{
    fmt::Write as _,
    fs::{self, OpenOptions},
    io::{self, Write as _},
    os::unix::fs::OpenOptionsExt as _,
    path::{Path, PathBuf},
};

use jiff::civil::Date;
use tokio::task::spawn_blocking;
use tokio_util::sync::CancellationToken;

use crate::{
    app::{Problem, Reply, requests::event::WriteReply},
    domain::{
        CleanText, EpisodeAt, Notes, RichText,
        markdown::{escaped, facts, linked},
    },
    library::{AccountRef, EpisodeRow, LibraryError, Reader},
    runtime::{
        executor::Job,
        library_host::{LibraryHost, OpenLibrary},
        problem,
    },
};

/// How many files of one day there may be.
const MOST: u32 = 9_999;

/// Why no file was written.
enum NotWritten {
    Unread(LibraryError),
    Folder(io::Error),
}

/// Writes episodes, in the order they are given. Those that are gone are left out.
pub(super) async fn write(job: Job, host: LibraryHost, folder: PathBuf, episodes: Vec<EpisodeAt>) {
    let today = job.clock().today();
    let wanted = job.cancel().clone();
    let written = match host.found().await {
        Ok(Some(held)) => {
            let work = move || file(&held, &folder, today, &episodes, &wanted);
            spawn_blocking(work).await.unwrap_or(Err(NotWritten::Unread(LibraryError::Closed)))
        }
        Ok(None) => Err(NotWritten::Unread(LibraryError::Gone)),
        Err(error) => Err(NotWritten::Unread(error)),
    };
    job.reply(Reply::Write(WriteReply::Exported(written.map_err(|error| match error {
        NotWritten::Unread(error) => problem::library(&error),
        NotWritten::Folder(error) => Problem::new(
            "No file can be written here",
            CleanText::new(&error.to_string()).to_string(),
            "Start the program in a folder that is yours",
        ),
    }))));
}

/// Uses a connection of its own, so a long export delays nothing.
fn file(
    held: &OpenLibrary,
    folder: &Path,
    today: Date,
    episodes: &[EpisodeAt],
    wanted: &CancellationToken,
) -> Result<String, NotWritten> {
    let account = held.account().ok_or(NotWritten::Unread(LibraryError::Gone))?;
    let reader = held.library().reader().map_err(NotWritten::Unread)?;
    let text = text(&reader, account.at, episodes, wanted).map_err(NotWritten::Unread)?;
    let name = keep(folder, today, &text).map_err(NotWritten::Folder)?;
    Ok(CleanText::new(&folder.join(name).to_string_lossy()).to_string())
}

fn text(
    reader: &Reader,
    account: AccountRef,
    episodes: &[EpisodeAt],
    wanted: &CancellationToken,
) -> Result<String, LibraryError> {
    let mut text = "# Podcast episodes\n".to_owned();
    for at in episodes {
        if wanted.is_cancelled() {
            return Err(LibraryError::Cancelled);
        }
        if let Some(row) = reader.locate(account, at)? {
            entry(&mut text, &row, &reader.notes(row.at)?);
        }
    }
    Ok(text)
}

fn entry(text: &mut String, row: &EpisodeRow, notes: &Notes) {
    let episode = &row.episode;
    let title = linked(episode.name.as_str(), episode.link().as_ref());
    let facts = [vec![escaped(row.show_name.as_str())], facts(episode)].concat();
    // Writing to a String does not fail.
    let _ = write!(text, "\n## {title}\n\n{}\n", facts.join(" · "));
    let notes = RichText::read(notes, episode.duration).plain_text();
    if !notes.trim().is_empty() {
        text.push('\n');
        for line in notes.trim_end().lines() {
            // Two spaces at its end keep a line a line.
            let _ = writeln!(text, "{}{}", escaped(line.trim()), if line.trim().is_empty() { "" } else { "  " });
        }
    }
}

/// Writes a new file for this user alone, and gives its name in the folder. What is there already is never touched.
fn keep(folder: &Path, today: Date, text: &str) -> io::Result<String> {
    for number in 1..=MOST {
        let name = format!("spotpods-export-{today}-{number}.md");
        let path = folder.join(&name);
        let mut file = match OpenOptions::new().write(true).create_new(true).mode(0o600).open(&path) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => continue,
            opened => opened?,
        };
        // Half a file is worse than none.
        return match file.write_all(text.as_bytes()).and_then(|()| file.sync_all()) {
            Ok(()) => Ok(name),
            Err(error) => fs::remove_file(&path).and(Err(error)),
        };
    }
    Err(io::Error::other("there are too many exports of today"))
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    #[test]
    fn d1_each_export_is_a_new_file_for_this_user_alone() {
        let folder = tempfile::tempdir().expect("a folder");
        let today = jiff::civil::date(2026, 11, 3);
        let names = ["one", "two"].map(|text| keep(folder.path(), today, text).expect("written"));
        assert_eq!(names, ["spotpods-export-2026-11-03-1.md", "spotpods-export-2026-11-03-2.md"]);
        for (name, text) in names.iter().zip(["one", "two"]) {
            let path = folder.path().join(name);
            assert_eq!(fs::read_to_string(&path).expect("text"), text);
            assert_eq!(path.metadata().expect("there").permissions().mode() & 0o777, 0o600);
        }
    }
}
