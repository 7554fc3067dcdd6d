//! Geometry, decided once: drawing, paging and the mouse all ask here.

use ratatui::layout::{Rect, Size};

use super::{panes::Pane, tab::Tab};

/// The smallest terminal in which the program draws more than a notice.
pub const SMALLEST: Size = Size { width: 40, height: 10 };

/// Where everything is on the main screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Geometry {
    /// The title and the account, one row.
    pub header: Rect,
    /// The panes in view from left to right, borders included.
    pub panes: [Option<(Pane, Rect)>; 3],
    /// Key hints, progress, quota, messages: one row.
    pub status: Rect,
}

/// Where the panes of a tab are for a terminal of this size: three from 120 columns, two from 80, one below. Tabs but the
/// first have two: [`Pane::Episodes`], their list, and the notes.
///
/// Of two, the focused pane is always in view, with the one to its right where there is one.
#[must_use]
pub fn geometry(size: Size, tab: Tab, focus: Pane) -> Geometry {
    let Size { width, height } = size;
    let header = Rect::new(0, 0, width, height.min(1));
    let status = Rect::new(0, height.saturating_sub(1), width, u16::from(height > 1));
    let body = Rect::new(0, 1.min(height), width, height.saturating_sub(2));
    let panes = match tab {
        Tab::Shows => panes(body, focus),
        Tab::New | Tab::InProgress | Tab::Search => list_and_notes(body, focus),
    };
    Geometry { header, panes, status }
}

fn list_and_notes(body: Rect, focus: Pane) -> [Option<(Pane, Rect)>; 3] {
    let focus = if focus == Pane::Notes { Pane::Notes } else { Pane::Episodes };
    let percent = match body.width {
        120.. => 52,
        80.. => 55,
        _ => return [Some((focus, body)), None, None],
    };
    let left = share(body.width, percent);
    let (list, notes) = (Rect { width: left, ..body }, Rect { x: body.x + left, width: body.width - left, ..body });
    [Some((Pane::Episodes, list)), Some((Pane::Notes, notes)), None]
}

fn panes(body: Rect, focus: Pane) -> [Option<(Pane, Rect)>; 3] {
    let part = |x: u16, width: u16| Rect::new(body.x + x, body.y, width, body.height);
    let width = body.width;
    if width >= 120 {
        let shows = share(width, 27);
        let episodes = share(width, 39);
        [
            Some((Pane::Shows, part(0, shows))),
            Some((Pane::Episodes, part(shows, episodes))),
            Some((Pane::Notes, part(shows + episodes, width - shows - episodes))),
        ]
    } else if width >= 80 {
        let (first, second, percent) = match focus {
            Pane::Shows => (Pane::Shows, Pane::Episodes, 40),
            Pane::Episodes | Pane::Notes => (Pane::Episodes, Pane::Notes, 45),
        };
        let left = share(width, percent);
        [Some((first, part(0, left))), Some((second, part(left, width - left))), None]
    } else {
        [Some((focus, body)), None, None]
    }
}

/// So many hundredths of a length, also of the longest there is.
fn share(length: u16, percent: u32) -> u16 {
    u16::try_from(u32::from(length) * percent / 100).unwrap_or(length)
}

impl Geometry {
    /// Where a pane is, borders included; `None` when it is not in view.
    #[must_use]
    pub fn pane(&self, pane: Pane) -> Option<Rect> {
        self.panes.iter().flatten().find_map(|(which, rect)| (*which == pane).then_some(*rect))
    }
}

/// The inside of a pane or an overlay: one cell of border on each side. Rows and notes are drawn here and nowhere else.
#[must_use]
pub fn content(rect: Rect) -> Rect {
    let inset = |length: u16| length.saturating_sub(2);
    let shift = |length: u16| 1.min(length);
    Rect::new(
        rect.x.saturating_add(shift(rect.width)),
        rect.y.saturating_add(shift(rect.height)),
        inset(rect.width),
        inset(rect.height),
    )
}

/// The inside of the notes pane: as that of any pane, with a blank column on each side where there is room for it, as
/// text that is read wants a margin.
#[must_use]
pub fn page(rect: Rect) -> Rect {
    const ROOMY: u16 = 40;
    let content = content(rect);
    let margin = u16::from(content.width >= ROOMY);
    Rect { x: content.x + margin, width: content.width - 2 * margin, ..content }
}

/// How many rows of a list, or lines of notes, are in view. All panes are equally high.
#[must_use]
pub fn rows(size: Size) -> usize {
    usize::from(size.height.saturating_sub(4))
}

/// The inside of the list of the search: what is typed, which filters there are, what was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SearchAreas {
    /// One row to type into.
    pub field: Rect,
    /// One row for the names of the filters; none where there is little room.
    pub filters: Rect,
    /// The rest.
    pub found: Rect,
}

/// Where the parts of the search are in its pane.
#[must_use]
pub fn search(pane: Rect) -> SearchAreas {
    const ROOMY: u16 = 12;
    let inside = content(pane);
    let field = Rect { height: inside.height.min(1), ..inside };
    let filters = Rect { y: field.bottom(), height: u16::from(inside.height >= ROOMY), ..inside };
    let found = Rect { y: filters.bottom(), height: inside.height - field.height - filters.height, ..inside };
    SearchAreas { field, filters, found }
}

/// How many lines of what a search found are in view.
#[must_use]
pub fn search_rows(size: Size) -> usize {
    let pane = Rect::new(0, 0, size.width, size.height.saturating_sub(2));
    usize::from(search(pane).found.height)
}

/// Where a message of so many lines is: the last rows, with a blank column on each side. The first row stays free.
#[must_use]
pub fn message(size: Size, lines: usize) -> Rect {
    let height = u16::try_from(lines).unwrap_or(u16::MAX).min(size.height.saturating_sub(1));
    Rect { x: 1.min(size.width), y: size.height - height, width: size.width.saturating_sub(2), height }
}

/// Where an overlay of `rows` rows is, border included: centred above the status line, as high as it needs to be.
#[must_use]
pub fn overlay(size: Size, rows: usize) -> Rect {
    let width = size.width.min(80);
    let room = size.height.saturating_sub(1);
    let height = u16::try_from(rows.saturating_add(2)).unwrap_or(u16::MAX).min(room);
    Rect::new((size.width - width) / 2, (room - height) / 2, width, height)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn g5_panes_fill_the_width_at_every_size() {
        for width in (0..=u16::MAX).step_by(7).chain([u16::MAX]) {
            for height in [0, 1, 2, 3, 24, u16::MAX] {
                let focuses = [Pane::Shows, Pane::Episodes, Pane::Notes];
                let tabs = Tab::ALL.into_iter().flat_map(|tab| focuses.map(|focus| (tab, focus)));
                for (tab, focus) in tabs.filter(|at| at.0 == Tab::Shows || at.1 != Pane::Shows) {
                    let size = Size { width, height };
                    let geometry = geometry(size, tab, focus);
                    let widths: u16 = geometry.panes.iter().flatten().map(|(_, rect)| rect.width).sum();
                    assert_eq!(widths, width);
                    let pane = geometry.pane(focus).expect("the focused pane is in view");
                    assert_eq!(usize::from(content(pane).height), rows(size));
                    assert!(content(pane).right() <= pane.right() && content(pane).bottom() <= pane.bottom());
                    let SearchAreas { field, filters, found } = search(pane);
                    assert_eq!(usize::from(found.height), search_rows(size));
                    assert_eq!(field.height + filters.height + found.height, content(pane).height);
                }
            }
        }
    }

    #[test]
    fn an_overlay_and_a_message_are_inside_the_terminal() {
        for (width, height, rows) in [(0, 0, 9), (1, 1, 9), (40, 10, 3), (200, 50, usize::MAX), (u16::MAX, 3, 0)] {
            let area = overlay(Size { width, height }, rows);
            assert!(area.right() <= width && area.bottom() <= height, "{area:?}");
            let area = message(Size { width, height }, rows);
            assert!(area.right() <= width && area.bottom() <= height, "{area:?}");
        }
    }
}
