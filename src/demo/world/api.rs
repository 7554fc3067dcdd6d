//! The Web API in the regime of Development Mode 2026: bearer, window, failures, then the endpoint.

mod shows;

use std::collections::VecDeque;

use jiff::Timestamp;
use serde_json::{Value, json};

use super::{
    Request, Response,
    tokens::{Grant, Refused, Tokens},
    wire::Links,
};
use crate::demo::{
    DemoOptions, RateLimit,
    data::{Catalogue, Dice},
};

/// The Web API.
#[derive(Debug)]
pub(super) struct Api {
    catalogue: Catalogue,
    links: Links,
    start: Timestamp,
    limit: Option<RateLimit>,
    /// When the calls of the current window came.
    window: VecDeque<Timestamp>,
    seed: u64,
    fail_percent: u8,
    calls: u64,
}

/// An error answer instead of a value.
type Answer = Result<Value, Response>;

impl Api {
    pub(super) fn new(options: &DemoOptions, catalogue: Catalogue, origin: &str, start: Timestamp) -> Self {
        Self {
            catalogue,
            links: Links::new(origin),
            start,
            limit: options.rate_limit,
            window: VecDeque::new(),
            seed: options.seed,
            fail_percent: options.fail_percent,
            calls: 0,
        }
    }

    pub(super) fn answer(&mut self, request: &Request, tokens: &Tokens) -> Response {
        let grant = match bearer(request, tokens) {
            Ok(grant) => grant,
            Err(response) => return response,
        };
        if let Some(response) = self.limited(request.at) {
            return response;
        }
        let path = request.path.strip_prefix("/v1").unwrap_or_default();
        let segments: Vec<_> = path.split('/').skip(1).collect();
        if let Some(response) = self.failing(&segments) {
            return response;
        }
        match self.route(request, &segments, grant) {
            Ok(value) => Response::json(200, &value),
            Err(response) => response,
        }
    }

    fn route(&self, request: &Request, segments: &[&str], grant: Grant) -> Answer {
        if is_gone(request, segments) {
            return Err(error(403, "Forbidden", None));
        }
        let get = |answer: &dyn Fn() -> Answer| match request.method.as_str() {
            "GET" => answer(),
            _ => Err(error(405, "Method not allowed", None).with("allow", "GET")),
        };
        match segments {
            ["me"] => get(&|| Ok(me(grant))),
            ["me", "shows"] => get(&|| self.followed(request, grant)),
            ["shows", id] => get(&|| self.one_show(id, request, grant)),
            ["shows", id, "episodes"] => get(&|| self.episodes(id, request, grant)),
            ["episodes", id] => get(&|| self.one_episode(id, request, grant)),
            _ => Err(error(404, "Service not found", None)),
        }
    }

    /// The rolling window: a call that is refused does not count.
    fn limited(&mut self, at: Timestamp) -> Option<Response> {
        let RateLimit { calls, seconds } = self.limit?;
        let window = i64::from(seconds) * 1000;
        let age = |then: Timestamp| at.as_millisecond() - then.as_millisecond();
        while self.window.front().is_some_and(|then| age(*then) >= window) {
            self.window.pop_front();
        }
        if self.window.len() < calls as usize {
            self.window.push_back(at);
            return None;
        }
        let wait = self.window.front().map_or(0, |then| window - age(*then));
        let seconds = u64::try_from(wait).unwrap_or(0).div_ceil(1000).max(1);
        Some(Response::text(429, "Too many requests").with("retry-after", seconds.to_string()))
    }

    /// So many calls in a hundred fail, in the ways that were seen.
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

/// What the bearer token is good for, or the refusal.
fn bearer(request: &Request, tokens: &Tokens) -> Result<Grant, Response> {
    let Some(authorization) = &request.authorization else {
        return Err(error(401, "No token provided", None));
    };
    let Some(token) = authorization.strip_prefix("Bearer ") else {
        return Err(error(400, "Only valid bearer authentication supported", None));
    };
    tokens.check_access(token, request.at).map_err(|refused| match refused {
        Refused::Invalid => error(401, "Invalid access token", None),
        Refused::Expired => error(401, "The access token expired", None),
    })
}

/// What new apps may no longer use (February 2026).
fn is_gone(request: &Request, segments: &[&str]) -> bool {
    let writes = matches!(request.method.as_str(), "PUT" | "DELETE");
    match segments {
        ["shows" | "episodes" | "markets"] | ["me", "shows" | "episodes", "contains"] => true,
        ["me", "shows" | "episodes"] => writes,
        _ => false,
    }
}

/// `GET /me`: country and subscription only with `user-read-private`.
fn me(grant: Grant) -> Value {
    let mut account = json!({
        "account_id": "demo0account0000000001",
        "display_name": "Demo listener",
        "external_urls": { "spotify": "https://open.spotify.com/user/demo-listener" },
        "href": "https://api.spotify.com/v1/users/demo-listener",
        "id": "demo-listener",
        "images": [],
        "type": "user",
        "uri": "spotify:user:demo-listener",
    });
    if let Some(fields) = account.as_object_mut().filter(|_| grant.has("user-read-private")) {
        fields.insert("country".to_owned(), "SE".into());
        fields.insert("product".to_owned(), "premium".into());
        fields.insert("explicit_content".to_owned(), json!({ "filter_enabled": false, "filter_locked": false }));
    }
    account
}

/// Spotify's JSON error body.
pub(super) fn error(status: u16, message: &str, reason: Option<&str>) -> Response {
    let mut fields = json!({ "status": status, "message": message });
    if let (Some(fields), Some(reason)) = (fields.as_object_mut(), reason) {
        fields.insert("reason".to_owned(), reason.into());
    }
    Response::json(status, &json!({ "error": fields }))
}

/// The usual message of a status.
pub(super) fn phrase(status: u16) -> &'static str {
    match status {
        400 => "Bad request",
        401 => "The access token expired",
        403 => "Forbidden",
        404 => "non existing id",
        429 => "API rate limit exceeded",
        500 => "Server error",
        502 => "Error while loading resource",
        503 => "Service unavailable",
        504 => "Gateway timeout",
        _ => "Error",
    }
}
