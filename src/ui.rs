//! Draws the state into a frame. Pure: reads [`State`], keeps nothing, locks nothing, allocates for visible rows only.
//!
//! Geometry comes from [`layout`], so that the mouse and paging agree with what is seen. Remote text reaches a cell only
//! as [`crate::domain::CleanText`] through a widget; nothing in here sets a cell's symbol. Start with [`render`], then
//! `screens::pane`.

use std::borrow::Cow;

use ratatui::{Frame, layout::Rect, text::Line};

use crate::app::{
    Command, Context, State,
    layout::{self, Layout},
    state::Screen,
    theme::Theme,
};

mod hyperlinks;
pub mod linear;
pub mod marks;
mod screens;
mod text;
mod title;
mod widgets;

#[cfg(test)]
mod tests;

pub use hyperlinks::{Hyperlink, hyperlinks};
pub use marks::Marks;
pub use title::title;

/// Draws everything that is open.
pub fn render(state: &State, frame: &mut Frame<'_>) {
    let marks = if state.cx.display.ascii { &marks::ASCII } else { &marks::UNICODE };
    let area = frame.area();
    // A terminal may have another size until the event about it arrives.
    let layout = if area.as_size() == state.cx.layout.size {
        Cow::Borrowed(&state.cx.layout)
    } else {
        Cow::Owned(state.layout_at(area.as_size()))
    };
    let layout = layout.as_ref();
    let tried = state.overlays.last().and_then(|open| open.overlay.get().theme(&state.cx, open.selected()));
    let theme = &tried.unwrap_or(state.cx.display.theme);
    let pen = Pen { state, layout, theme, marks };
    frame.buffer_mut().set_style(area, pen.theme.text);
    if area.width < layout::SMALLEST.width || area.height < layout::SMALLEST.height {
        return too_small(frame, pen, area);
    }
    screens::header::draw(frame, pen, layout.header);
    match &state.screen {
        Screen::Setup(setup) => screens::setup::draw(frame, pen, layout.body, setup),
        Screen::Login(login) => screens::login::draw(frame, pen, layout.body, login),
        Screen::Main => {
            for (id, area) in &layout.panes {
                if state.views.is_document(*id) {
                    screens::notes::draw(frame, pen, *area);
                } else {
                    screens::pane::draw(frame, pen, *area, *id);
                }
            }
        }
    }
    if let Some(line) = layout.player {
        screens::player::draw(frame, pen, line);
    }
    screens::status::draw(frame, pen);
    if let (Some(overlay), Some(covered)) = (state.overlays.last(), layout.overlay) {
        screens::overlay::draw(frame, pen, covered.intersection(area), overlay);
    }
    screens::notes::draw_cover(frame, pen);
    screens::sequence::draw(frame, pen);
    screens::status::draw_message(frame, pen);
}

/// What every part needs to draw.
#[derive(Debug, Clone, Copy)]
struct Pen<'a> {
    state: &'a State,
    layout: &'a Layout,
    theme: &'a Theme,
    marks: &'static Marks,
}

impl Pen<'_> {
    /// The key of a command, for texts that name it.
    fn key(self, contexts: &[Context], command: Command) -> String {
        self.state.cx.key(contexts, command)
    }

    /// Sentences broken into lines. Backticks set keys off.
    fn flow(self, text: &str, columns: u16) -> Vec<Line<'static>> {
        text::flow(text, usize::from(columns), (self.theme.text, self.theme.key))
    }

    /// Whether an overlay lies over the screen.
    fn is_covered(self) -> bool {
        !self.state.overlays.is_empty()
    }
}

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
