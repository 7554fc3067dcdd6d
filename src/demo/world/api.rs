//! The Web API: bearer, window, failures, then the endpoint. The regime decides which endpoints there are.

mod change;
mod library;
mod older;
mod player;
mod search;
mod shows;

use jiff::Timestamp;
use serde_json::{Value, json};

use super::{
    Request, Response,
    library::Library,
    message::{error, put},
    quota::Quota,
    tokens::{Grant, Login, Tokens},
    wire::Links,
};
use crate::demo::{
    DemoOptions, Listener, Regime,
    data::{Catalogue, Dice},
    listener::Both,
};
use player::Player;

/// The Web API.
#[derive(Debug)]
pub(super) struct Api {
    catalogue: Catalogue,
    libraries: Both<Library>,
    players: Both<Player>,
    links: Links,
    start: Timestamp,
    quota: Quota,
    regime: Regime,
    ignore_saved_offset: bool,
    seed: u64,
    fail_percent: u8,
    calls: u64,
}

/// The listener of the bearer token, and its scopes.
#[derive(Debug, Clone, Copy)]
struct Asker {
    listener: Listener,
    grant: Grant,
}

impl Asker {
    /// # Errors
    /// The refusal, if the token lacks the scope.
    fn needs(self, scope: &str) -> Result<(), Response> {
        if self.grant.has(scope) { Ok(()) } else { Err(error(403, "Insufficient client scope", None)) }
    }
}

/// An error answer instead of a value.
type Answer = Result<Value, Response>;

impl Api {
    pub(super) fn new(options: &DemoOptions, catalogue: Catalogue, origin: &str, start: Timestamp) -> Self {
        Self {
            libraries: Both::new(|listener| Library::new(listener, &catalogue)),
            players: Both::new(|_| Player::new(start)),
            catalogue,
            links: Links::new(origin),
            start,
            quota: Quota::new(options),
            regime: options.regime,
            ignore_saved_offset: options.ignore_saved_offset,
            seed: options.seed,
            fail_percent: options.fail_percent,
            calls: 0,
        }
    }

    pub(super) fn answer(&mut self, request: &Request, tokens: &Tokens) -> Response {
        let Login { listener, grant, .. } = match bearer(request, tokens) {
            Ok(login) => login,
            Err(response) => return response,
        };
        if let Some(response) = self.quota.admit(request.at) {
            return response;
        }
        let path = request.path.strip_prefix("/v1").unwrap_or_default();
        // Clients in use ask for `/me/`.
        let path = path.strip_suffix('/').unwrap_or(path);
        let segments: Vec<_> = path.split('/').skip(1).collect();
        if let Some(response) = self.failing(&segments) {
            return response;
        }
        let asker = Asker { listener, grant };
        let answer = match segments.as_slice() {
            ["me", "player", tail @ ..] => self.player(request, tail, asker),
            ["me", "library"] => self.keep(request, asker),
            segments if is_older(request, segments) => self.older(request, segments, asker),
            segments => self.route(request, segments, asker).map(|value| Response::json(200, &value)),
        };
        answer.unwrap_or_else(|refusal| refusal)
    }

    fn route(&self, request: &Request, segments: &[&str], asker: Asker) -> Answer {
        let allowed = match segments {
            ["me", "shows" | "episodes"] if self.regime == Regime::Legacy => "DELETE, GET, PUT",
            _ => "GET",
        };
        let get = |answer: &dyn Fn() -> Answer| match request.method.as_str() {
            "GET" => answer(),
            _ => Err(error(405, "Method not allowed", None).with("allow", allowed)),
        };
        match segments {
            ["me"] => get(&|| Ok(self.me(asker))),
            ["me", "shows"] => get(&|| self.followed(request, asker)),
            ["me", "episodes"] => get(&|| self.saved(request, asker)),
            ["me", "library", "contains"] => get(&|| self.contains(request, asker)),
            ["search"] => get(&|| self.search(request, asker)),
            ["shows", id] => get(&|| self.one_show(id, request, asker)),
            ["shows", id, "episodes"] => get(&|| self.episodes(id, request, asker)),
            ["episodes", id] => get(&|| self.one_episode(id, request, asker)),
            _ => Err(error(404, "Service not found", None)),
        }
    }

    /// `GET /me`: country and subscription only with `user-read-private`.
    fn me(&self, Asker { listener, grant }: Asker) -> Value {
        let id = listener.id();
        let mut account = json!({
            "account_id": listener.account_id(),
            "display_name": listener.name(),
            "external_urls": { "spotify": format!("https://open.spotify.com/user/{id}") },
            "href": format!("https://api.spotify.com/v1/users/{id}"),
            "id": id,
            "images": [],
            "type": "user",
            "uri": format!("spotify:user:{id}"),
        });
        if grant.has("user-read-private") {
            put(&mut account, "country", "SE");
            put(&mut account, "product", if self.players.of(listener).premium { "premium" } else { "free" });
            put(&mut account, "explicit_content", json!({ "filter_enabled": false, "filter_locked": false }));
        }
        account
    }

    /// Fails the configured percentage of calls with errors seen at Spotify.
    fn failing(&mut self, segments: &[&str]) -> Option<Response> {
        self.calls += 1;
        let mut dice = Dice::new(self.seed, &[9, self.calls]);
        if !dice.percent(self.fail_percent.into()) {
            return None;
        }
        let is_item = matches!(segments, ["shows" | "episodes", ..]);
        Some(match dice.below(5) {
            0 => error(500, "Server error", None),
            1 => Response::text(502, "Bad gateway"),
            2 => Response::empty(503),
            3 if is_item => error(404, "non existing id", None),
            _ => error(502, "Error while loading resource", None),
        })
    }
}

/// The login of the bearer token, or the refusal.
fn bearer(request: &Request, tokens: &Tokens) -> Result<Login, Response> {
    let Some(authorization) = &request.authorization else {
        return Err(error(401, "No token provided", None));
    };
    let Some(token) = authorization.strip_prefix("Bearer ") else {
        return Err(error(400, "Only valid bearer authentication supported", None));
    };
    tokens.check_access(token, request.at).map_err(|message| error(401, message, None))
}

/// Whether only older apps have the endpoint (February 2026).
fn is_older(request: &Request, segments: &[&str]) -> bool {
    let writes = matches!(request.method.as_str(), "PUT" | "DELETE");
    match segments {
        ["shows" | "episodes" | "markets"] | ["me", "shows" | "episodes", "contains"] => true,
        ["me", "shows" | "episodes"] => writes,
        _ => false,
    }
}

#[cfg(test)]
mod tests;
