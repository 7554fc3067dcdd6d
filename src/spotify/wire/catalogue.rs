//! `GET /search`, and the items of `GET /me/episodes`.

use serde_json::value::RawValue;

use super::{ApiError, Origin, episode, lenient, page, show, whole};
use crate::domain::{Found, Page, SavedEpisode, Show};

raw_fields!(Search { shows, episodes });

raw_fields!(Saved { added_at, episode });

raw_fields!(WithShow { show });

/// Parses both pages of a search. A missing one is empty.
pub(in crate::spotify) fn found(text: &str, offset: u32, limit: u32, origin: &Origin) -> Result<Found, ApiError> {
    let wire: Search<'_> = whole(text)?;
    if wire.shows.is_none() && wire.episodes.is_none() {
        return Err(ApiError::unreadable("neither shows nor episodes"));
    }
    let shows = match wire.shows {
        Some(raw) => page(raw.get(), offset, limit, origin, show)?,
        None => nothing(offset, limit),
    };
    let episodes = match wire.episodes {
        Some(raw) => page(raw.get(), offset, limit, origin, episode)?,
        None => nothing(offset, limit),
    };
    Ok(Found { shows, episodes })
}

fn nothing<T>(offset: u32, limit: u32) -> Page<T> {
    Page { items: Vec::new(), skipped: 0, offset, limit, received: 0, total: Some(0), has_next: false }
}

/// Parses `{added_at, episode}`.
pub(in crate::spotify) fn saved_episode(raw: &RawValue, position: u32) -> Option<SavedEpisode> {
    let saved: Saved<'_> = lenient::read(Some(raw))?;
    let raw = saved.episode?;
    Some(SavedEpisode {
        episode: episode(raw, position)?,
        show: show_of(raw),
        added_at: lenient::text(saved.added_at).and_then(|text| text.parse().ok()),
    })
}

/// The show inside an episode.
pub(in crate::spotify) fn show_of(episode: &RawValue) -> Option<Show> {
    show(lenient::read::<WithShow<'_>>(Some(episode))?.show?, 0)
}
