//! The one track of the demo, for what another app plays.

use serde_json::{Value, json};

use crate::demo::world::wire::Links;

pub(super) const URI: &str = "spotify:track:5tRackOfTheDemo0000001";
const ID: &str = "5tRackOfTheDemo0000001";
const ARTIST: &str = "5ArtistOfTheDemo000001";
const ALBUM: &str = "5ALbumOfTheDemo0000001";
/// In milliseconds.
pub(super) const DURATION: u32 = 215_000;

/// The whole object, with its album and artist.
pub(super) fn track(links: &Links) -> Value {
    let artists = json!([links.named("artist", ARTIST, json!({ "name": "The Signal Boxes" }))]);
    let album = json!({
        "album_type": "album",
        "artists": artists,
        "available_markets": ["SE", "DE", "GB"],
        "images": links.images(ALBUM),
        "name": "Sidings",
        "release_date": "2024-05-17",
        "release_date_precision": "day",
        "total_tracks": 11,
    });
    let track = json!({
        "album": links.named("album", ALBUM, album),
        "artists": artists,
        "available_markets": ["SE", "DE", "GB"],
        "disc_number": 1,
        "duration_ms": DURATION,
        "explicit": false,
        "external_ids": { "isrc": "SEXXX2400003" },
        "is_local": false,
        "is_playable": true,
        "name": "Last Train to the Coast",
        "popularity": 31,
        "preview_url": null,
        "track_number": 3,
    });
    links.named("track", ID, track)
}
