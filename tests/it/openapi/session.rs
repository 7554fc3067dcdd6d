//! A world of the older regime, in a state of its player, and good requests to each operation.

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use spotpods_tui::demo::{Change, DemoOptions, Listener, Regime, Request, Response, World};
use url::form_urlencoded::Serializer;

use super::definition::Operation;

pub(crate) const KITCHEN: &str = "a86e4b20c7f94d1595b3e16d0f72c8aa41d95be3";
pub(crate) const UNKNOWN: &str = "0000000000000000000000";

/// What the player does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum State {
    Idle,
    Playing,
    /// The second episode of the list.
    Later,
    Paused,
    /// A show, by its `context_uri`.
    Context,
    Track,
    Ad,
    Unknown,
    /// As `Playing`, without Premium.
    Free,
}

impl State {
    pub(crate) const ALL: [Self; 9] = [
        Self::Idle,
        Self::Playing,
        Self::Later,
        Self::Paused,
        Self::Context,
        Self::Track,
        Self::Ad,
        Self::Unknown,
        Self::Free,
    ];

    /// In which an operation succeeds.
    pub(crate) fn for_operation(operation: &Operation) -> Self {
        match operation.path.as_str() {
            "/me/player/previous" => Self::Later,
            path if path.starts_with("/me/player") => Self::Playing,
            _ => Self::Idle,
        }
    }
}

/// A request to an operation.
#[derive(Debug, Clone)]
pub(crate) struct Ask {
    /// Of the path.
    pub(crate) id: String,
    pub(crate) query: Vec<(String, String)>,
    pub(crate) body: Option<String>,
}

impl Ask {
    pub(crate) fn without(&self, name: &str) -> Self {
        let query = self.query.iter().filter(|(known, _)| known != name).cloned().collect();
        Self { query, ..self.clone() }
    }

    pub(crate) fn with(&self, name: &str, value: &str) -> Self {
        let mut changed = self.without(name);
        changed.query.push((name.to_owned(), value.to_owned()));
        changed
    }

    pub(crate) fn with_body(&self, body: impl Into<String>) -> Self {
        Self { body: Some(body.into()), ..self.clone() }
    }
}

pub(crate) struct Session {
    pub(crate) world: World,
    pub(crate) token: Option<String>,
    now: Timestamp,
    show: String,
    episodes: Vec<String>,
}

pub(crate) fn options() -> DemoOptions {
    DemoOptions { shows: 3, episodes: 5, regime: Regime::Legacy, quirks: false, ..DemoOptions::default() }
}

impl Session {
    pub(crate) fn new(options: &DemoOptions, state: State) -> Self {
        let now: Timestamp = "2026-11-20T08:00:00Z".parse().expect("a moment");
        let mut world = World::new(options, "http://127.0.0.1:1", now);
        let token = Some(world.access_token(Listener::First, now));
        let mut session = Self { world, token, now, show: String::new(), episodes: Vec::new() };
        let shows = session.get("/me/shows");
        session.show = text(&shows["items"][1]["show"]["id"]);
        let page = session.get(&format!("/shows/{}/episodes?limit=3", session.show));
        session.episodes = page["items"].as_array().expect("items").iter().map(|item| text(&item["id"])).collect();
        session.enter(state);
        session.now += SignedDuration::from_secs(7);
        session
    }

    fn enter(&mut self, state: State) {
        let play = format!("/me/player/play?device_id={KITCHEN}");
        let list = json!({ "uris": self.uris() }).to_string();
        let change = match state {
            State::Idle => return,
            State::Playing => None,
            State::Later => return self.does(&[("PUT", &play, &list), ("POST", "/me/player/next", "")]),
            State::Paused => return self.does(&[("PUT", &play, &list), ("PUT", "/me/player/pause", "")]),
            State::Context => {
                let context = json!({ "context_uri": format!("spotify:show:{}", self.show) }).to_string();
                return self.does(&[("PUT", &play, &context)]);
            }
            State::Track => Some(r#"{"plays":"track"}"#),
            State::Ad => Some(r#"{"plays":"ad"}"#),
            State::Unknown => Some(r#"{"plays":"unknown"}"#),
            State::Free => Some(r#"{"premium":false}"#),
        };
        self.does(&[("PUT", &play, &list)]);
        if let Some(change) = change {
            let change: Change = serde_json::from_str(change).expect("a change");
            self.world.change(Listener::First, &change, self.now).expect("changed");
        }
    }

    fn does(&mut self, commands: &[(&str, &str, &str)]) {
        for (method, target, body) in commands {
            let Response { status, body, .. } = self.send(method, target, body);
            assert_eq!(status, 204, "{method} {target}: {}", String::from_utf8_lossy(&body));
        }
    }

    fn send(&mut self, method: &str, target: &str, body: &str) -> Response {
        let mut request = Request::get(&format!("/v1{target}"), self.now);
        (request.method, request.body) = (method.to_owned(), body.into());
        request.authorization = self.token.as_ref().map(|token| format!("Bearer {token}"));
        self.world.handle(&request)
    }

    pub(crate) fn get(&mut self, target: &str) -> Value {
        let Response { status, body, .. } = self.send("GET", target, "");
        assert_eq!(status, 200, "{target}");
        serde_json::from_slice(&body).expect("JSON")
    }

    pub(crate) fn ask(&mut self, operation: &Operation, ask: &Ask) -> Response {
        let path = operation.path.replace("{id}", &ask.id);
        let query = Serializer::new(String::new()).extend_pairs(&ask.query).finish();
        let target = if query.is_empty() { path } else { format!("{path}?{query}") };
        self.send(&operation.method, &target, ask.body.as_deref().unwrap_or_default())
    }

    /// A token for these scopes, by the code flow.
    pub(crate) fn log_in_for(&mut self, scope: &str) -> String {
        let (id, verifier) = (spotpods_tui::demo::CLIENT_ID, "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk");
        let redirect = "http://127.0.0.1:8899/callback";
        let query = Serializer::new(String::new())
            .extend_pairs([("client_id", id), ("response_type", "code"), ("redirect_uri", redirect), ("state", "s")])
            .extend_pairs([("scope", scope), ("code_challenge_method", "S256")])
            .append_pair("code_challenge", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM")
            .finish();
        let callback = self.world.approve(&query, self.now).expect("consented");
        let callback = url::Url::parse(&callback).expect("a URL");
        let (_, code) = callback.query_pairs().find(|(name, _)| name == "code").expect("a code");
        let form = Serializer::new(String::new())
            .extend_pairs([("grant_type", "authorization_code"), ("code", &*code), ("redirect_uri", redirect)])
            .extend_pairs([("client_id", id), ("code_verifier", verifier)])
            .finish();
        let mut request = Request::get("/api/token", self.now);
        (request.method, request.body) = ("POST".to_owned(), form.into());
        request.content_type = Some("application/x-www-form-urlencoded".to_owned());
        let Response { status, body, .. } = self.world.handle(&request);
        assert_eq!(status, 200, "{}", String::from_utf8_lossy(&body));
        text(&serde_json::from_slice::<Value>(&body).expect("JSON")["access_token"])
    }

    /// Makes a request that is always good. Returns false once there were too many.
    pub(crate) fn asks_once(&mut self) -> bool {
        self.send("GET", "/me", "").status != 429
    }

    /// Lets the access token expire.
    pub(crate) fn wait_a_day(&mut self) {
        self.now += SignedDuration::from_hours(24);
    }

    fn uris(&self) -> Vec<String> {
        self.episodes.iter().map(|id| format!("spotify:episode:{id}")).collect()
    }

    /// Good requests to an operation. The first one has every required parameter, and the body where it needs one.
    pub(crate) fn good(&self, operation: &Operation) -> Vec<Ask> {
        let of_episode = operation.path.starts_with("/episodes") || operation.path.starts_with("/me/episodes");
        let id = if of_episode { self.episodes.first().cloned().expect("episodes") } else { self.show.clone() };
        let ids = [id.as_str(), UNKNOWN].join(",");
        let uri = if of_episode { format!("spotify:episode:{id}") } else { format!("spotify:show:{id}") };
        let plain = Ask { id: id.clone(), query: Vec::new(), body: None };
        let types = "show,episode,track,artist,album,playlist,audiobook";
        match (operation.method.as_str(), operation.path.as_str()) {
            ("GET", "/shows" | "/episodes" | "/me/shows/contains" | "/me/episodes/contains") => {
                vec![plain.with("ids", &id), plain.with("ids", &ids)]
            }
            ("PUT" | "DELETE", "/me/shows" | "/me/episodes") => {
                let body = json!({ "ids": [id] }).to_string();
                vec![plain.with("ids", &id), plain.with_body(body)]
            }
            ("GET", "/me/shows" | "/me/episodes" | "/shows/{id}/episodes") => {
                vec![plain.clone(), plain.with("limit", "1").with("offset", "1"), plain.with("offset", "1000")]
            }
            ("GET", "/search") => {
                let first = plain.with("q", "a").with("type", types);
                vec![first.clone(), first.with("limit", "1").with("offset", "1").with("include_external", "audio")]
            }
            (_, "/me/library" | "/me/library/contains") => vec![plain.with("uris", &uri)],
            ("GET", "/me/player" | "/me/player/currently-playing") => {
                vec![plain.clone(), plain.with("additional_types", "track,episode")]
            }
            ("PUT", "/me/player") => {
                vec![plain.with_body(json!({ "device_ids": [KITCHEN], "play": true }).to_string())]
            }
            ("PUT", "/me/player/play") => {
                let uris = self.uris();
                let context = json!({ "context_uri": uri, "position_ms": 0 });
                let later = json!({ "uris": uris, "offset": { "position": 1 }, "position_ms": 1000 });
                let named = json!({ "uris": uris, "offset": { "uri": uris.last() } });
                [later, context, named].into_iter().map(|body| plain.with_body(body.to_string())).collect()
            }
            ("PUT", "/me/player/seek") => vec![plain.with("position_ms", "1000").with("device_id", KITCHEN)],
            ("PUT", "/me/player/volume") => vec![plain.with("volume_percent", "50")],
            ("POST", "/me/player/queue") => self.uris().first().map(|uri| plain.with("uri", uri)).into_iter().collect(),
            _ => vec![plain],
        }
    }
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("no text: {value}")).to_owned()
}
