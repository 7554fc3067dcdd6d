//! How panes share the width: as usual, or as the person dragged the line between them.

use ratatui::layout::Rect;

/// The least columns of a pane after a drag.
pub(super) const LEAST: u16 = 16;

/// The parts that widths are counted in, so that they fit any terminal.
const WHOLE: u32 = 10_000;

/// The sets of panes that share the width.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PaneSet {
    /// Shows, episodes, notes.
    Three,
    /// The first two of these.
    ShowsEpisodes,
    /// The last two.
    EpisodesNotes,
    /// Any other list, and notes.
    ListNotes,
}

impl PaneSet {
    /// Every set with its word in the library.
    pub const ALL: [(Self, &'static str); 4] = [
        (Self::Three, "three"),
        (Self::ShowsEpisodes, "shows-episodes"),
        (Self::EpisodesNotes, "episodes-notes"),
        (Self::ListNotes, "list-notes"),
    ];

    /// The set of `shown` panes of `all`, from the one at position `first` on; `None` if one has the whole width.
    pub(super) fn of(all: usize, first: usize, shown: usize) -> Option<Self> {
        match (all, first, shown) {
            (3, _, 3) => Some(Self::Three),
            (3, 0, 2) => Some(Self::ShowsEpisodes),
            (3, _, 2) => Some(Self::EpisodesNotes),
            (2, _, 2) => Some(Self::ListNotes),
            _ => None,
        }
    }

    pub fn word(self) -> &'static str {
        Self::ALL.iter().find(|(set, _)| *set == self).map_or("", |(_, word)| word)
    }
}

/// The shares of all panes of a set but the last, in ten-thousandths.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shares(u16, u16);

impl Shares {
    /// Reads what [`Display`](std::fmt::Display) writes; `None` for anything else.
    pub fn parse(text: &str) -> Option<Self> {
        let (first, second) = text.split_once(' ')?;
        let share = |text: &str| text.parse().ok().filter(|share| u32::from(*share) <= WHOLE);
        Some(Self(share(first)?, share(second)?))
    }

    /// The shares after the right edge of the pane at position `edge` was moved to the column `x`.
    pub(super) fn dragged(panes: &[Rect], edge: usize, x: u16) -> Option<Self> {
        let (left, right) = (panes.get(edge)?, panes.get(edge + 1)?);
        let whole: u16 = panes.iter().map(|pane| pane.width).sum();
        let (first, last) = (left.x + LEAST, right.right().checked_sub(LEAST)?);
        let end = (first <= last).then(|| x.saturating_add(1).clamp(first, last))?;
        let width = |at: usize| match panes.get(at) {
            Some(pane) if at == edge => end - pane.x,
            Some(pane) if at == edge + 1 => pane.right() - end,
            Some(pane) => pane.width,
            None => 0,
        };
        // Rounded up, since the way back rounds down.
        let share = |at| u16::try_from((u32::from(width(at)) * WHOLE).div_ceil(u32::from(whole).max(1))).ok();
        Some(Self(share(0)?, share(1)?))
    }

    /// The columns of the pane at a position among `panes`, of which `left` columns are still free.
    pub(super) fn columns(self, at: usize, panes: usize, whole: u16, left: u16) -> u16 {
        let others = u16::try_from(panes.saturating_sub(at + 1)).unwrap_or(u16::MAX).saturating_mul(LEAST);
        let share = if at == 0 { self.0 } else { self.1 };
        let columns = u16::try_from(u32::from(whole) * u32::from(share) / WHOLE).unwrap_or(whole);
        columns.max(LEAST).min(left.saturating_sub(others))
    }
}

impl std::fmt::Display for Shares {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}", self.0, self.1)
    }
}

/// What the person dragged, for each set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Widths([Option<Shares>; PaneSet::ALL.len()]);

impl Widths {
    pub fn get(&self, set: PaneSet) -> Option<Shares> {
        self.0.get(set as usize).copied().flatten()
    }

    /// `None` shares the width as usual.
    pub fn set(&mut self, set: PaneSet, shares: Option<Shares>) {
        if let Some(own) = self.0.get_mut(set as usize) {
            *own = shares;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The widths of panes after a drag, on a terminal that has the same width or another one.
    fn after(widths: &[u16], edge: usize, x: u16, whole: u16) -> Vec<u16> {
        let mut left = 0;
        let place = |width: &u16| {
            let pane = Rect { x: left, width: *width, ..Rect::default() };
            left += width;
            pane
        };
        let panes: Vec<_> = widths.iter().map(place).collect();
        let shares = Shares::dragged(&panes, edge, x).expect("there is room");
        assert_eq!(Shares::parse(&shares.to_string()), Some(shares));
        let mut free = whole;
        let mut columns = |at| {
            let columns = if at + 1 == panes.len() { free } else { shares.columns(at, panes.len(), whole, free) };
            free -= columns;
            columns
        };
        (0..panes.len()).map(&mut columns).collect()
    }

    #[test]
    fn the_edge_goes_to_the_column_of_the_mouse_and_the_other_panes_stay() {
        for x in 20..=60 {
            assert_eq!(after(&[37, 63, 40], 0, x, 140), [x + 1, 99 - x, 40]);
        }
        assert_eq!(after(&[37, 63, 40], 1, 79, 140), [37, 43, 60]);
        assert_eq!(after(&[1_000, 999], 0, 1_233, 1_999), [1_234, 765]);
    }

    #[test]
    fn no_pane_becomes_narrower_than_the_least() {
        assert_eq!(after(&[37, 63, 40], 0, 0, 140), [16, 84, 40]);
        assert_eq!(after(&[37, 63, 40], 0, 139, 140), [84, 16, 40]);
        assert_eq!(after(&[37, 63, 40], 1, u16::MAX, 140), [37, 87, 16]);
        assert_eq!(after(&[100, 40], 0, 120, 80), [64, 16]);
        assert_eq!(after(&[84, 20, 16], 0, 200, 120), [88, 16, 16]);
    }

    #[test]
    fn shares_that_are_none_are_not_read() {
        for text in ["", "1", "1 2 3", "-1 2", "10001 1", "a b"] {
            assert_eq!(Shares::parse(text), None, "{text}");
        }
    }
}
