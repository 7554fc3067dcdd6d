//! A column of parts for small screens: the least important ones are left out until the rest fits.

use ratatui::{Frame, layout::Rect, text::Line};

/// One part of a stack.
#[derive(Debug)]
pub(in crate::ui) struct Part<'a, T> {
    /// What it draws.
    pub(in crate::ui) body: Body<'a, T>,
    /// The smallest rank is left out first; from [`ALWAYS`] on a part stays.
    pub(in crate::ui) rank: u8,
}

/// The rank from which a part always stays; the rest is cut at the bottom.
pub(in crate::ui) const ALWAYS: u8 = 100;

/// What a part draws.
#[derive(Debug)]
pub(in crate::ui) enum Body<'a, T> {
    /// Lines of text.
    Text(Vec<Line<'a>>),
    /// Lines that start at the left edge of the screen and have nothing beside them, so that they can be selected with
    /// the mouse and copied.
    Bare(Vec<Line<'a>>),
    /// One row that the caller draws, identified by `T`.
    Row(T),
}

impl<'a, T> Part<'a, T> {
    /// Lines of a rank.
    pub(in crate::ui) fn text(rank: u8, lines: Vec<Line<'a>>) -> Self {
        Self { body: Body::Text(lines), rank }
    }

    /// An empty line, the first thing to go.
    pub(in crate::ui) fn gap() -> Self {
        Self::text(1, vec![Line::default()])
    }

    /// A row that the caller draws.
    pub(in crate::ui) fn row(rank: u8, what: T) -> Self {
        Self { body: Body::Row(what), rank }
    }
}

impl<T> Body<'_, T> {
    fn height(&self) -> usize {
        match self {
            Self::Text(lines) | Self::Bare(lines) => lines.len(),
            Self::Row(_) => 1,
        }
    }
}

/// The texts of parts as sentences. What a line has at its right, behind blanks, changes too often to be read.
pub(in crate::ui) fn sentences<T>(parts: &[Part<'_, T>]) -> Vec<String> {
    let lines = parts.iter().flat_map(|part| match &part.body {
        Body::Text(lines) | Body::Bare(lines) => lines.as_slice(),
        Body::Row(_) => &[],
    });
    let texts = lines.map(|line| line.to_string().split("   ").next().unwrap_or_default().trim().to_owned());
    texts.filter(|text| !text.is_empty()).collect()
}

/// An area in which no sentence is broken.
pub(in crate::ui) const WIDE: Rect = Rect { x: 0, y: 0, width: 4_000, height: 1_000 };

/// Draws what fits. Returns the areas of the caller's rows.
pub(in crate::ui) fn stack<T: Copy>(frame: &mut Frame<'_>, area: Rect, mut parts: Vec<Part<'_, T>>) -> Vec<(T, Rect)> {
    let room = usize::from(area.height);
    while parts.iter().map(|part| part.body.height()).sum::<usize>() > room {
        let weakest = parts.iter().enumerate().filter(|(_, part)| part.rank < ALWAYS).min_by_key(|(_, part)| part.rank);
        let Some((weakest, _)) = weakest else { break };
        parts.remove(weakest);
    }
    let mut rows = Vec::new();
    let height: usize = parts.iter().map(|part| part.body.height()).sum();
    // In the middle, rather above it: more may follow.
    let mut y = area.y + u16::try_from(room.saturating_sub(height) / 3).unwrap_or(0);
    for part in parts {
        let (left, lines) = match part.body {
            Body::Text(lines) => (area, lines),
            Body::Bare(lines) => (frame.area(), lines),
            Body::Row(what) => {
                if y < area.bottom() {
                    rows.push((what, Rect { y, height: 1, ..area }));
                }
                y = y.saturating_add(1);
                continue;
            }
        };
        for line in lines {
            if y < area.bottom() {
                frame.render_widget(line, Rect { y, height: 1, ..left });
            }
            y = y.saturating_add(1);
        }
    }
    rows
}
