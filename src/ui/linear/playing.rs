//! What plays and what goes on, said when it changes and not while it goes on.

use crate::{
    app::{State, requests::Slot},
    domain::{Playing, SyncStage, count::grouped, duration::clock},
};

/// What plays.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Played {
    what: String,
    is_playing: bool,
    device: String,
    volume: Option<u8>,
    /// In seconds: when it would have begun if it had played without a pause; of what is paused, the position.
    anchor: i64,
    position: String,
}

/// Two polls differ by less.
const JUMP: i64 = 4;

impl Played {
    pub(super) fn of(state: &State) -> Option<Self> {
        let (player, now) = (&state.cx.player, state.cx.now.timestamp());
        let playback = player.shown()?;
        let what = match &playback.playing {
            Playing::Episode(episode) => match &episode.show {
                Some((_, show)) => format!("{} of {show}", episode.name),
                None => episode.name.to_string(),
            },
            Playing::Track { name, artists, .. } => format!("{name} by {artists}"),
            Playing::Ad => "an advertisement".into(),
            Playing::Unknown => "something".into(),
        };
        let position = player.position(now).unwrap_or(playback.position);
        let seconds = i64::try_from(position.as_secs()).unwrap_or(i64::MAX);
        Some(Self {
            what,
            is_playing: playback.is_playing,
            device: playback.device.name.to_string(),
            volume: playback.device.volume,
            anchor: if playback.is_playing { now.as_second().saturating_sub(seconds) } else { seconds },
            position: format!("{} of {}", clock(position), clock(playback.duration())),
        })
    }

    pub(super) fn say(&self, was: Option<&Self>, lines: &mut Vec<String>) {
        let Some(was) = was.filter(|was| (&was.what, was.is_playing) == (&self.what, self.is_playing)) else {
            let state = if self.is_playing { "Playing" } else { "Paused" };
            return lines.push(format!("{state} on {}: {}, at {}", self.device, self.what, self.position));
        };
        if was.anchor.abs_diff(self.anchor) > JUMP.unsigned_abs() {
            lines.push(format!("Position {}", self.position));
        }
        if was.device != self.device {
            lines.push(format!("On {}", self.device));
        }
        if let Some(volume) = self.volume.filter(|_| was.volume != self.volume) {
            lines.push(format!("Volume {volume} percent"));
        }
    }
}

/// How far the synchronisation is, in quarters: more would interrupt.
pub(super) fn sync(state: &State) -> Option<String> {
    let is_syncing = state.cx.ledger.runs(Slot::Sync);
    let progress = state.cx.sync.progress.filter(|_| is_syncing)?;
    if state.cx.sync.is_paused {
        return Some("Synchronising is paused".into());
    }
    let (what, done, total) = match progress.stage {
        SyncStage::Shows { done, total } => ("the list of shows", done, total),
        SyncStage::Saved { done, total } => ("saved episodes", done, total),
        SyncStage::Newest { done, total } => ("new episodes", done, Some(total)),
        SyncStage::BackCatalogue { done, total } => ("older episodes", done, Some(total)),
    };
    let quarter = u64::from(done) * 4 / u64::from(total.unwrap_or(0).max(done).max(1));
    Some(match (quarter, total) {
        (0, _) | (_, None) => format!("Synchronising {what}"),
        (quarter, Some(_)) => format!("Synchronising {what}: {} percent", grouped(quarter.min(4) * 25)),
    })
}
