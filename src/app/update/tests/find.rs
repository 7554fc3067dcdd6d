//! `/`: it filters, searches, or finds in the text, and the letters after it are never commands.

use super::harness::*;
use crate::{
    app::Context,
    domain::{Html, Notes, Progress},
};

fn reading(width: u16, html: &str) -> Session {
    let mut session = Session::reading(width, 24, vec![episode("One", "2026-11-01", 60, Progress::Unplayed)]);
    session.keys("Enter").write_notes(Notes::Html(Html::new(html))).effects();
    session
}

/// The text of the current match with its line, and how many there are.
fn found(session: &Session) -> Option<(String, usize, usize)> {
    let matches = session.matches()?;
    let piece = matches.pieces.iter().find(|piece| piece.number == matches.current)?;
    let line: String = session.views().notes.lines()[piece.line].runs.iter().map(|run| run.text.as_str()).collect();
    Some((line.get(piece.range.clone())?.to_owned(), piece.line, matches.len()))
}

#[test]
fn in_the_notes_it_finds_a_text_and_does_nothing_else() {
    let mut session = reading(140, "<p>A max of one</p><p>Two, Maximum</p><p>qmax</p>");
    session.keys("/").text("max");
    assert_eq!(found(&session), Some(("max".into(), 0, 3)));
    assert!(session.effects().is_empty() && session.overlay().is_none(), "no letter is a command");
    assert_eq!(session.state().contexts()[0], Context::FilterField);
    session.text("i");
    assert_eq!(found(&session), Some(("Maxi".into(), 2, 1)));
    session.keys("Backspace Enter ]");
    assert_eq!((found(&session), session.message()), (Some(("max".into(), 4, 3)), "Match 3 of 3 in the notes"));
    session.keys("]");
    assert_eq!(found(&session).map(|found| found.1), Some(0), "around the end");
    session.keys("[ Esc");
    assert_eq!((found(&session), session.focus()), (None, ViewId::Notes), "Esc clears the text first");
    session.keys("Esc");
    assert_eq!(session.focus(), ViewId::Episodes);
}

#[test]
fn a_match_that_is_out_of_sight_is_scrolled_into_view_and_the_next_episode_is_read_without_the_text() {
    let html = format!("<p>{}</p><p>lighthouse</p>", vec!["line"; 90].join("<br>"));
    let mut session = reading(80, &html);
    session.keys("/").text("light");
    let (header, _) = session.notes_lines();
    let line = header + found(&session).expect("a match").1;
    assert!(session.notes_scroll() <= line && line < session.notes_scroll() + 20);
    session.text("xyz");
    assert_eq!(found(&session), None);
    session.keys("Enter ]");
    assert_eq!(session.message(), "No match in these notes");
    session.keys("Esc h h");
    assert!(session.matches().is_none());
}

#[test]
fn in_the_notes_of_a_search_a_found_text_goes_before_the_words_of_the_search() {
    let mut session = Session::listing(140, 40, &["Show"]);
    session.keys("5").text("sea").reply(ReadReply::Found(crate::app::requests::event::SearchFound {
        episodes: vec![shelved("Show", episode("One", "2026-11-01", 60, Progress::Unplayed))],
        ..Default::default()
    }));
    session.keys("Enter Enter").write_notes(Notes::Html(Html::new("<p>The sea and the bay</p>"))).effects();
    assert_eq!(found(&session).map(|found| found.0), Some("sea".into()));
    session.keys("/").text("bay");
    assert_eq!(found(&session).map(|found| found.0), Some("bay".into()));
    session.keys("Esc");
    assert_eq!((found(&session).map(|found| found.0), session.search()), (Some("sea".into()), "sea"));
}

#[test]
fn where_nothing_can_be_filtered_a_field_says_so_and_takes_the_letters() {
    let episode = || vec![episode("One", "2026-11-01", 60, Progress::Unplayed)];
    let empty = || Session::reading(140, 40, Vec::new());
    let sessions: Vec<(&str, Session, &str)> = vec![
        ("a show without episodes", empty(), ""),
        ("no show is open", Session::listing(140, 40, &["Show"]), "l h Tab"),
        ("a question", Session::reading(140, 40, episode()), "M"),
        ("the account", Session::reading(140, 40, episode()), "L"),
        ("the messages", Session::reading(140, 40, episode()), "!"),
        ("the login", Session::with(logged_out()), ""),
        ("the setup", Session::with(logged_out().session(|session| session.client_id = None)), ""),
    ];
    for (what, mut session, keys) in sessions {
        session.keys(keys).effects();
        let overlays = session.state().overlays.len();
        session.keys("/").text("quantum max yes 123?");
        let (is_typing, effects) = (session.state().is_typing(), session.effects());
        assert!(is_typing && effects.iter().all(|effect| !matches!(effect, Effect::Quit)), "{what}: {effects:?}");
        assert!(!effects.iter().any(|effect| matches!(effect, Effect::Write(..))), "{what}: {effects:?}");
        if let Some(Overlay::Prompt(prompt)) = session.overlay() {
            assert_eq!(prompt.title(), "Nothing to filter here", "{what}");
            session.keys("Enter");
            assert_eq!(session.state().overlays.len(), overlays, "{what}");
        }
    }
}

#[test]
fn a_list_that_is_still_read_can_be_filtered() {
    let mut session = Session::listing(140, 40, &["Show"]);
    session.keys("2 /").text("tide");
    assert_eq!(session.filter(ViewId::Feed(FeedId::NEW)).text(), "tide");
}
