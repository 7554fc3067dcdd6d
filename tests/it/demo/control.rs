//! The control endpoint: who may use it, and that other requests do not show it.

use pretty_assertions::assert_eq;
use reqwest::{Method, header};
use serde_json::{Value, json};
use spotpods_tui::demo::{DemoOptions, RateLimit};

use super::{Demo, exchange, good, location, param};

impl Demo {
    async fn control(&self, method: Method, path: &str, body: &str) -> (u16, Value) {
        let url = format!("{}/_demo/{path}", self.server.accounts_url());
        let request = self.http.request(method, url).header("x-demo", "1").body(body.to_owned());
        let response = request.send().await.expect("an answer");
        (response.status().as_u16(), response.json().await.expect("JSON"))
    }

    async fn post(&self, path: &str, body: &str) -> (u16, Value) {
        self.control(Method::POST, path, body).await
    }
}

#[tokio::test]
async fn only_a_program_on_this_computer_may_ask() {
    let demo = Demo::start(DemoOptions::default()).await;
    let url = format!("{}/_demo/clock?advance=7200", demo.server.accounts_url());
    let port = demo.server.port();
    let host = format!("127.0.0.1:{port}");
    let ask = async |headers: &[(&str, &str)]| {
        let request = headers.iter().fold(demo.http.post(&url), |request, (name, value)| request.header(*name, *value));
        request.send().await.expect("an answer").status().as_u16()
    };
    let before = demo.server.live().now();
    for headers in [
        vec![],
        vec![("x-demo", "0")],
        vec![("x-demo", "1"), ("x-demo", "1")],
        vec![("x-demo", "1"), ("origin", "https://evil.example")],
        vec![("x-demo", "1"), ("origin", "null")],
        vec![("x-demo", "1"), ("origin", &format!("http://{host}"))],
        vec![("x-demo", "1"), ("host", &format!("localhost:{port}"))],
        vec![("x-demo", "1"), ("host", &format!("rebound.example:{port}"))],
        vec![("x-demo", "1"), ("host", "127.0.0.1")],
    ] {
        assert_eq!(ask(&headers).await, 403, "{headers:?}");
    }
    assert!(demo.server.live().now().duration_since(before).as_secs() < 3600, "the clock was moved");
    let asked = demo.http.request(Method::OPTIONS, &url).header("origin", "https://evil.example");
    let asked = asked.header("access-control-request-headers", "x-demo").send().await.expect("an answer");
    assert_eq!((asked.status().as_u16(), asked.headers().get(header::ACCESS_CONTROL_ALLOW_ORIGIN)), (403, None));
    assert_eq!(ask(&[("x-demo", "1"), ("host", &host)]).await, 200);
    assert!(demo.server.live().now().duration_since(before).as_secs() >= 7200);
}

#[tokio::test]
async fn it_counts_nowhere_and_takes_no_fault() {
    let limit = Some(RateLimit { calls: 1, seconds: 30 });
    let faults = vec!["GET /_demo/requests: 500 forever".parse().expect("reads")];
    let demo = Demo::start(DemoOptions {
        rate_limit: limit,
        daily_quota: 1,
        fail_percent: 0,
        faults,
        ..DemoOptions::default()
    })
    .await;
    let access = demo.log_in().await;
    for _ in 0..3 {
        assert_eq!(demo.control(Method::GET, "requests", "").await.0, 200);
    }
    assert_eq!(demo.get(&access, "/me").await.status(), 200, "the one call is left");
    let (_, log) = demo.control(Method::GET, "requests", "").await;
    assert_eq!((&log["total"], log["requests"].as_array().map(Vec::len)), (&json!(2), Some(2)));
    let line = &log["requests"][1];
    assert_eq!(line["at"].as_str().map(|at| at.parse::<jiff::Timestamp>().is_ok()), Some(true), "{line}");
    let mut line = line.clone();
    line["at"].take();
    assert_eq!(line, json!({ "method": "GET", "target": "/v1/me", "status": 200, "at": null, "bearer": true }));
    let (_, log) = demo.control(Method::GET, "requests?since=1", "").await;
    assert_eq!((&log["total"], log["requests"].as_array().map(Vec::len)), (&json!(2), Some(1)));
    let targets: Vec<_> = demo.server.requests().into_iter().map(|line| line.target).collect();
    assert_eq!(targets, ["/api/token", "/v1/me"]);
}

#[tokio::test]
async fn a_script_and_a_clock_are_set_from_outside() {
    let demo = Demo::start(DemoOptions::default()).await;
    let access = demo.log_in().await;
    assert_eq!(demo.post("script", "GET /v1/me: 503; 429 retry-after=7\n").await, (200, json!({})));
    assert_eq!(demo.get(&access, "/me").await.status(), 503);
    assert_eq!(demo.get(&access, "/me").await.headers()["retry-after"], "7");
    let (status, told) = demo.post("script", "GET /v1/me: ok\nGET /v1/me: never").await;
    let cause = told["error"].as_str().expect("a cause");
    assert!(status == 400 && cause.starts_with("line 2, column 13: step 1 \"never\""), "{status} {cause}");

    assert_eq!(demo.post("clock?advance=3600", "").await.0, 200);
    assert_eq!(demo.get(&access, "/me").await.status(), 401);
    let (_, clock) = demo.control(Method::GET, "clock", "").await;
    let now: jiff::Timestamp = clock["now"].as_str().expect("a time").parse().expect("reads");
    assert!(demo.server.live().now().duration_since(now).as_secs().abs() < 60, "{now}");
    for path in ["clock", "clock?advance=-1", "clock?advance=soon", "clock?advance=1&advance=2"] {
        assert_eq!(demo.post(path, "").await.0, 400, "{path}");
    }
    for path in ["nothing", "requests", ""] {
        assert_eq!(demo.post(path, "").await.0, 404, "{path}");
    }
}

#[tokio::test]
async fn changes_are_made_from_outside() {
    let demo = Demo::start(DemoOptions { quirks: false, ..DemoOptions::default() }).await;
    let access = demo.log_in().await;
    let shows = demo.json(&access, "/me/shows").await;
    let (news, plain) = (&shows["items"][0]["show"]["id"], &shows["items"][1]["show"]["id"]);
    let episodes = demo.json(&access, &format!("/shows/{}/episodes", plain.as_str().expect("an id"))).await;
    let episode = &episodes["items"][0]["id"];
    for (change, show) in [
        (json!({ "gain": { "show": 0, "episodes": 3 } }), news),
        (json!({ "lose": { "show": news, "episodes": 1 } }), news),
        (json!({ "lose": { "show": news, "episodes": 1, "end": "newest" } }), news),
        (json!({ "swap": { "show": 1 } }), plain),
        (json!({ "unfollow": { "show": plain } }), plain),
        (json!({ "follow": { "show": plain } }), plain),
    ] {
        assert_eq!(demo.post("change", &change.to_string()).await, (200, json!({ "show": show })), "{change}");
    }
    assert_eq!(demo.post("change", r#"{"follow":{}}"#).await.0, 200);
    let swapped = json!({ "progress": { "episode": episode, "progress": { "at": 61000 } } });
    let told = demo.post("change", &swapped.to_string()).await;
    assert_eq!(told, (400, json!({ "error": "there is no such episode" })), "the swap took it");
    let other = json!({ "progress": { "episode": episodes["items"][1]["id"], "progress": "played" } });
    assert_eq!(demo.post("change", &other.to_string()).await.0, 200);
    let shows = demo.json(&access, "/me/shows").await;
    assert_eq!(
        (&shows["total"], &shows["items"][1]["show"]["id"], &shows["items"][2]["show"]["total_episodes"]),
        (&json!(61), plain, &json!(1501))
    );
    for wrong in
        ["", "{}", "[]", r#"{"grow":{"show":0}}"#, r#"{"gain":{"show":0}}"#, r#"{"gain":{"show":0,"episodes":-1}}"#]
    {
        let (status, told) = demo.post("change", wrong).await;
        assert!(status == 400 && told["error"].is_string(), "{wrong}: {status} {told}");
    }
}

#[tokio::test]
async fn devices_premium_and_what_plays_change_from_outside() {
    let demo = Demo::start(DemoOptions { quirks: false, ..DemoOptions::default() }).await;
    let access = demo.log_in().await;
    let (status, told) = demo.post("change", r#"{"device":{"name":"tv","type":"TV","volume":null}}"#).await;
    assert!(status == 200 && told["device"].is_string(), "{status} {told}");
    for (change, told) in [
        (r#"{"vanish":{"device":"tv"}}"#, &told),
        (r#"{"premium":false}"#, &json!({ "listener": demo.json(&access, "/me").await["id"] })),
    ] {
        assert_eq!(demo.post("change", change).await, (200, told.clone()), "{change}");
    }
    assert_eq!(demo.post("change?listener=second", r#"{"plays":"track"}"#).await.0, 200);
    assert_eq!(demo.post("change", r#"{"plays":"ad"}"#).await.0, 200);
    for wrong in [
        r#"{"vanish":{"device":"tv"}}"#,
        r#"{"device":{}}"#,
        r#"{"device":{"name":"tv","colour":"red"}}"#,
        r#"{"device":{"name":"tv","volume":"loud"}}"#,
        r#"{"plays":"a song"}"#,
        r#"{"premium":"yes"}"#,
    ] {
        assert_eq!(demo.post("change", wrong).await.0, 400, "{wrong}");
    }
}

#[tokio::test]
async fn logins_end_and_the_listener_changes_from_outside() {
    let demo = Demo::start(DemoOptions { approve: true, ..DemoOptions::default() }).await;
    let access = demo.log_in().await;
    assert_eq!(demo.post("expire-access-tokens", "").await.0, 200);
    assert_eq!(demo.json(&access, "/me").await["error"]["message"], "The access token expired");
    assert_eq!(demo.post("revoke-logins", "").await.0, 200);
    assert_eq!(demo.json(&access, "/me").await["error"]["message"], "Invalid access token");
    assert_eq!(demo.post("browse?listener=third", "").await.0, 400);
    assert_eq!(demo.post("browse?listener=second", "").await.0, 200);
    let code = param(&location(&demo.authorize(&good()).await), "code").expect("a code");
    let login = demo.token(&exchange(&code), None).await.1;
    let access = login["access_token"].as_str().expect("a token");
    assert_eq!(demo.json(access, "/me").await["display_name"], "Second listener");
}
