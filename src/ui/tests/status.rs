//! The status line: what can be pressed, what was told, what goes on.

use ratatui::layout::Size;

use super::{Drawn, MIDDLE, SMALL, WIDE, rows, scene, scenes};
use crate::{
    app::footer,
    domain::{LoginState, Quota},
    ui::text,
};

/// From left to right: two blanks between hints, a bar between what stands at the left and at the right.
fn check(lines: &[(&str, (u16, u16), &str)]) {
    for (name, size, status) in lines {
        let drawn = Drawn::scene(name, *size).status();
        let gap = " ".repeat(footer::gap(size.0));
        let parts: Vec<_> = drawn.split(&format!("{gap} ")).map(str::trim).filter(|part| !part.is_empty()).collect();
        assert_eq!(parts.join(" | ").replace(&gap, "  "), *status, "{name} at {size:?}");
    }
}

#[test]
fn hints_are_shown_whole_or_not_at_all() {
    check(&[
        ("main_shows", WIDE, "Enter episodes  f state  / filter  s sort | ? help  q quit"),
        ("main_shows", MIDDLE, "Enter episodes  f state  / filter  s sort | ? help  q quit"),
        ("main_shows", SMALL, "Enter episodes | ? help  q quit"),
        ("main_episodes", WIDE, "Enter notes  f state  / filter  s sort | ? help  q quit"),
        ("main_episodes", MIDDLE, "Enter notes  f state  / filter  s sort | ? help  q quit"),
        ("main_episodes", SMALL, "Enter notes  f state | ? help  q quit"),
        ("main_notes", WIDE, "u links  m played  n next unplayed  Space play  ? help  q quit | · This is the bottom"),
        ("main_notes", MIDDLE, "u links  m played  n next unplayed  Space play | ? help  q quit"),
        ("main_notes", SMALL, "u links  m played | ? help  q quit"),
        ("main_show_details", MIDDLE, "u links  n next unplayed  o open on Spotify  y copy link | ? help  q quit"),
        ("new", WIDE, "Enter notes  / filter  e its show  f state | ? help  q quit"),
        ("new", MIDDLE, "Enter notes  / filter  e its show  f state | ? help  q quit"),
        ("new", SMALL, "Enter notes  / filter | ? help  q quit"),
        ("new_notes", MIDDLE, "u links  m played  n next unplayed  Space play | ? help  q quit"),
        ("new_notes", SMALL, "u links  m played | ? help  q quit"),
        ("in_progress", WIDE, "Enter notes  / filter  e its show  s sort | ? help  q quit"),
        ("in_progress", MIDDLE, "Enter notes  / filter  e its show  s sort | ? help  q quit"),
        ("search_found", WIDE, "Enter open  / search  ] next match  e its show | ? help  q quit"),
        ("search_found", MIDDLE, "Enter open  / search  ] next match  e its show | ? help  q quit"),
        ("search_found", SMALL, "Enter open  / search | ? help  q quit"),
        (
            "search_notes",
            WIDE,
            "] next match  [ previous  u links  m played  ? help  q quit | · Match 2 of 2 in the notes",
        ),
    ]);
}

#[test]
fn hints_promise_only_what_has_something_to_act_on() {
    check(&[
        ("main_asking_account", WIDE, "r refresh  ? help  q quit | ✓ Logged in"),
        ("main_first_sync", WIDE, "r refresh | ? help  q quit"),
        ("main_no_shows", WIDE, "r refresh | ? help  q quit"),
        ("main_shows_no_match", MIDDLE, "f state  / filter  s sort  n next unplayed | ? help  q quit"),
        ("main_shows_none_in_state", MIDDLE, "f state  / filter  s sort  n next unplayed | ? help  q quit"),
        ("new_empty", MIDDLE, "n next unplayed  r refresh | ? help  q quit"),
        ("new_no_match", MIDDLE, "/ filter  f state  c one per show  n next unplayed | ? help  q quit"),
        ("in_progress_empty", MIDDLE, "n next unplayed  r refresh | ? help  q quit"),
        ("search_left", MIDDLE, "/ search  n next unplayed  r refresh | ? help  q quit"),
    ]);
}

#[test]
fn a_field_or_an_overlay_has_its_own_hints() {
    check(&[
        ("main_shows_filter_typing", MIDDLE, "Enter keep it  Esc clear it | Ctrl-c quit"),
        ("main_shows_filter_typing", SMALL, "Enter keep it  Esc clear it"),
        ("search_empty", MIDDLE, "Enter to the results  Esc leave field | Ctrl-c quit"),
        ("search_empty", SMALL, "Enter to the results  Esc leave field"),
        (
            "setup_empty",
            WIDE,
            "Enter paste the client ID  o open the dashboard  y copy the redirect URI  d try the demo | ? help  q quit",
        ),
        ("setup_empty", MIDDLE, "Enter paste the client ID  o open the dashboard | ? help  q quit"),
        ("setup_empty", SMALL, "Enter paste the client ID  ? help"),
        ("setup_typing", MIDDLE, "Enter save  Tab next field  Esc leave the field | Ctrl-c quit"),
        ("setup_typing", SMALL, "Enter save  Esc leave the field"),
        ("login_first", MIDDLE, "Enter log in with Spotify  c change the client ID | ? help  q quit"),
        ("login_first", SMALL, "Enter log in with Spotify  ? help"),
        (
            "login_waiting",
            WIDE,
            "y copy the URL  p paste the URL  Esc cancel  o open the browser again | ? help  q quit",
        ),
        ("login_waiting", MIDDLE, "y copy the URL  p paste the URL  Esc cancel | ? help  q quit"),
        ("login_waiting", SMALL, "y copy the URL  Esc cancel  ? help"),
        ("login_waiting_demo", MIDDLE, "a agree (demo)  y copy the URL  Esc cancel | ? help  q quit"),
        ("login_waiting_demo", SMALL, "a agree (demo)  Esc cancel  ? help"),
        ("login_waiting_remote_paste", MIDDLE, "Enter use this URL  Esc leave field | Ctrl-c quit"),
        ("login_waiting_remote_paste", SMALL, "Enter use this URL  Esc leave field"),
        ("login_port_in_use", MIDDLE, "Enter try again  p use another port  Esc back | ? help  q quit"),
        ("login_port_in_use", SMALL, "Enter try again  Esc back  ? help"),
        ("login_starting", MIDDLE, "Esc cancel | ? help  q quit"),
        ("help", MIDDLE, "/ search  Esc close | q quit"),
        ("help_search", MIDDLE, "Enter keep the search  Esc clear it | Ctrl-c quit"),
        ("help_search", SMALL, "Enter keep the search  Esc clear it"),
        ("links", MIDDLE, "Enter open  y copy  Esc close | ? help  q quit"),
        ("confirm_link", MIDDLE, "Enter open  y copy  Esc cancel | ? help  q quit"),
        ("confirm_link", SMALL, "Enter open  Esc cancel  ? help  q quit"),
        ("account_delete_asked", MIDDLE, "Enter choose  Esc close | ? help  q quit"),
        ("main_mark_down", MIDDLE, "Enter yes  Esc no | ? help  q quit"),
        ("main_mark_down", SMALL, "Enter yes  Esc no | ? help  q quit"),
        ("main_exported", MIDDLE, "y copy the path  Esc close | ? help  q quit"),
    ]);
}

#[test]
fn what_goes_on_stands_at_the_right_and_leaves_room_for_keys() {
    check(&[
        ("main_filling", WIDE, "Enter episodes  f state  / filter  s sort | ? help  q quit"),
        ("main_filling", MIDDLE, "Enter episodes  f state  / filter  s sort | ? help  q quit"),
        ("main_filling", SMALL, "? help | ⟳ 50/500 list of shows"),
        ("main_first_sync", MIDDLE, "r refresh | ? help  q quit"),
        ("main_first_sync", SMALL, "r refresh  ? help | ⟳ fetching shows"),
        ("main_no_answer", WIDE, "r refresh  ? help  q quit | no answer from Spotify: trying again"),
        ("main_no_answer", MIDDLE, "r refresh  ? help  q quit | no answer from Spotify: trying again"),
        ("main_no_answer", SMALL, "? help | no answer from Spotify"),
        ("main_episodes_being_fetched", WIDE, "n next unplayed  r refresh | ? help  q quit"),
        ("main_episodes_being_fetched", MIDDLE, "n next unplayed  r refresh | ? help  q quit"),
        ("main_episodes_being_fetched", SMALL, "? help | ⟳ ━━──────── 12/60 shows"),
        ("main_sync_paused", WIDE, "Enter notes  f state  / filter  s sort | ? help  q quit"),
        ("main_sync_paused", MIDDLE, "Enter notes  f state  / filter  s sort | ? help  q quit"),
        ("main_sync_paused", SMALL, "? help | ⟳ paused 37% older episodes"),
        (
            "main_shows_gap_and_quota",
            WIDE,
            "Enter episodes  f state  / filter  s sort  ? help  q quit | Rate limited: 3 s",
        ),
        ("main_shows_gap_and_quota", MIDDLE, "Enter episodes  f state  / filter  ? help  q quit | Rate limited: 3 s"),
        ("main_shows_gap_and_quota", SMALL, "? help | Rate limited: 3 s"),
        ("main_episodes_blocked", WIDE, "n next unplayed  r refresh  ? help  q quit | blocked until 18:40"),
        ("main_episodes_blocked", MIDDLE, "n next unplayed  r refresh  ? help  q quit | blocked until 18:40"),
        ("main_episodes_blocked", SMALL, "? help | blocked until 18:40"),
        (
            "main_episodes_incomplete_offline",
            WIDE,
            "Enter notes  f state  / filter  s sort  ? help  q quit | Offline: showing what is on disk",
        ),
        (
            "main_episodes_incomplete_offline",
            MIDDLE,
            "Enter notes  f state  ? help  q quit | Offline: showing what is on disk",
        ),
        ("main_episodes_incomplete_offline", SMALL, "Enter notes  ? help  q quit | Offline"),
        (
            "main_logged_out",
            WIDE,
            "Enter episodes  f state  / filter  s sort  ? help  q quit | Not logged in: L logs in",
        ),
        ("main_logged_out", MIDDLE, "Enter episodes  f state  ? help  q quit | Not logged in: L logs in"),
        ("main_logged_out", SMALL, "Enter episodes  ? help | Not logged in"),
        (
            "account",
            WIDE,
            "Enter choose  Esc close  ? help  q quit | Your login ends in 6 days (2026-11-30): L logs in again",
        ),
        ("account", MIDDLE, "Enter choose  Esc close  ? help | Your login ends in 6 days (2026-11-30)"),
        ("account", SMALL, "Enter choose  Esc close  ? help"),
    ]);
}

#[test]
fn a_message_is_told_beside_the_hints_where_there_is_room() {
    check(&[
        (
            "main_message",
            WIDE,
            "Enter episodes  f state  / filter  s sort  ? help  q quit | ✓ Copied through the terminal",
        ),
        ("main_message", MIDDLE, "Enter episodes  f state  ? help  q quit | ✓ Copied through the terminal"),
        ("main_message", SMALL, "✓ Copied through the terminal"),
        (
            "main_episodes_marked",
            WIDE,
            "m mark selected  a save  x export  Esc clear selection  ? help  q quit | ✓ 2 marked played (local), U undoes",
        ),
        ("main_episodes_marked", MIDDLE, "m mark selected  ? help | ✓ 2 marked played (local), U undoes"),
        ("main_episodes_marked", SMALL, "✓ 2 marked played (local), U undoes"),
        (
            "main_exported",
            WIDE,
            "Enter notes  f state  / filter  ? help  q quit | ✓ Written to /home/listener/podcasts/notes to keep/spotpods-export-2026-11-23-1.md",
        ),
        ("search_notes", MIDDLE, "] next match  [ previous  ? help  q quit | · Match 2 of 2 in the notes"),
        ("search_notes", SMALL, "· Match 2 of 2 in the notes"),
        (
            "main_message_folded",
            WIDE,
            "▲ The library cannot be written: the disk is full. Make room, then press R. Nothing of what was on disk is lost, and what is new…  ! whole",
        ),
        (
            "main_message_folded",
            MIDDLE,
            "▲ The library cannot be written: the disk is full. Make room, then p…  ! whole",
        ),
        ("main_message_folded", SMALL, "▲ The library cannot be writ…  ! whole"),
    ]);
}

#[test]
fn there_are_never_more_than_six_hints_and_a_message_ends_at_the_right() {
    for (name, _) in scenes() {
        for size in [WIDE, MIDDLE, SMALL] {
            let drawn = Drawn::scene(name, size);
            let status = drawn.status();
            let parts = status.split(&" ".repeat(footer::gap(size.0))).filter(|part| !part.trim().is_empty()).count();
            let is_told = drawn.state.cx.messages.current().is_some() || !drawn.state.notices().is_empty();
            let going_on = usize::from(is_told || drawn.state.cx.quota != Quota::Open);
            assert!(parts <= 6 + going_on || status.contains("whole"), "{name} at {size:?}: {status}");
        }
    }
    for size in [WIDE, MIDDLE, SMALL] {
        let message = Drawn::scene("main_message", size);
        let row = rows(&message.buffer).pop().unwrap_or_default();
        assert!(
            row.ends_with(" ✓ Copied through the terminal") && text::width(&row) == usize::from(size.0) - 1,
            "{row}"
        );
    }
}

/// On a low terminal, which has no header, it stands in the status line.
#[test]
fn a_synchronisation_is_told_in_the_header() {
    for (name, size, told) in [
        ("main_first_sync", WIDE, "⟳ fetching shows  Demo listener"),
        ("main_filling", WIDE, "⟳ ━───────── 50/500 list of shows · 40s left  Demo listener"),
        ("main_filling", MIDDLE, "⟳ 50/500"),
        ("saved_fetching", WIDE, "⟳ ━───────── 50/312 saved episodes  Demo listener"),
        ("main_episodes_being_fetched", WIDE, "⟳ ━━──────── 12/60 shows · 5m left  Demo listener"),
        ("main_sync_paused", MIDDLE, "⟳ paused 37%"),
    ] {
        let header = Drawn::scene(name, size).header();
        assert!(header.ends_with(&format!(" {told}")), "{name} at {size:?}: {header}");
    }
}

#[test]
fn the_hints_of_a_dialog_come_before_a_notice() {
    for (name, hints) in [
        ("main_mark_down", "Enter yes  Esc no       ? help  q quit"),
        ("confirm_link", "Enter open  Esc cancel  ? help  q quit"),
        ("links", "Enter open  Esc close  ? help  q quit"),
    ] {
        let mut state = scene(name, Size { width: 40, height: 10 });
        state.cx.session.login = LoginState::LoggedOut;
        assert_eq!(Drawn::of(state).status(), hints, "{name}");
    }
}

/// Until a key is pressed it lies over the panes.
#[test]
fn a_long_message_is_shown_whole() {
    for size in [WIDE, MIDDLE, SMALL] {
        let drawn = Drawn::scene("main_message_long", size);
        let area = drawn.state.cx.layout.message.expect("it is longer than the line");
        assert_eq!((area.bottom(), area.x), (size.1, 1));
        let text = drawn.area(area).join(" ");
        let whole = "▲ The library cannot be written: the disk is full. Make room, then press R. Nothing of what was on \
                     disk is lost, and what is new is fetched again";
        assert_eq!(text, whole, "{size:?}");
    }
}
