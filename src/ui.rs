//! Draws the state into a frame. Pure: reads [`State`], keeps nothing, locks nothing, allocates for visible rows only.
//!
//! Geometry comes from [`layout`], so that the mouse and paging agree with what is seen. Remote text reaches a cell only
//! as [`crate::domain::CleanText`] through a widget; nothing in here sets a cell's symbol. Start with [`render`], then
//! `screens::shows`.

use ratatui::{Frame, layout::Rect, text::Line};

use crate::app::{Command, Context, State, layout, overlay::Overlay, panes::Pane, state::Screen, tab::Tab};

pub mod marks;
mod screens;
mod text;
pub mod theme;
mod widgets;

#[cfg(test)]
mod tests;

pub use marks::Marks;
pub use theme::Theme;

/// Draws everything. Below [`layout::SMALLEST`] there is only a notice; no size makes it fail.
pub fn render(state: &State, theme: &Theme, frame: &mut Frame<'_>) {
    let marks = if state.look.ascii { &marks::ASCII } else { &marks::UNICODE };
    let pen = Pen { state, theme, marks };
    let area = frame.area();
    if area.width < layout::SMALLEST.width || area.height < layout::SMALLEST.height {
        too_small(frame, pen, area);
        return;
    }
    let geometry = layout::geometry(area.as_size(), state.main.tab, state.main.focus);
    screens::header::draw(frame, pen, geometry.header);
    let body =
        Rect::new(0, geometry.header.bottom(), area.width, geometry.status.y.saturating_sub(geometry.header.bottom()));
    match &state.screen {
        Screen::Setup(setup) => screens::setup::draw(frame, pen, body, setup),
        Screen::Login(login) => screens::login::draw(frame, pen, body, login),
        Screen::Main => {
            for (pane, area) in geometry.panes.into_iter().flatten() {
                match pane {
                    Pane::Shows => screens::shows::draw(frame, pen, area),
                    Pane::Episodes => match state.main.tab {
                        Tab::Shows => screens::episodes::draw(frame, pen, area),
                        Tab::New | Tab::InProgress => screens::feed::draw(frame, pen, area),
                        Tab::Search => screens::search::draw(frame, pen, area),
                    },
                    Pane::Notes => screens::notes::draw(frame, pen, area),
                }
            }
        }
    }
    if state.message_lines().is_none() {
        screens::status::draw(frame, pen, geometry.status);
    }
    if let (Some(overlay), Some(covered)) = (&state.overlay, state.overlay_area()) {
        let covered = covered.intersection(area);
        match overlay {
            Overlay::Help(help) => screens::help::draw(frame, pen, covered, help),
            Overlay::Links(cursor) => screens::links::draw(frame, pen, covered, *cursor),
            Overlay::ConfirmLink { link, .. } => screens::links::draw_question(frame, pen, covered, link),
            Overlay::MarkDown { question, .. } => screens::question::draw_mark_down(frame, pen, covered, question),
            Overlay::Messages { scroll } => screens::messages::draw(frame, pen, covered, *scroll),
            Overlay::Written(path) => screens::question::draw_written(frame, pen, covered, path),
            Overlay::Account(cursor) => screens::account::draw(frame, pen, covered, *cursor),
        }
    }
    screens::messages::draw_long(frame, pen);
}

/// What every drawing function needs: what to draw, and how.
#[derive(Debug, Clone, Copy)]
struct Pen<'a> {
    state: &'a State,
    theme: &'a Theme,
    marks: &'static Marks,
}

impl Pen<'_> {
    /// The key of a command, for sentences that name it.
    fn key(self, contexts: &[Context], command: Command) -> String {
        self.state.keymap.key_of(contexts, command).map_or_else(|| "(no key)".into(), |key| key.to_string())
    }

    /// Whether something lies on top of the screen, which then has no cursor.
    fn covered(self) -> bool {
        self.state.overlay.is_some()
    }
}

/// Says how large the terminal has to be, in as many columns as there are.
fn too_small(frame: &mut Frame<'_>, pen: Pen<'_>, area: Rect) {
    if area.is_empty() {
        return;
    }
    let wanted = format!("{}x{}", layout::SMALLEST.width, layout::SMALLEST.height);
    let sentence = format!("Make the terminal larger ({wanted})");
    let short = [sentence.clone(), format!("Larger: {wanted}"), wanted];
    let room = usize::from(area.width);
    let fits = short.iter().find(|text| text.len() <= room);
    let notice = match fits {
        Some(text) => vec![Line::raw(text.clone())],
        None => text::flow(&sentence, room, (pen.theme.text, pen.theme.text)),
    };
    let top = area.y + area.height.saturating_sub(u16::try_from(notice.len()).unwrap_or(u16::MAX)) / 2;
    for (line, y) in notice.into_iter().zip(top..area.bottom()) {
        frame.render_widget(line.centered().style(pen.theme.warning), Rect { y, height: 1, ..area });
    }
}
