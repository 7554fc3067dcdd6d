use super::harness::*;
use crate::app::{
    Effect, Keymap,
    help::HelpRow,
    keymap::{Rebinding, TABLE},
    overlay::Overlay,
    state::Screen,
};

fn help(session: &Session) -> &crate::app::overlay::Help {
    match &session.state.overlay {
        Some(Overlay::Help(help)) => help,
        other => panic!("no help: {other:?}"),
    }
}

#[test]
fn the_help_lists_every_key_and_closes_with_the_key_that_opened_it() {
    let mut session = Session::listing(80, 24, &["A"]);
    session.keys("?");
    let rows = help(&session).rows(&session.state.keymap);
    let entries = rows.iter().filter(|row| matches!(row, HelpRow::Entry { .. })).count();
    assert_eq!(entries, TABLE.len());
    session.keys("?");
    assert_eq!(session.state.overlay, None);
}

#[test]
fn the_help_scrolls_between_its_ends() {
    let mut session = Session::listing(80, 24, &["A"]);
    session.keys("? k");
    assert_eq!(help(&session).scroll, 0);
    session.keys("G j");
    let last = session.state.overlay_rows() - 21;
    assert_eq!(help(&session).scroll, last);
    session.resize(80, 40);
    assert_eq!(help(&session).scroll, session.state.overlay_rows() - 37);
    session.keys("g");
    assert_eq!(help(&session).scroll, 0);
}

#[test]
fn the_help_is_searched_by_all_words_and_esc_clears_before_it_closes() {
    let mut session = Session::listing(80, 24, &["A"]);
    session.keys("? G /").text("COPY url");
    let rows = help(&session).rows(&session.state.keymap);
    let keys: Vec<_> = rows
        .iter()
        .filter_map(|row| match row {
            HelpRow::Entry { keys, help } => Some(format!("{keys}: {help}")),
            HelpRow::Heading(_) => None,
        })
        .collect();
    assert_eq!(keys, ["y: Copy the URL"]);
    assert_eq!(help(&session).scroll, 0);
    session.keys("Enter q");
    assert_eq!(session.effects(), [Effect::Quit], "after Enter keys are commands again");
    session.keys("/ Esc");
    assert_eq!(help(&session).search.0.value(), "");
    session.keys("Esc");
    assert_eq!(session.state.overlay, None);
}

#[test]
fn a_key_that_was_rebound_is_the_one_in_the_help() {
    let mut session = Session::listing(80, 24, &["A"]);
    let keys = ["S".into(), "F".into()];
    session.state.keymap = Keymap::rebound(&[Rebinding { context: "list", name: "sort", keys: &keys }]).0;
    session.keys("?");
    let rows = help(&session).rows(&session.state.keymap);
    assert!(rows.contains(&HelpRow::Entry { keys: "S F".into(), help: "Sort the list in another order" }));
}

#[test]
fn the_help_opens_on_every_screen() {
    for start in [startup(), logged_out()] {
        let mut session = Session::with(start);
        session.keys("?");
        help(&session);
        session.keys("Esc");
    }
    let mut start = logged_out();
    start.session.client_id = None;
    let mut session = Session::with(start);
    session.keys("?");
    help(&session);
}

#[test]
fn a_pasted_text_goes_into_the_search_of_the_help_only_while_it_is_typed() {
    let mut session = Session::listing(80, 24, &["A"]);
    session.keys("?").paste("url");
    assert_eq!(help(&session).search.0.value(), "");
    session.keys("/").paste(" url\n");
    assert_eq!(help(&session).search.0.value(), "url");
}

#[test]
fn ctrl_z_suspends_and_ctrl_c_quits_everywhere() {
    for keys in ["", "?", "? /", "L", "/"] {
        let mut session = Session::listing(80, 24, &["A"]);
        session.keys(keys).keys("Ctrl-z Ctrl-c");
        assert_eq!(session.effects(), [Effect::Suspend, Effect::Quit], "after {keys:?}");
        assert_eq!(session.state.screen, Screen::Main);
    }
}
