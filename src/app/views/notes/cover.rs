//! The cover beside the details: at the top right, in sight until the notes are scrolled.

use ratatui::layout::{Rect, Size};

use super::{Notes, Upstream};
use crate::{
    app::{
        artwork::{Cover, GAP, Room},
        list::{Item as _, ItemRef},
        views::details::{HeaderKind, HeaderLine},
    },
    domain::Subject,
};

impl Notes {
    /// The cover and its cells, if it is in sight in the text of a pane.
    pub fn cover(&self, text: Rect) -> Option<(Rect, &Cover)> {
        let cover = self.cover.as_ref().filter(|_| self.top() == 0 && !self.is_empty())?;
        let Size { width, height } = cover.room.size;
        let area = Rect { x: text.right().checked_sub(width)?, width, height, ..text };
        (area.x >= text.x && height <= text.height).then_some((area, cover))
    }

    /// The cover of the item of the details: an episode has that of its show.
    pub(super) fn cover_in(&self, room: Room, upstream: Upstream<'_>) -> Option<Cover> {
        let images = match self.item.as_ref()?.as_ref() {
            ItemRef::Show(show) => &show.show.images,
            ItemRef::Episode(episode) => match (upstream.item)(&Subject::Show(episode.show.clone()))? {
                ItemRef::Show(show) => &show.show.images,
                ItemRef::Episode(_) => return None,
            },
        };
        Some(Cover { url: images.nearest(room.side())?.to_owned(), room })
    }

    /// The columns of the details beside the cover.
    pub(super) fn header_columns(&self, columns: u16) -> u16 {
        let cover = self.cover.as_ref().filter(|_| self.makes_room);
        cover.map_or(columns, |cover| columns.saturating_sub(cover.room.size.width + GAP))
    }

    /// Lets the notes begin below the cover.
    pub(super) fn make_room(&mut self) {
        let Some(cover) = self.cover.as_ref().filter(|_| self.makes_room && !self.header.is_empty()) else { return };
        let lines = usize::from(cover.room.size.height) + 1;
        while self.header.len() < lines {
            self.header.push(HeaderLine { kind: HeaderKind::Blank, text: String::new() });
        }
    }
}
