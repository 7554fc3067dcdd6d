use super::harness::*;
use crate::{
    app::list::{Row, filter::rank},
    domain::{CleanText, Progress, ShelfShow},
};

const NAMES: [&str; 4] = ["Café crème", "The Rust hour", "Rush hour", "日本語の放送"];

fn hits(title: &str, query: &str) -> Option<Vec<u32>> {
    rank(&[show(title)], &[0], query).into_iter().next().map(|row| row.hits)
}

#[test]
fn the_list_narrows_with_every_key_and_the_best_match_comes_first() {
    let mut session = Session::listing(80, 24, &NAMES);
    session.keys("/").text("ru");
    assert_eq!(session.shows().len(), 2);
    session.text("st");
    assert_eq!(session.shows(), [">The Rust hour"]);
    session.keys("Backspace Backspace Backspace Backspace");
    assert_eq!(session.shows().len(), 4);
}

#[test]
fn hits_are_positions_of_characters_of_the_title_shown() {
    assert_eq!(hits("The Rust hour", "rust"), Some(vec![4, 5, 6, 7]));
    assert_eq!(hits("Café crème", "creme"), Some(vec![5, 6, 7, 8, 9]));
    assert_eq!(hits("日本語の放送", "放送"), Some(vec![4, 5]));
    assert_eq!(hits("👨‍👩‍👧 family", "fam"), Some(vec![6, 7, 8]), "a joined emoji is five characters");
    assert_eq!(hits("The Rust hour", "hour the"), Some(vec![0, 1, 2, 9, 10, 11, 12]));
    assert_eq!(hits("The Rust hour", "rest"), None);
}

#[test]
fn capitals_in_the_query_are_meant_and_no_sign_is_special() {
    assert_eq!(hits("rust", "Rust"), None);
    assert_eq!(hits("Rust", "Rust"), Some(vec![0, 1, 2, 3]));
    assert_eq!(hits("Not !this ^one$", "!this"), Some(vec![4, 5, 6, 7, 8]));
}

#[test]
fn equal_matches_stay_in_the_order_of_the_list() {
    let items: Vec<ShelfShow> = ["ab 1", "ab 2", "ab 3"].into_iter().map(show).collect();
    let order: Vec<usize> = rank(&items, &[2, 0, 1], "ab").into_iter().map(|row| row.index).collect();
    assert_eq!(order, [2, 0, 1]);
    assert_eq!(rank(&items, &[1], " ")[0], Row { index: 1, hits: vec![] });
}

#[test]
fn only_the_title_is_matched() {
    let mut item = show("Plain");
    item.show.publisher = Some(CleanText::new("Needle House"));
    assert_eq!(rank(&[item], &[0], "needle"), []);
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
