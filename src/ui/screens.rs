//! One file for each screen, pane and overlay.

pub(super) mod account;
pub(super) mod episodes;
pub(super) mod feed;
pub(super) mod header;
pub(super) mod help;
pub(super) mod links;
mod list;
pub(super) mod login;
pub(super) mod messages;
pub(super) mod notes;
pub(super) mod question;
pub(super) mod search;
pub(super) mod setup;
pub(super) mod shows;
mod state;
pub(super) mod status;

use ratatui::layout::Rect;

/// The column that sentences are set in: no wider than reads well, in the middle.
fn column(body: Rect) -> Rect {
    let width = body.width.saturating_sub(2).min(76);
    let top = u16::from(body.height > 10);
    let x = body.x + (body.width - width) / 2;
    Rect { x, y: body.y + top, width, height: body.height - top }
}
