//! What a key that is held costs, in bytes.

use jiff::{SignedDuration, Timestamp, ZonedDateTime};
use ratatui::{Terminal, backend::TestBackend};

use super::*;
use crate::{
    app::{
        Effect, Event, EventKind, Reply, State,
        requests::{effect::Read, event::ReadReply},
        state::Startup,
        update,
    },
    domain::{Account, CleanText, LoginState, ShelfShow, StateCounts},
    runtime::tests::desk,
    ui,
};

const SIZE: Size = Size { width: 140, height: 40 };

/// The screen with 150 shows whose titles have nothing in common, and the terminal that shows it.
struct Screen {
    state: State,
    now: ZonedDateTime,
    shown: Shown,
    before: Buffer,
}

impl Screen {
    fn start() -> Self {
        let now: ZonedDateTime = "2026-03-01T12:00:00+00:00[UTC]".parse().expect("a time");
        let account = Account { id: CleanText::new("me"), display_name: None, premium: None };
        let login = LoginState::LoggedIn { account: Some(account), missing: Vec::new(), ends: Timestamp::MAX };
        let state = State::new(
            Startup::new(now.clone(), SIZE, login).session(|session| session.client_id = Some("c".to_owned())),
        );
        let before = Buffer::empty(Rect::from((Position::ORIGIN, SIZE)));
        let mut screen = Self { state, now, shown: Shown::default(), before };
        let reads = |effect| if let Effect::Read(id, Read::Shows) = effect { Some(id) } else { None };
        let id = screen.send(EventKind::Start).into_iter().find_map(reads).expect("the shows are read");
        screen.send(EventKind::Reply(id, Reply::Read(ReadReply::Shows((0..150).map(show).collect()))));
        screen.draw();
        screen
    }

    fn send(&mut self, kind: EventKind) -> Vec<Effect> {
        update(&mut self.state, Event { at: self.now.clone(), kind })
    }

    /// The bytes of the next frame.
    fn draw(&mut self) -> usize {
        let mut terminal = Terminal::new(TestBackend::new(SIZE.width, SIZE.height)).expect("a terminal");
        let after = terminal.draw(|frame| ui::render(&self.state, frame)).expect("drawn").buffer.clone();
        let changes = self.shown.update(self.before.diff(&after).into_iter(), SIZE);
        let mut bytes = Vec::new();
        cells(Page { shown: &self.shown, links: &[], picture: None }, &changes, &mut bytes);
        self.before = after;
        bytes.len()
    }

    /// Presses a key as often as a keyboard repeats it. Returns the bytes of each frame.
    fn hold(&mut self, key: &str, presses: usize) -> Vec<usize> {
        let key = key.parse().expect("a key");
        let press = |_| {
            self.now = self.now.saturating_add(SignedDuration::from_millis(33));
            self.send(EventKind::Key(key));
            self.draw()
        };
        (0..presses).map(press).collect()
    }
}

fn show(number: u32) -> ShelfShow {
    let letter =
        |at: u32| char::from(b"aeiou bcdfghklmnprstvwz"[usize::try_from((number * 7 + at * at) % 23).expect("few")]);
    let mut show = desk::show(number);
    show.name = CleanText::new(&(0..40).map(letter).collect::<String>());
    let counts = StateCounts { total: 900, unplayed: number * 37 % 900, in_progress: 0 };
    ShelfShow { show, counts, latest: None, complete: true }
}

#[test]
fn a_held_key_writes_two_rows_and_a_whole_list_only_as_often_as_it_has_moved_by_a_third() {
    let mut screen = Screen::start();
    for key in ["j", "k"] {
        let (lists, rows): (Vec<_>, Vec<_>) = screen.hold(key, 120).into_iter().partition(|bytes| *bytes > 400);
        assert!(lists.len() <= 10 && lists.iter().all(|bytes| *bytes < 1800), "{key}: {lists:?}");
        assert!(rows.iter().all(|bytes| *bytes < 200), "{key}: {rows:?}");
    }
}
