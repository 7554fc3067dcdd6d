use std::time::Duration;

use super::harness::*;
use crate::{
    app::{overlays::Links, requests::event::LibraryChange},
    domain::{
        CleanText, Episode, EpisodeAt, EpisodeKey, Html, Mark, Notes, Progress, SpotifyLink, WebLink, rich::Link,
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
    match session.subject() {
        None => "nothing".into(),
        Some(Subject::Show(key)) => format!("show {}", key.id().map_or("?", |id| id.as_str())),
        Some(Subject::Episode(at)) => format!("episode {}", at.episode.id().map_or("?", |id| id.as_str())),
    }
}

/// Notes of this many lines, with these links.
fn write(session: &mut Session, count: usize, links: &[(&str, &str)]) {
    let anchors: Vec<_> = links.iter().map(|(label, url)| format!("<a href=\"{url}\">{label}</a> ")).collect();
    let text = vec!["line"; count].join("<br>");
    session.write_notes(Notes::Html(Html::new(&format!("<p>{}{text}</p>", anchors.concat()))));
    session.effects();
}

#[test]
fn in_three_panes_the_notes_follow_the_list_that_has_the_keys() {
    let mut session = Session::reading(140, 40, three());
    assert_eq!(subject(&session), "episode Three");
    session.keys("j");
    assert_eq!(subject(&session), "episode Two");
    assert_eq!(session.header(HeaderKind::Progress), "Stopped at 12:34 of 1:30:00, 1h18 left");
    session.keys("h");
    assert_eq!(subject(&session), "show Show");
    assert_eq!(session.header(HeaderKind::Link), "https://open.spotify.com/show/Show");
}

#[test]
fn notes_are_laid_out_once_for_a_subject_and_a_width() {
    let mut session = Session::reading(140, 40, three());
    let width = session.notes_width();
    // Three quarters are the lists; the edge and a margin are no text.
    assert_eq!(width, 140 - 37 - 63 - 2);
    write(&mut session, 3, &[]);
    session.keys("l j k").after(60);
    assert_eq!(session.notes_lines().1, 3, "kept as they were");
    session.resize(120, 40);
    // While they are read they take more.
    assert_eq!((session.notes_width(), session.notes_lines().1), (120 - 26 - 40 - 2, 3));
}

#[test]
fn notes_that_are_not_in_view_are_not_read() {
    let mut session = Session::listing(80, 24, &["A", "B"]);
    session.keys("j");
    assert_eq!((subject(&session).as_str(), session.notes_are_read()), ("show B", false));
    session.keys("i");
    assert_eq!((session.focus(), session.notes_are_read()), (ViewId::Notes, true));
}

#[test]
fn details_of_a_show_open_with_i_and_esc_goes_back_to_the_shows() {
    for (width, height) in [(40, 10), (80, 24), (140, 40)] {
        let mut session = Session::reading(width, height, three());
        session.keys("h i");
        assert_eq!((session.focus(), subject(&session).as_str()), (ViewId::Notes, "show Show"));
        assert_eq!(session.header(HeaderKind::Title), "Show");
        session.keys("Esc");
        assert_eq!(session.focus(), ViewId::Shows);
    }
}

#[test]
fn enter_on_an_episode_reads_it_and_h_goes_back_to_the_list() {
    let mut session = Session::reading(40, 10, three());
    session.keys("j Enter");
    assert_eq!((session.focus(), subject(&session).as_str()), (ViewId::Notes, "episode Two"));
    session.keys("h");
    assert_eq!((session.focus(), session.episodes()[1].as_str()), (ViewId::Episodes, ">Two"));
}

#[test]
fn header_and_notes_scroll_as_one_document_and_stop_at_its_ends() {
    let mut session = Session::reading(40, 10, three());
    session.keys("Enter");
    write(&mut session, 50, &[]);
    let (header, lines) = session.notes_lines();
    assert_eq!(lines, 50);
    let len = header + lines;
    session.keys("k");
    assert_eq!(session.notes_scroll(), 0);
    session.keys("G j PgDn");
    assert_eq!(session.notes_scroll(), len - 8, "eight lines are in view");
    session.keys("PgUp");
    assert_eq!(session.notes_scroll(), len - 8 - 7);
    session.keys("g Ctrl-d");
    assert_eq!(session.notes_scroll(), 4);
    session.keys("G").resize(40, 30);
    assert_eq!(session.notes_scroll(), session.notes_lines().0 + 50 - 26);
}

#[test]
fn another_subject_starts_at_its_top() {
    let mut session = Session::reading(140, 10, three());
    write(&mut session, 50, &[]);
    session.keys("l G");
    assert_ne!(session.notes_scroll(), 0);
    session.keys("h j");
    assert_eq!(session.notes_scroll(), 0);
}

#[test]
fn a_refresh_keeps_the_place_in_the_notes_and_shows_what_is_new() {
    let mut session = Session::reading(140, 40, three());
    let mut now = three();
    now[0].progress = Progress::Played;
    write(&mut session, 50, &[]);
    session.keys("l j j h k");
    session.after(1).send(EventKind::LibraryChanged(LibraryChange::Anything)).reply(on_disk("Show", now));
    assert!(subject(&session) == "episode Three" && session.facts().contains("played"), "{}", session.facts());
}

#[test]
fn a_local_mark_is_said_to_be_one() {
    let mut session = Session::listing(140, 40, &["Show"]);
    let mut marked = shelved("Show", three().remove(1));
    (marked.mark, marked.episode.progress) = (Some(Mark::Played), Progress::Played);
    let (sort, state) = Default::default();
    session.keys("Enter").reply(ReadReply::Episodes(show_key("Show"), vec![marked], sort, state));
    assert!(session.facts().contains("played (local mark)"), "{}", session.facts());
}

fn at(name: &str) -> Subject {
    Subject::Episode(EpisodeAt { show: show_key("Show"), episode: EpisodeKey::from_remote(name) })
}

fn asked(effects: &[Effect]) -> Vec<Subject> {
    let subject =
        |effect: &Effect| if let Effect::Read(_, Read::Notes(subject)) = effect { Some(subject.clone()) } else { None };
    effects.iter().filter_map(subject).collect()
}

#[test]
fn what_is_shown_stays_until_the_library_has_answered() {
    let mut session = Session::reading(140, 40, three());
    session.reads_notes = false;
    session.keys("j");
    assert_eq!(asked(&session.effects()), [at("Two")]);
    assert_eq!((subject(&session).as_str(), session.header(HeaderKind::Title).as_str()), ("episode Two", "Three"));
    session.reply(ReadReply::Notes(at("Two"), Notes::Html(Html::new("<p>a</p><p>b</p>"))));
    assert_eq!(session.header(HeaderKind::Title), "Two");
    assert_eq!(session.notes_lines().1, 3);
}

#[test]
fn of_notes_asked_for_one_after_the_other_the_last_count() {
    let mut session = Session::reading(140, 40, three());
    session.reads_notes = false;
    session.keys("j");
    let first = session.id(Slot::Notes);
    session.effects();
    session.keys("j");
    let effects = session.effects();
    assert!(
        matches!(&effects[..], [Effect::Cancel(id), Effect::Read(_, Read::Notes(subject))] if *id == first && *subject == at("One")),
        "{effects:?}"
    );
}

#[test]
fn notes_that_cannot_be_read_leave_the_details_and_r_tries_again() {
    let mut session = Session::reading(140, 40, three());
    session.reads_notes = false;
    session.keys("j").reply(ReadReply::Failed(problem("The library cannot be read"))).effects();
    assert_eq!(session.header(HeaderKind::Title), "Two");
    assert_eq!(session.notes_problem(), Some(&problem("The library cannot be read")));
    session.keys("k").keys("j").effects();
    session.reply(ReadReply::Failed(problem("The library cannot be read")));
    session.keys("r");
    assert_eq!(asked(&session.effects()), [at("Two")]);
}

#[test]
fn notes_that_changed_on_disk_are_read_again() {
    let mut session = Session::reading(140, 40, three());
    session.reads_notes = false;
    session.after(1).send(EventKind::LibraryChanged(LibraryChange::Episodes(show_key("Show"))));
    assert_eq!(asked(&session.effects()), [at("Three")]);
    session.reply(ReadReply::Notes(at("Three"), Notes::Html(Html::new("<p>a</p><p>b</p>"))));
    assert_eq!((session.notes_lines().1, session.effects()), (3, vec![]));
}

#[test]
fn links_are_listed_and_opened_after_a_question() {
    let mut session = Session::reading(140, 40, three());
    write(&mut session, 1, &[("One", "https://one.example/"), ("Two", "https://two.example/")]);
    session.keys("u j Enter");
    let two = WebLink::parse("https://two.example/").expect("a link");
    assert!(matches!(session.overlay(), Some(Overlay::Question(_))));
    assert_eq!(session.overlay_lines(), [two.as_str()]);
    assert_eq!(session.effects(), [], "nothing opens before the answer");
    session.keys("Esc");
    assert!(matches!(session.overlay(), Some(Overlay::Links(_))));
    session.keys("Enter Enter");
    assert!(matches!(&session.effects()[..], [Effect::System(_, System::OpenWeb(link))] if *link == two));
    session.keys("y");
    assert!(
        matches!(&session.effects()[..], [Effect::System(_, System::Copy(text))] if text.expose() == "https://two.example/")
    );
}

#[test]
fn f8_a_link_that_is_none_is_listed_and_never_opened() {
    let mut session = Session::reading(140, 40, three());
    let link = Link { label: CleanText::new("Run me"), url: None };
    session.show_overlay(Overlay::Links(Links::new(vec![link])));
    assert_eq!(session.overlay_lines(), ["[1] Run me  (no web page)"]);
    session.keys("Enter y");
    assert_eq!(session.effects(), []);
    assert_eq!(session.message(), "This link leads to no web page");
}

#[test]
fn without_links_a_message_says_so() {
    let mut session = Session::reading(80, 24, three());
    session.keys("u");
    assert_eq!((session.overlay(), session.message()), (None, "There are no links in these notes"));
}

#[test]
fn links_stay_those_of_the_notes_they_were_listed_from() {
    let mut session = Session::reading(140, 40, three());
    write(&mut session, 1, &[("One", "https://one.example/")]);
    session.keys("u").after(1).send(EventKind::LibraryChanged(LibraryChange::Anything));
    session.reply(on_disk("Show", three().split_off(1)));
    assert_eq!(subject(&session), "episode Two");
    session.keys("y");
    assert!(
        matches!(&session.effects()[..], [.., Effect::System(_, System::Copy(text))] if text.expose() == "https://one.example/")
    );
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
    assert!(
        matches!(&session.effects()[..], [Effect::System(_, System::Copy(text))] if text.expose() == "https://two.example/")
    );
    session.keys("Enter").resize(120, 30).keys("Enter");
    assert!(
        matches!(&session.effects()[..], [Effect::System(_, System::OpenWeb(link))] if link.as_str() == "https://two.example/")
    );
    session.keys("Esc");
    assert_eq!(session.links(), ["new.example", "one.example"], "the notes were read again");
    assert!(session.notes_are_read());
}

#[test]
fn o_opens_and_y_copies_what_is_selected_or_read() {
    let mut session = Session::reading(80, 24, three());
    session.keys("j o Enter y");
    let effects = session.effects();
    let [Effect::System(_, System::OpenSpotify(SpotifyLink::Episode(id))), Effect::System(_, System::Copy(text))] =
        &effects[..]
    else {
        panic!("{effects:?}");
    };
    assert_eq!((id.as_str(), text.expose()), ("Two", "https://open.spotify.com/episode/Two"));
    session.reply(Reply::System(Err(problem("No browser")))).keys("h h o");
    assert_eq!(session.message(), "No browser");
    assert!(matches!(session.effects()[..], [Effect::System(_, System::OpenSpotify(SpotifyLink::Show(_)))]));
}

#[test]
fn links_of_a_show_are_read_when_they_are_asked_for_though_its_notes_are_not_in_view() {
    let mut session = Session::listing(80, 24, &["A"]);
    let html = r#"<p>See <a href="https://one.example/">one</a> and <a href="javascript:alert(1)">two</a>.</p>"#;
    session.notes.insert(Subject::Show(show_key("A")), Notes::Html(Html::new(html)));
    session.keys("u y");
    assert!(
        matches!(&session.effects()[..], [Effect::System(_, System::Copy(text))] if text.expose() == "https://one.example/")
    );
}
