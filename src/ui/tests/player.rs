//! The line of what is playing, the signs of the playing episode, and the overlays of the player.

use std::time::Duration;

use pretty_assertions::assert_eq;
use ratatui::layout::{Position, Size};

use super::{
    Drawn, MIDDLE, SMALL, WIDE,
    fixtures::{self, Scene, Script},
};
use crate::{
    app::{
        EventKind, Reply, State,
        cx::DisplayOptions,
        input::key::{Mouse, MouseKind},
        layout::PlayerLine,
        place::ViewId,
        requests::{Slot, event::PlayerReply},
        state::Startup,
        views::View as _,
    },
    domain::{
        CleanText, Device, DeviceId, EpisodeKey, Playback, Playing, PlayingEpisode, Queued, ShelfEpisode, ShowKey,
    },
};

/// A name that tries to be more than text.
const HOSTILE: &str = "\u{1b}]0;x\u{7}\u{202e}kitchen 日本語 👩‍👩‍👧\r\n";

pub(super) const SCENES: &[Scene] = &[
    ("playing", |size| playing(size, ViewId::Episodes).state),
    ("playing_asked", |size| playing(size, ViewId::Episodes).keys("Space").state),
    ("playing_notes", |size| playing(size, ViewId::Notes).state),
    ("playing_ascii", ascii),
    ("playing_track", |size| elsewhere(size, track())),
    ("playing_ad", |size| elsewhere(size, Playing::Ad)),
    ("playing_hostile", |size| elsewhere(size, hostile_track())),
    ("devices", |size| devices(size).state),
    ("devices_listing", |size| fixtures::opened(size, ViewId::Episodes).keys("d").state),
    ("queue", queue),
];

fn device(name: &str, is_active: bool) -> Device {
    let (id, kind) = (DeviceId::parse(&name.replace(' ', "")), CleanText::new("Speaker"));
    Device { id, name: CleanText::new(name), kind, is_active, is_restricted: false, volume: Some(60) }
}

fn playback(state: &State, playing: Playing) -> Playback {
    Playback {
        device: device("kitchen", true),
        playing,
        is_playing: true,
        position: Duration::from_secs(754),
        read_at: state.cx.now.timestamp(),
    }
}

fn track() -> Playing {
    let (name, artists) = (CleanText::new("A song"), CleanText::new("A band"));
    Playing::Track { name, artists, duration: Duration::from_mins(20) }
}

fn hostile_track() -> Playing {
    let text = CleanText::new(&HOSTILE.repeat(9));
    Playing::Track { name: text.clone(), artists: text, duration: Duration::from_mins(20) }
}

fn polled(script: Script, playing: Playing) -> Script {
    let playback = playback(&script.state, playing);
    script.reply(Slot::Playback, Reply::Player(PlayerReply::Polled(Ok(Some(Box::new(playback))))))
}

fn loaded(script: Script, item: &ShelfEpisode) -> Script {
    let episode = PlayingEpisode {
        key: item.episode.key.clone(),
        name: item.episode.name.clone(),
        show: Some((ShowKey::from_remote("x"), CleanText::new("Quiet Harbours"))),
        duration: Duration::from_secs(1390),
    };
    polled(script, Playing::Episode(episode))
}

/// The third episode of the open show plays.
pub(super) fn playing(size: Size, focus: ViewId) -> Script {
    let script = fixtures::opened(size, focus);
    let item = script.state.views.episodes.episode_at(2).cloned().expect("an episode");
    loaded(script, &item)
}

fn ascii(size: Size) -> State {
    let display = DisplayOptions { ascii: true, ..DisplayOptions::default() };
    let script = fixtures::opened_with(Startup { display, ..fixtures::startup(size) }, ViewId::Episodes);
    let item = script.state.views.episodes.episode_at(2).cloned().expect("an episode");
    loaded(script, &item).state
}

fn elsewhere(size: Size, what: Playing) -> State {
    polled(fixtures::opened(size, ViewId::Episodes), what).state
}

fn devices(size: Size) -> Script {
    let tv = Device { is_restricted: true, volume: None, ..device("living room tv", false) };
    let devices = vec![device("kitchen", true), tv, device(&HOSTILE.repeat(5), false)];
    playing(size, ViewId::Episodes).keys("d").reply(Slot::Devices, Reply::Player(PlayerReply::Devices(Ok(devices))))
}

fn queue(size: Size) -> State {
    let item = |name: &str, minutes| Queued {
        name: CleanText::new(name),
        by: CleanText::new("Quiet Harbours"),
        duration: Duration::from_mins(minutes),
    };
    let items = vec![item("Harbour archive, part 4", 36), item(&HOSTILE.repeat(5), 90)];
    let answer = Reply::Player(PlayerReply::Queue(Ok(items)));
    playing(size, ViewId::Episodes).keys("Z").reply(Slot::PlayerQueue, answer).state
}

fn line(drawn: &Drawn) -> String {
    drawn.area(drawn.state.cx.layout.player.expect("something plays")).concat()
}

/// The title of the episode that plays.
fn title(drawn: &Drawn) -> String {
    drawn.state.cx.player.episode().expect("an episode").name.to_string()
}

#[test]
fn the_line_names_what_plays_how_far_it_is_and_where() {
    let drawn = Drawn::scene("playing", WIDE);
    let title: String = title(&drawn).chars().take(40).collect();
    let line = line(&drawn);
    assert!(line.starts_with(&format!("▶ {title}")), "{line:?}");
    let bar = format!("12:34 {}●{} 23:10", "━".repeat(15), "─".repeat(14));
    assert!(line.contains(&bar), "{line:?}");
    assert!(line.ends_with("kitchen   vol 60"), "{line:?}");
    let area = drawn.state.cx.layout.player.expect("a line");
    assert_eq!(area.bottom(), drawn.state.cx.layout.status.y, "above the footer");
}

#[test]
fn on_a_narrow_and_a_low_terminal_the_line_keeps_title_and_times() {
    let drawn = Drawn::scene("playing", MIDDLE);
    let middle = line(&drawn);
    assert!(middle.contains("12:34 ━") && middle.contains("─ 23:10") && middle.ends_with("kitchen"), "{middle:?}");
    let drawn = Drawn::scene("playing", SMALL);
    let small = line(&drawn);
    assert!(small.starts_with("▶ ") && small.ends_with("12:34/23:10"), "{small:?}");
    assert_eq!(drawn.state.cx.layout.rows(), 7, "title, rows, line and footer");
    for size in [WIDE, MIDDLE, SMALL] {
        let drawn = Drawn::scene("playing", size);
        let line = drawn.state.cx.layout.player.expect("something plays");
        let end = [2, 1].map(|from_end| drawn.buffer[(line.right() - from_end, line.y)].symbol() == " ");
        assert_eq!(end, [false, true], "it ends where the footer does");
    }
}

#[test]
fn in_ascii_the_line_is_ascii() {
    let drawn = Drawn::scene("playing_ascii", WIDE);
    let line = line(&drawn);
    assert!(line.starts_with("> ") && line.contains("==o..") && line.is_ascii(), "{line:?}");
}

#[test]
fn what_is_asked_is_said_until_it_is_confirmed() {
    let drawn = Drawn::scene("playing_asked", WIDE);
    let line = line(&drawn);
    assert!(line.starts_with("⟳ ") && line.ends_with("pausing…"), "{line:?}");
    let paused = playing(Size { width: 140, height: 40 }, ViewId::Episodes);
    let mut playback = paused.state.cx.player.shown().cloned().expect("something plays");
    playback.is_playing = false;
    let mut script = paused.later();
    script.state.cx.now = script.state.cx.now.saturating_add(jiff::SignedDuration::from_secs(60));
    let script = script.send(EventKind::Wake);
    let drawn =
        Drawn::of(script.reply(Slot::Playback, Reply::Player(PlayerReply::Polled(Ok(Some(Box::new(playback)))))).state);
    assert!(self::line(&drawn).starts_with("‖ "), "{}", self::line(&drawn));
}

#[test]
fn tracks_and_ads_of_other_apps_are_named_as_such() {
    let track = line(&Drawn::scene("playing_track", WIDE));
    assert!(track.starts_with("▶ A song · A band "), "{track:?}");
    let ad = line(&Drawn::scene("playing_ad", WIDE));
    assert!(ad.starts_with("▶ An ad") && !ad.contains('●'), "{ad:?}");
}

#[test]
fn the_row_of_the_playing_episode_carries_its_sign() {
    let rows = Drawn::scene("playing", WIDE).pane(ViewId::Episodes).lines;
    let signs: Vec<_> = rows.iter().map(|row| row.contains('▶')).take(5).collect();
    assert_eq!(signs, [false, false, true, false, false], "{rows:#?}");
}

#[test]
fn the_chapter_that_plays_is_marked_in_the_notes() {
    let drawn = Drawn::scene("playing_notes", (140, 60));
    let notes = &drawn.state.views.notes;
    let chapter = notes.chapter_at(Duration::from_secs(754)).expect("a chapter");
    let begin = crate::domain::duration::clock(notes.timestamps()[chapter]);
    let area = drawn.state.cx.layout.pane(ViewId::Notes).expect("in sight");
    let marked: Vec<_> = drawn.area(area).into_iter().filter(|row| row.starts_with('▶')).collect();
    assert!(matches!(marked.as_slice(), [row] if row.contains(&begin)), "{begin} {marked:?}");
}

#[test]
fn the_footer_has_the_keys_of_the_player() {
    let footer = Drawn::scene("playing", WIDE).status();
    assert!(footer.contains("Space play/pause") && footer.contains("d devices"), "{footer:?}");
}

#[test]
fn devices_are_listed_with_what_is_known_of_them() {
    let overlay = Drawn::scene("devices", WIDE).overlay();
    assert_eq!(overlay.head.trim(), "Devices");
    assert!(overlay.lines[0].contains("kitchen") && overlay.lines[0].contains("speaker · active · vol 60"));
    assert!(overlay.lines[1].contains("living room tv") && overlay.lines[1].contains("restricted"), "{overlay:?}");
    let queue = Drawn::scene("queue", WIDE).overlay();
    assert!(queue.lines[0].contains("Harbour archive, part 4  Quiet Harbours"), "{queue:?}");
}

#[test]
fn a_click_and_a_drag_on_the_bar_seek() {
    let script = playing(Size { width: 140, height: 40 }, ViewId::Episodes);
    let area = script.state.cx.layout.player.expect("a line");
    let bar = PlayerLine::new(area).bar;
    let used = |script: Script, kind, x| script.send(EventKind::Mouse(Mouse { kind, at: Position { x, y: area.y } }));
    let position = |script: &Script| {
        let now = script.state.cx.now.timestamp();
        script.state.cx.player.position(now).expect("something plays").as_secs()
    };
    let script = used(script, MouseKind::Drag, bar.right());
    assert_eq!(position(&script), 754, "the button did not go down on the bar");
    let script = used(script, MouseKind::Click, bar.x);
    assert_eq!(position(&script), 0);
    let script = used(script, MouseKind::Drag, u16::MAX);
    assert_eq!(position(&script), 1390, "dragged beyond its end");
    let script = used(script, MouseKind::Click, 1);
    let script = used(script, MouseKind::Drag, bar.x);
    assert_eq!(position(&script), 1390, "let go");
}

#[test]
fn an_episode_elsewhere_is_no_row_of_the_same_name() {
    let script = fixtures::opened(Size { width: 140, height: 40 }, ViewId::Episodes);
    let mut item = script.state.views.episodes.episode_at(2).cloned().expect("an episode");
    item.episode.key = EpisodeKey::from_remote("another");
    let drawn = Drawn::of(loaded(script, &item).state);
    assert!(!drawn.pane(ViewId::Episodes).text().contains('▶'));
}
