//! The links of the notes, and the question before one of them is opened.

use ratatui::{
    Frame,
    layout::Rect,
    style::{Modifier, Style},
    text::{Line, Span},
};
use url::Url;

use crate::{
    app::{Command, Context, cursor::Cursor, layout},
    domain::{WebLink, rich::Link, wrap::Piece},
    ui::{
        Pen, text,
        widgets::frame::{self, Border, Scroll},
    },
};

/// Draws the numbered list.
pub(in crate::ui) fn draw(frame: &mut Frame<'_>, pen: Pen<'_>, area: Rect, cursor: Cursor) {
    let links = &pen.state.main.notes.text.links;
    let inside = layout::content(area);
    let height = usize::from(inside.height);
    let selected = cursor.selected(links.len());
    let top = cursor.top().min(links.len().saturating_sub(height));
    let scroll = selected.map(|selected| Scroll { position: selected + 1, top, len: links.len(), height });
    frame::overlay(frame, pen, area, &Border { focused: true, title: "Links", about: String::new(), scroll });
    let digits = links.len().to_string().len() + 2;
    for ((number, link), area) in links.iter().enumerate().skip(top).zip(inside.rows()) {
        let is_selected = selected == Some(number);
        let mark = if is_selected { pen.marks.cursor } else { " " };
        let mut line = entry(pen, number + 1, digits, link, usize::from(inside.width).saturating_sub(2));
        line.spans.insert(0, Span::raw(mark));
        frame.render_widget(line, area);
        if is_selected {
            frame.buffer_mut().set_style(area, pen.theme.selected);
        }
    }
}

/// `[1] label  host/path`
fn entry<'a>(pen: Pen<'a>, number: usize, digits: usize, link: &'a Link, columns: usize) -> Line<'a> {
    let label = format!("{:>digits$} ", format!("[{number}]"));
    let room = columns.saturating_sub(text::width(&label));
    let mut row = Line::from(Span::styled(label, pen.theme.muted));
    let url = link.url.as_ref().map_or("(leads nowhere)", |url| bare(url));
    let label = link.label.as_str();
    let bare_label = label.trim_start_matches("https://").trim_start_matches("http://").trim_end_matches('/');
    let same = label.is_empty() || bare_label == url;
    if same {
        row.push_span(Span::styled(text::truncate(url, room, pen.marks.ellipsis), pen.theme.text));
        return row;
    }
    let label =
        text::truncate(label, (room * 3 / 5).max(room.saturating_sub(text::width(url) + 2)), pen.marks.ellipsis);
    let left = room.saturating_sub(text::width(&label) + 2);
    row.push_span(Span::styled(label, pen.theme.text));
    let url = text::truncate(url, left, pen.marks.ellipsis);
    row.push_span(Span::styled(format!("  {url}"), pen.theme.muted));
    row
}

/// A URL without what every URL has.
fn bare(url: &WebLink) -> &str {
    let url = url.as_str();
    url.strip_prefix("https://").unwrap_or(url).trim_end_matches('/')
}

/// Asks whether a link shall be opened: the whole of it, and its host set off, because the label may lie.
pub(in crate::ui) fn draw_question(frame: &mut Frame<'_>, pen: Pen<'_>, area: Rect, link: &WebLink) {
    let host = Url::parse(link.as_str()).ok().and_then(|url| url.host_str().map(str::to_owned)).unwrap_or_default();
    let inside = layout::content(area);
    let border = Border { focused: true, title: "Open this link?", ..Border::default() };
    frame::overlay(frame, pen, area, &border);
    let lines = text::in_lines(&emphasised(pen, link.as_str(), &host), usize::from(inside.width));
    let hidden = lines.len().saturating_sub(usize::from(inside.height));
    for (line, row) in lines.into_iter().zip(inside.rows()) {
        frame.render_widget(line, row);
    }
    let (open, cancel) = (Command::ConfirmLink, Command::Back);
    let [open, cancel] = [open, cancel].map(|command| pen.key(&[Context::ConfirmLink], command));
    let more = if hidden > 0 {
        format!("{} {hidden} more lines {} ", pen.marks.ellipsis, pen.marks.dot)
    } else {
        String::new()
    };
    let answer = format!(" {more}`{open}` opens it, `{cancel}` does not");
    let foot = border.foot(area);
    if let [line] = text::flow(&answer, usize::from(foot.width), (pen.theme.text, pen.theme.key)).as_mut_slice() {
        line.spans.insert(0, Span::raw(" "));
        line.push_span(Span::raw(" "));
        frame.render_widget(&*line, foot);
    }
}

/// The parts of the URL, the host among them bold. How many lines it takes was counted by
/// [`State::overlay_rows`](crate::app::State::overlay_rows), without looks.
fn emphasised<'a>(pen: Pen<'_>, url: &'a str, host: &str) -> [Piece<'a, Style>; 3] {
    let start = url.find(host).filter(|_| !host.is_empty()).unwrap_or(url.len());
    let (before, rest) = url.split_at_checked(start).unwrap_or((url, ""));
    let (host, after) = rest.split_at_checked(host.len()).unwrap_or((rest, ""));
    let plain = pen.theme.text;
    let bold = plain.add_modifier(Modifier::BOLD | Modifier::UNDERLINED);
    [(before, plain), (host, bold), (after, plain)].map(|(text, look)| Piece { text: text.into(), look, glued: false })
}
