//! The last row: what can be pressed, or the latest message; at the right what goes on and what holds things up.

use std::time::Duration;

use ratatui::{
    Frame,
    layout::Rect,
    style::Style,
    text::{Line, Span},
};

use crate::{
    app::{
        Command,
        input::command::App,
        messages::{Tone, Topic},
        requests::Slot,
        state::Screen,
    },
    domain::{Quota, SyncStage, moment::clock_time},
    ui::{
        Pen, text,
        widgets::hints::{self, hints},
    },
};

/// The columns that stay for the hint of the help, whatever goes on.
const HELP_HINT: usize = 8;

/// The columns that hints need beside a message to be of use.
const FEW_HINTS: usize = 30;

/// The columns that what goes on needs beside the ways out of a field to be of use.
const OF_USE: usize = 20;

/// The columns between a message and the hints.
const GAP: usize = 3;

/// Draws the row.
pub(in crate::ui) fn draw(frame: &mut Frame<'_>, pen: Pen<'_>, area: Rect) {
    let area = Rect { x: area.x + 1, width: area.width.saturating_sub(2), ..area };
    let room = usize::from(area.width);
    let hints = hints(pen.state);
    let ways_out = hints::ways_out(pen.state, &hints);
    let beside = room.saturating_sub(HELP_HINT.max(ways_out + 2));
    let (going_on, style) = going_on(pen, beside);
    // A few letters of a sentence say nothing.
    let is_cut_short = ways_out > 0 && beside < OF_USE && text::width(&going_on) > beside;
    let going_on = if is_cut_short { Line::default() } else { cut(pen, &going_on, style, beside) };
    // A message stays for seconds: it is shown in full if possible, and progress returns after it.
    let wanted = pen.state.cx.messages.current().map_or(0, |message| text::width(&message.text) + GAP);
    let crowded = wanted > 0 && wanted + going_on.width() > room;
    let going_on = if crowded { Line::default() } else { going_on };
    let taken = going_on.width();
    let left = if taken == 0 { room } else { room.saturating_sub(taken + 2) };
    let line = match pen.state.cx.messages.current() {
        Some(message) => {
            let (mark, style) = tone(pen, message.tone);
            let mut line = Line::from(Span::styled(format!("{mark} "), style));
            line.extend(cut(pen, &message.text, style, left.saturating_sub(line.width())));
            // The keys stay in sight where there is room for a few of them.
            let rest = left.saturating_sub(line.width() + GAP);
            if rest >= FEW_HINTS {
                line.push_span(Span::raw(" ".repeat(GAP)));
                line.extend(hints::line(pen, &hints, rest));
            }
            line
        }
        None => hints::line(pen, &hints, left),
    };
    frame.render_widget(line, Rect { width: u16::try_from(left).unwrap_or(area.width), ..area });
    let width = u16::try_from(taken).unwrap_or(area.width);
    frame.render_widget(going_on, Rect { x: area.right().saturating_sub(width), width, ..area });
}

/// Truncates a sentence and appends the key that shows all of it, if that key works here.
fn cut(pen: Pen<'_>, sentence: &str, style: Style, room: usize) -> Line<'static> {
    let piece = |room| Span::styled(text::truncate(sentence, room, pen.marks.ellipsis).into_owned(), style);
    let contexts = pen.state.contexts();
    let key = pen.state.cx.keymap.key_of(&contexts, Command::App(App::Messages));
    let key = key.filter(|key| pen.state.cx.keymap.command(&contexts, *key) == Some(Command::App(App::Messages)));
    let Some(key) = key.filter(|_| text::width(sentence) > room) else { return Line::from(piece(room)) };
    let way = [Span::styled(format!("  {key}"), pen.theme.key), Span::styled(" whole", pen.theme.muted)];
    let columns: usize = way.iter().map(Span::width).sum();
    [piece(room.saturating_sub(columns))].into_iter().chain(way).collect()
}

pub(super) fn tone(pen: Pen<'_>, tone: Tone) -> (&'static str, Style) {
    match tone {
        Tone::Note => (pen.marks.dot, pen.theme.text),
        Tone::Info => (pen.marks.done, pen.theme.success),
        Tone::Warning => (pen.marks.warning, pen.theme.warning),
        Tone::Error => (pen.marks.warning, pen.theme.error),
    }
}

/// The most urgent of what goes on: a pause that Spotify asked for, then the synchronisation, then what is to be known.
fn going_on(pen: Pen<'_>, room: usize) -> (String, Style) {
    let state = pen.state;
    match state.cx.quota {
        Quota::Retrying => return ("no answer from Spotify: trying again".into(), pen.theme.warning),
        Quota::Waiting { until } => {
            return (format!("Rate limited: {} s", state.seconds_until(until)), pen.theme.warning);
        }
        Quota::Blocked { until } => {
            return (format!("blocked until {}", clock_time(until, &state.cx.now)), pen.theme.warning);
        }
        Quota::Open => {}
    }
    if let Some(progress) = progress(pen, room) {
        return (progress, pen.theme.muted);
    }
    // Do not repeat what the message says.
    let is_new = |topic: Topic| topic == Topic::Other || !state.cx.messages.is_about(topic);
    match state.notices().into_iter().find(|notice| is_new(notice.topic)) {
        Some(notice) => (notice.text, tone(pen, notice.tone).1),
        None => (String::new(), pen.theme.muted),
    }
}

/// `━━━━────── updating shows 25/60 · 2m left`, as much of it as there is room for.
fn progress(pen: Pen<'_>, room: usize) -> Option<String> {
    let state = pen.state;
    if !matches!(state.screen, Screen::Main) || !state.cx.ledger.runs(Slot::Sync) {
        return None;
    }
    let paused = if state.cx.sync.is_paused { "paused " } else { "" };
    let Some(progress) = state.cx.sync.progress else { return Some(format!("{paused}synchronising")) };
    let (what, gauge) = match progress.stage {
        SyncStage::Shows { total: None, .. } => ("fetching shows".to_owned(), String::new()),
        SyncStage::Shows { done, total: Some(total) } => {
            (format!("list of shows {done}/{total}"), gauge(pen, done, total))
        }
        SyncStage::Newest { done, total } => (format!("updating shows {done}/{total}"), gauge(pen, done, total)),
        SyncStage::BackCatalogue { done, total } => {
            let percent = u64::from(done.min(total)) * 100 / u64::from(total.max(1));
            (format!("older episodes {percent}%"), gauge(pen, done, total))
        }
    };
    let left = progress
        .left
        .filter(|_| !state.cx.sync.is_paused)
        .map(|left| format!(" {} {} left", pen.marks.dot, coarse(left)))
        .unwrap_or_default();
    let wordings =
        [format!("{paused}{gauge}{what}{left}"), format!("{paused}{gauge}{what}"), format!("{paused}{what}")];
    // The keys are worth half of the row.
    let room = if room < 60 { room } else { room * 3 / 5 };
    wordings.iter().find(|wording| text::width(wording) <= room).or(wordings.last()).cloned()
}

/// `━━━━────── `
fn gauge(pen: Pen<'_>, done: u32, total: u32) -> String {
    const COLUMNS: u32 = 10;
    if total == 0 {
        return String::new();
    }
    let full = u64::from(done.min(total)) * u64::from(COLUMNS) / u64::from(total);
    let full = usize::try_from(full).unwrap_or(0);
    let empty = usize::try_from(COLUMNS).unwrap_or(0).saturating_sub(full);
    format!("{}{} ", pen.marks.gauge_full.repeat(full), pen.marks.gauge_empty.repeat(empty))
}

/// About how long: `40s`, `12m`, `3h`.
fn coarse(left: Duration) -> String {
    match left.as_secs() {
        seconds @ ..60 => format!("{}s", seconds.max(1)),
        seconds @ 60..5400 => format!("{}m", seconds.div_ceil(60)),
        seconds => format!("{}h", seconds.div_ceil(3600)),
    }
}
