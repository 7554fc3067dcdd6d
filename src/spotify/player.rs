//! Devices, playback and commands: `/me/player`.
//!
//! A command is sent once: a second one could skip or queue twice (security K4). Only a 401 is answered by a second request,
//! because Spotify carried out nothing. Start with [`Client::player`].

use std::time::Duration;

use reqwest::Method;
use serde_json::json;

use super::{ApiError, Client, Request, TokenSource, guard::Tries, wire};
use crate::domain::{Device, DeviceId, EpisodeId, Playback, PlayerCommand, Queued};

impl<T: TokenSource> Client<T> {
    /// What plays where: `GET /me/player`. `None` if no device is active.
    ///
    /// # Errors
    /// Any [`ApiError`] except those of commands.
    pub async fn playback(&self) -> Result<Option<Playback>, ApiError> {
        // Without it, the item is `null` while an episode plays.
        let query = vec![("additional_types", "track,episode".to_owned())];
        let answer = self.ask(Request { query, ..Request::get("/me/player") }).await?;
        if answer.is_empty() { Ok(None) } else { wire::playback(&answer.text()?, self.guard().now()) }
    }

    /// The devices of the account: `GET /me/player/devices`.
    ///
    /// # Errors
    /// Any [`ApiError`] except those of commands.
    pub async fn devices(&self) -> Result<Vec<Device>, ApiError> {
        wire::devices(&self.ask(Request::get("/me/player/devices")).await?.text()?)
    }

    /// What plays next: `GET /me/player/queue`. Empty if no device is active.
    ///
    /// # Errors
    /// Any [`ApiError`] except those of commands.
    pub async fn queue(&self) -> Result<Vec<Queued>, ApiError> {
        let answer = self.ask(Request::get("/me/player/queue")).await?;
        if answer.is_empty() { Ok(Vec::new()) } else { wire::queue(&answer.text()?) }
    }

    /// Sends a command to a device, or to the active one. A success says that Spotify took it, not that the device obeyed.
    ///
    /// # Errors
    /// Any [`ApiError`]. After `Timeout`, `Unreachable` and `Server` the command may have been carried out.
    pub async fn player(&self, command: &PlayerCommand, device: Option<&DeviceId>) -> Result<(), ApiError> {
        let mut request = match command {
            PlayerCommand::Play { episodes, position } => {
                let uris: Vec<_> = episodes.iter().map(uri).collect();
                let body = json!({ "uris": uris, "position_ms": milliseconds(*position) });
                Request::change(Method::PUT, "/me/player/play", Some(body))
            }
            PlayerCommand::Resume => Request::change(Method::PUT, "/me/player/play", None),
            PlayerCommand::Pause => Request::change(Method::PUT, "/me/player/pause", None),
            PlayerCommand::Seek(position) => {
                let query = vec![("position_ms", milliseconds(*position).to_string())];
                Request { query, ..Request::change(Method::PUT, "/me/player/seek", None) }
            }
            PlayerCommand::Volume(percent) => {
                let query = vec![("volume_percent", (*percent).min(100).to_string())];
                Request { query, ..Request::change(Method::PUT, "/me/player/volume", None) }
            }
            PlayerCommand::Queue(episode) => Request {
                query: vec![("uri", uri(episode))],
                ..Request::change(Method::POST, "/me/player/queue", None)
            },
            PlayerCommand::Transfer { play } => {
                let device = device.ok_or(ApiError::NoActiveDevice)?;
                let body = json!({ "device_ids": [device.as_str()], "play": play });
                Request::change(Method::PUT, "/me/player", Some(body))
            }
        };
        if !matches!(command, PlayerCommand::Transfer { .. }) {
            request.query.extend(device.map(|device| ("device_id", device.to_string())));
        }
        self.ask(Request { tries: Tries::Once, ..request }).await.map(|_| ())
    }
}

fn uri(id: &EpisodeId) -> String {
    format!("spotify:episode:{id}")
}

fn milliseconds(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}
