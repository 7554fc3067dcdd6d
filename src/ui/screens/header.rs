//! The first row: the tabs or the name of the screen, and the account.

use ratatui::{
    Frame,
    layout::Rect,
    text::{Line, Span},
};

use crate::{
    app::state::Screen,
    domain::LoginState,
    ui::{Pen, text},
};

/// From this width on there is room for the account.
const ROOMY: u16 = 60;

/// Draws the row.
pub(in crate::ui) fn draw(frame: &mut Frame<'_>, pen: Pen<'_>, area: Rect) {
    let end = match pen.state.screen {
        Screen::Main => draw_tabs(frame, pen, area),
        Screen::Setup(_) => draw_name(frame, pen, area, "Set up"),
        Screen::Login(_) => draw_name(frame, pen, area, "Log in"),
    };
    let Pen { state, theme, marks, .. } = pen;
    if area.width < ROOMY {
        return;
    }
    let room = usize::from(area.right().saturating_sub(end)).saturating_sub(2);
    let whole = who(pen);
    let who = text::truncate(&whole, room.min(usize::from(area.width) / 2), marks.ellipsis).into_owned();
    let width = u16::try_from(text::width(&who)).unwrap_or(area.width);
    // Shorter than a word is of no use.
    if width > 6 || who == whole {
        let right = Rect { x: area.right().saturating_sub(width + 1), width, ..area };
        let style = if state.cx.session.is_demo { theme.warning } else { theme.muted };
        frame.render_widget(Line::styled(who, style), right.intersection(area));
    }
}

/// The names of the program and of the screen. Returns the column after them.
fn draw_name(frame: &mut Frame<'_>, pen: Pen<'_>, area: Rect, name: &'static str) -> u16 {
    let Pen { theme, marks, .. } = pen;
    let line = Line::from(vec![
        Span::raw(" "),
        Span::styled("spotpods-tui", theme.title),
        Span::styled(format!(" {} ", marks.inside), theme.muted),
        Span::styled(name, theme.text),
    ]);
    let end = area.x.saturating_add(u16::try_from(line.width()).unwrap_or(u16::MAX));
    frame.render_widget(line, area);
    end
}

/// The tabs, after the name of the program if there is room. Returns the column after them. The open tab has the mark of
/// the cursor too, for terminals without styles.
fn draw_tabs(frame: &mut Frame<'_>, pen: Pen<'_>, area: Rect) -> u16 {
    let Pen { state, theme, marks, .. } = pen;
    let labels = &pen.layout.tabs;
    if labels.first().is_some_and(|label| label.area.x > 0) {
        frame.render_widget(Line::from(vec![Span::raw(" "), Span::styled("spotpods-tui", theme.title)]), area);
    }
    for label in labels {
        let open = label.tab == state.views.tab();
        let (before, style) = if open { (marks.cursor, theme.title) } else { (" ", theme.text) };
        let line = Line::from(vec![Span::styled(before, style), Span::styled(label.text.as_str(), style)]);
        frame.render_widget(line, label.area.intersection(area));
    }
    labels.last().map_or(area.x, |label| label.area.right())
}

fn who(pen: Pen<'_>) -> String {
    let name = match &pen.state.cx.session.login {
        LoginState::LoggedIn { account: Some(account), .. } | LoginState::Ended { account: Some(account) } => {
            Some(account.name().to_string())
        }
        LoginState::LoggedIn { account: None, .. } => Some("logged in".into()),
        LoginState::LoggedOut | LoginState::Ended { account: None } => None,
    };
    match (pen.state.cx.session.is_demo, name) {
        (true, Some(name)) => format!("demo {} {name}", pen.marks.dot),
        (true, None) => "demo".into(),
        (false, Some(name)) => name,
        (false, None) => "not logged in".into(),
    }
}
