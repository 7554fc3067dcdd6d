//! The last row: what can be pressed, or the latest message; at the right what goes on and what holds things up.

use ratatui::{
    Frame,
    layout::Rect,
    style::Style,
    text::{Line, Span},
};

use crate::{
    app::{
        event::Quota,
        panes::{Loading, Stage},
        state::{Screen, Tone},
    },
    domain::moment::clock_time,
    ui::{
        Pen, text,
        widgets::hints::{self, hints},
    },
};

/// The columns that stay for the hint of the help, whatever goes on.
const HELP_HINT: usize = 8;

/// The columns that hints need beside a message to be of use.
const FEW_HINTS: usize = 30;

/// The columns between a message and the hints.
const GAP: usize = 3;

/// Draws the row.
pub(in crate::ui) fn draw(frame: &mut Frame<'_>, pen: Pen<'_>, area: Rect) {
    let area = Rect { x: area.x + 1, width: area.width.saturating_sub(2), ..area };
    let room = usize::from(area.width);
    let (going_on, style) = going_on(pen);
    let going_on = text::truncate(&going_on, room.saturating_sub(HELP_HINT), pen.marks.ellipsis);
    let taken = text::width(&going_on);
    let left = if taken == 0 { room } else { room.saturating_sub(taken + 2) };
    let line = match &pen.state.message {
        Some(message) => {
            let (mark, style) = tone(pen, message.tone);
            let mark_width = text::width(mark) + 1;
            let said = text::truncate(&message.text, left.saturating_sub(mark_width), pen.marks.ellipsis);
            let mut line = Line::from(vec![Span::styled(format!("{mark} "), style), Span::styled(said, style)]);
            // The keys stay in sight where there is room for a few of them.
            let rest = left.saturating_sub(line.width() + GAP);
            if rest >= FEW_HINTS {
                line.push_span(Span::raw(" ".repeat(GAP)));
                line.extend(hints::line(pen, &hints(pen.state), rest));
            }
            line
        }
        None => hints::line(pen, &hints(pen.state), left),
    };
    frame.render_widget(line, Rect { width: u16::try_from(left).unwrap_or(area.width), ..area });
    let width = u16::try_from(taken).unwrap_or(area.width);
    let right = Rect { x: area.right().saturating_sub(width), width, ..area };
    frame.render_widget(Line::styled(going_on, style), right);
}

fn tone(pen: Pen<'_>, tone: Tone) -> (&'static str, Style) {
    match tone {
        Tone::Info => (pen.marks.done, pen.theme.success),
        Tone::Warning => (pen.marks.warning, pen.theme.warning),
        Tone::Error => (pen.marks.warning, pen.theme.error),
    }
}

/// The most urgent of what goes on: a pause that Spotify asked for, then loading, then what is to be known.
fn going_on(pen: Pen<'_>) -> (String, Style) {
    let state = pen.state;
    match state.quota {
        Quota::Waiting { until } => {
            return (format!("Spotify asks to wait: {} s", state.seconds_until(until)), pen.theme.warning);
        }
        Quota::Blocked { until } => {
            return (format!("blocked until {}", clock_time(until, &state.now)), pen.theme.warning);
        }
        Quota::Open => {}
    }
    if let Some(progress) = progress(pen) {
        return (progress, pen.theme.muted);
    }
    match state.notices().into_iter().next() {
        Some(notice) => (notice.text, tone(pen, notice.tone).1),
        None => (String::new(), pen.theme.muted),
    }
}

fn progress(pen: Pen<'_>) -> Option<String> {
    if !matches!(pen.state.screen, Screen::Main) {
        return None;
    }
    let main = &pen.state.main;
    let episodes = main.open_episodes().and_then(|episodes| gauge(pen, "episodes", &episodes.loading));
    gauge(pen, "shows", &main.shows.loading).or(episodes)
}

/// `━━━━────── shows 250/500`
fn gauge(pen: Pen<'_>, noun: &str, loading: &Loading) -> Option<String> {
    const COLUMNS: u32 = 10;
    let Stage::Running { received, total } = loading.stage else { return None };
    let Some(total) = total.filter(|total| *total > 0) else { return Some(format!("loading {noun}")) };
    let full = u64::from(received.min(total)) * u64::from(COLUMNS) / u64::from(total);
    let full = usize::try_from(full).unwrap_or(0);
    let empty = usize::try_from(COLUMNS).unwrap_or(0).saturating_sub(full);
    let (full, empty) = (pen.marks.gauge_full.repeat(full), pen.marks.gauge_empty.repeat(empty));
    Some(format!("{full}{empty} {noun} {received}/{total}"))
}
