//! What the mouse did before: for double clicks, and for drags.

use jiff::{SignedDuration, Timestamp};
use ratatui::layout::Position;

use super::key::{Mouse, MouseKind};

/// The longest time between the two clicks of a double click.
const DOUBLE: SignedDuration = SignedDuration::from_millis(400);

/// The last click, and what is dragged.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Pointer {
    clicked: Option<(Position, Timestamp)>,
    /// The pane whose right edge is dragged, by its place among the panes.
    pub edge: Option<usize>,
}

impl Pointer {
    /// Takes note of an event. Returns whether it is the second click of a double click: soon after the first, on the same
    /// line and at most a column beside it. A third click is a first one again.
    pub fn used(&mut self, mouse: Mouse, now: Timestamp) -> bool {
        let Some((at, when)) = self.clicked.take() else {
            self.clicked = (mouse.kind == MouseKind::Click).then_some((mouse.at, now));
            return false;
        };
        let is_near = at.y == mouse.at.y && at.x.abs_diff(mouse.at.x) <= 1;
        let is_soon = when.duration_until(now).abs() <= DOUBLE;
        match mouse.kind {
            MouseKind::Click if is_near && is_soon => return true,
            MouseKind::Click => self.clicked = Some((mouse.at, now)),
            MouseKind::Release | MouseKind::Drag if is_near => self.clicked = Some((at, when)),
            MouseKind::Release | MouseKind::Drag | MouseKind::WheelUp | MouseKind::WheelDown => {}
        }
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_clicks_are_a_double_click_if_they_are_soon_and_near() {
        let mut pointer = Pointer::default();
        let mut does = |kind, x, y, at| {
            let now = Timestamp::from_millisecond(at).expect("a time");
            pointer.used(Mouse { kind, at: Position { x, y } }, now)
        };
        let clicks = [
            (5, 5, 0, false),
            (6, 5, 400, true),
            (6, 5, 500, false),
            (6, 5, 901, false),
            (6, 6, 950, false),
            (8, 6, 990, false),
            (8, 6, 1_000, true),
        ];
        for (x, y, at, is_double) in clicks {
            assert_eq!(does(MouseKind::Click, x, y, at), is_double, "{at}");
            assert!(!does(MouseKind::Release, x, y, at + 1));
        }
        assert!(!does(MouseKind::Click, 1, 1, 2_000) && !does(MouseKind::Drag, 9, 1, 2_010));
        assert!(!does(MouseKind::Click, 1, 1, 2_020), "a drag lies between");
    }
}
