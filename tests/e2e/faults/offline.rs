//! The first screen when Spotify cannot be reached (security I6).

use rustix::{fs::inotify::WatchFlags, termios::LocalModes};

use super::unshared::{is_offline_allowed, offline};
use crate::{changes::Changes, profile::Profile, terminal::Terminal};

/// The show that the demo's listener followed last.
const SHOW: &str = "The Gull Street Morning Brief";

fn shows_the_library(terminal: &mut Terminal, said: &str) {
    terminal.lists_shows(6);
    terminal.shows(SHOW);
    terminal.shows(said);
    terminal.types("q");
    assert!(terminal.ends().success());
}

#[test]
fn i6_offline_the_library_is_shown_and_the_status_line_says_so() {
    let profile = Profile::synchronised();
    profile.ages();
    if is_offline_allowed("i6 offline") {
        shows_the_library(&mut profile.screen_through(&offline()).start(), "Offline: showing what is on disk");
    }
    let left = profile.without_service();
    shows_the_library(&mut left.screen().start(), "Offline: showing what is on disk");
}

#[test]
fn i6_logged_out_the_library_is_shown_and_nothing_is_requested() {
    let profile = Profile::synchronised();
    assert_eq!(profile.run("auth logout --keep-library").code, Some(0));
    profile.ages();
    let seen = profile.demo.live().world.log.total();
    shows_the_library(&mut profile.screen().start(), "Not logged in: L logs in");
    assert_eq!(profile.demo.live().world.log.total(), seen);
}

#[test]
fn i6_with_a_login_that_spotify_ended_the_library_is_shown() {
    let profile = Profile::synchronised();
    profile.ages();
    profile.demo.live().world.revoke_logins();
    shows_the_library(&mut profile.screen().start(), "Your login ended: L logs in again");
}

#[test]
fn i6_rate_limited_the_library_is_shown_with_the_time_and_nothing_is_requested() {
    let profile = Profile::synchronised();
    profile.demo.script("GET /v1/me/shows: 429 retry-after=18000 reason=QUOTA_EXCEEDED").expect("reads");
    let said = profile.run("sync");
    assert_eq!(said.code, Some(4), "{said:?}");
    profile.ages();
    let seen = profile.demo.live().world.log.total();
    shows_the_library(&mut profile.screen().start(), "blocked until ");
    assert_eq!(profile.demo.live().world.log.total(), seen);
}

#[test]
fn i6_nothing_is_requested_before_the_first_frame_is_on_the_terminal() {
    let profile = Profile::synchronised();
    profile.ages();
    let seen = profile.demo.live().world.log.total();
    let opened = Changes::of(&profile.data(), WatchFlags::OPEN);
    let terminal = profile.screen().start_held();
    assert_ne!(opened.wait("library.db", 1, &terminal), 0);
    // Another process, started later on a free terminal, has made a request to its own service by now.
    let other = Profile::synchronised();
    other.ages();
    let asked = other.demo.live().world.log.total();
    let _free = other.screen().start();
    other.requested(asked + 1);
    assert_eq!(profile.demo.live().world.log.total(), seen, "asked before anything was shown");
    assert!(!terminal.lines().local_modes.contains(LocalModes::ICANON), "it has the terminal");
    assert_eq!(terminal.written(), 0);
    terminal.goes_on();
    terminal.shows(SHOW);
    profile.requested(seen + 1);
}
