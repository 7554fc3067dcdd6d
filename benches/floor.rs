//! The floor that the program's start and keys are measured against: the smallest program with ratatui and `SQLite` that
//! shows the same kind of screen. It opens the library, reads the rows in view and paints them; `j` and `k` move, `q`
//! ends it. Nothing else: no configuration, no login, no log, no themes.
//!
//! `cargo build --release --example floor`, then `target/release/examples/floor PROFILE/data/library.db`.

#![expect(clippy::expect_used, reason = "whatever goes wrong, there is nothing to measure")]

use std::{env, io};

use crossterm::{
    cursor,
    event::{self, Event, KeyCode},
    execute, terminal,
};
use ratatui::{
    Terminal,
    backend::CrosstermBackend,
    layout::{Constraint, Layout},
    style::{Modifier, Style},
    widgets::{Block, List, ListItem, ListState},
};
use rusqlite::{Connection, OpenFlags, params};

/// A row of either list.
type Row = (i64, String);

fn main() {
    let path = env::args().nth(1).expect("the file of a library");
    let db = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY).expect("it opens");
    let account: i64 = db
        .query_row("SELECT id FROM accounts ORDER BY used_at DESC, id LIMIT 1", [], |row| row.get(0))
        .expect("an account");
    let count: u32 = db
        .query_row("SELECT count(*) FROM shows WHERE account = ?1 AND missed_at IS NULL", [account], |row| row.get(0))
        .expect("shows");
    terminal::enable_raw_mode().expect("a terminal");
    execute!(io::stdout(), terminal::EnterAlternateScreen, cursor::Hide).expect("a terminal");
    let mut screen = Terminal::new(CrosstermBackend::new(io::stdout())).expect("a terminal");
    let (mut first, mut selected) = (0_u32, 0_u32);
    loop {
        let height = u32::from(screen.size().expect("a size").height.saturating_sub(2)).max(1);
        first = first.clamp((selected + 1).saturating_sub(height), selected);
        let shows = shows(&db, account, first, height);
        let place = usize::try_from(selected - first).expect("a row");
        let open = shows.get(place).map_or(0, |(id, _)| *id);
        let episodes = episodes(&db, open, height);
        screen
            .draw(|frame| {
                let [left, right] = Layout::horizontal([Constraint::Fill(1), Constraint::Fill(2)]).areas(frame.area());
                let list = |title, rows: &[Row]| {
                    List::new(rows.iter().map(|(_, text)| ListItem::new(text.clone())).collect::<Vec<_>>())
                        .block(Block::bordered().title(title))
                        .highlight_style(Style::new().add_modifier(Modifier::REVERSED))
                };
                let mut at = ListState::default().with_selected(Some(place));
                frame.render_stateful_widget(list("Shows", &shows), left, &mut at);
                frame.render_widget(list("Episodes", &episodes), right);
            })
            .expect("it paints");
        if let Event::Key(key) = event::read().expect("a key") {
            match key.code {
                KeyCode::Char('j') => selected = (selected + 1).min(count.saturating_sub(1)),
                KeyCode::Char('k') => selected = selected.saturating_sub(1),
                KeyCode::Char('q') => break,
                _ => {}
            }
        }
    }
    execute!(io::stdout(), terminal::LeaveAlternateScreen, cursor::Show).expect("a terminal");
    terminal::disable_raw_mode().expect("a terminal");
}

fn shows(db: &Connection, account: i64, first: u32, height: u32) -> Vec<Row> {
    let mut statement = db
        .prepare_cached(
            "SELECT id, name || '  ' || unplayed FROM shows WHERE account = ?1 AND missed_at IS NULL
             ORDER BY position, id LIMIT ?2 OFFSET ?3",
        )
        .expect("a library");
    let rows = statement.query_map(params![account, height, first], |row| Ok((row.get(0)?, row.get(1)?)));
    rows.and_then(Iterator::collect).expect("rows")
}

fn episodes(db: &Connection, show: i64, height: u32) -> Vec<Row> {
    let mut statement = db
        .prepare_cached(
            "SELECT id, date(day * 86400, 'unixepoch') || '  ' || name FROM episodes WHERE show = ?1
             ORDER BY day DESC, position, state LIMIT ?2",
        )
        .expect("a library");
    let rows = statement.query_map(params![show, height], |row| Ok((row.get(0)?, row.get(1)?)));
    rows.and_then(Iterator::collect).expect("rows")
}
