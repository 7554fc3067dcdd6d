use pretty_assertions::assert_eq;
use rustix::process::{Pid, Signal, kill_process};
use serde_json::{Value, json};
use spotpods_tui::demo::{Change, DemoOptions};

use super::{Home, Said, small};

/// The library as `doctor` reports it, without its size: merging the search index may change that at any time.
fn held(home: &Home) -> Value {
    let mut report = home.run("doctor --json").object();
    let library = report["library"].as_object_mut().expect("an object");
    library.retain(|name, _| !name.contains("bytes"));
    report["library"].clone()
}

fn change(home: &Home, change: Value) {
    let change: Change = serde_json::from_value(change).expect("a change");
    home.demo.change(&change).expect("it happens");
}

#[test]
fn the_first_one_fetches_everything_and_the_next_one_asks_once() {
    let home = Home::logged_in(small());
    let said = home.run("sync --json");
    assert_eq!(said.code, Some(0), "{said:?}");
    let first = said.object();
    for (name, value) in [
        ("end", json!("complete")),
        ("shows", json!(4)),
        ("new_shows", json!(4)),
        ("new_episodes", json!(0)),
        ("removed", json!(0)),
        ("remaining_back_catalogue", json!(0)),
        ("error", Value::Null),
    ] {
        assert_eq!(first[name], value, "{name} in {first}");
    }
    assert_eq!(held(&home)["episodes"], first["stored_episodes"]);
    let report = home.run("doctor --json").object();
    let asked = report["quota"]["background"].as_u64().expect("a number")
        + report["quota"]["person"].as_u64().expect("a number");
    assert!(asked >= first["requests"].as_u64().expect("a number"), "{report}");

    let before = home.demo.requests().len();
    let again = home.run("sync --json").object();
    assert_eq!((&again["requests"], &again["end"]), (&json!(1), &json!("complete")));
    assert_eq!(home.demo.requests().len() - before, 1);
}

#[test]
fn new_and_removed_episodes_are_counted() {
    let home = Home::logged_in(small());
    assert_eq!(home.run("sync").code, Some(0));
    change(&home, json!({ "gain": { "show": 0, "episodes": 3 } }));
    let came = home.run("sync --json").object();
    assert_eq!((&came["new_episodes"], &came["removed"], &came["requests"]), (&json!(3), &json!(0), &json!(2)));
    change(&home, json!({ "lose": { "show": 0, "episodes": 2 } }));
    let gone = home.run("sync --json").object();
    assert_eq!((&gone["new_episodes"], &gone["removed"]), (&json!(0), &json!(2)), "{gone}");
}

#[test]
fn f10_people_read_plain_lines() {
    let home = Home::logged_in(small());
    let said = home.run("sync");
    assert_eq!(said.code, Some(0), "{said:?}");
    assert!(said.out.starts_with("Shows         4 (4 new, 0 gone)\n"), "{said:?}");
    assert!(said.err.starts_with("Shows: "), "{said:?}");
    assert!(!format!("{}{}", said.out, said.err).contains(['\u{1b}', '\r']), "{said:?}");
}

#[test]
fn without_a_login_the_code_is_3() {
    let home = Home::small();
    let said = home.run("sync --json");
    assert_eq!((said.code, &said.object()["end"]), (Some(3), &json!("failed")));
    assert!(said.err.contains("spotpods-tui auth login"), "{said:?}");

    let home = Home::logged_in(small());
    assert_eq!(home.run("sync").code, Some(0));
    let before = held(&home);
    home.demo.live().world.revoke_logins();
    let said = home.run("sync");
    assert_eq!(said.code, Some(3), "{said:?}");
    assert!(said.err.contains("Spotify has ended this login"), "{said:?}");
    assert_eq!(home.run("sync").code, Some(3), "and so it stays");
    assert_eq!(held(&home), before);
}

#[test]
fn i3_a_rate_limit_of_hours_ends_sync_with_4_and_the_next_one_requests_nothing() {
    let home = Home::logged_in(small());
    home.demo.script("GET /v1/me/shows: 429 retry-after=18000").expect("reads");
    let said = home.run("sync --json");
    let object = said.object();
    assert_eq!((said.code, &object["end"]), (Some(4), &json!("blocked")), "{said:?}");
    let until: jiff::Timestamp = object["blocked_until"].as_str().expect("a time").parse().expect("a time");
    let before = home.demo.requests().len();
    let said = home.run("sync --json");
    assert_eq!((said.code, &said.object()["requests"]), (Some(4), &json!(0)), "{said:?}");
    assert_eq!(home.demo.requests().len(), before);
    let told = home.run("doctor --json").object()["quota"]["blocked_until"].as_str().expect("a time").to_owned();
    let told: jiff::Timestamp = told.parse().expect("a time");
    assert!(told.duration_since(until).abs() < jiff::SignedDuration::from_secs(60));
}

#[test]
fn a_service_that_cannot_be_reached_is_4_and_changes_nothing() {
    let home = Home::logged_in(small());
    assert_eq!(home.run("sync").code, Some(0));
    let before = held(&home);
    let mut command = home.command("sync --json");
    // Port 1 of this computer is closed.
    let said = Said::from(command.env("SPOTPODS_API_URL", "http://127.0.0.1:1/v1").output().expect("it starts"));
    assert_eq!((said.code, &said.object()["end"]), (Some(4), &json!("failed")), "{said:?}");
    assert_eq!(held(&home), before);
}

#[test]
fn a_used_up_budget_is_noted_and_exits_with_0() {
    let home = Home::logged_in(DemoOptions { shows: 3, episodes: 200, quirks: false, ..DemoOptions::default() });
    home.config("[sync]\ndaily_budget = 0\n");
    let said = home.run("sync --json");
    let object = said.object();
    assert_eq!((said.code, &object["end"]), (Some(0), &json!("budget")), "{said:?}");
    assert!(said.err.contains("daily budget used up"), "{said:?}");
    assert!(object["remaining_back_catalogue"].as_u64().is_some_and(|left| left > 0), "{object}");
    assert!(object["stored_episodes"].as_u64().is_some_and(|stored| stored > 0), "the newest are there: {object}");

    home.config("[sync]\ndaily_budget = \"unlimited\"\n");
    let object = home.run("sync --json").object();
    assert_eq!((&object["end"], &object["remaining_back_catalogue"]), (&json!("complete"), &json!(0)));
}

#[test]
fn a_signal_stops_sync_in_order_and_the_next_one_resumes() {
    let options = DemoOptions { shows: 12, episodes: 60, quirks: false, ..DemoOptions::default() };
    for (signal, code) in [(Signal::INT, 130), (Signal::TERM, 143)] {
        let home = Home::logged_in(options.clone());
        // Four pages come; the next four, all that are in flight at once, do not.
        home.demo.script("GET /v1/shows/*/episodes: ok x4; hang x4").expect("reads");
        let child = home.spawn("sync --json");
        home.waits_until(|demo| {
            demo.requests().iter().filter(|request| request.path().ends_with("/episodes")).count() >= 8
        });
        kill_process(Pid::from_child(&child), signal).expect("it runs");
        let said = Said::from(child.wait_with_output().expect("it ends"));
        assert_eq!((said.code, &said.object()["end"]), (Some(code), &json!("stopped")), "{said:?}");
        let stored = held(&home);
        assert_eq!((&stored["sound"], &stored["episodes"]), (&json!(true), &said.object()["stored_episodes"]));
        let rest = home.run("sync --json").object();
        assert_eq!((&rest["end"], &rest["shows"]), (&json!("complete"), &json!(12)));
    }
}

#[cfg(not(feature = "notifications"))]
#[test]
fn a_build_without_notifications_says_so_and_synchronises() {
    let home = Home::logged_in(small());
    let said = home.run("sync --notify");
    assert!(said.code == Some(0) && said.err.contains("This build has no notifications"), "{said:?}");
}

#[cfg(feature = "notifications")]
#[test]
fn a_desktop_without_notifications_is_noted_and_exits_with_0() {
    let home = Home::logged_in(small());
    assert_eq!(home.run("sync").code, Some(0));
    change(&home, json!({ "gain": { "show": 1, "episodes": 1 } }));
    let mut command = home.command("sync --notify");
    let nowhere = format!("unix:path={}", home.folder.path().join("nowhere").display());
    let said = Said::from(command.env("DBUS_SESSION_BUS_ADDRESS", nowhere).output().expect("it starts"));
    assert_eq!(said.code, Some(0), "{said:?}");
    assert!(said.out.contains("New episodes  1\n"), "{said:?}");
    assert!(said.err.contains("No notification shown"), "{said:?}");
}

#[test]
fn e2_h4_six_at_once_with_an_expired_token_make_one_refresh_and_all_end_with_0() {
    for rotate_refresh_tokens in [false, true] {
        let home = Home::logged_in(DemoOptions { rotate_refresh_tokens, ..small() });
        let before = home.requests("/api/token").len();
        home.demo.live().world.expire_access_tokens();
        // Every full pass asks Spotify; the others have nothing to do after the first one.
        let lines = ["sync --json", "sync --full --json"];
        let children: Vec<_> = lines.into_iter().cycle().take(6).map(|line| home.spawn(line)).collect();
        let mut passes = 0;
        for child in children {
            let said = Said::from(child.wait_with_output().expect("it ends"));
            let object = said.object();
            assert_eq!((said.code, &object["end"]), (Some(0), &json!("complete")), "{said:?}");
            passes += usize::from(object["by_another"] == json!(false));
        }
        assert!(passes >= 3, "{passes} passes");
        assert_eq!(home.requests("/api/token").len() - before, 1, "rotating: {rotate_refresh_tokens}");
        assert_eq!(home.run("auth status").code, Some(0));
    }
}

#[test]
fn d5_a_damaged_search_index_is_rebuilt() {
    let home = Home::logged_in(small());
    assert_eq!(home.run("sync").code, Some(0));
    let db = rusqlite::Connection::open(home.data("library.db")).expect("it opens");
    db.execute_batch("DELETE FROM all_words_data; DELETE FROM title_words_idx").expect("it is written");
    drop(db);
    let said = home.run("sync");
    assert!(said.code == Some(0) && said.err.contains("Rebuilding the damaged search index"), "{said:?}");
    let said = home.run("sync");
    assert!(said.code == Some(0) && !said.err.contains("index"), "{said:?}");
}
