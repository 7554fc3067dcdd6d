//! Commands to players, and what is kept in the library of the account.

use std::{sync::Arc, time::Duration};

use pretty_assertions::assert_eq;
use spotpods_tui::{
    domain::{DeviceId, EpisodeId, PlayerCommand, Scope, ShowId, SpotifyLink},
    spotify::{ApiError, Client, http::TimeLimits},
};

use super::{
    Tokens, client, http,
    service::{Reply, Seen, Service},
};

const FORBIDDEN: &str = r#"{"error":{"status":403,"message":"Forbidden"}}"#;

fn episode(id: &str) -> EpisodeId {
    EpisodeId::parse(id).expect("an id")
}

fn commands() -> Vec<PlayerCommand> {
    vec![
        PlayerCommand::Play { episodes: vec![episode("e1"), episode("e2")], position: Duration::from_millis(754_500) },
        PlayerCommand::Resume,
        PlayerCommand::Pause,
        PlayerCommand::Seek(Duration::from_secs(9)),
        PlayerCommand::Volume(250),
        PlayerCommand::Queue(episode("e1")),
        PlayerCommand::Transfer { play: true },
    ]
}

/// The method, the path and query as sent, and the body.
fn line(seen: &Seen) -> String {
    let target = seen.head.split(' ').nth(1).expect("a target");
    format!("{} {target} {}", seen.method, seen.body)
}

#[tokio::test]
async fn a_command_is_sent_as_spotify_wants_it() {
    let service = Service::start(|_| Reply::http(204, &[], ""));
    let (client, device) = (client(&service), DeviceId::parse("d-1").expect("an id"));
    for command in commands() {
        assert_eq!(client.player(&command, Some(&device)).await, Ok(()), "{command:?}");
    }
    let seen = service.seen();
    assert_eq!(
        seen.iter().map(line).collect::<Vec<_>>(),
        [
            r#"PUT /v1/me/player/play?device_id=d-1 {"position_ms":754500,"uris":["spotify:episode:e1","spotify:episode:e2"]}"#,
            "PUT /v1/me/player/play?device_id=d-1 ",
            "PUT /v1/me/player/pause?device_id=d-1 ",
            "PUT /v1/me/player/seek?position_ms=9000&device_id=d-1 ",
            "PUT /v1/me/player/volume?volume_percent=100&device_id=d-1 ",
            "POST /v1/me/player/queue?uri=spotify%3Aepisode%3Ae1&device_id=d-1 ",
            r#"PUT /v1/me/player {"device_ids":["d-1"],"play":true}"#,
        ]
    );
    assert_eq!(seen[0].header("content-type"), Some("application/json"));
    // Without a length Spotify answers 411.
    assert!(seen.iter().all(|seen| seen.header("content-length").is_some()), "{seen:?}");
    assert!(seen.iter().all(|seen| seen.header("authorization") == Some("Bearer canary0")));
}

#[tokio::test]
async fn k4_a_command_is_sent_once_whatever_happens() {
    for reply in [
        Reply::http(502, &[], ""),
        Reply::http(404, &[], r#"{"error":{"message":"non existing id"}}"#),
        Reply::http(429, &[("Retry-After", "1")], ""),
        Reply::Bytes(Vec::new()),
        Reply::http(403, &[], FORBIDDEN),
    ] {
        for command in commands() {
            let answer = reply.clone();
            let service = Service::start(move |_| answer.clone());
            let device = DeviceId::parse("d1").expect("an id");
            assert!(client(&service).player(&command, Some(&device)).await.is_err(), "{command:?}");
            assert_eq!(service.seen().len(), 1, "{command:?} after {reply:?}");
        }
    }
}

#[tokio::test]
async fn k4_only_a_401_is_answered_by_a_second_request() {
    let service = Service::start(|seen| match seen.header("authorization") {
        Some("Bearer canary1") => Reply::http(204, &[], ""),
        _ => Reply::http(401, &[], ""),
    });
    assert_eq!(client(&service).player(&PlayerCommand::Pause, None).await, Ok(()));
    assert_eq!(service.seen().len(), 2);
}

#[tokio::test]
async fn every_success_of_a_command_counts_whatever_its_body() {
    let text = |body: &str| Reply::http(200, &[("Content-Type", "text/plain")], body);
    let cut = b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\nc2Vu".to_vec();
    for reply in [text("c2VudA=="), Reply::json("not JSON"), Reply::http(202, &[], ""), Reply::Bytes(cut)] {
        let answer = reply.clone();
        let service = Service::start(move |_| answer.clone());
        assert_eq!(client(&service).player(&PlayerCommand::Pause, None).await, Ok(()), "{reply:?}");
    }
    for reply in [Reply::http(200, &[("Content-Type", "text/html")], "x"), Reply::json("<html>")] {
        let service = Service::start(move |_| reply.clone());
        assert_eq!(client(&service).player(&PlayerCommand::Pause, None).await, Err(ApiError::SignInPage));
    }
}

#[tokio::test]
async fn nothing_active_is_no_playback_and_no_error() {
    for reply in [Reply::http(204, &[], ""), Reply::json("")] {
        let service = Service::start(move |_| reply.clone());
        assert_eq!(client(&service).playback().await, Ok(None));
        let asked = &service.seen()[0].head;
        assert!(asked.starts_with("GET /v1/me/player?additional_types=track%2Cepisode "), "{asked}");
    }
}

#[tokio::test]
async fn a_playback_is_as_old_as_its_answer() {
    let service = Service::start(|_| Reply::json(r#"{"device":{"id":"d","name":"n"},"item":null,"progress_ms":7}"#));
    let client = client(&service);
    let before = client.guard().now();
    let playback = client.playback().await.expect("an answer").expect("a playback");
    assert!(before <= playback.read_at && playback.read_at <= client.guard().now());
}

#[tokio::test]
async fn c6_a_missing_scope_is_named_by_the_endpoint() {
    let service = Service::start(|_| Reply::http(403, &[], r#"{"error":{"message":"Insufficient client scope"}}"#));
    let client = client(&service);
    let missing = |scope| ApiError::MissingScope(Some(scope));
    assert_eq!(client.devices().await, Err(missing(Scope::PlaybackState)));
    assert_eq!(client.player(&PlayerCommand::Pause, None).await, Err(missing(Scope::PlaybackModify)));
    assert_eq!(client.keep(&[show()], true).await, Err(missing(Scope::LibraryModify)));
    assert_eq!(client.saved_page(0, 50).await.map(drop), Err(missing(Scope::LibraryRead)));
    assert_eq!(service.seen().len(), 4, "no older endpoint is tried");
}

fn show() -> SpotifyLink {
    SpotifyLink::Show(ShowId::parse("s1").expect("an id"))
}

#[tokio::test]
async fn a_show_is_followed_by_its_uri_without_a_body() {
    let service = Service::start(|_| Reply::http(200, &[], ""));
    let client = client(&service);
    assert_eq!(client.keep(&[show()], true).await, Ok(()));
    assert_eq!(client.keep(&[SpotifyLink::Episode(episode("e1"))], false).await, Ok(()));
    assert_eq!(
        service.seen().iter().map(line).collect::<Vec<_>>(),
        ["PUT /v1/me/library?uris=spotify%3Ashow%3As1 ", "DELETE /v1/me/library?uris=spotify%3Aepisode%3Ae1 "]
    );
}

#[tokio::test]
async fn k4_a_change_of_the_library_is_not_repeated() {
    let service = Service::start(|_| Reply::http(503, &[], ""));
    assert_eq!(client(&service).keep(&[show()], true).await, Err(ApiError::Server(503)));
    assert_eq!(service.seen().len(), 1);
}

#[tokio::test]
async fn many_items_are_saved_forty_at_a_time() {
    let service = Service::start(|_| Reply::http(200, &[], ""));
    let items: Vec<_> = (0..81).map(|at| SpotifyLink::Episode(episode(&format!("e{at}")))).collect();
    assert_eq!(client(&service).keep(&items, true).await, Ok(()));
    let sent: Vec<_> = service.seen().iter().map(|seen| seen.head.matches("episode%3A").count()).collect();
    assert_eq!(sent, [40, 40, 1]);
}

#[tokio::test]
async fn an_older_app_uses_the_older_endpoints() {
    let service = Service::start(|seen| match seen.path.as_str() {
        path if path.starts_with("/v1/me/library") => Reply::http(403, &[], FORBIDDEN),
        _ => Reply::http(200, &[], ""),
    });
    let client = client(&service);
    assert_eq!(client.keep(&[show()], false).await, Ok(()));
    assert_eq!(line(&service.seen()[1]), "DELETE /v1/me/shows?ids=s1 ");
    let items = [SpotifyLink::Episode(episode("e1")), show(), SpotifyLink::Episode(episode("e2"))];
    assert_eq!(client.keep(&items, true).await, Ok(()));
    let sent: Vec<_> = service.seen().iter().skip(3).map(line).collect();
    assert_eq!(sent, ["PUT /v1/me/shows?ids=s1 ", "PUT /v1/me/episodes?ids=e1%2Ce2 "]);
}

#[tokio::test]
async fn a_refusal_by_both_endpoints_is_the_first_one() {
    let service = Service::start(|seen| match seen.path.as_str() {
        "/v1/me/library" => Reply::http(404, &[], "no such show"),
        _ => Reply::http(403, &[], FORBIDDEN),
    });
    assert_eq!(client(&service).keep(&[show()], true).await, Err(ApiError::NotFound));
}

#[tokio::test]
async fn a_search_asks_for_ten_of_each() {
    let service = Service::start(|_| Reply::json(r#"{"shows":{"items":[]},"episodes":{"items":[]}}"#));
    let tokens = Arc::new(Tokens::default());
    let client = Client::new(http(&service.url(), TimeLimits::default()), tokens);
    assert!(client.search("night & trains", 20).await.is_ok());
    assert_eq!(line(&service.seen()[0]), "GET /v1/search?q=night+%26+trains&type=show%2Cepisode&limit=10&offset=20 ");
}
