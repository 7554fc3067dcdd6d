//! The line of what is playing.

use std::time::Duration;

use ratatui::{
    Frame,
    layout::{Alignment, Rect},
    text::{Line, Span},
};

use crate::{
    app::layout::PlayerLine,
    domain::{Playback, Playing, duration::clock},
    ui::{Pen, text},
};

/// Draws the line: what Spotify confirmed, or what was asked and how.
pub(in crate::ui) fn draw(frame: &mut Frame<'_>, pen: Pen<'_>, area: Rect) {
    let player = &pen.state.cx.player;
    let Some(playback) = player.shown() else { return };
    let line = PlayerLine::new(area);
    let asked = player.asked();
    draw_title(frame, pen, line.title, playback, asked.is_some());
    let position = playback.position_at(pen.state.cx.now.timestamp());
    let length = playback.duration();
    let mut elapsed = Line::from(Span::styled(clock(position), pen.theme.text));
    if !length.is_zero() && line.bar.is_empty() {
        elapsed.push_span(Span::styled(format!("/{}", clock(length)), pen.theme.muted));
    } else if !length.is_zero() {
        frame.render_widget(Line::styled(clock(length), pen.theme.muted), line.total);
        draw_bar(frame, pen, &line, position, length);
    }
    frame.render_widget(elapsed.alignment(Alignment::Right), line.elapsed);
    draw_device(frame, pen, line.device, playback, asked);
}

fn draw_title(frame: &mut Frame<'_>, pen: Pen<'_>, area: Rect, playback: &Playback, is_asked: bool) {
    let Pen { theme, marks, .. } = pen;
    let sign = match (is_asked, playback.is_playing) {
        (true, _) => marks.syncing,
        (false, true) => marks.playing,
        (false, false) => marks.paused,
    };
    let (name, by) = match &playback.playing {
        Playing::Episode(episode) => {
            (episode.name.as_str(), episode.show.as_ref().map_or("", |(_, name)| name.as_str()))
        }
        Playing::Track { name, artists, .. } => (name.as_str(), artists.as_str()),
        Playing::Ad => ("An ad", ""),
        Playing::Unknown => ("Something that Spotify does not name", ""),
    };
    let room = usize::from(area.width).saturating_sub(2);
    let name = text::truncate(name, room, marks.ellipsis);
    let separator = format!(" {} ", marks.dot);
    let left = room.saturating_sub(text::width(&name) + text::width(&separator));
    let mut line = Line::from(vec![Span::styled(format!("{sign} "), theme.accent), Span::styled(name, theme.text)]);
    // Less of it says nothing.
    if !by.is_empty() && left >= 6 {
        line.push_span(Span::styled(separator, theme.muted));
        line.push_span(Span::styled(text::truncate(by, left, marks.ellipsis), theme.muted));
    }
    frame.render_widget(line, area);
}

fn draw_bar(frame: &mut Frame<'_>, pen: Pen<'_>, line: &PlayerLine, position: Duration, length: Duration) {
    if line.bar.is_empty() {
        return;
    }
    let Pen { theme, marks, .. } = pen;
    let knob = usize::from(line.knob(position, length));
    let rest = usize::from(line.bar.width).saturating_sub(knob + 1);
    let bar = Line::from(vec![
        Span::styled(marks.gauge_full.repeat(knob), theme.text),
        Span::styled(marks.knob, theme.accent),
        Span::styled(marks.gauge_empty.repeat(rest), theme.border),
    ]);
    frame.render_widget(bar, line.bar);
}

/// The device and its volume; or what was asked, until Spotify confirms it.
fn draw_device(frame: &mut Frame<'_>, pen: Pen<'_>, area: Rect, playback: &Playback, asked: Option<String>) {
    let Pen { theme, marks, .. } = pen;
    let room = usize::from(area.width);
    if let Some(asked) = asked {
        let asked = text::truncate(&asked, room.saturating_sub(text::width(marks.ellipsis)), "").into_owned();
        let asked = Span::styled(format!("{asked}{}", marks.ellipsis), theme.in_progress);
        return frame.render_widget(Line::from(asked).alignment(Alignment::Right), area);
    }
    let device = &playback.device;
    let volume = device.volume.map(|volume| format!("   vol {volume}")).filter(|volume| volume.len() + 8 <= room);
    let volume = volume.unwrap_or_default();
    let name = text::truncate(device.name.as_str(), room.saturating_sub(volume.len()), marks.ellipsis);
    let line = Line::from(vec![Span::styled(name, theme.text), Span::styled(volume, theme.muted)]);
    frame.render_widget(line.alignment(Alignment::Right), area);
}
