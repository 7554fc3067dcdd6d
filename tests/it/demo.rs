//! The demo service over real HTTP, as strict as the real one.

mod accounts;
mod changes;
mod control;
mod library;
mod login;
mod quota;

use std::time::Duration;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use pretty_assertions::assert_eq;
use reqwest::{Client, Method, Response, header, redirect::Policy};
use serde_json::Value;
use spotpods_tui::demo::{CLIENT_ID, CONFIDENTIAL, DemoOptions, DemoServer, RateLimit};
use url::Url;

const REDIRECT: &str = "http://127.0.0.1:8899/callback";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const SCOPES: &str = "user-library-read user-read-playback-position user-read-private";

struct Demo {
    server: DemoServer,
    http: Client,
}

/// The parameters of a good authorization request; tests change one.
fn good() -> Vec<(&'static str, &'static str)> {
    vec![
        ("client_id", CLIENT_ID),
        ("response_type", "code"),
        ("redirect_uri", REDIRECT),
        ("state", "a state/with+signs & more"),
        ("scope", SCOPES),
        ("code_challenge_method", "S256"),
        ("code_challenge", CHALLENGE),
    ]
}

fn with(name: &str, value: &'static str) -> Vec<(&'static str, &'static str)> {
    let mut params = good();
    params.iter_mut().filter(|(known, _)| *known == name).for_each(|pair| pair.1 = value);
    params
}

fn without(name: &str) -> Vec<(&'static str, &'static str)> {
    good().into_iter().filter(|(known, _)| *known != name).collect()
}

fn location(response: &Response) -> String {
    response.headers().get(header::LOCATION).expect("a redirect").to_str().expect("ASCII").to_owned()
}

fn param(url: &str, name: &str) -> Option<String> {
    let url = Url::parse(url).expect("a URL");
    url.query_pairs().find(|(known, _)| known == name).map(|(_, value)| value.into_owned())
}

impl Demo {
    async fn start(options: DemoOptions) -> Self {
        let server = DemoServer::start(options, None).await.expect("a free port");
        let http = crate::browser().redirect(Policy::none()).build().expect("a client");
        Self { server, http }
    }

    fn authorize_url(&self, params: &[(&str, &str)]) -> String {
        let query = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(params).finish();
        format!("{}/authorize?{query}", self.server.accounts_url())
    }

    async fn authorize(&self, params: &[(&str, &str)]) -> Response {
        self.http.get(self.authorize_url(params)).send().await.expect("an answer")
    }

    /// Presses a button of the consent page.
    async fn decide(&self, page: &str, decision: &str) -> Response {
        let (_, rest) = page.split_once("name=\"ticket\" value=\"").expect("a ticket");
        let ticket = rest.split('"').next().expect("a ticket");
        let form = [("ticket", ticket), ("decision", decision)];
        let url = format!("{}/authorize", self.server.accounts_url());
        self.http.post(url).form(&form).send().await.expect("an answer")
    }

    fn code(&self, params: &[(&str, &str)]) -> String {
        let callback = self.server.approve(&self.authorize_url(params)).expect("consented");
        param(&callback, "code").expect("a code")
    }

    async fn token(&self, form: &[(&str, &str)], basic: Option<(&str, &str)>) -> (u16, Value) {
        let mut request = self.http.post(format!("{}/api/token", self.server.accounts_url())).form(form);
        if let Some((id, secret)) = basic {
            let pair = STANDARD.encode(format!("{id}:{secret}"));
            request = request.header(header::AUTHORIZATION, format!("Basic {pair}"));
        }
        let response = request.send().await.expect("an answer");
        (response.status().as_u16(), response.json().await.expect("JSON"))
    }

    async fn log_in(&self) -> String {
        let code = self.code(&good());
        let (status, body) = self.token(&exchange(&code), None).await;
        assert_eq!(status, 200, "{body}");
        body["access_token"].as_str().expect("a token").to_owned()
    }

    async fn get(&self, access: &str, path: &str) -> Response {
        let url = format!("{}{path}", self.server.api_url());
        self.http.get(url).bearer_auth(access).send().await.expect("an answer")
    }

    /// Sends a request with a bearer and, where there is one, a JSON body.
    async fn send(&self, access: &str, method: Method, path: &str, body: Option<&Value>) -> Response {
        let url = format!("{}{path}", self.server.api_url());
        let mut request = self.http.request(method, url).bearer_auth(access);
        if let Some(body) = body {
            request = request.json(body);
        }
        request.send().await.expect("an answer")
    }

    async fn json(&self, access: &str, path: &str) -> Value {
        self.get(access, path).await.json().await.expect("JSON")
    }
}

fn exchange(code: &str) -> Vec<(&str, &str)> {
    vec![
        ("grant_type", "authorization_code"),
        ("code", code),
        ("redirect_uri", REDIRECT),
        ("client_id", CLIENT_ID),
        ("code_verifier", VERIFIER),
    ]
}

#[tokio::test]
async fn the_api_requires_a_bearer_and_names_the_fault_of_a_bad_one() {
    let demo = Demo::start(DemoOptions::default()).await;
    let access = demo.log_in().await;
    let url = format!("{}/me", demo.server.api_url());
    let none = demo.http.get(&url).send().await.expect("an answer");
    assert_eq!(none.status(), 401);
    let forged = demo.get("BQforged", "/me").await;
    assert_eq!(forged.status(), 401);
    assert_eq!(forged.json::<Value>().await.expect("JSON")["error"]["message"], "Invalid access token");
    assert_eq!(demo.json(&access, "/me").await["display_name"], "Demo listener");
    demo.server.live().advance(Duration::from_hours(1));
    assert_eq!(demo.json(&access, "/me").await["error"]["message"], "The access token expired");
}

#[tokio::test]
async fn limits_methods_and_gone_endpoints_are_refused_as_at_spotify() {
    let demo = Demo::start(DemoOptions::default()).await;
    let access = demo.log_in().await;
    for (path, status, message) in [
        ("/me/shows?limit=0", 400, "Invalid limit"),
        ("/me/shows?limit=51", 400, "Invalid limit"),
        ("/me/shows?limit=ten", 400, "Invalid limit"),
        ("/me/shows?offset=-1", 400, "Invalid offset"),
        ("/shows/nonsense", 400, "Invalid base62 id"),
        ("/shows/0000000000000000000000/episodes", 404, "Resource not found"),
        ("/episodes/0000000000000000000000", 404, "Resource not found"),
        ("/shows?ids=1,2", 403, "Forbidden"),
        ("/me/shows/contains?ids=1", 403, "Forbidden"),
        ("/markets", 403, "Forbidden"),
        ("/nowhere", 404, "Service not found"),
    ] {
        let response = demo.get(&access, path).await;
        assert_eq!(response.status().as_u16(), status, "{path}");
        assert_eq!(response.json::<Value>().await.expect("JSON")["error"]["message"], message, "{path}");
    }
    let url = format!("{}/me/shows", demo.server.api_url());
    let head = demo.http.head(&url).bearer_auth(&access).send().await.expect("an answer");
    assert_eq!(head.status(), 405);
    let delete = demo.http.delete(&url).bearer_auth(&access).send().await.expect("an answer");
    assert_eq!(delete.status(), 403);
}

#[tokio::test]
async fn pages_count_their_nulls_and_link_to_each_other_on_the_own_origin() {
    let demo = Demo::start(DemoOptions::default()).await;
    let access = demo.log_in().await;
    let first = demo.json(&access, "/me/shows?limit=50").await;
    assert_eq!((&first["total"], &first["previous"]), (&61.into(), &Value::Null));
    let next = first["next"].as_str().expect("a next page");
    let path = next.strip_prefix(&demo.server.api_url()).expect("the own origin");
    let second = demo.json(&access, path).await;
    assert_eq!(second["next"], Value::Null);
    let count = |page: &Value| page["items"].as_array().map_or(0, Vec::len);
    assert_eq!((count(&first), count(&second)), (50, 11));
    assert!(first["items"].as_array().expect("items").contains(&Value::Null));
    let beyond = demo.json(&access, "/me/shows?limit=50&offset=4000000000").await;
    assert_eq!((count(&beyond), &beyond["next"]), (0, &Value::Null));
}

#[tokio::test]
async fn a_show_carries_its_first_episodes_and_an_episode_its_show() {
    let demo = Demo::start(DemoOptions::default()).await;
    let access = demo.log_in().await;
    let shows = demo.json(&access, "/me/shows").await;
    let id = shows["items"][0]["show"]["id"].as_str().expect("an id");
    let show = demo.json(&access, &format!("/shows/{id}")).await;
    assert_eq!((&show["total_episodes"], &show["episodes"]["total"]), (&1500.into(), &1500.into()));
    let listed = show["episodes"]["items"][0].clone();
    let episode = demo.json(&access, &format!("/episodes/{}", listed["id"].as_str().expect("an id"))).await;
    assert_eq!((&episode["name"], &episode["html_description"]), (&listed["name"], &listed["html_description"]));
    assert_eq!((&episode["show"]["id"], listed.get("show")), (&id.into(), None));
    assert!(listed["resume_point"]["fully_played"].is_boolean());
}

#[tokio::test]
async fn a_million_episodes_start_at_once_and_the_deepest_page_is_right() {
    let demo = Demo::start(DemoOptions { shows: 2000, episodes: 500, ..DemoOptions::default() }).await;
    let access = demo.log_in().await;
    let last = demo.json(&access, "/me/shows?limit=50&offset=1950").await;
    assert_eq!(last["total"], 2000);
    let show = last["items"].as_array().expect("items").iter().rev().find(|item| !item.is_null()).expect("a show");
    let (id, total) = (show["show"]["id"].as_str().expect("an id"), show["show"]["total_episodes"].as_u64());
    let total = total.expect("a total");
    let path = format!("/shows/{id}/episodes?limit=50&offset={}", total - 3);
    let page = demo.json(&access, &path).await;
    assert_eq!((page["items"].as_array().map(Vec::len), &page["next"]), (Some(3), &Value::Null));
    let oldest = page["items"][2].clone();
    let alone = demo.json(&access, &format!("/episodes/{}", oldest["id"].as_str().expect("an id"))).await;
    assert_eq!((&alone["name"], &alone["release_date"]), (&oldest["name"], &oldest["release_date"]));
}

#[tokio::test]
async fn the_same_seed_on_the_same_day_gives_the_same_bytes() {
    let read = async |seed| {
        let today = Some(jiff::civil::date(2026, 11, 23));
        let demo = Demo::start(DemoOptions { seed, today, ..DemoOptions::default() }).await;
        let access = demo.log_in().await;
        let shows = demo.json(&access, "/me/shows?limit=50").await;
        let id = shows["items"][1]["show"]["id"].as_str().expect("an id");
        let body = demo.get(&access, &format!("/shows/{id}/episodes?limit=50")).await.text().await.expect("text");
        // The port is the only thing two servers cannot share.
        body.replace(&demo.server.api_url(), "").replace(&demo.server.accounts_url(), "")
    };
    let (one, again, other) = (read(1).await, read(1).await, read(2).await);
    assert_eq!(one, again);
    assert_ne!(one, other);
}

#[tokio::test]
async fn too_many_calls_get_429_until_the_window_has_moved() {
    let limit = Some(RateLimit { calls: 1, seconds: 60 });
    let demo = Demo::start(DemoOptions { rate_limit: limit, ..DemoOptions::default() }).await;
    let access = demo.log_in().await;
    assert_eq!(demo.get(&access, "/me").await.status(), 200);
    let refused = demo.get(&access, "/me").await;
    assert_eq!(refused.status(), 429);
    let wait = refused.headers().get(header::RETRY_AFTER).expect("a wait").to_str().expect("ASCII");
    let wait: u64 = wait.parse().expect("seconds");
    assert!((1..=60).contains(&wait), "{wait}");
    assert_eq!(refused.text().await.expect("text"), "Too many requests");
    demo.server.live().advance(Duration::from_secs(wait));
    assert_eq!(demo.get(&access, "/me").await.status(), 200);
}

#[tokio::test]
async fn scripted_answers_come_in_order_on_both_services() {
    let demo = Demo::start(DemoOptions {
        faults: vec!["POST /api/token: 500; html; ok".parse().expect("reads")],
        ..DemoOptions::default()
    })
    .await;
    let url = format!("{}/api/token", demo.server.accounts_url());
    let code = demo.code(&good());
    let form = exchange(&code);
    let post = async || demo.http.post(&url).form(&form).send().await.expect("an answer");
    assert_eq!(post().await.status(), 500);
    let html = post().await;
    assert_eq!(html.status(), 200);
    assert!(html.text().await.expect("text").starts_with("<!DOCTYPE html>"));
    let body: Value = post().await.json().await.expect("JSON");
    let access = body["access_token"].as_str().expect("a token: the code was not used up by the faults");

    let steps = "429 retry-after=2; 403 text=User not registered in the Developer Dashboard; truncated; \
                 redirect307=http://127.0.0.1:1/; body={\"items\":7}; 429 retry-after=52531 reason=QUOTA_EXCEEDED; ok";
    demo.server.script(&format!("GET /v1/me/shows: {steps}")).expect("reads");
    let limited = demo.get(access, "/me/shows").await;
    assert_eq!((limited.status().as_u16(), limited.headers()["retry-after"].as_bytes()), (429, &b"2"[..]));
    let forbidden = demo.get(access, "/me/shows").await;
    assert_eq!(forbidden.text().await.expect("text"), "User not registered in the Developer Dashboard");
    let broken = demo.get(access, "/me/shows").await;
    assert_eq!(broken.status(), 200);
    assert!(broken.bytes().await.is_err(), "half a body is an error");
    let moved = demo.get(access, "/me/shows").await;
    assert_eq!((moved.status().as_u16(), location(&moved)), (307, "http://127.0.0.1:1/".into()));
    assert_eq!(demo.json(access, "/me/shows").await["items"], 7);
    assert_eq!(demo.json(access, "/me/shows").await["error"]["reason"], "QUOTA_EXCEEDED");
    assert_eq!(demo.get(access, "/me/shows").await.status(), 200);
    assert!(demo.server.script("nonsense").is_err());
}

#[tokio::test]
async fn the_log_tells_what_was_asked_and_whether_a_bearer_came() {
    let demo = Demo::start(DemoOptions::default()).await;
    let access = demo.log_in().await;
    demo.get(&access, "/me/shows?limit=50&offset=0").await;
    demo.get("forged", "/nowhere").await;
    let lines: Vec<_> = demo.server.requests();
    let lines: Vec<_> = lines.iter().map(|l| (l.method.as_str(), l.target.as_str(), l.status, l.bearer)).collect();
    assert_eq!(
        lines,
        [
            ("POST", "/api/token", 200, false),
            ("GET", "/v1/me/shows?limit=50&offset=0", 200, true),
            ("GET", "/v1/nowhere", 401, true),
        ]
    );
}

#[tokio::test]
async fn the_announcement_is_one_line_of_json_with_what_a_client_needs() {
    let demo = Demo::start(DemoOptions::default()).await;
    let line = demo.server.announcement();
    let told: Value = serde_json::from_str(&line).expect("JSON");
    assert!(!line.contains('\n'));
    assert_eq!(told["accounts_url"], demo.server.accounts_url());
    assert_eq!(told["api_url"], format!("{}/v1", demo.server.accounts_url()));
    assert_eq!(
        (&told["client_id"], &told["confidential"]["client_id"]),
        (&CLIENT_ID.into(), &CONFIDENTIAL.client_id.into())
    );
    assert_eq!(told["confidential"]["client_secret"], CONFIDENTIAL.client_secret);
}

#[tokio::test]
async fn a_stopped_service_closes_its_port_even_while_an_answer_hangs() {
    let demo = Demo::start(DemoOptions::default()).await;
    let access = demo.log_in().await;
    demo.server.script("GET /v1/me: hang").expect("reads");
    let url = format!("{}/me", demo.server.api_url());
    let hanging = tokio::spawn(demo.http.get(&url).bearer_auth(&access).send());
    demo.server.handled().wait_for(|count| *count == 2).await.expect("it runs");
    demo.server.stop().await;
    drop(hanging.await.expect("no panic"));
    assert!(demo.http.get(&url).send().await.is_err());
}

#[tokio::test]
async fn a_taken_port_is_an_error_not_another_port() {
    let demo = Demo::start(DemoOptions::default()).await;
    let port = Url::parse(&demo.server.accounts_url()).expect("a URL").port();
    assert!(DemoServer::start(DemoOptions::default(), port).await.is_err());
}
