//! Spotify Connect: devices, what plays on them, and the commands they take.
//!
//! Spotify's Web API, `/me/player`. Nothing here guesses: a [`Playback`] is what Spotify reported at one moment, and
//! [`Playback::position_at`] goes on from there.

use std::{fmt, time::Duration};

use jiff::Timestamp;

use super::{CleanText, EpisodeId, EpisodeKey, ShowKey, SpotifyLink};

/// The id of a device. It may change: fetch the devices again before relying on an old one.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct DeviceId(Box<str>);

impl DeviceId {
    /// `None` unless the text has 1 to 128 ASCII letters, digits, `-` and `_`.
    pub fn parse(raw: &str) -> Option<Self> {
        let is_plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_');
        ((1..=128).contains(&raw.len()) && raw.bytes().all(is_plain)).then(|| Self(raw.into()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for DeviceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A device of the account.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Device {
    /// `None` if Spotify sent none, or one that cannot be part of an address: the device takes no command.
    pub id: Option<DeviceId>,
    pub name: CleanText,
    /// Spotify's word, such as `computer` or `speaker`; any text.
    pub kind: CleanText,
    pub is_active: bool,
    /// Whether it takes no command from the Web API.
    pub is_restricted: bool,
    /// In percent; `None` if it is unknown or cannot be set.
    pub volume: Option<u8>,
}

impl Device {
    /// Whether commands can be sent to it.
    pub fn can_be_used(&self) -> bool {
        self.id.is_some() && !self.is_restricted
    }
}

/// The device that was chosen last. Its id may have changed, so it is looked for among the devices of now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PreferredDevice {
    pub id: DeviceId,
    pub name: CleanText,
}

impl PreferredDevice {
    /// The device among those of now that takes commands: by its id, or else by its name.
    pub fn among<'a>(&self, devices: &'a [Device]) -> Option<&'a Device> {
        let usable = || devices.iter().filter(|device| device.can_be_used());
        let by_id = usable().find(|device| device.id.as_ref() == Some(&self.id));
        by_id.or_else(|| usable().find(|device| device.name == self.name))
    }
}

/// What a device plays.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Playing {
    Episode(PlayingEpisode),
    Track {
        name: CleanText,
        artists: CleanText,
        duration: Duration,
    },
    Ad,
    /// Something that Spotify does not name.
    Unknown,
}

/// The episode that a device plays.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlayingEpisode {
    pub key: EpisodeKey,
    pub name: CleanText,
    /// `None` if Spotify sent none.
    pub show: Option<(ShowKey, CleanText)>,
    /// Zero if unknown.
    pub duration: Duration,
}

/// `GET /me/player`: what Spotify reported at one moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Playback {
    pub device: Device,
    pub playing: Playing,
    pub is_playing: bool,
    /// At `read_at`.
    pub position: Duration,
    /// When the answer arrived.
    pub read_at: Timestamp,
}

impl Playback {
    /// The length of what plays; zero if unknown.
    pub fn duration(&self) -> Duration {
        match &self.playing {
            Playing::Episode(episode) => episode.duration,
            Playing::Track { duration, .. } => *duration,
            Playing::Ad | Playing::Unknown => Duration::ZERO,
        }
    }

    /// The position at a moment, if nothing has changed since; at most the end.
    pub fn position_at(&self, now: Timestamp) -> Duration {
        let since = Duration::try_from(self.read_at.duration_until(now)).unwrap_or_default();
        let position = if self.is_playing { self.position.saturating_add(since) } else { self.position };
        match self.duration() {
            Duration::ZERO => position,
            end => position.min(end),
        }
    }

    pub fn episode(&self) -> Option<&PlayingEpisode> {
        match &self.playing {
            Playing::Episode(episode) => Some(episode),
            Playing::Track { .. } | Playing::Ad | Playing::Unknown => None,
        }
    }
}

/// A command to a device.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PlayerCommand {
    /// Play the first episode from a position, then the others.
    Play {
        episodes: Vec<EpisodeId>,
        position: Duration,
    },
    /// Go on with what is loaded.
    Resume,
    Pause,
    Seek(Duration),
    /// In percent, at most 100.
    Volume(u8),
    /// Add to the end of the queue.
    Queue(EpisodeId),
    /// Move the playback to the device that the command is sent to; `play` also starts it, else it stays as it is.
    Transfer {
        play: bool,
    },
}

/// What a desktop's media keys and widgets ask for: no more than keys of this program do (security K10).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MediaKey {
    Play,
    Pause,
    PlayPause,
    /// As `,`.
    Previous,
    /// As `.`.
    Next,
    Back(Duration),
    Forward(Duration),
    SeekTo(Duration),
    /// In percent, at most 100.
    Volume(u8),
    /// As a pasted link.
    Open(SpotifyLink),
}

/// An item of the queue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Queued {
    pub name: CleanText,
    /// The show or the artists.
    pub by: CleanText,
    pub duration: Duration,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn playback(is_playing: bool) -> Playback {
        let text = CleanText::new;
        let device = Device {
            id: DeviceId::parse("d1"),
            name: text("kitchen"),
            kind: text("speaker"),
            is_active: true,
            is_restricted: false,
            volume: Some(60),
        };
        let key = EpisodeKey::from_remote("e1");
        let duration = Duration::from_mins(1);
        let playing = Playing::Episode(PlayingEpisode { key, name: text("one"), show: None, duration });
        Playback { device, playing, is_playing, position: Duration::from_secs(30), read_at: Timestamp::UNIX_EPOCH }
    }

    #[test]
    fn a_position_advances_while_it_plays_and_stops_at_the_end() {
        let at = |seconds| Timestamp::from_second(seconds).expect("a moment");
        for (is_playing, now, position) in
            [(true, 0, 30), (true, 10, 40), (true, 99, 60), (true, -9, 30), (false, 10, 30)]
        {
            assert_eq!(playback(is_playing).position_at(at(now)), Duration::from_secs(position), "{is_playing} {now}");
        }
    }

    #[test]
    fn k3_a_device_id_that_is_not_plain_is_never_part_of_an_address() {
        let long = "a".repeat(129);
        for raw in ["", "../me", "a b", "a&play=true", "ä", "a\n", long.as_str()] {
            assert_eq!(DeviceId::parse(raw), None, "{raw:?}");
        }
        assert!(DeviceId::parse("ed01a3ca8def0a1772eab7be6c4b0bb37b06163e").is_some());
    }
}
