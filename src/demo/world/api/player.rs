//! `/me/player`: the devices of a listener, and what plays on them by the service's clock.
//!
//! As strict as Spotify: commands need Premium and a device, are refused in a state that they would not change, and `item`
//! is `null` for an episode unless `additional_types` names episodes. Start with [`Api::player`]; `command` has what
//! changes something, `state` what plays, `changes` what another app or the listener does.

mod changes;
mod command;
mod device;
mod state;
mod track;

use serde_json::{Value, json};

use super::{Api, Asker, shows::params};
use crate::demo::world::{
    Request, Response,
    message::{Params, error, put},
    wire,
};
use state::Item;
pub(super) use state::Player;

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
        if is_read && tail == ["queue"] {
            asker.needs("user-read-playback-state")?;
        }
        let player = self.player_at(asker.listener, request.at);
        match tail {
            ["devices"] => Ok(Response::json(200, &json!({ "devices": player.devices.listed() }))),
            ["queue"] if is_read => Ok(self.queue(asker)),
            [] | ["currently-playing"] if is_read => Ok(self.playback(&query, asker, tail.is_empty())),
            [] => self.transfer(request, asker),
            [command] => self.command(command, request, &query, asker),
            _ => Err(error(404, "Service not found", None)),
        }
    }

    fn playback(&mut self, query: &Params, asker: Asker, is_whole: bool) -> Response {
        let player = self.players.of_mut(asker.listener);
        let Some(device) = player.devices.active() else { return Response::empty(204) };
        let device = device.listed(true);
        let (loaded, context) = (player.loaded, player.context());
        let mut value = json!({
            "timestamp": player.changed.as_millisecond(),
            "context": null,
            "progress_ms": player.position,
            "is_playing": player.is_playing,
            "currently_playing_type": loaded.map_or("unknown", Item::kind),
            "actions": { "disallows": player.disallowed() },
        });
        let wants_episodes =
            query.get("additional_types").is_some_and(|types| types.split(',').any(|t| t == "episode"));
        let shown = loaded.filter(|item| wants_episodes || !matches!(item, Item::Episode(..)));
        let context = context.and_then(|show| self.catalogue.show(show));
        put(&mut value, "context", context.map(|show| wire::context(&show, &self.links)));
        put(&mut value, "item", shown.map_or(Value::Null, |item| self.item(item, asker)));
        if is_whole {
            put(&mut value, "device", device);
            put(&mut value, "repeat_state", "off");
            put(&mut value, "shuffle_state", false);
        }
        Response::json(200, &value)
    }

    fn queue(&mut self, asker: Asker) -> Response {
        let player = self.players.of_mut(asker.listener);
        let current = player.loaded.filter(|_| player.devices.active().is_some());
        let next: Vec<Item> = player.following().take(20).collect();
        let next: Vec<Value> = next.into_iter().map(|item| self.item(item, asker)).collect();
        let current = current.map_or(Value::Null, |item| self.item(item, asker));
        Response::json(200, &json!({ "currently_playing": current, "queue": next }))
    }

    /// An advertisement and an episode that its show removed are `null`.
    fn item(&self, item: Item, asker: Asker) -> Value {
        match item {
            Item::Episode(show, number) => self.whole_at(show, number, asker),
            Item::Track => track::track(&self.links),
            Item::Ad => Value::Null,
        }
    }
}

#[cfg(test)]
mod tests;
