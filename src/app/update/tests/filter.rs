use super::harness::*;
use crate::{
    app::list::filter,
    domain::{CleanText, Progress},
};

const NAMES: [&str; 4] = ["Café crème", "The Rust hour", "Rush hour", "日本語の放送"];

#[test]
fn the_list_narrows_with_every_key() {
    let mut session = Session::listing(80, 24, &NAMES);
    session.keys("/").text("ru");
    assert_eq!(session.shows().len(), 2);
    session.text("st");
    assert_eq!(session.shows(), [">The Rust hour"]);
    session.keys("Backspace Backspace Backspace Backspace");
    assert_eq!(session.shows().len(), 4);
}

#[test]
fn rows_stay_in_the_chosen_order_and_the_best_match_is_selected() {
    let mut session = Session::listing(80, 24, &["Old harbour", "Harbour lights", "A harbour"]);
    session.keys("s /").text("har");
    assert_eq!(session.shows(), ["A harbour", ">Harbour lights", "Old harbour"]);
    assert_eq!(session.heading(ViewId::Shows), "Shows|by name");
    session.keys("Up").text("b");
    assert_eq!(session.shows()[0], ">A harbour", "the selection was moved");
    session.keys("Ctrl-u").text("old");
    assert_eq!(session.shows(), [">Old harbour"]);
}

#[test]
fn without_a_match_the_closest_titles_are_listed_and_the_heading_tells() {
    let mut session = Session::listing(80, 24, &NAMES);
    session.keys("/").text("rsthr");
    assert_eq!(session.shows(), [">The Rust hour"]);
    assert_eq!(session.heading(ViewId::Shows), "Shows|1 of 4 · closest · by date added");
    session.keys("Esc");
    assert_eq!(session.heading(ViewId::Shows), "Shows|by date added");
}

#[test]
fn only_the_title_is_matched() {
    let mut item = show("Plain");
    item.show.publisher = Some(CleanText::new("Needle House"));
    assert_eq!(filter::list(&[item], &[0], "needle").rows, []);
}

#[test]
fn enter_keeps_the_filter_and_esc_clears_it_from_the_list_too() {
    let mut session = Session::listing(80, 24, &NAMES);
    session.keys("/").text("hour").keys("Enter");
    assert!(matches!(session.filter(ViewId::Shows), Filter::Kept(_)));
    session.keys("j k Esc");
    assert_eq!((session.filter(ViewId::Shows), session.shows().len()), (&Filter::Off, 4));
    session.keys("/").text("rust").keys("Esc");
    assert_eq!((session.filter(ViewId::Shows), session.shows().len()), (&Filter::Off, 4));
}

#[test]
fn the_selection_survives_a_filter_that_matches_it_and_one_that_hides_it() {
    let mut session = Session::listing(80, 24, &NAMES);
    session.keys("j j /").text("hour");
    assert!(session.shows()[0].starts_with('>'), "the best match is selected while the filter is typed");
    session.text(" rust");
    assert_eq!(session.shows(), [">The Rust hour"]);
    session.keys("Esc");
    assert_eq!(session.shows()[2], ">Rush hour", "no other was chosen");
    session.keys("/").text("rust").keys("Enter Esc");
    assert_eq!(session.shows()[1], ">The Rust hour", "Enter chose it");
}

#[test]
fn arrows_choose_a_row_while_typing() {
    let mut session = Session::listing(80, 24, &NAMES);
    session.keys("/").text("hour").keys("Down");
    let chosen = session.shows()[1].clone();
    session.keys("Esc");
    assert!(session.shows().contains(&chosen));
}

#[test]
fn a_kept_filter_is_typed_on_with_slash() {
    let mut session = Session::listing(80, 24, &NAMES);
    session.keys("/").text("ho").keys("Enter /").text("ur");
    assert_eq!(session.filter(ViewId::Shows).text(), "hour");
}

#[test]
fn a_blank_filter_is_none() {
    let mut session = Session::listing(80, 24, &NAMES);
    session.keys("/ Space Enter");
    assert_eq!(session.filter(ViewId::Shows), &Filter::Off);
}

#[test]
fn letters_that_are_commands_elsewhere_are_text_in_a_filter() {
    let mut session = Session::listing(80, 24, &NAMES);
    session.keys("/").text("qjsr?/").keys("Ctrl-u").text("q");
    assert_eq!(session.filter(ViewId::Shows).text(), "q");
    assert_eq!(session.effects(), []);
    session.keys("Ctrl-c");
    assert_eq!(session.effects(), [Effect::Quit]);
}

#[test]
fn what_is_read_is_filtered_too() {
    let mut session = Session::new(80, 24);
    session.keys("/").text("rust").reply(shows(&NAMES));
    assert_eq!(session.shows(), [">The Rust hour"]);
}

#[test]
fn episodes_are_filtered_within_the_state_and_esc_steps_out_one_thing_at_a_time() {
    let mut session = Session::reading(
        80,
        24,
        vec![
            episode("Rust one", "2026-11-03", 1, Progress::Unplayed),
            episode("Rust two", "2026-11-02", 1, Progress::Played),
            episode("Other", "2026-11-01", 1, Progress::Unplayed),
        ],
    );
    session.keys("f /").text("rust").keys("Enter");
    assert_eq!(session.episodes(), [">Rust one"]);
    session.keys("Enter");
    assert_eq!(session.focus(), ViewId::Notes);
    session.keys("Esc");
    assert_eq!((session.focus(), session.episodes().len()), (ViewId::Episodes, 1));
    session.keys("Esc");
    assert_eq!((session.focus(), session.episodes().len()), (ViewId::Episodes, 2));
    session.keys("Esc");
    assert_eq!(session.focus(), ViewId::Shows);
    session.effects();
    session.keys("Esc Esc");
    assert_eq!((session.focus(), session.effects()), (ViewId::Shows, vec![]), "Esc never quits");
}

#[test]
fn leaving_a_list_keeps_the_filter_that_was_being_typed() {
    let mut session = Session::listing(80, 24, &NAMES);
    session.keys("/").text("hour");
    session.mouse(crate::app::input::key::MouseKind::Click, 60, 5);
    assert!(matches!(session.filter(ViewId::Shows), Filter::Kept(_)));
    assert_eq!(session.focus(), ViewId::Episodes);
}
