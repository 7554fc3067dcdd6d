//! Changes between two requests: episodes come and go, the listener follows and listens elsewhere.

use std::{collections::BTreeSet, time::Duration};

use pretty_assertions::assert_eq;
use serde_json::Value;
use spotpods_tui::demo::{
    Change, ChangeError, DemoOptions, ShowRef,
    change::{End, Progress},
};

use super::Demo;

/// Places in the data: the daily news, and a show without oddities.
const NEWS: ShowRef = ShowRef::Place(0);
const PLAIN: ShowRef = ShowRef::Place(1);

fn quiet() -> DemoOptions {
    DemoOptions { shows: 5, episodes: 60, quirks: false, ..DemoOptions::default() }
}

/// Every item of a list, page by page.
async fn all(demo: &Demo, access: &str, path: &str) -> Vec<Value> {
    let (mut items, mut next) = (Vec::new(), Some(format!("{path}?limit=50")));
    while let Some(path) = next {
        let page = demo.json(access, &path).await;
        items.extend(page["items"].as_array().expect("items").clone());
        next = page["next"].as_str().map(|url| url.strip_prefix(&demo.server.api_url()).expect("ours").to_owned());
        if next.is_none() {
            assert_eq!(page["total"], items.len(), "{path}");
        }
    }
    items
}

async fn followed(demo: &Demo, access: &str) -> Vec<String> {
    all(demo, access, "/me/shows").await.iter().map(|item| text(&item["show"], "id")).collect()
}

async fn episodes(demo: &Demo, access: &str, show: &str) -> Vec<Value> {
    all(demo, access, &format!("/shows/{show}/episodes")).await
}

fn text(value: &Value, field: &str) -> String {
    value[field].as_str().unwrap_or_else(|| panic!("{field}: {value}")).to_owned()
}

fn ids(episodes: &[Value]) -> Vec<String> {
    episodes.iter().map(|episode| text(episode, "id")).collect()
}

/// The count that `GET /me/shows` tells of a show.
async fn counted(demo: &Demo, access: &str, show: &str) -> Value {
    let shows = all(demo, access, "/me/shows").await;
    let found = shows.iter().find(|item| item["show"]["id"] == show).expect("followed");
    found["show"]["total_episodes"].clone()
}

#[tokio::test]
async fn a_show_that_gains_has_them_on_top_of_the_same_ones_and_counts_them() {
    let demo = Demo::start(quiet()).await;
    let access = demo.log_in().await;
    let show = followed(&demo, &access).await.remove(0);
    let before = episodes(&demo, &access, &show).await;
    demo.server.live().advance(Duration::from_hours(48));
    let access = demo.log_in().await;
    let changed = demo.server.change(&Change::Gain { show: NEWS, episodes: 3 });
    assert_eq!(changed.as_ref(), Ok(&show));
    let after = episodes(&demo, &access, &show).await;
    assert_eq!(after.len(), 1503);
    assert_eq!(after[3..], before, "nothing else about the show has changed");
    assert_eq!(counted(&demo, &access, &show).await, 1503);
    assert_eq!(demo.json(&access, &format!("/shows/{show}")).await["episodes"]["items"][0], after[0]);
    for new in &after[..3] {
        assert!(text(new, "release_date") > text(&before[0], "release_date"), "{new}");
        assert_eq!(new["resume_point"]["fully_played"], false);
        assert_eq!(demo.json(&access, &format!("/episodes/{}", text(new, "id"))).await["name"], new["name"]);
    }
}

#[tokio::test]
async fn a_show_loses_episodes_from_the_named_end_and_they_are_404() {
    let demo = Demo::start(quiet()).await;
    let access = demo.log_in().await;
    let show = followed(&demo, &access).await.remove(0);
    let before = ids(&episodes(&demo, &access, &show).await);
    demo.server.change(&Change::Lose { show: NEWS, episodes: 10, end: End::Oldest }).expect("changed");
    demo.server.change(&Change::Lose { show: NEWS, episodes: 2, end: End::Newest }).expect("changed");
    let after = ids(&episodes(&demo, &access, &show).await);
    assert_eq!(after, before[2..1490]);
    assert_eq!(counted(&demo, &access, &show).await, 1488);
    for gone in [&before[0], &before[1499]] {
        assert_eq!(demo.get(&access, &format!("/episodes/{gone}")).await.status(), 404);
    }
    demo.server.change(&Change::Lose { show: NEWS, episodes: u32::MAX, end: End::Newest }).expect("changed");
    assert_eq!(episodes(&demo, &access, &show).await, Vec::<Value>::new());
    assert_eq!(demo.server.change(&Change::Swap { show: NEWS }), Err(ChangeError::NoEpisode));
}

#[tokio::test]
async fn a_swap_leaves_the_count_and_no_id_ever_returns() {
    let demo = Demo::start(quiet()).await;
    let access = demo.log_in().await;
    let show = followed(&demo, &access).await.remove(1);
    let mut seen: BTreeSet<_> = ids(&episodes(&demo, &access, &show).await).into_iter().collect();
    let count = counted(&demo, &access, &show).await;
    for _ in 0..5 {
        let before = ids(&episodes(&demo, &access, &show).await);
        demo.server.change(&Change::Swap { show: PLAIN }).expect("changed");
        let after = ids(&episodes(&demo, &access, &show).await);
        let came: Vec<_> = after.iter().filter(|id| !before.contains(id)).collect();
        let went = before.iter().filter(|id| !after.contains(id)).count();
        assert_eq!((came.len(), went, after.len()), (1, 1, before.len()));
        assert!(came.iter().all(|id| seen.insert((*id).clone())), "an id came back");
    }
    assert_eq!(counted(&demo, &access, &show).await, count);
}

#[tokio::test]
async fn shows_followed_and_unfollowed_elsewhere_come_first_and_leave() {
    let demo = Demo::start(quiet()).await;
    let access = demo.log_in().await;
    let before = followed(&demo, &access).await;
    let new = demo.server.change(&Change::Follow { show: None }).expect("changed");
    assert_eq!(demo.server.change(&Change::Unfollow { show: before[1].as_str().into() }), Ok(before[1].clone()));
    let expected: Vec<_> = [&new, &before[0], &before[2], &before[3], &before[4]].into_iter().cloned().collect();
    assert_eq!(followed(&demo, &access).await, expected);
    assert_eq!(demo.get(&access, &format!("/shows/{}", before[1])).await.status(), 200, "it is still there for all");
    let shows = all(&demo, &access, "/me/shows").await;
    let order: Vec<_> = shows.iter().map(|item| text(item, "added_at")).collect();
    assert!(order.is_sorted_by(|a, b| a > b), "{order:?}");

    assert_eq!(demo.server.change(&Change::Unfollow { show: 1.into() }), Err(ChangeError::NotFollowed));
    assert_eq!(demo.server.change(&Change::Follow { show: Some(0.into()) }), Err(ChangeError::Followed));
    assert_eq!(demo.server.change(&Change::Follow { show: Some(1.into()) }), Ok(before[1].clone()));
    assert_eq!(followed(&demo, &access).await[0], before[1]);
}

#[tokio::test]
async fn listening_elsewhere_moves_the_resume_point_and_nothing_else() {
    let demo = Demo::start(quiet()).await;
    let access = demo.log_in().await;
    let show = followed(&demo, &access).await.remove(1);
    let before = episodes(&demo, &access, &show).await;
    for (progress, played, position) in
        [(Progress::At(61_000), false, 61_000), (Progress::Played, true, 0), (Progress::Unplayed, false, 0)]
    {
        let change = Change::Progress { episode: text(&before[2], "id"), progress };
        assert_eq!(demo.server.change(&change), Ok(show.clone()));
        let mut after = episodes(&demo, &access, &show).await;
        let resume = after[2]["resume_point"].take();
        assert_eq!((&resume["fully_played"], &resume["resume_position_ms"]), (&played.into(), &position.into()));
        let mut expected = before.clone();
        expected[2]["resume_point"].take();
        assert_eq!(after, expected);
    }
    let change = Change::Progress { episode: "0000000000000000000000".into(), progress: Progress::Played };
    assert_eq!(demo.server.change(&change), Err(ChangeError::UnknownEpisode));
}

#[tokio::test]
async fn the_same_changes_on_the_same_seed_give_the_same_bytes_however_large() {
    let read = async || {
        let today = Some(jiff::civil::date(2026, 11, 23));
        let demo = Demo::start(DemoOptions { today, ..DemoOptions::default() }).await;
        let access = demo.log_in().await;
        for change in [
            Change::Gain { show: PLAIN, episodes: 1_000_000 },
            Change::Lose { show: PLAIN, episodes: 300_000, end: End::Oldest },
            Change::Swap { show: PLAIN },
        ] {
            demo.server.change(&change).expect("changed");
        }
        let unknown = demo.server.change(&Change::Swap { show: "0000000000000000000000".into() });
        assert_eq!(unknown, Err(ChangeError::UnknownShow));
        let id = demo.server.change(&Change::Gain { show: PLAIN, episodes: 0 }).expect("changed");
        let deep = demo.get(&access, &format!("/shows/{id}/episodes?limit=50&offset=500000")).await;
        deep.text().await.expect("text").replace(&demo.server.accounts_url(), "")
    };
    let page: Value = serde_json::from_str(&read().await).expect("JSON");
    assert_eq!(page["items"].as_array().map(Vec::len), Some(50));
    assert_eq!(read().await, read().await);
}
