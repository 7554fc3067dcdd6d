//! `export`: four formats, to stdout and to a file.

use std::{
    fs,
    os::unix::fs::{PermissionsExt as _, symlink},
};

use pretty_assertions::assert_eq;
use serde_json::Value;
use spotpods_tui::domain::{Episode, Progress};

use super::stocked::{LATEST, NEWS, Stocked, TRAINS, ago, named};
use crate::library::episode;

#[test]
fn json_is_an_array_of_shows_each_with_its_episodes() {
    let stocked = Stocked::new();
    let said = stocked.run("export");
    assert_eq!((said.code, said.err.as_str()), (Some(0), ""));
    let shows: Vec<Value> = serde_json::from_str(&said.out).expect("JSON");
    let listed = stocked.json(&["shows"]);
    assert_eq!(shows.len(), 3);
    for (number, mut show) in shows.into_iter().enumerate() {
        let episodes = show.as_object_mut().expect("an object").remove("episodes").expect("it is there");
        assert_eq!(show, listed[number]);
        assert_eq!(episodes, stocked.json(&["episodes", show["id"].as_str().expect("text")]));
    }
}

#[test]
fn csv_has_a_header_and_a_row_for_each_episode() {
    let said = Stocked::new().run("export --format csv");
    let mut lines = said.out.split("\r\n");
    let header = "id,show_id,show_name,name,release_date,duration_ms,position_ms,state,url,description";
    assert_eq!(lines.next(), Some(header));
    let link = format!("https://open.spotify.com/episode/{LATEST}");
    let first =
        format!("{LATEST},{NEWS},Éclair News & Views,Morning,{},2700000,0,unplayed,{link},Today's news", ago(0));
    assert_eq!(lines.next(), Some(first.as_str()));
    let mut reader = csv::Reader::from_reader(said.out.as_bytes());
    let rows: Vec<csv::StringRecord> = reader.records().collect::<Result<_, _>>().expect("CSV");
    assert_eq!(rows.len(), 7);
    let vienna = rows.iter().find(|row| &row[0] == "Train1").expect("it is there");
    assert_eq!(&vienna[9], "About sleepers at 12:34, see the page and a trap.\n\nSecond.");
}

#[test]
fn csv_holds_no_formula() {
    let stocked = Stocked::empty();
    let titles = ["=1+1", "+1", "-1", "@SUM(A1)", "a,\"b\"", "＝1"];
    let episodes = titles.iter().enumerate().map(|(at, title)| episode(&format!("E{at}"), "2026", title, "=2"));
    stocked.fill("me", vec![(named(NEWS, "=cmd|' /C calc'!A0", 6), episodes.collect())]);
    let said = stocked.run("export --format csv");
    let mut reader = csv::Reader::from_reader(said.out.as_bytes());
    let rows: Vec<csv::StringRecord> = reader.records().collect::<Result<_, _>>().expect("CSV");
    let found: Vec<&str> = rows.iter().map(|row| &row[3]).collect();
    for (title, found) in titles.iter().zip(&found) {
        let guarded = format!("'{title}");
        assert_eq!(*found, if title.starts_with('a') { *title } else { guarded.as_str() });
    }
    assert_eq!((&rows[0][2], &rows[0][9]), ("'=cmd|' /C calc'!A0", "'=2"));
}

#[test]
fn opml_has_an_outline_with_a_link_for_each_show() {
    let stocked = Stocked::empty();
    stocked.fill("me", vec![(named(NEWS, "A <b> & \"c\" 'd'", 0), vec![]), (named("odd/id", "Odd", 0), vec![])]);
    let said = stocked.run("export --format opml");
    let mut lines = said.out.lines();
    assert_eq!(lines.next(), Some("<?xml version=\"1.0\" encoding=\"UTF-8\"?>"));
    assert_eq!(lines.next(), Some("<opml version=\"2.0\">"));
    let name = "A &lt;b&gt; &amp; &quot;c&quot; &apos;d&apos;";
    let link = format!("https://open.spotify.com/show/{NEWS}");
    let outline =
        format!("    <outline text=\"{name}\" title=\"{name}\" type=\"link\" url=\"{link}\" htmlUrl=\"{link}\"/>");
    assert!(said.out.lines().any(|line| line == outline), "{}", said.out);
    assert!(said.out.contains("    <outline text=\"Odd\" title=\"Odd\"/>\n"), "{}", said.out);
    assert!(said.out.ends_with("</opml>\n"), "{}", said.out);
}

#[test]
fn markdown_ticks_what_was_played() {
    let stocked = Stocked::empty();
    let played = Episode { progress: Progress::Played, ..episode("E1", "2026-01-02", "Heard [1]", "") };
    let other = Episode { position: 1, ..episode("odd id", "", "Not heard", "") };
    stocked.fill("me", vec![(named(NEWS, "Show *one*", 2), vec![played, other])]);
    let expected = format!(
        "# Podcasts\n\n## [Show \\*one\\*](https://open.spotify.com/show/{NEWS})\n\n\
         - [x] [Heard \\[1\\]](https://open.spotify.com/episode/E1) (2026-01-02, 45:00, played)\n\
         - [ ] Not heard (45:00, unplayed)\n"
    );
    assert_eq!(stocked.run("export --format markdown").out, expected);
}

#[test]
fn a_file_is_written_whole_with_the_format_of_its_ending() {
    let stocked = Stocked::new();
    let file = |name: &str| stocked.0.dir.path().join(name);
    for (name, start) in [
        ("e.json", "[\n{"),
        ("e.csv", "id,"),
        ("e.OPML", "<?xml"),
        ("e.xml", "<?xml"),
        ("e.md", "# Podcasts"),
        ("e", "[\n"),
    ] {
        let said = stocked.run_with(&["export", "--output", name]);
        assert_eq!((said.code, said.out.as_str(), said.err.as_str()), (Some(0), "", ""), "{name}");
        let text = fs::read_to_string(file(name)).expect("it is there");
        assert!(text.starts_with(start), "{name}: {text}");
    }
    stocked.run("export --output e.csv --format json");
    assert!(fs::read_to_string(file("e.csv")).expect("it is there").starts_with("[\n"));
    assert_eq!(stocked.run("export --output -").out, stocked.run("export").out);
    let left: Vec<_> = fs::read_dir(stocked.0.dir.path()).expect("a folder").filter_map(Result::ok).collect();
    assert!(left.iter().all(|entry| !entry.file_name().to_string_lossy().contains("export")), "{left:?}");
}

#[test]
fn a_file_that_is_replaced_keeps_its_mode_and_a_link_stays_one() {
    let stocked = Stocked::new();
    let (kept, link) = (stocked.0.dir.path().join("kept.json"), stocked.0.dir.path().join("link.json"));
    fs::write(&kept, "old").expect("it can be written");
    fs::set_permissions(&kept, fs::Permissions::from_mode(0o640)).expect("it can be set");
    symlink("kept.json", &link).expect("it can be made");
    assert_eq!(stocked.run("export --output link.json").code, Some(0));
    assert!(link.symlink_metadata().expect("it exists").is_symlink());
    assert!(fs::read_to_string(&kept).expect("it is there").contains(TRAINS));
    assert_eq!(super::mode(&kept), 0o640);
}

#[test]
fn a_failed_export_names_the_cause_and_leaves_no_file() {
    let stocked = Stocked::new();
    fs::create_dir(stocked.0.dir.path().join("folder")).expect("it can be made");
    for name in ["missing/e.json", "folder"] {
        let said = stocked.run_with(&["export", "--output", name]);
        assert_eq!((said.code, said.out.as_str()), (Some(1), ""), "{name}: {said:?}");
        assert!(said.err.contains(name) && said.err.contains("cannot write"), "{}", said.err);
        assert!(!said.err.contains(".spotpods-export-") && !said.err.contains("at path"), "{}", said.err);
    }
    assert_eq!(fs::read_dir(stocked.0.dir.path().join("folder")).expect("a folder").count(), 0);
}

#[test]
fn a_full_disk_is_reported_with_the_path() {
    // Linux has a device that is always full.
    if std::path::Path::new("/dev/full").exists() {
        let said = Stocked::new().run("export --output /dev/full");
        assert_eq!((said.code, said.out.as_str()), (Some(1), ""), "{said:?}");
        assert!(said.err.starts_with("spotpods-tui: cannot write /dev/full: No space left"), "{said:?}");
    }
}

#[test]
fn an_extension_without_a_format_is_a_usage_error_and_nothing_is_written() {
    let stocked = Stocked::new();
    let said = stocked.run("export --output list.TXT");
    assert_eq!((said.code, said.out.as_str()), (Some(2), ""));
    assert_eq!(said.err, "spotpods-tui: no format for .txt: use .json, .csv, .opml or .md, or set --format\n");
    assert!(!stocked.0.dir.path().join("list.TXT").exists());
    let said = stocked.run("export --output list.TXT --format csv");
    assert_eq!((said.code, said.err.as_str()), (Some(0), ""));
}
