//! The daily quota, on top of the bound of bursts.

use std::time::Duration;

use pretty_assertions::assert_eq;
use reqwest::header;
use serde_json::Value;
use spotpods_tui::demo::{DemoOptions, RateLimit};

use super::Demo;

#[tokio::test]
async fn a_used_up_day_is_refused_with_its_reason_and_hours_to_wait() {
    let demo =
        Demo::start(DemoOptions { daily_quota: 3, token_lifetime: Duration::from_hours(72), ..DemoOptions::default() })
            .await;
    let access = demo.log_in().await;
    assert_eq!(demo.get(&access, "/me").await.status(), 200);
    demo.server.live().advance(Duration::from_hours(10));
    for _ in 0..2 {
        assert_eq!(demo.get(&access, "/me/shows").await.status(), 200);
    }
    let refused = demo.get(&access, "/me").await;
    assert_eq!(refused.status(), 429);
    let wait = refused.headers().get(header::RETRY_AFTER).expect("a wait").to_str().expect("ASCII");
    let wait: u64 = wait.parse().expect("seconds");
    assert!((14 * 3600 - 60..=14 * 3600).contains(&wait), "until the first call is a day old: {wait}");
    let error = refused.json::<Value>().await.expect("JSON")["error"].clone();
    assert_eq!((&error["status"], &error["reason"]), (&429.into(), &"QUOTA_EXCEEDED".into()));

    demo.server.live().advance(Duration::from_secs(wait));
    assert_eq!(demo.get(&access, "/me").await.status(), 200, "what was refused has not counted");
    assert_eq!(demo.get(&access, "/me").await.status(), 429);
    demo.server.live().advance(Duration::from_hours(24));
    for status in [200, 200, 200, 429] {
        assert_eq!(demo.get(&access, "/me").await.status(), status);
    }
}

#[tokio::test]
async fn a_burst_is_refused_without_a_reason_and_does_not_use_up_the_day() {
    let limit = Some(RateLimit { calls: 1, seconds: 30 });
    let demo = Demo::start(DemoOptions { rate_limit: limit, daily_quota: 2, ..DemoOptions::default() }).await;
    let access = demo.log_in().await;
    assert_eq!(demo.get(&access, "/me").await.status(), 200);
    for _ in 0..3 {
        assert_eq!(demo.get(&access, "/me").await.text().await.expect("text"), "Too many requests");
    }
    demo.server.live().advance(Duration::from_secs(30));
    assert_eq!(demo.get(&access, "/me").await.status(), 200);
    assert_eq!(demo.json(&access, "/me").await["error"]["reason"], "QUOTA_EXCEEDED");
}

#[tokio::test]
async fn without_a_quota_a_day_has_no_end() {
    let demo = Demo::start(DemoOptions::default()).await;
    let access = demo.log_in().await;
    for _ in 0..50 {
        assert_eq!(demo.get(&access, "/me").await.status(), 200);
    }
}
