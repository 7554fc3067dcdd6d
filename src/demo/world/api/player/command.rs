//! The commands: transfer, play, pause, seek, volume, queue, next, previous.

use std::collections::VecDeque;

use serde_json::Value;

use super::{Item, track};
use crate::demo::{
    change::Progress,
    world::{
        Request, Response,
        api::{Api, Asker, library::Named},
        message::{Params, error},
    },
};

/// Most episodes of a show that play after each other.
const CONTEXT: usize = 100;

/// What to play, and from which position. Without items, what is loaded resumes.
#[derive(Debug, Default)]
pub(super) struct Start {
    pub(super) items: VecDeque<Item>,
    /// The number of items to step over. They are before the first one that plays.
    pub(super) offset: usize,
    /// The show whose episodes they are, if it was started as a whole.
    pub(super) context: Option<u32>,
    pub(super) position: Option<u32>,
}

impl Api {
    /// `PUT /me/player`: exactly one device.
    pub(super) fn transfer(&mut self, request: &Request, asker: Asker) -> Result<Response, Response> {
        let body = json(request)?;
        let ids = body.get("device_ids").and_then(Value::as_array);
        let Some([id]) = ids.map(Vec::as_slice) else {
            return Err(error(400, "Exactly one device_id must be provided", None));
        };
        let id = id.as_str().ok_or_else(malformed)?;
        let plays = match body.get("play") {
            None | Some(Value::Bool(false)) => false,
            Some(Value::Bool(true)) => true,
            Some(_) => return Err(malformed()),
        };
        let player = self.players.of_mut(asker.listener);
        player.has_premium()?;
        player.devices.target(Some(id))?;
        player.devices.activate(Some(id));
        player.changed = request.at;
        if plays {
            player.is_playing = player.loaded.is_some();
        }
        Ok(Response::empty(204))
    }

    pub(super) fn command(
        &mut self,
        command: &str,
        request: &Request,
        query: &Params,
        asker: Asker,
    ) -> Result<Response, Response> {
        let start = if command == "play" { self.start(request, asker)? } else { Start::default() };
        let number = |name: &str, most: u32| match query.get(name) {
            None => Err(error(400, &format!("Missing required field: {name}"), None)),
            Some(text) => {
                let number = text.parse().ok().filter(|number| *number <= most);
                number.ok_or_else(|| error(400, &format!("Invalid {name}"), None))
            }
        };
        let value = match command {
            "seek" => number("position_ms", u32::MAX)?,
            "volume" => number("volume_percent", 100)?,
            _ => 0,
        };
        let queued = match (command, query.get("uri")) {
            ("queue", Some(uri)) => Some(self.playable(uri)?),
            ("queue", None) => return Err(error(400, "Missing required field: uri", None)),
            _ => None,
        };
        let player = self.players.of_mut(asker.listener);
        player.has_premium()?;
        let device = player.devices.target(query.get("device_id"))?;
        match command {
            "play" => {
                let id = device.id.clone();
                player.play(start)?;
                player.devices.activate(Some(&id));
            }
            "pause" => player.pause()?,
            "seek" => player.seek(value)?,
            "volume" => match &mut device.volume {
                Some(volume) => *volume = u8::try_from(value).unwrap_or(100),
                None => return Err(error(403, "Cannot control device volume", Some("VOLUME_CONTROL_DISALLOW"))),
            },
            "queue" => player.queue.extend(queued),
            "next" => player.next()?,
            _ => player.previous()?,
        }
        player.changed = request.at;
        // A position beyond the end ends the episode at once.
        player.advance(&self.catalogue, self.libraries.of_mut(asker.listener), request.at);
        Ok(Response::empty(204))
    }

    fn start(&self, request: &Request, asker: Asker) -> Result<Start, Response> {
        if request.body.is_empty() {
            return Ok(Start::default());
        }
        let body = json(request)?;
        let milliseconds = |position: &Value| {
            let position = position.as_u64().and_then(|position| u32::try_from(position).ok());
            position.ok_or_else(|| error(400, "Invalid position_ms", None))
        };
        let position = body.get("position_ms").map(milliseconds).transpose()?;
        let offset = body.get("offset").map(|offset| offset.as_object().ok_or_else(malformed)).transpose()?;
        let context = body.get("context_uri").map(|uri| uri.as_str().ok_or_else(malformed)).transpose()?;
        let uris: &[Value] = match body.get("uris") {
            None => &[],
            Some(uris) => uris.as_array().filter(|uris| !uris.is_empty()).ok_or_else(malformed)?,
        };
        if let Some(uri) = context {
            let (show, items) = self.context(uri, asker)?;
            return Ok(Start { items, offset: 0, context: Some(show), position });
        }
        let item = |uri: &Value| self.playable(uri.as_str().ok_or_else(malformed)?);
        let items: VecDeque<_> = uris.iter().map(item).collect::<Result<_, _>>()?;
        let offset = match offset.map(|offset| (offset.get("position"), offset.get("uri"))) {
            None | Some((None, None)) => Some(0),
            Some((Some(place), _)) => place.as_u64().and_then(|place| usize::try_from(place).ok()),
            Some((None, uri)) => uris.iter().position(|known| Some(known) == uri),
        };
        let offset = offset.filter(|offset| *offset < items.len().max(1));
        Ok(Start { items, offset: offset.ok_or_else(|| error(400, "Invalid offset", None))?, context: None, position })
    }

    /// The episodes of a show from the oldest unplayed one on, whatever the `offset`.
    fn context(&self, uri: &str, asker: Asker) -> Result<(u32, VecDeque<Item>), Response> {
        let place = match self.name(uri) {
            Some(Named::Show(place)) => place,
            Some(Named::Nothing) => return Err(error(404, "Resource not found", None)),
            Some(Named::Episode(..)) | None => return Err(error(400, "Unsupported context uri", None)),
        };
        let show = self.catalogue.show(place).ok_or_else(|| error(404, "Resource not found", None))?;
        let library = self.libraries.of(asker.listener);
        let mut episodes: Vec<_> = (0..show.total()).filter_map(|position| show.at(position)).collect();
        episodes.sort_by_key(|episode| episode.date);
        let played = episodes.iter().position(|episode| library.progress(&show, episode) != Progress::Played);
        let items = episodes.iter().skip(played.unwrap_or(0)).take(CONTEXT);
        Ok((place, items.map(|episode| Item::Episode(place, episode.number)).collect()))
    }

    fn playable(&self, uri: &str) -> Result<Item, Response> {
        match self.name(uri) {
            Some(Named::Episode(show, number)) => Ok(Item::Episode(show, number)),
            Some(Named::Nothing) => Err(error(404, "Resource not found", None)),
            None if uri == track::URI => Ok(Item::Track),
            Some(Named::Show(_)) | None => Err(error(400, &format!("Unsupported uri kind: {uri}"), None)),
        }
    }
}

/// The object in the body.
fn json(request: &Request) -> Result<Value, Response> {
    let body: Value = serde_json::from_slice(&request.body).map_err(|_| error(400, "Error parsing JSON.", None))?;
    if body.is_object() { Ok(body) } else { Err(malformed()) }
}

fn malformed() -> Response {
    error(400, "Malformed json", None)
}

/// The command would change nothing, or is not possible now.
pub(super) fn violated() -> Response {
    error(403, "Player command failed: Restriction violated", Some("UNKNOWN"))
}
