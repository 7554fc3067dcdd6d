//! One file for each screen, and for the parts of the main screen.

pub(super) mod header;
pub(super) mod login;
pub(super) mod notes;
pub(super) mod overlay;
pub(super) mod pane;
pub(super) mod player;
mod roles;
pub(super) mod rows;
pub(super) mod sequence;
pub(super) mod setup;
pub(super) mod status;

use ratatui::layout::Rect;

/// The column that sentences are set in: no wider than reads well, in the middle.
fn column(body: Rect) -> Rect {
    let width = body.width.saturating_sub(2).min(76);
    let top = u16::from(body.height > 10);
    let x = body.x + (body.width - width) / 2;
    Rect { x, y: body.y + top, width, height: body.height - top }
}
