//! Geometry, computed once per event: drawing, paging and the mouse share [`Layout`].

use ratatui::layout::{Position, Rect, Size};

use super::place::{Tab, ViewId};
use crate::domain::width::width;

/// The smallest terminal that everything is drawn in.
pub const SMALLEST: Size = Size { width: 40, height: 10 };

/// The areas of a frame.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Layout {
    pub size: Size,
    pub header: Rect,
    pub tabs: Vec<TabLabel>,
    /// Between header and footer.
    pub body: Rect,
    /// The views in sight, from left to right.
    pub panes: Vec<(ViewId, Rect)>,
    /// The line of what is playing.
    pub player: Option<Rect>,
    pub status: Rect,
    /// A message that is longer than the status line, over the panes.
    pub message: Option<Rect>,
    pub overlay: Option<Rect>,
}

/// The needs of messages and overlays.
#[derive(Debug, Clone, Default)]
pub struct Chrome {
    pub player: bool,
    pub message_lines: usize,
    /// Otherwise the pane of episodes is empty, and the shows get its room.
    pub has_open_show: bool,
    pub overlay_rows: Option<usize>,
}

/// The name of a tab, long and short, with its key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TabText {
    pub tab: Tab,
    pub long: String,
    pub short: String,
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
    pub fn compute(size: Size, names: Vec<TabText>, chrome: &Chrome, views: &[ViewId], focus: ViewId) -> Self {
        let Size { width, height } = size;
        let top = height.min(1);
        let status = Rect::new(0, height.saturating_sub(1), width, u16::from(height > 1));
        let player =
            (chrome.player && height > SMALLEST.height).then(|| Rect { y: status.y.saturating_sub(1), ..status });
        let bottom = player.unwrap_or(status).y;
        let body = Rect::new(0, top, width, bottom.saturating_sub(top));
        let message_lines = u16::try_from(chrome.message_lines).unwrap_or(u16::MAX);
        Self {
            size,
            header: Rect::new(0, 0, width, top),
            tabs: tabs(size, names),
            body,
            panes: panes(body, views, focus, chrome.has_open_show),
            player,
            status,
            message: (message_lines > 0).then(|| message(size, message_lines)),
            overlay: chrome.overlay_rows.map(|rows| overlay(size, rows)),
        }
    }

    /// Whether a view would be in sight among `views`, with the focus on `focus`.
    pub fn has_room(&self, views: &[ViewId], focus: ViewId, view: ViewId) -> bool {
        panes(self.body, views, focus, true).iter().any(|(which, _)| *which == view)
    }

    /// The area of a view, if it is in sight.
    pub fn pane(&self, view: ViewId) -> Option<Rect> {
        self.panes.iter().find_map(|(which, area)| (*which == view).then_some(*area))
    }

    /// The view at a position.
    pub fn pane_at(&self, at: Position) -> Option<(ViewId, Rect)> {
        self.panes.iter().find(|(_, area)| area.contains(at)).copied()
    }

    /// The tab with its name at a position.
    pub fn tab_at(&self, at: Position) -> Option<Tab> {
        self.tabs.iter().find(|label| label.area.contains(at)).map(|label| label.tab)
    }

    /// How many lines every pane has, whether it is in sight or not.
    pub fn rows(&self) -> usize {
        usize::from(self.body.height.saturating_sub(2))
    }
}

/// The columns of an overlay.
pub fn overlay_columns(size: Size) -> u16 {
    content(overlay(size, 1)).width
}

/// The columns of a message on the status line, its mark included.
pub fn message_columns(size: Size) -> u16 {
    message(size, 1).width
}

/// Three views share the width from 120 columns on, two from 80 on; below, the one with the focus has all of it.
fn panes(body: Rect, views: &[ViewId], focus: ViewId, has_open_show: bool) -> Vec<(ViewId, Rect)> {
    let at = views.iter().position(|view| *view == focus).unwrap_or(0);
    let (shown, percents): (&[ViewId], &[u32]) = match (body.width, views.len()) {
        (120.., 3) if has_open_show => (views, &[27, 39]),
        (120.., 3) => (views, &[39, 27]),
        (80.., 3) if at == 0 && has_open_show => (views.get(..2).unwrap_or_default(), &[40]),
        (80.., 3) if at == 0 => (views.get(..2).unwrap_or_default(), &[55]),
        (80.., 3) => (views.get(1..).unwrap_or_default(), &[45]),
        (120.., 2) => (views, &[52]),
        (80.., 2) => (views, &[55]),
        _ => (views.get(at..=at).unwrap_or_default(), &[]),
    };
    let mut x = body.x;
    let place = |(at, view): (usize, &ViewId)| {
        let share = percents.get(at).map(|percent| share(body.width, *percent));
        let area = Rect { x, width: share.unwrap_or(body.right() - x), ..body };
        x = area.right();
        (*view, area)
    };
    shown.iter().enumerate().map(place).collect()
}

fn share(length: u16, percent: u32) -> u16 {
    u16::try_from(u32::from(length) * percent / 100).unwrap_or(length)
}

/// The names of the tabs in the header: whole if they fit, shortened if not.
fn tabs(size: Size, texts: Vec<TabText>) -> Vec<TabLabel> {
    /// The column the names begin at behind the name of the program, and the width from which on it is shown.
    const AFTER_NAME: u16 = 14;
    const ROOMY: u16 = 60;
    let columns = |text: &str| u16::try_from(width(text) + 2).unwrap_or(u16::MAX);
    let start = if size.width >= ROOMY { AFTER_NAME } else { 0 };
    let long: u16 = texts.iter().fold(start, |end, text| end.saturating_add(columns(&text.long)));
    let fits = long <= size.width;
    let mut x = if fits { start } else { 0 };
    let visible = Rect { x: 0, y: 0, width: size.width, height: size.height.min(1) };
    let label = |TabText { tab, long, short }| {
        let text = if fits { long } else { short };
        let area = Rect { x, y: 0, width: columns(&text), height: 1 };
        x = x.saturating_add(area.width);
        TabLabel { tab, text, area: area.intersection(visible) }
    };
    texts.into_iter().map(label).collect()
}

/// The inside of a border.
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

/// The area of running text inside a border.
pub fn page(rect: Rect) -> Rect {
    const ROOMY: u16 = 40;
    let content = content(rect);
    let margin = u16::from(content.width >= ROOMY);
    Rect { x: content.x + margin, width: content.width - 2 * margin, ..content }
}

/// Which line inside a border is at a position.
pub fn line_at(area: Rect, at: Position) -> Option<usize> {
    let inside = content(area);
    inside.contains(at).then(|| usize::from(at.y - inside.y))
}

fn message(size: Size, lines: u16) -> Rect {
    let height = lines.min(size.height.saturating_sub(1));
    Rect { x: 1.min(size.width), y: size.height - height, width: size.width.saturating_sub(2), height }
}

fn overlay(size: Size, rows: usize) -> Rect {
    let width = size.width.min(80);
    let room = size.height.saturating_sub(1);
    let height = u16::try_from(rows.saturating_add(2)).unwrap_or(u16::MAX).min(room);
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
                    let layout = Layout::compute(Size { width, height }, Vec::new(), &Chrome::default(), views, focus);
                    let mut x = 0;
                    for (_, area) in &layout.panes {
                        assert_eq!((area.x, area.y, area.height), (x, layout.body.y, layout.body.height));
                        let inside = content(*area);
                        assert!(inside.right() <= area.right() && inside.bottom() <= area.bottom());
                        assert_eq!(usize::from(inside.height), layout.rows());
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
    fn shows_take_the_room_of_an_empty_pane() {
        let views = [ViewId::Shows, ViewId::Episodes, ViewId::Notes];
        for (width, has_open_show, columns) in [(140, true, 37), (140, false, 54), (80, true, 32), (80, false, 44)] {
            let chrome = Chrome { has_open_show, ..Chrome::default() };
            let layout = Layout::compute(Size { width, height: 24 }, Vec::new(), &chrome, &views, ViewId::Shows);
            assert_eq!(layout.pane(ViewId::Shows).map(|area| area.width), Some(columns), "{width}");
        }
    }

    #[test]
    fn an_overlay_and_a_message_are_inside_the_terminal() {
        for (width, height, rows) in [(0, 0, 9), (1, 1, 9), (40, 10, 3), (200, 50, usize::MAX), (u16::MAX, 3, 1)] {
            let chrome = Chrome { message_lines: rows, overlay_rows: Some(rows), ..Chrome::default() };
            let layout = Layout::compute(Size { width, height }, Vec::new(), &chrome, &[ViewId::Shows], ViewId::Shows);
            for area in [layout.overlay, layout.message].into_iter().flatten() {
                assert!(area.right() <= width && area.bottom() <= height, "{area:?}");
            }
        }
    }

    #[test]
    fn the_player_takes_one_line_of_the_panes() {
        let views = [ViewId::Search, ViewId::Notes];
        let chrome = Chrome { player: true, ..Chrome::default() };
        let layout = Layout::compute(Size { width: 80, height: 24 }, Vec::new(), &chrome, &views, ViewId::Search);
        assert_eq!((layout.player, layout.rows()), (Some(Rect::new(0, 22, 80, 1)), 19));
    }
}
