use super::harness::*;
use crate::app::{input::keymap::TABLE, overlays::Foot};

/// The lines of the help.
fn help(session: &Session) -> Vec<String> {
    assert!(matches!(session.overlay(), Some(Overlay::Help(_))), "no help");
    session.overlay_lines()
}

/// The first line of the help in view.
fn top(session: &Session) -> usize {
    session.top_overlay().top()
}

/// What is searched for in the help.
fn searched(session: &Session) -> String {
    let overlay = session.overlay().expect("an overlay");
    match overlay.get().foot(&session.state().cx) {
        Foot::Field(_, field, _) => field.value().to_owned(),
        Foot::None | Foot::Answers(_) => String::new(),
    }
}

#[test]
fn the_help_lists_every_key_and_closes_with_the_key_that_opened_it() {
    let mut session = Session::listing(80, 24, &["A"]);
    session.keys("?");
    let lines = help(&session);
    for binding in TABLE {
        let (keys, help) = (binding.keys.join(" "), binding.help.split(' ').take(4).collect::<Vec<_>>().join(" "));
        assert!(lines.iter().any(|line| line.starts_with(&keys) && line.contains(&help)), "{binding:?}");
    }
    session.keys("?");
    assert_eq!(session.overlay(), None);
}

#[test]
fn the_help_scrolls_between_its_ends() {
    let mut session = Session::listing(80, 24, &["A"]);
    session.keys("? k");
    assert_eq!(top(&session), 0);
    session.keys("G j");
    let last = help(&session).len() - 21;
    assert_eq!(top(&session), last);
    session.resize(80, 40);
    assert_eq!(top(&session), help(&session).len() - 37);
    session.keys("g");
    assert_eq!(top(&session), 0);
}

#[test]
fn a_help_below_the_messages_has_no_line_past_its_end_after_a_resize() {
    let mut session = Session::listing(40, 10, &["A"]);
    session.keys("? G !").resize(120, 40);
    session.keys("Esc");
    assert_eq!(top(&session), help(&session).len() - 37);
}

#[test]
fn the_help_is_searched_by_all_words_and_esc_clears_before_it_closes() {
    let mut session = Session::listing(80, 24, &["A"]);
    session.keys("? G /").text("COPY url");
    let keys: Vec<_> = help(&session).into_iter().filter(|line| line.contains("  ")).collect();
    assert_eq!(keys, ["y  Copy the URL"]);
    assert_eq!(top(&session), 0);
    session.keys("Enter q");
    assert_eq!(session.effects(), [Effect::Quit], "after Enter keys are commands again");
    session.keys("Esc");
    assert_eq!(searched(&session), "", "Esc clears a search that was kept");
    session.keys("/ Esc Esc");
    assert_eq!(session.overlay(), None);
}

#[test]
fn a_key_that_was_rebound_is_the_one_in_the_help() {
    let mut session = Session::listing(80, 24, &["A"]);
    session.rebind("list", "sort", &["S", "F"]).keys("?");
    let is_it = |line: &String| line.starts_with("S F") && line.ends_with("Sort the list in another order");
    assert!(help(&session).iter().any(is_it));
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
    assert_eq!(searched(&session), "");
    session.keys("/").paste(" url\n");
    assert_eq!(searched(&session), "url");
}

#[test]
fn ctrl_z_suspends_and_ctrl_c_quits_everywhere() {
    for keys in ["", "?", "? /", "L", "/"] {
        let mut session = Session::listing(80, 24, &["A"]);
        session.keys(keys).keys("Ctrl-z Ctrl-c");
        assert_eq!(session.effects(), [Effect::Suspend, Effect::Quit], "after {keys:?}");
        assert_eq!(*session.screen(), Screen::Main);
    }
}

#[test]
fn a_key_without_effect_says_so_in_one_line() {
    let mut session = Session::listing(80, 24, &["A", "B"]);
    for (keys, text) in [
        ("k", "This is the top"),
        ("G j", "This is the bottom"),
        ("h", "There is no pane further left"),
        ("1", "This tab is open already"),
        ("Esc", "There is nothing to step back from"),
        ("b", "b does nothing here: ? shows the keys"),
        ("c", "c does nothing here: ? shows the keys"),
        ("]", "] does nothing here: ? shows the keys"),
        ("2 s", "s does nothing here: ? shows the keys"),
        ("S", "New is always sorted by date, newest first"),
        ("? g k", "This is the top"),
    ] {
        session.keys(keys).after_ms(90);
        assert_eq!(session.message(), text, "{keys}");
    }
    session.keys("Esc 1 k");
    assert_eq!(session.message(), "");
}

#[test]
fn an_overlay_without_lines_has_room_for_its_text() {
    let mut session = Session::listing(80, 24, &["A"]);
    session.keys("!");
    assert_eq!(session.overlay_lines(), [""; 0]);
    let (columns, rows) = session.top_overlay().extent_of(&session.state().cx);
    assert_eq!((columns, rows), ("No messages".len() + 4, 1), "with the margin it is drawn with");
}

#[test]
fn x_and_the_bar_take_the_letters_that_follow_in_every_focus_and_say_why_again() {
    for at in ["", "2", "3", "4", "5 Esc", "6 Esc", "i"] {
        for key in ["x", "|"] {
            let mut session = Session::listing(140, 40, &["A"]);
            session.keys(at);
            for feed in [FeedId::NEW, FeedId::IN_PROGRESS, FeedId::SAVED] {
                if session.runs(Slot::Feed(feed)) {
                    session.reply_feed(feed, FeedPage { is_first: true, ..FeedPage::default() });
                }
            }
            session.keys(key).text("q.md");
            assert!(matches!(session.overlay(), Some(Overlay::Prompt(_))), "{at} {key}");
            let lines = session.overlay_lines();
            session.keys("Enter");
            assert_eq!((session.overlay(), session.message()), (None, lines.join(" ").as_str()), "{at} {key}");
            assert!(!session.message().is_empty(), "{at} {key}");
        }
    }
}
