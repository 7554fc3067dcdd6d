//! Episodes written to a Markdown file in the working directory: a new one each time, because the person asked for it.

use std::{
    fmt::Write as _,
    fs::{self, OpenOptions},
    io::{self, Write as _},
    os::unix::fs::OpenOptionsExt as _,
    path::Path,
    sync::Arc,
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
        executor::{Deps, Job},
        library_host::OpenLibrary,
        problem,
    },
};

/// How many files of one day there may be.
const MOST: u32 = 9_999;

/// Writes episodes, in the order they are given. Those that are gone are left out.
pub(in crate::runtime::executor) async fn export(job: Job, deps: Arc<Deps>, episodes: Vec<EpisodeAt>) {
    let wanted = job.cancel.clone();
    let written = match deps.host.found_account().await {
        Ok(Some((held, owner))) => {
            let work = move || file(&held, owner.at, &deps, &episodes, &wanted);
            spawn_blocking(work).await.unwrap_or_else(|_| Err(problem::library(&LibraryError::Closed)))
        }
        Ok(None) => Err(problem::library(&LibraryError::Gone)),
        Err(error) => Err(problem::library(&error)),
    };
    job.reply(Reply::Write(WriteReply::Exported(written)));
}

/// Uses a connection of its own, so a long export delays nothing.
fn file(
    held: &OpenLibrary,
    account: AccountRef,
    deps: &Deps,
    episodes: &[EpisodeAt],
    wanted: &CancellationToken,
) -> Result<String, Problem> {
    let text = held.library().reader().and_then(|reader| text(&reader, account, episodes, wanted));
    let text = text.map_err(|error| problem::library(&error))?;
    let name = keep(&deps.folder, deps.clock.today(), &text).map_err(|error| {
        let why = CleanText::new(&error.to_string()).to_string();
        Problem::new("No file can be written here", why, "Start the program in a folder that is yours")
    })?;
    Ok(CleanText::new(&deps.folder.join(name).to_string_lossy()).to_string())
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
    let notes = RichText::read(notes, episode.duration).markdown(2);
    if !notes.is_empty() {
        text.push('\n');
        text.push_str(&notes);
    }
}

/// Writes a new file for this user alone, and returns its name. Never changes an existing one.
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
