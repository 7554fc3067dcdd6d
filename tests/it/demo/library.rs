//! Saved episodes, and the endpoint that changes them.

use pretty_assertions::assert_eq;
use reqwest::Method;
use serde_json::{Value, json};
use spotpods_tui::demo::{Change, DemoOptions, change::End};

use super::{Demo, exchange, with};

const ALL: &str = "user-library-read user-library-modify user-read-playback-position";
/// Well-formed, of nothing.
const UNKNOWN: &str = "0000000000000000000000";

impl Demo {
    async fn log_in_for(&self, scope: &'static str) -> String {
        let code = self.code(&with("scope", scope));
        let login = self.token(&exchange(&code), None).await.1;
        login["access_token"].as_str().expect("a token").to_owned()
    }

    /// Asks `/me/library` for these URIs. Returns status and body.
    async fn keep(&self, access: &str, method: Method, path: &str, uris: &[&str]) -> (u16, String) {
        let query = url::form_urlencoded::Serializer::new(String::new()).append_pair("uris", &uris.join(",")).finish();
        let response = self.send(access, method, &format!("/me/library{path}?{query}"), None).await;
        (response.status().as_u16(), response.text().await.expect("text"))
    }
}

fn quiet() -> DemoOptions {
    DemoOptions { quirks: false, ..DemoOptions::default() }
}

fn items(page: &Value) -> &Vec<Value> {
    page["items"].as_array().expect("items")
}

#[tokio::test]
async fn saved_episodes_come_by_page_with_their_shows() {
    let demo = Demo::start(quiet()).await;
    let access = demo.log_in_for(ALL).await;
    let first = demo.json(&access, "/me/episodes?limit=50").await;
    let second = demo.json(&access, "/me/episodes?limit=50&offset=50").await;
    assert_eq!((&first["total"], items(&first).len(), items(&second).len()), (&59.into(), 50, 9));
    assert_eq!((&second["next"], first["next"].is_string()), (&Value::Null, true));
    let mut ids: Vec<_> =
        items(&first).iter().chain(items(&second)).map(|item| item["episode"]["id"].as_str()).collect();
    assert!(ids.iter().all(Option::is_some));
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), 59, "one of each show but the one that has none");
    let item = &items(&first)[0];
    assert!(item["added_at"].is_string() && item["episode"]["show"]["name"].is_string(), "{item}");
    assert!(item["episode"]["resume_point"]["fully_played"].is_boolean(), "{item}");
    let alone = demo.json(&access, &format!("/episodes/{}", item["episode"]["id"].as_str().expect("an id"))).await;
    assert_eq!(alone, item["episode"]);
}

#[tokio::test]
async fn a_saved_episode_that_its_show_lost_is_null_and_counted() {
    let demo = Demo::start(quiet()).await;
    let access = demo.log_in_for(ALL).await;
    demo.server.change(&Change::Lose { show: 0.into(), episodes: u32::MAX, end: End::Oldest }).expect("changed");
    let page = demo.json(&access, "/me/episodes").await;
    assert_eq!((&page["total"], &items(&page)[0]), (&59.into(), &Value::Null));
}

#[tokio::test]
async fn an_ignored_offset_answers_with_the_first_page_again() {
    let demo = Demo::start(DemoOptions { ignore_saved_offset: true, ..quiet() }).await;
    let access = demo.log_in_for(ALL).await;
    let first = demo.json(&access, "/me/episodes?limit=20").await;
    let again = demo.json(&access, "/me/episodes?limit=20&offset=20").await;
    assert_eq!((items(&again), &again["offset"]), (items(&first), &20.into()));
    let shows = demo.json(&access, "/me/shows?limit=20&offset=20").await;
    assert_ne!(items(&shows)[0], items(&demo.json(&access, "/me/shows?limit=20").await)[0], "only there");
}

#[tokio::test]
async fn a_saved_item_comes_first_and_a_deleted_one_is_gone() {
    let demo = Demo::start(quiet()).await;
    let access = demo.log_in_for(ALL).await;
    let shows = demo.json(&access, "/me/shows").await;
    let show = items(&shows)[1]["show"]["uri"].as_str().expect("a URI").to_owned();
    let id = items(&shows)[1]["show"]["id"].as_str().expect("an id");
    let listed = demo.json(&access, &format!("/shows/{id}/episodes")).await;
    let episode = items(&listed)[9]["uri"].as_str().expect("a URI").to_owned();
    let (unknown, both) = (format!("spotify:show:{UNKNOWN}"), [show.as_str(), episode.as_str()]);
    let contains = async || {
        let (status, body) = demo.keep(&access, Method::GET, "/contains", &[&show, &episode, &unknown]).await;
        assert_eq!(status, 200, "{body}");
        serde_json::from_str::<Value>(&body).expect("JSON")
    };
    assert_eq!(contains().await, json!([true, false, false]));
    assert_eq!(demo.keep(&access, Method::DELETE, "", &[&show, &unknown]).await, (200, String::new()));
    assert_eq!(contains().await, json!([false, false, false]));
    assert_eq!(demo.json(&access, "/me/shows").await["total"], 59);
    for _ in 0..2 {
        assert_eq!(demo.keep(&access, Method::PUT, "", &both).await, (200, String::new()));
    }
    assert_eq!(contains().await, json!([true, true, false]));
    let (shows, saved) = (demo.json(&access, "/me/shows").await, demo.json(&access, "/me/episodes").await);
    assert_eq!((&shows["total"], &items(&shows)[0]["show"]["uri"]), (&60.into(), &show.into()));
    assert_eq!((&saved["total"], &items(&saved)[0]["episode"]["uri"]), (&60.into(), &episode.clone().into()));
    assert_eq!(demo.keep(&access, Method::DELETE, "", &[&episode]).await.0, 200);
    assert_eq!(demo.json(&access, "/me/episodes").await["total"], 59);
    let of_the_start = items(&demo.json(&access, "/me/episodes").await)[0]["episode"]["uri"].clone();
    assert_eq!(demo.keep(&access, Method::DELETE, "", &[of_the_start.as_str().expect("a URI")]).await.0, 200);
    assert_eq!(demo.json(&access, "/me/episodes").await["total"], 58);
}

#[tokio::test]
async fn uris_stand_in_the_query_and_are_forty_at_most() {
    let demo = Demo::start(quiet()).await;
    let access = demo.log_in_for(ALL).await;
    let body = json!({ "uris": [format!("spotify:show:{UNKNOWN}")] });
    for method in [Method::PUT, Method::DELETE] {
        let refused = demo.send(&access, method, "/me/library", Some(&body)).await;
        assert_eq!(refused.status(), 400);
        assert_eq!(refused.json::<Value>().await.expect("JSON")["error"]["message"], "Missing required field: uris");
    }
    let uri = format!("spotify:episode:{UNKNOWN}");
    let (forty, more) = (vec![uri.as_str(); 40], vec![uri.as_str(); 41]);
    assert_eq!(demo.keep(&access, Method::GET, "/contains", &forty).await.0, 200);
    for (uris, status, message) in [
        (more, 400, "Too many uris requested"),
        (forty, 404, "Resource not found"),
        (vec!["spotify:show:short"], 400, "Invalid uri"),
        (vec!["spotify:chapter:0000000000000000000000"], 400, "Invalid uri"),
        (vec![UNKNOWN], 400, "Invalid uri"),
        (vec!["", ""], 400, "Invalid uri"),
    ] {
        let (refused, body) = demo.keep(&access, Method::PUT, "", &uris).await;
        let body: Value = serde_json::from_str(&body).expect("JSON");
        assert_eq!((refused, &body["error"]["message"]), (status, &message.into()), "{uris:?}");
    }
    assert_eq!(demo.get(&access, "/me/library").await.status(), 405);
    for path in ["/me/shows?ids=1", "/me/episodes?ids=1"] {
        assert_eq!(demo.send(&access, Method::PUT, path, None).await.status(), 403, "gone for new apps: {path}");
    }
}

#[tokio::test]
async fn nothing_is_read_or_changed_without_its_scope() {
    let demo = Demo::start(quiet()).await;
    let (reads, writes) = (demo.log_in_for("user-library-read").await, demo.log_in_for("user-library-modify").await);
    let uri = items(&demo.json(&reads, "/me/shows").await)[0]["show"]["uri"].as_str().expect("a URI").to_owned();
    let forbidden = async |access: &str, method: Method, path: &str| {
        let (status, body) = demo.keep(access, method, path, &[&uri]).await;
        status == 403 && body.contains("Insufficient client scope")
    };
    assert!(forbidden(&reads, Method::PUT, "").await && forbidden(&reads, Method::DELETE, "").await);
    assert!(forbidden(&writes, Method::GET, "/contains").await && !forbidden(&writes, Method::PUT, "").await);
    assert_eq!(demo.get(&writes, "/me/episodes").await.status(), 403);
    let saved = demo.json(&reads, "/me/episodes").await;
    assert_eq!(items(&saved)[0]["episode"].get("resume_point"), None, "a scope of its own");
}
