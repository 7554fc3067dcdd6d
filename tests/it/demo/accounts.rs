//! Whose login it is: the other listener of the consent page, and refresh tokens that are used once.

use std::time::Duration;

use pretty_assertions::assert_eq;
use serde_json::Value;
use spotpods_tui::demo::{CONFIDENTIAL, Change, DemoOptions, Listener};

use super::{CLIENT_ID, Demo, exchange, good, location, param};

impl Demo {
    async fn refresh(&self, token: &str) -> (u16, Value) {
        let form = [("grant_type", "refresh_token"), ("refresh_token", token), ("client_id", CLIENT_ID)];
        self.token(&form, None).await
    }

    /// Logs in with the button of the consent page.
    async fn press(&self, decision: &str) -> Value {
        let page = self.authorize(&[good(), vec![("show_dialog", "true")]].concat()).await;
        let page = page.text().await.expect("a page");
        let code = param(&location(&self.decide(&page, decision).await), "code").expect("a code");
        self.token(&exchange(&code), None).await.1
    }

    async fn login(&self) -> Value {
        self.token(&exchange(&self.code(&good())), None).await.1
    }
}

fn token<'a>(login: &'a Value, name: &str) -> &'a str {
    login[name].as_str().unwrap_or_else(|| panic!("{name}: {login}"))
}

async fn followed(demo: &Demo, access: &str) -> Vec<Value> {
    let page = demo.json(access, "/me/shows?limit=50").await;
    page["items"].as_array().expect("items").iter().map(|item| item["show"]["id"].clone()).collect()
}

#[tokio::test]
async fn the_consent_page_offers_another_listener_with_other_shows() {
    let demo = Demo::start(DemoOptions { shows: 12, quirks: false, ..DemoOptions::default() }).await;
    let page = demo.authorize(&good()).await.text().await.expect("a page");
    assert!(page.contains("You are logged in as Demo listener") && page.contains(">Agree as Second listener instead<"));
    let (first, second) = (demo.press("agree").await, demo.press("agree-other").await);
    let (first, second) = (token(&first, "access_token"), token(&second, "access_token"));
    let (me, other) = (demo.json(first, "/me").await, demo.json(second, "/me").await);
    assert_eq!((&me["display_name"], &other["display_name"]), (&"Demo listener".into(), &"Second listener".into()));
    assert_ne!((&me["account_id"], &me["id"]), (&other["account_id"], &other["id"]));
    let (mine, others) = (followed(&demo, first).await, followed(&demo, second).await);
    let shared = others.iter().filter(|id| mine.contains(id)).count();
    assert_eq!((mine.len(), others.len(), shared), (12, 6, 2));
}

#[tokio::test]
async fn the_chosen_listener_stays_logged_in_and_the_other_is_one_click_away() {
    let demo = Demo::start(DemoOptions::default()).await;
    demo.press("agree-other").await;
    let code = param(&location(&demo.authorize(&good()).await), "code").expect("no page for who has consented");
    let login = demo.token(&exchange(&code), None).await.1;
    let name = async |login: &Value| demo.json(token(login, "access_token"), "/me").await["display_name"].clone();
    assert_eq!(name(&login).await, "Second listener");
    assert_eq!(name(&demo.login().await).await, "Second listener", "consent without the page too");
    assert_eq!(name(&demo.press("agree-other").await).await, "Demo listener");
    demo.server.live().world.browse_as(Listener::Second);
    assert_eq!(name(&demo.login().await).await, "Second listener");
    let refreshed = demo.refresh(token(&login, "refresh_token")).await.1;
    assert_eq!(name(&refreshed).await, "Second listener", "a login stays whose it is");
}

#[tokio::test]
async fn what_one_listener_does_is_not_seen_by_the_other() {
    let demo = Demo::start(DemoOptions { shows: 6, quirks: false, ..DemoOptions::default() }).await;
    let (first, second) = (demo.press("agree").await, demo.press("agree-other").await);
    let (first, second) = (token(&first, "access_token"), token(&second, "access_token"));
    let before = followed(&demo, first).await;
    // The third show is one that both follow.
    let now = demo.server.live().now();
    demo.server.live().world.change(Listener::Second, &Change::Unfollow { show: 2.into() }, now).expect("changed");
    assert_eq!((followed(&demo, first).await, followed(&demo, second).await.len()), (before.clone(), 2));
    demo.server.change(&Change::Unfollow { show: 0.into() }).expect("changed");
    assert_eq!((followed(&demo, first).await, followed(&demo, second).await.len()), (before[1..].to_vec(), 2));
}

#[tokio::test]
async fn a_refresh_token_that_was_exchanged_ends_the_whole_login_and_no_other() {
    let demo = Demo::start(DemoOptions { rotate_refresh_tokens: true, ..DemoOptions::default() }).await;
    let (bystander, stolen) = (demo.login().await, demo.login().await);
    let (status, once) = demo.refresh(token(&stolen, "refresh_token")).await;
    assert_eq!(status, 200, "{once}");
    let (status, twice) = demo.refresh(token(&once, "refresh_token")).await;
    assert_eq!(status, 200, "{twice}");
    assert_eq!(demo.get(token(&twice, "access_token"), "/me").await.status(), 200);
    let (status, refused) = demo.refresh(token(&stolen, "refresh_token")).await;
    assert_eq!((status, &refused["error"]), (400, &"invalid_grant".into()));
    assert_eq!(demo.refresh(token(&twice, "refresh_token")).await.0, 400, "the newest is over too");
    for login in [&stolen, &once, &twice] {
        assert_eq!(demo.get(token(login, "access_token"), "/me").await.status(), 401);
    }
    assert_eq!(demo.get(token(&bystander, "access_token"), "/me").await.status(), 200);
    assert_eq!(demo.refresh(token(&bystander, "refresh_token")).await.0, 200);
    assert_eq!(demo.refresh(token(&demo.login().await, "refresh_token")).await.0, 200, "logging in again helps");
}

#[tokio::test]
async fn another_client_cannot_end_a_login_with_a_token_it_found() {
    let demo = Demo::start(DemoOptions { rotate_refresh_tokens: true, ..DemoOptions::default() }).await;
    let login = demo.login().await;
    let renewed = demo.refresh(token(&login, "refresh_token")).await.1;
    let form = [("grant_type", "refresh_token"), ("refresh_token", token(&login, "refresh_token"))];
    let basic = Some((CONFIDENTIAL.client_id, CONFIDENTIAL.client_secret));
    assert_eq!(demo.token(&form, basic).await.1["error"], "invalid_grant");
    assert_eq!(demo.refresh(token(&renewed, "refresh_token")).await.0, 200);
}

#[tokio::test]
async fn without_rotation_a_refresh_token_is_good_for_ever_until_half_a_year_is_over() {
    let demo = Demo::start(DemoOptions::default()).await;
    let login = demo.login().await;
    for _ in 0..3 {
        let (status, renewed) = demo.refresh(token(&login, "refresh_token")).await;
        assert_eq!((status, renewed.get("refresh_token")), (200, None));
    }
    demo.server.live().advance(Duration::from_hours(183 * 24));
    assert_eq!(demo.refresh(token(&login, "refresh_token")).await.1["error"], "invalid_grant");
}

#[tokio::test]
async fn a_service_started_again_knows_its_logins_and_can_still_end_them() {
    let options = DemoOptions { rotate_refresh_tokens: true, ..DemoOptions::default() };
    let before = Demo::start(options.clone()).await;
    let old = before.login().await;
    before.server.stop().await;

    let demo = Demo { server: spotpods_tui::demo::DemoServer::start(options, None).await.expect("a port"), ..before };
    let new = demo.login().await;
    let (status, renewed) = demo.refresh(token(&old, "refresh_token")).await;
    assert_eq!(status, 200, "{renewed}");
    assert_eq!(demo.refresh(token(&new, "refresh_token")).await.0, 200, "two logins are not taken for one");
    assert_eq!(demo.refresh(token(&old, "refresh_token")).await.0, 400);
    assert_eq!(demo.get(token(&old, "access_token"), "/me").await.status(), 401);
    assert_eq!(demo.get(token(&new, "access_token"), "/me").await.status(), 200);

    let third = Demo::start(DemoOptions::default()).await;
    third.server.live().world.revoke_logins();
    assert_eq!(third.get(token(&new, "access_token"), "/me").await.status(), 401, "those of earlier starts too");
}
