//! Geometry, computed once per event: drawing, paging and the mouse share [`Layout`].

mod player;
mod widths;

use ratatui::layout::{Margin, Position, Rect, Size};

pub use player::PlayerLine;
pub use widths::{PaneSet, Shares, Widths};

use super::place::{Tab, ViewId};
use crate::domain::width::width;

/// The smallest terminal that everything is drawn in.
pub const SMALLEST: Size = Size { width: 40, height: 10 };

/// The most columns of running text.
const MEASURE: u16 = 80;

/// The blank columns on either side inside an overlay.
const MARGIN: u16 = 1;

/// Below this height the names of the tabs and the rules give their lines to the rows.
const ROOMY: u16 = 14;

/// The areas of a frame.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Layout {
    pub size: Size,
    /// The line of the tabs; empty on a low terminal.
    pub header: Rect,
    pub tabs: Vec<TabLabel>,
    /// Between header and footer.
    pub body: Rect,
    /// The views in sight, from left to right.
    pub panes: Vec<(ViewId, Rect)>,
    /// Which set of panes that is; `None` if one has the whole width.
    pub set: Option<PaneSet>,
    /// The line of what is playing.
    pub player: Option<Rect>,
    pub status: Rect,
    /// A message that is longer than the status line, over the panes.
    pub message: Option<Rect>,
    pub overlay: Option<Rect>,
    /// The keys that go on with a sequence, above the status line.
    pub keys: Option<Rect>,
}

/// The needs of messages and overlays.
#[derive(Debug, Clone, Default)]
pub struct Chrome {
    pub player: bool,
    pub message_lines: usize,
    /// The columns and rows of the content of an overlay.
    pub overlay: Option<(usize, usize)>,
    /// How the person wants panes to share the width.
    pub widths: Widths,
    /// The rows of the keys that go on with a sequence.
    pub keys: Option<usize>,
}

/// The name of a tab, long and short, with its key; and the least that stands for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TabText {
    pub tab: Tab,
    pub long: String,
    pub short: String,
    pub least: String,
}

/// The name of a tab in the header.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TabLabel {
    pub tab: Tab,
    pub text: String,
    /// Includes a blank column on either side: a click in it opens the tab.
    pub area: Rect,
}

impl Layout {
    /// Lays everything out. `views` are those of the open tab, from left to right, and `focus` is one of them.
    pub fn compute(size: Size, names: &[TabText], chrome: &Chrome, views: &[ViewId], focus: ViewId) -> Self {
        let Size { width, height } = size;
        let top = u16::from(height >= ROOMY);
        let status = Rect::new(0, height.saturating_sub(1), width, u16::from(height > 1));
        let player =
            (chrome.player && height >= SMALLEST.height).then(|| Rect { y: status.y.saturating_sub(1), ..status });
        let bottom = player.unwrap_or(status).y;
        let body = Rect::new(0, top, width, bottom.saturating_sub(top));
        let header = Rect::new(0, 0, width, top);
        let message_lines = u16::try_from(chrome.message_lines).unwrap_or(u16::MAX);
        let (panes, set) = panes(body, views, focus, &chrome.widths);
        Self {
            size,
            header,
            tabs: tabs(header, names),
            body,
            panes,
            set,
            player,
            status,
            message: (message_lines > 0).then(|| message(size, message_lines)),
            overlay: chrome.overlay.map(|content| overlay(size, content)),
            keys: chrome.keys.map(|rows| keys(size, rows)),
        }
    }

    /// Whether a view would be in sight among `views`, with the focus on `focus`.
    pub fn has_room(&self, views: &[ViewId], focus: ViewId, view: ViewId) -> bool {
        panes(self.body, views, focus, &Widths::default()).0.iter().any(|(which, _)| *which == view)
    }

    /// The area of a view, if it is in sight.
    pub fn pane(&self, view: ViewId) -> Option<Rect> {
        self.panes.iter().find_map(|(which, area)| (*which == view).then_some(*area))
    }

    /// The view at a position.
    pub fn pane_at(&self, at: Position) -> Option<(ViewId, Rect)> {
        self.panes.iter().find(|(_, area)| area.contains(at)).copied()
    }

    /// The pane whose right edge is at a position, by its place among the panes; the last one has none to move.
    pub fn edge_at(&self, at: Position) -> Option<usize> {
        let others = self.panes.len().saturating_sub(1);
        self.panes.iter().take(others).position(|(_, area)| area.contains(at) && at.x + 1 == area.right())
    }

    /// The widths after the edge of a pane was dragged to a column.
    pub fn dragged(&self, edge: usize, x: u16) -> Option<(PaneSet, Shares)> {
        let areas: Vec<_> = self.panes.iter().map(|(_, area)| *area).collect();
        Some((self.set?, Shares::dragged(&areas, edge, x)?))
    }

    /// The tab with its name at a position.
    pub fn tab_at(&self, at: Position) -> Option<Tab> {
        self.tabs.iter().find(|label| label.area.contains(at)).map(|label| label.tab)
    }

    /// The lines above the rows of a pane: its title, and a rule if there is room.
    fn head(&self) -> u16 {
        1 + self.header.height
    }

    /// How many lines of rows every pane has, whether it is in sight or not.
    pub fn rows(&self) -> usize {
        usize::from(self.body.height.saturating_sub(self.head()))
    }

    /// The rows of a pane: below its head, and left of its edge.
    pub fn rows_of(&self, pane: Rect) -> Rect {
        let head = self.head().min(pane.height);
        Rect { y: pane.y + head, width: pane.width.saturating_sub(1), height: pane.height - head, ..pane }
    }

    /// The running text of a pane: no wider than reads well.
    pub fn text_of(&self, pane: Rect) -> Rect {
        let rows = self.rows_of(pane);
        let margin = 1.min(rows.width);
        Rect { x: rows.x + margin, width: (rows.width - margin).min(MEASURE), ..rows }
    }

    /// Which line of the rows of a pane is at a position.
    pub fn line_at(&self, pane: Rect, at: Position) -> Option<usize> {
        let rows = self.rows_of(pane);
        (rows.y..rows.bottom()).contains(&at.y).then(|| usize::from(at.y - rows.y))
    }

    /// Which line of the overlay is at a position.
    pub fn overlay_line_at(&self, at: Position) -> Option<usize> {
        let inside = inside(self.overlay?);
        (inside.y..inside.bottom()).contains(&at.y).then(|| usize::from(at.y - inside.y))
    }
}

/// The columns of an overlay.
pub fn overlay_columns(size: Size) -> u16 {
    inside(overlay(size, (usize::MAX, 1))).width
}

/// The columns of the keys that go on with a sequence.
pub fn keys_columns(size: Size) -> u16 {
    size.width.saturating_sub(2)
}

/// The columns of a message on the status line, its mark included.
pub fn message_columns(size: Size) -> u16 {
    message(size, 1).width
}

/// Three views share the width from 120 columns on, two from 80 on; below, the one with the focus has all of it. The text
/// takes more while it has the focus. What the person dragged counts instead.
fn panes(body: Rect, views: &[ViewId], focus: ViewId, widths: &Widths) -> (Vec<(ViewId, Rect)>, Option<PaneSet>) {
    let at = views.iter().position(|view| *view == focus).unwrap_or(0);
    let two = views.get(at.min(1)..(at + 2).clamp(2, 3)).unwrap_or_default();
    let (shown, percents): (&[ViewId], &[u32]) = match (body.width, views.len(), at) {
        (120.., 3, 2) => (views, &[22, 34]),
        (120.., 3, _) => (views, &[27, 45]),
        (80.., 3, 0) => (two, &[43]),
        (80.., 3, 1) | (80.., 2, 0) => (if views.len() == 3 { two } else { views }, &[60]),
        (80.., 3, _) => (two, &[44]),
        (80.., 2, _) => (views, &[44]),
        _ => (views.get(at..=at).unwrap_or_default(), &[]),
    };
    let first = if shown.len() == views.len() { 0 } else { at.min(1) };
    let set = PaneSet::of(views.len(), first, shown.len());
    let own = set.and_then(|set| widths.get(set));
    let mut x = body.x;
    let place = |(at, view): (usize, &ViewId)| {
        let share = percents.get(at).map(|percent| match own {
            Some(own) => own.columns(at, shown.len(), body.width, body.right() - x),
            None => share(body.width, *percent),
        });
        let area = Rect { x, width: share.unwrap_or(body.right() - x), ..body };
        x = area.right();
        (*view, area)
    };
    (shown.iter().enumerate().map(place).collect(), set)
}

fn share(length: u16, percent: u32) -> u16 {
    u16::try_from(u32::from(length) * percent / 100).unwrap_or(length)
}

/// The names of the tabs in the header: in the longest form that fits for all of them.
fn tabs(header: Rect, texts: &[TabText]) -> Vec<TabLabel> {
    let columns = |text: &str| u16::try_from(width(text) + 2).unwrap_or(u16::MAX);
    let forms: [fn(&TabText) -> &String; 3] = [|text| &text.long, |text| &text.short, |text| &text.least];
    let end =
        |form: &&fn(&TabText) -> &String| texts.iter().fold(0_u16, |end, text| end.saturating_add(columns(form(text))));
    let form = forms.iter().find(|form| end(form) <= header.width).unwrap_or(&forms[2]);
    let mut x = 0_u16;
    let label = |text: &TabText| {
        let (tab, text) = (text.tab, form(text).clone());
        let area = Rect { x, y: 0, width: columns(&text), height: 1 };
        x = x.saturating_add(area.width);
        TabLabel { tab, text, area: area.intersection(header) }
    };
    texts.iter().map(label).collect()
}

/// The inside of an overlay: its border, and a margin on either side.
pub fn inside(overlay: Rect) -> Rect {
    overlay.inner(Margin { horizontal: 1 + MARGIN, vertical: 1 })
}

fn message(size: Size, lines: u16) -> Rect {
    let height = lines.min(size.height.saturating_sub(1));
    Rect { x: 1.min(size.width), y: size.height - height, width: size.width.saturating_sub(2), height }
}

/// Over the lower end of the panes, with a rule above.
fn keys(size: Size, rows: usize) -> Rect {
    let room = size.height.saturating_sub(1);
    let height = u16::try_from(rows).unwrap_or(u16::MAX).saturating_add(1).min(room);
    Rect { x: 0, y: room - height, width: size.width, height }
}

/// As large as its content and at most as wide as reads well, in the middle.
fn overlay(size: Size, (columns, rows): (usize, usize)) -> Rect {
    let around = |length: usize, frame: u16| u16::try_from(length).unwrap_or(u16::MAX).saturating_add(frame);
    let width = around(columns, 2 * (1 + MARGIN)).min(MEASURE).min(size.width);
    let room = size.height.saturating_sub(1);
    let height = around(rows, 2).min(room);
    Rect::new((size.width - width) / 2, (room - height) / 2, width, height)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn g5_panes_fill_the_width_at_every_size_and_the_focus_is_in_sight() {
        let tabs: [&[ViewId]; 2] =
            [&[ViewId::Shows, ViewId::Episodes, ViewId::Notes], &[ViewId::Search, ViewId::Notes]];
        for width in (0..=u16::MAX).step_by(7).chain([39, 40, 79, 80, 119, 120, u16::MAX]) {
            for height in [0, 1, 2, 3, 24, u16::MAX] {
                for (views, focus) in tabs.iter().flat_map(|views| views.iter().map(|focus| (*views, *focus))) {
                    let layout = Layout::compute(Size { width, height }, &[], &Chrome::default(), views, focus);
                    let mut x = 0;
                    for (_, area) in &layout.panes {
                        assert_eq!((area.x, area.y, area.height), (x, layout.body.y, layout.body.height));
                        for inside in [layout.rows_of(*area), layout.text_of(*area)] {
                            assert!(inside.right() <= area.right() && inside.bottom() <= area.bottom());
                            assert_eq!(usize::from(inside.height), layout.rows());
                        }
                        x = area.right();
                    }
                    assert_eq!(x, width);
                    assert!(layout.pane(focus).is_some(), "{focus:?} at {width}");
                    assert!(layout.status.bottom() <= height && layout.body.bottom() <= height);
                }
            }
        }
    }

    #[test]
    fn a_low_terminal_keeps_a_title_the_rows_and_a_footer() {
        let views = [ViewId::Shows, ViewId::Episodes, ViewId::Notes];
        for (height, rows) in [(10, 8), (13, 11), (14, 10), (24, 20)] {
            let layout = Layout::compute(Size { width: 80, height }, &[], &Chrome::default(), &views, ViewId::Shows);
            assert_eq!(layout.rows(), rows, "{height}");
        }
    }

    #[test]
    fn an_overlay_is_as_large_as_its_content() {
        let views = [ViewId::Search, ViewId::Notes];
        for (content, size) in [((30, 4), (34, 6)), ((200, 4), (80, 6)), ((30, 90), (34, 23))] {
            let chrome = Chrome { overlay: Some(content), ..Chrome::default() };
            let layout = Layout::compute(Size { width: 100, height: 24 }, &[], &chrome, &views, ViewId::Search);
            assert_eq!(layout.overlay.map(|area| (area.width, area.height)), Some(size));
        }
    }

    #[test]
    fn an_overlay_and_a_message_are_inside_the_terminal() {
        for (width, height, rows) in [(0, 0, 9), (1, 1, 9), (40, 10, 3), (200, 50, usize::MAX), (u16::MAX, 3, 1)] {
            let chrome = Chrome { message_lines: rows, overlay: Some((rows, rows)), ..Chrome::default() };
            let layout = Layout::compute(Size { width, height }, &[], &chrome, &[ViewId::Shows], ViewId::Shows);
            for area in [layout.overlay, layout.message].into_iter().flatten() {
                assert!(area.right() <= width && area.bottom() <= height, "{area:?}");
            }
        }
    }

    #[test]
    fn the_player_takes_one_line_of_the_panes() {
        let views = [ViewId::Search, ViewId::Notes];
        let chrome = Chrome { player: true, ..Chrome::default() };
        let layout = Layout::compute(Size { width: 80, height: 24 }, &[], &chrome, &views, ViewId::Search);
        assert_eq!((layout.player, layout.rows()), (Some(Rect::new(0, 22, 80, 1)), 19));
    }
}
