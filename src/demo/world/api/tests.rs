use pretty_assertions::assert_eq;

use super::*;
use crate::demo::World;

/// A world and a login with every scope.
struct Bench {
    world: World,
    token: String,
}

fn start() -> Timestamp {
    "2026-11-20T08:00:00Z".parse().expect("a moment")
}

impl Bench {
    fn new(options: &DemoOptions) -> Self {
        let mut world = World::new(options, "http://127.0.0.1:1", start());
        let token = world.access_token(Listener::First, start());
        Self { world, token }
    }

    fn plain(regime: Regime) -> Self {
        Self::new(&DemoOptions { shows: 5, episodes: 20, regime, quirks: false, ..DemoOptions::default() })
    }

    fn send(&mut self, method: &str, target: &str, body: &str) -> (u16, Value) {
        let mut request = Request::get(&format!("/v1{target}"), start());
        (request.method, request.body) = (method.into(), body.into());
        request.authorization = Some(format!("Bearer {}", self.token));
        let Response { status, body, .. } = self.world.handle(&request);
        (status, serde_json::from_slice(&body).unwrap_or_default())
    }

    fn get(&mut self, target: &str) -> Value {
        let (status, value) = self.send("GET", target, "");
        assert_eq!(status, 200, "{target}: {value}");
        value
    }

    fn refuses(&mut self, method: &str, target: &str, body: &str) -> (u16, String) {
        let (status, value) = self.send(method, target, body);
        (status, value["error"]["message"].as_str().unwrap_or_default().to_owned())
    }
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("{value}")).to_owned()
}

#[test]
fn a_search_finds_shows_by_name_and_their_episodes_without_show() {
    let mut bench = Bench::plain(Regime::Dev2026);
    let name = text(&bench.get("/me/shows?limit=1&offset=1")["items"][0]["show"]["name"]);
    let word = name.split(' ').max_by_key(|word| word.len()).expect("a word").to_uppercase();
    let found = bench.get(&format!("/search?q={word}&type=show,episode&limit=10"));
    let shows = found["shows"]["items"].as_array().expect("items");
    assert!(shows.iter().any(|show| show["name"] == name.as_str()), "{name}: {shows:?}");
    let episodes = found["episodes"]["items"].as_array().expect("items");
    assert_eq!((episodes.len(), &found["episodes"]["limit"]), (10, &10.into()));
    assert!(episodes.iter().all(|episode| episode.get("show").is_none() && episode["resume_point"].is_object()));
    let only = bench.get(&format!("/search?q={word}&type=show"));
    assert_eq!((only.get("episodes"), &only["shows"]["limit"]), (None, &5.into()));
    let none = bench.get("/search?q=qqqqzz&type=show,episode,track");
    assert_eq!([&none["shows"]["total"], &none["episodes"]["total"], &none["tracks"]["total"]], [0, 0, 0]);
}

#[test]
fn a_search_goes_on_where_its_page_ended() {
    let mut bench = Bench::plain(Regime::Dev2026);
    let first = bench.get("/search?q=a&type=show&limit=10");
    let next = text(&first["shows"]["next"]);
    let target = next.strip_prefix("http://127.0.0.1:1/v1").expect("ours");
    let second = bench.get(target);
    assert_eq!((&second["shows"]["offset"], &second["shows"]["total"]), (&10.into(), &first["shows"]["total"]));
    assert_ne!(second["shows"]["items"][0], first["shows"]["items"][0]);
}

#[test]
fn some_results_are_null_and_counted() {
    let mut bench = Bench::new(&DemoOptions::default());
    let found = bench.get("/search?q=a&type=show&limit=10");
    let items = found["shows"]["items"].as_array().expect("items");
    let nulls: Vec<_> = (0..items.len()).filter(|at| items[*at].is_null()).collect();
    assert_eq!((items.len(), nulls), (10, vec![3]));
}

#[test]
fn a_search_out_of_bounds_is_refused() {
    let mut bench = Bench::plain(Regime::Dev2026);
    for (query, message) in [
        ("q=a&type=show&limit=0", "Invalid limit"),
        ("q=a&type=show&limit=11", "Invalid limit"),
        ("q=a&type=show&limit=ten", "Invalid limit"),
        ("q=a&type=show&offset=1001", "Invalid offset"),
        ("q=a&type=show&offset=-1", "Invalid offset"),
        ("q=a&type=podcast", "Bad search type field"),
        ("q=a&type=show&market=Sweden", "Invalid market code"),
        ("q=a", "Missing parameter type"),
        ("q=&type=show", "No search query"),
    ] {
        assert_eq!(bench.refuses("GET", &format!("/search?{query}"), ""), (400, message.into()), "{query}");
    }
    assert_eq!(bench.get("/search?q=a&type=show&offset=1000")["shows"]["items"], json!([]));
}

#[test]
fn an_older_app_follows_and_saves_by_ids_and_by_uris() {
    let mut bench = Bench::plain(Regime::Legacy);
    for kind in ["show", "episode"] {
        let path = format!("/me/{kind}s");
        let id = text(&bench.get(&path)["items"][2][kind]["id"]);
        let uris = format!("/me/library/contains?uris=spotify:{kind}:{id}");
        let holds = |bench: &mut Bench| {
            let both = [bench.get(&format!("{path}/contains?ids={id}")), bench.get(&uris)];
            assert_eq!(both[0], both[1]);
            both[0][0].clone()
        };
        let body = json!({ "ids": [id] }).to_string();
        assert_eq!(holds(&mut bench), true);
        assert_eq!(bench.send("DELETE", &format!("{path}?ids={id}"), ""), (200, Value::Null));
        assert_eq!(holds(&mut bench), false);
        assert_eq!(bench.send("PUT", &path, &body), (200, Value::Null));
        assert_eq!((holds(&mut bench), text(&bench.get(&path)["items"][0][kind]["id"])), (true.into(), id.clone()));
        let items = bench.get(&format!("/{kind}s?ids={id},0000000000000000000000"));
        let ids: Vec<_> = items[format!("{kind}s")].as_array().expect("items").iter().map(|item| &item["id"]).collect();
        assert_eq!(ids, [&Value::from(id.as_str()), &Value::Null]);
    }
    let show = bench.get("/me/shows")["items"][0]["show"].clone();
    assert!(show["publisher"].is_string() && show["available_markets"].is_array(), "{show}");
}

#[test]
fn an_older_app_is_refused_what_is_no_list_of_ids() {
    let mut bench = Bench::plain(Regime::Legacy);
    let many = vec!["0000000000000000000000"; 51].join(",");
    for path in ["/me/shows", "/me/episodes"] {
        for (query, message) in [
            ("", "Missing required field: ids"),
            ("?ids=short", "Invalid base62 id"),
            (&format!("?ids={many}"), "Too many ids requested"),
        ] {
            for (method, tail) in [("PUT", ""), ("DELETE", ""), ("GET", "/contains")] {
                let target = format!("{path}{tail}{query}");
                assert_eq!(bench.refuses(method, &target, ""), (400, message.into()), "{method} {target}");
            }
        }
        let unknown = format!("{path}?ids=0000000000000000000000");
        assert_eq!(bench.refuses("PUT", &unknown, ""), (404, "Resource not found".into()));
    }
}

#[test]
fn a_newer_app_has_no_older_endpoint() {
    let mut bench = Bench::plain(Regime::Dev2026);
    for (method, target) in [
        ("GET", "/shows?ids=a"),
        ("GET", "/episodes?ids=a"),
        ("GET", "/markets"),
        ("GET", "/me/shows/contains?ids=a"),
        ("GET", "/me/episodes/contains?ids=a"),
        ("PUT", "/me/shows?ids=a"),
        ("DELETE", "/me/shows?ids=a"),
        ("PUT", "/me/episodes?ids=a"),
        ("DELETE", "/me/episodes?ids=a"),
    ] {
        assert_eq!(bench.refuses(method, target, ""), (403, "Forbidden".into()), "{method} {target}");
    }
}
