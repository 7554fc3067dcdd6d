//! Which requests run beside each other, and which answers count.

use super::{
    feed::{page, row},
    harness::*,
};
use crate::{
    app::problem::Action,
    domain::{Episode, Mark, Progress},
};

fn three() -> Vec<Episode> {
    ["Three", "Two", "One"].map(|title| episode(title, "2026-11-01", 30, Progress::Unplayed)).into()
}

/// The titles that are marked as played in the open show.
fn played(session: &Session) -> Vec<String> {
    let marks = session.marks(ViewId::Episodes).into_iter();
    marks.filter(|(_, mark)| *mark == Some(Mark::Played)).map(|(title, _)| title).collect()
}

#[test]
fn of_two_marks_the_first_fails_which_is_told_and_the_second_stays() {
    let mut session = Session::reading(80, 24, three());
    session.keys("m m");
    let ids = session.ids(Slot::Mark);
    assert_eq!((ids.len(), played(&session)), (2, vec!["Three".into(), "Two".into()]));
    assert!(!session.effects().iter().any(|effect| matches!(effect, Effect::Cancel(_))));
    session.answer(ids[0], WriteReply::Marked(Err(problem("The disk is full"))));
    assert_eq!((session.message(), session.tone()), ("The disk is full", Some(Tone::Error)));
    session.answer(ids[1], WriteReply::Marked(Ok(1)));
    assert_eq!(session.message(), "The disk is full");
    session.after(1);
    let mut rows = on_disk("Show", three());
    if let ReadReply::Episodes(_, items, ..) = &mut rows {
        items[1].set_mark(Some(Mark::Played));
    }
    session.reply(rows);
    assert_eq!(played(&session), ["Two"]);
}

#[test]
fn a_mark_that_is_written_keeps_those_that_are_not_written_yet_on_the_screen() {
    let mut session = Session::reading(80, 24, three());
    session.keys("m j m");
    let ids = session.ids(Slot::Mark);
    session.answer(ids[1], WriteReply::Marked(Err(problem("The disk is full")))).after(1);
    session.reply(on_disk("Show", three()));
    assert_eq!(played(&session), ["Three"], "the first is still on its way");
    session.answer(ids[0], WriteReply::Marked(Ok(0)));
    assert_eq!(session.message(), "Not marked: the episode was removed");
}

#[test]
fn two_exports_are_both_reported_in_whatever_order_they_end() {
    let mut session = Session::reading(80, 24, three());
    session.keys("x Enter j x Enter");
    let ids = session.ids(Slot::Export);
    assert_eq!(ids.len(), 2);
    assert!(!session.effects().iter().any(|effect| matches!(effect, Effect::Cancel(_))));
    session.answer(ids[1], written("/b.md"));
    assert_eq!(session.message(), "Written to /b.md");
    session.answer(ids[0], WriteReply::Exported(Err(problem("The disk is full"))));
    assert_eq!(session.message(), "The disk is full");
    assert_eq!(session.messages(), "Latest 12:00 The disk is full 12:00 Written to /b.md");
}

#[test]
fn the_latest_request_cancels_the_one_before_and_only_its_answer_counts() {
    let mut session = super::feed::reading_new(vec![row("Show", "A", "2026-11-04")]);
    session.keys("n");
    let first = session.id(Slot::Unplayed);
    session.effects();
    // It waits for the episode that the first one leads to, but not for ever.
    session.keys("N").after_ms(500);
    assert!(
        matches!(session.effects()[..], [Effect::Cancel(id), Effect::Read(_, Read::NextUnplayed { newer: true, .. })] if id == first)
    );
    session.answer(first, Reply::NextUnplayed { found: None, newer: false });
    assert_eq!(session.message(), "");
    session.reply(Reply::NextUnplayed { found: None, newer: true });
    assert_eq!(session.message(), "No newer episode is unplayed");
}

#[test]
fn each_feed_is_read_by_itself_and_supersedes_only_its_own_reads() {
    let mut session = Session::listing(80, 24, &["Show"]);
    session.keys("2");
    let new = session.id(Slot::Feed(FeedId::NEW));
    session.keys("3");
    assert!(matches!(session.effects()[..], [Effect::Read(..), Effect::Read(..)]));
    session.keys("2");
    assert!(matches!(&session.effects()[..], [Effect::Cancel(id), Effect::Read(..)] if *id == new));
    session.answer(new, ReadReply::Feed(page(vec![row("Show", "Stale", "2026-11-01")])));
    assert_eq!(session.feed(FeedId::NEW), [""; 0]);
    session.reply_feed(FeedId::IN_PROGRESS, page(vec![row("Show", "Begun", "2026-11-01")]));
    session.reply_feed(FeedId::NEW, page(vec![row("Show", "Fresh", "2026-11-01")]));
    assert_eq!(session.feed(FeedId::IN_PROGRESS), [">Begun"]);
    assert_eq!(session.feed(FeedId::NEW), ["# 2026-11-01", ">Fresh"]);
}

#[test]
fn an_answer_of_another_kind_leaves_the_request_open() {
    let mut session = Session::reading(80, 24, three());
    session.keys("m");
    let id = session.id(Slot::Mark);
    let before = session.state().clone();
    session.answer(id, written("/a.md")).answer(id, ReadReply::Failed(problem("no")));
    assert_eq!(*session.state(), before);
    session.answer(id, WriteReply::Marked(Ok(1)));
    assert!(!session.runs(Slot::Mark));
}

#[test]
fn the_remedy_of_a_problem_names_the_key_that_is_bound() {
    let denied = || Problem::new("Spotify denied the request", "", Action::LogIn);
    let told = |keys: &[&str]| {
        let mut session = Session::reading(80, 24, three());
        if !keys.is_empty() {
            session.rebind("main", "account", keys);
        }
        session.keys("o").reply(Reply::System(Err(denied())));
        session.message().to_owned()
    };
    assert_eq!(told(&[]), "Spotify denied the request. Log in (L)");
    assert_eq!(told(&["A"]), "Spotify denied the request. Log in (A)");
    let mut session = Session::listing(80, 24, &["A"]);
    session.rebind("main", "refresh-all", &["X"]).keys("X");
    let failed = Problem::new("Pages are missing", "", Action::Synchronise);
    session.reply(SyncReply::Done(SyncOutcome { problem: Some(failed), ..outcome(crate::domain::SyncEnd::Failed) }));
    assert_eq!(session.message(), "Pages are missing. Synchronise again (X)");
}
