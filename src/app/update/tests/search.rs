use super::harness::*;
use crate::{
    app::{
        input::key::MouseKind,
        requests::event::{LibraryChange, SearchFound},
    },
    domain::{CleanText, EpisodeAt, EpisodeKey, Html, Notes, Progress, Snippet},
};

fn found(shows: &[&str], titles: &[&str]) -> ReadReply {
    let one = |title: &&str| shelved("Show", episode(title, "2026-11-01", 30, Progress::Unplayed));
    ReadReply::Found(SearchFound {
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

#[test]
fn every_key_searches_and_the_latest_answer_counts() {
    let mut session = searching("ru");
    let effects = session.effects();
    let [
        Effect::Read(first, Read::Search { query: one, limit: 50, .. }),
        Effect::Cancel(cancelled),
        Effect::Read(_, Read::Search { query: two, .. }),
    ] = &effects[..]
    else {
        panic!("{effects:?}")
    };
    assert_eq!((one.as_str(), two.as_str(), cancelled), ("r", "ru", first));
    session.answer(*first, found(&[], &["Stale"]));
    assert_eq!(session.found(), Vec::<String>::new());
    session.reply(found(&["Other"], &["Rust", "Rush"]));
    assert_eq!(session.found(), [">[Other]", "Rust", "Rush"]);
    assert!(session.filter(ViewId::Search).is_typing(), "the field stays open");
}

#[test]
fn a_wrong_filter_is_named_in_place_of_nothing_found() {
    for (text, sentence) in
        [("rust after:nope", "`after:nope` needs a date: 2026"), ("bogus:x", "`bogus:x` is not a filter")]
    {
        let mut session = searching(text);
        session.reply(found(&[], &[]));
        let shown = session.empty(ViewId::Search);
        assert!(shown.starts_with(sentence), "{shown}");
    }
}

#[test]
fn a_blank_at_the_end_says_that_the_word_is_whole() {
    let mut session = searching("rust ");
    let last = session.effects().pop();
    assert!(matches!(&last, Some(Effect::Read(_, Read::Search { query, .. })) if query == "rust "), "{last:?}");
}

#[test]
fn what_was_found_stays_until_the_next_answer_is_there() {
    let mut session = searching("ru");
    session.reply(found(&[], &["Rust"])).text("s");
    assert_eq!(session.found(), [">Rust"]);
    session.reply(found(&[], &["Rust", "Rush"]));
    assert_eq!(session.found(), [">Rust", "Rush"]);
}

#[test]
fn pieces_of_notes_are_asked_for_rows_in_view_only_and_once() {
    let mut session = searching("e");
    session.effects();
    let titles: Vec<String> = (0..40).map(|number| format!("E{number}")).collect();
    let titles: Vec<&str> = titles.iter().map(String::as_str).collect();
    session.reply(found(&["Show"], &titles));
    let height = session.height(ViewId::Search);
    let effects = session.effects();
    let [Effect::Read(_, Read::Snippets { query, episodes })] = &effects[..] else { panic!("{effects:?}") };
    assert_eq!((query.as_str(), episodes.first(), episodes.len()), ("e", Some(&at("E0")), (height - 1).div_ceil(2)));
    let snippet = Snippet { text: CleanText::new("an E0"), hits: Vec::new() };
    session.reply(ReadReply::Snippets(vec![(at("E0"), snippet.clone())]));
    assert_eq!(session.snippet(1), Some(&snippet));
    session.keys("Down Up");
    assert_eq!(session.effects(), [], "what has none is not asked for again");
    session.keys("PgDn PgDn");
    let effects = session.effects();
    assert!(matches!(&effects[..], [Effect::Read(_, Read::Snippets { .. })]), "{effects:?}");
}

#[test]
fn more_is_searched_for_as_the_end_comes_near_up_to_a_limit() {
    let mut session = searching("e");
    session.effects();
    let mut limits = Vec::new();
    for count in [50usize, 200, 750] {
        let titles: Vec<String> = (0..count).map(|number| format!("E{number}")).collect();
        session.reply(found(&[], &titles.iter().map(String::as_str).collect::<Vec<_>>()));
        if count == 50 {
            session.keys("Enter");
        }
        // To the last row that was read, step by step.
        session.keys(&"PgDn ".repeat(count));
        let asked = session.effects().into_iter().filter_map(|effect| match effect {
            Effect::Read(_, Read::Search { limit, .. }) => Some(limit),
            _ => None,
        });
        limits.extend(asked);
        assert_eq!(session.selected(ViewId::Search), Some(count - 1));
    }
    assert_eq!(limits, [200, 800]);
}

#[test]
fn esc_leaves_the_field_then_clears_it_and_slash_goes_back_into_it() {
    let mut session = searching("rust");
    session.reply(found(&[], &["Rust"])).keys("Esc");
    assert_eq!((session.filter(ViewId::Search).is_typing(), session.found().len()), (false, 1));
    session.keys("/").text("y").effects();
    assert_eq!(session.search(), "rusty");
    session.keys("Esc Esc");
    assert_eq!((session.search(), session.found()), ("", vec![]));
    assert!(session.empty(ViewId::Search).starts_with("Searches titles and notes"));
    assert!(session.effects().iter().any(|effect| matches!(effect, Effect::Cancel(_))), "what runs is stopped");
    session.keys("Esc Esc");
    assert_eq!(session.tab(), Tab::Search);
}

#[test]
fn deleting_all_of_it_is_no_search() {
    let mut session = searching("a");
    session.reply(found(&[], &["A"])).effects();
    session.keys("Backspace");
    assert_eq!((session.found().len(), session.runs(Slot::Search)), (0, false));
    assert!(!session.effects().iter().any(|effect| matches!(effect, Effect::Read(_, Read::Search { .. }))));
}

#[test]
fn a_search_with_nothing_typed_shows_no_notes_of_another_tab() {
    let mut session = Session::listing(140, 40, &["Show", "Other"]);
    session.keys("i");
    assert!(session.shown().is_some(), "there is something to leave behind");
    session.keys("5");
    assert_eq!((session.subject(), session.shown(), session.notes_lines()), (None, None, (0, 0)));
}

#[test]
fn a_line_break_in_a_pasted_search_is_a_blank() {
    let mut session = searching("");
    session.paste("deep\r\nsea\ncables\n");
    assert_eq!(session.search(), "deep sea cables");
    let mut session = Session::listing(80, 24, &["deep sea"]);
    session.keys("/").paste("deep\nsea");
    assert_eq!(session.shows(), [">deep sea"]);
}

#[test]
fn digits_and_letters_are_text_while_one_types() {
    let mut session = searching("");
    session.text("12q/?");
    assert_eq!((session.search(), session.tab()), ("12q/?", Tab::Search));
    session.paste(" and more ");
    assert_eq!(session.search(), "12q/?and more");
    session.keys("Enter 1");
    assert_eq!(session.tab(), Tab::Shows);
}

#[test]
fn enter_on_a_show_opens_it_among_the_shows() {
    let mut session = searching("oth");
    session.reply(found(&["Other"], &["A"])).keys("Enter Enter");
    let now = (session.tab(), session.open(), session.focus());
    assert_eq!(now, (Tab::Shows, Some(&show_key("Other")), ViewId::Episodes));
}

#[test]
fn a_result_opens_its_notes_at_the_first_match_and_goes_from_one_to_the_next() {
    let mut session = Session::listing(80, 24, &["Show"]);
    let filler = "<p>nothing to see</p>".repeat(30);
    let notes = format!("{filler}<p>The keeper of the tapes</p>{filler}<p>a keeper</p>");
    let subject = Subject::Episode(at("A"));
    session.notes.insert(subject.clone(), Notes::Html(Html::new(&notes)));
    session.keys("5").text("the keeper").reply(found(&[], &["A", "B"])).keys("Enter Enter");
    let matches = session.matches().expect("searched");
    assert_eq!((session.focus(), session.subject()), (ViewId::Notes, Some(subject)));
    // "The", "keeper", "the", "keeper": the rarest word is the first match.
    assert_eq!((matches.len(), matches.current), (4, 1));
    let line = session.notes_lines().0 + matches.line().expect("a line");
    let top = session.notes_scroll();
    assert!(top > 0 && (top..top + 20).contains(&line), "{top} {line}");
    session.keys("] ]");
    assert!(session.notes_scroll() > top);
    assert_eq!(session.message(), "Match 4 of 4 in the notes");
    session.keys("] [ [");
    assert_eq!(session.message(), "Match 3 of 4 in the notes");
    let (scroll, current) = (session.notes_scroll(), 2);
    session.resize(100, 24);
    assert_eq!(session.matches().map(|matches| (matches.current, matches.is_fresh)), Some((current, true)));
    assert!(session.notes_scroll().abs_diff(scroll) <= 20);
    session.keys("Esc j");
    assert_eq!(session.matches().map(Matches::len), Some(0));
    session.keys("1");
    assert_eq!(session.matches(), None);
}

#[test]
fn what_changed_is_searched_again_and_the_selection_stays() {
    let mut session = searching("e");
    session.reply(found(&[], &["A", "B", "C"])).keys("Enter j").effects();
    session.send(EventKind::LibraryChanged(LibraryChange::Anything)).after(1);
    assert!(session.effects().iter().any(|effect| matches!(effect, Effect::Read(_, Read::Search { limit: 50, .. }))));
    session.reply(found(&["Other"], &["Z", "A", "B", "C"]));
    assert_eq!(session.found(), ["[Other]", "Z", "A", ">B", "C"]);
}

#[test]
fn a_search_that_fails_says_so() {
    let mut session = searching("e");
    session.reply(ReadReply::Failed(problem("The disk is gone")));
    assert_eq!(session.problem_of(ViewId::Search), Some(&problem("The disk is gone")));
    session.effects();
    session.text("f");
    assert!(matches!(&session.effects()[..], [Effect::Read(_, Read::Search { .. })]));
}

#[test]
fn a_click_on_the_field_types_into_it_and_on_a_result_selects_it() {
    let mut session = searching("e");
    session.reply(found(&["Show"], &["A", "B"])).keys("Esc");
    let header = u16::try_from(20 - session.height(ViewId::Search)).expect("small");
    // A row of the show, two of each episode.
    session.mouse(MouseKind::Click, 5, 3 + header + 4);
    assert_eq!(session.found(), ["[Show]", "A", ">B"]);
    session.mouse(MouseKind::Click, 5, 3);
    assert!(session.filter(ViewId::Search).is_typing());
}

#[test]
fn capital_g_goes_to_the_last_result_and_then_the_total_is_known() {
    let many = |count: usize| {
        let one = |number: usize| shelved("Show", episode(&format!("E{number}"), "2026-11-01", 30, Progress::Unplayed));
        ReadReply::Found(SearchFound { episodes: (0..count).map(one).collect(), ..SearchFound::default() })
    };
    let mut session = Session::listing(140, 40, &["Show"]);
    session.keys("5").text("e").reply(many(50)).keys("Enter").effects();
    assert!(session.heading(ViewId::Search).contains("50+ episodes"));
    session.keys("G");
    let limits: Vec<u32> = session
        .effects()
        .iter()
        .filter_map(|effect| match effect {
            Effect::Read(_, Read::Search { limit, .. }) => Some(*limit),
            _ => None,
        })
        .collect();
    assert_eq!(limits, [20_000], "all of them at once");
    session.reply(many(731));
    assert_eq!(session.found().last().map(String::as_str), Some(">E730"));
    assert!(session.heading(ViewId::Search).contains("731 episodes"));
    session.keys("g");
    assert_eq!(session.found().first().map(String::as_str), Some(">E0"));
}
