//! The search: what is typed, which filters there are, what was found.

use std::ops::Range;

use ratatui::{
    Frame,
    layout::Rect,
    text::{Line, Span},
};

use unicode_segmentation::UnicodeSegmentation;

use super::{
    episodes::{date, looks, mark},
    feed::time,
    list, state,
};
use crate::{
    app::{
        Command, Context, layout,
        panes::Pane,
        search::{HitRow, Search, SearchStage},
    },
    domain::{ShelfEpisode, ShelfShow, words::words},
    ui::{
        Pen, text,
        widgets::{
            field::{self, Content},
            frame::{self, Border, Scroll},
        },
    },
};

/// Draws the pane.
pub(in crate::ui) fn draw(frame: &mut Frame<'_>, pen: Pen<'_>, area: Rect) {
    let search = &pen.state.main.search;
    let focused = pen.state.main.focus != Pane::Notes;
    let areas = layout::search(area);
    let about = about(pen, search, frame::about_room(area, "Search"));
    let scroll = scroll(search, usize::from(areas.found.height));
    let border = Border { focused, title: "Search", about, scroll };
    frame::border(frame, pen, area, &border);
    draw_cut_short(frame, pen, border.foot(area), search);
    draw_field(frame, pen, areas.field, search);
    if search.list.is_empty() {
        list::draw_empty(frame, pen, areas.found, &empty(pen, search));
        return;
    }
    draw_filters(frame, pen, areas.filters);
    let rows = areas.found;
    let columns = usize::from(rows.width).saturating_sub(2);
    let picked = &search.picked;
    let top = search.list.top();
    let first = search.list.row_at(top).unwrap_or(0);
    let mut skip = top.saturating_sub(search.list.block(first).start);
    let mut y = rows.y;
    for at in first..search.list.len() {
        let Some(row) = search.row(at) else { break };
        let is_selected = search.list.selected() == Some(at);
        let lines = match row {
            HitRow::Show(show) => {
                vec![list::with_pick(pen, picked, None, columns, |columns| show_line(pen, search, show, columns))]
            }
            HitRow::Episode(item) => vec![
                list::with_pick(pen, picked, Some(item), columns, |columns| episode_line(pen, search, item, columns)),
                list::with_pick(pen, picked, None, columns, |columns| notes_line(pen, search, item, columns)),
            ],
        };
        for mut line in lines.into_iter().skip(std::mem::take(&mut skip)) {
            if y >= rows.bottom() {
                return;
            }
            let area = Rect { y, height: 1, ..rows };
            line.spans.insert(0, Span::raw(if is_selected { pen.marks.cursor } else { " " }));
            frame.render_widget(line, area);
            if is_selected {
                let style = if focused && !search.typing { pen.theme.selected } else { pen.theme.selected_elsewhere };
                frame.buffer_mut().set_style(area, style);
            }
            y += 1;
        }
    }
}

/// What is typed, after a sign that it can be.
fn draw_field(frame: &mut Frame<'_>, pen: Pen<'_>, area: Rect, search: &Search) {
    const SIGN: u16 = 3;
    let style = if search.typing { pen.theme.key } else { pen.theme.muted };
    frame.render_widget(Line::styled(" / ", style), area);
    let room = Rect { x: area.x + SIGN.min(area.width), width: area.width.saturating_sub(SIGN), ..area };
    if search.field.0.value().is_empty() && !search.typing {
        let key = pen.key(&[Context::Found], Command::Filter);
        let says =
            text::flow(&format!("`{key}` types a search"), usize::from(room.width), (pen.theme.muted, pen.theme.key));
        if let Some(line) = says.first() {
            frame.render_widget(line, room);
        }
        return;
    }
    field::field(frame, pen, room, &search.field, Content::Plain, search.typing && !pen.covered());
}

/// The names of the filters.
fn draw_filters(frame: &mut Frame<'_>, pen: Pen<'_>, area: Rect) {
    let wordings = [
        "show: after: before: unplayed longer: shorter: lang: \"phrase\" -word",
        "show: after: before: unplayed longer: shorter: lang: \"phrase\"",
        "show: after: before: unplayed longer: lang:",
        "show: after: unplayed longer: lang: \"…\"",
        "show: after: unplayed longer: lang:",
    ];
    let room = usize::from(area.width).saturating_sub(4);
    let fits = |wording: &&str| text::width(wording) <= room && (wording.is_ascii() || pen.marks.ellipsis == "…");
    if let Some(wording) = wordings.into_iter().find(fits) {
        frame.render_widget(Line::from(vec![Span::raw("   "), Span::styled(wording, pen.theme.muted)]), area);
    }
}

/// That older episodes may match too, where nobody looked for them.
fn draw_cut_short(frame: &mut Frame<'_>, pen: Pen<'_>, foot: Rect, search: &Search) {
    if !search.found.cut_short {
        return;
    }
    let wordings =
        ["cut short: older episodes may match, more words narrow it", "cut short: older ones may match", "cut short"];
    let wordings = wordings.map(|wording| format!(" {} {wording} ", pen.marks.warning));
    if let Some(wording) = wordings.into_iter().find(|wording| text::width(wording) <= usize::from(foot.width)) {
        frame.render_widget(Line::styled(wording, pen.theme.warning), foot);
    }
}

fn about(pen: Pen<'_>, search: &Search, room: usize) -> String {
    let count = |count: usize, one: &str, many: &str| match count {
        0 => String::new(),
        1 => format!("1 {one}"),
        count => format!("{count} {many}"),
    };
    let more = if search.may_have_more() { "+" } else { "" };
    let shows = count(search.found.shows.len(), "show", "shows");
    let episodes = match search.found.episodes.len() {
        0 => String::new(),
        1 => "1 episode".into(),
        count => format!("{count}{more} episodes"),
    };
    let picks = list::picks(&search.picked);
    let join = |parts: &[&str]| {
        let parts: Vec<_> = parts.iter().copied().filter(|part| !part.is_empty()).collect();
        parts.join(&format!(" {} ", pen.marks.dot))
    };
    let wordings = [join(&[&picks, &shows, &episodes]), join(&[&picks, &episodes]), picks];
    wordings.into_iter().find(|wording| text::width(wording) <= room).unwrap_or_default()
}

fn scroll(search: &Search, height: usize) -> Option<Scroll> {
    let selected = search.list.selected()?;
    let top = search.list.row_at(search.list.top()).unwrap_or(0);
    let bottom = search.list.row_at(search.list.top() + height).unwrap_or(search.list.len());
    Some(Scroll { position: selected + 1, top, len: search.list.len(), height: bottom.saturating_sub(top).max(1) })
}

/// A show whose name matches: its name, and how many of its episodes are unplayed.
fn show_line<'a>(pen: Pen<'a>, search: &Search, show: &'a ShelfShow, columns: usize) -> Line<'a> {
    let theme = pen.theme;
    let name = show.show.name.as_str();
    let mut right = Vec::new();
    if show.counts.unplayed > 0 {
        right.push(Span::styled(format!(" {}{}", pen.marks.unplayed, show.counts.unplayed), theme.unplayed));
    }
    right.push(Span::styled(format!(" {} episodes", show.counts.total), theme.muted));
    let left = vec![Span::styled("Show ", theme.muted)];
    with_title(pen, left, (name, &char_hits(name, &search.query.hits(name))), right, theme.heading, columns)
}

/// Mark, date, title, length.
fn episode_line<'a>(pen: Pen<'a>, search: &Search, item: &'a ShelfEpisode, columns: usize) -> Line<'a> {
    let theme = pen.theme;
    let episode = &item.episode;
    let name = episode.name.as_str();
    let (look, title) = looks(pen, episode);
    let date_columns = if pen.state.look.iso_dates { 10 } else { 6 };
    let left = vec![
        Span::styled(mark(pen.marks, item), look),
        Span::styled(format!(" {:<date_columns$} ", date(pen, episode, false)), theme.muted),
    ];
    let right = vec![Span::styled(format!(" {:>5}", time(episode)), theme.muted)];
    with_title(pen, left, (name, &char_hits(name, &search.query.hits(name))), right, title, columns)
}

/// Below it: its show, and a piece of its notes once that has been read.
fn notes_line<'a>(pen: Pen<'a>, search: &'a Search, item: &'a ShelfEpisode, columns: usize) -> Line<'a> {
    let Pen { theme, marks, .. } = pen;
    let snippet = search.snippets.get(&item.at()).filter(|snippet| !snippet.text.is_empty());
    let name_columns = if snippet.is_some() { columns / 3 } else { columns.saturating_sub(2) };
    let name = text::truncate(item.show_name.as_str(), name_columns, marks.ellipsis);
    let mut left = vec![Span::raw("  "), Span::styled(name, theme.muted)];
    let Some(snippet) = snippet else { return list::row(left, Vec::new(), columns) };
    left.push(Span::styled(format!(" {} ", marks.dot), theme.muted));
    let text = snippet.text.as_str();
    let taken: usize = left.iter().map(|span| text::width(&span.content)).sum();
    let skip = before_hit(text, &snippet.hits, columns.saturating_sub(taken));
    let hits: Vec<_> =
        snippet.hits.iter().map(|hit| hit.start.saturating_sub(skip)..hit.end.saturating_sub(skip)).collect();
    if skip > 0 {
        left.push(Span::styled(marks.ellipsis, theme.muted));
    }
    let text = text.get(skip..).unwrap_or_default();
    with_title(pen, left, (text, &char_hits(text, &hits)), Vec::new(), theme.text, columns)
}

/// How many bytes of a piece of notes are left out at its beginning, so that its first hit is in view in so many columns
/// with a third of them for what stands before it.
fn before_hit(text: &str, hits: &[Range<usize>], room: usize) -> usize {
    let Some(first) = hits.first() else { return 0 };
    let (Some(through), Some(before)) = (text.get(..first.end), text.get(..first.start)) else { return 0 };
    if text::width(through) < room {
        return 0;
    }
    let mut columns = 0;
    let kept = before.grapheme_indices(true).rev().take_while(|(_, grapheme)| {
        columns += text::grapheme_width(grapheme);
        columns <= room / 3
    });
    kept.last().map_or(first.start, |(at, _)| at)
}

/// A row: what stands at the left, a text that takes what is left with its hits set off, what stands at the right.
fn with_title<'a>(
    pen: Pen<'_>,
    mut left: Vec<Span<'a>>,
    (title, hits): (&'a str, &[u32]),
    right: Vec<Span<'a>>,
    style: ratatui::style::Style,
    columns: usize,
) -> Line<'a> {
    let taken: usize = left.iter().chain(&right).map(|span| text::width(&span.content)).sum();
    let room = columns.saturating_sub(taken);
    left.extend(text::highlight(title, hits, room, (style, pen.theme.hit), pen.marks.ellipsis));
    list::row(left, right, columns)
}

/// Which characters are in ranges of bytes: positions of `char`s.
fn char_hits(text: &str, ranges: &[Range<usize>]) -> Vec<u32> {
    if ranges.is_empty() {
        return Vec::new();
    }
    let mut ranges = ranges.iter().peekable();
    let mut hits = Vec::new();
    for (position, (at, _)) in (0u32..).zip(text.char_indices()) {
        while ranges.next_if(|range| range.end <= at).is_some() {}
        match ranges.peek() {
            Some(range) if range.start <= at => hits.push(position),
            Some(_) => {}
            None => break,
        }
    }
    hits
}

fn empty(pen: Pen<'_>, search: &Search) -> Vec<String> {
    let narrow = "Narrow it with `show:name` `after:2026-01` `before:7d` `unplayed` `longer:30m` `shorter:1h` `lang:en`, put \
                  phrases in \"quotes\", leave words out with `-word`";
    match &search.stage {
        SearchStage::Failed(problem) => state::said(problem, &format!("`{}` tries again", list::refresh_key(pen))),
        SearchStage::Idle if !search.asked.is_empty() => vec![format!("Searching{}", pen.marks.ellipsis)],
        SearchStage::Idle => vec!["Searches titles and notes of all that is on disk.".into(), narrow.into()],
        // A filter that is being typed says nothing yet.
        SearchStage::Found if search.query.is_empty() && words(&search.of).next().is_some() => vec![narrow.into()],
        SearchStage::Found if search.query.is_empty() => {
            vec!["Letters and digits are searched for, signs and emoji are not".into()]
        }
        SearchStage::Found => {
            let contexts: &[_] = if search.typing { &[Context::SearchField] } else { &[Context::Main] };
            let key = pen.key(contexts, Command::Back);
            let way_out = if search.typing { format!("`{key}` twice clears it") } else { format!("`{key}` clears it") };
            vec![format!("Nothing found. Fewer or shorter words find more, {way_out}")]
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_of_bytes_become_positions_of_characters() {
        assert_eq!(char_hits("Ärger über Öl", &[0..6, 13..16]), [0, 1, 2, 3, 4, 11, 12]);
        assert_eq!(char_hits("", &[0..6, 8..9]), Vec::<u32>::new());
    }

    #[test]
    fn the_first_hit_of_a_piece_of_notes_is_in_view() {
        let text = "… a long way before the keeper of tapes";
        let at = text.find("keeper").expect("there");
        let hits = [at..at + 6, at + 10..at + 15];
        assert_eq!(text.get(before_hit(text, &hits, 18)..), Some("e the keeper of tapes"));
        assert_eq!(before_hit(text, &hits, 60), 0);
        assert_eq!(before_hit("", &[], 5), 0);
    }
}
