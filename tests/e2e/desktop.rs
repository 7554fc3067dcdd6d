//! Media keys of a desktop: the program on a session bus of its own, driven with `playerctl`.

use std::{
    io::{BufRead as _, BufReader, Lines},
    process::{Child, ChildStdout, Command, Stdio},
};

use crate::{
    playing::{commands, plays},
    profile::Profile,
    skip::skip,
};

/// A session bus that ends with the test.
struct Bus {
    daemon: Child,
    address: String,
}

impl Bus {
    /// `None` if a program is missing; that is reported as a skip.
    fn start(test: &str, profile: &Profile) -> Option<Self> {
        let socket = format!("unix:path={}", profile.folder.path().join("bus").display());
        let mut command = Command::new("dbus-daemon");
        command.args(["--session", "--nofork", "--print-address", "--address", &socket]).stdout(Stdio::piped());
        let mut daemon = match command.spawn() {
            Ok(daemon) => daemon,
            Err(error) => {
                skip(test, &format!("dbus-daemon: {error}"));
                return None;
            }
        };
        let mut lines = BufReader::new(daemon.stdout.take().expect("piped")).lines();
        let address = lines.next().expect("it starts").expect("a line");
        let bus = Self { daemon, address };
        match bus.playerctl(&["--version"]).status() {
            Ok(_) => Some(bus),
            Err(error) => {
                skip(test, &format!("playerctl: {error}"));
                None
            }
        }
    }

    fn playerctl(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new("playerctl");
        command.env("DBUS_SESSION_BUS_ADDRESS", &self.address).stdout(Stdio::piped()).stderr(Stdio::null());
        command.args(["--player", "spotpods_tui"]).args(arguments);
        command
    }

    /// What it prints.
    fn says(&self, arguments: &[&str]) -> String {
        let output = self.playerctl(arguments).output().expect("it runs");
        assert!(output.status.success(), "{arguments:?}: {output:?}");
        String::from_utf8_lossy(&output.stdout).trim().to_owned()
    }
}

impl Drop for Bus {
    fn drop(&mut self) {
        let _ = self.daemon.kill();
        let _ = self.daemon.wait();
    }
}

/// What the desktop shows, as it changes.
struct Widget(Child, Lines<BufReader<ChildStdout>>);

impl Widget {
    fn on(bus: &Bus) -> Self {
        let format = "{{status}} {{title}} of {{album}}";
        let mut child = bus.playerctl(&["--follow", "metadata", "--format", format]).spawn().expect("it starts");
        let lines = BufReader::new(child.stdout.take().expect("piped")).lines();
        Self(child, lines)
    }

    /// Waits until it shows something.
    fn shows(&mut self, start: &str) -> String {
        let mut lines = self.1.by_ref().map(|line| line.expect("text"));
        lines.find(|line| line.starts_with(start)).expect("the bus lives")
    }
}

impl Drop for Widget {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn k10_media_keys_of_the_desktop_do_what_keys_do() {
    let profile = Profile::synchronised();
    let Some(bus) = Bus::start("k10 media keys", &profile) else { return };
    let mut widget = Widget::on(&bus);
    let mut terminal = profile.screen().with("DBUS_SESSION_BUS_ADDRESS", bus.address.as_str()).start();
    terminal.lists_shows(6);
    terminal.types("\r");
    terminal.shows("newest");
    terminal.types("p");
    terminal.shows("Devices");
    terminal.types("\r");
    plays(&terminal, &["▶", "desk"]);
    let shown = widget.shows("Playing");
    assert!(shown.ends_with(" of The Gull Street Morning Brief"), "{shown}");
    let done = |command: &str| {
        profile.until(command, |demo| {
            commands(demo).iter().any(|(sent, status)| sent.starts_with(command) && *status == 204)
        });
    };

    bus.says(&["position", "300"]);
    done("PUT /seek?position_ms=300000");
    plays(&terminal, &["▶", "5:0"]);
    let position: f64 = bus.says(&["position"]).parse().expect("seconds");
    assert!((300.0..330.0).contains(&position), "{position}");
    bus.says(&["volume", "0.4"]);
    done("PUT /volume?volume_percent=40");
    bus.says(&["pause"]);
    done("PUT /pause");
    widget.shows("Paused");
    plays(&terminal, &["‖"]);
    bus.says(&["play-pause"]);
    widget.shows("Playing");
    let url = bus.says(&["metadata", "xesam:url"]);
    assert!(url.starts_with("https://open.spotify.com/episode/"), "{url}");

    let refused = bus.playerctl(&["open", "https://example.org/episode/4rOoJ6Egrf8K2IrywzwOMk"]).status();
    assert!(!refused.expect("it runs").success(), "no page of another site is opened");
    terminal.types("2");
    terminal.shows("▎2 New");
    bus.says(&["open", &url]);
    terminal.shows("▎1 Shows");
    terminal.types("q");
    assert!(terminal.ends().success());
    assert!(!bus.playerctl(&["status"]).status().expect("it runs").success(), "it is gone with the program");
}
