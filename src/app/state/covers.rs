//! The cover in sight, and when it is asked for.

use jiff::Timestamp;
use ratatui::layout::Rect;

use super::{Screen, State};
use crate::app::{
    Slot, ViewId,
    artwork::{Cover, Picture, Placed, picture::Block},
};

impl State {
    /// The cover in sight, with its cells.
    pub fn cover(&self) -> Option<(Rect, &Cover)> {
        let layout = &self.cx.layout;
        let pane = layout.pane(ViewId::Notes).filter(|_| self.screen == Screen::Main)?;
        self.views.notes.cover(layout.text_of(pane))
    }

    /// Its half blocks, if it is drawn in cells and is there, unless an overlay lies over it.
    pub fn blocks(&self) -> Option<(Rect, &[Vec<Block>])> {
        let (area, cover) = self.cover()?;
        if self.cx.layout.overlay.is_some_and(|over| over.intersects(area)) {
            return None;
        }
        match self.cx.artwork.picture(cover)?.as_ref() {
            Picture::Blocks(rows) => Some((area, rows)),
            Picture::Kitty(_) | Picture::Sequence(_) => None,
        }
    }

    /// The picture that the terminal draws, unless something lies over it.
    pub fn placed(&self) -> Option<Placed> {
        let (area, cover) = self.cover()?;
        let layout = &self.cx.layout;
        let is_covered =
            [layout.overlay, layout.keys, layout.message].into_iter().flatten().any(|over| over.intersects(area));
        let picture = self.cx.artwork.picture(cover).filter(|_| !is_covered)?;
        match picture.as_ref() {
            Picture::Blocks(_) => None,
            Picture::Kitty(_) | Picture::Sequence(_) => Some(Placed { area, picture: picture.clone() }),
        }
    }

    /// Follows what is in sight, after each event: asks for a cover once it rests. One that goes out of sight is not fetched to
    /// its end.
    pub(in crate::app) fn follow_cover(&mut self) {
        let now = self.cx.now.timestamp();
        let cover = self.cover().map(|(_, cover)| cover.clone());
        if self.cx.artwork.turn_to(cover.as_ref(), now) && self.cx.ledger.runs(Slot::Artwork) {
            self.cx.cancel(Slot::Artwork);
        }
        if self.cover_due().is_some_and(|due| due <= now)
            && let Some(cover) = self.cx.artwork.wanted().cloned()
        {
            self.cx.ask(cover);
        }
    }

    /// When the cover in sight is asked for.
    pub(super) fn cover_due(&self) -> Option<Timestamp> {
        self.cx.artwork.due().filter(|_| !self.cx.ledger.runs(Slot::Artwork))
    }
}
