//! Parses pages from text, as the client parses answers. For the demo.

use super::{ApiError, Origin, wire};
use crate::domain::{Episode, Page, Show};

/// A page of `GET /me/shows`. `origin` is the service that answered.
///
/// # Errors
/// [`ApiError::Unreadable`].
pub fn saved_shows(text: &str, offset: u32, limit: u32, origin: &Origin) -> Result<Page<Show>, ApiError> {
    wire::page(text, offset, limit, origin, wire::saved_show)
}

/// A page of `GET /shows/{id}/episodes`.
///
/// # Errors
/// [`ApiError::Unreadable`].
pub fn episodes(text: &str, offset: u32, limit: u32, origin: &Origin) -> Result<Page<Episode>, ApiError> {
    wire::page(text, offset, limit, origin, wire::episode)
}
