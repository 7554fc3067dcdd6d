//! How long a frame takes: the first one, a long list, a keystroke in its filter, notes at the limit of their size.
//!
//! A key has to be answered within a frame of 16 ms; each of these is a part of one.

use std::{fmt::Write as _, time::Duration};

use divan::{Bencher, black_box};
use jiff::{Timestamp, tz::TimeZone};
use ratatui::{Terminal, backend::TestBackend, layout::Size};
use spotpods_tui::{
    app::{
        Event, EventKind, Reply, State,
        list::filter,
        requests::{Slot, event::ReadReply},
        session::Session,
        state::Startup,
        update,
        views::FEEDS,
    },
    domain::{
        Account, CleanText, LoginState, MediaType, Notes, RichText, ShelfShow, Show, ShowKey, ShowKind, StateCounts,
        rich::Html,
    },
    ui::render,
};

const SIZE: Size = Size { width: 140, height: 40 };

fn main() {
    divan::main();
}

/// From the start to the first frame.
#[divan::bench]
fn first_frame(bencher: Bencher<'_, '_>) {
    bencher.bench(|| drawn(&started()));
}

/// A frame of a list of 2,000 shows, scrolled to its middle.
#[divan::bench]
fn list_of_2000_shows(bencher: Bencher<'_, '_>) {
    let mut state = listing(2000);
    for _ in 0..1000 {
        press(&mut state, "j");
    }
    let mut terminal = terminal();
    bencher.bench_local(|| drawn_in(&mut terminal, black_box(&state)));
}

/// A keystroke in the filter of a list of 2,000 shows: all titles are matched again.
#[divan::bench(args = ["t", "the ri", "zzzz"])]
fn filter_keystroke(bencher: Bencher<'_, '_>, query: &str) {
    let state = listing(2000);
    let shows = state.views.shows.items();
    let order: Vec<usize> = (0..shows.len()).collect();
    bencher.bench(|| filter::list(shows, &order, black_box(query)));
}

/// Reading 64 KiB of notes, the most that is kept.
#[divan::bench]
fn notes_read(bencher: Bencher<'_, '_>) {
    let notes = notes(Html::MAX_BYTES);
    bencher.bench(|| RichText::read(black_box(&notes), Duration::from_hours(1)));
}

/// Laying 64 KiB of notes out.
#[divan::bench(args = [38, 78, 120])]
fn notes_laid_out(bencher: Bencher<'_, '_>, width: u16) {
    let text = RichText::read(&notes(Html::MAX_BYTES), Duration::from_hours(1));
    bencher.bench(|| black_box(&text).lay_out(width));
}

/// A frame of 64 KiB of notes, scrolled to their middle.
#[divan::bench]
fn notes_frame(bencher: Bencher<'_, '_>) {
    let mut state = listing(60);
    if let (Some(id), Some(subject)) = (state.cx.ledger.id_of(Slot::Notes), state.views.subject()) {
        let read = ReadReply::Notes(subject, notes(Html::MAX_BYTES));
        send(&mut state, EventKind::Reply(id, Reply::Read(read)));
    }
    press(&mut state, "i");
    for _ in 0..60 {
        press(&mut state, "PgDn");
    }
    let mut terminal = terminal();
    bencher.bench_local(|| drawn_in(&mut terminal, black_box(&state)));
}

fn terminal() -> Terminal<TestBackend> {
    let Ok(terminal) = Terminal::new(TestBackend::new(SIZE.width, SIZE.height));
    terminal
}

fn drawn(state: &State) -> Terminal<TestBackend> {
    let mut terminal = terminal();
    drawn_in(&mut terminal, state);
    terminal
}

fn drawn_in(terminal: &mut Terminal<TestBackend>, state: &State) {
    let Ok(_) = terminal.draw(|frame| render(state, frame));
}

fn started() -> State {
    let account = Account { id: "ada".into(), display_name: None, premium: None };
    let login = LoginState::LoggedIn { account: Some(account), missing: Vec::new(), ends: Timestamp::MAX };
    let session = Session {
        login,
        client_id: Some("0123456789abcdef0123456789abcdef".into()),
        redirect_uri: "http://127.0.0.1:8899/callback".into(),
        ..Session::default()
    };
    let now = Timestamp::UNIX_EPOCH.to_zoned_datetime(TimeZone::UTC);
    State::new(Startup { now, size: SIZE, session, feeds: &FEEDS, ..Startup::default() })
}

/// A list of `shows` shows, wholly read.
fn listing(shows: usize) -> State {
    let mut state = started();
    send(&mut state, EventKind::Start);
    if let Some(id) = state.cx.ledger.id_of(Slot::Shows) {
        send(&mut state, EventKind::Reply(id, Reply::Read(ReadReply::Shows((0..shows).map(show).collect()))));
    }
    state
}

fn press(state: &mut State, key: &str) {
    if let Ok(key) = key.parse() {
        send(state, EventKind::Key(key));
    }
}

fn send(state: &mut State, kind: EventKind) {
    let at = state.cx.now.clone();
    let _ = update(state, Event { at, kind });
}

fn show(number: usize) -> ShelfShow {
    let names = ["The Other Side of the River", "Zimtschnecken & Zweifel", "夜明けのラジオ日記", "🎧 Sound Garden 🌱"];
    let name = names.get(number % names.len()).copied().unwrap_or_default();
    let show = Show {
        key: ShowKey::from_remote(&format!("show{number}")),
        name: CleanText::new(&format!("{name}, volume {number}")),
        publisher: None,
        notes: Notes::default(),
        total_episodes: u32::try_from(number).ok(),
        explicit: false,
        languages: Vec::new(),
        media: MediaType::Audio,
        images: spotpods_tui::domain::Images::default(),
        kind: ShowKind::Podcast,
        copyrights: Vec::new(),
        added_at: None,
    };
    let counts = StateCounts { total: 100, unplayed: 12, in_progress: 1 };
    ShelfShow { show, counts, latest: None, complete: true }
}

fn notes(bytes: usize) -> Notes {
    let mut html = String::with_capacity(bytes + 512);
    let mut number = 0;
    while html.len() < bytes {
        number += 1;
        let written = write!(
            html,
            "<p>Part {number}: every harbour has a <b>hum</b>, says <a href=\"https://example.org/{number}\">the page</a>.</p>\
             <ul><li>12:{:02} A letter read aloud</li><li>港の音を四十年間録音してきた人の話</li></ul>",
            number % 60
        );
        debug_assert!(written.is_ok(), "a String takes everything");
    }
    Notes::Html(Html::new(&html))
}
