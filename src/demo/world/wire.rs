//! Shows and episodes as Spotify writes them, quirks included.

use serde_json::{Value, json};

use super::message::put;
use crate::demo::{
    Regime,
    change::Progress,
    data::{Dates, Episode, Quirk, Show, stripped},
};

/// Makes addresses on the service's own origin.
#[derive(Debug)]
pub(super) struct Links {
    origin: String,
}

impl Links {
    pub(super) fn new(origin: &str) -> Self {
        Self { origin: origin.trim_end_matches('/').to_owned() }
    }

    /// The address of an endpoint.
    pub(super) fn api(&self, path: &str) -> String {
        format!("{}/v1{path}", self.origin)
    }

    /// The address of a page of a list; `path` may have a query.
    pub(super) fn page(&self, path: &str, offset: u32, limit: u32) -> String {
        let joint = if path.contains('?') { '&' } else { '?' };
        self.api(&format!("{path}{joint}offset={offset}&limit={limit}"))
    }

    /// Adds what names an item to its other fields: id, type and addresses.
    pub(super) fn named(&self, kind: &str, id: &str, mut fields: Value) -> Value {
        put(&mut fields, "external_urls", json!({ "spotify": format!("https://open.spotify.com/{kind}/{id}") }));
        put(&mut fields, "href", self.api(&format!("/{kind}s/{id}")));
        put(&mut fields, "id", id);
        put(&mut fields, "type", kind);
        put(&mut fields, "uri", format!("spotify:{kind}:{id}"));
        fields
    }

    /// Cover pictures in the three usual sizes.
    pub(super) fn images(&self, id: &str) -> Value {
        let image =
            |side: u32| json!({ "height": side, "width": side, "url": format!("{}/image/{id}/{side}", self.origin) });
        json!([image(640), image(300), image(64)])
    }
}

/// A show, as in `GET /me/shows` and, without its episodes, in `GET /shows/{id}`.
pub(super) fn show(show: &Show<'_>, links: &Links, regime: Regime) -> Value {
    let (id, html) = (show.id(), show.html());
    let fields = json!({
        "copyrights": [],
        "description": stripped(&html),
        "explicit": show.text.explicit,
        "html_description": html,
        "images": links.images(&id),
        "is_externally_hosted": false,
        "languages": [show.text.lang],
        "media_type": if show.lot() % 11 == 4 { "mixed" } else { "audio" },
        "name": show.name(),
        "total_episodes": show.total(),
    });
    let mut value = links.named("show", &id, fields);
    // In Development Mode, some shows have a publisher and a few have markets.
    let has_all = regime == Regime::Legacy;
    if has_all || !show.lot().is_multiple_of(3) {
        put(&mut value, "publisher", show.text.by.clone());
    }
    if has_all || show.lot().is_multiple_of(7) {
        put(&mut value, "available_markets", json!(["SE", "DE", "GB"]));
        put(&mut value, "copyrights", json!([{ "text": format!("© {}", show.text.by), "type": "C" }]));
    }
    if let Some(quirk) = show.quirk() {
        twist_show(&mut value, quirk);
    }
    value
}

/// A show that plays as a whole.
pub(super) fn context(show: &Show<'_>, links: &Links) -> Value {
    let mut value = links.named("show", &show.id(), json!({}));
    remove(&mut value, "id");
    value
}

fn twist_show(value: &mut Value, quirk: Quirk) {
    match quirk {
        Quirk::NoHtml => remove(value, "html_description"),
        Quirk::NoImages => put(value, "images", Value::Null),
        Quirk::NoTotal => remove(value, "total_episodes"),
        Quirk::Media => put(value, "media_type", "interactive"),
        Quirk::WrongTypes => {
            put(value, "explicit", "false");
            put(value, "languages", Value::Null);
            put(value, "copyrights", "none");
            put(value, "external_urls", json!([]));
        }
        Quirk::NoResume | Quirk::OddId | Quirk::Hostile => {}
    }
}

/// An episode, without its show. Without a progress, for lack of the scope, it has no `resume_point`.
pub(super) fn episode(show: &Show<'_>, episode: &Episode, links: &Links, progress: Option<Progress>) -> Value {
    let (date, precision) = match show.text.dates {
        Dates::Day => (episode.date.to_string(), "day"),
        Dates::Month => (episode.date.strftime("%Y-%m").to_string(), "month"),
        Dates::Year => (episode.date.strftime("%Y").to_string(), "year"),
    };
    let fields = json!({
        "audio_preview_url": null,
        "description": stripped(&episode.html),
        "duration_ms": episode.duration_ms,
        "explicit": show.text.explicit,
        "html_description": episode.html,
        "images": links.images(&show.id()),
        "is_externally_hosted": false,
        "is_playable": true,
        "language": show.text.lang,
        "languages": [show.text.lang],
        "name": episode.name,
        "release_date": date,
        "release_date_precision": precision,
    });
    let mut value = links.named("episode", &episode.id, fields);
    if show.has_chapters() {
        put(&mut value, "type", "chapter");
    }
    if let Some(progress) = progress {
        let (played, at) = match progress {
            Progress::Unplayed => (false, 0),
            Progress::At(ms) => (false, ms),
            // Spotify resets the position of a played episode.
            Progress::Played => (true, 0),
        };
        put(&mut value, "resume_point", json!({ "fully_played": played, "resume_position_ms": at }));
    }
    if let Some(quirk) = show.quirk() {
        twist_episode(&mut value, quirk, episode.number);
    }
    value
}

fn twist_episode(value: &mut Value, quirk: Quirk, number: u32) {
    match quirk {
        Quirk::NoHtml => remove(value, "html_description"),
        Quirk::NoImages => put(value, "images", Value::Null),
        Quirk::NoResume => remove(value, "resume_point"),
        Quirk::WrongTypes => {
            let (name, wrong) = match number % 4 {
                0 => ("duration_ms", json!("long")),
                1 => ("resume_point", json!({ "fully_played": "no", "resume_position_ms": -1 })),
                2 => ("release_date_precision", json!("hour")),
                _ => ("explicit", Value::Null),
            };
            put(value, name, wrong);
        }
        Quirk::Media | Quirk::NoTotal | Quirk::OddId | Quirk::Hostile => {}
    }
}

fn remove(value: &mut Value, field: &str) {
    value.as_object_mut().map(|fields| fields.remove(field));
}
