//! How much of a feed is read, and when.

use super::*;

#[test]
fn rows_are_read_in_parts_as_the_end_comes_near_one_part_at_a_time() {
    let mut session = Session::listing(80, 24, &["Show"]);
    session.keys("2");
    assert_eq!(queries(&mut session)[0].limit, 200);
    session.reply(new(FeedPage { more: true, total: 1000, ..page(many(0, 200)) }));
    assert_eq!(queries(&mut session), [], "the end is far");
    session.keys("PgDn PgDn PgDn PgDn PgDn PgDn PgDn");
    let asked = queries(&mut session);
    let last = EpisodeAt { show: show_key("Show"), episode: EpisodeKey::from_remote("E199") };
    assert_eq!((asked.len(), &asked[0].after, asked[0].skip, asked[0].limit), (1, &Some(last), 200, 200));
    session.keys("G j G");
    assert_eq!(queries(&mut session), [], "one is in flight");
    assert_eq!(session.state.main.feeds.new.list.selected(), Some(199));
    session.reply(new(FeedPage { from_start: false, more: true, total: 1000, ..page(many(200, 200)) }));
    let feed = &session.state.main.feeds.new;
    assert_eq!((feed.rows.len(), feed.list.selected()), (400, Some(199)));
    session.keys("G");
    assert_eq!(queries(&mut session)[0].skip, 400);
    session.reply(new(FeedPage { from_start: false, more: true, total: 1000, ..page(Vec::new()) }));
    session.keys("k j G");
    assert_eq!(queries(&mut session), [], "a part without rows is the last");
}

#[test]
fn where_the_last_row_is_gone_the_beginning_is_read() {
    let mut session = Session::listing(80, 24, &["Show"]);
    session.keys("2").reply(new(FeedPage { more: true, total: 1000, ..page(many(0, 200)) })).keys("G");
    session.reply(new(FeedPage { more: true, total: 900, ..page(many(50, 200)) }));
    let feed = &session.state.main.feeds.new;
    assert_eq!((feed.rows.len(), feed.selected().map(|row| row.episode.episode.name.as_str())), (200, Some("E199")));
}

#[test]
fn what_changed_is_read_again_at_most_once_a_second_and_the_selection_stays_where_it_is() {
    let mut session = reading_new(many(0, 60));
    session.keys("PgDn PgDn j");
    let feed = &session.state.main.feeds.new;
    let (selected, offset) = (feed.chosen.clone(), feed.list.offset());
    session.send(EventKind::LibraryChanged(LibraryChange::Shows));
    assert_eq!(queries(&mut session), []);
    assert_eq!(session.state.wakeup(), Some(session.moment(1)));
    session.after(1).send(EventKind::LibraryChanged(LibraryChange::Shows));
    assert_eq!(queries(&mut session).len(), 1);
    let mut rows = many(0, 60);
    rows.insert(0, row("Other", "Newest", "2026-11-23"));
    session.reply(new(page(rows)));
    assert_eq!(queries(&mut session), [], "not before its time");
    let feed = &session.state.main.feeds.new;
    assert_eq!((feed.chosen.clone(), feed.list.offset()), (selected, offset));
    assert_eq!(feed.selected().map(|row| row.episode.at()), feed.chosen);
    session.after(1);
    assert_eq!(queries(&mut session).len(), 1, "what changed meanwhile is read too");
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
    session.keys("2").reply(new(FeedPage { more: true, total: 900, ..page(many(0, 200)) })).keys("G");
    session.reply(new(FeedPage { from_start: false, more: true, total: 900, ..page(many(200, 200)) }));
    session.keys("/").text("x").reply(new(page(Vec::new()))).effects();
    session.keys("Esc");
    assert_eq!(queries(&mut session)[0].limit, 400);
    session.reply(new(FeedPage { more: true, total: 900, ..page(many(0, 400)) }));
    assert_eq!(session.state.main.feeds.new.list.selected(), Some(199));
}
