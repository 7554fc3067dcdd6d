//! Files and folders: their paths, and whether other users can access them.

use std::{
    fs, io,
    os::unix::fs::MetadataExt as _,
    path::{Path, PathBuf},
};

use rustix::{
    fs::{Access, access},
    process::geteuid,
};
use serde_json::{Value, json};

use super::Section;
use crate::config::{Config, DanglingLink};

/// The expected kind and mode.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Should {
    PrivateFolder,
    PrivateFile,
    Free,
}

impl Should {
    fn mode(self) -> Option<u32> {
        match self {
            Self::PrivateFolder => Some(0o700),
            Self::PrivateFile => Some(0o600),
            Self::Free => None,
        }
    }
}

/// Checks every file and folder of a profile.
pub(super) fn look(config: &Config) -> Section {
    let paths = &config.paths;
    let mut section = Section::new("files", "Files");
    let unusable = paths.check_data_dir().err();
    section.problems.extend(unusable.clone());
    let mut found = Vec::new();
    for (name, path, should) in all(config) {
        let known = section.problems.len();
        found.push(entry(&mut section, name, &path, should));
        // What follows from the data folder is no problem of its own.
        if unusable.is_some() && path.starts_with(&paths.data_dir) {
            section.problems.truncate(known);
        }
    }
    for path in quarantined(&paths.data_dir) {
        section.row("quarantined", path.display());
        section
            .problem(format!("{} was damaged and is not used: delete it when you no longer need it", path.display()));
        found.push(json!({ "name": "quarantine", "path": path.to_string_lossy(), "exists": true }));
    }
    section.value = found.into();
    section
}

fn all(config: &Config) -> Vec<(&'static str, PathBuf, Should)> {
    use Should::{Free, PrivateFile, PrivateFolder};
    let paths = &config.paths;
    let library = paths.library_file();
    let beside = |end: &str| {
        let mut name = library.clone().into_os_string();
        name.push(end);
        PathBuf::from(name)
    };
    vec![
        ("config", paths.config_file.clone(), Free),
        ("data", paths.data_dir.clone(), PrivateFolder),
        ("credentials", paths.credentials_file(), PrivateFile),
        ("client_secret", paths.data_dir.join("client.json"), PrivateFile),
        ("keyring_id", paths.data_dir.join("keyring.id"), PrivateFile),
        ("computer_id", paths.data_dir.join("computer-id"), PrivateFile),
        ("library", library.clone(), PrivateFile),
        ("library_wal", beside("-wal"), PrivateFile),
        ("library_shm", beside("-shm"), PrivateFile),
        ("cache", paths.cache_dir.clone(), Free),
        ("covers", paths.covers_dir(), Free),
        ("state", paths.state_dir.clone(), PrivateFolder),
        ("log", paths.log_file(), PrivateFile),
        ("quota", config.quota_file(), PrivateFile),
        ("requests", config.requests_file(), PrivateFile),
        ("player", paths.player_file(), PrivateFile),
        ("tour", paths.tour_file(), Free),
    ]
}

/// Checks one file and returns its object.
fn entry(section: &mut Section, name: &'static str, path: &Path, should: Should) -> Value {
    let shown = path.display();
    let (state, mode, is_ok) = match fs::symlink_metadata(path) {
        Ok(data) => {
            let mode = format!("{:04o}", data.mode() & 0o7777);
            let wrong = wrong(&data, path, should);
            section.problems.extend(wrong.iter().map(|why| format!("{shown} {why}")));
            let note = if wrong.is_empty() { String::new() } else { format!(", but {}", wrong.join(", ")) };
            (format!("{mode}{note}"), Some(mode), wrong.is_empty())
        }
        Err(error) => {
            let missing = error.kind() == io::ErrorKind::NotFound;
            if !missing {
                section.problem(format!("cannot check {shown}: {error}"));
            }
            let state = match DanglingLink::before(path) {
                Some(link) => link.to_string(),
                None if missing => "none yet".to_owned(),
                None => error.to_string(),
            };
            (state, None, missing)
        }
    };
    section.row(name, format_args!("{shown} ({state})"));
    json!({
        "name": name,
        "path": path.to_string_lossy(),
        "exists": mode.is_some(),
        "mode": mode,
        "expected_mode": should.mode().map(|mode| format!("{mode:04o}")),
        "ok": is_ok,
    })
}

/// Problems, to be read after the file's name.
fn wrong(data: &fs::Metadata, path: &Path, should: Should) -> Vec<String> {
    let mut wrong = Vec::new();
    let Some(expected) = should.mode() else { return wrong };
    if data.is_symlink() {
        // The target is not used.
        if should == Should::PrivateFile {
            wrong.push("is a symbolic link: remove it".to_owned());
        } else if let Some(link) = DanglingLink::before(path) {
            wrong.push(format!("cannot be used: {link}"));
        }
        return wrong;
    }
    if data.uid() != geteuid().as_raw() {
        wrong.push("belongs to another user: remove it, or change its owner".to_owned());
    }
    if data.mode() & 0o077 != 0 {
        wrong.push(format!(
            "is accessible to other users: its mode should be {expected:04o}, and is set when it is used"
        ));
    }
    if should == Should::PrivateFile && !data.is_file() {
        wrong.push("is not a file: move it away".to_owned());
    } else if should == Should::PrivateFolder && !data.is_dir() {
        wrong.push("is not a folder: move it away".to_owned());
    } else if access(path, Access::WRITE_OK).is_err() {
        wrong.push("cannot be written: check the free space and its owner".to_owned());
    }
    wrong
}

/// Damaged files that were renamed.
fn quarantined(data: &Path) -> Vec<PathBuf> {
    let mut found: Vec<_> = fs::read_dir(data)
        .into_iter()
        .flatten()
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.file_name().is_some_and(|name| name.to_string_lossy().contains(".corrupt-")))
        .collect();
    found.sort();
    found
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::{PermissionsExt as _, symlink};

    use super::*;

    fn wrongs(path: &Path, should: Should) -> Vec<String> {
        wrong(&fs::symlink_metadata(path).expect("there"), path, should)
    }

    #[test]
    fn d1_a_file_that_others_can_read_is_a_problem() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("library.db");
        fs::write(&file, "").expect("written");
        for (mode, ok) in [(0o600, true), (0o640, false), (0o604, false)] {
            fs::set_permissions(&file, fs::Permissions::from_mode(mode)).expect("set");
            assert_eq!(wrongs(&file, Should::PrivateFile).is_empty(), ok, "{mode:o}");
            assert_eq!(wrongs(&file, Should::Free), Vec::<String>::new());
        }
    }

    #[test]
    fn d3_a_link_or_a_folder_in_place_of_a_file_is_a_problem() {
        let folder = tempfile::tempdir().expect("a folder");
        let link = folder.path().join("credentials.json");
        symlink("elsewhere", &link).expect("linked");
        assert_eq!(wrongs(&link, Should::PrivateFile), ["is a symbolic link: remove it"]);
        let inner = folder.path().join("library.db");
        fs::create_dir(&inner).expect("made");
        fs::set_permissions(&inner, fs::Permissions::from_mode(0o700)).expect("set");
        assert_eq!(wrongs(&inner, Should::PrivateFile), ["is not a file: move it away"]);
        assert_eq!(wrongs(&inner, Should::PrivateFolder), Vec::<String>::new());
    }
}
