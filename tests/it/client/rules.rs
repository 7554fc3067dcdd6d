//! Rules for every request: destination of the token, number of tries, size of the answer.

use std::sync::Arc;

use futures_util::future::join_all;
use pretty_assertions::assert_eq;
use spotpods_tui::{
    domain::{Private, Quota, ShowId},
    spotify::{
        ApiError, Client, Guard, Http, Origin, Request,
        guard::Tries,
        http::{Authorization, TimeLimits},
    },
};

use super::{
    Tokens, client, http, quick_guard,
    service::{Reply, Service},
};

const NO_SHOWS: &str = r#"{"items":[],"total":0}"#;

#[tokio::test]
async fn c1_a_redirect_is_an_error_and_the_second_host_sees_nothing() {
    let second = Service::start(|_| Reply::json(NO_SHOWS));
    for status in [301, 302, 303, 307, 308] {
        let location = format!("{}/me/shows", second.url());
        let first = Service::start(move |_| Reply::http(status, &[("Location", &location)], ""));
        assert_eq!(client(&first).shows_page(0, 50).await, Err(ApiError::Redirected), "{status}");
        let form = Request::post_form("/api/token", vec![("code", Private::new("canary"))]);
        let answer = http(&first.url(), TimeLimits::default()).send(&form).await;
        assert_eq!(answer.map(|_| ()), Err(ApiError::Redirected), "{status}");
        assert_eq!(first.seen().len(), 2);
    }
    assert_eq!(second.seen().len(), 0);
}

#[tokio::test]
async fn e10_a_next_link_elsewhere_is_never_followed() {
    let second = Service::start(|_| Reply::json(NO_SHOWS));
    let next = format!("{}/me/shows?offset=1", second.url());
    let first = Service::start(move |_| Reply::json(format!(r#"{{"items":[null],"next":"{next}"}}"#)));
    let page = client(&first).shows_page(0, 50).await.expect("a page");
    assert!(!page.has_next);
    assert_eq!(second.seen().len(), 0);
}

#[tokio::test]
async fn e10_a_request_says_what_it_must_and_no_more() {
    let service = Service::start(|_| Reply::json(NO_SHOWS));
    let show = ShowId::parse("abc").expect("an id");
    client(&service).shows_page(100, 50).await.expect("a page");
    client(&service).episodes_page(&show, 0, 500).await.expect("a page");
    let seen = service.seen();
    assert_eq!((seen[0].method.as_str(), seen[0].path.as_str()), ("GET", "/v1/me/shows"));
    assert_eq!(seen[0].query, [("limit", "50"), ("offset", "100")].map(|(k, v)| (k.to_owned(), v.to_owned())));
    assert_eq!(seen[0].header("authorization"), Some("Bearer canary0"));
    assert_eq!(seen[0].header("user-agent"), Some(Http::USER_AGENT));
    assert_eq!(seen[1].path, "/v1/shows/abc/episodes");
    assert_eq!(seen[1].number_of("limit"), 50, "no page is larger than Spotify serves");
}

#[tokio::test]
async fn e7_a_401_brings_one_renewal_and_one_more_request() {
    let service = Service::start(|seen| match seen.header("authorization") {
        Some("Bearer canary1") => Reply::json(NO_SHOWS),
        _ => Reply::http(401, &[], r#"{"error":{"message":"The access token expired"}}"#),
    });
    let tokens = Arc::new(Tokens::default());
    let client = Client::new(http(&service.url(), TimeLimits::default()), Arc::clone(&tokens));
    assert!(client.shows_page(0, 50).await.is_ok());
    assert_eq!(service.seen().len(), 2);
    assert_eq!(tokens.token().expose(), "canary1");

    let refusing = Service::start(|_| Reply::http(401, &[], ""));
    let tokens = Arc::new(Tokens::default());
    let client = Client::new(http(&refusing.url(), TimeLimits::default()), Arc::clone(&tokens));
    assert_eq!(client.shows_page(0, 50).await, Err(ApiError::LoggedOut));
    assert_eq!((refusing.seen().len(), tokens.token().expose()), (2, "canary1"));
}

#[tokio::test]
async fn c7_a_sign_in_page_costs_no_token_and_no_second_try() {
    for status in [200, 401, 403] {
        let service = Service::start(move |_| Reply::http(status, &[("Content-Type", "text/html")], "<html>"));
        let tokens = Arc::new(Tokens::default());
        let client = Client::new(http(&service.url(), TimeLimits::default()), Arc::clone(&tokens));
        assert_eq!(client.me().await, Err(ApiError::SignInPage));
        assert_eq!((service.seen().len(), tokens.token().expose()), (1, "canary0"));
    }
}

#[tokio::test]
async fn i4_a_failing_service_is_asked_five_times_and_then_left_alone() {
    let service = Service::start(|_| Reply::http(502, &[], ""));
    assert_eq!(client(&service).me().await, Err(ApiError::Server(502)));
    assert_eq!(service.seen().len(), 5);

    let late =
        Service::start(|seen| if seen.number < 4 { Reply::http(500, &[], "") } else { Reply::json(r#"{"id":"a"}"#) });
    assert_eq!(client(&late).me().await.map(|me| me.id.to_string()), Ok("a".to_owned()));
}

#[tokio::test]
async fn a_404_that_passes_is_no_error() {
    let service = Service::start(|seen| match seen.number {
        0 | 1 => Reply::http(404, &[], r#"{"error":{"status":404,"message":"Non existing id: 'spotify:show:abc'"}}"#),
        _ => Reply::json(r#"{"id":"abc","name":"n"}"#),
    });
    let show = client(&service).show(&ShowId::parse("abc").expect("an id")).await;
    assert_eq!(show.map(|show| show.name.to_string()), Ok("n".to_owned()));
    assert_eq!(service.seen().len(), 3);
}

#[tokio::test]
async fn i3_a_long_wait_holds_for_every_service_and_sends_nothing() {
    let service = Service::start(|_| Reply::http(429, &[("Retry-After", "86400")], r#"{"reason":"QUOTA_EXCEEDED"}"#));
    let accounts = Service::start(|_| Reply::json("{}"));
    let guard = quick_guard();
    let to = |service: &Service| Http::new(Origin::parse(&service.url()).expect("an address"), guard.clone());
    let client = Client::<Tokens>::new(to(&service), Arc::default());
    let Err(ApiError::Blocked { until }) = client.me().await else { panic!("not blocked") };

    let again = join_all((0..20).map(|_| client.shows_page(0, 50))).await;
    assert!(again.iter().all(|answer| *answer == Err(ApiError::Blocked { until })));
    let token = to(&accounts).send(&Request::post_form("/api/token", Vec::new())).await;
    assert_eq!(token.map(|_| ()), Err(ApiError::Blocked { until }));
    assert_eq!((service.seen().len(), accounts.seen().len()), (1, 0));
    assert_eq!(*guard.state().borrow(), Quota::Blocked { until });
}

#[tokio::test]
async fn i3_all_requests_wait_for_a_near_deadline() {
    let service = Service::start(|_| Reply::http(429, &[("Retry-After", "20")], "Too many requests"));
    let client = client(&service);
    let mut state = client.guard().state();
    let first = tokio::spawn({
        let client = client.clone();
        async move { client.shows_page(0, 50).await }
    });
    state.changed().await.expect("the guard lives");
    assert!(matches!(*state.borrow(), Quota::Waiting { .. }));
    let mut others = std::pin::pin!(join_all((1..7).map(|page| client.shows_page(page * 50, 50))));
    assert!(futures_util::poll!(others.as_mut()).is_pending(), "they wait");
    assert!(!first.is_finished());
    assert_eq!(service.seen().len(), 1);
    first.abort();
}

#[tokio::test]
async fn c3_an_answer_of_the_token_endpoint_is_read_up_to_its_bound() {
    let service =
        Service::start(|seen| Reply::json(vec![b' '; if seen.number == 0 { 64 * 1024 } else { 64 * 1024 + 1 }]));
    let http = http(&service.url(), TimeLimits::default());
    let form = vec![("code", Private::new("a b&c"))];
    let authorization = Authorization::Basic { id: "id".to_owned(), secret: "secret".to_owned().into() };
    let request = Request { tries: Tries::Once, authorization, ..Request::post_form("/api/token", form) };
    assert!(!http.send(&request).await.expect("an answer").is_too_large());
    let answer = http.send(&request).await.expect("an answer");
    assert!(answer.is_too_large());
    assert!(matches!(answer.text(), Err(ApiError::Unreadable(_))));
    let seen = &service.seen()[0];
    assert_eq!((seen.method.as_str(), seen.body.as_str()), ("POST", "code=a+b%26c"));
    assert_eq!(seen.header("authorization"), Some("Basic aWQ6c2VjcmV0"));
    assert_eq!(seen.header("content-type"), Some("application/x-www-form-urlencoded"));
}

#[tokio::test]
async fn c8_a_code_is_sent_once_whatever_happens() {
    let replies = [Reply::http(503, &[], ""), Reply::http(429, &[("Retry-After", "1")], ""), Reply::Bytes(Vec::new())];
    for reply in replies {
        let service = Service::start(move |_| reply.clone());
        let request = Request { tries: Tries::Once, ..Request::post_form("/api/token", Vec::new()) };
        assert!(http(&service.url(), TimeLimits::default()).send(&request).await.is_err());
        assert_eq!(service.seen().len(), 1);
    }
}

#[tokio::test]
async fn c3_a_compressed_answer_is_bounded_by_what_comes_out() {
    // 64 MiB of spaces in 400 KiB.
    let bomb = gzip_bomb(64 * 1024 * 1024);
    assert!(bomb.len() < 512 * 1024);
    let service = Service::start(move |_| Reply::http(200, &[("Content-Encoding", "gzip")], &bomb));
    let show = client(&service).show(&ShowId::parse("abc").expect("an id")).await;
    assert!(matches!(show, Err(ApiError::Unreadable(_))), "{show:?}");
    assert_eq!(service.seen()[0].header("accept-encoding"), Some("gzip"));
}

#[test]
fn d6_a_request_shows_no_secret() {
    let token = Tokens::default().token();
    let form = vec![("refresh_token", Private::new("canary"))];
    let authorization = Authorization::Basic { id: "id".to_owned(), secret: "canary".to_owned().into() };
    let request = Request { authorization, ..Request::post_form("/x", form) };
    let bearer = Request { authorization: Authorization::Bearer(token), ..Request::get("/y") };
    assert!(!format!("{request:?} {bearer:?}").contains("canary"));
}

#[tokio::test]
async fn requests_can_be_made_from_any_task() {
    fn movable(_: &(impl Send + 'static)) {}
    let client = client(&Service::start(|_| Reply::json(NO_SHOWS)));
    movable(&async move { client.shows_page(0, 50).await });
    movable(&Guard::default());
}

/// A gzip stream of `length` or a few more spaces: one literal, then copies of 258 bytes from one byte back, in a block
/// of fixed codes (RFC 1951 §3.2.6).
fn gzip_bomb(length: usize) -> Vec<u8> {
    let mut bits = Vec::new();
    let mut push = |value: u32, count: u32, msb_first: bool| {
        bits.extend((0..count).map(|i| value >> if msb_first { count - 1 - i } else { i } & 1 == 1));
    };
    push(0b1, 1, false);
    push(0b01, 2, false);
    push(0x30 + u32::from(b' '), 8, true);
    for _ in 0..length / 258 {
        push(0b1100_0101, 8, true);
        push(0, 5, true);
    }
    push(0, 7, true);
    let body = bits.chunks(8).map(|byte| byte.iter().rev().fold(0_u8, |sum, bit| sum << 1 | u8::from(*bit)));
    [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255].into_iter().chain(body).collect()
}
