//! The last row: key hints or the latest message; at the right what goes on.

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
        widgets::hints::{self, Hint, hints},
    },
};

/// The columns of the help's hint, which stays whatever goes on.
const HELP_HINT: usize = 6;

/// The least columns of hints worth showing beside a message.
const FEW_HINTS: usize = 30;

/// The least columns of a sentence that is cut.
const OF_USE: usize = 20;

/// The columns between hints and what goes on.
const GAP: usize = 2;

/// The columns between a message and the hints.
const WIDE_GAP: usize = 3;

/// Draws the row.
pub(in crate::ui) fn draw(frame: &mut Frame<'_>, pen: Pen<'_>, area: Rect) {
    let area = Rect { x: area.x + 1, width: area.width.saturating_sub(2), ..area };
    let room = usize::from(area.width);
    let hints = hints(pen.state);
    let message = pen.state.cx.messages.current();
    // A message stays for seconds: it is shown in full if possible, and progress returns after it.
    let wanted = message.map_or(0, |message| text::width(&message.text) + WIDE_GAP);
    let going_on = going_on(pen, &hints, room);
    let is_crowded = wanted > 0 && wanted + going_on.width() > room;
    let going_on = if is_crowded { Line::default() } else { going_on };
    let taken = going_on.width();
    let left = if taken == 0 { room } else { room.saturating_sub(taken + GAP) };
    let line = match message {
        Some(message) => {
            let (mark, style) = tone(pen, message.tone);
            let mut line = Line::from(Span::styled(format!("{mark} "), style));
            line.extend(cut(pen, &message.text, style, left.saturating_sub(line.width())));
            let rest = left.saturating_sub(line.width() + WIDE_GAP);
            if rest >= FEW_HINTS {
                line.push_span(Span::raw(" ".repeat(WIDE_GAP)));
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

/// The most urgent of what goes on: a pause that Spotify asked for, then the synchronisation, then a notice.
fn going_on(pen: Pen<'_>, hints: &[Hint], room: usize) -> Line<'static> {
    let state = pen.state;
    let beside_hints = room.saturating_sub(hints::needed(state, hints) + GAP);
    let beside_help = if hints::is_modal(state) { beside_hints } else { room.saturating_sub(HELP_HINT + GAP) };
    let warning = |sentence: &str| shortened(pen, sentence, pen.theme.warning, beside_help);
    match state.cx.quota {
        Quota::Retrying => return warning("no answer from Spotify: trying again"),
        Quota::Waiting { until } => return warning(&format!("Rate limited: {} s", state.seconds_until(until))),
        Quota::Blocked { until } => return warning(&format!("blocked until {}", clock_time(until, &state.cx.now))),
        Quota::Open => {}
    }
    if let Some(progress) = progress(pen, beside_help) {
        return shortened(pen, &progress, pen.theme.muted, beside_help);
    }
    // Do not repeat what the message says.
    let is_new = |topic: Topic| topic == Topic::Other || !state.cx.messages.is_about(topic);
    let notice = state.notices().into_iter().find(|notice| is_new(notice.topic));
    notice.map_or_else(Line::default, |notice| shortened(pen, &notice.text, tone(pen, notice.tone).1, beside_hints))
}

/// A sentence, or the part before its colon, or as much of it as is of use.
fn shortened(pen: Pen<'_>, sentence: &str, style: Style, room: usize) -> Line<'static> {
    let head = sentence.split_once(": ").map_or(sentence, |(head, _)| head);
    match [sentence, head].into_iter().find(|wording| text::width(wording) <= room) {
        Some(wording) => Line::styled(wording.to_owned(), style),
        None if room < OF_USE => Line::default(),
        None => cut(pen, sentence, style, room),
    }
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
