//! The screen in words.

use pretty_assertions::assert_eq;
use ratatui::layout::Size;

use super::{
    fixtures::{self, Script, entry},
    player, scenes,
};
use crate::{
    app::{
        EventKind, State,
        cx::DisplayOptions,
        place::ViewId,
        requests::{
            Slot,
            event::{Browser, ReadReply, SearchFound, Snippets},
        },
        state::Startup,
    },
    ui::linear::{Spoken, lines},
};

const SIZE: Size = Size { width: 79, height: 24 };

/// Somebody who hears what is said.
struct Listener {
    script: Option<Script>,
    spoken: Spoken,
}

impl Listener {
    fn of(script: Script) -> Self {
        let spoken = Spoken::of(&script.state, &Spoken::default());
        Self { script: Some(script), spoken }
    }

    /// What is said while something is done.
    fn hears(&mut self, done: impl FnOnce(Script) -> Script) -> Vec<String> {
        let script = done(self.script.take().expect("a script"));
        let spoken = Spoken::of(&script.state, &self.spoken);
        let said = lines(&self.spoken, &spoken);
        (self.script, self.spoken) = (Some(script), spoken);
        said
    }

    fn keys(&mut self, keys: &str) -> Vec<String> {
        self.hears(|script| script.keys(keys))
    }
}

/// What a search finds.
fn found() -> ReadReply {
    ReadReply::Found(SearchFound { episodes: super::data::episodes(), ..SearchFound::default() })
}

/// What is said at first.
fn first_words(state: &State) -> Vec<String> {
    lines(&Spoken::default(), &Spoken::of(state, &Spoken::default()))
}

fn ascii(startup: Startup) -> Startup {
    Startup { display: DisplayOptions { ascii: true, ..startup.display }, ..startup }
}

fn opened(focus: ViewId) -> Listener {
    Listener::of(fixtures::opened_with(ascii(fixtures::startup(SIZE)), focus))
}

#[test]
fn the_first_screen_says_the_tab_the_row_and_the_keys() {
    let first = fixtures::listing(ascii(fixtures::startup(SIZE)), super::data::shows_complete(80)).state;
    let said = first_words(&first);
    assert_eq!(
        said,
        [
            "Tab Shows",
            "Shows: by date added",
            "Shows, row 1 of 24: Quiet Harbours, newest today",
            "Keys: Enter episodes, f state, / filter, s sort, ? help, q quit"
        ]
    );
    assert_eq!(Listener::of(Script::of(first)).hears(|script| script), [] as [&str; 0]);
}

#[test]
fn a_step_says_the_row_and_nothing_else() {
    let mut listener = opened(ViewId::Shows);
    assert_eq!(listener.keys("k"), ["Shows, row 4 of 24: Zimtschnecken & Zweifel, 41 unplayed, newest 1 May 2024"]);
    assert_eq!(listener.keys("g")[..1], ["Shows, row 1 of 24: Quiet Harbours, newest today"]);
    assert_eq!(listener.keys("k"), ["This is the top"]);
    let mut listener = opened(ViewId::Episodes);
    let said = listener.keys("j");
    assert_eq!(said.len(), 1, "{said:?}");
    assert!(said[0].starts_with("Quiet Harbours, row 4 of"), "{said:?}");
}

#[test]
fn another_pane_and_another_tab_are_named_before_the_row() {
    let mut listener = opened(ViewId::Shows);
    let said = listener.keys("g Enter");
    assert!(said[0].starts_with("Quiet Harbours: "), "{said:?}");
    assert!(said[1].starts_with("Quiet Harbours, row "), "{said:?}");
    let said = listener.keys("2");
    assert_eq!(said[0], "Tab New");
}

#[test]
fn notes_are_read_line_by_line() {
    let mut listener = opened(ViewId::Episodes);
    let said = listener.keys("Enter");
    assert!(said[0].starts_with("Notes, lines 1 to ") && said.len() > 8, "{said:?}");
    let next = listener.keys("j");
    assert!(next.len() <= 1, "{next:?}");
    let page = listener.keys("PgDn");
    assert!(!page.is_empty() && page.iter().all(|line| !said.contains(line)), "{page:?}");
    let back = listener.keys("h");
    assert!(back.last().is_some_and(|line| line.contains(", row 3 of ")), "{back:?}");
}

#[test]
fn a_mark_is_said_with_the_row_that_comes_next() {
    let mut listener = opened(ViewId::Episodes);
    let said = listener.keys("m");
    assert_eq!(said.len(), 2, "{said:?}");
    assert!(said[0].contains(", row 4 of ") && said[1].contains("Marked played"), "{said:?}");
}

#[test]
fn what_is_typed_is_echoed_after_the_row_that_it_finds() {
    let mut listener = opened(ViewId::Shows);
    assert_eq!(
        listener.keys("/").last().map(String::as_str),
        Some("Filter, a field: type, Enter keeps it, Esc leaves")
    );
    let said = listener.hears(|script| script.text("slow"));
    assert_eq!(said.last().map(String::as_str), Some("Filter: slow"), "{said:?}");
    assert!(said.len() == 2 && said[0].starts_with("Shows, row 1 of 1: Slow Mathematics"), "{said:?}");
    let said = listener.keys("Enter");
    assert_eq!(said.last().map(String::as_str), Some("Left the field"), "{said:?}");
    let said = listener.hears(|script| script.keys("/").text("zzzz"));
    assert!(said.iter().any(|line| line.starts_with("Shows: No show ") || line.starts_with("Shows: ")), "{said:?}");
}

#[test]
fn an_overlay_says_its_title_its_choices_and_that_it_closes() {
    let mut listener = opened(ViewId::Shows);
    let said = listener.keys("L");
    assert_eq!(said[0], "Account");
    assert!(said.contains(&"Choice 1 of 5: Log in again".to_owned()), "{said:?}");
    assert_eq!(listener.keys("j"), ["Choice 2 of 5: Switch account"]);
    let said = listener.keys("Esc");
    assert_eq!(said[0], "Closed: Account");
    assert!(said[1].starts_with("Shows, row 5 of 24"), "where the keys are again: {said:?}");
    let said = listener.hears(|script| script.keys(":").text("mess"));
    assert!(said.contains(&"Commands: mess".to_owned()), "{said:?}");
    assert!(said.iter().any(|line| line.starts_with("Choice 1 of ") && line.contains("messages")), "{said:?}");
    listener.keys("Esc");
    let said = listener.hears(|script| script.keys(":").text("filter"));
    let whole = "Filter by title: words as they begin, else the closest titles /";
    assert!(said.iter().any(|line| line.ends_with(whole)), "nothing is cut: {said:?}");
}

#[test]
fn the_login_is_said_in_sentences_and_a_secret_only_by_its_length() {
    let start = ascii(fixtures::startup(SIZE).session(|session| session.login = crate::domain::LoginState::LoggedOut));
    let first = Script::start(start);
    let said = first_words(&first.state);
    assert_eq!(said[0], "Log in with Spotify");
    assert!(said.contains(&"Enter opens the browser".to_owned()), "{said:?}");
    assert!(said.iter().any(|line| line.starts_with("Keys: Enter ")), "{said:?}");
    let mut listener = Listener::of(first);
    let said = listener.hears(|script| entry::waiting(script, Browser::Opened));
    assert_eq!(said[0], "Waiting for your browser");
    assert!(said.iter().any(|line| line.starts_with("https://accounts.spotify.com/authorize?") && line.len() > 300));
    let said = listener.hears(|mut script| {
        script.state.cx.now = script.state.cx.now.saturating_add(jiff::SignedDuration::from_secs(1));
        script
    });
    assert_eq!(said, [] as [&str; 0], "the countdown is not read out");
    let said = listener.hears(|script| script.keys("p").text("http://secret"));
    assert!(said.iter().any(|line| line == "Redirect URL, a field: 13 characters"), "{said:?}");
    assert!(!said.iter().any(|line| line.contains("secret")), "{said:?}");
    let said = first_words(&entry::setup_typing(SIZE));
    assert!(!said.iter().any(|line| line.contains("fedcba")), "{said:?}");
}

#[test]
fn the_player_is_said_when_it_changes_and_not_while_it_goes_on() {
    let mut listener = Listener::of(player::playing(SIZE, ViewId::Episodes));
    let said = listener.hears(|mut script| {
        script.state.cx.now = script.state.cx.now.saturating_add(jiff::SignedDuration::from_secs(30));
        script
    });
    assert_eq!(said, [] as [&str; 0]);
    let said = listener.keys(".");
    assert!(said.iter().any(|line| line.starts_with("Position ")), "{said:?}");
    let said = listener.keys("Space");
    assert!(said.iter().any(|line| line.starts_with("Paused on ")), "{said:?}");
}

#[test]
fn every_screen_has_words_and_no_box_is_among_them() {
    for (name, scene) in scenes() {
        let mut state = scene(SIZE);
        state.cx.display.ascii = true;
        let first = Spoken::of(&state, &Spoken::default());
        let mut said = lines(&Spoken::default(), &first);
        // What is awaited is said by now.
        state.cx.now = state.cx.now.saturating_add(jiff::SignedDuration::from_secs(1));
        said.extend(lines(&first, &Spoken::of(&state, &first)));
        assert!(said.len() > 1, "{name}: {said:?}");
        for line in &said {
            assert!(!line.is_empty() && !line.chars().any(char::is_control), "{name}: {line:?}");
            assert!(!line.chars().any(|c| ('\u{2500}'..='\u{259f}').contains(&c)), "{name}: {line:?}");
            assert!(!line.contains("  ") && !line.contains('`'), "{name}: {line:?}");
        }
    }
}

#[test]
fn the_keys_that_go_on_with_a_sequence_are_said_once_they_are_shown() {
    let mut state = fixtures::opened_with(ascii(fixtures::startup(SIZE)), ViewId::Shows).state;
    state.cx.keymap = crate::app::input::keymap::Preset::Emacs.keymap();
    let mut listener = Listener::of(Script::of(state));
    assert!(!listener.keys("Ctrl-x").iter().any(|line| line.starts_with("After")));
    let said = listener.hears(Script::later);
    let at = said.iter().position(|line| line == "After Ctrl-x").unwrap_or_else(|| panic!("{said:?}"));
    assert!(said.len() > at + 2 && said[at + 1..].iter().any(|line| line.contains(": ")), "{said:?}");
    assert!(!listener.hears(Script::later).iter().any(|line| line.starts_with("After")), "once");
}

#[test]
fn what_is_searched_for_is_said_once_it_is_found_and_not_that_it_is_searched() {
    let mut listener = opened(ViewId::Shows);
    listener.keys("5");
    let said = listener.hears(|script| script.text("tea"));
    assert_eq!(said, ["Search: tea"], "the answer is not there");
    let said = listener.hears(|script| script.read(Slot::Search, found()));
    assert_eq!(said, [] as [&str; 0], "the pieces of notes are not there");
    let said = listener.hears(|script| script.read(Slot::Snippets, ReadReply::Snippets(Snippets::default())));
    assert!(said.len() == 1 && said[0].starts_with("Search, row 1 of "), "{said:?}");
    let said = listener.hears(|script| {
        let none = ReadReply::Snippets(Snippets::default());
        script.text("s").read(Slot::Search, found()).read(Slot::Snippets, none)
    });
    assert_eq!(said, ["Search: teas"], "the same row again");
    let said = listener.hears(|script| script.text("x").read(Slot::Search, found()));
    let later = listener.hears(|script| script.read(Slot::Snippets, ReadReply::Snippets(Snippets::default())));
    assert_eq!((said, later), (vec!["Search: teasx".to_owned()], Vec::new()), "also if its pieces of notes come later");
}

#[test]
fn a_search_that_takes_long_says_so_once() {
    let mut listener = opened(ViewId::Shows);
    listener.keys("5");
    listener.hears(|script| script.text("tea"));
    let due = listener.spoken.due().expect("there is something to say later");
    let (now, moment) = (jiff::Timestamp::as_millisecond, jiff::SignedDuration::from_millis);
    let asked_at = now(listener.script.as_ref().expect("a script").state.cx.now.timestamp());
    assert_eq!(now(due) - asked_at, 1_000);
    let mut after = |ms| {
        listener.hears(|mut script| {
            script.state.cx.now = script.state.cx.now.saturating_add(moment(ms));
            script.send(EventKind::Wake)
        })
    };
    assert_eq!(after(900), [] as [&str; 0]);
    assert_eq!(after(100), ["Searching"]);
    assert_eq!(after(9_000), [] as [&str; 0]);
    assert_eq!(listener.spoken.due(), None);
    let none = ReadReply::Snippets(Snippets::default());
    let said = listener.hears(|script| script.read(Slot::Search, found()).read(Slot::Snippets, none));
    assert!(said[0].starts_with("Search, row 1 of "), "{said:?}");
}

#[test]
fn a_text_longer_than_a_page_says_which_lines_these_are_and_the_keys_that_work_there() {
    let mut listener = opened(ViewId::Shows);
    let said = listener.keys("?");
    assert!(said[0].starts_with("Keys, lines 1 to 21 of "), "{said:?}");
    assert_eq!(said.last().map(String::as_str), Some("Keys: / search, Esc close, q quit"));
    assert_eq!(listener.keys("j").len(), 1, "a step says the line that came into view");
}

#[test]
fn the_keys_are_said_once_there_is_something_to_use_them_on() {
    let start = Script::start(ascii(fixtures::startup(SIZE)));
    assert_eq!(first_words(&start.state), ["Tab Shows"], "the library is being read");
    let shows = ReadReply::Shows(super::data::shows_complete(80));
    let said = Listener::of(start).hears(|script| script.read(Slot::Shows, shows));
    assert!(said.last().is_some_and(|line| line.starts_with("Keys: Enter episodes")), "{said:?}");
}

#[test]
fn the_counts_of_a_show_are_not_said_while_they_grow() {
    let state = |unplayed| {
        let mut shows = super::data::shows_complete(80);
        shows[0].counts.unplayed = unplayed;
        fixtures::listing(ascii(fixtures::startup(SIZE)), shows).state
    };
    let before = Spoken::of(&state(3), &Spoken::default());
    assert_eq!(lines(&before, &Spoken::of(&state(30), &before)), [] as [&str; 0]);
}

#[test]
fn what_the_palette_opens_is_not_said_to_leave_its_field() {
    let mut listener = opened(ViewId::Shows);
    listener.hears(|script| script.keys(":").text("account"));
    let said = listener.keys("Enter");
    assert_eq!(said[0], "Account");
    assert!(!said.iter().any(|line| line == "Left the field"), "{said:?}");
}
