//! An episode: `GET /episodes/{id}` and the items of `GET /shows/{id}/episodes`. A chapter has the same form.

use serde_json::value::RawValue;

use super::lenient;
use crate::domain::{CleanText, Episode, EpisodeKey, Progress, ReleaseDate};

/// Most languages kept.
const MAX_LANGUAGES: usize = 16;

raw_fields!(Wire {
    id,
    uri,
    name,
    description,
    html_description,
    duration_ms,
    release_date,
    resume_point,
    explicit,
    is_playable,
    languages,
    language,
});

raw_fields!(ResumePoint { fully_played, resume_position_ms });

pub(in crate::spotify) fn episode(raw: &RawValue, position: u32) -> Option<Episode> {
    let wire: Wire<'_> = lenient::read(Some(raw))?;
    let (id, name) = (lenient::id(wire.id, wire.uri), lenient::clean(wire.name));
    if id.is_none() && name.is_none() {
        return None;
    }
    let name = name.unwrap_or_else(|| CleanText::new("Untitled episode"));
    let odd = || EpisodeKey::Odd(lenient::unaddressed(&name, position));
    Some(Episode {
        key: id.map_or_else(odd, |id| EpisodeKey::from_remote(&id)),
        released: lenient::text(wire.release_date).and_then(|text| ReleaseDate::parse(&text)),
        duration: lenient::milliseconds(wire.duration_ms),
        progress: progress(wire.resume_point),
        explicit: lenient::read(wire.explicit).unwrap_or_default(),
        playable: lenient::read(wire.is_playable).unwrap_or(true),
        languages: languages(&wire),
        notes: lenient::notes(wire.html_description, wire.description),
        name,
        position,
    })
}

fn progress(raw: Option<&RawValue>) -> Progress {
    let Some(point) = lenient::read::<ResumePoint<'_>>(raw) else { return Progress::Unplayed };
    let played = lenient::read(point.fully_played).unwrap_or_default();
    Progress::from_resume_point(played, lenient::milliseconds(point.resume_position_ms))
}

fn languages(wire: &Wire<'_>) -> Vec<CleanText> {
    let many = lenient::texts(wire.languages, MAX_LANGUAGES);
    if many.is_empty() { lenient::clean(wire.language).into_iter().collect() } else { many }
}
