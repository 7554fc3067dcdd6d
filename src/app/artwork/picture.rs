//! A cover as the terminal takes it.

use std::{fmt, sync::Arc};

use ratatui::{layout::Rect, style::Color};

/// An encoded picture. `Debug` prints its size only.
#[derive(Clone, PartialEq, Eq)]
pub enum Picture {
    /// Half blocks, row by row.
    Blocks(Vec<Vec<Block>>),
    /// A PNG in base64, to be transmitted once under a number and placed by it (kitty's graphics protocol).
    Kitty(String),
    /// The sequence that draws it at the cursor, and that any text over it erases.
    Sequence(String),
}

/// A cell of half blocks: symbol, foreground, background.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Block(pub char, pub Color, pub Color);

/// A picture that the terminal draws, and the cells it covers.
#[derive(Debug, Clone)]
pub struct Placed {
    pub area: Rect,
    pub picture: Arc<Picture>,
}

impl PartialEq for Placed {
    /// The same picture, not an equal one: comparing the bytes of each frame would take longer than drawing it.
    fn eq(&self, other: &Self) -> bool {
        self.area == other.area && Arc::ptr_eq(&self.picture, &other.picture)
    }
}

impl fmt::Debug for Picture {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Blocks(rows) => write!(f, "Blocks({} rows)", rows.len()),
            Self::Kitty(png) => write!(f, "Kitty({} bytes)", png.len()),
            Self::Sequence(sequence) => write!(f, "Sequence({} bytes)", sequence.len()),
        }
    }
}
