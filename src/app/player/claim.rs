//! What was asked of the player, as the screen claims it until Spotify has answered.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use crate::domain::{Device, Playback, PlayerCommand, Playing, PlayingEpisode, duration::clock};

/// What is expected after a command.
#[derive(Debug, Clone, PartialEq)]
pub struct Claim {
    pub expected: Playback,
    /// The last command.
    pub command: PlayerCommand,
    /// When the first command was given that is not confirmed.
    pub since: Timestamp,
}

impl Claim {
    /// The longest time that something is claimed without an answer.
    pub const LONGEST: SignedDuration = SignedDuration::from_secs(30);
    /// How far a confirmed position may be from the expected one.
    const TOLERANCE: Duration = Duration::from_secs(6);

    /// What is expected of a command that is given now; `None` if it changes nothing that is shown, or if nothing is known
    /// that it could change.
    pub fn after(
        command: &PlayerCommand,
        shown: Option<&Playback>,
        item: Option<PlayingEpisode>,
        device: Option<&Device>,
        now: Timestamp,
    ) -> Option<Playback> {
        let before = || {
            let shown = shown?.clone();
            Some(Playback { position: shown.position_at(now), read_at: now, ..shown })
        };
        let device = |playback: Playback| Playback { device: device.cloned().unwrap_or(playback.device), ..playback };
        match command {
            PlayerCommand::Play { position, .. } => {
                // The device that is active, before Spotify has named it.
                let unknown = || Device { is_active: true, ..Device::default() };
                let on = shown.map_or_else(unknown, |shown| shown.device.clone());
                let (playing, position) = (Playing::Episode(item?), *position);
                Some(device(Playback { device: on, playing, is_playing: true, position, read_at: now }))
            }
            PlayerCommand::Resume => Some(device(Playback { is_playing: true, ..before()? })),
            PlayerCommand::Pause => Some(Playback { is_playing: false, ..before()? }),
            PlayerCommand::Seek(position) => Some(Playback { position: *position, ..before()? }),
            PlayerCommand::Volume(percent) => {
                let before = before()?;
                Some(Playback { device: Device { volume: Some(*percent), ..before.device.clone() }, ..before })
            }
            PlayerCommand::Queue(_) => None,
            PlayerCommand::Transfer { play } => {
                let before = before()?;
                Some(device(Playback { is_playing: before.is_playing || *play, ..before }))
            }
        }
    }

    /// What was asked, for the line of the player.
    pub fn word(&self) -> String {
        match &self.command {
            PlayerCommand::Play { .. } => "starting".into(),
            PlayerCommand::Resume => "resuming".into(),
            PlayerCommand::Pause => "pausing".into(),
            PlayerCommand::Seek(position) => format!("to {}", clock(*position)),
            PlayerCommand::Volume(percent) => format!("to vol {percent}"),
            PlayerCommand::Queue(_) => "queueing".into(),
            PlayerCommand::Transfer { .. } => format!("to {}", self.expected.device.name),
        }
    }

    fn is_at_end(&self) -> bool {
        let end = self.expected.duration();
        !end.is_zero() && self.expected.position + Self::TOLERANCE >= end
    }

    /// Why what Spotify reports is not what was asked; `None` if it is.
    pub fn denied_by(&self, reported: Option<&Playback>, now: Timestamp) -> Option<&'static str> {
        let Some(reported) = reported else {
            return Some("Spotify did nothing: no device is active");
        };
        let is_near = || reported.position_at(now).abs_diff(self.expected.position_at(now)) <= Self::TOLERANCE;
        let same_item = || match (&reported.playing, &self.expected.playing) {
            (Playing::Episode(is), Playing::Episode(asked)) => is.key == asked.key,
            (is, asked) => is == asked,
        };
        match &self.command {
            PlayerCommand::Play { .. } if !same_item() => Some("Spotify plays something else"),
            PlayerCommand::Play { .. } | PlayerCommand::Resume => {
                (!reported.is_playing).then_some("Playback did not start")
            }
            PlayerCommand::Pause => reported.is_playing.then_some("Playback was not paused"),
            // At its end it gives way to the next.
            PlayerCommand::Seek(_) if self.is_at_end() => None,
            PlayerCommand::Seek(_) => (!same_item() || !is_near()).then_some("The position was not changed"),
            PlayerCommand::Volume(percent) => {
                (reported.device.volume != Some(*percent)).then_some("The volume was not changed")
            }
            PlayerCommand::Queue(_) => None,
            PlayerCommand::Transfer { .. } => {
                (reported.device.id != self.expected.device.id).then_some("The device was not changed")
            }
        }
    }
}
