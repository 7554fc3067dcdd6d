use jiff::ToSpan;
use serde_json::Value;

use super::*;
use crate::demo::RateLimit;

const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const ALL: &str = "user-library-read%20user-read-playback-position%20user-read-private";

fn start() -> Timestamp {
    "2026-11-23T10:00:00Z".parse().expect("a time")
}

fn world(options: &DemoOptions) -> World {
    World::new(options, "http://127.0.0.1:9", start())
}

fn later(seconds: i64) -> Timestamp {
    start() + seconds.seconds()
}

fn query(scope: &str) -> String {
    format!(
        "client_id={CLIENT_ID}&response_type=code&redirect_uri=http%3A%2F%2F127.0.0.1%3A8899%2Fcallback&state=s%2Bt\
         &scope={scope}&code_challenge_method=S256&code_challenge={CHALLENGE}"
    )
}

fn code(world: &mut World, scope: &str) -> String {
    let callback = world.approve(&query(scope), start()).expect("consented");
    let (_, rest) = callback.split_once("code=").expect("a code");
    rest.split('&').next().expect("a code").to_owned()
}

fn token(world: &mut World, body: &str, at: Timestamp) -> (u16, Value) {
    let request = Request {
        method: "POST".into(),
        content_type: Some("application/x-www-form-urlencoded".into()),
        body: body.into(),
        ..Request::get("/api/token", at)
    };
    let response = world.handle(&request);
    (response.status, serde_json::from_slice(&response.body).expect("JSON"))
}

fn exchange(world: &mut World, code: &str, at: Timestamp) -> (u16, Value) {
    let body = format!(
        "grant_type=authorization_code&code={code}&redirect_uri=http%3A%2F%2F127.0.0.1%3A8899%2Fcallback\
         &client_id={CLIENT_ID}&code_verifier={VERIFIER}"
    );
    token(world, &body, at)
}

fn refresh(world: &mut World, refresh: &Value, at: Timestamp) -> (u16, Value) {
    let refresh = refresh.as_str().expect("a token");
    token(world, &format!("grant_type=refresh_token&refresh_token={refresh}&client_id={CLIENT_ID}"), at)
}

fn log_in(world: &mut World, scope: &str) -> Value {
    let code = code(world, scope);
    let (status, body) = exchange(world, &code, start());
    assert_eq!(status, 200, "{body}");
    body
}

fn get(world: &mut World, access: &Value, target: &str, at: Timestamp) -> Response {
    let authorization = Some(format!("Bearer {}", access.as_str().expect("a token")));
    world.handle(&Request { authorization, ..Request::get(target, at) })
}

fn json(response: &Response) -> Value {
    serde_json::from_slice(&response.body).expect("JSON")
}

#[test]
fn a_code_lives_ten_minutes_and_is_good_once() {
    let mut world = world(&DemoOptions::default());
    let fresh = code(&mut world, ALL);
    assert_eq!(exchange(&mut world, &fresh, later(599)).0, 200);
    let (status, body) = exchange(&mut world, &fresh, later(599));
    assert_eq!((status, &body["error"]), (400, &"invalid_grant".into()));
    let old = code(&mut world, ALL);
    let (status, body) = exchange(&mut world, &old, later(600));
    assert_eq!((status, &body["error_description"]), (400, &"Authorization code expired".into()));
}

#[test]
fn an_access_token_ends_after_its_lifetime_and_a_refresh_brings_another() {
    let mut world = world(&DemoOptions::default());
    let login = log_in(&mut world, ALL);
    assert_eq!((&login["expires_in"], &login["token_type"]), (&3600.into(), &"Bearer".into()));
    assert_eq!(get(&mut world, &login["access_token"], "/v1/me", later(3599)).status, 200);
    let expired = get(&mut world, &login["access_token"], "/v1/me", later(3600));
    assert_eq!((expired.status, &json(&expired)["error"]["message"]), (401, &"The access token expired".into()));
    let (status, renewed) = refresh(&mut world, &login["refresh_token"], later(3600));
    assert_eq!((status, renewed.get("refresh_token")), (200, None));
    assert_eq!(get(&mut world, &renewed["access_token"], "/v1/me", later(3601)).status, 200);
}

#[test]
fn a_login_ends_six_months_after_the_consent_however_often_it_was_refreshed() {
    let mut world = world(&DemoOptions { rotate_refresh_tokens: true, ..DemoOptions::default() });
    let login = log_in(&mut world, ALL);
    let day = 24 * 3600;
    let (status, renewed) = refresh(&mut world, &login["refresh_token"], later(100 * day));
    assert_eq!(status, 200);
    let (status, body) = refresh(&mut world, &renewed["refresh_token"], later(183 * day));
    assert_eq!((status, &body["error_description"]), (400, &"Refresh token expired".into()));
}

#[test]
fn a_rotated_refresh_token_that_comes_again_ends_the_login() {
    let mut world = world(&DemoOptions { rotate_refresh_tokens: true, ..DemoOptions::default() });
    let login = log_in(&mut world, ALL);
    let (_, renewed) = refresh(&mut world, &login["refresh_token"], start());
    assert_ne!(renewed["refresh_token"], login["refresh_token"]);
    assert_eq!(refresh(&mut world, &login["refresh_token"], start()).1["error"], "invalid_grant");
    assert_eq!(refresh(&mut world, &renewed["refresh_token"], start()).1["error"], "invalid_grant");
    assert_eq!(get(&mut world, &renewed["access_token"], "/v1/me", start()).status, 401);
}

#[test]
fn a_restarted_world_of_the_same_seed_knows_the_login() {
    let login = log_in(&mut world(&DemoOptions::default()), ALL);
    assert_eq!(refresh(&mut world(&DemoOptions::default()), &login["refresh_token"], later(60)).0, 200);
    let other = DemoOptions { seed: 2, ..DemoOptions::default() };
    assert_eq!(refresh(&mut world(&other), &login["refresh_token"], later(60)).0, 400);
}

#[test]
fn revoked_logins_and_expired_tokens_are_refused() {
    let mut world = world(&DemoOptions::default());
    let login = log_in(&mut world, ALL);
    world.expire_access_tokens();
    assert_eq!(get(&mut world, &login["access_token"], "/v1/me", start()).status, 401);
    let (_, renewed) = refresh(&mut world, &login["refresh_token"], start());
    assert_eq!(get(&mut world, &renewed["access_token"], "/v1/me", start()).status, 200);
    world.revoke_logins();
    let (status, body) = refresh(&mut world, &login["refresh_token"], start());
    assert_eq!((status, &body["error_description"]), (400, &"Refresh token revoked".into()));
}

#[test]
fn the_window_refuses_what_is_too_much_and_says_how_long_to_wait() {
    let limit = Some(RateLimit { calls: 2, seconds: 30 });
    let mut world = world(&DemoOptions { rate_limit: limit, ..DemoOptions::default() });
    let access = log_in(&mut world, ALL)["access_token"].clone();
    let mut at = |seconds| {
        let response = get(&mut world, &access, "/v1/me", later(seconds));
        let wait = response.headers.iter().find(|(name, _)| *name == "retry-after").map(|(_, value)| value.clone());
        (response.status, wait)
    };
    assert_eq!([at(0), at(10)], [(200, None), (200, None)]);
    assert_eq!(at(11), (429, Some("19".into())));
    assert_eq!(at(29), (429, Some("1".into())));
    assert_eq!(at(30), (200, None));
    assert_eq!(at(31), (429, Some("9".into())));
}

#[test]
fn so_many_in_a_hundred_fail_and_the_seed_says_which() {
    let statuses = || {
        let mut world = world(&DemoOptions { fail_percent: 30, ..DemoOptions::default() });
        let access = log_in(&mut world, ALL)["access_token"].clone();
        (0..1000).map(|_| get(&mut world, &access, "/v1/me", start()).status).collect::<Vec<_>>()
    };
    let seen = statuses();
    let failed = seen.iter().filter(|status| **status != 200).count();
    assert!((250..350).contains(&failed), "{failed}");
    assert!([500, 502, 503].iter().all(|status| seen.contains(status)), "{seen:?}");
    assert_eq!(seen, statuses());
}

#[test]
fn what_is_not_granted_is_not_sent() {
    let mut world = world(&DemoOptions::default());
    let access = log_in(&mut world, "user-library-read")["access_token"].clone();
    let me = json(&get(&mut world, &access, "/v1/me", start()));
    assert_eq!((me.get("product"), &me["account_id"]), (None, &"demo0account0000000001".into()));
    let shows = json(&get(&mut world, &access, "/v1/me/shows", start()));
    let id = shows["items"][1]["show"]["id"].as_str().expect("an id").to_owned();
    let episodes = json(&get(&mut world, &access, &format!("/v1/shows/{id}/episodes"), start()));
    assert_eq!(episodes["items"][0].get("resume_point"), None);
    let nothing = log_in(&mut world, "")["access_token"].clone();
    let refused = get(&mut world, &nothing, "/v1/me/shows", start());
    assert_eq!((refused.status, &json(&refused)["error"]["message"]), (403, &"Insufficient client scope".into()));
}

#[test]
fn the_oddities_are_there_and_can_be_switched_off() {
    let odd = |quirks| {
        let mut world = world(&DemoOptions { quirks, ..DemoOptions::default() });
        let access = log_in(&mut world, ALL)["access_token"].clone();
        let page = |world: &mut World, offset| {
            let target = format!("/v1/me/shows?limit=50&offset={offset}");
            json(&get(world, &access, &target, start()))["items"].as_array().expect("items").clone()
        };
        let mut items = page(&mut world, 0);
        items.extend(page(&mut world, 50));
        let shows: Vec<_> = items.iter().filter(|item| !item.is_null()).map(|item| item["show"].clone()).collect();
        let count = |test: &dyn Fn(&Value) -> bool| shows.iter().filter(|show| test(show)).count();
        [
            items.len(),
            shows.len(),
            count(&|show| show["images"].is_null()),
            count(&|show| show.get("total_episodes").is_none()),
            count(&|show| show["languages"].is_null()),
            count(&|show| show["id"].as_str().is_some_and(|id| id.contains('/'))),
            count(&|show| show["name"].as_str().is_some_and(|name| name.contains('\u{1b}'))),
            count(&|show| show["media_type"] == "interactive"),
        ]
    };
    assert_eq!(odd(true), [61, 60, 1, 1, 1, 1, 1, 1]);
    assert_eq!(odd(false), [60, 60, 0, 0, 0, 0, 0, 0]);
}

#[test]
fn a_script_says_how_an_answer_is_delivered_and_what_it_holds() {
    let faults = vec!["GET /v1/me: slow=1500; truncated; hang; 502 empty; 404".parse().expect("reads")];
    let mut world = world(&DemoOptions { faults, ..DemoOptions::default() });
    let access = log_in(&mut world, ALL)["access_token"].clone();
    let answers: Vec<_> = (0..5).map(|_| get(&mut world, &access, "/v1/me", start())).collect();
    let deliveries: Vec<_> = answers.iter().map(|answer| answer.delivery).collect();
    let late = Delivery::Late(std::time::Duration::from_millis(1500));
    assert_eq!(deliveries, [late, Delivery::Truncated, Delivery::Never, Delivery::Whole, Delivery::Whole]);
    assert_eq!((answers[3].status, answers[3].body.len()), (502, 0));
    assert_eq!(json(&answers[4])["error"]["message"], "non existing id");
}
