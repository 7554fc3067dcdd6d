use std::time::Duration;

use super::harness::*;
use crate::{
    app::{requests::event::LibraryChange, views::Episodes},
    domain::{Episode, EpisodeAt, EpisodeKey, EpisodeState, Progress, ShowVisit},
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

#[test]
fn enter_l_and_right_open_the_episodes_on_disk_and_look_at_the_show() {
    for key in ["Enter", "l", "Right"] {
        let mut session = Session::listing(80, 24, &["A", "B"]);
        session.keys("j").keys(key);
        let effects = session.effects();
        let [Effect::Sync(_, Sync::Show(asked, ShowVisit::Opened))] = &effects[..] else { panic!("{effects:?}") };
        assert_eq!((session.previews().last(), asked), (Some(&show_key("B")), &show_key("B")));
        assert_eq!(session.focus(), ViewId::Episodes);
        session.reply(on_disk("B", some()));
        assert_eq!(session.episodes(), [">Three", "Two", "One"]);
    }
}

#[test]
fn a_show_selected_again_is_there_as_it_was_left_and_read_again() {
    let mut session = Session::listing(80, 24, &["Show", "Other"]);
    session.keys("Enter").reply(on_disk("Show", some())).keys("j Esc j").reply(on_disk("Other", some())).previews();
    session.keys("k");
    assert_eq!(session.episodes(), ["Three", ">Two", "One"], "at once");
    assert_eq!(session.previews(), [show_key("Show")]);
    let mut now = some();
    now.insert(0, episode("Four", "2026-11-04", 30, Progress::Unplayed));
    session.reply(on_disk("Show", now));
    assert_eq!(session.episodes(), ["Four", "Three", ">Two", "One"]);
}

#[test]
fn new_episodes_appear_as_they_are_written() {
    let mut session = Session::reading(80, 24, some().split_off(1));
    session.after(1).send(EventKind::LibraryChanged(LibraryChange::Episodes(show_key("Show"))));
    assert!(matches!(session.effects()[..], [Effect::Read(_, Read::Shows), Effect::Read(_, Read::Episodes(_))]));
    session.reply(on_disk("Show", some()));
    assert_eq!(session.episodes(), ["Three", ">Two", "One"]);
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
    assert_eq!(session.keys("g").episodes(), newest);
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
    session.keys("Enter").reply(on_disk("A", some())).effects();
    session.keys("s s");
    assert_eq!(session.message(), "Sorted by length, longest first");
    session.keys("f");
    assert_eq!((session.message(), session.episodes()), ("Unplayed episodes: 1", vec![">Three".into()]));
    let unplayed = StateFilter::Only(EpisodeState::Unplayed);
    let looks = [
        (EpisodeSort::Oldest, StateFilter::All),
        (EpisodeSort::Longest, StateFilter::All),
        (EpisodeSort::Longest, unplayed),
    ];
    let remembered = looks.map(|(sort, state)| Effect::Remember(Remember::Episodes(show_key("A"), sort, state)));
    assert_eq!(session.effects(), remembered);
    session.keys("h j Enter").reply(on_disk("B", some()));
    assert_eq!(session.episodes(), [">Three", "Two", "One"]);
    session.keys("h k Enter f f f");
    assert_eq!(session.episodes(), ["Two", "One", ">Three"]);
}

#[test]
fn a_show_is_looked_at_as_it_was_the_last_time_and_a_key_pressed_since_wins() {
    let answer = |state| match on_disk("A", some()) {
        ReadReply::Episodes(show, items, ..) => ReadReply::Episodes(show, items, EpisodeSort::Oldest, state),
        other => panic!("{other:?}"),
    };
    let mut session = Session::listing(80, 24, &["A"]);
    session.keys("Enter").reply(answer(StateFilter::Only(EpisodeState::Played)));
    assert_eq!(session.episodes(), [">One"]);
    session.keys("f").after(1).send(EventKind::LibraryChanged(LibraryChange::Anything));
    session.reply(answer(StateFilter::Only(EpisodeState::Played)));
    assert_eq!(session.episodes(), [">One", "Two", "Three"]);
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
fn episodes_that_cannot_be_read_say_so_and_r_reads_and_asks_again() {
    let mut session = Session::listing(80, 24, &["A"]);
    session.keys("Enter").reply(ReadReply::Failed(problem("The library cannot be read"))).effects();
    assert_eq!(session.problem_of(ViewId::Episodes), Some(&problem("The library cannot be read")));
    session.keys("r");
    assert!(matches!(session.effects()[..], [Effect::Read(_, Read::FirstEpisodes(_))]), "the look at it still runs");
}

fn key(name: &str) -> EpisodeKey {
    EpisodeKey::from_remote(name)
}

/// That many episodes.
fn many(count: usize) -> Vec<Episode> {
    (0..count).map(|number| episode(&format!("E{number}"), "2026-11-01", 1, Progress::Unplayed)).collect()
}

#[test]
fn as_many_episodes_are_kept_as_memory_is_meant_for() {
    let mut session = Session::listing(80, 24, &["A", "B", "C"]);
    let held = |session: &Session| {
        let held = |name: &&str| session.holds_episode(&EpisodeAt { show: show_key(name), episode: key("E0") });
        ["A", "B", "C"].into_iter().filter(held).collect::<String>()
    };
    session.keys("Enter").reply(on_disk("A", many(10)));
    session.keys("h j Enter").reply(on_disk("B", many(Episodes::KEPT - 10)));
    assert_eq!(held(&session), "AB");
    session.keys("h j Enter").reply(on_disk("C", many(1)));
    assert_eq!(held(&session), "BC", "the show opened longest ago gives way");
    session.after(1).send(EventKind::LibraryChanged(LibraryChange::Anything));
    session.reply(on_disk("C", many(Episodes::KEPT + 1)));
    assert_eq!(held(&session), "C", "the open show is kept, however many it has");
}

#[test]
fn what_every_frame_says_of_the_open_show_follows_the_list() {
    let mut session = Session::listing(80, 24, &["A", "B"]);
    session.keys("j Enter");
    let three = ["C", "B", "A"].map(|title| episode(title, "2026-11-01", 1, Progress::Unplayed));
    session.reply(on_disk("B", three.to_vec()));
    assert_eq!(session.heading(ViewId::Episodes), "B|newest");
    let mut renamed = show("B");
    renamed.show.name = crate::domain::CleanText::new("B, renamed");
    renamed.show.total_episodes = Some(9);
    session
        .after(1)
        .send(EventKind::LibraryChanged(LibraryChange::Shows))
        .reply(ReadReply::Shows(vec![show("A"), renamed]));
    assert_eq!(session.heading(ViewId::Episodes), "B, renamed|3 of 9 on disk · newest");
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
fn an_answer_about_another_show_than_is_open_changes_nothing() {
    let mut session = Session::listing(80, 24, &["A", "B"]);
    session.keys("Enter").reply(on_disk("A", some()));
    session.keys("h j Enter");
    let before = (session.shows(), session.episodes(), session.open().cloned(), session.subject());
    session.reply(on_disk("A", vec![]));
    assert_eq!((session.shows(), session.episodes(), session.open().cloned(), session.subject()), before);
}

/// The first rows of a show of four, while all of them are read.
fn first_rows(names: &[&str]) -> Session {
    let mut session = Session::listing(80, 24, &["A"]);
    session.keys("Enter");
    let titled = |name: &&str| shelved("A", episode(name, "2026-11-01", 1, Progress::Unplayed));
    let rows = names.iter().map(titled).collect();
    session.effects();
    session.reply(ReadReply::FirstEpisodes(show_key("A"), rows, 4, EpisodeSort::Longest, StateFilter::All));
    assert!(matches!(session.effects()[..], [Effect::Read(_, Read::Episodes(_))]));
    session
}

#[test]
fn the_rest_of_a_long_show_is_read_behind_its_first_rows_and_no_frame_waits_for_it() {
    let mut session = Session::listing(80, 24, &["A", "B"]);
    assert_eq!(session.previews(), [show_key("A")]);
    assert!(session.state().cx.ledger.reads());
    let rows = vec![shelved("A", episode("First", "2026-11-01", 9, Progress::Unplayed))];
    session.reply(ReadReply::FirstEpisodes(show_key("A"), rows, 150, EpisodeSort::Newest, StateFilter::All));
    assert_eq!((session.previews(), session.runs(Slot::Episodes)), (vec![show_key("A")], true));
    assert!(!session.state().cx.ledger.reads());
    session.keys("j");
    assert_eq!(session.previews(), [show_key("B")]);
    assert!(session.state().cx.ledger.reads(), "the other one is in view first");
}

#[test]
fn a_long_show_opens_with_its_first_rows_in_its_order_and_the_rest_follows() {
    let mut session = first_rows(&["Short", "Other"]);
    assert_eq!(session.episodes(), [">Short", "Other"], "as the library sorts them");
    assert_eq!(session.heading(ViewId::Episodes), "A|longest");
    session.keys("j G");
    assert_eq!(session.episodes(), ["Short", ">Other"]);
    let lengths = [("Short", 9), ("Other", 8), ("Third", 7), ("Fourth", 6)];
    let all = lengths.map(|(name, minutes)| episode(name, "2026-11-01", minutes, Progress::Unplayed));
    let ReadReply::Episodes(show, items, ..) = on_disk("A", all.to_vec()) else { panic!("episodes") };
    session.reply(ReadReply::Episodes(show, items, EpisodeSort::Longest, StateFilter::All));
    assert_eq!(session.episodes(), ["Short", "Other", "Third", ">Fourth"], "G goes to the end of all");
}

#[test]
fn the_first_rows_of_a_show_that_is_held_change_nothing() {
    let mut session = Session::listing(80, 24, &["Show", "Other"]);
    session.keys("Enter").reply(on_disk("Show", some())).keys("j Esc j").reply(on_disk("Other", some())).keys("k");
    session.reply(ReadReply::FirstEpisodes(show_key("Show"), vec![], 9, EpisodeSort::Oldest, StateFilter::All));
    assert_eq!(session.episodes(), ["Three", ">Two", "One"]);
}

#[test]
fn an_episode_beyond_the_first_rows_is_selected_once_it_is_read() {
    let mut session = Session::listing(80, 24, &["A"]);
    let row = shelved("A", episode("Fourth", "2026-11-01", 1, Progress::Unplayed));
    session.keys("2").reply_feed(FeedId::NEW, FeedPage { rows: vec![row], is_first: true, ..FeedPage::default() });
    session.keys("e");
    let first = vec![shelved("A", episode("First", "2026-11-02", 1, Progress::Unplayed))];
    session.reply(ReadReply::FirstEpisodes(show_key("A"), first, 2, EpisodeSort::Newest, StateFilter::All));
    assert_eq!(session.episodes(), [">First"]);
    let all = [("First", "2026-11-02"), ("Fourth", "2026-11-01")];
    session.reply(on_disk("A", all.map(|(name, date)| episode(name, date, 1, Progress::Unplayed)).to_vec()));
    assert_eq!(session.episodes(), ["First", ">Fourth"]);
}
