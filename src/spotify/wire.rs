//! Spotify's JSON, read leniently into `domain` values.
//!
//! Every field is first taken as raw text and then read on its own, so that a field of the wrong type costs that field,
//! an item that is no item costs that item, and nothing nested, however deep or wide, is ever built in memory. Start
//! with [`page`]; [`lenient`] reads single fields.

mod account;
mod episode;
mod lenient;
mod show;
#[cfg(test)]
mod tests;

use serde::Deserialize;
use serde_json::value::RawValue;
use url::Url;

pub(super) use account::account;
pub(super) use episode::episode;
pub(super) use show::{saved_show, show};

use self::lenient::List;
use super::{
    Answer, ApiError, Origin,
    http::answer::{misfit, unreadable},
};
use crate::domain::Page;

/// Reads one item at a position of its list; `None` where neither an id nor a name is usable.
pub(super) type Read<T> = fn(&RawValue, u32) -> Option<T>;

/// The frame of every list (`href`, `offset` and `previous` are of no use).
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

/// Reads a page. Its `limit` is the one that was asked for, or the smaller one that the service says it applied.
pub(super) fn page<T>(
    answer: &Answer,
    offset: u32,
    limit: u32,
    origin: &Origin,
    read: Read<T>,
) -> Result<Page<T>, ApiError> {
    parse_page(&answer.text()?, offset, limit, origin, read)
}

/// Reads a page from text, as [`page`].
pub(super) fn parse_page<T>(
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
            tracing::debug!(position, "an item without id and name is skipped");
        }
    }
    let skipped = received.saturating_sub(u32::try_from(items.len()).unwrap_or(u32::MAX));
    let applied = lenient::count(envelope.limit).filter(|own| (1..limit).contains(own) && received <= *own);
    let total = lenient::count(envelope.total);
    let has_next = lenient::text(envelope.next).is_some_and(|next| continues(&next, origin));
    Ok(Page { items, skipped, offset, limit: applied.unwrap_or(limit), received, total, has_next })
}

/// Reads the answer to a question about one thing.
pub(super) fn one<T>(answer: &Answer, read: Read<T>) -> Result<T, ApiError> {
    let text = answer.text()?;
    read(whole(&text)?, 0).ok_or_else(|| unreadable("it has neither an id nor a name"))
}

/// Whether `next` names a page of the same service. It is never followed: the next address is built from the offset.
fn continues(next: &str, origin: &Origin) -> bool {
    let own = Url::parse(next).is_ok_and(|url| origin.covers(&url));
    if !own {
        tracing::debug!("the next page is said to be on another host, which is not believed");
    }
    own
}

fn whole<'a, T: Deserialize<'a>>(text: &'a str) -> Result<T, ApiError> {
    let mut reader = serde_json::Deserializer::from_str(text);
    let value = serde_path_to_error::deserialize(&mut reader).map_err(|error| misfit(&error))?;
    reader.end().map_err(|_| unreadable("something follows the JSON"))?;
    Ok(value)
}
