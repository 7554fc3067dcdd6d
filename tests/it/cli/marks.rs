//! `marks export`, `marks import`, and the folder that computers share.

use std::{fs, io::Write as _, process::Stdio};

use pretty_assertions::assert_eq;
use serde_json::{Value, json};

use super::{
    Said,
    stocked::{LATEST, Stocked},
};

const VIENNA: &str = "Train1";

fn lines(text: &str) -> Vec<Value> {
    text.lines().map(|line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"))).collect()
}

fn states(stocked: &Stocked) -> Vec<String> {
    stocked.each(&["episodes"], "state")
}

fn with_input(stocked: &Stocked, line: &str, input: &str) -> Said {
    let mut command = stocked.0.command("--profile-dir p");
    command.args(line.split_whitespace()).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("it starts");
    child.stdin.take().expect("a pipe").write_all(input.as_bytes()).expect("it reads");
    Said::from(child.wait_with_output().expect("it ends"))
}

#[test]
fn marks_go_from_one_computer_to_another_as_json_lines() {
    let first = Stocked::new();
    assert_eq!(first.run(&format!("mark {VIENNA} {LATEST}")).code, Some(0));
    assert_eq!(first.run("mark News3 --unplayed").code, Some(0));
    let said = first.run("marks export");
    assert_eq!((said.code, said.err.as_str()), (Some(0), "Exported 3 marks\n"));
    let marks = lines(&said.out);
    let of = |id: &str| marks.iter().find(|mark| mark["episode"] == format!("spotify:episode:{id}")).expect(id);
    assert_eq!((&of(VIENNA)["state"], &of("News3")["state"]), (&json!("played"), &json!("unplayed")));
    assert!(of(LATEST)["time"].as_str().is_some_and(|time| time.ends_with('Z') && time.starts_with("20")));

    let second = Stocked::new();
    let before = states(&second);
    let dry = with_input(&second, "marks import --dry-run", &said.out);
    assert_eq!((dry.code, dry.out.as_str()), (Some(0), "Read 3 marks; nothing was changed\n"), "{dry:?}");
    assert_eq!(states(&second), before);
    let read = with_input(&second, "marks import", &said.out);
    assert_eq!((read.code, read.err.as_str()), (Some(0), ""), "{read:?}");
    let expected = "Read 3 marks: 3 newer, 0 known already or older\n3 episodes on disk changed\n\
                    To undo this as one step, press U in the app\n";
    assert_eq!(read.out, expected);
    assert_eq!(states(&second), states(&first));
    let again = with_input(&second, "marks import -", &said.out);
    assert_eq!(again.out, "Read 3 marks: 0 newer, 3 known already or older\n");
}

#[test]
fn of_two_marks_the_later_counts_and_those_of_unknown_episodes_wait() {
    let stocked = Stocked::new();
    assert_eq!(stocked.run(&format!("mark {VIENNA}")).code, Some(0));
    let line = |id: &str, state: &str, time: &str| {
        format!("{{\"episode\":\"{id}\",\"state\":\"{state}\",\"time\":\"{time}\"}}\n")
    };
    let text = [
        line(VIENNA, "unplayed", "2001-01-01T00:00:00Z"),
        line("Train2", "played", "2001-01-01T00:00:00Z"),
        line("Train2", "none", "2001-01-02T00:00:00Z"),
        line("elsewhere", "played", "2001-01-01T00:00:00Z"),
        "damaged\n".to_owned(),
    ]
    .concat();
    fs::write(stocked.0.dir.path().join("marks.jsonl"), text).expect("it is written");
    let said = stocked.run("marks import marks.jsonl --json");
    assert_eq!((said.code, said.err.as_str()), (Some(0), ""), "{said:?}");
    let imported = json!({ "newer": 2, "waiting": 1, "known": 1, "changed": 0 });
    let expected = json!({ "marks": 4, "damaged": 1, "first_damaged_lines": [5], "imported": imported });
    assert_eq!(serde_json::from_str::<Value>(&said.out).expect("JSON"), expected);
    assert_eq!(stocked.json(&["notes", VIENNA])["state"], "played");
    // The one that waits is exported too.
    assert_eq!(lines(&stocked.run("marks export").out).len(), 3);
}

#[test]
fn a_file_without_marks_and_one_that_is_missing_are_failures() {
    let stocked = Stocked::new();
    fs::write(stocked.0.dir.path().join("x"), "no\nmarks\n").expect("it is written");
    let said = stocked.run("marks import x");
    let sentence = "holds no marks: 2 damaged lines skipped (lines 1, 2)\n";
    assert!(said.code == Some(1) && said.err.ends_with(sentence), "{said:?}");
    let said = stocked.run("marks import nowhere");
    assert!(said.code == Some(1) && said.err.contains("cannot read "), "{said:?}");
    let said = stocked.run("marks export marks.jsonl");
    assert!(said.code == Some(0) && said.out.starts_with("Exported 0 marks to "), "{said:?}");
    assert_eq!(fs::read_to_string(stocked.0.dir.path().join("marks.jsonl")).expect("it is there"), "");
    assert_eq!(stocked.run("marks import marks.jsonl").out, "Read 0 marks: 0 newer, 0 known already or older\n");
}

/// A computer whose configuration names this folder.
fn sharing(folder: &str) -> Stocked {
    let stocked = Stocked::new();
    stocked.share(folder);
    stocked
}

#[test]
fn k8_two_computers_share_a_folder_and_an_unmark_travels() {
    let shared = tempfile::tempdir().expect("a folder");
    let folder = shared.path().to_str().expect("UTF-8");
    let (first, second) = (sharing(folder), sharing(folder));
    let said = first.run(&format!("mark {VIENNA}"));
    assert_eq!((said.code, said.err.as_str()), (Some(0), ""), "{said:?}");
    let said = second.run(&format!("mark {LATEST}"));
    assert_eq!((said.code, said.err.as_str()), (Some(0), ""), "{said:?}");
    assert_eq!(second.json(&["notes", VIENNA])["state"], "played");
    assert_eq!(second.run(&format!("mark {VIENNA} --unplayed")).code, Some(0));
    assert_eq!(first.run("mark Train2").code, Some(0));
    assert_eq!(first.json(&["notes", VIENNA])["state"], "unplayed");
    assert_eq!(first.json(&["notes", LATEST])["state"], "played");
    let names: Vec<_> =
        fs::read_dir(shared.path()).expect("it is there").map(|entry| entry.expect("an entry").file_name()).collect();
    assert_eq!(names.len(), 2, "{names:?}");

    let report = first.json(&["doctor"]);
    assert_eq!((&report["marks"]["files"], &report["marks"]["damaged"]), (&json!(2), &json!(0)), "{report}");
    assert!(report["marks"]["own"].as_str().is_some_and(|own| own.starts_with("spotpods-")), "{report}");
}

#[test]
fn k8_a_folder_that_is_missing_or_damaged_is_a_notice_and_the_mark_is_made() {
    let shared = tempfile::tempdir().expect("a folder");
    let stocked = sharing(shared.path().join("gone").to_str().expect("UTF-8"));
    let said = stocked.run(&format!("mark {VIENNA}"));
    assert!(said.code == Some(0) && said.err.ends_with("/gone does not exist\n"), "{said:?}");
    let report = stocked.json(&["doctor"]);
    let problems = report["problems"].as_array().expect("a list");
    assert!(problems.iter().any(|problem| problem.as_str().is_some_and(|text| text.ends_with("/gone does not exist"))));
    fs::create_dir(shared.path().join("gone")).expect("it is new");
    assert_eq!(stocked.run("mark Train2").err, "");
    let file = fs::read_dir(shared.path().join("gone"))
        .expect("it is there")
        .next()
        .expect("a file")
        .expect("an entry")
        .path();
    assert_eq!(lines(&fs::read_to_string(&file).expect("it reads")).len(), 2, "both marks");
    let damaged = file.with_file_name(
        file.file_name().and_then(|name| name.to_str()).expect("UTF-8").replace(".jsonl", " (conflicted copy).jsonl"),
    );
    fs::write(damaged, "{\n").expect("it is written");
    let said = stocked.run(&format!("mark {LATEST}"));
    let notice = "(conflicted copy).jsonl in the marks folder: 1 damaged line skipped (line 1)\n";
    assert!(said.code == Some(0) && said.err.ends_with(notice), "{said:?}");
}
