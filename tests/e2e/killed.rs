//! The program killed while it refreshes its login (security D2, E4).

use std::{collections::BTreeSet, fs};

use rustix::{fs::inotify::WatchFlags, process::Signal};
use serde_json::Value;
use spotpods_tui::demo::{Change, DemoServer};

use crate::{changes::Changes, profile::Profile};

/// How often it is killed at each moment.
const ROUNDS: usize = 5;

/// Which login a kill leaves on the disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Left {
    Old,
    New,
}

/// The moments after the request for a token, and what each may leave: before its answer, and after each step in which
/// the file is replaced. Between the first step and the last one the program may be faster than the signal.
const MOMENTS: [(Option<WatchFlags>, &[Left]); 5] = [
    (None, &[Left::Old]),
    (Some(WatchFlags::CREATE), &[Left::Old, Left::New]),
    (Some(WatchFlags::MODIFY), &[Left::Old, Left::New]),
    (Some(WatchFlags::CLOSE_WRITE), &[Left::Old, Left::New]),
    (Some(WatchFlags::MOVED_TO), &[Left::New]),
];

#[test]
fn d2_e4_a_kill_at_any_moment_of_a_refresh_leaves_the_old_login_or_the_new_one() {
    let profile = Profile::synchronised();
    for (moment, may_leave) in MOMENTS.into_iter().cycle().take(MOMENTS.len() * ROUNDS) {
        let (old, tokens) = (stored(&profile), token_requests(&profile.demo));
        profile.demo.live().world.expire_access_tokens();
        profile.demo.change(&Change::Gain { show: 0.into(), episodes: 1 }).expect("it happens");
        if moment.is_none() {
            profile.demo.script("POST /api/token: hang").expect("reads");
        }
        // Before the start, which may synchronise at once.
        let changes = moment.map(|kind| Changes::of(&profile.data(), kind));
        let mut terminal = profile.screen().start();
        terminal.lists_shows(6);
        terminal.types("R");
        profile.until("a token is requested", |demo| token_requests(demo) > tokens);
        if let Some(changes) = changes {
            assert_ne!(changes.wait("credentials.json", 1, &terminal), 0, "it ended by itself");
        }
        terminal.signal(Signal::KILL);
        terminal.ends();

        let access = stored(&profile);
        let left = if access == old { Left::Old } else { Left::New };
        assert!(may_leave.contains(&left), "{left:?} after {moment:?}");
        // The old one has expired. The new one is whole: Spotify takes it.
        let status = get(&profile.demo, &access, "me").0;
        assert_eq!(status, if left == Left::Old { 401 } else { 200 }, "{left:?} after {moment:?}");
    }

    profile.demo.live().world.expire_access_tokens();
    let said = profile.run("sync --json");
    assert_eq!((said.code, &said.object()["end"]), (Some(0), &Value::from("complete")), "{said:?}");
    let files = fs::read_dir(profile.data()).expect("a folder").map(|entry| entry.expect("an entry").file_name());
    let files: Vec<_> = files.filter(|name| name.to_string_lossy().starts_with("credentials.json")).collect();
    assert_eq!(files, ["credentials.json"], "a killed refresh leaves nothing behind for good");
    assert_eq!(on_disk(&profile), at_spotify(&profile.demo, &stored(&profile)));
}

/// The access token on the disk, in a file that is whole.
fn stored(profile: &Profile) -> String {
    let text = fs::read_to_string(profile.data().join("credentials.json")).expect("there is a login");
    let file: Value = serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error} in {} bytes", text.len()));
    let field = |name: &str| file[name].as_str().filter(|text| !text.is_empty()).expect("a token").to_owned();
    assert!(!field("refresh_token").is_empty());
    field("access_token")
}

fn token_requests(demo: &DemoServer) -> usize {
    demo.requests().iter().filter(|request| request.path() == "/api/token").count()
}

/// An episode: the id of its show, its own, and its name.
type Named = [String; 3];

/// Every episode that the program lists.
fn on_disk(profile: &Profile) -> BTreeSet<Named> {
    let said = profile.run("episodes --json");
    let listed = said.object();
    let field = |episode: &Value, name: &str| episode[name].as_str().expect("text").to_owned();
    let named = |episode| ["show_id", "id", "name"].map(|name| field(episode, name));
    listed.as_array().expect("a list").iter().map(named).collect()
}

/// Every episode of every followed show, as the service itself lists them.
fn at_spotify(demo: &DemoServer, token: &str) -> BTreeSet<Named> {
    let text = |value: &Value| value.as_str().expect("text").to_owned();
    let mut episodes = BTreeSet::new();
    for item in pages(demo, token, "me/shows") {
        let show = text(&item["show"]["id"]);
        for episode in pages(demo, token, &format!("shows/{show}/episodes")) {
            episodes.insert([show.clone(), text(&episode["id"]), text(&episode["name"])]);
        }
    }
    episodes
}

/// The items of all pages of a list.
fn pages(demo: &DemoServer, token: &str, path: &str) -> Vec<Value> {
    let mut items = Vec::new();
    loop {
        let (status, page) = get(demo, token, &format!("{path}?limit=50&offset={}", items.len()));
        assert_eq!(status, 200, "{path}");
        items.extend(page["items"].as_array().expect("items").iter().cloned());
        if page["next"].is_null() {
            return items;
        }
    }
}

fn get(demo: &DemoServer, token: &str, path: &str) -> (u16, Value) {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async {
        let request = reqwest::Client::new().get(format!("{}/{path}", demo.api_url())).bearer_auth(token);
        let answer = request.send().await.expect("an answer");
        (answer.status().as_u16(), answer.json().await.expect("JSON"))
    })
}
