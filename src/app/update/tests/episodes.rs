use std::time::Duration;

use super::harness::*;
use crate::{
    app::{
        Effect, EventKind, Reply,
        effect::Part,
        event::ListSummary,
        ledger::Purpose,
        panes::{Counts, EpisodeSort, Main, Pane, Stage},
    },
    domain::{Episode, Progress, ReleaseDate},
};

fn in_progress() -> Progress {
    Progress::InProgress { position: Duration::from_mins(1) }
}

fn some() -> Vec<Episode> {
    vec![
        episode("Three", "2026-11-03", 30, Progress::Unplayed),
        episode("Two", "2026-11-02", 90, in_progress()),
        episode("One", "2026-11-01", 60, Progress::Played),
    ]
}

fn done(show: &str) -> Reply {
    Reply::EpisodesDone(show_key(show), ListSummary::default())
}

#[test]
fn enter_l_and_right_open_the_episodes_and_the_first_page_is_shown_at_once() {
    for key in ["Enter", "l", "Right"] {
        let mut session = Session::listing(80, 24, &["A", "B"]);
        session.keys("j").keys(key);
        let effects = session.effects();
        assert!(
            matches!(&effects[..], [Effect::LoadEpisodes { show, part: Part::Whole, .. }] if show.as_str() == "B"),
            "{effects:?}"
        );
        assert_eq!(session.state.main.focus, Pane::Episodes);
        session.reply(Reply::EpisodesPage(show_key("B"), page(0, some())));
        assert_eq!(session.episodes(), [">Three", "Two", "One"]);
    }
}

#[test]
fn a_show_opened_again_is_there_without_a_request_and_r_refreshes() {
    let mut session = Session::reading(80, 24, some());
    session.keys("j Esc Enter");
    assert_eq!((session.effects(), session.episodes()), (vec![], vec!["Three".into(), ">Two".into(), "One".into()]));
    session.keys("r");
    assert!(matches!(session.effects()[..], [Effect::LoadEpisodes { part: Part::Whole, .. }]));
    let mut now = some();
    now.insert(0, episode("Four", "2026-11-04", 30, Progress::Unplayed));
    session.reply(Reply::EpisodesPage(show_key("Show"), page(0, now))).reply(done("Show"));
    assert_eq!(session.episodes(), ["Four", "Three", ">Two", "One"]);
}

#[test]
fn opening_another_show_cancels_the_first_and_coming_back_asks_again() {
    let mut session = Session::listing(80, 24, &["A", "B"]);
    session.keys("Enter");
    let first = session.state.ledger.current(Purpose::Episodes).expect("asked");
    session.reply(Reply::EpisodesPage(show_key("A"), page(0, some()))).effects();
    session.keys("h j Enter");
    let effects = session.effects();
    assert!(matches!(&effects[..], [Effect::Cancel(id), Effect::LoadEpisodes { .. }] if *id == first), "{effects:?}");
    let before = session.state.clone();
    session.send(EventKind::Reply(first, done("A")));
    assert_eq!(session.state, before);
    session.keys("h k Enter");
    assert_eq!(session.episodes(), [">Three", "Two", "One"], "what came is kept");
    let effects = session.effects();
    assert!(matches!(&effects[..], [Effect::Cancel(_), Effect::LoadEpisodes { show, .. }] if show.as_str() == "A"));
}

#[test]
fn episodes_are_sorted_by_date_then_place_with_missing_dates_last() {
    let mut session = Session::reading(
        80,
        24,
        vec![
            episode("Same day, listed first", "2026-11-02", 1, Progress::Unplayed),
            episode("Undated", "", 1, Progress::Unplayed),
            episode("Newest", "2026-11-03", 1, Progress::Unplayed),
            episode("Same day, listed later", "2026-11-02", 1, Progress::Unplayed),
            episode("Vague", "2026", 1, Progress::Unplayed),
        ],
    );
    let newest = [">Newest", "Same day, listed first", "Same day, listed later", "Vague", "Undated"];
    assert_eq!(session.episodes(), newest);
    session.keys("s");
    let oldest = ["Vague", "Same day, listed later", "Same day, listed first", ">Newest", "Undated"];
    assert_eq!(session.episodes(), oldest);
}

#[test]
fn of_a_show_listed_oldest_first_the_later_of_a_day_is_the_newer() {
    let session = Session::reading(
        80,
        24,
        vec![
            episode("First", "2026-11-01", 1, Progress::Unplayed),
            episode("Second", "2026-11-01", 1, Progress::Unplayed),
            episode("Third", "2026-11-02", 1, Progress::Unplayed),
        ],
    );
    assert_eq!(session.episodes(), [">Third", "Second", "First"]);
}

#[test]
fn sort_and_state_filter_are_remembered_for_each_show() {
    let mut session = Session::listing(80, 24, &["A", "B"]);
    session.keys("Enter").reply(Reply::EpisodesPage(show_key("A"), page(0, some()))).reply(done("A"));
    session.keys("s s");
    assert_eq!(session.message(), "Sorted by length, longest first");
    session.keys("f");
    assert_eq!((session.message(), session.episodes()), ("Unplayed episodes: 1", vec![">Three".into()]));
    session.keys("h j Enter").reply(Reply::EpisodesPage(show_key("B"), page(0, some()))).reply(done("B"));
    assert_eq!(session.episodes(), [">Three", "Two", "One"]);
    session.keys("h k Enter f f f");
    assert_eq!(session.episodes(), ["Two", "One", ">Three"]);
}

#[test]
fn the_selection_comes_back_when_the_state_filter_lets_it_through_again() {
    let mut session = Session::reading(80, 24, some());
    session.keys("j f");
    assert_eq!(session.episodes(), [">Three"]);
    session.keys("f");
    assert_eq!(session.episodes(), [">Two"]);
    session.keys("f f");
    assert_eq!(session.episodes(), ["Three", ">Two", "One"]);
}

#[test]
fn episodes_are_counted_by_state_whatever_is_filtered() {
    let mut session = Session::reading(80, 24, some());
    session.keys("f");
    let counts = session.state.main.open_episodes().expect("open").counts;
    let latest = ReleaseDate::parse("2026-11-03");
    assert_eq!(counts, Counts { total: 3, unplayed: 1, in_progress: 1, played: 1, latest });
}

#[test]
fn a_page_of_episodes_that_fails_is_a_gap_with_retry() {
    let mut session = Session::listing(80, 24, &["A"]);
    session.keys("Enter").reply(Reply::EpisodesPage(show_key("A"), page(0, some())));
    session.reply(Reply::EpisodesGap(show_key("A"), gap(50))).reply(done("A")).effects();
    assert_eq!(session.message(), "1 page is missing: Spotify failed. r asks for what is missing");
    session.keys("r");
    assert!(
        matches!(&session.effects()[..], [Effect::LoadEpisodes { part: Part::Pages(p), .. }] if p == &[missing(50)])
    );
}

#[test]
fn episodes_that_could_not_be_had_are_asked_for_when_the_show_is_opened_again() {
    let mut session = Session::listing(80, 24, &["A"]);
    session.keys("Enter").reply(Reply::EpisodesGap(show_key("A"), gap(0))).reply(done("A")).effects();
    assert!(matches!(session.state.main.open_episodes().expect("open").loading.stage, Stage::Failed(_)));
    session.keys("h l");
    assert!(matches!(session.effects()[..], [Effect::LoadEpisodes { .. }]));
}

/// That many episodes.
fn many(count: usize) -> Vec<Episode> {
    (0..count).map(|number| episode(&format!("E{number}"), "2026-11-01", 1, Progress::Unplayed)).collect()
}

#[test]
fn as_many_episodes_are_kept_as_memory_is_meant_for() {
    let mut session = Session::listing(80, 24, &["A", "B", "C"]);
    let held = |session: &Session| {
        let held =
            |name: &&str| session.state.main.episodes.get(&show_key(name)).is_some_and(|kept| !kept.items.is_empty());
        ["A", "B", "C"].into_iter().filter(held).collect::<String>()
    };
    session.keys("Enter s").reply(Reply::EpisodesPage(show_key("A"), page(0, many(10)))).reply(done("A"));
    session
        .keys("h j Enter")
        .reply(Reply::EpisodesPage(show_key("B"), page(0, many(Main::KEPT - 10))))
        .reply(done("B"));
    assert_eq!(held(&session), "AB");
    session.keys("h j Enter").reply(Reply::EpisodesPage(show_key("C"), page(0, many(1))));
    assert_eq!(held(&session), "BC", "the show opened longest ago gives way");
    session.reply(Reply::EpisodesPage(show_key("C"), page(1, many(Main::KEPT + 1))));
    assert_eq!(held(&session), "C", "the open show is kept, however many it has");
    let sorted = session.state.main.episodes.get(&show_key("A")).map(|kept| kept.sort);
    assert_eq!(sorted, Some(EpisodeSort::Oldest), "how it was looked at is remembered");
}

#[test]
fn the_name_of_the_open_show_is_kept_and_follows_the_list() {
    let mut session = Session::listing(80, 24, &["A", "B"]);
    session.keys("j Enter");
    let name = |session: &Session| session.state.main.open_name.as_ref().map(ToString::to_string);
    assert_eq!(name(&session).as_deref(), Some("B"));
    let mut renamed = show("B");
    renamed.name = crate::domain::CleanText::new("B, renamed");
    session.keys("R").reply(Reply::ShowsPage(page(0, vec![show("A"), renamed])));
    assert_eq!(name(&session).as_deref(), Some("B, renamed"));
}

#[test]
fn f8_an_episode_with_an_odd_id_is_listed_and_has_no_link() {
    let mut odd = episode("Odd", "2026-11-01", 1, Progress::Unplayed);
    odd.key = crate::domain::EpisodeKey::from_remote("a/b");
    let mut session = Session::reading(80, 24, vec![odd]);
    session.keys("o y");
    assert_eq!((session.effects(), session.episodes()), (vec![], vec![">Odd".into()]));
    assert!(session.message().starts_with("This episode has no link"));
}

#[test]
fn an_answer_about_another_show_than_was_asked_for_changes_nothing() {
    let mut session = Session::listing(80, 24, &["A", "B"]);
    session.keys("Enter").reply(done("A"));
    session.keys("h j Enter");
    let before = session.state.clone();
    for reply in
        [Reply::EpisodesPage(show_key("A"), page(0, some())), Reply::EpisodesGap(show_key("A"), gap(0)), done("A")]
    {
        session.reply(reply);
        assert_eq!(session.state, before);
    }
}
