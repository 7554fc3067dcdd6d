use super::harness::*;
use crate::{
    app::{
        Effect, EventKind, Reply,
        event::LibraryChange,
        key::MouseKind,
        matches::Matches,
        panes::{Pane, Subject},
        search::{HitRow, SearchFound, SearchStage},
        tab::Tab,
    },
    domain::{CleanText, EpisodeAt, EpisodeKey, Html, Notes, Progress, Snippet},
};

fn found(shows: &[&str], titles: &[&str]) -> Reply {
    let one = |title: &&str| shelved("Show", episode(title, "2026-11-01", 30, Progress::Unplayed));
    Reply::Found(SearchFound {
        shows: shows.iter().map(|name| show(name)).collect(),
        episodes: titles.iter().map(one).collect(),
        cut_short: false,
    })
}

fn at(title: &str) -> EpisodeAt {
    EpisodeAt { show: show_key("Show"), episode: EpisodeKey::from_remote(title) }
}

/// The search opened, and this typed.
fn searching(text: &str) -> Session {
    let mut session = Session::listing(80, 24, &["Show", "Other"]);
    session.keys("5").text(text);
    session
}

fn rows(session: &Session) -> Vec<String> {
    let search = &session.state.main.search;
    let name = |at| match search.row(at).expect("a row") {
        HitRow::Show(show) => format!("[{}]", show.show.name),
        HitRow::Episode(item) => item.episode.name.to_string(),
    };
    let mark = |at| if search.list.selected() == Some(at) { ">" } else { "" };
    (0..search.len()).map(|at| format!("{}{}", mark(at), name(at))).collect()
}

#[test]
fn every_key_searches_and_the_latest_answer_counts() {
    let mut session = searching("ru");
    let effects = session.effects();
    let [Effect::Search { id: first, query: one, limit: 50, .. }, Effect::Search { query: two, .. }] = &effects[..]
    else {
        panic!("{effects:?}")
    };
    assert_eq!((one.as_str(), two.as_str()), ("r", "ru"));
    session.send(EventKind::Reply(*first, found(&[], &["Stale"])));
    assert_eq!(rows(&session), Vec::<String>::new());
    session.reply(found(&["Other"], &["Rust", "Rush"]));
    assert_eq!(rows(&session), [">[Other]", "Rust", "Rush"]);
    assert!(session.state.main.search.typing, "one goes on typing");
}

#[test]
fn a_blank_at_the_end_says_that_the_word_is_whole() {
    let mut session = searching("rust ");
    let last = session.effects().pop();
    assert!(matches!(&last, Some(Effect::Search { query, .. }) if query == "rust "), "{last:?}");
}

#[test]
fn what_was_found_stays_until_the_next_answer_is_there() {
    let mut session = searching("ru");
    session.reply(found(&[], &["Rust"])).text("s");
    assert_eq!((rows(&session), session.state.main.search.of.as_str()), (vec![">Rust".into()], "ru"));
}

#[test]
fn pieces_of_notes_are_asked_for_rows_in_view_only_and_once() {
    let mut session = searching("e");
    session.effects();
    let titles: Vec<String> = (0..40).map(|number| format!("E{number}")).collect();
    let titles: Vec<&str> = titles.iter().map(String::as_str).collect();
    session.reply(found(&["Show"], &titles));
    let height = crate::app::layout::search_rows(session.state.size);
    let effects = session.effects();
    let [Effect::ReadSnippets { query, episodes, .. }] = &effects[..] else { panic!("{effects:?}") };
    assert_eq!((query.as_str(), episodes.first(), episodes.len()), ("e", Some(&at("E0")), (height - 1).div_ceil(2)));
    let snippet = Snippet { text: CleanText::new("an E0"), hits: Vec::new() };
    session.reply(Reply::Snippets(vec![(at("E0"), snippet.clone())]));
    assert_eq!(session.state.main.search.snippets.get(&at("E0")), Some(&snippet));
    session.keys("Down Up");
    assert_eq!(session.effects(), [], "what has none is not asked for again");
    session.keys("PgDn PgDn");
    let effects = session.effects();
    assert!(matches!(&effects[..], [Effect::ReadSnippets { .. }]), "{effects:?}");
}

#[test]
fn more_is_searched_for_as_the_end_comes_near_up_to_a_limit() {
    let mut session = searching("e");
    session.effects();
    let mut limits = Vec::new();
    for count in [50usize, 200, 500] {
        let titles: Vec<String> = (0..count).map(|number| format!("E{number}")).collect();
        session.reply(found(&[], &titles.iter().map(String::as_str).collect::<Vec<_>>()));
        if count == 50 {
            session.keys("Enter");
        }
        session.keys("G");
        let asked = session.effects().into_iter().filter_map(|effect| match effect {
            Effect::Search { limit, .. } => Some(limit),
            _ => None,
        });
        limits.extend(asked);
        assert_eq!(session.state.main.search.list.selected(), Some(count - 1));
    }
    assert_eq!(limits, [200, 500]);
}

#[test]
fn esc_leaves_the_field_then_clears_it_and_slash_goes_back_into_it() {
    let mut session = searching("rust");
    session.reply(found(&[], &["Rust"])).keys("Esc");
    assert_eq!((session.state.main.search.typing, rows(&session).len()), (false, 1));
    session.keys("/").text("y").effects();
    assert_eq!(session.state.main.search.field.0.value(), "rusty");
    session.keys("Esc Esc");
    let search = &session.state.main.search;
    assert_eq!((search.field.0.value(), search.len(), &search.stage), ("", 0, &SearchStage::Idle));
    assert!(matches!(&session.effects()[..], [Effect::Cancel(_), ..]), "what runs is stopped");
    session.keys("Esc Esc");
    assert_eq!(session.state.main.tab, Tab::Search);
}

#[test]
fn deleting_all_of_it_is_no_search() {
    let mut session = searching("a");
    session.reply(found(&[], &["A"])).effects();
    session.keys("Backspace");
    assert_eq!((rows(&session).len(), session.state.main.search.asked.as_str()), (0, ""));
    assert!(!session.effects().iter().any(|effect| matches!(effect, Effect::Search { .. })));
}

#[test]
fn a_search_with_nothing_typed_shows_no_notes_of_another_tab() {
    let mut session = Session::listing(140, 40, &["Show", "Other"]);
    session.keys("i");
    assert!(session.state.main.notes.shown.is_some(), "there is something to leave behind");
    session.keys("5");
    let notes = &session.state.main.notes;
    assert_eq!((&notes.subject, &notes.shown, notes.is_empty()), (&None, &None, true));
}

#[test]
fn a_line_break_in_a_pasted_search_is_a_blank() {
    let mut session = searching("");
    session.paste("deep\r\nsea\ncables\n");
    assert_eq!(session.state.main.search.field.0.value(), "deep sea cables");
    let mut session = Session::listing(80, 24, &["deep sea"]);
    session.keys("/").paste("deep\nsea");
    assert_eq!(session.shows(), [">deep sea"]);
}

#[test]
fn digits_and_letters_are_text_while_one_types() {
    let mut session = searching("");
    session.text("12q/?");
    assert_eq!((session.state.main.search.field.0.value(), session.state.main.tab), ("12q/?", Tab::Search));
    session.paste(" and more ");
    assert_eq!(session.state.main.search.field.0.value(), "12q/?and more");
    session.keys("Enter 1");
    assert_eq!(session.state.main.tab, Tab::Shows);
}

#[test]
fn enter_on_a_show_opens_it_among_the_shows() {
    let mut session = searching("oth");
    session.reply(found(&["Other"], &["A"])).keys("Enter Enter");
    let main = &session.state.main;
    assert_eq!((main.tab, main.open.as_ref(), main.focus), (Tab::Shows, Some(&show_key("Other")), Pane::Episodes));
}

#[test]
fn a_result_opens_its_notes_at_the_first_match_and_goes_from_one_to_the_next() {
    let mut session = Session::listing(80, 24, &["Show"]);
    let filler = "<p>nothing to see</p>".repeat(30);
    let notes = format!("{filler}<p>The keeper of the tapes</p>{filler}<p>a keeper</p>");
    let subject = Subject::Episode(show_key("Show"), EpisodeKey::from_remote("A"));
    session.notes.insert(subject.clone(), Notes::Html(Html::new(&notes)));
    session.keys("5").text("the keeper").reply(found(&[], &["A", "B"])).keys("Enter Enter");
    let pane = &session.state.main.notes;
    let matches = pane.matches.as_ref().expect("searched");
    assert_eq!((session.state.main.focus, pane.subject.as_ref()), (Pane::Notes, Some(&subject)));
    // "The", "keeper", "the", "keeper": the rarest word is where one begins.
    assert_eq!((matches.len(), matches.current), (4, 1));
    let line = pane.header.len() + matches.line().expect("a line");
    assert!(pane.scroll > 0 && (pane.scroll..pane.scroll + 20).contains(&line), "{} {line}", pane.scroll);
    let before = pane.scroll;
    session.keys("] ]");
    let pane = &session.state.main.notes;
    assert!(pane.scroll > before);
    assert_eq!(session.message(), "Match 4 of 4 in the notes");
    session.keys("] [ [");
    assert_eq!(session.message(), "Match 3 of 4 in the notes");
    let (scroll, current) = (session.state.main.notes.scroll, 2);
    session.resize(100, 24);
    let pane = &session.state.main.notes;
    assert_eq!(pane.matches.as_ref().map(|matches| (matches.current, matches.fresh)), Some((current, true)));
    assert!(pane.scroll.abs_diff(scroll) <= 20);
    session.keys("Esc j");
    assert_eq!(session.state.main.notes.matches.as_ref().map(Matches::len), Some(0));
    session.keys("1");
    assert_eq!(session.state.main.notes.matches, None);
}

#[test]
fn what_changed_is_searched_again_and_the_selection_stays() {
    let mut session = searching("e");
    session.reply(found(&[], &["A", "B", "C"])).keys("Enter j").effects();
    session.send(EventKind::LibraryChanged(LibraryChange::Anything)).after(1);
    assert!(session.effects().iter().any(|effect| matches!(effect, Effect::Search { limit: 50, .. })));
    session.reply(found(&["Other"], &["Z", "A", "B", "C"]));
    assert_eq!(rows(&session), ["[Other]", "Z", "A", ">B", "C"]);
}

#[test]
fn a_search_that_fails_says_so() {
    let mut session = searching("e");
    session.reply(Reply::ReadFailed(problem("The disk is gone")));
    assert_eq!(session.state.main.search.stage, SearchStage::Failed(problem("The disk is gone")));
    session.effects();
    session.text("f");
    assert!(matches!(&session.effects()[..], [Effect::Search { .. }]));
}

#[test]
fn a_click_on_the_field_types_into_it_and_on_a_result_selects_it() {
    let mut session = searching("e");
    session.reply(found(&["Show"], &["A", "B"])).keys("Esc");
    let header = u16::try_from(20 - crate::app::layout::search_rows(session.state.size)).expect("small");
    // A row of the show, two of each episode.
    session.mouse(MouseKind::Click, 5, 2 + header + 4);
    assert_eq!(rows(&session), ["[Show]", "A", ">B"]);
    session.mouse(MouseKind::Click, 5, 2);
    assert!(session.state.main.search.typing);
}
