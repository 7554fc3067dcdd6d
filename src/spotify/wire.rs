//! Parses Spotify's JSON leniently into `domain` values.
//!
//! Each field is taken as raw text and parsed on its own. So a field of the wrong type costs that field, a malformed item
//! costs that item, and deep or wide nesting is never built in memory. Start with [`page`]; [`lenient`] parses fields.

/// Declares an object whose fields stay raw text.
macro_rules! raw_fields {
    ($name:ident { $($(#[$attribute:meta])* $field:ident),+ $(,)? }) => {
        #[derive(serde::Deserialize)]
        struct $name<'a> {
            $($(#[$attribute])* #[serde(borrow)] $field: Option<&'a serde_json::value::RawValue>,)+
        }
    };
}

mod account;
mod catalogue;
mod episode;
mod lenient;
mod player;
mod show;
#[cfg(test)]
mod tests;

use serde::Deserialize;
use serde_json::value::RawValue;
use url::Url;

pub(super) use account::account;
pub(super) use catalogue::{found, saved_episode, show_of};
pub(super) use episode::episode;
pub(super) use player::{devices, playback, queue};
pub(super) use show::{saved_show, show};

use self::lenient::List;
use super::{ApiError, Origin, http::answer::misfit};
use crate::domain::Page;

/// Parses one item at a position of its list. `None` if it has neither an id nor a name.
pub(super) type Read<T> = fn(&RawValue, u32) -> Option<T>;

/// A page of a list. `href`, `offset` and `previous` are ignored.
#[derive(Deserialize)]
struct Envelope<'a> {
    #[serde(borrow)]
    items: List<'a>,
    #[serde(borrow)]
    limit: Option<&'a RawValue>,
    #[serde(borrow)]
    next: Option<&'a RawValue>,
    #[serde(borrow)]
    total: Option<&'a RawValue>,
}

/// Parses a page. Its `limit` is the requested one, or the smaller one that the service names.
pub(super) fn page<T>(
    text: &str,
    offset: u32,
    limit: u32,
    origin: &Origin,
    read: Read<T>,
) -> Result<Page<T>, ApiError> {
    let envelope: Envelope<'_> = whole(text)?;
    let received = envelope.items.count;
    let mut items = Vec::with_capacity(envelope.items.kept.len());
    for (position, raw) in (offset..).zip(&envelope.items.kept) {
        if let Some(item) = read(raw, position) {
            items.push((position, item));
        } else {
            tracing::debug!(position, "skipped an item without id and name");
        }
    }
    let skipped = received.saturating_sub(u32::try_from(items.len()).unwrap_or(u32::MAX));
    let applied = lenient::count(envelope.limit).filter(|own| (1..limit).contains(own) && received <= *own);
    let total = lenient::count(envelope.total);
    let has_next = lenient::text(envelope.next).is_some_and(|next| continues(&next, origin));
    Ok(Page { items, skipped, offset, limit: applied.unwrap_or(limit), received, total, has_next })
}

/// Parses a single object.
pub(super) fn one<T>(text: &str, read: impl FnOnce(&RawValue, u32) -> Option<T>) -> Result<T, ApiError> {
    read(whole(text)?, 0).ok_or_else(|| ApiError::unreadable("neither an id nor a name"))
}

/// Whether `next` is at the same service. It is never followed: the client builds the next address from the offset.
fn continues(next: &str, origin: &Origin) -> bool {
    let own = Url::parse(next).is_ok_and(|url| origin.covers(&url));
    if !own {
        tracing::debug!("ignored a next page on another host");
    }
    own
}

fn whole<'a, T: Deserialize<'a>>(text: &'a str) -> Result<T, ApiError> {
    // The path of what does not fit costs time, so it is looked for only if something does not.
    if let Ok(value) = serde_json::from_str(text) {
        return Ok(value);
    }
    let mut reader = serde_json::Deserializer::from_str(text);
    let value = serde_path_to_error::deserialize(&mut reader).map_err(|error| misfit(&error))?;
    reader.end().map_err(|_| ApiError::unreadable("text after the JSON"))?;
    Ok(value)
}
