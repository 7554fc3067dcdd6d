//! The palette, and the timestamps of notes.

use super::harness::*;
use crate::{
    app::{Context, input::keymap::TABLE},
    domain::{Episode, Html, Notes, Progress},
};
use crate::{
    app::{display::DisplayOptions, theme::Theme},
    domain::ThemeName,
};

fn one() -> Vec<Episode> {
    vec![episode("One", "2026-11-01", 3600, Progress::Unplayed), episode("Two", "2026-10-01", 90, Progress::Unplayed)]
}

#[test]
fn every_command_of_the_lists_is_in_the_palette_with_its_key() {
    let mut session = Session::reading(140, 60, one());
    session.rebind("main", "zoom", &["Alt-w"]).keys(":");
    let lines = session.overlay_lines();
    for binding in TABLE {
        let is_listed = lines.iter().any(|line| line.split_whitespace().next() == Some(binding.name));
        let is_of_lists =
            matches!(binding.context, Context::Main | Context::List | Context::EpisodeList | Context::Notes);
        assert!(
            is_listed || !is_of_lists || ["palette", "find", "play-timestamp"].contains(&binding.name),
            "{}",
            binding.name
        );
    }
    assert!(lines.iter().any(|line| line.starts_with("zoom ") && line.trim_end().ends_with("Alt-w")), "{lines:?}");
}

#[test]
fn commands_are_named_whole_where_there_is_no_room_for_their_help() {
    let lines = |width| Session::reading(width, 10, one()).keys(":").overlay_lines();
    let (narrow, wide) = (lines(40), lines(80));
    assert!(narrow.iter().all(|line| !line.contains("Show")), "{narrow:?}");
    let name = |line: &String| line.split_whitespace().next().map(str::to_owned);
    assert!(narrow.iter().map(name).eq(wide.iter().map(name)));
    assert!(wide.iter().any(|line| line.contains("Show")), "{wide:?}");
}

#[test]
fn the_help_of_the_selected_command_is_whole_at_every_width() {
    for (width, height) in [(140, 40), (80, 24), (40, 10)] {
        let mut session = Session::reading(width, height, one());
        let whole = session.keys(":").overlay_detail().len();
        for binding in TABLE {
            session.keys("Ctrl-u").text(binding.name);
            let row = session.overlay_lines().first().cloned().unwrap_or_default();
            let detail = session.overlay_detail();
            assert_eq!(detail.len(), whole, "nothing moves");
            let said = format!("{row} {}", detail.join(" "));
            let is_first = row.split_whitespace().next() == Some(binding.name);
            let of_name = || TABLE.iter().filter(|row| row.name == binding.name);
            assert!(!is_first || of_name().any(|row| said.contains(row.help)), "{width}: {said}");
        }
    }
}

#[test]
fn words_begin_words_and_enter_runs_what_is_selected() {
    let mut session = Session::reading(140, 40, one());
    session.keys(":").text("sync");
    let lines = session.overlay_lines();
    assert!(lines.iter().all(|line| line.to_lowercase().contains("sync")), "{lines:?}");
    session.keys("Ctrl-u").text("mark down");
    assert!(session.overlay_lines()[0].starts_with("mark-down"), "{:?}", session.overlay_lines());
    session.keys("Enter");
    assert!(matches!(session.overlay(), Some(Overlay::Question(_))), "the command ran");
    session.keys("Esc :").text("sort short").keys("Enter");
    assert_eq!(
        (session.message(), session.episodes()),
        ("Sorted by length, shortest first", vec!["Two".into(), ">One".into()])
    );
    session.keys(":").text("no such thing").keys("Enter");
    assert_eq!(session.message(), "No command of this name");
    session.keys("Esc :").text("quit");
    assert!(session.effects().iter().all(|effect| *effect != Effect::Quit), "letters are text");
    session.keys("Enter");
    assert_eq!(session.effects().last(), Some(&Effect::Quit));
}

#[test]
fn the_orders_of_the_focused_list_are_commands_with_an_argument() {
    let mut session = Session::listing(140, 40, &["B", "A"]);
    session.keys(":").text("sort name");
    let lines = session.overlay_lines();
    assert!(lines[0].starts_with("sort name "), "{lines:?}");
    session.keys("Down Enter");
    assert_eq!(session.message(), "Sorted by name, Z to A");
}

#[test]
fn t_steps_through_the_timestamps_and_esc_leaves_them() {
    let mut session = Session::reading(140, 40, one());
    let lines = vec!["line"; 60].join("<br>");
    session
        .write_notes(Notes::Html(Html::new(&format!("<p>1:30 First<br>{lines}<br>12:34 Second, 20:00</p>"))))
        .effects();
    let at = |session: &Session| {
        let matches = session.matches()?;
        let piece = matches.pieces.iter().find(|piece| piece.number == matches.current)?;
        let line: String = session.views().notes.lines()[piece.line].runs.iter().map(|run| run.text.as_str()).collect();
        line.get(piece.range.clone()).map(str::to_owned)
    };
    session.keys("t");
    assert_eq!((at(&session).as_deref(), session.message()), (Some("1:30"), "3 timestamps in the notes"));
    session.keys("t");
    assert_eq!((at(&session).as_deref(), session.message()), (Some("12:34"), "Timestamp 2 of 3 in the notes"));
    assert!(session.notes_scroll() > 0, "it is scrolled into view");
    session.keys("t t Enter [");
    assert_eq!(at(&session).as_deref(), Some("20:00"), "around the ends, and back");
    session.keys("Esc");
    assert_eq!((at(&session), session.focus()), (None, ViewId::Notes));
    session.write_notes(Notes::Html(Html::new("<p>None</p>"))).keys("t");
    assert_eq!(session.message(), "There are no timestamps in these notes");
}

#[test]
fn a_theme_is_shown_while_it_is_selected_and_stays_once_it_is_run() {
    let mut session = Session::listing(80, 24, &["Show"]);
    let before = session.state().cx.display.theme;
    session.keys(":").text("theme light");
    let open = session.top_overlay();
    assert_eq!(open.overlay.get().theme(&session.state().cx, open.selected()), Some(Theme::of(ThemeName::Light)));
    session.keys("Esc Esc");
    assert_eq!(session.state().cx.display.theme, before);
    session.keys(":").text("theme light").keys("Enter");
    assert_eq!(session.state().cx.display.theme, Theme::of(ThemeName::Light));
}

#[test]
fn the_configured_theme_with_styles_of_its_own_can_be_gone_back_to() {
    let mut own = Theme::of(ThemeName::Dark);
    own.set("accent", "bold red").expect("a style");
    let display = DisplayOptions { theme: own, own_theme: Some(own), ..DisplayOptions::default() };
    let mut session = Session::with(Startup { display, ..startup() });
    session.send(EventKind::Start).keys(":").text("theme light").keys("Enter");
    assert_eq!(session.state().cx.display.theme, Theme::of(ThemeName::Light));
    session.keys(":").text("theme own");
    assert_eq!(session.overlay_lines().len(), 1, "{:?}", session.overlay_lines());
    session.keys("Enter");
    assert_eq!(session.state().cx.display.theme, own);
}
