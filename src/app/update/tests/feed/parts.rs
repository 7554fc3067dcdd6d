//! How much of a feed is read, and when.

use super::*;

mod ends;

#[test]
fn rows_are_read_in_parts_as_the_end_comes_near_one_part_at_a_time() {
    let mut session = Session::listing(80, 24, &["Show"]);
    session.keys("2");
    assert_eq!(queries(&mut session)[0].limit, 200);
    session.reply_feed(FeedId::NEW, FeedPage { more: true, total: 1000, ..page(many(0, 200)) });
    assert_eq!(queries(&mut session), [], "the end is far");
    session.keys("PgDn PgDn PgDn PgDn PgDn PgDn PgDn");
    let asked = queries(&mut session);
    let last = EpisodeAt { show: show_key("Show"), episode: EpisodeKey::from_remote("E199") };
    assert_eq!((asked.len(), &asked[0].after, asked[0].skip, asked[0].limit), (1, &Some(last), 200, 200));
    session.keys("9 0 j");
    assert_eq!(queries(&mut session), [], "one is in flight");
    assert_eq!(session.selected(NEW), Some(199));
    session.reply_feed(FeedId::NEW, FeedPage { is_first: false, more: true, total: 1000, ..page(many(200, 200)) });
    assert_eq!((session.list(NEW).len(), session.selected(NEW)), (400, Some(199)));
    session.keys("PgDn PgDn PgDn PgDn PgDn PgDn");
    assert_eq!(queries(&mut session)[0].skip, 400);
    session.reply_feed(FeedId::NEW, FeedPage { is_first: false, more: true, total: 1000, ..page(Vec::new()) });
    session.keys("k j G");
    assert_eq!(queries(&mut session), [], "a part without rows is the last");
}

#[test]
fn where_the_last_row_is_gone_the_beginning_is_read() {
    let mut session = Session::listing(80, 24, &["Show"]);
    session.keys("2").reply_feed(FeedId::NEW, FeedPage { more: true, total: 1000, ..page(many(0, 200)) });
    session.keys("Alt-1 9 9 j").reply_feed(FeedId::NEW, FeedPage { more: true, total: 900, ..page(many(50, 200)) });
    let selected = session.episode(NEW).map(|item| item.episode.name.as_str());
    assert_eq!((session.list(NEW).len(), selected), (200, Some("E199")));
}

#[test]
fn what_changed_is_read_again_at_most_once_a_second_and_the_selection_stays_where_it_is() {
    let mut session = reading_new(many(0, 60));
    let due = session.moment(1);
    session.keys("PgDn PgDn j");
    let place = |session: &Session| {
        let selected = session.episode(NEW).map(ShelfEpisode::at);
        (selected, session.list(NEW).lines().offset())
    };
    let before = place(&session);
    assert_ne!(session.selected(NEW), Some(0));
    session.send(EventKind::LibraryChanged(LibraryChange::Shows));
    assert_eq!(queries(&mut session), []);
    assert_eq!(session.wakeup(), Some(due));
    session.after(1).send(EventKind::LibraryChanged(LibraryChange::Shows));
    assert_eq!(queries(&mut session).len(), 1);
    let mut rows = many(0, 60);
    rows.insert(0, row("Other", "Newest", "2026-11-23"));
    session.reply_feed(FeedId::NEW, page(rows));
    assert_eq!(queries(&mut session), [], "not before its time");
    assert_eq!(place(&session), before);
    session.after(1);
    assert_eq!(queries(&mut session).len(), 1, "what changed meanwhile is read too");
}

#[test]
fn while_a_synchronisation_runs_a_full_pane_is_left_alone_for_ten_seconds_and_read_when_it_ends() {
    let mut session = reading_new(many(0, 60));
    session.keys("R");
    session.after(9).send(EventKind::LibraryChanged(LibraryChange::Shows));
    assert_eq!(queries(&mut session), []);
    session.after(1);
    assert_eq!(queries(&mut session).len(), 1);
    session.reply_feed(FeedId::NEW, page(many(0, 61)));
    session.after(2).send(EventKind::LibraryChanged(LibraryChange::Shows));
    assert_eq!(queries(&mut session), []);
    session.reply(SyncReply::Done(outcome(SyncEnd::Complete)));
    assert_eq!(queries(&mut session).len(), 1, "the end is shown at once");

    let mut session = reading_new(many(0, 3));
    session.keys("R");
    session.after(1).send(EventKind::LibraryChanged(LibraryChange::Shows));
    assert_eq!(queries(&mut session).len(), 1, "there is room for more rows");
}

#[test]
fn a_feed_that_is_not_open_is_not_read() {
    let mut session = reading_new(many(0, 3));
    session.keys("1").effects();
    session.send(EventKind::LibraryChanged(LibraryChange::Anything)).after(1);
    assert_eq!(queries(&mut session), []);
}

#[test]
fn a_filter_that_goes_brings_back_as_many_rows_as_there_were() {
    let mut session = Session::listing(80, 24, &["Show"]);
    session.keys("2").reply_feed(FeedId::NEW, FeedPage { more: true, total: 900, ..page(many(0, 200)) });
    session
        .keys("Alt-1 9 9 j")
        .reply_feed(FeedId::NEW, FeedPage { is_first: false, more: true, total: 900, ..page(many(200, 200)) });
    session.keys("/").text("x").reply_feed(FeedId::NEW, page(Vec::new())).effects();
    session.keys("Esc");
    assert_eq!(queries(&mut session)[0].limit, 400);
    session.reply_feed(FeedId::NEW, FeedPage { more: true, total: 900, ..page(many(0, 400)) });
    assert_eq!(session.selected(NEW), Some(199));
}
