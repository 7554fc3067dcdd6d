//! A show: `GET /shows/{id}` and the items of `GET /me/shows`.

use serde_json::value::RawValue;

use super::lenient::{self, List};
use crate::domain::{CleanText, Images, MediaType, Show, ShowKey, ShowKind};

/// Most languages and copyright lines kept.
const MAX_LINES: usize = 16;

raw_fields!(Saved { added_at, show });

raw_fields!(Wire {
    id,
    uri,
    name,
    publisher,
    description,
    html_description,
    total_episodes,
    total_chapters,
    narrators,
    explicit,
    languages,
    media_type,
    #[serde(rename = "type")]
    kind,
    copyrights,
    images,
});

raw_fields!(Copyright { text });

raw_fields!(Image { url, width, height });

/// Parses `{added_at, show}`.
pub(in crate::spotify) fn saved_show(raw: &RawValue, position: u32) -> Option<Show> {
    let saved: Saved<'_> = lenient::read(Some(raw))?;
    let added_at = lenient::text(saved.added_at).and_then(|text| text.parse().ok());
    Some(Show { added_at, ..show(saved.show?, position)? })
}

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
        explicit: lenient::read(wire.explicit).unwrap_or_default(),
        languages: lenient::texts(wire.languages, MAX_LINES),
        media: media(&wire),
        kind: kind(&wire),
        copyrights: copyrights(wire.copyrights),
        images: images(wire.images),
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

/// Detects an audiobook among the saved shows by its type, its URI, or fields that only audiobooks have.
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

fn images(raw: Option<&RawValue>) -> Images {
    let list: List<'_> = lenient::read(raw).unwrap_or_default();
    let image = |raw: &&RawValue| {
        let image: Image<'_> = lenient::read(Some(*raw))?;
        let side = lenient::count(image.width).or_else(|| lenient::count(image.height)).unwrap_or(0);
        Some((side, lenient::text(image.url)?))
    };
    Images::new(list.kept.iter().filter_map(image))
}
