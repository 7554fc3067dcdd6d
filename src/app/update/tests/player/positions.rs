//! Chapters, timestamps, and how far an episode was heard.

use pretty_assertions::assert_eq;

use super::*;
use crate::domain::{Html, Notes};

#[test]
fn chapters_are_stepped_through_by_the_timestamps_of_the_notes() {
    let mut session = three();
    let html = "<p>00:00 hello 05:00 news 02:00 weather 20:00 talk</p>";
    session.write_notes(Notes::Html(Html::new(html)));
    session.play("One", 130);
    session.keys(">").after_ms(300);
    assert_eq!(session.line(), line("One", true, 300), "in their order in time");
    session.keys("<").after_ms(300);
    assert_eq!(session.line(), line("One", true, 120), "this close to a start it is the chapter before");
    session.keys("> > >");
    assert_eq!(session.message(), "This is the last chapter");
}

#[test]
fn enter_on_a_timestamp_of_the_notes_plays_from_there() {
    let mut session = three();
    let html = "<p>01:00 one</p><p>05:00 two</p>";
    session.write_notes(Notes::Html(Html::new(html)));
    session.keys("Enter Enter");
    assert_eq!(session.commands(), [], "no timestamp was chosen");
    session.keys("t t Enter");
    assert_eq!(session.commands(), [(play(&["One", "Two", "Three"], 5 * MINUTE), None)]);
    session.sent(Ok(())).after(1);
    let now = session.now();
    session.polled(Some(of("One", 301, true, now))).keys("t Enter").after_ms(300);
    assert_eq!(session.commands(), [(PlayerCommand::Seek(MINUTE), None)], "it plays: the position moves");
}

#[test]
fn the_position_flows_back_on_pause_change_end_and_leaving() {
    let at = |seconds| Progress::InProgress { position: Duration::from_secs(seconds) };
    let mut session = listening();
    session.after(40);
    let now = session.now();
    session.polled(Some(of("One", 95, false, now)));
    assert_eq!(session.progress(), [(id("One"), at(95))], "paused, from any device");
    session.play("One", 95).after(40).effects();
    let now = session.now();
    session.polled(Some(of("Two", 3, true, now)));
    assert_eq!(session.progress(), [(id("One"), at(135)), (id("Two"), at(3))], "something else plays");
    session.after(40).effects();
    let now = session.now();
    session.polled(Some(of("Two", 43, true, now)));
    assert_eq!(session.progress(), [], "In progress moves every two minutes");
    session.after(10).keys("q");
    assert_eq!(session.progress(), [(id("Two"), at(53))], "the program ends");

    let mut session = three();
    session.play("One", 1790).after(11).effects();
    let now = session.now();
    session.polled(Some(of("One", 0, false, now)));
    assert_eq!(session.progress(), [(id("One"), Progress::Played)], "rewound at its end");
    let mut session = three();
    session.play("One", 1790).after(11).effects();
    session.polled(None);
    assert_eq!(session.progress(), [(id("One"), Progress::Played)], "the device is gone after its end");
}

#[test]
fn nothing_is_taken_for_heard_that_spotify_did_not_confirm_for_a_while() {
    let at = |seconds| Progress::InProgress { position: Duration::from_secs(seconds) };
    for seconds in [100, 3600] {
        let mut session = listening();
        session.send(EventKind::Focus(false)).after(seconds).send(EventKind::Focus(true)).effects();
        session.polled(None);
        assert_eq!(session.progress(), [], "it is stored as confirmed already");
        let mut session = listening();
        session.send(EventKind::Focus(false)).after(30).effects();
        session.keys("q");
        assert_eq!(session.progress(), [(id("One"), at(90))], "a moment is believed");
    }
}

#[test]
fn a_seek_that_waits_for_another_key_is_sent_when_the_program_ends() {
    let mut session = listening();
    session.keys(".");
    assert_eq!(session.commands(), []);
    session.keys("q");
    assert_eq!(session.commands(), [(PlayerCommand::Seek(Duration::from_secs(90)), None)]);
}
