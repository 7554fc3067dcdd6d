//! The first row: the tabs or the name of the screen; at the right the synchronisation and the account.

use ratatui::{
    Frame,
    layout::Rect,
    text::{Line, Span},
};

use super::roles;
use crate::{
    app::{progress, state::Screen},
    domain::LoginState,
    ui::{Pen, text},
};

/// The columns between two texts.
const GAP: usize = 2;

/// Draws the row.
pub(in crate::ui) fn draw(frame: &mut Frame<'_>, pen: Pen<'_>, area: Rect) {
    if area.is_empty() {
        return;
    }
    let end = match pen.state.screen {
        Screen::Main => draw_tabs(frame, pen, area),
        Screen::Setup(_) => draw_name(frame, pen, area, "Set up"),
        Screen::Login(_) => draw_name(frame, pen, area, "Log in"),
    };
    let room = usize::from(area.right().saturating_sub(end)).saturating_sub(GAP + 1);
    let progress = progress::line(pen.state, room);
    let mut right = roles::line(pen, &progress);
    let left = room.saturating_sub(if right.width() > 0 { right.width() + GAP } else { 0 });
    let wordings = who(pen);
    let whole = wordings.iter().find(|wording| text::width(wording) <= left);
    // A name may be cut, to a word at least; a sentence may not.
    let cut = wordings.last().filter(|_| pen.state.cx.session.login != LoginState::LoggedOut);
    let cut = cut.map(|name| text::truncate(name, left, pen.marks.ellipsis)).filter(|name| text::width(name) > 6);
    if let Some(shown) = whole.map(|whole| whole.as_str().into()).or(cut) {
        if right.width() > 0 {
            right.push_span(Span::raw(" ".repeat(GAP)));
        }
        right.push_span(Span::styled(shown.into_owned(), pen.theme.muted));
    }
    let width = u16::try_from(right.width()).unwrap_or(area.width);
    let area = Rect { x: area.right().saturating_sub(width + 1), width, ..area }.intersection(area);
    frame.render_widget(right, area);
}

/// The names of the program and of the screen. Returns the column after them.
fn draw_name(frame: &mut Frame<'_>, pen: Pen<'_>, area: Rect, name: &'static str) -> u16 {
    let Pen { theme, marks, .. } = pen;
    let line = Line::from(vec![
        Span::raw(" "),
        Span::styled("spotpods-tui", theme.accent),
        Span::styled(format!(" {} ", marks.inside), theme.muted),
        Span::styled(name, theme.text),
    ]);
    let end = area.x.saturating_add(u16::try_from(line.width()).unwrap_or(u16::MAX));
    frame.render_widget(line, area);
    end
}

/// The tabs. Returns the column after them. The open tab has the mark of the cursor too, for terminals without styles.
fn draw_tabs(frame: &mut Frame<'_>, pen: Pen<'_>, area: Rect) -> u16 {
    let Pen { state, theme, marks, .. } = pen;
    let labels = &pen.layout.tabs;
    for label in labels {
        let open = label.tab == state.views.tab();
        let (before, style) = if open { (marks.cursor, theme.accent) } else { (" ", theme.muted) };
        let line = Line::from(vec![Span::styled(before, style), Span::styled(label.text.as_str(), style)]);
        frame.render_widget(line, label.area.intersection(area));
    }
    // The blank column after the last one is part of the gap.
    labels.last().map_or(area.x, |label| label.area.right().saturating_sub(1))
}

/// Profile, demo and account, as the room lets them be; the account alone is the last.
fn who(pen: Pen<'_>) -> [String; 2] {
    let (cx, session) = (&pen.state.cx, &pen.state.cx.session);
    let name = match &session.login {
        LoginState::LoggedIn { account: Some(account), .. } | LoginState::Ended { account: Some(account) } => {
            account.name().as_str()
        }
        LoginState::LoggedIn { account: None, .. } => "logged in",
        LoginState::LoggedOut | LoginState::Ended { account: None } if session.is_demo => "",
        LoginState::LoggedOut | LoginState::Ended { account: None } => "not logged in",
    };
    let demo = if session.is_demo { "demo" } else { "" };
    let profile = session.profile.named().unwrap_or_default();
    let alone = if name.is_empty() { cx.join(&[profile, demo]) } else { name.to_owned() };
    [cx.join(&[profile, demo, name]), alone]
}
