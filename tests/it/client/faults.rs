//! I1: every kind of wrong answer, and its error.

use std::{net::TcpListener, sync::Arc, time::Duration};

use futures_util::future::join_all;
use spotpods_tui::{
    domain::{EpisodeId, ShowId},
    spotify::{ApiError, Client, http::TimeLimits},
};
use tokio::net::TcpSocket;

use super::{
    Tokens, http, limits,
    service::{Reply, Service},
};

/// The kind of an error, for the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    LoggedOut,
    NotConnected,
    Unreachable,
    Timeout,
    Blocked,
    SignInPage,
    Redirected,
    MissingScope,
    OwnerNeedsPremium,
    UserNotRegistered,
    Forbidden,
    NotFound,
    Server,
    Status,
    Unreadable,
    Other,
}

fn kind(error: &ApiError) -> Kind {
    match error {
        ApiError::LoggedOut => Kind::LoggedOut,
        ApiError::NotConnected(_) => Kind::NotConnected,
        ApiError::Unreachable(_) => Kind::Unreachable,
        ApiError::Timeout => Kind::Timeout,
        ApiError::Blocked { .. } => Kind::Blocked,
        ApiError::SignInPage => Kind::SignInPage,
        ApiError::Redirected => Kind::Redirected,
        ApiError::MissingScope(_) => Kind::MissingScope,
        ApiError::OwnerNeedsPremium => Kind::OwnerNeedsPremium,
        ApiError::UserNotRegistered => Kind::UserNotRegistered,
        ApiError::Forbidden(_) => Kind::Forbidden,
        ApiError::NotFound => Kind::NotFound,
        ApiError::Server(_) => Kind::Server,
        ApiError::Status { .. } => Kind::Status,
        ApiError::Unreadable(_) => Kind::Unreadable,
        ApiError::LoginExpired
        | ApiError::AnotherAccount
        | ApiError::InvalidClient
        | ApiError::NoActiveDevice
        | ApiError::DeviceNotFound
        | ApiError::PremiumRequired
        | ApiError::DeviceRestricted
        | ApiError::Restricted
        | ApiError::Storage(_)
        | ApiError::Keyring(_) => Kind::Other,
    }
}

fn raw(bytes: impl AsRef<[u8]>) -> Reply {
    Reply::Bytes(bytes.as_ref().to_vec())
}

fn status(status: u16, body: &str) -> Reply {
    Reply::http(status, &[], body)
}

fn headed(status: u16, name: &str, value: &str) -> Reply {
    Reply::http(status, &[(name, value)], "")
}

fn connection_faults() -> Vec<(&'static str, Kind, Reply)> {
    let head = "HTTP/1.1 200 OK\r\n";
    let many = format!("{head}{}\r\n", "X-Header: x\r\n".repeat(1_000));
    let long = format!("{head}X-Header: {}\r\n\r\n", "x".repeat(2_000_000));
    vec![
        ("closed at once", Kind::Unreachable, raw("")),
        ("not HTTP", Kind::Unreachable, raw("SSH-2.0-OpenSSH_9.6\r\n\r\n")),
        ("random bytes", Kind::Unreachable, raw([0xff, 0, 0x80, 13, 10, 13, 10])),
        ("head cut", Kind::Unreachable, raw("HTTP/1.1 200 OK\r\nConte")),
        ("body cut", Kind::Unreachable, raw(format!("{head}Content-Length: 99\r\n\r\n{{\"items\":["))),
        ("chunks cut", Kind::Unreachable, raw(format!("{head}Transfer-Encoding: chunked\r\n\r\n5\r\n{{\"it"))),
        ("chunk without size", Kind::Unreachable, raw(format!("{head}Transfer-Encoding: chunked\r\n\r\nzz\r\n{{}}"))),
        ("two lengths", Kind::Unreachable, raw(format!("{head}Content-Length: 2\r\nContent-Length: 3\r\n\r\n{{}}"))),
        ("absurd length", Kind::Unreachable, raw(format!("{head}Content-Length: 99999999999999999999\r\n\r\n{{}}"))),
        ("a thousand headers", Kind::Unreachable, raw(many)),
        ("an endless header", Kind::Unreachable, raw(long)),
        ("hangs before the head", Kind::Timeout, Reply::Hang(Vec::new())),
        ("hangs in the head", Kind::Timeout, Reply::Hang(b"HTTP/1.1 200 OK\r\nX".to_vec())),
        ("hangs before the body", Kind::Timeout, Reply::Hang(format!("{head}Content-Length: 9\r\n\r\n").into())),
        ("hangs in the body", Kind::Timeout, Reply::Hang(format!("{head}Content-Length: 9\r\n\r\n{{").into())),
    ]
}

fn body_faults() -> Vec<(&'static str, Kind, Reply)> {
    let json = |body: &[u8]| Reply::json(body);
    let gzip = |body: &[u8]| Reply::http(200, &[("Content-Encoding", "gzip")], body);
    let html =
        |status: u16| Reply::http(status, &[("Content-Type", "text/html; charset=utf-8")], "<html>sign in</html>");
    let deep = "[".repeat(1_000_000);
    let utf16: Vec<u8> = "{\"items\":[]}".encode_utf16().flat_map(u16::to_le_bytes).collect();
    vec![
        ("204", Kind::Unreadable, headed(204, "X", "x")),
        ("nothing", Kind::Unreadable, json(b"")),
        ("white space", Kind::Unreadable, json(b" \r\n\t ")),
        ("JSON cut", Kind::Unreadable, json(b"{\"items\":[{\"id\":\"a\"")),
        ("a list", Kind::Unreadable, json(b"[]")),
        ("null", Kind::Unreadable, json(b"null")),
        ("a number", Kind::Unreadable, json(b"7")),
        ("two documents", Kind::Unreadable, json(b"{\"id\":\"a\",\"items\":[]} {}")),
        ("plain text", Kind::Unreadable, json(b"Too many requests")),
        ("UTF-16", Kind::Unreadable, json(&utf16)),
        ("not UTF-8", Kind::Unreadable, json(b"\xff\xfe\x80{}")),
        ("zero bytes", Kind::Unreadable, json(&[0; 64])),
        ("a million levels", Kind::Unreadable, json(deep.as_bytes())),
        ("not gzip", Kind::Unreadable, gzip(b"{\"items\":[]}")),
        ("HTML", Kind::SignInPage, html(200)),
        ("HTML with 401", Kind::SignInPage, html(401)),
        ("HTML with 403", Kind::SignInPage, html(403)),
        ("HTML with 404", Kind::SignInPage, html(404)),
        ("HTML said to be JSON", Kind::SignInPage, json(b"\n <!DOCTYPE html><title>Wi-Fi</title>")),
        ("XHTML", Kind::SignInPage, Reply::http(200, &[("Content-Type", "application/xhtml+xml")], "x")),
        ("JSON said to be a picture", Kind::SignInPage, Reply::http(200, &[("Content-Type", "image/png")], "{}")),
        ("JSON said to be text", Kind::SignInPage, Reply::http(200, &[("Content-Type", "text/plain")], "{}")),
        ("511", Kind::SignInPage, status(511, "")),
    ]
}

fn status_faults() -> Vec<(&'static str, Kind, Reply)> {
    let refusal =
        |code: u16, message: &str| status(code, &format!(r#"{{"error":{{"status":{code},"message":"{message}"}}}}"#));
    let away = "http://127.0.0.1:9/";
    vec![
        ("300", Kind::Redirected, status(300, "")),
        ("301", Kind::Redirected, headed(301, "Location", away)),
        ("302", Kind::Redirected, headed(302, "Location", away)),
        ("303", Kind::Redirected, headed(303, "Location", away)),
        ("304", Kind::Redirected, status(304, "")),
        ("307", Kind::Redirected, headed(307, "Location", away)),
        ("308", Kind::Redirected, headed(308, "Location", away)),
        ("400", Kind::Status, refusal(400, "Invalid limit")),
        ("401", Kind::LoggedOut, refusal(401, "The access token expired")),
        ("401 empty", Kind::LoggedOut, status(401, "")),
        ("403", Kind::Forbidden, refusal(403, "Forbidden")),
        ("403 empty", Kind::Forbidden, status(403, "")),
        ("403 scope", Kind::MissingScope, refusal(403, "Insufficient client scope")),
        (
            "403 premium",
            Kind::OwnerNeedsPremium,
            status(403, "Active premium subscription required for the owner of the app"),
        ),
        ("403 user", Kind::UserNotRegistered, status(403, "User not registered in the Developer Dashboard")),
        ("404", Kind::NotFound, status(404, "")),
        ("404 non existing id", Kind::NotFound, refusal(404, "non existing id")),
        ("405", Kind::Status, status(405, "")),
        ("407", Kind::Status, status(407, "proxy")),
        ("408", Kind::Timeout, status(408, "")),
        ("410", Kind::Status, status(410, "gone")),
        ("418", Kind::Status, status(418, "\u{1b}]0;title\u{7}")),
        ("429 for a day", Kind::Blocked, headed(429, "Retry-After", "86400")),
        ("429 for ever", Kind::Blocked, headed(429, "Retry-After", "1000000000000000000")),
        ("429 until a date", Kind::Blocked, headed(429, "Retry-After", "Fri, 31 Dec 2094 23:59:59 GMT")),
        ("500", Kind::Server, refusal(500, "Server error")),
        ("501", Kind::Server, status(501, "")),
        ("502 HTML", Kind::Server, Reply::http(502, &[("Content-Type", "text/html")], "<h1>502</h1>")),
        ("503", Kind::Server, status(503, "upstream")),
        ("503 for an hour", Kind::Blocked, headed(503, "Retry-After", "3600")),
        ("504", Kind::Server, status(504, "")),
        ("599", Kind::Server, status(599, "")),
        ("666", Kind::Status, status(666, "")),
    ]
}

/// Sends every request of the client to a faulty service.
async fn ask_everything(url: &str, limits: TimeLimits) -> Vec<(&'static str, ApiError)> {
    let client = Client::<Tokens>::new(http(url, limits), Arc::default());
    let (show, episode) = (ShowId::parse("show").expect("an id"), EpisodeId::parse("episode").expect("an id"));
    let answers = tokio::join!(
        client.me(),
        client.shows_page(0, 50),
        client.show(&show),
        client.episodes_page(&show, 0, 50),
        client.episode(&episode),
    );
    let asked = [
        ("/me", answers.0.err()),
        ("/me/shows", answers.1.err()),
        ("/shows", answers.2.err()),
        ("/shows/episodes", answers.3.err()),
        ("/episodes", answers.4.err()),
    ];
    asked.map(|(endpoint, error)| (endpoint, error.unwrap_or(ApiError::LoginExpired))).to_vec()
}

async fn check(faults: Vec<(&'static str, Kind, Reply)>) {
    join_all(faults.into_iter().map(|(name, expected, reply)| async move {
        let service = Service::start(move |_| reply.clone());
        // Only cases that hang on purpose use a short limit, because the machine may be busy.
        let limits = if expected == Kind::Timeout { limits() } else { TimeLimits::default() };
        for (endpoint, error) in ask_everything(&service.url(), limits).await {
            assert_eq!(kind(&error), expected, "{name} at {endpoint}: {error:?}");
            let message = error.to_string();
            assert!(!message.is_empty() && !message.contains("canary"), "{name}: {message}");
            assert!(!message.chars().any(char::is_control), "{name}: {message:?}");
        }
        for endpoint in ["/v1/me", "/v1/me/shows", "/v1/shows/show", "/v1/shows/show/episodes", "/v1/episodes/episode"]
        {
            let tries = service.seen().iter().filter(|seen| seen.path == endpoint).count();
            // A deadline from one endpoint applies to all, so the others may not have been requested.
            let least = usize::from(expected != Kind::Blocked);
            assert!((least..=5).contains(&tries), "{name}: {tries} requests to {endpoint}");
        }
    }))
    .await;
}

#[tokio::test]
async fn i1_a_broken_connection_is_a_typed_message() {
    check(connection_faults()).await;
}

#[tokio::test]
async fn i1_a_body_that_is_not_the_answer_is_a_typed_message() {
    check(body_faults()).await;
}

#[tokio::test]
async fn i1_every_status_is_a_typed_message() {
    check(status_faults()).await;
}

#[test]
fn i1_there_are_at_least_forty_faults() {
    assert!(connection_faults().len() + body_faults().len() + status_faults().len() >= 40);
}

#[tokio::test]
async fn i1_a_service_that_is_not_there_is_unreachable() {
    // Bound and never listening: a connection is refused, and no other test gets the port.
    let refusing = TcpSocket::new_v4().expect("a socket");
    refusing.bind("127.0.0.1:0".parse().expect("an address")).expect("a free port");
    let gone = refusing.local_addr().expect("bound");
    for (endpoint, error) in ask_everything(&format!("http://{gone}/v1"), TimeLimits::default()).await {
        assert_eq!(kind(&error), Kind::NotConnected, "{endpoint}: {error:?}");
    }
    for (endpoint, error) in ask_everything(&Service::resetting().url(), TimeLimits::default()).await {
        assert_eq!(kind(&error), Kind::Unreachable, "{endpoint}: {error:?}");
    }
    // This name never exists (RFC 6761 §6.4). A resolver without an answer is a timeout.
    for (endpoint, error) in ask_everything("https://spotify.invalid/v1", limits()).await {
        assert!(matches!(kind(&error), Kind::NotConnected | Kind::Timeout), "{endpoint}: {error:?}");
    }
}

#[tokio::test]
async fn i1_a_service_without_tls_is_never_spoken_to_over_https() {
    let service = Service::start(|_| Reply::json("{}"));
    for (endpoint, error) in ask_everything(&service.https_url(), TimeLimits::default()).await {
        assert_eq!(kind(&error), Kind::NotConnected, "{endpoint}: {error:?}");
    }
    assert!(service.seen().is_empty());
}

#[tokio::test]
async fn c3_a_handshake_that_never_ends_times_out() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = listener.local_addr().expect("an address");
    for (endpoint, error) in ask_everything(&format!("https://{address}/v1"), limits()).await {
        assert_eq!(kind(&error), Kind::Timeout, "{endpoint}: {error:?}");
    }
}

#[test]
fn c3_a_request_takes_five_seconds_to_connect_and_twenty_in_all() {
    let limits = TimeLimits::default();
    assert_eq!((limits.connect, limits.total), (Duration::from_secs(5), Duration::from_secs(20)));
}
