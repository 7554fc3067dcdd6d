//! The last row: key hints at the left; at the right the latest message, what goes on, or help and quit if there is room.

use ratatui::{
    Frame,
    layout::Rect,
    style::Style,
    text::{Line, Span},
};

use super::progress;
use crate::{
    app::{
        Command,
        input::{chord::Chord, command::App},
        messages::{Tone, Topic},
        notices::Notice,
    },
    domain::{Quota, moment::clock_time},
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

/// Draws the row.
pub(in crate::ui) fn draw(frame: &mut Frame<'_>, pen: Pen<'_>, area: Rect) {
    let area = Rect { x: area.x + 1, width: area.width.saturating_sub(2), ..area };
    let (room, gap) = (usize::from(area.width), gap(pen));
    let hints = hints(pen.state);
    let mut right = match pen.state.cx.messages.current() {
        Some(message) => {
            let (mark, style) = tone(pen, message.tone);
            let mut line = Line::from(Span::styled(format!("{mark} "), style));
            line.extend(cut(pen, &message.text, style, room.saturating_sub(line.width())));
            line
        }
        None => going_on(pen, &hints, room),
    };
    let (here, everywhere) = hints::split(&hints);
    let help = hints::line(pen, &everywhere, room, hints::MOST);
    let beside_help = room.saturating_sub(help.width() + gap);
    let left = if right.width() == 0 && hints::needed(pen.state, &here) <= beside_help {
        right = help;
        hints::line(pen, &here, beside_help, hints::MOST - everywhere.len())
    } else if right.width() == 0 {
        hints::line(pen, &hints, room, hints::MOST)
    } else {
        let rest = room.saturating_sub(right.width() + gap);
        let is_crowded = pen.state.cx.messages.current().is_some() && rest < FEW_HINTS;
        if is_crowded { Line::default() } else { hints::line(pen, &hints, rest, hints::MOST) }
    };
    frame.render_widget(left, area);
    let width = u16::try_from(right.width()).unwrap_or(area.width).min(area.width);
    frame.render_widget(right, Rect { x: area.right() - width, width, ..area });
}

/// The columns between hints and what is at the right: more than between two hints.
fn gap(pen: Pen<'_>) -> usize {
    hints::gap(pen.layout.size.width) + 1
}

/// The most urgent of what goes on: a command that the person waits for, a pause that Spotify asked for, then the synchronisation if the header has no room for
/// it, then a notice.
fn going_on(pen: Pen<'_>, hints: &[Hint], room: usize) -> Line<'static> {
    let state = pen.state;
    let gap = gap(pen);
    let beside_hints = room.saturating_sub(hints::needed(state, hints) + gap);
    let beside_help = if hints::is_modal(state) { beside_hints } else { room.saturating_sub(HELP_HINT + gap) };
    let warning = |sentence: &str| shortened(pen, sentence, pen.theme.warning, beside_help);
    let notices = state.notices();
    let told = |notice: &Notice, room| shortened(pen, &notice.text, tone(pen, notice.tone).1, room);
    if let Some(running) = notices.first().filter(|notice| notice.topic == Topic::Command) {
        return told(running, beside_help);
    }
    match state.cx.quota {
        Quota::Retrying => return warning("no answer from Spotify: trying again"),
        Quota::Waiting { until } => return warning(&format!("Rate limited: {} s", state.seconds_until(until))),
        Quota::Blocked { until } => return warning(&format!("blocked until {}", clock_time(until, &state.cx.now))),
        Quota::Open => {}
    }
    if pen.layout.header.is_empty() {
        let progress = progress::line(pen, beside_help);
        if progress.width() > 0 {
            return progress;
        }
    }
    // Do not repeat what the message says.
    let is_new = |topic: Topic| topic == Topic::Other || !state.cx.messages.is_about(topic);
    notices.iter().find(|notice| is_new(notice.topic)).map_or_else(Line::default, |notice| told(notice, beside_hints))
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
    let reaches = |key: &Chord| pen.state.cx.keymap.reaches(&contexts, *key, Command::App(App::Messages));
    let key = key.filter(reaches);
    let Some(key) = key.filter(|_| text::width(sentence) > room) else { return Line::from(piece(room)) };
    let way = [Span::styled(format!("  {key}"), pen.theme.key), Span::styled(" whole", pen.theme.muted)];
    let columns: usize = way.iter().map(Span::width).sum();
    [piece(room.saturating_sub(columns))].into_iter().chain(way).collect()
}

pub(super) fn tone(pen: Pen<'_>, tone: Tone) -> (&'static str, Style) {
    match tone {
        Tone::Note => (pen.marks.dot, pen.theme.text),
        Tone::Info => (pen.marks.done, pen.theme.text),
        Tone::Warning => (pen.marks.warning, pen.theme.warning),
        Tone::Error => (pen.marks.warning, pen.theme.error),
    }
}
