//! Answers as they come and as they should not.

use std::time::Duration;

use jiff::Timestamp;

use super::*;
use crate::domain::{
    CleanText, EpisodeId, EpisodeKey, MediaType, Notes, Page, Playback, Playing, Progress, Show, ShowId, ShowKey,
    ShowKind,
};

fn origin() -> Origin {
    Origin::parse("https://api.spotify.com/v1").unwrap()
}

fn shows(items: &str) -> Page<Show> {
    page(&format!(r#"{{"items":[{items}]}}"#), 100, 50, &origin(), saved_show).unwrap()
}

fn raw(json: &str) -> Box<RawValue> {
    serde_json::from_str(json).unwrap()
}

#[test]
fn a_show_is_read_whole() {
    let page = shows(
        r#"{"added_at":"2026-01-02T03:04:05Z","show":{"id":"abc","name":"Night \u0001Trains","publisher":"P",
            "html_description":"<p>x</p>","description":"x","total_episodes":12,"explicit":true,
            "languages":["en","de"],"media_type":"mixed","copyrights":[{"text":"© P","type":"C"}],"images":null}}"#,
    );
    let show = &page.items[0].1;
    assert_eq!(page.items[0].0, 100);
    assert_eq!(show.key, ShowKey::Id(ShowId::parse("abc").unwrap()));
    assert_eq!((show.name.as_str().is_empty(), show.total_episodes, show.explicit), (false, Some(12), true));
    assert_eq!((show.media, show.kind), (MediaType::Mixed, ShowKind::Podcast));
    assert!(matches!(&show.notes, Notes::Html(html) if html.untrusted() == "<p>x</p>"));
    assert_eq!(show.languages, ["en", "de"].map(CleanText::new));
    assert_eq!(show.copyrights, [CleanText::new("© P")]);
    assert_eq!(show.added_at.map(|t| t.to_string()).as_deref(), Some("2026-01-02T03:04:05Z"));
}

#[test]
fn i5_good_items_are_kept_and_bad_ones_counted() {
    let page = shows(
        r#"null, {"show":null}, {"show":{"id":"a1","name":"one"}}, 7, "x", [], {}, {"show":{}},
           {"show":{"id":5,"name":null}}, {"show":{"id":"b2"}}, {"show":{"name":"no id"}}, {"show":{"id":"../x","name":"odd"}},
           {"show":{"id":"dup","id":"dup"}}"#,
    );
    let names: Vec<_> = page.items.iter().map(|(at, show)| (*at, show.name.as_str())).collect();
    assert_eq!(names, [(102, "one"), (109, "Untitled show"), (110, "no id"), (111, "odd")]);
    assert_eq!((page.received, page.skipped), (13, 9));
    assert!(page.items[2].1.link().is_none() && page.items[3].1.link().is_none());
}

#[test]
fn i5_a_field_of_the_wrong_type_costs_that_field() {
    for wrong in ["null", "7", "-7", "1e400", "\"x\"", "true", "[]", "{}", "[[[]]]", "\"\\ud800\"", "[null,7,{}]"] {
        let show = format!(
            r#"{{"show":{{"id":"a1","name":"n","publisher":{wrong},"html_description":{wrong},"description":{wrong},
            "total_episodes":{wrong},"explicit":{wrong},"languages":{wrong},"media_type":{wrong},"type":{wrong},
            "copyrights":{wrong},"images":{wrong},"uri":{wrong}}},"added_at":{wrong}}}"#
        );
        let page = shows(&show);
        assert_eq!((page.items.len(), page.skipped), (1, 0), "{wrong}");

        let read = episode(
            &raw(&format!(
                r#"{{"id":"e1","name":"n","duration_ms":{wrong},"release_date":{wrong},"resume_point":{wrong},
                "explicit":{wrong},"is_playable":{wrong},"languages":{wrong},"language":{wrong},"description":{wrong},
                "html_description":{wrong}}}"#
            )),
            3,
        );
        let read = read.unwrap();
        assert_eq!(read.progress, Progress::Unplayed, "{wrong}");
        assert_eq!(read.released, None, "{wrong}");
        assert_eq!(read.position, 3);
    }
}

#[test]
fn an_episode_is_read_whole() {
    let read = episode(
        &raw(r#"{"id":"e1","name":"n","duration_ms":61000.0,"release_date":"2026-11","release_date_precision":"aeon",
                "resume_point":{"fully_played":false,"resume_position_ms":5000},"is_playable":false,"language":"en",
                "description":"plain","html_description":"  ","type":"chapter"}"#),
        0,
    )
    .unwrap();
    assert_eq!(read.key, EpisodeKey::Id(EpisodeId::parse("e1").unwrap()));
    assert_eq!(read.duration, Duration::from_secs(61));
    assert_eq!(read.progress, Progress::InProgress { position: Duration::from_secs(5) });
    assert_eq!(read.released.map(|d| d.to_string()).as_deref(), Some("2026-11"));
    assert!(!read.playable);
    assert!(matches!(&read.notes, Notes::Plain(text) if text.untrusted() == "plain"));
    assert_eq!(read.languages, [CleanText::new("en")]);
}

#[test]
fn an_audiobook_among_the_shows_is_recognised() {
    for json in [
        r#"{"id":"a","name":"n","type":"audiobook"}"#,
        r#"{"id":"a","name":"n","uri":"spotify:audiobook:a"}"#,
        r#"{"id":"a","name":"n","total_chapters":9}"#,
    ] {
        assert_eq!(show(&raw(json), 0).unwrap().kind, ShowKind::Audiobook, "{json}");
    }
    assert_eq!(show(&raw(r#"{"id":"a","type":"show"}"#), 0).unwrap().kind, ShowKind::Podcast);
}

#[test]
fn a_missing_id_is_taken_from_the_uri_and_two_nameless_things_stay_apart() {
    let keyed = |json: &str, at| show(&raw(json), at).unwrap().key;
    assert_eq!(keyed(r#"{"uri":"spotify:show:xyz","name":"n"}"#, 0), ShowKey::Id(ShowId::parse("xyz").unwrap()));
    assert_ne!(keyed(r#"{"name":"same"}"#, 0), keyed(r#"{"name":"same"}"#, 1));
}

#[test]
fn e10_a_next_page_elsewhere_is_not_believed() {
    let next = |url: &str| {
        let text = format!(r#"{{"items":[],"next":{url}}}"#);
        page(&text, 0, 50, &origin(), show).unwrap().has_next
    };
    assert!(next(r#""https://api.spotify.com/v1/me/shows?offset=50&limit=50""#));
    for url in
        [r#""https://api.spotify.com.evil.example/v1""#, r#""http://api.spotify.com/v1""#, r#""/v1""#, "7", "null"]
    {
        assert!(!next(url), "{url}");
    }
}

#[test]
fn a_limit_is_believed_only_where_it_explains_a_short_page() {
    let limit = |json: &str| page(json, 0, 50, &origin(), show).unwrap().limit;
    assert_eq!(limit(r#"{"items":[null,null],"limit":2}"#), 2);
    assert_eq!(limit(r#"{"items":[null,null,null],"limit":2}"#), 50);
    assert_eq!(limit(r#"{"items":[null],"limit":500}"#), 50);
    assert_eq!(limit(r#"{"items":[null],"limit":0}"#), 50);
    assert_eq!(limit(r#"{"items":[null],"limit":"x"}"#), 50);
}

#[test]
fn an_invalid_page_names_the_place() {
    let error = |json: &str| page(json, 0, 50, &origin(), show).map(|_| ()).unwrap_err().to_string();
    assert!(error(r#"{"items":7}"#).contains("items has an unexpected type"), "{}", error(r#"{"items":7}"#));
    assert!(error(r#"{"items":[1,"#).contains("is truncated"));
    assert!(error("{\"items\":[]} x").contains("after the JSON"));
    assert!(error("nonsense").contains("is not JSON"));
    for json in ["{}", "null", "[]", r#"{"items":null}"#, "\"text\""] {
        assert!(page(json, 0, 50, &origin(), show).is_err(), "{json}");
    }
}

#[test]
fn i1_depth_and_width_cost_nothing() {
    let deep =
        format!(r#"{{"show":{{"id":"a1","name":"n","images":{}{}}}}}"#, "[".repeat(100_000), "]".repeat(100_000));
    assert_eq!(shows(&deep).items.len(), 1);
    assert!(page(&"[".repeat(1_000_000), 0, 50, &origin(), show).is_err());
    let wide = vec!["0"; 500_000].join(",");
    let page = shows(&wide);
    assert_eq!((page.received, page.skipped, page.items.len()), (500_000, 500_000, 0));
}

#[test]
fn an_account_is_known_by_the_id_that_never_changes() {
    let read = |json: &str| account(json);
    let me = read(r#"{"id":"old","account_id":"new","display_name":"Listener","product":"premium"}"#).unwrap();
    assert_eq!((me.id.as_str(), me.name().as_str(), me.premium), ("new", "Listener", Some(true)));
    let me = read(r#"{"id":"old","account_id":null,"display_name":null,"product":"basic"}"#).unwrap();
    assert_eq!((me.id.as_str(), me.name().as_str(), me.premium), ("old", "old", None));
    assert_eq!(read(r#"{"id":"x","product":"open"}"#).unwrap().premium, Some(false));
    assert!(read(r#"{"id":"","display_name":"Listener"}"#).is_err());
}

const DEVICE: &str = r#"{"id":"d1","is_active":true,"is_restricted":false,"name":"Kitchen \u001b[31m","type":"Toaster",
    "volume_percent":140,"supports_volume":true}"#;

fn played(rest: &str) -> Playback {
    playback(&format!(r#"{{"device":{DEVICE}{rest}}}"#), Timestamp::UNIX_EPOCH).unwrap().unwrap()
}

#[test]
fn what_plays_is_an_episode_a_track_an_ad_or_unknown() {
    let episode = played(
        r#","is_playing":true,"progress_ms":5000,"currently_playing_type":"episode","item":{"type":"episode","id":"e1",
            "name":"n","duration_ms":9000,"show":{"id":"s1","name":"Show"}}"#,
    );
    assert_eq!((episode.is_playing, episode.position), (true, Duration::from_secs(5)));
    assert_eq!(episode.duration(), Duration::from_secs(9));
    let show = episode.episode().unwrap().show.clone().unwrap();
    assert_eq!(show, (ShowKey::from_remote("s1"), CleanText::new("Show")));

    let track = played(
        r#","item":{"type":"track","name":"Song","artists":[{"name":"A"},null,{"name":7},{"name":"B"}],"duration_ms":1}"#,
    );
    let (name, artists) = (CleanText::new("Song"), CleanText::new("A, B"));
    assert_eq!(track.playing, Playing::Track { name, artists, duration: Duration::from_millis(1) });

    for (rest, playing) in [
        (r#","item":null,"currently_playing_type":"ad""#, Playing::Ad),
        (r#","item":null,"currently_playing_type":"episode""#, Playing::Unknown),
        (r#","item":{"type":"hologram","name":"n"}"#, Playing::Unknown),
        (r#","item":7,"currently_playing_type":7,"progress_ms":-1,"is_playing":"x""#, Playing::Unknown),
        ("", Playing::Unknown),
    ] {
        let read = played(rest);
        assert_eq!((read.playing, read.is_playing, read.position), (playing, false, Duration::ZERO), "{rest}");
    }
}

#[test]
fn an_empty_object_is_no_playback() {
    for text in ["{}", "null", r#"{"device":null,"item":null,"is_playing":false}"#] {
        assert_eq!(playback(text, Timestamp::UNIX_EPOCH), Ok(None), "{text}");
    }
    assert!(playback("[]", Timestamp::UNIX_EPOCH).is_err());
}

#[test]
fn k3_devices_are_read_whatever_they_call_themselves() {
    let list = devices(&format!(
        r#"{{"devices":[{DEVICE},null,7,{{"id":"../me","name":null,"type":null,"volume_percent":null}},
            {{"id":"d3","name":"n","volume_percent":-3,"is_restricted":true}},
            {{"id":"d4","name":"n","volume_percent":30,"supports_volume":false}}]}}"#
    ))
    .unwrap();
    let first = &list[0];
    assert_eq!((first.kind.as_str(), first.volume, first.can_be_used()), ("Toaster", Some(100), true));
    assert!(!first.name.as_str().contains('\u{1b}'), "{}", first.name);
    assert_eq!((list[1].id.as_ref(), list[1].name.as_str(), list[1].can_be_used()), (None, "Unnamed device", false));
    assert_eq!((list[2].volume, list[2].can_be_used()), (None, false));
    assert_eq!((list.len(), list[3].volume), (4, None));
    assert!(devices("{}").is_err());
}

#[test]
fn the_queue_leaves_out_what_has_no_name() {
    let list = queue(
        r#"{"currently_playing":{"name":"now"},"queue":[null,{"type":"episode","name":"e","show":{"name":"Show"},
            "duration_ms":2000},{"type":"track","name":"t","artists":[{"name":"A"}]},{"name":""}]}"#,
    )
    .unwrap();
    let read: Vec<_> =
        list.iter().map(|item| (item.name.as_str(), item.by.as_str(), item.duration.as_secs())).collect();
    assert_eq!(read, [("e", "Show", 2), ("t", "A", 0)]);
    assert_eq!(queue("{}"), Ok(Vec::new()));
}

#[test]
fn i5_hits_that_are_null_are_counted() {
    let text = r#"{"shows":{"items":[null,{"id":"s1","name":"n"}],"total":9,"next":"https://api.spotify.com/v1/search"},
        "episodes":{"items":[{"id":"e1","name":"n"}],"next":null}}"#;
    let hits = found(text, 10, 10, &origin()).unwrap();
    assert_eq!((hits.shows.skipped, hits.shows.items[0].0, hits.shows.has_next), (1, 11, true));
    assert_eq!((hits.episodes.items.len(), hits.episodes.has_next), (1, false));
    assert_eq!(found(r#"{"shows":{"items":[]}}"#, 0, 10, &origin()).unwrap().episodes.received, 0);
    assert!(found("{}", 0, 10, &origin()).is_err());
}

#[test]
fn a_saved_episode_is_read_with_its_show() {
    let saved = saved_episode(
        &raw(
            r#"{"added_at":"2026-01-02T03:04:05Z","episode":{"id":"e1","name":"n","show":{"id":"s1","name":"Show"}}}"#,
        ),
        4,
    )
    .unwrap();
    assert_eq!((saved.episode.position, saved.show.unwrap().name.as_str()), (4, "Show"));
    assert_eq!(saved.added_at.map(|at| at.to_string()).as_deref(), Some("2026-01-02T03:04:05Z"));
    assert_eq!(saved_episode(&raw(r#"{"episode":null}"#), 0), None);
    let bare = saved_episode(&raw(r#"{"added_at":7,"episode":{"id":"e1","show":[]}}"#), 0).unwrap();
    assert_eq!((bare.show, bare.added_at), (None, None));
}
