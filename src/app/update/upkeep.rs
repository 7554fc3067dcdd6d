//! Pages about the program itself.

use crate::app::{
    State,
    overlays::{Overlay, about},
    page::Page,
};

/// Opens a page, unless it is on top.
pub(super) fn open(state: &mut State, page: Page) {
    let top = state.overlays.last().map(|open| &open.overlay);
    if matches!(top, Some(Overlay::Document(document)) if document.page == page) {
        return;
    }
    match page {
        Page::About => state.open(Overlay::Document(about::about())),
    }
}
