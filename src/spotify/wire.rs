//! Spotify's JSON, read leniently into `domain` values.

use serde_json::value::RawValue;

use super::{Answer, ApiError, Origin, http::answer::unreadable};
use crate::domain::{Account, Episode, Page, Show};

/// Reads one item at a position of its list; `None` where nothing in it is usable.
pub(super) type Read<T> = fn(&RawValue, u32) -> Option<T>;

pub(super) fn account(_answer: &Answer) -> Result<Account, ApiError> {
    Err(unreadable("not yet"))
}
pub(super) fn one<T>(_answer: &Answer, _read: Read<T>) -> Result<T, ApiError> {
    Err(unreadable("not yet"))
}
pub(super) fn page<T>(
    _answer: &Answer,
    _offset: u32,
    _limit: u32,
    _origin: &Origin,
    _read: Read<T>,
) -> Result<Page<T>, ApiError> {
    Err(unreadable("not yet"))
}
pub(super) fn saved_show(_raw: &RawValue, _position: u32) -> Option<Show> {
    None
}
pub(super) fn show(_raw: &RawValue, _position: u32) -> Option<Show> {
    None
}
pub(super) fn episode(_raw: &RawValue, _position: u32) -> Option<Episode> {
    None
}
