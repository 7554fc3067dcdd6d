//! A show, as `GET /shows/{id}` and the items of `GET /me/shows` give it.

use serde::Deserialize;
use serde_json::value::RawValue;

use super::lenient::{self, List};
use crate::domain::{CleanText, MediaType, Show, ShowKey, ShowKind};

/// The most languages and copyright lines kept.
const MAX_LINES: usize = 16;

#[derive(Deserialize)]
struct Saved<'a> {
    #[serde(borrow)]
    added_at: Option<&'a RawValue>,
    #[serde(borrow)]
    show: Option<&'a RawValue>,
}

#[derive(Deserialize)]
struct Wire<'a> {
    #[serde(borrow)]
    id: Option<&'a RawValue>,
    #[serde(borrow)]
    uri: Option<&'a RawValue>,
    #[serde(borrow)]
    name: Option<&'a RawValue>,
    #[serde(borrow)]
    publisher: Option<&'a RawValue>,
    #[serde(borrow)]
    description: Option<&'a RawValue>,
    #[serde(borrow)]
    html_description: Option<&'a RawValue>,
    #[serde(borrow)]
    total_episodes: Option<&'a RawValue>,
    #[serde(borrow)]
    total_chapters: Option<&'a RawValue>,
    #[serde(borrow)]
    narrators: Option<&'a RawValue>,
    #[serde(borrow)]
    explicit: Option<&'a RawValue>,
    #[serde(borrow)]
    languages: Option<&'a RawValue>,
    #[serde(borrow)]
    media_type: Option<&'a RawValue>,
    #[serde(borrow, rename = "type")]
    kind: Option<&'a RawValue>,
    #[serde(borrow)]
    copyrights: Option<&'a RawValue>,
}

#[derive(Deserialize)]
struct Copyright<'a> {
    #[serde(borrow)]
    text: Option<&'a RawValue>,
}

/// Reads `{added_at, show}`.
pub(in crate::spotify) fn saved_show(raw: &RawValue, position: u32) -> Option<Show> {
    let saved: Saved<'_> = lenient::read(Some(raw))?;
    let added_at = lenient::text(saved.added_at).and_then(|text| text.parse().ok());
    Some(Show { added_at, ..show(saved.show?, position)? })
}

/// Reads a show.
pub(in crate::spotify) fn show(raw: &RawValue, position: u32) -> Option<Show> {
    let wire: Wire<'_> = lenient::read(Some(raw))?;
    let (id, name) = (lenient::id(wire.id, wire.uri), lenient::clean(wire.name));
    if id.is_none() && name.is_none() {
        return None;
    }
    let name = name.unwrap_or_else(|| CleanText::new("Untitled show"));
    let key = id.map_or_else(|| ShowKey::Odd(lenient::unaddressed(&name, position)), |id| ShowKey::from_remote(&id));
    Some(Show {
        key,
        name,
        publisher: lenient::clean(wire.publisher),
        notes: lenient::notes(wire.html_description, wire.description),
        total_episodes: lenient::count(wire.total_episodes).or_else(|| lenient::count(wire.total_chapters)),
        explicit: lenient::flag(wire.explicit).unwrap_or_default(),
        languages: lenient::texts(wire.languages, MAX_LINES),
        media: media(&wire),
        kind: kind(&wire),
        copyrights: copyrights(wire.copyrights),
        added_at: None,
    })
}

fn media(wire: &Wire<'_>) -> MediaType {
    match lenient::text(wire.media_type).as_deref() {
        Some("audio") => MediaType::Audio,
        Some("video") => MediaType::Video,
        Some("mixed") => MediaType::Mixed,
        Some(_) | None => MediaType::Other,
    }
}

/// An audiobook among the saved shows gives itself away by its type, its URI, or fields that only audiobooks have.
fn kind(wire: &Wire<'_>) -> ShowKind {
    let typed = lenient::text(wire.kind).is_some_and(|kind| kind == "audiobook");
    let addressed = lenient::text(wire.uri).is_some_and(|uri| uri.starts_with("spotify:audiobook:"));
    if typed || addressed || wire.total_chapters.is_some() || wire.narrators.is_some() {
        ShowKind::Audiobook
    } else {
        ShowKind::Podcast
    }
}

fn copyrights(raw: Option<&RawValue>) -> Vec<CleanText> {
    let list: List<'_> = lenient::read(raw).unwrap_or_default();
    let line = |raw: &&RawValue| lenient::read::<Copyright<'_>>(Some(*raw)).and_then(|c| lenient::clean(c.text));
    list.kept.iter().filter_map(line).take(MAX_LINES).collect()
}
