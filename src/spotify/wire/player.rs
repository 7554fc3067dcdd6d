//! `GET /me/player`, `/me/player/devices` and `/me/player/queue`.

use jiff::Timestamp;
use serde_json::value::RawValue;

use super::{
    ApiError, episode,
    lenient::{self, List},
    show_of, whole,
};
use crate::domain::{CleanText, Device, DeviceId, Playback, Playing, PlayingEpisode, Queued};

/// Most artists named.
const MAX_ARTISTS: usize = 4;

raw_fields!(WireDevice {
    id,
    is_active,
    is_restricted,
    name,
    #[serde(rename = "type")]
    kind,
    volume_percent,
    supports_volume,
});

raw_fields!(WirePlayback { device, progress_ms, is_playing, item, currently_playing_type });

raw_fields!(WireDevices { devices });

raw_fields!(WireQueue { queue });

raw_fields!(Item {
    #[serde(rename = "type")]
    kind,
    name,
    artists,
    duration_ms,
    show,
});

raw_fields!(Artist { name });

/// Parses the playback. `None` if it has neither a device nor an item: nothing is active.
pub(in crate::spotify) fn playback(text: &str, read_at: Timestamp) -> Result<Option<Playback>, ApiError> {
    let Some(wire) = whole::<Option<WirePlayback<'_>>>(text)? else { return Ok(None) };
    if wire.device.is_none() && wire.item.is_none() {
        return Ok(None);
    }
    Ok(Some(Playback {
        device: wire.device.and_then(device).unwrap_or_else(unknown_device),
        playing: playing(wire.item, wire.currently_playing_type),
        is_playing: lenient::read(wire.is_playing).unwrap_or_default(),
        position: lenient::milliseconds(wire.progress_ms),
        read_at,
    }))
}

pub(in crate::spotify) fn devices(text: &str) -> Result<Vec<Device>, ApiError> {
    let wire: WireDevices<'_> = whole(text)?;
    let list: List<'_> =
        lenient::read(wire.devices).ok_or_else(|| ApiError::unreadable("there is no list of devices"))?;
    Ok(list.kept.into_iter().filter_map(device).collect())
}

/// Parses the queue, without what plays. Items without a name are left out.
pub(in crate::spotify) fn queue(text: &str) -> Result<Vec<Queued>, ApiError> {
    let wire: WireQueue<'_> = whole(text)?;
    let list: List<'_> = lenient::read(wire.queue).unwrap_or_default();
    Ok(list.kept.into_iter().filter_map(queued).collect())
}

/// Parses a device. `None` if it is no object.
fn device(raw: &RawValue) -> Option<Device> {
    let wire: WireDevice<'_> = lenient::read(Some(raw))?;
    let unknown = unknown_device();
    let has_volume = lenient::read(wire.supports_volume).unwrap_or(true);
    let volume = lenient::number(wire.volume_percent).and_then(|percent| u8::try_from(percent.min(100)).ok());
    Some(Device {
        id: lenient::text(wire.id).and_then(|id| DeviceId::parse(&id)),
        name: lenient::clean(wire.name).unwrap_or(unknown.name),
        kind: lenient::clean(wire.kind).unwrap_or(unknown.kind),
        is_active: lenient::read(wire.is_active).unwrap_or_default(),
        is_restricted: lenient::read(wire.is_restricted).unwrap_or_default(),
        volume: volume.filter(|_| has_volume),
    })
}

fn unknown_device() -> Device {
    Device { name: CleanText::new("Unnamed device"), kind: CleanText::new("unknown"), ..Device::default() }
}

fn playing(item: Option<&RawValue>, playing_type: Option<&RawValue>) -> Playing {
    let playing_type = lenient::text(playing_type).unwrap_or_default();
    let Some((raw, wire)) = item.and_then(|raw| Some((raw, lenient::read::<Item<'_>>(Some(raw))?))) else {
        return if playing_type == "ad" { Playing::Ad } else { Playing::Unknown };
    };
    // The type of the item is nearer to it than that of the whole.
    let kind = lenient::text(wire.kind).unwrap_or(playing_type);
    let is_episode = matches!(kind.as_str(), "episode" | "chapter") || kind != "track" && wire.show.is_some();
    if is_episode && let Some(episode) = episode(raw, 0) {
        let show = show_of(raw).map(|show| (show.key, show.name));
        let (key, name, duration) = (episode.key, episode.name, episode.duration);
        return Playing::Episode(PlayingEpisode { key, name, show, duration });
    }
    match (kind.as_str(), lenient::clean(wire.name)) {
        ("ad", _) => Playing::Ad,
        ("track", Some(name)) => {
            Playing::Track { name, artists: artists(wire.artists), duration: lenient::milliseconds(wire.duration_ms) }
        }
        (_, Some(_) | None) => Playing::Unknown,
    }
}

fn queued(raw: &RawValue) -> Option<Queued> {
    let wire: Item<'_> = lenient::read(Some(raw))?;
    let show = show_of(raw).map(|show| show.name);
    Some(Queued {
        name: lenient::clean(wire.name)?,
        by: show.unwrap_or_else(|| artists(wire.artists)),
        duration: lenient::milliseconds(wire.duration_ms),
    })
}

/// The names of the artists, empty if unknown.
fn artists(raw: Option<&RawValue>) -> CleanText {
    let list: List<'_> = lenient::read(raw).unwrap_or_default();
    let name = |raw: &&RawValue| lenient::clean(lenient::read::<Artist<'_>>(Some(*raw))?.name);
    let names: Vec<_> = list.kept.iter().filter_map(name).take(MAX_ARTISTS).map(|name| name.to_string()).collect();
    CleanText::new(&names.join(", "))
}
