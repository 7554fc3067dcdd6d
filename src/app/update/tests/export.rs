//! Episodes are written to a file whose name is asked for.

use super::{
    harness::*,
    marks::{at, some},
};
use crate::domain::EpisodeAt;

/// The episodes of the export that was requested, the name of its file, and whether it replaces one.
fn exports(session: &mut Session) -> (Vec<EpisodeAt>, String, bool) {
    match session.effects().pop() {
        Some(Effect::Write(_, Write::Export { episodes, name, replace })) => (episodes, name, replace),
        other => panic!("{other:?}"),
    }
}

#[test]
fn x_without_an_episode_says_so_and_takes_the_letters_of_the_name() {
    let mut session = Session::reading(80, 24, Vec::new());
    session.keys("x").text("quiet.md");
    assert_eq!(session.overlay().map(|overlay| overlay.get().title()), Some("No episode to export now"));
    assert_eq!(session.overlay_lines(), ["No episode is selected"]);
    assert!(session.effects().is_empty());
    session.keys("Enter");
    assert!(session.overlay().is_none() && session.effects().is_empty());
}

#[test]
fn x_asks_for_a_name_then_exports_what_is_picked_else_what_is_selected_and_says_where_it_is() {
    let mut session = Session::reading(80, 24, some());
    session.keys("x");
    assert!(session.effects().is_empty(), "nothing is written before there is a name");
    session.keys("Enter");
    assert_eq!(exports(&mut session), (vec![at("Four")], "four.md".into(), false));
    session.reply(written("/home/ada/four.md")).keys("j v k k v x Ctrl-u Enter");
    assert!(session.effects().is_empty());
    assert_eq!(session.overlay_lines()[0], "Type the name of the file first");
    session.text("tea/two.md").keys("Enter");
    assert_eq!(exports(&mut session), (vec![at("Three"), at("Four")], "tea/two.md".into(), false));
    session.reply(written("/home/ada/tea/two.md"));
    assert_eq!(session.message(), "Written to /home/ada/tea/two.md");
    assert!(session.overlay().is_none());
    session.keys("x Esc");
    assert!(session.effects().is_empty() && session.overlay().is_none());
}

#[test]
fn a_file_is_replaced_only_after_a_question_and_never_by_a_letter_that_is_typed() {
    let exists = || WriteReply::Exported(Ok(FileAnswer::Exists { path: "/a/four.md".into() }));
    let mut session = Session::reading(80, 24, some());
    session.keys("x Enter").effects();
    session.reply(exists());
    assert!(matches!(session.overlay(), Some(Overlay::Question(question)) if question.text() == "/a/four.md"));
    session.keys("n");
    assert!(matches!(session.overlay(), Some(Overlay::Prompt(_))), "another name can be typed");
    session.keys("Enter").effects();
    session.reply(exists()).keys("y");
    assert_eq!(exports(&mut session), (vec![at("Four")], "four.md".into(), true));
    session.reply(written("/a/four.md"));
    assert!(session.overlay().is_none(), "it was written");
    session.keys("x Enter").text("y").effects();
    session.reply(exists()).text("y");
    assert!(session.effects().is_empty() && matches!(session.overlay(), Some(Overlay::Prompt(_))));
    assert!(session.messages().contains("Not written: there is a file /a/four.md"));
}

#[test]
fn a_name_that_cannot_be_written_stays_in_its_field_with_the_reason() {
    let problem = || Problem::new("/none/four.md was not written", "its folder does not exist", "Choose another name");
    let failed = || WriteReply::Exported(Err(problem()));
    let mut session = Session::reading(80, 24, some());
    session.keys("x Enter").effects();
    session.keys("Enter");
    assert_eq!(session.message(), "The answer is still to come");
    session.reply(failed());
    let why = "/none/four.md was not written. Choose another name. its folder does not exist";
    assert!(session.overlay_lines().join(" ").starts_with(why), "{:?}", session.overlay_lines());
    session.text("x").keys("Enter");
    assert_eq!(exports(&mut session), (vec![at("Four")], "four.mdx".into(), false), "the name was kept");
    assert!(!session.overlay_lines().join(" ").contains("not written"), "{:?}", session.overlay_lines());
    session.keys("Esc").reply(failed());
    assert_eq!((session.overlay(), session.tone()), (None, Some(Tone::Error)), "without its field it is a message");
}

#[test]
fn a_path_that_is_longer_than_the_status_line_is_shown_whole_and_can_be_copied() {
    let path = "/home/ada/a/folder/with/a/long/name/spotpods-export-2026-11-23-1.md";
    let mut session = Session::reading(40, 10, some());
    session.keys("x Enter").effects();
    session.reply(written(path));
    assert!(matches!(session.overlay(), Some(Overlay::Question(written)) if written.text() == path));
    session.keys("y");
    assert!(
        matches!(&session.effects()[..], [Effect::System(_, System::Copy(text))] if *text == crate::domain::Private::new(path))
    );
    session.keys("Esc");
    assert!(session.overlay().is_none());
    session.keys("x Enter Esc /").reply(written(path));
    assert!(session.overlay().is_none(), "nothing opens above a text field");
}
