//! Feeds under a filter, and in another order.

use super::*;

#[test]
fn a_new_order_is_one_read_and_one_frame_however_many_rows_there_are() {
    let rows: Vec<ShelfEpisode> = many(0, 200);
    let part = |from: usize, to: usize| FeedPage { more: true, total: 20_000, ..page(many(from, to - from)) };
    let mut session = Session::listing(80, 24, &["Show"]);
    session.keys("3").reply_feed(FeedId::IN_PROGRESS, FeedPage { more: true, total: 20_000, ..page(rows) });
    session.effects();
    session.keys("s");
    let asked = queries(&mut session);
    assert_eq!((asked.len(), asked[0].limit), (1, 400), "the selected row is usually among them");
    session.reply_feed(FeedId::IN_PROGRESS, part(5_000, 5_400));
    assert_eq!(queries(&mut session), [], "nothing more is read");
    assert_eq!(session.selected(ViewId::Feed(FeedId::IN_PROGRESS)), Some(0));
    session.keys("s").reply_feed(FeedId::IN_PROGRESS, part(0, 400));
    session.keys("s").reply_feed(FeedId::IN_PROGRESS, part(0, 200));
    assert_eq!(lines(&session)[0], ">E0");
}

#[test]
fn a_filter_keeps_the_order_and_selects_the_best_match_until_the_selection_moves() {
    let titled = |title: &str| row("Show", title, "2026-11-01");
    let found = ["Old harbour", "A harbour", "Harbour lights", "The harbour"].map(titled).to_vec();
    let mut session = Session::listing(80, 24, &["Show"]);
    session.keys("3").reply_feed(FeedId::IN_PROGRESS, page(found.clone())).keys("s");
    session.reply_feed(FeedId::IN_PROGRESS, page(found.clone()));
    session.effects();
    session.keys("/").text("har");
    assert!(queries(&mut session).iter().all(|query| query.sort == FeedSort::Oldest));
    session.reply_feed(FeedId::IN_PROGRESS, FeedPage { is_least: true, total: 10_004, ..page(found.clone()) });
    assert_eq!(lines(&session), ["Old harbour", "A harbour", ">Harbour lights", "The harbour"]);
    assert_eq!(session.heading(ViewId::Feed(FeedId::IN_PROGRESS)), "In progress|more match · oldest");
    session.keys("Down").text("b").reply_feed(FeedId::IN_PROGRESS, page(found));
    assert_eq!(lines(&session)[3], ">The harbour");
    let closest = FeedPage { is_closest: true, ..page(vec![titled("The harbour")]) };
    session.text("x").reply_feed(FeedId::IN_PROGRESS, closest);
    assert_eq!(session.heading(ViewId::Feed(FeedId::IN_PROGRESS)), "In progress|closest · oldest");
}

#[test]
fn a_filter_of_an_incomplete_index_tells() {
    let mut session = reading_new(many(0, 5));
    session.keys("/").text("e").reply_feed(FeedId::NEW, FeedPage { is_cut_short: true, ..page(many(0, 5)) });
    assert_eq!(session.notice(NEW), "▲ among the first 20,000: the index is being rebuilt");
}
