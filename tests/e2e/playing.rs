//! Playing on the devices of the service, as a person does it.

use std::time::Duration;

use spotpods_tui::demo::DemoServer;

use crate::{profile::Profile, terminal::Terminal};

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
    profile.demo.advance(Duration::from_mins(1));
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
