//! Playing on the devices of the service, as a person does it.

use std::{fs, os::unix::fs::PermissionsExt as _, path::PathBuf, time::Duration};

use rustix::{
    io::Errno,
    process::{Pid, test_kill_process},
};
use spotpods_tui::demo::{
    Change, DemoServer,
    change::{DeviceChange, Plays},
};

use crate::{
    profile::{Profile, fifo},
    terminal::Terminal,
};

/// The commands to the player that came, with their query and the status of the answer.
pub(crate) fn commands(demo: &DemoServer) -> Vec<(String, u16)> {
    let requests = demo.requests();
    let commands = requests.iter().filter(|one| one.method != "GET" && one.path().starts_with("/v1/me/player"));
    commands
        .map(|one| (format!("{} {}", one.method, one.target.trim_start_matches("/v1/me/player")), one.status))
        .collect()
}

/// Waits until the line of the player has these texts.
pub(crate) fn plays(terminal: &Terminal, texts: &[&str]) {
    terminal.shows_when(&format!("the line of the player has {texts:?}"), |screen| {
        let (rows, columns) = screen.size();
        let line = screen.rows(0, columns.get()).nth(usize::from(rows.get()) - 2).unwrap_or_default();
        texts.iter().all(|text| line.contains(text))
    });
}

#[test]
fn an_episode_is_played_from_a_timestamp_moved_to_another_device_and_found_again_after_a_restart() {
    let profile = Profile::synchronised();
    let mut terminal = profile.screen().start();
    terminal.lists_shows(6);
    terminal.types("\r");
    terminal.shows("newest");
    terminal.types("\r");
    terminal.shows("https://open.spotify.com/episode/");
    // The second timestamp. No device is active, so the person is asked for one.
    terminal.types("tt\r");
    terminal.shows("Devices");
    terminal.types("\r");
    plays(&terminal, &["▶", "desk"]);
    profile.until("it was played", |demo| commands(demo).iter().any(|(_, status)| *status == 204));
    let played = commands(&profile.demo);
    assert!(played.iter().any(|(command, _)| command.starts_with("PUT /play?device_id=")), "{played:?}");

    // Forward, by half a minute.
    terminal.types(".");
    profile.until("the position was set", |demo| {
        commands(demo).iter().any(|(command, status)| command.starts_with("PUT /seek?position_ms=") && *status == 204)
    });
    // To the next device.
    terminal.types("d");
    terminal.shows("kitchen");
    terminal.types("j\r");
    plays(&terminal, &["▶", "kitchen"]);
    profile.until("it was transferred", |demo| commands(demo).contains(&("PUT ".into(), 204)));
    terminal.types("q");
    assert!(terminal.ends().success());

    // It plays on meanwhile, and is paused and resumed from the next start.
    profile.demo.live().advance(Duration::from_mins(1));
    let mut terminal = profile.screen().start();
    plays(&terminal, &["▶", "kitchen"]);
    for (symbol, command) in [("‖", "PUT /pause"), ("▶", "PUT /play")] {
        // Nothing is selected that could be played instead.
        terminal.types(" ");
        plays(&terminal, &[symbol]);
        profile.until(command, |demo| {
            commands(demo).iter().rev().take(1).any(|(last, status)| last.starts_with(command) && *status == 204)
        });
    }
    terminal.types("q");
    assert!(terminal.ends().success());
}

/// A Connect player for the `PATH`: it says on a pipe that it runs, and stays until it is ended.
fn player(profile: &Profile) -> (PathBuf, PathBuf) {
    let folder = profile.folder.path().join("players");
    let (script, pipe) = (folder.join("spotifyd"), folder.join("pipe"));
    fs::create_dir(&folder).expect("made");
    fifo(&pipe);
    let text = format!("#!/bin/sh\necho $$ > '{}'\nexec cat /dev/zero > /dev/null\n", pipe.display());
    fs::write(&script, text).expect("written");
    fs::set_permissions(&script, fs::Permissions::from_mode(0o700)).expect("is ours");
    (folder, pipe)
}

fn vanish(demo: &DemoServer, devices: &[&str]) {
    for device in devices {
        demo.change(&Change::Vanish { device: (*device).to_owned() }).expect("it is there");
    }
}

#[test]
fn without_a_device_a_player_is_started_here_plays_and_ends_with_the_program() {
    let profile = Profile::synchronised();
    vanish(&profile.demo, &["desk", "kitchen", "phone", "old radio"]);
    let (folder, pipe) = player(&profile);
    let path = format!("{}:{}", folder.display(), std::env::var("PATH").expect("a path"));
    let mut terminal = profile.screen().with("PATH", path).start();
    terminal.lists_shows(6);
    terminal.types("\r");
    terminal.shows("newest");
    terminal.types("p");
    terminal.shows("This computer");
    assert_eq!(commands(&profile.demo).iter().filter(|(_, status)| *status == 204).count(), 0);
    terminal.types("\r");
    let said = fs::read_to_string(pipe).expect("the player is started");
    let pid = said.trim().parse().ok().and_then(Pid::from_raw).expect("a process");
    let device = DeviceChange { name: "this room".into(), ..DeviceChange::default() };
    profile.demo.change(&Change::Device(device)).expect("it appears");
    plays(&terminal, &["▶", "this room"]);
    assert_eq!(test_kill_process(pid), Ok(()), "it runs");
    terminal.types("q");
    assert!(terminal.ends().success());
    assert_eq!(test_kill_process(pid), Err(Errno::SRCH), "it ended with the program");
}

#[test]
fn f1_the_name_of_a_device_reaches_the_terminal_as_text() {
    let profile = Profile::synchronised();
    let name = "\x1b]0;owned\x07\x1b[31mred\u{202e}\r\nline two";
    let device = DeviceChange { name: name.into(), active: Some(true), ..DeviceChange::default() };
    profile.demo.change(&Change::Device(device)).expect("it appears");
    profile.demo.change(&Change::Plays(Plays::Track)).expect("it plays");
    let mut terminal = profile.screen().start();
    terminal.lists_shows(6);
    plays(&terminal, &["▶", "red"]);
    terminal.types("d");
    terminal.shows("kitchen");
    let written = terminal.bytes(0);
    for hostile in ["\x1b]0;owned", "\x1b[31mred", "\u{202e}"] {
        let is_there = written.windows(hostile.len()).any(|window| window == hostile.as_bytes());
        assert!(!is_there, "{}", hostile.escape_debug());
    }
    terminal.types("q");
    assert!(terminal.ends().success());
}

#[test]
fn two_instances_follow_the_same_player() {
    let profile = Profile::synchronised();
    let mut first = profile.screen().start();
    first.lists_shows(6);
    first.types("\r");
    first.shows("newest");
    first.types("p");
    first.shows("Devices");
    first.types("\r");
    plays(&first, &["▶", "desk"]);
    profile.until("it plays", |demo| commands(demo).iter().any(|(_, status)| *status == 204));

    let mut second = profile.screen().start();
    plays(&second, &["▶", "desk"]);
    second.types(" ");
    plays(&second, &["‖", "desk"]);
    profile.until("it is paused", |demo| commands(demo).contains(&("PUT /pause".into(), 204)));
    // The first one learns of it at its next poll, at the latest when it is asked for what is so already.
    first.types(" ");
    plays(&first, &["‖", "desk"]);
    for terminal in [&mut first, &mut second] {
        terminal.types("q");
        assert!(terminal.ends().success());
    }
}

#[test]
fn without_premium_a_sentence_says_so_and_nothing_is_claimed() {
    let profile = Profile::synchronised();
    profile.demo.change(&Change::Premium(false)).expect("it is cancelled");
    let mut terminal = profile.screen().start();
    terminal.lists_shows(6);
    terminal.types("\r");
    terminal.shows("newest");
    terminal.types("p");
    terminal.shows("Premium");
    terminal.shows_when("no line of a player", |screen| !screen.contents().contains('▶'));
    terminal.types("q");
    assert!(terminal.ends().success());
}
