//! What the screen starts with where Spotify cannot be asked (security I6).

use std::time::{Duration, Instant};

use rustix::termios::LocalModes;

use super::unshared::{is_offline_allowed, offline};
use crate::{profile::Profile, terminal::Terminal};

/// The show that the demo's listener followed last.
const SHOW: &str = "The Gull Street Morning Brief";
/// How long requests are waited for that must not come.
const WHILE: Duration = Duration::from_millis(300);

fn shows_the_library(terminal: &mut Terminal, said: &str) {
    terminal.shows("Shows 6");
    terminal.shows(SHOW);
    terminal.shows(said);
    terminal.types("q");
    assert!(terminal.ends().1.success());
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
fn i6_logged_out_the_library_is_shown_and_nothing_is_asked() {
    let profile = Profile::synchronised();
    assert_eq!(profile.run("auth logout --keep-library").code, Some(0));
    profile.ages();
    let seen = profile.demo.requested();
    shows_the_library(&mut profile.screen().start(), "Not logged in: L logs in");
    assert_eq!(profile.demo.requested(), seen);
}

#[test]
fn i6_with_a_login_that_spotify_ended_the_library_is_shown() {
    let profile = Profile::synchronised();
    profile.ages();
    profile.demo.revoke_logins();
    shows_the_library(&mut profile.screen().start(), "Your login ended: L logs in again");
}

#[test]
fn i6_blocked_the_library_is_shown_with_the_time_and_nothing_is_asked() {
    let profile = Profile::synchronised();
    profile.demo.script("GET /v1/me/shows: 429 retry-after=18000 reason=QUOTA_EXCEEDED").expect("reads");
    let said = profile.run("sync");
    assert_eq!(said.code, Some(4), "{said:?}");
    profile.ages();
    let seen = profile.demo.requested();
    shows_the_library(&mut profile.screen().start(), "blocked until ");
    assert_eq!(profile.demo.requested(), seen);
}

#[test]
fn i6_nothing_is_asked_before_the_first_frame_is_on_the_terminal() {
    let profile = Profile::synchronised();
    profile.ages();
    let seen = profile.demo.requested();
    let terminal = profile.screen().start_held();
    let start = Instant::now();
    while terminal.lines().local_modes.contains(LocalModes::ICANON) {
        assert!(start.elapsed() < crate::terminal::PATIENCE, "it does not take the terminal");
        std::thread::yield_now();
    }
    // It draws now, or has nothing left to do but that: whoever asked first would be here in a moment.
    let start = Instant::now();
    while start.elapsed() < WHILE {
        assert_eq!(profile.demo.requested(), seen, "asked before anything was shown");
        std::thread::yield_now();
    }
    assert_eq!(terminal.written(), 0);
    terminal.goes_on();
    terminal.shows(SHOW);
    let start = Instant::now();
    while profile.demo.requested() == seen {
        assert!(start.elapsed() < crate::terminal::PATIENCE, "it never asks");
        std::thread::yield_now();
    }
}
