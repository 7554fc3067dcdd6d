//! `/me/player`: the devices of a listener, and what plays on them by the service's clock.
//!
//! As strict as Spotify: commands need a device, are refused in a state that they would not change, and `item` is `null`
//! for an episode unless `additional_types` names episodes. Every listener has Premium. Start with [`Api::player`].

use std::collections::VecDeque;

use jiff::Timestamp;
use serde_json::{Value, json};

use super::{Api, Asker, library::Named, shows::params};
use crate::demo::{
    Listener,
    change::Progress,
    data::Catalogue,
    world::{
        Request, Response,
        library::Library,
        message::{Params, error, put},
    },
};

/// Place of the show and number of the episode.
type Key = (u32, u32);

/// The players of both listeners.
#[derive(Debug)]
pub(super) struct Players {
    first: Player,
    second: Player,
}

/// The devices of a listener. Nothing is active at the start.
#[derive(Debug)]
struct Player {
    devices: Vec<Device>,
    /// The place of the active device.
    active: Option<usize>,
    loaded: Option<Key>,
    /// The episodes that follow, those of the queue first.
    queue: VecDeque<Key>,
    rest: VecDeque<Key>,
    is_playing: bool,
    /// In milliseconds, at `since`.
    position: u32,
    since: Timestamp,
    changed: Timestamp,
}

#[derive(Debug)]
struct Device {
    id: &'static str,
    name: &'static str,
    kind: &'static str,
    is_restricted: bool,
    /// In percent; `None` if it cannot be set.
    volume: Option<u8>,
}

impl Players {
    pub(super) fn new(start: Timestamp) -> Self {
        Self { first: Player::new(start), second: Player::new(start) }
    }

    fn of_mut(&mut self, listener: Listener) -> &mut Player {
        match listener {
            Listener::First => &mut self.first,
            Listener::Second => &mut self.second,
        }
    }
}

impl Api {
    /// Any request to `/me/player`; `tail` is the rest of the path.
    pub(super) fn player(&mut self, request: &Request, tail: &[&str], asker: Asker) -> Result<Response, Response> {
        let query = params(request)?;
        let is_read = request.method == "GET";
        let allowed = match tail {
            [] => "GET, PUT",
            ["devices" | "currently-playing"] => "GET",
            ["queue"] => "GET, POST",
            ["play" | "pause" | "seek" | "volume"] => "PUT",
            ["next" | "previous"] => "POST",
            _ => return Err(error(404, "Service not found", None)),
        };
        if !allowed.split(", ").any(|method| method == request.method) {
            return Err(error(405, "Method not allowed", None).with("allow", allowed));
        }
        asker.needs(match tail {
            ["currently-playing" | "queue"] if is_read => "user-read-currently-playing",
            _ if is_read => "user-read-playback-state",
            _ => "user-modify-playback-state",
        })?;
        let player = self.players.of_mut(asker.listener);
        player.advance(&self.catalogue, self.libraries.of_mut(asker.listener), request.at);
        match tail {
            ["devices"] => Ok(Response::json(200, &json!({ "devices": player.devices() }))),
            ["queue"] if is_read => Ok(self.queue(asker)),
            [] | ["currently-playing"] if is_read => Ok(self.playback(&query, asker, tail.is_empty())),
            [] => self.transfer(request, asker),
            [command] => self.command(command, request, &query, asker),
            _ => Err(error(404, "Service not found", None)),
        }
    }

    fn playback(&mut self, query: &Params, asker: Asker, is_whole: bool) -> Response {
        let player = self.players.of_mut(asker.listener);
        let Some(device) = player.active.map(|at| player.device(at)) else { return Response::empty(204) };
        let (loaded, is_playing) = (player.loaded, player.is_playing);
        let mut value = json!({
            "timestamp": player.changed.as_millisecond(),
            "context": null,
            "progress_ms": player.position,
            "is_playing": is_playing,
            "currently_playing_type": if loaded.is_some() { "episode" } else { "unknown" },
            "actions": { "disallows": if is_playing { json!({ "resuming": true }) } else { json!({ "pausing": true }) } },
        });
        let wants_episodes =
            query.get("additional_types").is_some_and(|types| types.split(',').any(|t| t == "episode"));
        put(&mut value, "item", loaded.filter(|_| wants_episodes).map_or(Value::Null, |key| self.item(key, asker)));
        if is_whole {
            put(&mut value, "device", device);
            put(&mut value, "repeat_state", "off");
            put(&mut value, "shuffle_state", false);
        }
        Response::json(200, &value)
    }

    fn queue(&mut self, asker: Asker) -> Response {
        let player = self.players.of_mut(asker.listener);
        let current = player.loaded.filter(|_| player.active.is_some());
        let next: Vec<Key> = player.queue.iter().chain(&player.rest).take(20).copied().collect();
        let next: Vec<Value> = next.into_iter().map(|key| self.item(key, asker)).collect();
        let current = current.map_or(Value::Null, |key| self.item(key, asker));
        Response::json(200, &json!({ "currently_playing": current, "queue": next }))
    }

    fn item(&self, (show, number): Key, asker: Asker) -> Value {
        let found = self.catalogue.show(show).and_then(|show| Some((show.episode(number)?, show)));
        found.map_or(Value::Null, |(episode, show)| self.whole(&show, &episode, asker))
    }

    /// `PUT /me/player`: exactly one device.
    fn transfer(&mut self, request: &Request, asker: Asker) -> Result<Response, Response> {
        let body = json(request)?;
        let ids = body.get("device_ids").and_then(Value::as_array);
        let Some([id]) = ids.map(Vec::as_slice) else {
            return Err(error(400, "Exactly one device_id must be provided", None));
        };
        let player = self.players.of_mut(asker.listener);
        let at = player.place(id.as_str().unwrap_or_default())?;
        player.usable(at)?;
        (player.active, player.changed) = (Some(at), request.at);
        if body.get("play") == Some(&Value::Bool(true)) {
            player.is_playing = player.loaded.is_some();
        }
        Ok(Response::empty(204))
    }

    fn command(
        &mut self,
        command: &str,
        request: &Request,
        query: &Params,
        asker: Asker,
    ) -> Result<Response, Response> {
        let start = if command == "play" { self.start(request)? } else { (VecDeque::new(), None) };
        let queued = match (command, query.get("uri")) {
            ("queue", Some(uri)) => Some(self.playable(uri)?),
            ("queue", None) => return Err(error(400, "Missing required field: uri", None)),
            _ => None,
        };
        let player = self.players.of_mut(asker.listener);
        let at = match query.get("device_id") {
            Some(id) => player.place(id)?,
            None => player.active.ok_or_else(no_active_device)?,
        };
        player.usable(at)?;
        let number = |name: &str, most: u32| {
            let number = query.get(name).and_then(|text| text.parse().ok()).filter(|number| *number <= most);
            number.ok_or_else(|| error(400, &format!("Invalid {name}"), None))
        };
        match command {
            "play" => player.play(start)?,
            "pause" if player.is_playing => player.is_playing = false,
            "pause" => return Err(violated()),
            "seek" if player.loaded.is_none() => return Err(violated()),
            "seek" => player.position = number("position_ms", u32::MAX)?,
            "volume" => match &mut player.devices.get_mut(at).and_then(|device| device.volume.as_mut()) {
                Some(volume) => **volume = u8::try_from(number("volume_percent", 100)?).unwrap_or(100),
                None => return Err(refused(403, "Cannot control device volume", "VOLUME_CONTROL_DISALLOW")),
            },
            "queue" => player.queue.extend(queued),
            "next" => player.skip().then_some(()).ok_or_else(violated)?,
            // There is no list of what was before: it starts over.
            _ => player.position = 0,
        }
        if command == "play" {
            player.active = Some(at);
        }
        player.changed = request.at;
        // A position beyond the end ends the episode at once.
        player.advance(&self.catalogue, self.libraries.of_mut(asker.listener), request.at);
        Ok(Response::empty(204))
    }

    /// The episodes and the position of a body; without episodes it resumes.
    fn start(&self, request: &Request) -> Result<(VecDeque<Key>, Option<u32>), Response> {
        if request.body.is_empty() {
            return Ok((VecDeque::new(), None));
        }
        let body = json(request)?;
        let uris: &[Value] = match body.get("uris") {
            None => &[],
            Some(uris) => {
                let uris = uris.as_array().filter(|uris| !uris.is_empty());
                uris.ok_or_else(|| error(400, "Malformed json", None))?
            }
        };
        let keys = uris.iter().map(|uri| self.playable(uri.as_str().unwrap_or_default())).collect::<Result<_, _>>()?;
        let milliseconds = |position: &Value| {
            let position = position.as_u64().and_then(|position| u32::try_from(position).ok());
            position.ok_or_else(|| error(400, "Invalid position_ms", None))
        };
        Ok((keys, body.get("position_ms").map(milliseconds).transpose()?))
    }

    fn playable(&self, uri: &str) -> Result<Key, Response> {
        match self.name(uri) {
            Some(Named::Episode(show, number)) => Ok((show, number)),
            Some(Named::Nothing) => Err(error(404, "Resource not found", None)),
            Some(Named::Show(_)) | None => Err(error(400, &format!("Unsupported uri kind: {uri}"), None)),
        }
    }
}

impl Player {
    fn new(start: Timestamp) -> Self {
        let device = |id, name, kind, volume| Device { id, name, kind, is_restricted: false, volume };
        let devices = vec![
            device("3f1d0c5a9b7e46d28c10aa57e2b4f6917d08c3e5", "desk", "Computer", Some(80)),
            device("a86e4b20c7f94d1595b3e16d0f72c8aa41d95be3", "kitchen", "Speaker", Some(60)),
            device("c02b97de5a134f68b7f4819d63ea50c7f2186d4b", "phone", "Smartphone", None),
            Device {
                is_restricted: true,
                ..device("e5d7340f81b24c96a0e9c27b54f1d8632ab07c9e", "old radio", "AVR", Some(30))
            },
        ];
        Self {
            devices,
            active: None,
            loaded: None,
            queue: VecDeque::new(),
            rest: VecDeque::new(),
            is_playing: false,
            position: 0,
            since: start,
            changed: start,
        }
    }

    /// Lets it play until `now`, and notes in the library how far.
    fn advance(&mut self, catalogue: &Catalogue, library: &mut Library, now: Timestamp) {
        let passed = now.as_millisecond().saturating_sub(self.since.as_millisecond());
        self.since = now;
        if self.is_playing {
            self.position = self.position.saturating_add(u32::try_from(passed).unwrap_or_default());
        }
        while let Some((show, number)) = self.loaded {
            let episode = catalogue.show(show).and_then(|show| show.episode(number));
            let duration = episode.map_or(0, |episode| episode.duration_ms);
            if self.position < duration {
                if self.position > 0 {
                    library.listen(show, number, Progress::At(self.position));
                }
                return;
            }
            library.listen(show, number, Progress::Played);
            let over = self.position - duration;
            if !self.skip() {
                (self.is_playing, self.position) = (false, 0);
                return;
            }
            self.position = over;
        }
    }

    /// Goes on to what follows. Returns whether there is something.
    fn skip(&mut self) -> bool {
        let next = self.queue.pop_front().or_else(|| self.rest.pop_front());
        if next.is_some() {
            (self.loaded, self.position) = (next, 0);
        }
        next.is_some()
    }

    /// Plays from a position, or resumes without episodes.
    fn play(&mut self, (mut keys, position): (VecDeque<Key>, Option<u32>)) -> Result<(), Response> {
        match keys.pop_front() {
            Some(first) => (self.loaded, self.rest, self.position) = (Some(first), keys, position.unwrap_or(0)),
            None if self.is_playing || self.loaded.is_none() => return Err(violated()),
            None => self.position = position.unwrap_or(self.position),
        }
        self.is_playing = true;
        Ok(())
    }

    fn place(&self, id: &str) -> Result<usize, Response> {
        let found = self.devices.iter().position(|device| device.id == id);
        found.ok_or_else(|| error(404, "Device not found", None))
    }

    /// # Errors
    /// The refusal of a restricted device.
    fn usable(&self, at: usize) -> Result<(), Response> {
        if self.devices.get(at).is_some_and(|device| !device.is_restricted) {
            Ok(())
        } else {
            Err(refused(403, "Player command failed: Device not controllable", "DEVICE_NOT_CONTROLLABLE"))
        }
    }

    fn devices(&self) -> Vec<Value> {
        (0..self.devices.len()).map(|at| self.device(at)).collect()
    }

    fn device(&self, at: usize) -> Value {
        self.devices.get(at).map_or(Value::Null, |device| {
            json!({
                "id": device.id,
                "is_active": self.active == Some(at),
                "is_private_session": false,
                "is_restricted": device.is_restricted,
                "name": device.name,
                "type": device.kind,
                "volume_percent": device.volume,
                "supports_volume": device.volume.is_some(),
            })
        })
    }
}

fn json(request: &Request) -> Result<Value, Response> {
    serde_json::from_slice(&request.body).map_err(|_| error(400, "Error parsing JSON.", None))
}

fn no_active_device() -> Response {
    refused(404, "Player command failed: No active device found", "NO_ACTIVE_DEVICE")
}

/// The command would change nothing, or is not possible now.
fn violated() -> Response {
    refused(403, "Player command failed: Restriction violated", "UNKNOWN")
}

fn refused(status: u16, message: &str, reason: &str) -> Response {
    error(status, message, Some(reason))
}

#[cfg(test)]
mod tests;
