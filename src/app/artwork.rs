//! Covers: whether and how they are drawn, where, and when one is asked for.
//!
//! The state holds the pictures as values, a few of them, so that drawing stays a pure function of the state and a test of
//! it needs no terminal. Which protocol is used follows from the settings and from what the terminal answered; a terminal
//! that answers nothing gets no picture, unless the person wants one. Start with [`Options::protocol`] and [`Room`].

pub mod picture;

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use ratatui::layout::{Rect, Size};

pub use crate::domain::Protocol;
pub use picture::{Picture, Placed};

use super::{
    requests::{Effect, RequestId, Slot, effect::Request},
    terminal::Terminal,
};
use crate::domain::TerminalProgram;

/// How long an item rests before its cover is fetched.
pub const REST: SignedDuration = SignedDuration::from_millis(150);
/// How long a cover that could not be had is not asked for again.
const RETRY: SignedDuration = SignedDuration::from_secs(60);
/// The columns between the details and the cover.
pub const GAP: u16 = 2;
/// The fewest columns for the details beside a cover.
const DETAILS: u16 = 18;
/// The most pictures held.
const HELD: usize = 8;
/// The pixels of a cell, where the terminal does not say.
const CELL: Size = Size { width: 10, height: 20 };
/// The largest cell that is believed.
const LARGEST_CELL: u16 = 100;

/// The colours of half blocks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Depth {
    /// 24 bits.
    Full,
    /// The palette of 256.
    #[default]
    Palette,
}

/// The settings, and what the environment says. The default draws nothing.
#[expect(clippy::struct_excessive_bools, reason = "independent facts about settings and environment")]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Options {
    pub is_on: bool,
    /// Drawn even on a terminal that answers nothing.
    pub is_always: bool,
    /// Whether half blocks may be chosen: neither in ASCII nor without colours.
    pub has_blocks: bool,
    /// The protocol of the settings.
    pub protocol: Option<Protocol>,
    /// Whether the environment names a terminal with the protocol of iTerm2.
    pub is_iterm2: bool,
    pub depth: Depth,
}

impl Options {
    /// The protocol, if covers are drawn. `terminal` is `None` as long as the terminal has not answered.
    pub fn protocol(self, terminal: Option<&Terminal>) -> Option<Protocol> {
        let answers = match terminal {
            _ if !self.is_on => return None,
            _ if self.protocol.is_some() => return self.protocol.filter(|protocol| self.may(*protocol)),
            None if self.is_always => &Terminal::default(),
            None => return None,
            Some(answers) => answers,
        };
        let name = answers.name.as_ref().map_or("", |name| name.as_str());
        // They also answer to kitty's query, but draw their own protocol better.
        let is_iterm2 = self.is_iterm2 || TerminalProgram::answering(name).draws_iterm2;
        let chosen = match answers {
            _ if is_iterm2 => Protocol::Iterm2,
            Terminal { kitty: true, .. } => Protocol::Kitty,
            Terminal { sixel: true, .. } => Protocol::Sixel,
            Terminal { .. } => Protocol::Blocks,
        };
        Some(chosen).filter(|protocol| self.may(*protocol))
    }

    fn may(self, protocol: Protocol) -> bool {
        self.has_blocks || protocol != Protocol::Blocks
    }
}

/// Where a cover has room: its protocol, its cells and their pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Room {
    pub protocol: Protocol,
    pub size: Size,
    pub cell: Size,
    pub depth: Depth,
}

impl Room {
    /// The pixels of the longer side.
    pub fn side(self) -> u32 {
        let pixels = |cells: u16, each: u16| u32::from(cells) * u32::from(each);
        match self.protocol {
            Protocol::Blocks => pixels(self.size.height, 2),
            Protocol::Kitty | Protocol::Iterm2 | Protocol::Sixel => {
                pixels(self.size.width, self.cell.width).max(pixels(self.size.height, self.cell.height))
            }
        }
    }
}

/// The cells of a cover at the top right of a text, if it leaves room for the details and for the notes below.
fn fit(text: Size, cell: Size) -> Option<Size> {
    let height = match text {
        Size { width: 60.., height: 24.. } => 10,
        Size { width: 36.., height: 17.. } => 8,
        Size { width: 32.., height: 14.. } => 6,
        Size { .. } => return None,
    };
    let pixels = u32::from(height) * u32::from(cell.height);
    let width = u16::try_from((pixels + u32::from(cell.width) / 2) / u32::from(cell.width)).ok()?;
    (width > 0 && width.saturating_add(GAP + DETAILS) <= text.width).then_some(Size { width, height })
}

/// A cover to draw. Also the request for its picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cover {
    pub url: String,
    pub room: Room,
}

impl Request for Cover {
    const EFFECT: fn(RequestId, Self) -> Effect = Effect::Artwork;

    fn slot(&self) -> Slot {
        Slot::Artwork
    }
}

/// The covers of the session.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Artwork {
    pub options: Options,
    /// The cover in sight, and when it is asked for.
    wanted: Option<(Cover, Timestamp)>,
    /// The latest pictures, the newest last; of one that could not be had, when that was.
    held: Vec<(Cover, Result<Arc<Picture>, Timestamp>)>,
    /// Whether the latest could not be had: there may be no network.
    is_away: bool,
}

impl Artwork {
    pub fn new(options: Options) -> Self {
        Self { options, ..Self::default() }
    }

    /// The room of a cover beside a text.
    pub fn room(&self, terminal: Option<&Terminal>, text: Rect) -> Option<Room> {
        let protocol = self.options.protocol(terminal)?;
        let is_sane =
            |cell: &Size| (1..=LARGEST_CELL).contains(&cell.width) && (1..=LARGEST_CELL).contains(&cell.height);
        let cell = terminal.and_then(|terminal| terminal.cell).filter(is_sane).filter(|_| protocol != Protocol::Blocks);
        let cell = cell.unwrap_or(CELL);
        Some(Room { protocol, size: fit(text.as_size(), cell)?, cell, depth: self.options.depth })
    }

    /// The picture of a cover, if it is there.
    pub fn picture(&self, cover: &Cover) -> Option<&Arc<Picture>> {
        self.held.iter().find(|(held, _)| held == cover)?.1.as_ref().ok()
    }

    /// Whether text makes room for a cover: it is there, or is likely to come.
    pub fn makes_room(&self, cover: &Cover) -> bool {
        let held = self.held.iter().find(|(held, _)| held == cover);
        held.map_or(!self.is_away, |(_, held)| held.is_ok())
    }

    /// Turns to the cover in sight. Returns whether another one was wanted until now.
    pub fn turn_to(&mut self, cover: Option<&Cover>, now: Timestamp) -> bool {
        if self.wanted.as_ref().map(|(wanted, _)| wanted) == cover {
            return false;
        }
        let was_wanted = self.wanted.is_some();
        self.held.retain(|(_, held)| held.as_ref().map_or_else(|failed| now.duration_since(*failed) < RETRY, |_| true));
        self.wanted = cover.map(|cover| (cover.clone(), now.saturating_add(REST).unwrap_or(now)));
        was_wanted
    }

    /// When the cover in sight is asked for, unless it was.
    pub fn due(&self) -> Option<Timestamp> {
        let (cover, due) = self.wanted.as_ref()?;
        (!self.held.iter().any(|(held, _)| held == cover)).then_some(*due)
    }

    /// The cover in sight.
    pub fn wanted(&self) -> Option<&Cover> {
        self.wanted.as_ref().map(|(cover, _)| cover)
    }

    /// The network works: what could not be had may be asked for again.
    pub fn retry(&mut self) {
        self.held.retain(|(_, held)| held.is_ok());
        self.is_away = false;
    }

    /// Holds the picture of the cover in sight; `None` if it could not be had.
    pub fn hold(&mut self, picture: Option<Arc<Picture>>, now: Timestamp) {
        if let Some((cover, _)) = &self.wanted {
            self.is_away = picture.is_none();
            self.held.push((cover.clone(), picture.ok_or(now)));
            let over = self.held.len().saturating_sub(HELD);
            self.held.drain(..over);
        }
    }
}

#[cfg(test)]
mod tests;
