//! A data folder that is not there: a link to nothing, or to a disk that is not mounted.

use std::{fs, os::unix::fs::symlink};

use crate::profile::Profile;

const COMMANDS: [&str; 10] = [
    "shows",
    "shows --json",
    "episodes",
    "new",
    "search x",
    "notes x",
    "sync --json",
    "auth status",
    "auth logout",
    "auth login --no-browser",
];

#[test]
fn a_data_folder_that_leads_nowhere_is_named_by_every_command_and_nothing_is_made_in_its_place() {
    for of_profile in [false, true] {
        let profile = Profile::synchronised();
        let place = if of_profile { profile.path() } else { profile.data() };
        let (away, disk) = (place.with_extension("away"), profile.folder.path().join("mnt/disk"));
        fs::rename(&place, &away).expect("moved");
        symlink(&disk, &place).expect("linked");
        let named = |text: &str| {
            let link = format!("{} is a link to {}, which does not exist", place.display(), disk.display());
            text.replace(['\n', '\r'], "").contains(&link)
        };
        for line in COMMANDS {
            let said = profile.run(line);
            assert!(said.code == Some(1) && named(&said.err), "{line}: {said:?}");
        }
        let said = profile.run("doctor");
        assert!(said.code == Some(0) && named(&said.out), "{said:?}");
        let said = profile.run("doctor --json");
        let problems = said.object()["problems"].to_string();
        assert!(named(&problems), "{problems}");
        let mut terminal = profile.screen().start();
        assert_eq!(terminal.ends().exit_code(), 1);
        terminal.is_read();
        assert!(named(&String::from_utf8_lossy(&terminal.bytes(0))));
        assert!(!disk.exists());

        // Mounted again, nothing is lost.
        fs::create_dir_all(disk.parent().expect("one")).expect("made");
        fs::rename(&away, &disk).expect("moved");
        assert_eq!(profile.run("shows --json").object().as_array().map(Vec::len), Some(6));
    }
}

#[test]
fn a_file_in_place_of_the_data_folder_is_named_by_every_command_and_once_by_the_doctor() {
    let profile = Profile::synchronised();
    fs::rename(profile.data(), profile.data().with_extension("away")).expect("moved");
    fs::write(profile.data(), "").expect("written");
    let why = format!("{} is not a folder: move it away", profile.data().display());
    for line in COMMANDS {
        let said = profile.run(line);
        assert!(said.code == Some(1) && said.err.contains(&why), "{line}: {said:?}");
    }
    let said = profile.run("doctor --json");
    let problems = said.object()["problems"].to_string();
    assert_eq!(problems.matches("is not a folder").count(), 1, "{problems}");
    assert!(!problems.contains("cannot check"), "{problems}");
}

#[test]
fn a_configuration_that_leads_nowhere_is_a_warning() {
    let profile = Profile::synchronised();
    let config = profile.path().join("config");
    symlink(profile.folder.path().join("dotfiles"), &config).expect("linked");
    let said = profile.run("shows");
    assert!(said.code == Some(0) && said.err.contains("which does not exist"), "{said:?}");
}
