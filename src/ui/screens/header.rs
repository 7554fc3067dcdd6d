//! The first row: where one is, and who is logged in.

use ratatui::{
    Frame,
    layout::Rect,
    text::{Line, Span},
};

use crate::{
    app::{
        Command, Context,
        state::{LoginState, Screen},
    },
    domain::CleanText,
    ui::{Pen, text},
};

/// From this width on the program's name stands before the tab.
const ROOMY: u16 = 60;

/// Draws the row.
pub(in crate::ui) fn draw(frame: &mut Frame<'_>, pen: Pen<'_>, area: Rect) {
    let Pen { state, theme, marks } = pen;
    let room = usize::from(area.width).saturating_sub(2);
    let roomy = area.width >= ROOMY;
    // Where there is little room, where one is counts more than what one runs, and as whom.
    let who = if roomy || place(pen).is_none() { who(pen) } else { String::new() };
    let who = text::truncate(&who, room / 2, marks.ellipsis);
    let who_width = text::width(&who);
    let tab = match state.screen {
        Screen::Main => state.keymap.key_of(&[Context::Main], Command::ShowsTab).map(|key| format!("{key} Shows")),
        Screen::Setup(_) | Screen::Login(_) => None,
    };
    let mut line = Line::default();
    if tab.is_none() || roomy {
        line.extend([Span::raw(" "), Span::styled("spotpods-tui", theme.title)]);
    }
    if let Some(tab) = tab {
        let gap = if line.spans.is_empty() { " " } else { "  " };
        line.extend([Span::raw(gap), Span::styled(tab, theme.heading)]);
    }
    if let Some(place) = place(pen) {
        let left = room.saturating_sub(line.width() + 3 + who_width + 2);
        let place = text::truncate(place, left, marks.ellipsis);
        if !place.is_empty() {
            line.extend([Span::styled(format!(" {} ", marks.inside), theme.muted), Span::styled(place, theme.text)]);
        }
    }
    frame.render_widget(line, area);
    let width = u16::try_from(who_width).unwrap_or(area.width);
    let right = Rect { x: area.right().saturating_sub(width + 1), width, ..area };
    let style = if state.session.demo { theme.warning } else { theme.muted };
    frame.render_widget(Line::styled(who, style), right.intersection(area));
}

fn who(pen: Pen<'_>) -> String {
    let name = match &pen.state.session.login {
        LoginState::LoggedIn { account: Some(account), .. } | LoginState::Ended { account: Some(account) } => {
            Some(account.name().to_string())
        }
        LoginState::LoggedIn { account: None, .. } => Some("logged in".into()),
        LoginState::LoggedOut | LoginState::Ended { account: None } => None,
    };
    match (pen.state.session.demo, name) {
        (true, Some(name)) => format!("demo {} {name}", pen.marks.dot),
        (true, None) => "demo".into(),
        (false, Some(name)) => name,
        (false, None) => "not logged in".into(),
    }
}

/// The open show; without its name a single pane of episodes would not say whose they are.
fn place(pen: Pen<'_>) -> Option<&str> {
    match pen.state.screen {
        Screen::Setup(_) => Some("Set up"),
        Screen::Login(_) => Some("Log in"),
        Screen::Main => pen.state.main.open_name.as_ref().map(CleanText::as_str),
    }
}
