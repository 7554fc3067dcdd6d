//! The numbers beside the names of the tabs, and the queries that are brought back.

use super::{feed::reading_new, harness::*};
use crate::domain::{StateCounts, SyncCounts, SyncEnd};

fn tabs(session: &Session) -> Vec<String> {
    session.state().cx.layout.tabs.iter().map(|label| label.text.clone()).collect()
}

#[test]
fn tabs_count_what_is_in_progress_and_what_arrived_until_new_is_opened() {
    let shelf = Shelf { news: 8, ..shelf("ada", &["Show"]) };
    let mut session =
        Session::with(Startup { shelf: Some(shelf), size: ratatui::layout::Size::new(100, 30), ..startup() });
    assert_eq!(tabs(&session), ["1 Shows", "2 New 8", "3 In progress", "4 Saved", "5 Search", "6 Discover"]);
    session.send(crate::app::EventKind::Start);
    let counts = |in_progress| StateCounts { total: 2000, unplayed: 9, in_progress };
    let counted = |name, in_progress| crate::domain::ShelfShow { counts: counts(in_progress), ..show(name) };
    session.reply(ReadReply::Shows(vec![counted("Show", 1200), counted("Other", 34)]));
    assert_eq!(tabs(&session), ["1 Shows", "2 New 8", "3 In progress 1,234", "4 Saved", "5 Search", "6 Discover"]);
    session.keys("R");
    let counts = SyncCounts { new_episodes: 3, requests: 1, ..SyncCounts::default() };
    session.reply(SyncReply::Done(SyncOutcome { counts, ..outcome(SyncEnd::Complete) }));
    assert_eq!(tabs(&session)[1], "2 New 11");
    session.keys("2");
    assert_eq!(tabs(&session)[1], "2 New");
    session.keys("R").reply(SyncReply::Done(SyncOutcome { counts, ..outcome(SyncEnd::Complete) }));
    assert_eq!(tabs(&session)[1], "2 New", "the person looks at it");
}

#[test]
fn a_query_that_was_kept_comes_back_with_up_and_is_remembered() {
    let mut session = reading_new(Vec::new());
    session.keys("5").text("night train").keys("Enter");
    let remembered = Effect::Remember(Remember::Searches(vec!["night train".into()]));
    assert!(session.effects().contains(&remembered));
    session.keys("Esc Esc 5 Up");
    assert_eq!(session.state().views.search.text(), "night train");
    session.keys("Down");
    assert_eq!(session.state().views.search.text(), "");
    assert!(session.empty(ViewId::Search).contains("`Up` brings back: `night train`"));
}

#[test]
fn what_is_in_progress_is_counted_again_after_a_mark_whichever_tab_is_open_when_it_is_written() {
    use crate::app::requests::event::LibraryChange;
    let counts = |in_progress| StateCounts { total: 9, unplayed: 1, in_progress };
    let counted =
        |in_progress| ReadReply::Shows(vec![crate::domain::ShelfShow { counts: counts(in_progress), ..show("Show") }]);
    for keys in ["2", "3", "4", "5 Esc", "6 Esc", "1"] {
        let mut session = Session::listing(140, 30, &["Show"]);
        let written = || crate::app::EventKind::LibraryChanged(LibraryChange::Episodes(show_key("Show")));
        session.send(written()).after(2).reply(counted(2));
        assert_eq!(tabs(&session)[2], "3 In progress 2");
        session.keys(keys).send(written()).after(2);
        session.reply(counted(1));
        assert_eq!(tabs(&session)[2], "3 In progress 1", "{keys}");
    }
}
