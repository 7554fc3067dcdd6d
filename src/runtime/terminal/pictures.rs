//! Pictures that the terminal draws over blank cells.
//!
//! One at a time. It is written after the cells of a frame, once; again only if text was written over it. When it goes, a
//! picture of kitty's protocol is deleted, and the cells under any other are written again, which erases it. Pictures of
//! kitty's protocol are transmitted once under a number and placed by it, not tied to cells: the terminals that lack its
//! placeholders draw them too, and no cell has a symbol that is no text.

use std::{fmt::Write as _, io::Write as _, sync::Arc};

use ratatui::{buffer::CellWidth as _, layout::Rect};

use super::{
    encode,
    shown::{Change, Shown},
};
use crate::{
    app::artwork::{Picture, Placed},
    ui::Hyperlink,
};

/// The number of the first picture; the others follow.
const FIRST: u32 = 0x7370_0001;
/// The most pictures that the terminal keeps.
const KEPT: usize = 8;
/// The most bytes of a part of a picture (kitty's graphics protocol).
const PART: usize = 4096;

/// The picture that is drawn, and the one that will be.
#[derive(Debug, Default)]
pub(super) struct Pictures {
    wanted: Option<Placed>,
    shown: Option<Placed>,
    /// Pictures that were transmitted, by their number from [`FIRST`] on.
    kept: Vec<Arc<Picture>>,
    /// The place of the next one.
    next: usize,
}

impl Pictures {
    /// Says what to draw with the next frame.
    pub(super) fn place(&mut self, picture: Option<Placed>) {
        self.wanted = picture;
    }

    /// How many pictures the terminal keeps.
    pub(super) fn transmitted(&self) -> u32 {
        u32::try_from(self.kept.len()).unwrap_or(u32::MAX)
    }

    /// The place of a picture that text written there erases.
    pub(super) fn fragile(&self) -> Option<Rect> {
        let is_fragile = |shown: &&Placed| matches!(shown.picture.as_ref(), Picture::Sequence(_));
        self.shown.as_ref().filter(is_fragile).map(|shown| shown.area)
    }

    /// The screen is about to be cleared.
    pub(super) fn clear(&mut self, frame: &mut Vec<u8>) {
        if let Some(shown) = self.shown.take() {
            self.unplace(&shown.picture, frame);
        }
    }

    /// The terminal may be another one: it keeps nothing.
    pub(super) fn forget(&mut self) {
        (self.shown, self.next) = (None, 0);
        self.kept.clear();
    }

    /// Draws what has changed, after the cells of a frame.
    pub(super) fn draw(&mut self, cells: &Shown, changes: &[Change], links: &[Hyperlink], frame: &mut Vec<u8>) {
        let is_same = self.shown == self.wanted;
        if !is_same && let Some(old) = self.shown.take() {
            self.unplace(&old.picture, frame);
            if matches!(old.picture.as_ref(), Picture::Sequence(_)) {
                let page = encode::Page { shown: cells, links, picture: Some(old.area) };
                encode::cells(page, &under(cells, old.area), frame);
            }
        }
        let Some(new) = self.wanted.clone() else { return };
        let Rect { x, y, .. } = new.area;
        let is_hit = is_same && changes.iter().any(|change| is_in(new.area, *change, cells));
        match new.picture.as_ref() {
            Picture::Kitty(png) if !is_same => {
                let number = self.transmit(&new.picture, png, frame);
                let (columns, rows) = (new.area.width, new.area.height);
                // The cursor stays; no answer is wanted. Writing to memory does not fail, here and below.
                let place = format!("\x1b_Ga=p,q=2,i={number},p=1,c={columns},r={rows},C=1\x1b\\");
                let _ = write!(frame, "\x1b[{};{}H{place}", y + 1, x + 1);
            }
            Picture::Sequence(sequence) if !is_same || is_hit => {
                let _ = write!(frame, "\x1b[{};{}H{sequence}", y + 1, x + 1);
            }
            Picture::Kitty(_) | Picture::Sequence(_) | Picture::Blocks(_) => {}
        }
        self.shown = Some(new);
    }

    /// Transmits a picture unless the terminal keeps it. Returns its number.
    fn transmit(&mut self, picture: &Arc<Picture>, png: &str, frame: &mut Vec<u8>) -> u32 {
        if let Some(at) = self.kept.iter().position(|kept| Arc::ptr_eq(kept, picture)) {
            return number(at);
        }
        let at = self.next;
        self.next = (at + 1) % KEPT;
        match self.kept.get_mut(at) {
            Some(kept) => {
                // Another picture had this number.
                let _ = write!(frame, "\x1b_Ga=d,q=2,d=I,i={}\x1b\\", number(at));
                kept.clone_from(picture);
            }
            None => self.kept.push(Arc::clone(picture)),
        }
        let parts = png.as_bytes().chunks(PART);
        let last = parts.len().saturating_sub(1);
        for (part, bytes) in parts.enumerate() {
            let more = u8::from(part < last);
            let _ = match part {
                0 => write!(frame, "\x1b_Ga=t,q=2,f=100,t=d,i={},m={more};", number(at)),
                _ => write!(frame, "\x1b_Gq=2,m={more};"),
            };
            frame.extend_from_slice(bytes);
            frame.extend_from_slice(b"\x1b\\");
        }
        number(at)
    }

    fn unplace(&self, picture: &Arc<Picture>, frame: &mut Vec<u8>) {
        if let Some(at) = self.kept.iter().position(|kept| Arc::ptr_eq(kept, picture)) {
            let _ = write!(frame, "\x1b_Ga=d,q=2,d=i,i={},p=1\x1b\\", number(at));
        }
    }
}

/// The sequences that delete the first pictures.
pub(super) fn delete(count: u32) -> String {
    (0..count).fold(String::new(), |mut sequences, at| {
        let _ = write!(sequences, "\x1b_Ga=d,q=2,d=I,i={}\x1b\\", FIRST + at);
        sequences
    })
}

fn number(at: usize) -> u32 {
    FIRST + u32::try_from(at).unwrap_or(0)
}

/// Whether a change writes or erases within an area.
fn is_in(area: Rect, change: Change, cells: &Shown) -> bool {
    let columns = cells.cell(change).cell_width().max(change.erase).max(1);
    area.intersects(Rect { x: change.x, y: change.y, width: columns, height: 1 })
}

/// The cells of an area, to be written again.
fn under(cells: &Shown, area: Rect) -> Vec<Change> {
    let mut changes = Vec::with_capacity(usize::from(area.width) * usize::from(area.height));
    for y in area.top()..area.bottom() {
        let mut x = area.left();
        while x < area.right() {
            let change = Change { x, y, erase: 0, move_to: false };
            changes.push(change);
            x = x.saturating_add(cells.cell(change).cell_width().max(1));
        }
    }
    changes
}

#[cfg(test)]
mod tests;
