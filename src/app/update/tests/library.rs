use super::harness::*;
use crate::{
    app::requests::event::LibraryChange,
    domain::{EpisodeState, Progress, ReleaseDate, ShelfShow, StateCounts, SyncProgress, SyncStage},
};

fn changed(change: LibraryChange) -> EventKind {
    EventKind::LibraryChanged(change)
}

fn at_once(names: &[&str], total: u32) -> Session {
    let shelf = Shelf { total, ..shelf("ada", names) };
    Session::with(Startup { shelf: Some(shelf), ..startup() })
}

#[test]
fn the_first_frame_shows_the_first_rows_and_knows_how_many_there_are() {
    let mut session = at_once(&["A", "B"], 2000);
    assert_eq!((session.shows(), session.list(ViewId::Shows).total), (vec![">A".into(), "B".into()], 2000));
    session.send(EventKind::Start);
    assert!(matches!(session.effects()[..], [Effect::Read(_, Read::Shows)]));
    session.keys("j").reply(shows(&["A", "B", "C"]));
    assert_eq!((session.shows(), session.list(ViewId::Shows).total), (vec!["A".into(), ">B".into(), "C".into()], 3));
}

#[test]
fn the_first_rows_stay_in_the_order_they_came_in() {
    let mut start = startup();
    let mut rows = shelf("ada", &["b", "A"]);
    rows.sort = ShowSort::Name;
    start.shelf = Some(rows);
    let mut session = Session::with(start);
    assert_eq!(session.shows(), [">b", "A"], "the library sorted them");
    // All shows come by the date they were added.
    session.send(EventKind::Start).reply(shows(&["b", "C", "A"]));
    assert_eq!(session.shows(), [">A", "b", "C"], "sorted here from now on");
}

#[test]
fn with_shows_on_disk_the_lists_open_whatever_the_login_is() {
    let ended = LoginState::Ended { account: Some(account("ada")) };
    for (login, client_id) in [(LoginState::LoggedOut, Some("c")), (LoginState::LoggedOut, None), (ended, Some("c"))] {
        let mut start = Startup { shelf: Some(shelf("ada", &["A"])), ..startup() };
        start.session.login = login;
        start.session.client_id = client_id.map(Into::into);
        start.interval = Some(jiff::SignedDuration::from_mins(15));
        let mut session = Session::with(start);
        session.send(EventKind::Start);
        assert_eq!((session.screen(), session.shows()), (&Screen::Main, vec![">A".into()]));
        assert!(matches!(session.effects()[..], [Effect::Read(_, Read::Shows)]), "nothing goes out without a login");
        assert!(session.notices()[0].text.ends_with("L logs in") || !session.notices().is_empty());
        session.keys("Enter").reply(on_disk("A", vec![]));
        assert!(session.effects().iter().all(|effect| matches!(effect, Effect::Read(_, Read::Episodes(_)))));
    }
}

#[test]
fn without_shows_on_disk_it_starts_as_before() {
    let empty = || Some(shelf("ada", &[]));
    let session = Session::with(Startup { shelf: empty(), ..logged_out() });
    assert!(matches!(*session.screen(), Screen::Login(_)));
    let session = Session::with(Startup { shelf: empty(), ..startup() });
    assert_eq!(*session.screen(), Screen::Main);
}

#[test]
fn what_the_library_has_to_say_is_said_once() {
    let mut start = Startup { shelf: Some(shelf("ada", &["A"])), ..startup() };
    start.shelf.as_mut().expect("there").notices = vec!["The library was damaged; it is kept as x".into()];
    assert_eq!(Session::with(start).message(), "The library was damaged; it is kept as x");
}

#[test]
fn what_is_read_again_keeps_the_selection_and_a_show_that_went_gives_way_to_its_neighbour() {
    let mut session = Session::listing(80, 24, &["A", "B", "C", "D"]);
    session.keys("j j").after(1).send(changed(LibraryChange::Shows)).reply(shows(&["New", "A", "C", "D"]));
    assert_eq!(session.shows(), ["New", "A", ">C", "D"]);
    session.after(1).send(changed(LibraryChange::Shows)).reply(shows(&["New", "A", "D"]));
    assert_eq!(session.shows(), ["New", "A", ">D"]);
    session.after(1).send(changed(LibraryChange::Shows)).reply(shows(&["New", "A"]));
    assert_eq!(session.shows(), ["New", ">A"]);
}

#[test]
fn a_change_is_read_at_once_and_one_that_follows_after_a_second() {
    let mut session = Session::listing(80, 24, &["A"]);
    session.after(1).send(changed(LibraryChange::Shows));
    assert!(matches!(session.effects()[..], [Effect::Read(_, Read::Shows)]));
    for _ in 0..100 {
        session.send(changed(LibraryChange::Shows));
    }
    assert_eq!((session.effects(), session.wakeup()), (vec![], None), "one read at a time");
    session.reply(shows(&["A", "B"]));
    let due = session.moment(1);
    assert_eq!((session.effects(), session.wakeup()), (vec![], Some(due)));
    session.after_ms(999).send(changed(LibraryChange::Anything));
    assert_eq!(session.effects(), []);
    session.after_ms(1);
    assert!(matches!(session.effects()[..], [Effect::Read(_, Read::Shows)]));
    session.reply(shows(&["A", "B"]));
    assert_eq!(session.wakeup(), None);
}

#[test]
fn what_another_tab_hides_is_read_when_it_comes_into_view_and_the_selection_is_kept() {
    let mut session = Session::listing(80, 24, &["A", "B", "C"]);
    session.keys("j Enter").reply(on_disk("B", vec![episode("1", "2026-11-01", 5, Progress::Unplayed)]));
    session.keys("2").effects();
    for _ in 0..9 {
        session.after(1).send(changed(LibraryChange::Anything));
    }
    let hidden = session.effects();
    // The shows count what is in progress, for the name of its tab.
    let is_open = |effect: &Effect| matches!(effect, Effect::Read(_, Read::Feed(_) | Read::Shows));
    assert!(hidden.iter().all(is_open), "{hidden:?}");
    session.keys("1");
    assert!(matches!(session.effects()[..], [Effect::Read(_, Read::Episodes(_))]));
    session.reply(shows(&["0", "A", "B", "C"]));
    assert_eq!(session.shows(), ["0", "A", ">B", "C"]);
}

#[test]
fn a_show_that_came_while_another_tab_was_in_view_is_selected_once_it_is_listed() {
    let mut session = Session::listing(80, 24, &["A", "B"]);
    session.keys("2").effects();
    let new = shelved("New", episode("1", "2026-11-01", 5, Progress::Unplayed));
    let page = super::feed::page(vec![new]);
    session.reply_feed(FeedId::NEW, page).after(1).send(changed(LibraryChange::Shows)).keys("e");
    assert_eq!((session.open(), session.heading(ViewId::Episodes)), (Some(&show_key("New")), "Episodes|".into()));
    session.reply(shows(&["New", "A", "B"]));
    assert_eq!(session.shows(), [">New", "A", "B"]);
}

#[test]
fn while_nothing_is_listed_the_first_shows_are_read_at_once_and_more_of_them_soon() {
    let mut session = Session::listing(80, 24, &[]);
    session.keys("R").effects();
    session.send(changed(LibraryChange::Shows));
    assert!(matches!(session.effects()[..], [Effect::Read(_, Read::Shows)]));
    session.reply(shows(&["A"])).send(changed(LibraryChange::Shows));
    assert_eq!(session.wakeup(), Some(session.moment(0) + jiff::SignedDuration::from_millis(250)));
    let stage = SyncStage::Newest { done: 0, total: 1 };
    session.reply(SyncReply::Progress(SyncProgress { stage, requests: 1, left: None }));
    assert_eq!(session.wakeup(), Some(session.moment(1)));
}

#[test]
fn episodes_of_the_open_show_are_read_again_and_those_of_others_only_count() {
    let mut session = Session::listing(80, 24, &["A", "B"]);
    session.keys("Enter").reply(on_disk("A", vec![])).effects();
    session.after(1).send(changed(LibraryChange::Episodes(show_key("B"))));
    assert!(matches!(session.effects()[..], [Effect::Read(_, Read::Shows)]), "its counts");
    session.send(changed(LibraryChange::Episodes(show_key("A"))));
    assert!(matches!(&session.effects()[..], [Effect::Read(_, Read::Episodes(show))] if *show == show_key("A")));
}

#[test]
fn a_stale_reply_changes_nothing() {
    let mut session = Session::new(80, 24);
    let old = session.id(Slot::Shows);
    session.reply(shows(&["A"]));
    let before = session.state().clone();
    session.answer(old, shows(&["Z"]));
    assert_eq!(*session.state(), before);
}

#[test]
fn an_answer_to_something_else_changes_nothing() {
    let mut session = Session::new(80, 24);
    let id = session.id(Slot::Shows);
    let before = session.state().clone();
    session.answer(id, LoginReply::Done(Ok(logged_in())));
    assert_eq!(*session.state(), before);
}

#[test]
fn a_library_that_cannot_be_read_says_so_keeps_what_is_there_and_r_tries_again() {
    let mut session = at_once(&["A"], 1);
    let id = session.send(EventKind::Start).id(Slot::Shows);
    session.answer(id, ReadReply::Failed(problem("The library cannot be read"))).effects();
    assert_eq!((session.shows(), session.message()), (vec![">A".into()], "The library cannot be read"));
    assert_eq!(session.problem_of(ViewId::Shows), Some(&problem("The library cannot be read")));
    session.keys("r");
    assert!(matches!(session.effects()[..], [Effect::Read(_, Read::Shows), Effect::Sync(_, Sync::Library(_))]));
}

#[test]
fn sorting_keeps_the_selection_says_the_order_and_is_remembered() {
    let mut session = Session::listing(80, 24, &["beta", "Alpha", "gamma"]);
    session.keys("G s");
    assert_eq!(
        (session.shows(), session.message()),
        (vec!["Alpha".into(), "beta".into(), ">gamma".into()], "Sorted by name")
    );
    let remember = |sort| Effect::Remember(Remember::Shows(sort, StateFilter::All));
    assert_eq!(session.effects(), [remember(ShowSort::Name)]);
    session.keys("g s s s");
    assert_eq!(session.shows(), ["beta", ">Alpha", "gamma"]);
    assert_eq!(session.message(), "Sorted by date added");
    assert_eq!(session.effects(), [ShowSort::Latest, ShowSort::Unplayed, ShowSort::Added].map(remember));
}

#[test]
fn shows_are_listed_by_the_states_of_their_episodes_within_the_filter_and_that_is_remembered() {
    let of = |name: &str, total, unplayed, in_progress| ShelfShow {
        counts: StateCounts { total, unplayed, in_progress },
        ..show(name)
    };
    let shows = vec![of("Heard", 9, 0, 0), of("Half", 9, 0, 1), of("Fresh", 9, 2, 0), of("Nothing", 0, 0, 0)];
    let mut session = Session::new(80, 24);
    session.reply(ReadReply::Shows(shows)).keys("j j f");
    assert_eq!((session.shows(), session.message()), (vec![">Fresh".into()], "Shows with unplayed episodes: 1"));
    let states = [EpisodeState::Unplayed, EpisodeState::InProgress, EpisodeState::Played].map(StateFilter::Only);
    session.keys("f");
    assert_eq!(session.shows(), [">Half"]);
    session.keys("f");
    assert_eq!(session.shows(), [">Heard"]);
    let remembered = states.map(|state| Effect::Remember(Remember::Shows(ShowSort::Added, state)));
    assert_eq!(session.effects(), remembered);
    session.keys("/").text("half").keys("Enter");
    assert_eq!(session.shows(), Vec::<String>::new());
    session.keys("f");
    assert_eq!((session.shows().len(), session.message()), (1, "All shows: 1"));
    session.keys("Esc");
    assert_eq!(session.shows(), ["Heard", "Half", ">Fresh", "Nothing"]);
}

#[test]
fn shows_are_sorted_by_their_newest_episode_and_by_what_is_unplayed() {
    let of = |name: &str, latest: &str, unplayed| ShelfShow {
        counts: StateCounts { total: 9, unplayed, in_progress: 0 },
        latest: ReleaseDate::parse(latest),
        ..show(name)
    };
    let mut session = Session::new(80, 24);
    session.reply(ReadReply::Shows(vec![
        of("Never", "", 2),
        of("Old", "2026-01-01", 0),
        of("New", "2026-11-01", 2),
        of("Busy", "2026-01-01", 7),
    ]));
    session.keys("s s g");
    assert_eq!(session.shows(), [">New", "Busy", "Old", "Never"]);
    session.keys("s g");
    assert_eq!(session.shows(), [">Busy", "Never", "New", "Old"]);
}

#[test]
fn while_a_library_is_filled_the_top_stays_in_view_until_somebody_chooses() {
    let mut session = Session::listing(80, 24, &[]);
    session.keys("R").after(1);
    let stage = SyncStage::Shows { done: 2, total: Some(4) };
    session.reply(SyncReply::Progress(SyncProgress { stage, requests: 1, left: None }));
    session.send(changed(LibraryChange::Shows)).reply(shows(&["C", "D"]));
    session.after(1).send(changed(LibraryChange::Shows)).reply(shows(&["A", "B", "C", "D"]));
    assert_eq!(session.shows(), [">A", "B", "C", "D"]);
    session.keys("j").after(1).send(changed(LibraryChange::Shows)).reply(shows(&["0", "A", "B", "C", "D"]));
    assert_eq!(session.shows(), ["0", "A", ">B", "C", "D"]);
}

#[test]
fn f8_a_show_with_an_odd_id_opens_from_disk_and_spotify_is_never_asked_for_it() {
    let mut session = Session::new(80, 24);
    let mut odd = show("Odd");
    let odd_key = crate::domain::ShowKey::from_remote("../me");
    odd.show.key = odd_key.clone();
    session.reply(ReadReply::Shows(vec![odd])).effects();
    let none = ReadReply::Episodes(odd_key, Vec::new(), EpisodeSort::Newest, StateFilter::All);
    session.keys("Enter").reply(none).keys("o y r");
    assert_eq!((session.previews().len(), session.effects(), session.focus()), (1, vec![], ViewId::Episodes));
    assert!(session.message().starts_with("This show cannot be fetched"));
    session.keys("h o y");
    assert_eq!(session.effects(), []);
    assert!(session.message().starts_with("This show has no link"));
}

#[test]
fn enter_on_an_empty_list_does_nothing() {
    let mut session = Session::listing(80, 24, &[]);
    session.keys("Enter l j G o i /  Esc");
    assert_eq!(session.effects(), []);
    assert_eq!(session.focus(), ViewId::Shows);
}

#[test]
fn two_thousand_shows_are_listed_by_name() {
    let names: Vec<_> = (0..2000).rev().map(|number| format!("Show {number:04}")).collect();
    let mut session = Session::listing(80, 24, &names.iter().map(String::as_str).collect::<Vec<_>>());
    session.keys("s");
    let listed = session.shows();
    assert!(listed.iter().map(|title| title.trim_start_matches('>')).is_sorted_by(|a, b| a < b));
}
