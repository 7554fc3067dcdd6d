//! Marks that come from elsewhere, as a person sees them: a folder that another computer writes to, and an import undone.

use std::{
    fs::{self, File},
    path::Path,
};

use crate::profile::Profile;

fn ids(profile: &Profile, line: &str) -> Vec<String> {
    let list = profile.run(line).object();
    let id = |item: &serde_json::Value| item["id"].as_str().expect("an id").to_owned();
    list.as_array().expect("a list").iter().map(id).collect()
}

fn text_of(folder: &Path) -> String {
    let files = fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path());
    let texts = files.filter(|path| path.extension().is_some_and(|end| end == "jsonl"));
    texts.map(|path| fs::read_to_string(path).expect("text")).collect()
}

#[test]
fn k7_an_import_that_is_answered_with_no_marks_nothing_and_fails() {
    let profile = Profile::synchronised();
    let open = ids(&profile, "episodes Gull --state unplayed --json");
    let play = format!(
        "[{{\"ts\":\"2026-11-03T12:00:00Z\",\"ms_played\":36000000,\"episode_name\":\"A\",\
         \"spotify_episode_uri\":\"spotify:episode:{}\"}}]",
        open[0]
    );
    let file = profile.path().join("Streaming_History_Audio_2026_0.json");
    fs::write(&file, play).expect("it is written");
    let mut program = profile.screen();
    program.arguments.extend(["import".into(), file.into()]);
    let mut terminal = program.start();
    terminal.shows("Mark 1 episode as played on this computer? [y/N]");
    terminal.types("n\r");
    terminal.shows("spotpods-tui: nothing was changed");
    assert_eq!(terminal.ends().exit_code(), 1);
    assert_eq!(ids(&profile, "episodes Gull --state unplayed --json"), open);
}

#[test]
fn an_import_of_marks_is_undone_with_one_key_and_a_yes() {
    let profile = Profile::synchronised();
    let open = ids(&profile, "episodes Gull --state unplayed --json");
    let line = |id| format!("{{\"episode\":\"{id}\",\"state\":\"played\",\"time\":\"2026-11-03T12:00:00Z\"}}\n");
    let lines = open.iter().map(line).collect::<Vec<_>>().concat();
    fs::write(profile.path().join("marks.jsonl"), lines).expect("it is written");
    let file = profile.path().join("marks.jsonl");
    let said = profile.run(&format!("marks import {}", file.display()));
    assert_eq!(said.code, Some(0), "{said:?}");
    assert_eq!(ids(&profile, "episodes Gull --state unplayed --json"), Vec::<String>::new());
    let mut terminal = profile.screen().start();
    terminal.lists_shows(6);
    terminal.types("U");
    terminal.shows("Undo the import?");
    terminal.types("y");
    terminal.shows("Undone: ");
    assert_eq!(ids(&profile, "episodes Gull --state unplayed --json"), open);
    terminal.types("U");
    terminal.shows("There is nothing to undo");
    terminal.types("q");
    assert!(terminal.ends().success());
}

#[test]
fn k8_the_screen_writes_its_marks_to_the_folder_and_reads_those_of_another_computer() {
    let profile = Profile::synchronised();
    let shared = tempfile::tempdir().expect("a folder");
    let config = format!("[marks]\nfolder = {:?}\n", shared.path().to_str().expect("UTF-8"));
    profile.configure(&config);
    let mut terminal = profile.screen().start();
    terminal.lists_shows(6);
    terminal.types("/gull\r\r");
    terminal.shows("Enter notes");
    terminal.types("m");
    terminal.shows("unplayed (local)");
    terminal.types("q");
    assert!(terminal.ends().success());
    let written = text_of(shared.path());
    assert_eq!(written.lines().count(), 1, "{written}");
    // Another computer replies.
    let file = fs::read_dir(shared.path()).expect("a folder").next().expect("a file").expect("an entry").path();
    let name = file.file_name().and_then(|name| name.to_str()).expect("UTF-8");
    let other = shared.path().join(name.replace(".jsonl", ".sync-conflict-1.jsonl"));
    let time = "2999-01-01T00:00:00Z";
    let reply: serde_json::Value = serde_json::from_str(&written).expect("a line");
    let id = reply["episode"].as_str().expect("a URI");
    assert_eq!(reply["state"], "unplayed", "the newest was played");
    let line = format!("{{\"episode\":\"{id}\",\"state\":\"played\",\"time\":\"{time}\"}}\n");
    fs::write(other, line).expect("it is written");
    let mut terminal = profile.screen().start();
    terminal.lists_shows(6);
    terminal.types("/gull\r\r");
    terminal.shows("Enter notes");
    terminal.shows("✓·");
    terminal.types("q");
    assert!(terminal.ends().success());
}

/// A profile with a folder of marks.
fn sharing(folder: &Path) -> Profile {
    let profile = Profile::synchronised();
    profile.configure(&format!("[marks]\nfolder = {:?}\n", folder.to_str().expect("UTF-8")));
    profile
}

#[test]
fn k8_a_folder_that_does_not_answer_holds_the_end_up_for_its_limit_and_the_next_start_writes_it() {
    let shared = tempfile::tempdir().expect("a folder");
    let profile = sharing(shared.path());
    // The number of this computer, which the first command writes.
    assert_eq!(profile.run("mark --unplayed Gull").code, Some(1), "no title is that of one episode");
    let id = ids(&profile, "episodes Gull --state unplayed --json").remove(0);
    assert_eq!(profile.run(&format!("mark {id}")).code, Some(0));
    let before = text_of(shared.path());
    // Another process of this computer works in the folder, and does not end.
    let held = File::options().append(true).open(profile.data().join("computer-id")).expect("it is there");
    held.lock().expect("it is free");
    let mut terminal = profile.screen().start();
    terminal.lists_shows(6);
    terminal.types("/gull\r\r");
    terminal.shows("Enter notes");
    terminal.types("mm");
    terminal.shows("✓·");
    terminal.types("q");
    assert!(terminal.ends_at_once().success());
    assert_eq!(text_of(shared.path()), before);
    let log = fs::read_to_string(profile.path().join("state/spotpods-tui.log")).expect("a log");
    assert!(log.contains("file of marks was not written; the next start writes it"), "{log}");

    drop(held);
    let mut terminal = profile.screen().start();
    terminal.lists_shows(6);
    terminal.types("q");
    assert!(terminal.ends().success());
    assert!(text_of(shared.path()).lines().count() > before.lines().count());
}
