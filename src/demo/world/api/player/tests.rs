use jiff::{SignedDuration, Timestamp};

use super::*;
use crate::demo::{Change, ChangeError, DemoOptions, Listener, World};

mod changes;

const KITCHEN: &str = "a86e4b20c7f94d1595b3e16d0f72c8aa41d95be3";
const PHONE: &str = "c02b97de5a134f68b7f4819d63ea50c7f2186d4b";
const RADIO: &str = "e5d7340f81b24c96a0e9c27b54f1d8632ab07c9e";

/// A world with one listener, and its clock.
struct Bench {
    world: World,
    token: String,
    now: Timestamp,
}

impl Bench {
    fn new() -> Self {
        let now: Timestamp = "2026-11-20T08:00:00Z".parse().expect("a moment");
        let options = DemoOptions { shows: 3, episodes: 4, quirks: false, ..DemoOptions::default() };
        let mut world = World::new(&options, "http://127.0.0.1:1", now);
        let token = world.access_token(Listener::First, now);
        Self { world, token, now }
    }

    fn send(&mut self, method: &str, target: &str, body: &str) -> (u16, Value) {
        let mut request = Request::get(&format!("/v1/me{target}"), self.now);
        request.method = method.into();
        request.authorization = Some(format!("Bearer {}", self.token));
        request.body = body.into();
        let Response { status, body, .. } = self.world.handle(&request);
        (status, serde_json::from_slice(&body).unwrap_or_default())
    }

    fn refuses(&mut self, method: &str, target: &str, body: &str) -> (u16, String) {
        let (status, value) = self.send(method, target, body);
        let error = &value["error"];
        (status, error["reason"].as_str().or(error["message"].as_str()).unwrap_or_default().to_owned())
    }

    fn does(&mut self, method: &str, target: &str, body: &str) {
        assert_eq!(self.send(method, target, body), (204, Value::Null), "{method} {target}");
    }

    fn playback(&mut self) -> Value {
        self.send("GET", "/player?additional_types=track,episode", "").1
    }

    /// The first saved episodes: their URIs and durations.
    fn episodes(&mut self) -> Vec<(String, u64)> {
        let (_, page) = self.send("GET", "/episodes?limit=3", "");
        let items = page["items"].as_array().expect("items").iter().map(|item| &item["episode"]);
        items
            .map(|e| (e["uri"].as_str().expect("a URI").into(), e["duration_ms"].as_u64().expect("a length")))
            .collect()
    }

    /// Starts these on the kitchen's speaker.
    fn starts(&mut self, uris: &[&str]) {
        self.does("PUT", &format!("/player/play?device_id={KITCHEN}"), &json!({ "uris": uris }).to_string());
    }

    /// Applies a change, written as JSON.
    fn change(&mut self, change: &str) -> Result<String, ChangeError> {
        let change: Change = serde_json::from_str(change).expect("a change");
        self.world.change(Listener::First, &change, self.now)
    }

    fn pass(&mut self, ms: u64) {
        self.now += SignedDuration::from_millis(i64::try_from(ms).expect("fits"));
        // The one before may have expired.
        self.token = self.world.access_token(Listener::First, self.now);
    }
}

#[test]
fn nothing_is_active_until_something_plays_on_a_device() {
    let mut bench = Bench::new();
    assert_eq!(bench.send("GET", "/player", ""), (204, Value::Null));
    let body = format!(r#"{{"uris":["{}"]}}"#, bench.episodes()[0].0);
    assert_eq!(bench.refuses("PUT", "/player/play", &body), (404, "NO_ACTIVE_DEVICE".into()));
    bench.does("PUT", &format!("/player/play?device_id={KITCHEN}"), &body);
    let playback = bench.playback();
    assert_eq!((&playback["device"]["name"], &playback["is_playing"]), (&"kitchen".into(), &true.into()));
    assert_eq!(bench.send("GET", "/player", "").1["item"], Value::Null, "additional_types is missing");
}

#[test]
fn a_position_advances_by_the_clock_and_becomes_the_resume_point() {
    let mut bench = Bench::new();
    let episodes = bench.episodes();
    let (first, length) = episodes[0].clone();
    let body = format!(r#"{{"uris":["{first}","{}"],"position_ms":1000}}"#, episodes[1].0);
    bench.does("PUT", &format!("/player/play?device_id={KITCHEN}"), &body);
    bench.pass(9_000);
    let playback = bench.playback();
    assert_eq!((&playback["progress_ms"], &playback["item"]["uri"]), (&10_000.into(), &first.clone().into()));
    assert_eq!(playback["item"]["resume_point"]["resume_position_ms"], 10_000);
    bench.pass(length - 10_000 + 500);
    let playback = bench.playback();
    assert_eq!((&playback["item"]["uri"], &playback["progress_ms"]), (&episodes[1].0.clone().into(), &500.into()));
    let (_, saved) = bench.send("GET", "/episodes?limit=1", "");
    assert_eq!(saved["items"][0]["episode"]["resume_point"]["fully_played"], true);
    bench.pass(episodes[1].1);
    assert_eq!(bench.playback()["is_playing"], false, "the last one stops at its end");
}

#[test]
fn a_command_in_the_wrong_state_is_refused() {
    let mut bench = Bench::new();
    let uri = bench.episodes()[0].0.clone();
    bench.does("PUT", "/player", &format!(r#"{{"device_ids":["{KITCHEN}"]}}"#));
    assert_eq!(bench.refuses("PUT", "/player/pause", ""), (403, "UNKNOWN".into()));
    bench.does("PUT", "/player/play", &format!(r#"{{"uris":["{uri}"]}}"#));
    assert_eq!(bench.refuses("PUT", "/player/play", ""), (403, "UNKNOWN".into()));
    bench.does("PUT", "/player/pause", "");
    bench.pass(60_000);
    assert_eq!(bench.playback()["progress_ms"], 0, "it is paused");
    bench.does("PUT", "/player/seek?position_ms=30000", "");
    bench.does("PUT", "/player/play", "");
    assert_eq!(bench.playback()["progress_ms"], 30_000);
    bench.does("PUT", "/player/pause", "");
    bench.does("PUT", "/player/play", r#"{"position_ms":40000}"#);
    assert_eq!(bench.playback()["progress_ms"], 40_000, "a position without episodes resumes there");
    assert_eq!(bench.refuses("POST", "/player/next", ""), (403, "UNKNOWN".into()));
    bench.does("POST", &format!("/player/queue?uri={uri}"), "");
    assert_eq!(bench.send("GET", "/player/queue", "").1["queue"].as_array().map(Vec::len), Some(1));
    bench.does("POST", "/player/next", "");
}

#[test]
fn next_and_previous_step_through_the_list_and_what_was_queued_plays_once() {
    let mut bench = Bench::new();
    let episodes = bench.episodes();
    let [first, second, third] = [0, 1, 2].map(|at: usize| episodes[at].0.clone());
    bench.starts(&[&first, &second]);
    let uri = |bench: &mut Bench| text(&bench.playback()["item"]["uri"]);
    let steps = |bench: &mut Bench| {
        let disallows = bench.playback()["actions"]["disallows"].clone();
        ["skipping_prev", "skipping_next"].map(|step| disallows[step] != true)
    };
    assert_eq!(steps(&mut bench), [false, true]);
    bench.pass(20_000);
    assert_eq!(bench.refuses("POST", "/player/previous", ""), (403, "UNKNOWN".into()), "nothing was before");
    assert_eq!(bench.playback()["progress_ms"], 20_000);
    bench.does("POST", &format!("/player/queue?uri={third}"), "");
    bench.does("POST", "/player/next", "");
    assert_eq!((uri(&mut bench), steps(&mut bench)), (third.clone(), [true, true]));
    bench.does("POST", "/player/previous", "");
    assert_eq!(uri(&mut bench), first);
    bench.does("POST", "/player/next", "");
    assert_eq!((uri(&mut bench), steps(&mut bench)), (second.clone(), [true, false]), "the queued one is gone");
    bench.pass(5_000);
    bench.does("POST", "/player/previous", "");
    let playback = bench.playback();
    assert_eq!((text(&playback["item"]["uri"]), &playback["progress_ms"]), (first, &0.into()));
    assert_eq!(bench.send("GET", "/player/queue", "").1["queue"][0]["uri"], second.as_str());
}

#[test]
fn a_show_starts_at_its_oldest_unplayed_episode_and_a_list_at_its_offset() {
    let mut bench = Bench::new();
    let show = text(&bench.send("GET", "/shows", "").1["items"][0]["show"]["uri"]);
    let play = format!("/player/play?device_id={KITCHEN}");
    let starts = |bench: &mut Bench| {
        bench.does("PUT", &play, &json!({ "context_uri": show }).to_string());
        let playback = bench.playback();
        assert_eq!(playback["context"]["uri"], show.as_str());
        assert_eq!(playback["item"]["resume_point"]["fully_played"], false);
        playback["item"].clone()
    };
    let oldest = starts(&mut bench);
    let id = text(&oldest["id"]);
    bench.change(&format!(r#"{{"progress":{{"episode":"{id}","progress":"played"}}}}"#)).expect("changed");
    let next = starts(&mut bench);
    assert!(next["id"] != oldest["id"] && text(&next["release_date"]) >= text(&oldest["release_date"]));

    let uris: Vec<_> = bench.episodes().into_iter().map(|(uri, _)| uri).collect();
    let list = |offset: Value| json!({ "uris": uris, "offset": offset }).to_string();
    for offset in [json!({ "position": 1 }), json!({ "uri": uris[1] })] {
        bench.does("PUT", "/player/play", &list(offset));
        let playback = bench.playback();
        assert_eq!((text(&playback["item"]["uri"]), &playback["context"]), (uris[1].clone(), &Value::Null));
        bench.does("POST", "/player/previous", "");
        assert_eq!(text(&bench.playback()["item"]["uri"]), uris[0]);
    }
    for offset in [json!({ "position": 3 }), json!({ "position": -1 }), json!({ "uri": show })] {
        assert_eq!(bench.refuses("PUT", "/player/play", &list(offset)), (400, "Invalid offset".into()));
    }
}

#[test]
fn devices_are_found_usable_and_have_a_volume_or_not() {
    let mut bench = Bench::new();
    for (target, body, refusal) in [
        ("/player/pause?device_id=unknown", String::new(), (404, "Device not found")),
        (&format!("/player/pause?device_id={RADIO}"), String::new(), (403, "DEVICE_NOT_CONTROLLABLE")),
        (
            &format!("/player/volume?volume_percent=5&device_id={PHONE}"),
            String::new(),
            (403, "VOLUME_CONTROL_DISALLOW"),
        ),
        (
            &format!("/player/volume?volume_percent=101&device_id={KITCHEN}"),
            String::new(),
            (400, "Invalid volume_percent"),
        ),
        ("/player/seek", String::new(), (400, "Missing required field: position_ms")),
        ("/player/play", "[]".into(), (400, "Malformed json")),
        ("/player/play", r#"{"uris":[7]}"#.into(), (400, "Malformed json")),
        ("/player", r#"{"device_ids":[7]}"#.into(), (400, "Malformed json")),
        (
            "/player",
            format!(r#"{{"device_ids":["{KITCHEN}","{PHONE}"]}}"#),
            (400, "Exactly one device_id must be provided"),
        ),
    ] {
        assert_eq!(bench.refuses("PUT", target, &body), (refusal.0, refusal.1.to_owned()), "{target}");
    }
    bench.does("PUT", &format!("/player/volume?volume_percent=5&device_id={KITCHEN}"), "");
    let (_, listed) = bench.send("GET", "/player/devices", "");
    let kitchen = &listed["devices"][1];
    assert_eq!(
        (&kitchen["volume_percent"], &kitchen["is_active"]),
        (&5.into(), &false.into()),
        "its volume plays nothing"
    );
    assert_eq!(bench.send("POST", "/player/play", "").0, 405);
    assert_eq!(bench.send("GET", "/player/lyrics", "").0, 404);
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("{value}")).to_owned()
}
