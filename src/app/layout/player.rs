//! The line of what is playing: where its parts stand, and which position a column of its bar means.

use std::time::Duration;

use ratatui::layout::Rect;

/// The parts of the line, from left to right. They depend on the width alone, so that nothing moves while it plays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct PlayerLine {
    /// What plays.
    pub title: Rect,
    /// The position, at the right; on a narrow terminal with the length.
    pub elapsed: Rect,
    /// Empty on a narrow terminal.
    pub bar: Rect,
    /// The length, at the left; empty on a narrow terminal.
    pub total: Rect,
    /// The device and its volume, at the right; empty on a narrow terminal.
    pub device: Rect,
}

impl PlayerLine {
    /// The columns of a time: `1:02:03`.
    const TIME: u16 = 7;
    /// From these widths on there is a bar and a device, and room for the volume.
    const BAR: u16 = 70;
    const VOLUME: u16 = 100;

    pub fn new(line: Rect) -> Self {
        let Rect { width, .. } = line;
        let (bar, device) = match width {
            ..Self::BAR => (0, 0),
            Self::BAR..Self::VOLUME => (width * 22 / 100, 14),
            Self::VOLUME.. => (width.min(2_000) * 22 / 100, 26),
        };
        let mut right = line.right().saturating_sub(1);
        let mut take = |columns: u16, gap: u16| {
            let columns = columns.min(right.saturating_sub(line.x));
            right -= columns;
            let part = Rect { x: right, width: columns, ..line };
            right = right.saturating_sub(gap).max(line.x);
            part
        };
        let device = take(device, if device > 0 { 2 } else { 0 });
        let (total, bar, elapsed) = if bar > 0 {
            (take(Self::TIME, 1), take(bar, 1), take(Self::TIME, 1))
        } else {
            (take(0, 0), take(0, 0), take(2 * Self::TIME + 1, 1))
        };
        let x = (line.x + 1).min(right);
        Self { title: Rect { x, width: right - x, ..line }, elapsed, bar, total, device }
    }

    /// The position that a column of the bar means; one beside it means its nearest end.
    pub fn seek_to(&self, column: u16, length: Duration) -> Duration {
        let last = u32::from(self.bar.width.saturating_sub(1)).max(1);
        let at = u32::from(column.clamp(self.bar.x, self.bar.right().saturating_sub(1).max(self.bar.x)) - self.bar.x);
        Duration::from_secs((length * at / last).as_secs())
    }

    /// The column of the bar that stands for a position, from 0.
    pub fn knob(&self, position: Duration, length: Duration) -> u16 {
        let last = u128::from(self.bar.width.saturating_sub(1));
        let at = position.as_millis().min(length.as_millis()) * last / length.as_millis().max(1);
        u16::try_from(at).unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_parts_follow_each_other_within_the_line_at_every_width() {
        for width in (0..=400).chain([u16::MAX]) {
            let line = Rect { x: 0, y: 5, width, height: 1 };
            let PlayerLine { title, elapsed, bar, total, device } = PlayerLine::new(line);
            let mut x = 0;
            for part in [title, elapsed, bar, total, device] {
                assert!(part.x >= x && part.right() <= width, "{part:?} at {width}");
                x = part.right();
            }
            assert!(width < 40 || title.width >= 18, "{width}");
            assert_eq!(bar.width > 0, width >= 70);
        }
    }

    #[test]
    fn a_column_of_the_bar_and_a_position_mean_each_other() {
        let line = PlayerLine::new(Rect { x: 0, y: 0, width: 120, height: 1 });
        let hour = Duration::from_hours(1);
        assert_eq!((line.seek_to(0, hour), line.seek_to(u16::MAX, hour)), (Duration::ZERO, hour));
        for column in line.bar.x..line.bar.right() {
            let knob = line.bar.x + line.knob(line.seek_to(column, hour) + Duration::from_secs(1), hour);
            assert_eq!(knob, column);
        }
        assert_eq!(line.knob(Duration::from_secs(9), Duration::ZERO), 0, "an unknown length");
    }
}
