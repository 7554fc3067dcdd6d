use super::harness::*;
use crate::{
    app::{
        Effect, EventKind, Reply,
        effect::Part,
        event::{Gap, ListSummary},
        ledger::Purpose,
        list::Item,
        panes::{Pane, Stage},
    },
    domain::{Page, Show},
};

fn shows(names: &[&str]) -> Vec<Show> {
    names.iter().map(|name| show(name)).collect()
}

fn done() -> Reply {
    Reply::ShowsDone(ListSummary::default())
}

#[test]
fn rows_appear_as_pages_arrive_in_spotifys_order() {
    let mut session = Session::new(80, 24);
    session.reply(Reply::ShowsPage(Page { total: Some(6), ..page(4, shows(&["E", "F"])) }));
    assert_eq!(session.shows(), [">E", "F"]);
    assert_eq!(session.state.main.shows.loading.stage, Stage::Running { received: 2, total: Some(6) });
    session.reply(Reply::ShowsPage(Page { total: Some(6), ..page(0, shows(&["A", "B"])) }));
    assert_eq!(session.shows(), [">A", "B", "E", "F"], "the first row stays selected while nobody has chosen");
    session.reply(Reply::ShowsPage(page(2, shows(&["C", "D"]))));
    session.reply(done());
    assert_eq!(session.shows(), [">A", "B", "C", "D", "E", "F"]);
    assert_eq!(session.state.main.shows.loading.stage, Stage::Done(ListSummary::default()));
}

#[test]
fn a_chosen_row_stays_selected_while_pages_arrive_above_it() {
    let mut session = Session::new(80, 24);
    session.reply(Reply::ShowsPage(page(2, shows(&["C", "D"])))).keys("j");
    session.reply(Reply::ShowsPage(page(0, shows(&["A", "B"]))));
    assert_eq!(session.shows(), ["A", "B", "C", ">D"]);
}

#[test]
fn a_gap_misses_no_more_than_there_is() {
    let mut session = Session::new(80, 24);
    session.reply(Reply::ShowsGap(gap(50)));
    assert_eq!(session.state.main.shows.loading.missing(), None, "no page told how many there are");
    session.reply(Reply::ShowsPage(Page { total: Some(60), ..page(0, shows(&["A"])) }));
    assert_eq!(session.state.main.shows.loading.missing(), Some(10));
    session.reply(done());
    assert_eq!(session.state.main.shows.loading.missing(), Some(10));
    session.keys("r").reply(Reply::ShowsPage(Page { total: Some(60), ..page(50, shows(&["B"])) })).reply(done());
    assert_eq!(session.state.main.shows.loading.missing(), Some(0));
}

#[test]
fn a_page_that_repeats_adds_nothing() {
    let mut session = Session::new(80, 24);
    session.reply(Reply::ShowsPage(page(0, shows(&["A", "B"]))));
    session.reply(Reply::ShowsPage(page(2, shows(&["A", "B"]))));
    session.reply(Reply::ShowsPage(page(4, shows(&["C"])))).reply(done());
    assert_eq!(session.shows(), [">A", "B", "C"]);
}

#[test]
fn a_page_that_fails_is_a_gap_and_r_asks_for_it_alone() {
    let mut session = Session::new(80, 24);
    session.reply(Reply::ShowsPage(page(0, shows(&["A"]))));
    session.reply(Reply::ShowsGap(gap(50))).reply(Reply::ShowsPage(page(100, shows(&["C"])))).reply(done());
    assert_eq!(session.shows(), [">A", "C"]);
    assert_eq!(session.message(), "1 page is missing: Spotify failed. r asks for what is missing");
    session.keys("r");
    let effects = session.effects();
    assert!(matches!(&effects[..], [Effect::LoadShows { part: Part::Pages(pages), .. }] if pages == &[missing(50)]));
    session.reply(Reply::ShowsPage(page(50, shows(&["B"])))).reply(done());
    assert_eq!(
        (session.shows(), session.state.main.shows.loading.gaps.len()),
        (vec![">A".into(), "B".into(), "C".into()], 0)
    );
    session.keys("r");
    assert!(matches!(session.effects()[..], [Effect::LoadShows { part: Part::Whole, .. }]));
}

#[test]
fn a_gap_that_fails_again_stays_a_gap_among_good_rows() {
    let mut session = Session::new(80, 24);
    session.reply(Reply::ShowsGap(gap(0))).reply(Reply::ShowsPage(page(50, shows(&["B"])))).reply(done());
    session.keys("r").reply(Reply::ShowsGap(gap(0))).reply(done());
    assert_eq!(session.state.main.shows.loading.gaps, [gap(0)]);
    assert_eq!(session.state.main.shows.loading.stage, Stage::Done(ListSummary::default()));
}

#[test]
fn what_could_not_be_read_is_counted_over_the_pages_asked_for_later() {
    let mut session = Session::new(80, 24);
    let ends = |skipped, requests| Reply::ShowsDone(ListSummary { skipped, requests });
    session.reply(Reply::ShowsPage(page(0, shows(&["A"])))).reply(Reply::ShowsGap(gap(50))).reply(ends(3, 2));
    session.keys("r").reply(Reply::ShowsPage(page(50, shows(&["B"])))).reply(ends(1, 1));
    let stage = |session: &Session| session.state.main.shows.loading.stage.clone();
    assert_eq!(stage(&session), Stage::Done(ListSummary { skipped: 4, requests: 3 }));
    session.keys("R").reply(Reply::ShowsPage(page(0, shows(&["A", "B"])))).reply(ends(2, 2));
    assert_eq!(stage(&session), Stage::Done(ListSummary { skipped: 2, requests: 2 }), "a whole pass counts anew");
}

#[test]
fn missing_pages_that_are_stopped_leave_what_was_said_of_the_others() {
    let mut loading = crate::app::panes::Loading::default();
    loading.begin(&Part::Whole);
    loading.page(1, None);
    loading.gap(gap(50));
    loading.finish(ListSummary { skipped: 3, requests: 2 });
    loading.begin(&loading.next_part());
    loading.stop(None);
    assert_eq!(loading.stage, Stage::Done(ListSummary { skipped: 3, requests: 2 }));
    assert_eq!(loading.next_part(), Part::Pages(vec![missing(50)]));
}

#[test]
fn a_list_of_which_nothing_came_has_failed_and_r_asks_for_all_of_it() {
    let mut session = Session::new(80, 24);
    session.reply(Reply::ShowsGap(Gap { problem: problem("Spotify cannot be reached"), ..gap(0) })).reply(done());
    assert_eq!(session.state.main.shows.loading.stage, Stage::Failed(problem("Spotify cannot be reached")));
    assert_eq!(session.message(), "Spotify cannot be reached");
    session.keys("r");
    assert!(matches!(session.effects()[..], [Effect::LoadShows { part: Part::Whole, .. }]));
}

#[test]
fn what_a_complete_pass_no_longer_sees_goes_and_the_selection_stays() {
    let mut session = Session::listing(80, 24, &["A", "B", "C", "D"]);
    session.keys("j j R");
    session.reply(Reply::ShowsPage(page(0, shows(&["New", "A", "C", "D"]))));
    assert_eq!(session.shows().len(), 5, "nothing goes before the end");
    session.reply(done());
    assert_eq!(session.shows(), ["New", "A", ">C", "D"]);
}

#[test]
fn when_the_selected_show_goes_its_neighbour_is_selected() {
    let mut session = Session::listing(80, 24, &["A", "B", "C", "D"]);
    session.keys("j R").reply(Reply::ShowsPage(page(0, shows(&["A", "C", "D"])))).reply(done());
    assert_eq!(session.shows(), ["A", ">C", "D"]);
    session.keys("G R").reply(Reply::ShowsPage(page(0, shows(&["A", "C"])))).reply(done());
    assert_eq!(session.shows(), ["A", ">C"]);
}

#[test]
fn h2_a_pass_with_a_gap_removes_nothing() {
    let mut session = Session::listing(80, 24, &["A", "B"]);
    session.keys("R").reply(Reply::ShowsPage(page(0, shows(&["A"])))).reply(Reply::ShowsGap(gap(50))).reply(done());
    assert_eq!(session.shows(), [">A", "B"]);
    session.keys("r").reply(Reply::ShowsPage(page(50, shows(&["C"])))).reply(done());
    assert_eq!(session.shows(), [">A", "C"], "with the gap filled the pass is complete");
}

#[test]
fn holding_the_refresh_key_asks_once() {
    let mut session = Session::listing(80, 24, &["A"]);
    session.keys("R R R r r");
    assert_eq!(session.effects().len(), 1);
    assert_eq!(session.message(), "The shows are being loaded");
}

#[test]
fn a_stale_reply_changes_nothing() {
    let mut session = Session::new(80, 24);
    let old = session.state.ledger.current(Purpose::Shows).expect("asked");
    session.reply(Reply::ShowsPage(page(0, shows(&["A"])))).reply(done());
    let before = session.state.clone();
    for reply in [Reply::ShowsPage(page(0, shows(&["Z"]))), Reply::ShowsGap(gap(0)), done()] {
        session.send(EventKind::Reply(old, reply));
        assert_eq!(session.state, before);
    }
}

#[test]
fn an_answer_to_something_else_changes_nothing() {
    let mut session = Session::new(80, 24);
    let shows = session.state.ledger.current(Purpose::Shows).expect("asked");
    let before = session.state.clone();
    session.send(EventKind::Reply(shows, Reply::LoginDone(Ok(logged_in()))));
    assert_eq!(session.state, before);
}

#[test]
fn sorting_keeps_the_selection_and_says_the_order() {
    let mut session = Session::listing(80, 24, &["beta", "Alpha", "gamma"]);
    session.keys("G s");
    assert_eq!(
        (session.shows(), session.message()),
        (vec!["Alpha".into(), "beta".into(), ">gamma".into()], "Sorted by name")
    );
    session.keys("g s");
    assert_eq!(session.shows(), ["beta", ">Alpha", "gamma"]);
    assert_eq!(session.message(), "Sorted by date added");
}

#[test]
fn f8_a_show_with_an_odd_id_opens_with_a_reason_and_is_never_asked_for() {
    let mut session = Session::new(80, 24);
    let mut odd = show("Odd");
    odd.key = crate::domain::ShowKey::from_remote("../me");
    session.reply(Reply::ShowsPage(page(0, vec![odd]))).reply(done()).effects();
    session.keys("Enter o y");
    assert_eq!(session.effects(), []);
    assert_eq!(session.state.main.focus, Pane::Episodes);
    let stage = &session.state.main.open_episodes().expect("open").loading.stage;
    assert!(matches!(stage, Stage::Failed(problem) if problem.title == "This show cannot be asked for"));
    session.keys("h o y");
    assert_eq!(session.effects(), []);
    assert!(session.message().starts_with("This show has no link"));
}

#[test]
fn enter_on_an_empty_list_does_nothing() {
    let mut session = Session::new(80, 24);
    session.reply(Reply::ShowsPage(page(0, vec![]))).reply(done());
    session.keys("Enter l j G o i s /  Esc");
    assert_eq!(session.effects(), []);
    assert_eq!(session.state.main.focus, Pane::Shows);
}

#[test]
fn two_thousand_shows_come_in_page_by_page_in_any_order() {
    let mut session = Session::new(80, 24);
    for number in (0..40u32).rev() {
        let names: Vec<_> = (0..50).map(|row| format!("Show {:04}", number * 50 + row)).collect();
        let items = names.iter().map(|name| show(name)).collect();
        session.reply(Reply::ShowsPage(Page { total: Some(2000), ..page(number * 50, items) }));
    }
    session.reply(done());
    let items = &session.state.main.shows.items;
    assert_eq!(items.len(), 2000);
    assert!(items.is_sorted_by(|a, b| a.title() < b.title()));
}
