use std::time::Duration;

use super::harness::*;
use crate::{
    app::{
        Effect, EventKind, Reply,
        details::HeaderKind,
        event::LibraryChange,
        overlay::Overlay,
        panes::{Pane, Reading, Subject},
    },
    domain::{
        CleanText, Episode, EpisodeKey, Html, Mark, Notes, Progress, SpotifyLink, WebLink,
        rich::{Block, BlockKind, Emphasis, Link, Span, Target},
    },
};

fn three() -> Vec<Episode> {
    vec![
        episode("Three", "2026-11-03", 30, Progress::Unplayed),
        episode("Two", "2026-11-02", 90, Progress::InProgress { position: Duration::from_secs(754) }),
        episode("One", "2026-11-01", 60, Progress::Played),
    ]
}

fn subject(session: &Session) -> String {
    match &session.state.main.notes.subject {
        None => "nothing".into(),
        Some(Subject::Show(key)) => format!("show {}", key.id().map_or("?", |id| id.as_str())),
        Some(Subject::Episode(_, key)) => format!("episode {}", key.id().map_or("?", |id| id.as_str())),
    }
}

fn header(session: &Session, kind: HeaderKind) -> String {
    let lines = session.state.main.notes.header.iter().filter(|line| line.kind == kind);
    lines.map(|line| line.text.as_str()).collect::<Vec<_>>().join("|")
}

/// Puts notes of this many lines and these links in the pane.
fn write(session: &mut Session, count: usize, links: &[(&str, Option<&str>)]) {
    let notes = &mut session.state.main.notes;
    let span = Span { text: CleanText::new("line"), emphasis: Emphasis::None, target: Target::None };
    notes.text.blocks = vec![Block { kind: BlockKind::Paragraph, lines: vec![vec![span]; count] }];
    notes.text.links = links
        .iter()
        .map(|(label, url)| Link { label: CleanText::new(label), url: url.and_then(WebLink::parse) })
        .collect();
    notes.read = Reading::Done;
    notes.width = 0;
    session.after(0);
}

#[test]
fn in_three_panes_the_notes_follow_the_list_that_has_the_keys() {
    let mut session = Session::reading(140, 40, three());
    assert_eq!(subject(&session), "episode Three");
    session.keys("j");
    assert_eq!(subject(&session), "episode Two");
    assert_eq!(header(&session, HeaderKind::Progress), "Stopped at 12:34 of 1:30:00, 1h 18m left");
    session.keys("h");
    assert_eq!(subject(&session), "show Show");
    assert_eq!(header(&session, HeaderKind::Link), "https://open.spotify.com/show/Show");
}

#[test]
fn notes_are_laid_out_once_for_a_subject_and_a_width() {
    let mut session = Session::reading(140, 40, three());
    let width = session.state.main.notes.width;
    // Two thirds are the lists; a border and a margin on each side are no text.
    assert_eq!(width, 140 - 37 - 54 - 4);
    write(&mut session, 3, &[]);
    session.keys("l j k").after(60);
    assert_eq!(session.state.main.notes.lines.len(), 3, "kept as they were");
    session.resize(120, 40);
    assert_eq!((session.state.main.notes.width, session.state.main.notes.lines.len()), (120 - 32 - 46 - 4, 3));
}

#[test]
fn notes_that_are_not_in_view_are_not_read() {
    let mut session = Session::listing(80, 24, &["A", "B"]);
    session.keys("j");
    assert_eq!((subject(&session).as_str(), &session.state.main.notes.read), ("show B", &Reading::Never));
    session.keys("i");
    assert_eq!((session.state.main.focus, &session.state.main.notes.read), (Pane::Notes, &Reading::Done));
}

#[test]
fn details_of_a_show_open_with_i_and_esc_goes_back_to_the_shows() {
    for (width, height) in [(40, 10), (80, 24), (140, 40)] {
        let mut session = Session::reading(width, height, three());
        session.keys("h i");
        assert_eq!((session.state.main.focus, subject(&session).as_str()), (Pane::Notes, "show Show"));
        assert_eq!(header(&session, HeaderKind::Title), "Show");
        session.keys("Esc");
        assert_eq!(session.state.main.focus, Pane::Shows);
    }
}

#[test]
fn enter_on_an_episode_reads_it_and_h_goes_back_to_the_list() {
    let mut session = Session::reading(40, 10, three());
    session.keys("j Enter");
    assert_eq!((session.state.main.focus, subject(&session).as_str()), (Pane::Notes, "episode Two"));
    session.keys("h");
    assert_eq!((session.state.main.focus, session.episodes()[1].as_str()), (Pane::Episodes, ">Two"));
}

#[test]
fn header_and_notes_scroll_as_one_document_and_stop_at_its_ends() {
    let mut session = Session::reading(40, 10, three());
    session.keys("Enter");
    write(&mut session, 50, &[]);
    let len = session.state.main.notes.len();
    assert_eq!(len, session.state.main.notes.header.len() + 50);
    session.keys("k");
    assert_eq!(session.state.main.notes.scroll, 0);
    session.keys("G j PgDn");
    assert_eq!(session.state.main.notes.scroll, len - 6, "six lines are in view");
    session.keys("PgUp");
    assert_eq!(session.state.main.notes.scroll, len - 6 - 5);
    session.keys("g Ctrl-d");
    assert_eq!(session.state.main.notes.scroll, 3);
    session.keys("G").resize(40, 30);
    assert_eq!(session.state.main.notes.scroll, session.state.main.notes.len() - 26);
}

#[test]
fn another_subject_starts_at_its_top() {
    let mut session = Session::reading(140, 10, three());
    write(&mut session, 50, &[]);
    session.keys("l G");
    assert_ne!(session.state.main.notes.scroll, 0);
    session.keys("h j");
    assert_eq!(session.state.main.notes.scroll, 0);
}

#[test]
fn a_refresh_keeps_the_place_in_the_notes_and_shows_what_is_new() {
    let mut session = Session::reading(140, 40, three());
    let mut now = three();
    now[0].progress = Progress::Played;
    write(&mut session, 50, &[]);
    session.keys("l j j h k");
    session.after(1).send(EventKind::LibraryChanged(LibraryChange::Anything)).reply(on_disk("Show", now));
    assert_eq!(
        (subject(&session).as_str(), header(&session, HeaderKind::Progress).as_str()),
        ("episode Three", "Played")
    );
}

#[test]
fn a_local_mark_is_said_to_be_one() {
    let mut session = Session::listing(140, 40, &["Show"]);
    let mut marked = shelved("Show", three().remove(1));
    (marked.mark, marked.episode.progress) = (Some(Mark::Played), Progress::Played);
    let (sort, state) = Default::default();
    session.keys("Enter").reply(Reply::Episodes(show_key("Show"), vec![marked], sort, state));
    assert_eq!(header(&session, HeaderKind::Progress), "Played (local mark)");
}

fn at(name: &str) -> Subject {
    Subject::Episode(show_key("Show"), EpisodeKey::from_remote(name))
}

fn asked(effects: &[Effect]) -> Vec<Subject> {
    let subject =
        |effect: &Effect| if let Effect::ReadNotes { subject, .. } = effect { Some(subject.clone()) } else { None };
    effects.iter().filter_map(subject).collect()
}

#[test]
fn what_is_shown_stays_until_the_library_has_answered() {
    let mut session = Session::reading(140, 40, three());
    session.reads_notes = false;
    session.keys("j");
    assert_eq!(asked(&session.effects()), [at("Two")]);
    assert_eq!((subject(&session).as_str(), header(&session, HeaderKind::Title).as_str()), ("episode Two", "Three"));
    session.reply(Reply::Notes(at("Two"), Notes::Html(Html::new("<p>a</p><p>b</p>"))));
    assert_eq!(header(&session, HeaderKind::Title), "Two");
    assert_eq!(session.state.main.notes.lines.len(), 3);
}

#[test]
fn of_notes_asked_for_one_after_the_other_the_last_count() {
    let mut session = Session::reading(140, 40, three());
    session.reads_notes = false;
    session.keys("j");
    let first = session.state.ledger.current(crate::app::ledger::Purpose::ReadNotes).expect("asked");
    session.effects();
    session.keys("j");
    let effects = session.effects();
    assert!(
        matches!(&effects[..], [Effect::Cancel(id), Effect::ReadNotes { subject, .. }] if *id == first && *subject == at("One")),
        "{effects:?}"
    );
}

#[test]
fn notes_that_cannot_be_read_leave_the_details_and_r_tries_again() {
    let mut session = Session::reading(140, 40, three());
    session.reads_notes = false;
    session.keys("j").reply(Reply::ReadFailed(problem("The library cannot be read"))).effects();
    assert_eq!(header(&session, HeaderKind::Title), "Two");
    assert!(matches!(session.state.main.notes.read, Reading::Failed(_)));
    session.keys("k j").effects();
    session.reply(Reply::ReadFailed(problem("The library cannot be read")));
    session.keys("r");
    assert_eq!(asked(&session.effects()), [at("Two")]);
}

#[test]
fn notes_that_changed_on_disk_are_read_again() {
    let mut session = Session::reading(140, 40, three());
    session.reads_notes = false;
    session.after(1).send(EventKind::LibraryChanged(LibraryChange::Episodes(show_key("Show"))));
    assert_eq!(asked(&session.effects()), [at("Three")]);
    session.reply(Reply::Notes(at("Three"), Notes::Html(Html::new("<p>a</p><p>b</p>"))));
    assert_eq!((session.state.main.notes.lines.len(), session.effects()), (3, vec![]));
}

#[test]
fn links_are_listed_and_opened_after_a_question() {
    let mut session = Session::reading(140, 40, three());
    write(&mut session, 1, &[("One", Some("https://one.example/")), ("Two", Some("https://two.example/"))]);
    session.keys("u j Enter");
    let two = WebLink::parse("https://two.example/").expect("a link");
    assert!(matches!(&session.state.overlay, Some(Overlay::ConfirmLink { link, .. }) if *link == two));
    assert_eq!(session.effects(), [], "nothing opens before the answer");
    session.keys("Esc");
    assert!(matches!(session.state.overlay, Some(Overlay::Links(_))));
    session.keys("Enter Enter");
    assert!(matches!(&session.effects()[..], [Effect::OpenWeb { link, .. }] if *link == two));
    session.keys("y");
    assert!(matches!(&session.effects()[..], [Effect::Copy { text, .. }] if text.expose() == "https://two.example/"));
}

#[test]
fn f8_a_link_that_is_none_is_listed_and_never_opened() {
    let mut session = Session::reading(140, 40, three());
    write(&mut session, 1, &[("Run me", Some("javascript:alert(1)"))]);
    session.keys("u Enter y");
    assert_eq!(session.effects(), []);
    assert_eq!(session.message(), "This link leads nowhere a browser could go");
}

#[test]
fn without_links_a_message_says_so() {
    let mut session = Session::reading(80, 24, three());
    session.keys("u");
    assert_eq!((&session.state.overlay, session.message()), (&None, "There are no links in these notes"));
}

#[test]
fn links_stay_those_of_the_notes_they_were_listed_from() {
    let mut session = Session::reading(140, 40, three());
    write(&mut session, 1, &[("One", Some("https://one.example/"))]);
    session.keys("u").after(1).send(EventKind::LibraryChanged(LibraryChange::Anything));
    session.reply(on_disk("Show", three().split_off(1)));
    assert_eq!(subject(&session), "episode Three");
    session.keys("Esc");
    assert_eq!(subject(&session), "episode Two");
}

#[test]
fn links_are_not_numbered_anew_while_they_are_listed() {
    let linked = |hosts: &[&str]| {
        let link = |host: &&str| format!("<a href=\"https://{host}/\">{host}</a> ");
        Notes::Html(Html::new(&hosts.iter().map(link).collect::<String>()))
    };
    let mut session = Session::reading(140, 40, vec![]);
    session.notes.insert(at("Three"), linked(&["one.example", "two.example"]));
    session.after(1).send(EventKind::LibraryChanged(LibraryChange::Anything));
    session.reply(on_disk("Show", three())).keys("g u j");
    session.notes.insert(at("Three"), linked(&["new.example", "one.example"]));
    session.after(1).send(EventKind::LibraryChanged(LibraryChange::Anything)).effects();
    session.keys("y");
    assert!(matches!(&session.effects()[..], [Effect::Copy { text, .. }] if text.expose() == "https://two.example/"));
    session.keys("Enter").resize(120, 30).keys("Enter");
    assert!(
        matches!(&session.effects()[..], [Effect::OpenWeb { link, .. }] if link.as_str() == "https://two.example/")
    );
    session.keys("Esc");
    let now: Vec<_> = session.state.main.notes.text.links.iter().map(|link| link.label.to_string()).collect();
    assert_eq!(now, ["new.example", "one.example"], "read again once the list is closed");
    assert_eq!(session.state.main.notes.read, Reading::Done);
}

#[test]
fn o_opens_and_y_copies_what_is_selected_or_read() {
    let mut session = Session::reading(80, 24, three());
    session.keys("j o Enter y");
    let effects = session.effects();
    let [Effect::OpenSpotify { link: SpotifyLink::Episode(id), .. }, Effect::Copy { text, .. }] = &effects[..] else {
        panic!("{effects:?}");
    };
    assert_eq!((id.as_str(), text.expose()), ("Two", "https://open.spotify.com/episode/Two"));
    session.reply(Reply::Opened(Err(problem("No browser")))).keys("h h o");
    assert_eq!(session.message(), "No browser");
    assert!(matches!(session.effects()[..], [Effect::OpenSpotify { link: SpotifyLink::Show(_), .. }]));
}

#[test]
fn links_of_a_show_are_read_when_they_are_asked_for_though_its_notes_are_not_in_view() {
    let mut session = Session::listing(80, 24, &["A"]);
    let html = r#"<p>See <a href="https://one.example/">one</a> and <a href="javascript:alert(1)">two</a>.</p>"#;
    session.notes.insert(Subject::Show(show_key("A")), Notes::Html(Html::new(html)));
    session.keys("u y");
    assert!(matches!(&session.effects()[..], [Effect::Copy { text, .. }] if text.expose() == "https://one.example/"));
}
