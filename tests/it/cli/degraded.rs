//! Neither login nor library, only one of them, a library that is damaged, newer, or may not be written.

use std::{fs, os::unix::fs::PermissionsExt as _};

use pretty_assertions::assert_eq;
use serde_json::Value;

use super::stocked::{NEWS, Stocked, named, shows};
use crate::library::episode;

const LISTS: [&str; 5] = ["shows", "episodes", "new", "search x", "export"];

#[test]
fn without_login_and_library_the_code_is_3_and_nothing_is_created() {
    let stocked = Stocked::empty();
    for line in ["shows", "shows --json", "episodes x", "new", "search x", "notes x", "export --output e.json"] {
        let said = stocked.run(line);
        assert_eq!((said.code, said.out.as_str()), (Some(3), ""), "{line}: {said:?}");
        assert!(said.err.contains("run `spotpods-tui auth login` first"), "{line}: {}", said.err);
    }
    assert!(!stocked.data().exists() && !stocked.0.dir.path().join("e.json").exists());
}

#[test]
fn with_a_login_and_no_library_lists_are_empty_and_name_the_way_out() {
    for account in [Some("me"), None] {
        let stocked = Stocked::empty();
        stocked.log_in(account);
        for line in LISTS {
            let said = stocked.run(line);
            let json = line == "export";
            assert_eq!((said.code, said.out.as_str()), (Some(0), if json { "[]\n" } else { "" }), "{line}: {said:?}");
            assert!(said.err.contains("spotpods-tui sync"), "{line}: {}", said.err);
        }
        assert_eq!(stocked.run("shows --json").out, "[]\n");
        assert_eq!(stocked.run("notes x").code, Some(1));
        assert!(!stocked.library().exists());
    }
}

#[test]
fn a_library_without_a_login_is_the_last_accounts() {
    let stocked = Stocked::new();
    assert_eq!(stocked.each(&["shows"], "id").len(), 3);
}

#[test]
fn the_login_decides_whose_library_is_read() {
    let stocked = Stocked::empty();
    stocked.fill("me", vec![(named("Mine", "Mine", 1), vec![episode("E1", "2026", "Mine", "")])]);
    stocked.fill("other", vec![(named("Theirs", "Theirs", 1), vec![episode("E2", "2026", "Theirs", "")])]);
    stocked.log_in(Some("me"));
    assert_eq!(stocked.each(&["shows"], "id"), ["Mine"]);
    assert_eq!(stocked.each(&["episodes"], "id"), ["E1"]);

    let stranger = Stocked::new();
    stranger.log_in(Some("stranger"));
    let said = stranger.run("shows --json");
    assert_eq!((said.code, said.out.as_str()), (Some(0), "[]\n"), "{said:?}");
}

#[test]
fn a_damaged_library_is_quarantined_with_a_note() {
    let stocked = Stocked::new();
    fs::write(stocked.library(), b"SQLite format 3\0 and nothing that follows".repeat(100)).expect("it can be written");
    let said = stocked.run("shows --json");
    assert_eq!((said.code, said.out.as_str()), (Some(0), "[]\n"), "{said:?}");
    let aside = fs::read_dir(stocked.data()).expect("a folder").filter_map(Result::ok);
    let aside =
        aside.map(|entry| entry.file_name().into_string().expect("UTF-8")).find(|name| name.contains("corrupt"));
    let name = aside.unwrap_or_else(|| panic!("{}", said.err));
    assert!(said.err.contains(&name) && said.err.contains("everything again, except your marks"), "{}", said.err);
    // Nothing of it can be read, and there is no login.
    assert_eq!(stocked.run("shows").code, Some(3));
}

#[test]
fn d5_a_search_reports_a_damaged_index() {
    let stocked = Stocked::new();
    assert!(!stocked.run("search night").err.contains("Incomplete"));
    let db = rusqlite::Connection::open(stocked.library()).expect("it opens");
    db.execute_batch("DELETE FROM all_words_data; DELETE FROM title_words_idx").expect("it is written");
    drop(db);
    let said = stocked.run("search night");
    assert_eq!(said.code, Some(0), "{said:?}");
    assert!(said.err.contains("the search index is damaged; run `spotpods-tui sync`"), "{}", said.err);
}

#[test]
fn a_newer_library_is_read_with_a_notice() {
    let stocked = Stocked::new();
    let db = rusqlite::Connection::open(stocked.library()).expect("it opens");
    db.pragma_update(None, "user_version", 99).expect("it is written");
    drop(db);
    let said = stocked.run("shows --json");
    assert_eq!(said.code, Some(0), "{said:?}");
    assert_eq!(serde_json::from_str::<Vec<Value>>(&said.out).expect("JSON").len(), 3);
    assert!(said.err.contains("A newer version of this program wrote the library"), "{}", said.err);
}

#[test]
fn a_library_that_may_not_be_written_is_read() {
    let stocked = Stocked::new();
    // All but the folder of the login, whose mode is tightened.
    fs::set_permissions(stocked.library(), fs::Permissions::from_mode(0o400)).expect("it can be set");
    let said = stocked.run("episodes --json");
    assert_eq!(said.code, Some(0), "{said:?}");
    assert_eq!(serde_json::from_str::<Vec<Value>>(&said.out).expect("JSON").len(), 7);
}

#[test]
fn a_malformed_login_does_not_keep_lists_from_being_read() {
    let stocked = Stocked::empty();
    stocked.fill("me", shows());
    fs::create_dir_all(stocked.data().join("../config")).expect("a folder");
    fs::write(stocked.data().join("../config/config.toml"), "client_id = \"nonsense\"\n").expect("it can be written");
    fs::write(stocked.data().join("credentials.json"), "{").expect("it can be written");
    let said = stocked.run("episodes");
    assert_eq!((said.code, said.out.lines().count()), (Some(0), 7), "{said:?}");
    assert!(said.out.contains(NEWS) || said.out.contains("Night Trains"));
}
