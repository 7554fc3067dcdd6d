//! Undoing an import of the command line, and what the marks folder reports.

use pretty_assertions::assert_eq;

use super::harness::*;
use crate::{
    app::{overlays::Act, requests::event::ImportStep},
    domain::{Episode, Progress},
};

fn some() -> Vec<Episode> {
    vec![episode("One", "2026-11-01", 30, Progress::Unplayed)]
}

#[test]
fn without_a_mark_of_this_session_capital_u_asks_whether_to_undo_the_last_import() {
    let made = "2026-11-02T12:00:00Z".parse().expect("a time");
    let step = || WriteReply::ImportFound(Some(ImportStep { made, marks: 1_200 }));
    let mut session = Session::reading(80, 24, some());
    session.keys("U").reply(step());
    let Some(Overlay::Question(question)) = session.overlay() else { panic!("no question") };
    assert_eq!(question.act(), Some(&Act::UndoImport));
    let text = "1,200 marks came from an import on 2026-11-02. Each episode gets the mark it had before";
    assert!(question.text().starts_with(text), "{}", question.text());
    session.effects();
    session.keys("Esc");
    assert!(session.effects().is_empty(), "no key does harm by surprise");
    session.keys("U").reply(step()).effects();
    session.keys("y");
    assert!(matches!(session.effects()[..], [Effect::Write(_, Write::UndoImport)]));
    session.reply(WriteReply::Marked(Ok(1_150)));
    assert_eq!(session.message(), "Undone: 1,150 episodes");
}

#[test]
fn a_problem_of_the_marks_folder_is_a_message() {
    let mut session = Session::reading(80, 24, some());
    session.send(EventKind::Notice(Problem::new("the marks folder /x does not exist", "nothing is lost", "")));
    assert!(session.message().starts_with("the marks folder /x does not exist"), "{}", session.message());
}
