//! The login in a real keyring: GNOME's, on a bus of its own (security K9).

mod desktop;

use std::{fs, process::Stdio};

use rustix::{fs::inotify::WatchFlags, process::Signal};
use serde_json::{Value, json};
use spotpods_tui::demo::Listener;

use crate::{changes::Changes, profile::Said};
use desktop::Desktop;

/// The field of `auth status --json`.
fn store(desktop: &Desktop) -> Value {
    desktop.run("auth status --json").object()["store"].clone()
}

fn synchronises(desktop: &Desktop) {
    let said = desktop.run("sync --json");
    assert_eq!((said.code, &said.object()["end"]), (Some(0), &json!("complete")), "{said:?}");
}

/// Uses up the access token, and with it the refresh token, which is replaced.
fn refreshes(desktop: &Desktop) {
    desktop.profile.demo.live().world.expire_access_tokens();
    synchronises(desktop);
}

#[test]
fn k9_d9_tokens_are_in_the_keyring_status_tells_so_and_a_logout_removes_them() {
    let Some(desktop) = Desktop::start("k9 keyring") else { return };
    assert_eq!(desktop.items(), 0);
    let said = desktop.logs_in("");
    assert!(!said.err.contains("stored in a file"), "{said:?}");
    assert_eq!((desktop.items(), store(&desktop), desktop.file_has_tokens()), (1, json!("keyring"), false));
    let status = desktop.run("auth status");
    assert!(status.out.contains("Stored in    the keyring"), "{status:?}");
    for _ in 0..3 {
        refreshes(&desktop);
        assert_eq!((desktop.items(), desktop.file_has_tokens()), (1, false));
    }

    // A profile has an item of its own; a folder that is named has none.
    desktop.profile.demo.live().world.browse_as(Listener::Second);
    desktop.logs_in("--profile second");
    assert_eq!(desktop.items(), 2);
    let folder = Said::of(desktop.on_bus(&mut desktop.profile.command("sync --json")));
    assert_eq!((folder.code, desktop.items()), (Some(0), 2), "{folder:?}");
    let account = |line: &str| desktop.run(line).object()["account_id"].clone();
    assert_ne!(account("auth status --json"), account("auth status --json --profile second"));

    let said = desktop.run("auth logout --keep-library");
    assert_eq!((said.code, desktop.items()), (Some(0), 1), "{said:?}");
    assert!(said.out.contains("the copy in the keyring"), "{said:?}");
    assert_eq!(desktop.login_files(), ["credentials.lock"]);
    assert_eq!(desktop.run("auth status --json").code, Some(3));
    assert_eq!(desktop.run("sync --profile second").code, Some(0));
}

#[test]
fn k9_d8_without_a_keyring_that_is_open_the_file_is_used_which_is_said_and_remembered() {
    let Some(desktop) = Desktop::start("k9 fallback") else { return };
    desktop.locks();
    let prompts = desktop.prompts();
    let said = desktop.logs_in("");
    assert!(said.err.contains("stored in a file that only you can read, because the keyring is locked"), "{said:?}");
    assert_eq!((store(&desktop), desktop.file_has_tokens()), (json!("file"), true));
    assert_eq!(desktop.login_files(), ["credentials.json", "credentials.lock"]);
    let calls = desktop.calls();
    refreshes(&desktop);
    desktop.restarts();
    refreshes(&desktop);
    assert_eq!((calls.count(), prompts.count(), desktop.items()), (0, 0, 0), "nothing is asked in vain");

    // Where the keyring is wanted and nothing else, no file is written.
    desktop.locks();
    desktop.run("auth logout --keep-library");
    desktop.configures("keyring");
    let said = desktop.log_in("");
    assert_eq!((said.code, desktop.login_files()), (Some(1), vec!["credentials.lock".to_owned()]), "{said:?}");
    assert!(said.err.contains("The keyring is locked") && said.err.contains("login.store"), "{said:?}");
}

#[test]
fn k9_a_login_moves_both_ways_and_of_two_copies_the_newer_is_kept() {
    let Some(desktop) = Desktop::start("k9 moves") else { return };
    desktop.logs_in("");
    desktop.configures("file");
    synchronises(&desktop);
    assert_eq!((desktop.items(), desktop.file_has_tokens(), store(&desktop)), (0, true, json!("file")));
    assert_eq!(desktop.login_files(), ["credentials.json", "credentials.lock"]);
    let older = fs::read(desktop.data().join("credentials.json")).expect("a login");

    desktop.configures("keyring");
    refreshes(&desktop);
    assert_eq!((desktop.items(), desktop.file_has_tokens(), store(&desktop)), (1, false, json!("keyring")));
    // As if the file had not been replaced: its refresh token is used up, so only the other copy is a login.
    fs::write(desktop.data().join("credentials.json"), &older).expect("written");
    refreshes(&desktop);
    assert_eq!((desktop.items(), desktop.file_has_tokens()), (1, false));
    fs::write(desktop.data().join("credentials.json"), &older).expect("written");
    desktop.configures("file");
    refreshes(&desktop);
    assert_eq!((desktop.items(), desktop.file_has_tokens()), (0, true));

    // The file is the newer one where the keyring was away at a login.
    desktop.configures("auto");
    desktop.logs_in("");
    assert_eq!((desktop.items(), desktop.file_has_tokens()), (1, false));
    let said = desktop.profile.log_in_by(desktop.profile.at_home("auth login --no-browser"));
    assert!(said.err.contains("no keyring runs in this session"), "{said:?}");
    assert_eq!((desktop.items(), desktop.file_has_tokens()), (1, true), "it could not be removed");
    refreshes(&desktop);
    assert_eq!((desktop.items(), desktop.file_has_tokens()), (0, true));
}

#[test]
fn k9_e4_a_kill_during_a_move_or_refresh_keeps_the_login_and_the_next_start_leaves_one_copy() {
    let Some(desktop) = Desktop::start("k9 kills") else { return };
    desktop.logs_in("");
    synchronises(&desktop);
    let moments = [
        ("file", "keyring", "keyring.id", WatchFlags::MOVED_TO),
        ("file", "keyring", "credentials.json", WatchFlags::CREATE),
        ("file", "keyring", "credentials.json", WatchFlags::MOVED_TO),
        ("keyring", "file", "credentials.json", WatchFlags::CREATE),
        ("keyring", "file", "credentials.json", WatchFlags::MOVED_TO),
        ("keyring", "file", "keyring.id", WatchFlags::DELETE),
        // A refresh: the item has the new token, the file is from before.
        ("keyring", "keyring", "credentials.json", WatchFlags::CREATE),
    ];
    for (from, to, file, kind) in moments.into_iter().cycle().take(2 * moments.len()) {
        desktop.configures(from);
        refreshes(&desktop);
        desktop.configures(to);
        if from == to {
            desktop.profile.demo.live().world.expire_access_tokens();
        }
        let changes = Changes::of(&desktop.data(), kind);
        let mut terminal = desktop.screen().start();
        terminal.lists_shows(6);
        terminal.types("R");
        assert_ne!(changes.wait(file, 1, &terminal), 0, "it ended by itself");
        terminal.signal(Signal::KILL);
        terminal.ends();
        refreshes(&desktop);
        let in_keyring = to == "keyring";
        let left = (desktop.items(), desktop.file_has_tokens());
        assert_eq!(left, (usize::from(in_keyring), !in_keyring), "{from} to {to}, {file}, {kind:?}");
    }
}

#[test]
fn k9_a_locked_keyring_is_asked_about_once_and_used_again_once_it_is_open() {
    let Some(desktop) = Desktop::start("k9 locked") else { return };
    desktop.logs_in("");
    synchronises(&desktop);
    desktop.locks();
    let prompts = desktop.prompts();
    let said = desktop.run("sync");
    assert_eq!((said.code, prompts.count()), (Some(1), 0), "no person is there: {said:?}");
    assert!(said.err.contains("The keyring is locked"), "{said:?}");

    let prompts = desktop.prompts();
    let mut terminal = desktop.screen().start();
    terminal.lists_shows(6);
    terminal.types("R");
    terminal.shows("The keyring is locked");
    desktop.vanishes();
    terminal.types("R");
    terminal.shows("No keyring runs in this session");
    desktop.restarts();
    desktop.locks();
    terminal.types("R");
    terminal.shows("The keyring is locked");
    assert_eq!(desktop.run("auth status --json").object()["logged_in"], true);
    desktop.restarts();
    let before = desktop.profile.demo.live().world.log.total();
    terminal.types("R");
    desktop.profile.until("it synchronises", |demo| demo.live().world.log.total() > before);
    terminal.types("q");
    assert!(terminal.ends().success());
    assert_eq!(prompts.count(), 1, "a person is asked once");
}

#[test]
fn k9_a_keyring_that_hangs_or_is_gone_holds_up_neither_the_screen_nor_the_login() {
    let Some(desktop) = Desktop::start("k9 hangs") else { return };
    desktop.logs_in("");
    synchronises(&desktop);
    desktop.signals(Signal::STOP);
    let mut terminal = desktop.screen().start();
    terminal.lists_shows(6);
    terminal.types("R");
    terminal.shows("The keyring did not answer within 3 seconds");
    desktop.signals(Signal::CONT);
    let before = desktop.profile.demo.live().world.log.total();
    terminal.types("R");
    desktop.profile.until("it synchronises", |demo| demo.live().world.log.total() > before);

    terminal.types("q");
    assert!(terminal.ends().success());

    desktop.vanishes();
    let said = desktop.run("sync");
    assert!(said.code == Some(1) && said.err.contains("No keyring runs in this session"), "{said:?}");
    let said = desktop.run("auth logout --keep-library");
    assert!(said.code == Some(1) && said.err.contains("a copy of the login is left in the keyring"), "{said:?}");
    assert_eq!(desktop.run("auth status").code, Some(3));
    desktop.restarts();
    assert_eq!(desktop.items(), 1);
    assert_eq!(desktop.run("auth logout --keep-library").code, Some(0));
    assert_eq!(desktop.items(), 0);
}

#[test]
fn k9_e2_e3_processes_that_share_a_keyring_make_one_request_for_each_expiry() {
    let Some(desktop) = Desktop::start("k9 processes") else { return };
    desktop.logs_in("");
    let demo = &desktop.profile.demo;
    let posts = || demo.requests().iter().filter(|request| request.path() == "/api/token").count();
    let before = posts();
    for expiry in 1..=4 {
        demo.live().world.expire_access_tokens();
        let start = |_| {
            let mut command = desktop.profile.at_home("devices --json");
            desktop.on_bus(&mut command).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it starts")
        };
        let processes: Vec<_> = (0..6).map(start).collect();
        for process in processes {
            let said = Said::from(process.wait_with_output().expect("it ends"));
            assert_eq!(said.code, Some(0), "expiry {expiry}: {said:?}");
        }
        assert_eq!((posts() - before, desktop.items(), desktop.file_has_tokens()), (expiry, 1, false));
    }
}
