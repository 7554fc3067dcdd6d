//! Several accounts: the switcher on the screen, and two profiles at once.

use std::fs;

use spotpods_tui::demo::{Change, Listener};

use crate::profile::{Profile, Said};

/// The first show of the demo, as far as a narrow column shows it.
const FIRST_SHOW: &str = "The Gull Street Morning";

#[test]
fn a_person_makes_a_profile_logs_in_there_and_comes_back_in_the_same_terminal() {
    let profile = Profile::logged_in();
    assert_eq!(profile.run("sync").code, Some(0));
    profile.demo.live().world.browse_as(Listener::Second);
    let mut terminal = profile.screen().start();
    terminal.shows(FIRST_SHOW);
    terminal.types("LG\r");
    terminal.shows("New profile...");
    terminal.types("G\r");
    terminal.shows("Name of the new profile");
    terminal.types("second\r");
    terminal.shows("This is the profile second; L lists the others.");
    terminal.types("L");
    terminal.shows("second   not logged in");
    terminal.types("k\r");
    // From disk, with the login and the library of the first.
    terminal.shows(FIRST_SHOW);
    terminal.quits();
    let data = profile.data().join("profiles/second");
    assert!(!data.join("credentials.json").exists());
}

#[test]
fn a_profile_that_is_left_ends_its_synchronisation_its_workers_and_its_library() {
    let profile = Profile::synchronised();
    fs::create_dir_all(profile.data().join("profiles/second")).expect("a folder");
    for show in 1..6 {
        profile.demo.change(&Change::Gain { show: show.into(), episodes: 3 }).expect("it happens");
    }
    // The synchronisation does not end by itself: its four requests hang.
    profile.demo.script("GET /v1/shows/*/episodes: hang x4").expect("reads");
    let seen = profile.demo.live().world.log.total();
    let mut terminal = profile.screen().start();
    terminal.lists_shows(6);
    terminal.types("R");
    profile.requested(seen + 5);
    let pid = terminal.pid().as_raw_nonzero();
    let of_process = |folder: &str| {
        let entries = fs::read_dir(format!("/proc/{pid}/{folder}")).expect("it runs");
        entries.map(|entry| entry.expect("an entry").path()).collect::<Vec<_>>()
    };
    let files = || of_process("fd").iter().filter_map(|link| fs::read_link(link).ok()).collect::<Vec<_>>();
    let workers = || {
        let names = of_process("task").into_iter().filter_map(|task| fs::read_to_string(task.join("comm")).ok());
        names.filter(|name| ["library", "read lists", "search"].contains(&name.trim())).count()
    };
    let is_ours = |file: &std::path::PathBuf| file.starts_with(profile.data()) && !file.ends_with("profiles/second");
    assert!(files().iter().any(is_ours) && workers() > 0, "{:?}", files());
    terminal.types("LG\r");
    terminal.shows("New profile...");
    terminal.types("gj\r");
    terminal.shows("This is the profile second");
    // It waits for a synchronisation that runs, and reads what that one did not.
    let said = profile.run("sync --json");
    assert_eq!((said.code, &said.object()["new_episodes"]), (Some(0), &15.into()), "{said:?}");
    assert_eq!((workers(), files().into_iter().find(is_ours)), (0, None));
    // And comes back.
    terminal.types("L");
    terminal.shows("second   not logged in");
    terminal.types("k\r");
    terminal.lists_shows(6);
    terminal.quits();
}

#[test]
fn two_profiles_run_at_once_each_with_a_login_and_a_library_of_its_own() {
    let profile = Profile::logged_in();
    assert_eq!(profile.run("sync").code, Some(0));
    profile.demo.live().world.browse_as(Listener::Second);
    let said = profile.log_in_as("auth login --no-browser --profile second");
    assert_eq!(said.code, Some(0), "{said:?}");
    assert_eq!(profile.run("sync --profile second").code, Some(0));
    let account = |said: Said| said.object()["account_id"].clone();
    let [first, second] = ["auth status --json", "auth status --json --profile second"].map(|line| profile.run(line));
    assert_eq!(second.object()["profile"], "second");
    assert_ne!(account(first), account(second));

    let played = |of: &str| {
        let said = profile.run(&format!("episodes --state played --limit 100000 --json{of}"));
        said.object().as_array().expect("a list").len()
    };
    let before = [played(""), played(" --profile second")];
    let mut one = profile.screen().start();
    let mut two = profile.screen_of("second").start();
    one.shows(FIRST_SHOW);
    two.shows("second");
    // A mark of the one is no mark of the other.
    one.opens_episodes();
    one.types("m");
    one.shows("Marked");
    two.types("L");
    two.shows("profile second");
    two.types("L");
    one.quits();
    two.quits();
    let after = [played(""), played(" --profile second")];
    assert_ne!(after[0], before[0]);
    assert_eq!(after[1], before[1]);

    // A logout of the one leaves the other.
    assert_eq!(profile.run("auth logout --profile second").code, Some(0));
    assert_eq!(profile.run("auth status --profile second").code, Some(3));
    assert_eq!(profile.run("auth status").code, Some(0));
}

#[test]
fn a_name_that_is_none_is_a_usage_error() {
    let profile = Profile::logged_in();
    for name in ["", "a/b", "..", "ä"] {
        let mut command = profile.command("auth status");
        let said = Said::of(command.arg("--profile").arg(name));
        assert_eq!(said.code, Some(2), "{said:?}");
        assert!(said.err.contains("1 to 32 characters"), "{said:?}");
    }
}

#[test]
fn i3_a_rate_limit_of_one_profile_holds_for_the_other_and_requests_count_together() {
    let profile = Profile::logged_in();
    assert_eq!(profile.log_in_as("auth login --no-browser --profile second").code, Some(0));
    assert_eq!(profile.run("sync").code, Some(0));
    let quota = |line: &str| profile.run(line).object()["quota"].clone();
    let (one, two) = (quota("doctor --json"), quota("doctor --json --profile second"));
    assert_eq!(one, two, "they are counted together");
    assert!(one["background"].as_u64().is_some_and(|count| count > 0), "{one}");

    profile.demo.script("GET /v1/me/shows: 429 retry-after=3600").expect("reads");
    assert_eq!(profile.run("sync --full").code, Some(4));
    let asked = profile.demo.live().world.log.total();
    let said = profile.run("sync --profile second");
    assert_eq!(said.code, Some(4), "{said:?}");
    assert_eq!(profile.demo.live().world.log.total(), asked, "nothing is asked before the deadline");
    assert!(quota("doctor --json --profile second")["blocked_until"].is_string());
}
