//! Geometry, decided once: drawing, paging and the mouse all ask here.

use ratatui::layout::{Rect, Size};

use super::panes::Pane;

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

/// Where the panes are for a terminal of this size: three from 120 columns, two from 80, one below.
///
/// Of two, the focused pane is always in view, with the one to its right where there is one.
#[must_use]
pub fn geometry(size: Size, focus: Pane) -> Geometry {
    let Size { width, height } = size;
    let header = Rect::new(0, 0, width, height.min(1));
    let status = Rect::new(0, height.saturating_sub(1), width, u16::from(height > 1));
    let body = Rect::new(0, 1.min(height), width, height.saturating_sub(2));
    Geometry { header, panes: panes(body, focus), status }
}

fn panes(body: Rect, focus: Pane) -> [Option<(Pane, Rect)>; 3] {
    let part = |x: u16, width: u16| Rect::new(body.x + x, body.y, width, body.height);
    let width = body.width;
    if width >= 120 {
        let shows = width * 3 / 10;
        let episodes = width * 35 / 100;
        [
            Some((Pane::Shows, part(0, shows))),
            Some((Pane::Episodes, part(shows, episodes))),
            Some((Pane::Notes, part(shows + episodes, width - shows - episodes))),
        ]
    } else if width >= 80 {
        let left = width * 2 / 5;
        let (first, second) = match focus {
            Pane::Shows => (Pane::Shows, Pane::Episodes),
            Pane::Episodes | Pane::Notes => (Pane::Episodes, Pane::Notes),
        };
        [Some((first, part(0, left))), Some((second, part(left, width - left))), None]
    } else {
        [Some((focus, body)), None, None]
    }
}

impl Geometry {
    /// Where a pane is, borders included; `None` when it is not in view.
    #[must_use]
    pub fn pane(&self, pane: Pane) -> Option<Rect> {
        self.panes.iter().flatten().find_map(|(which, rect)| (*which == pane).then_some(*rect))
    }
}
