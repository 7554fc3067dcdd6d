//! Going to the ends of a feed, and to a row by its number: only the rows there are read.

use super::*;
use crate::app::overlays::{Act, Overlay};

const ALL: usize = 190_532;
const IN_PROGRESS: ViewId = ViewId::Feed(FeedId::IN_PROGRESS);

/// What a library of `all` rows answers.
fn answer(query: &FeedQuery, all: usize) -> FeedPage {
    let (skip, limit) = (query.skip as usize, query.limit as usize);
    let [near, far] = [skip, skip + limit].map(|read| read.min(all));
    let rows = if query.from_end { all - far..all - near } else { near..far };
    let total = u32::try_from(all).expect("few");
    let is_first = query.after.is_none();
    FeedPage { from_end: query.from_end, is_first, more: far < all, total, ..page(many(rows.start, rows.len())) }
}

/// Presses keys and answers what is asked until nothing more is. Returns from which end, how many rows were before, and how
/// many were asked for.
fn press(session: &mut Session, feed: FeedId, keys: &str, all: usize) -> Vec<(bool, u32, u32)> {
    session.keys(keys);
    let mut asked = Vec::new();
    loop {
        let queries = queries(session);
        let Some(query) = queries.last() else { return asked };
        asked.push((query.from_end, query.skip, query.limit));
        session.reply_feed(feed, answer(query, all));
    }
}

/// New, opened, in a library with `all` rows.
fn opened(all: usize) -> Session {
    let mut session = Session::listing(80, 24, &["Show"]);
    assert_eq!(press(&mut session, FeedId::NEW, "2", all), [(false, 0, 200)]);
    session
}

/// The title and the number of the selected row, and how many rows there are.
fn at(session: &Session, id: ViewId) -> (String, usize, usize) {
    let (list, item) = (session.list(id), session.episode(id).expect("one is selected"));
    let number = list.number(list.selected().expect("one is selected"));
    (item.episode.name.as_str().to_owned(), number, list.extent())
}

fn place(number: usize) -> (String, usize, usize) {
    (format!("E{number}"), number, ALL)
}

#[test]
fn g_reads_the_last_rows_of_a_feed_of_any_size_at_once_and_those_above_as_the_selection_comes_near() {
    let mut session = opened(ALL);
    for key in ["G", "End", "9 9 9 9 9 9 9 j G"] {
        assert_eq!(press(&mut session, FeedId::NEW, key, ALL).last(), Some(&(true, 0, 200)), "{key}");
        assert_eq!((at(&session, NEW), session.list(NEW).len()), (place(ALL - 1), 200));
        assert_eq!(press(&mut session, FeedId::NEW, "g", ALL), [(false, 0, 200)]);
        assert_eq!((at(&session, NEW), session.list(NEW).len()), (place(0), 200));
    }
    press(&mut session, FeedId::NEW, "G", ALL);
    assert_eq!(press(&mut session, FeedId::NEW, "j", ALL), []);
    assert_eq!(session.message(), "This is the bottom");
    let mut number = ALL - 1;
    for _ in 0..300 {
        session.keys("k");
        let line = session.list(NEW).lines().offset();
        let asked = press(&mut session, FeedId::NEW, "", ALL);
        number -= 1;
        assert_eq!((at(&session, NEW), session.list(NEW).lines().offset()), (place(number), line));
        assert!(asked.iter().all(|(from_end, _, limit)| *from_end && *limit == 200), "{asked:?}");
    }
    assert_eq!(session.list(NEW).len(), 600, "part by part");
    for keys in ["Ctrl-b", "Ctrl-u", "PgUp"] {
        let before = at(&session, NEW).1;
        press(&mut session, FeedId::NEW, keys, ALL);
        assert!(at(&session, NEW).1 < before && at(&session, NEW) == place(at(&session, NEW).1), "{keys}");
    }
}

#[test]
fn a_small_feed_is_whole_once_its_first_row_is_reached_from_the_end() {
    let mut session = opened(450);
    press(&mut session, FeedId::NEW, "G", 450);
    assert_eq!(at(&session, NEW), ("E449".into(), 449, 450));
    assert_eq!(press(&mut session, FeedId::NEW, "Alt-4 4 9 k", 450), [(true, 200, 200)]);
    assert_eq!(press(&mut session, FeedId::NEW, "Alt-4 4 9 k", 450), [(true, 400, 200)]);
    assert_eq!(press(&mut session, FeedId::NEW, "Alt-4 4 9 k", 450), []);
    assert_eq!((at(&session, NEW), session.list(NEW).len()), (("E0".into(), 0, 450), 450));
    session.keys("k");
    assert_eq!(session.message(), "This is the top");
    assert_eq!(press(&mut session, FeedId::NEW, "G", 450), [], "all of it is there");
}

#[test]
fn a_count_before_g_reads_as_far_as_that_row() {
    let mut session = opened(ALL);
    assert_eq!(press(&mut session, FeedId::NEW, "Alt-1 0 0 0 G", ALL), [(false, 200, 800), (false, 1000, 200)]);
    assert_eq!(at(&session, NEW), place(999));
    press(&mut session, FeedId::NEW, "G", ALL);
    assert_eq!(press(&mut session, FeedId::NEW, "Alt-3 g", ALL), [(false, 0, 200)]);
    assert_eq!(at(&session, NEW), place(2));
    let mut session = opened(450);
    assert_eq!(press(&mut session, FeedId::NEW, "9 0 0 G", 450), [(true, 0, 200)]);
    assert_eq!(at(&session, NEW), ("E449".into(), 449, 450), "no further than the last");
    let mut session = opened(5_000);
    assert_eq!(press(&mut session, FeedId::NEW, "Alt-4 0 0 0 G", 5_000)[0], (true, 0, 1_001), "the nearer end");
    assert_eq!(at(&session, NEW), ("E3999".into(), 3_999, 5_000));
}

#[test]
fn what_changed_on_the_way_to_a_row_is_read_again_once_it_is_reached() {
    let mut session = opened(ALL);
    session.keys("Alt-1 5 0 0 0 G");
    let mut asked = Vec::new();
    for _ in 0..2 {
        session.send(EventKind::LibraryChanged(LibraryChange::Anything)).after(1);
        let query = queries(&mut session).pop().expect("one is asked");
        asked.push((query.from_end, query.skip));
        session.reply_feed(FeedId::NEW, answer(&query, ALL));
    }
    assert_eq!(asked, [(false, 200), (false, 0)]);
    assert_eq!(at(&session, NEW), place(14_999));
}

#[test]
fn keys_behind_g_wait_for_the_last_rows_and_one_that_came_too_early_takes_it_back() {
    let mut session = opened(ALL);
    session.keys("G k");
    let query = queries(&mut session).pop().expect("one is asked");
    session.reply_feed(FeedId::NEW, answer(&query, ALL));
    assert_eq!(at(&session, NEW), place(ALL - 2));
    press(&mut session, FeedId::NEW, "g", ALL);
    session.keys("G j").after(1);
    let query = queries(&mut session).pop().expect("one is asked");
    session.reply_feed(FeedId::NEW, answer(&query, ALL));
    assert_eq!((at(&session, NEW), session.list(NEW).skipped), (place(1), 0));
    assert_eq!(queries(&mut session), []);
}

#[test]
fn a_row_in_view_at_the_end_is_marked_and_read_again_where_it_is() {
    let mut session = opened(ALL);
    press(&mut session, FeedId::NEW, "G", ALL);
    press(&mut session, FeedId::NEW, "k k", ALL);
    session.keys("M");
    let Some(Overlay::Question(question)) = session.overlay() else { panic!("nothing is asked") };
    let Some(Act::MarkPlayed(episodes)) = question.act() else { panic!("another question") };
    assert_eq!(episodes.len(), 3, "these are all");
    assert!(!question.text().contains("listed so far"), "{}", question.text());
    session.keys("Esc m").effects();
    session.reply(WriteReply::Marked(Ok(1)));
    session.send(EventKind::LibraryChanged(LibraryChange::Anything)).after(1);
    let query = queries(&mut session).pop().expect("it is read again");
    assert_eq!((query.from_end, query.after.is_none(), query.limit), (true, true, 200));
    session.reply_feed(FeedId::NEW, answer(&query, ALL + 1));
    let (title, number, all) = at(&session, NEW);
    assert_eq!((title.as_str(), number, all), ("E190530", ALL - 2, ALL + 1));
}

#[test]
fn a_range_has_every_row_between_its_ends() {
    let mut session = opened(450);
    let asked = press(&mut session, FeedId::NEW, "j V G", 450);
    assert_eq!(asked, [(false, 200, 250)]);
    assert_eq!((at(&session, NEW).1, session.list(NEW).selection.len()), (449, 449));
    // What is read again has every row too.
    session.keys("g").send(EventKind::LibraryChanged(LibraryChange::Anything)).after(1);
    let query = queries(&mut session).pop().expect("it is read again");
    session.reply_feed(FeedId::NEW, answer(&query, 450)).keys("G");
    assert_eq!((session.list(NEW).len(), session.list(NEW).selection.len()), (450, 449));

    let mut session = opened(900);
    press(&mut session, FeedId::NEW, "G", 900);
    assert_eq!(press(&mut session, FeedId::NEW, "k V g", 900), [(true, 200, 700)]);
    assert_eq!((at(&session, NEW).1, session.list(NEW).selection.len()), (0, 899));
    let mut session = opened(ALL);
    let asked = press(&mut session, FeedId::NEW, "j V G", ALL);
    assert_eq!(asked, [(false, 200, 19_800), (false, 20_000, 200)], "and the part below");
    assert_eq!(session.message(), "Only the first 20,000 rows are read");
    assert_eq!((at(&session, NEW), session.list(NEW).selection.len()), (place(19_999), 19_999));
    assert_eq!(press(&mut session, FeedId::NEW, "G", ALL), [(false, 20_200, 200)]);
    assert_eq!(at(&session, NEW), place(20_199), "a second key goes to the last that was read");
}

#[test]
fn a_row_by_its_number_is_read_as_far_as_the_memory_allows() {
    let mut session = opened(ALL);
    assert_eq!(press(&mut session, FeedId::NEW, "9 0 0 0 0 G", ALL)[0], (false, 200, 19_800));
    assert_eq!(at(&session, NEW), place(19_999));
    assert_eq!(press(&mut session, FeedId::NEW, "9 9 9 9 9 G", ALL)[0], (true, 0, 20_000));
    assert_eq!(session.message(), "Only the last 20,000 rows are read");
    assert_eq!((at(&session, NEW), session.list(NEW).len()), (place(ALL - 20_000), 20_200));
}

#[test]
fn a_filter_begins_at_the_start_and_leads_back_to_the_end() {
    let mut session = opened(ALL);
    press(&mut session, FeedId::NEW, "G", ALL);
    session.keys("/").text("e");
    let query = queries(&mut session).pop().expect("it is filtered");
    assert_eq!((query.from_end, query.after.is_none()), (false, true));
    session.reply_feed(FeedId::NEW, FeedPage { is_least: true, ..answer(&query, 10_200) });
    session.keys("Enter");
    assert_eq!(session.selected(NEW), Some(0));
    assert_eq!(press(&mut session, FeedId::NEW, "G", 50_000), [(true, 0, 200)]);
    assert_eq!(at(&session, NEW), ("E49999".into(), 49_999, 50_000));
    assert_eq!(press(&mut session, FeedId::NEW, "Esc", ALL), [(true, 0, 200)]);
    assert_eq!(at(&session, NEW).2, ALL);

    let mut session = opened(ALL);
    press(&mut session, FeedId::NEW, "G", ALL);
    press(&mut session, FeedId::NEW, "/ x Backspace Enter", ALL);
    assert_eq!(at(&session, NEW), place(0), "a blank filter lists all");
    session.send(EventKind::LibraryChanged(LibraryChange::Anything)).after(1);
    let query = queries(&mut session).pop().expect("it is read again");
    session.reply_feed(FeedId::NEW, answer(&query, ALL));
    assert_eq!((query.from_end, at(&session, NEW)), (true, place(ALL - 1)));
}

#[test]
fn another_order_begins_at_the_start_and_a_state_stays_at_the_end() {
    let mut session = Session::listing(80, 24, &["Show"]);
    press(&mut session, FeedId::IN_PROGRESS, "3", 900);
    press(&mut session, FeedId::IN_PROGRESS, "G", 900);
    assert_eq!(at(&session, IN_PROGRESS), ("E899".into(), 899, 900));
    assert_eq!(press(&mut session, FeedId::IN_PROGRESS, "S", 900), [(false, 0, 400)]);
    let mut session = opened(ALL);
    press(&mut session, FeedId::NEW, "G", ALL);
    assert_eq!(press(&mut session, FeedId::NEW, "f", 5_000), [(true, 0, 200)]);
    assert_eq!(session.list(NEW).skipped, 4_800);
}

#[test]
fn new_opens_at_the_end_again_unless_something_arrived() {
    let mut session = opened(ALL);
    press(&mut session, FeedId::NEW, "G", ALL);
    assert_eq!(press(&mut session, FeedId::NEW, "1 2", ALL), [(true, 0, 200)]);
    assert_eq!(at(&session, NEW), place(ALL - 1));
    assert!(!lines(&session).contains(&"-- caught up".into()), "the line is further up");
    session.keys("1 R");
    let mut synchronised = outcome(SyncEnd::Complete);
    synchronised.counts.new_episodes = 3;
    session.reply(SyncReply::Done(synchronised)).effects();
    assert_eq!(press(&mut session, FeedId::NEW, "2", ALL), [(false, 0, 200)]);
    assert_eq!(at(&session, NEW), place(0));
}

#[test]
fn g_before_the_rows_of_a_visit_are_read_leads_to_the_last_of_them() {
    let mut session = opened(ALL);
    session.keys("1 2 G").after(1);
    let query = queries(&mut session).pop().expect("it is read");
    let mut first = FeedPage { seen_at: Some(hours_ago(1)), ..answer(&query, ALL) };
    first.rows.insert(0, arrived(row("Show", "Fresh", "2026-11-23"), -5));
    session.reply_feed(FeedId::NEW, first);
    let query = queries(&mut session).pop().expect("its end is read");
    session.reply_feed(FeedId::NEW, answer(&query, ALL));
    assert_eq!(at(&session, NEW), place(ALL - 1));
}
