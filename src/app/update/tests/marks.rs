//! Marking and picking.

use pretty_assertions::assert_eq;

use super::{
    feed::{page, reading_new, row},
    harness::*,
};
use crate::{
    app::{
        overlays::Act,
        requests::event::{LibraryChange, LoginLost, SearchFound},
    },
    domain::{Episode, EpisodeAt, EpisodeKey, Mark, Progress, ShelfEpisode},
};

pub(super) fn some() -> Vec<Episode> {
    vec![
        episode("Four", "2026-11-04", 30, Progress::Unplayed),
        episode("Three", "2026-11-03", 30, Progress::Unplayed),
        episode("Two", "2026-11-02", 90, Progress::InProgress { position: std::time::Duration::from_mins(1) }),
        episode("One", "2026-11-01", 60, Progress::Played),
    ]
}

pub(super) fn at(title: &str) -> EpisodeAt {
    EpisodeAt { show: show_key("Show"), episode: EpisodeKey::from_remote(title) }
}

/// The marks asked for since the last call.
fn asked(session: &mut Session) -> Vec<(EpisodeAt, Option<Mark>)> {
    let marks = |effect| match effect {
        Effect::Write(_, Write::Mark(marks)) => marks,
        _ => Vec::new(),
    };
    session.effects().into_iter().flat_map(marks).collect()
}

#[test]
fn m_marks_at_once_and_twice_gives_back_what_was() {
    let (top, bottom) = (("", "k", Mark::Played, Progress::Unplayed), ("j j j", "", Mark::Unplayed, Progress::Played));
    for (down, up, mark, state) in [top, bottom] {
        let mut session = Session::reading(80, 24, some());
        session.keys(down).keys("m");
        let text = session.message().to_owned();
        session.keys(up);
        let marks = asked(&mut session);
        assert_eq!((marks.len(), marks[0].1), (1, Some(mark)));
        let item = |session: &Session| session.episode(ViewId::Episodes).cloned().expect("selected");
        assert_eq!((item(&session).mark, item(&session).episode.progress), (Some(mark), mark.progress()));
        assert!(text.ends_with("played (local), U undoes"), "{text}");
        session.reply(WriteReply::Marked(Ok(1))).keys("m").keys(up);
        assert_eq!(asked(&mut session)[0].1, None);
        assert_eq!((item(&session).mark, item(&session).episode.progress), (None, state));
    }
}

#[test]
fn the_details_say_that_a_mark_is_local() {
    let mut session = Session::reading(80, 24, some());
    session.keys("m k");
    assert!(session.facts().contains("played (local mark)"));
}

#[test]
fn rows_read_before_a_mark_is_written_do_not_take_it_from_the_screen() {
    let mut session = Session::reading(80, 24, some());
    session.send(EventKind::LibraryChanged(LibraryChange::Anything)).after(1).keys("m");
    assert!(session.runs(Slot::Episodes) && session.runs(Slot::Mark));
    session.reply(on_disk("Show", some()));
    assert_eq!(session.marks(ViewId::Episodes)[0], ("Four".into(), Some(Mark::Played)));
    session.reply(WriteReply::Marked(Ok(1))).send(EventKind::LibraryChanged(LibraryChange::Episodes(show_key("Show"))));
    let reads = session.effects().iter().filter(|effect| matches!(effect, Effect::Read(_, Read::Episodes(_)))).count();
    assert_eq!(reads, 2, "once before, once after it, at once");
}

#[test]
fn a_mark_that_could_not_be_written_says_so_and_what_is_on_disk_is_read() {
    let mut session = Session::reading(80, 24, some());
    session.keys("m").effects();
    session.reply(WriteReply::Marked(Err(problem("The disk is full"))));
    assert!(session.message().starts_with("The disk is full"));
    assert!(!session.messages().contains("Marked"), "{}", session.messages());
    session.reply(on_disk("Show", some()));
    assert!(session.marks(ViewId::Episodes).iter().all(|(_, mark)| mark.is_none()));
}

#[test]
fn what_was_marked_is_kept_among_the_messages_once_it_is_written() {
    let mut session = Session::reading(80, 24, some());
    session.keys("m");
    assert_eq!((session.message(), session.messages().contains("Marked")), ("Marked played (local), U undoes", false));
    session.reply(WriteReply::Marked(Ok(1)));
    assert!(session.messages().contains("Marked played (local), U undoes"));
}

#[test]
fn in_a_library_that_cannot_be_written_no_key_says_that_it_marked() {
    let mut session =
        Session::with(Startup { shelf: Some(Shelf { is_read_only: true, ..shelf("ada", &["Show"]) }), ..startup() });
    session.send(EventKind::Start).keys("Enter").reply(on_disk("Show", some())).keys("m");
    assert_eq!(session.message(), "");
    session.reply(WriteReply::Marked(Err(problem("The library is read-only"))));
    assert_eq!(session.message(), "The library is read-only");
    assert_eq!(session.selected(ViewId::Episodes), Some(0), "nothing was marked, so nothing moves on");
}

#[test]
fn a_mark_that_fails_while_its_rows_are_put_aside_is_not_on_them_when_they_come_back() {
    let mut session = Session::reading(80, 24, some());
    session.keys("m R").reply(Reply::LoginLost(LoginLost::AnotherAccount));
    assert_eq!(session.episodes(), [""; 0]);
    session.reply(WriteReply::Marked(Err(problem("The disk is full"))));
    session.reply(LoginReply::Account(Some(account("ada")))).reply(on_disk("Show", some()));
    assert_eq!(session.marks(ViewId::Episodes).len(), some().len());
    assert!(session.marks(ViewId::Episodes).iter().all(|(_, mark)| mark.is_none()));
}

#[test]
fn no_mark_of_an_account_is_on_the_rows_of_another() {
    let mut session = Session::reading(80, 24, some());
    session.keys("m R").reply(Reply::LoginLost(LoginLost::AnotherAccount));
    session.reply(LoginReply::Account(Some(account("grace")))).reply(shows(&["Show"]));
    session.keys("Enter").reply(on_disk("Show", some()));
    assert_eq!(session.marks(ViewId::Episodes).len(), some().len());
    assert!(session.marks(ViewId::Episodes).iter().all(|(_, mark)| mark.is_none()));
}

#[test]
fn with_a_state_filter_a_marked_row_goes_and_the_next_one_is_there_to_be_marked() {
    let mut session = Session::reading(80, 24, some());
    session.keys("f");
    assert_eq!(session.episodes(), [">Four", "Three"]);
    session.keys("m");
    assert_eq!(session.episodes(), [">Three"]);
    session.keys("m");
    assert_eq!(session.episodes(), [""; 0]);
    let marks: Vec<_> = asked(&mut session).into_iter().map(|(at, _)| at).collect();
    assert_eq!(marks, [at("Four"), at("Three")]);
}

#[test]
fn capital_u_takes_the_last_marks_back_and_says_how_many() {
    let mut session = Session::reading(80, 24, some());
    session.keys("v v v m");
    let marks = session.id(Slot::Mark);
    session.reply(WriteReply::Marked(Ok(3))).effects();
    session.keys("U");
    assert!(matches!(session.effects()[..], [Effect::Write(_, Write::UndoMark(of))] if of == marks));
    session.reply(WriteReply::Marked(Ok(3)));
    assert_eq!(session.message(), "Undone: 3 episodes");
    session.keys("U");
    assert!(matches!(session.effects()[..], [Effect::Write(_, Write::FindImport)]));
    session.reply(WriteReply::ImportFound(None));
    assert_eq!(session.message(), "There is nothing to undo");
    assert!(session.effects().is_empty());
}

#[test]
fn a_mark_and_its_undo_in_quick_succession_are_both_answered() {
    let mut session = Session::reading(80, 24, some());
    session.keys("m U");
    assert!(matches!(session.effects()[..], [Effect::Write(_, Write::Mark(_)), Effect::Write(_, Write::UndoMark(_))]));
    session.reply(WriteReply::Marked(Ok(1))).reply(WriteReply::Marked(Ok(1)));
    assert!(!session.runs(Slot::Mark) && !session.runs(Slot::Undo));
    assert_eq!(session.message(), "Undone: 1 episode");
}

#[test]
fn v_picks_and_m_marks_all_that_is_picked_whatever_filters_them() {
    let mut session = Session::reading(80, 24, some());
    session.keys("v j v");
    assert_eq!(session.selection(), [at("Four"), at("Two")]);
    assert_eq!(session.episodes(), ["Four", "Three", "Two", ">One"]);
    session.keys("/").text("three").keys("Enter v");
    assert_eq!(session.selection(), [at("Four"), at("Two"), at("Three")]);
    session.keys("m");
    let played = |title| (at(title), Some(Mark::Played));
    assert_eq!(asked(&mut session), [played("Four"), played("Two"), played("Three")]);
    assert_eq!(session.message(), "3 marked played (local), U undoes");
    session.keys("m");
    assert_eq!(asked(&mut session), ["Four", "Two", "Three"].map(|title| (at(title), None)));
}

#[test]
fn esc_leaves_the_selection_before_the_filter_and_the_list() {
    let mut session = Session::reading(80, 24, some());
    session.keys("/").text("o").keys("Enter v Esc");
    assert_eq!(session.selection(), []);
    let filter = |session: &Session| session.filter(ViewId::Episodes).text().to_owned();
    assert_eq!(filter(&session), "o");
    session.keys("Esc");
    assert_eq!((filter(&session).as_str(), session.focus()), ("", ViewId::Episodes));
    session.keys("Esc");
    assert_eq!(session.focus(), ViewId::Shows);
}

#[test]
fn what_is_picked_stays_through_sort_refresh_and_other_tabs_and_what_is_gone_leaves() {
    let mut session = Session::reading(80, 24, some());
    session.keys("v v s 2 1");
    assert_eq!(session.selection(), [at("Four"), at("Three")]);
    session.send(EventKind::LibraryChanged(LibraryChange::Anything)).after(1);
    session.reply(on_disk("Show", some().split_off(1)));
    assert_eq!(session.selection(), [at("Three")]);
    session.keys("v");
    let before = session.selection().len();
    session.keys("k v");
    assert_eq!(session.selection().len(), before - 1, "once more leaves it out");
}

#[test]
fn each_list_has_a_selection_of_its_own() {
    let mut session = reading_new(vec![row("Show", "Four", "2026-11-04"), row("Other", "Six", "2026-11-03")]);
    session.keys("v v");
    assert_eq!(session.selection().len(), 2);
    session.keys("3").reply_feed(FeedId::IN_PROGRESS, page(vec![row("Show", "Four", "2026-11-04")]));
    assert_eq!(session.selection(), []);
    session.keys("2");
    assert_eq!(session.selection().len(), 2);
    let rows = vec![row("Show", "Four", "2026-11-04"), row("Other", "Six", "2026-11-03")];
    session.reply_feed(FeedId::NEW, page(rows)).keys("m");
    let marks: Vec<_> = asked(&mut session).into_iter().map(|(at, _)| at.show).collect();
    assert_eq!(marks, [show_key("Show"), show_key("Other")]);
}

#[test]
fn what_is_read_is_marked_and_not_what_is_picked_beside_it() {
    let mut session = Session::reading(140, 40, some());
    session.keys("v j Enter m");
    assert_eq!(asked(&mut session), [(at("Two"), Some(Mark::Played))]);
    assert_eq!(session.selection(), [at("Four")]);
    session.keys("Esc");
    assert_eq!((session.focus(), session.selection().len()), (ViewId::Episodes, 1), "Esc steps out of the notes");
}

#[test]
fn an_episode_that_leaves_its_list_when_it_is_marked_can_still_be_read_and_given_back() {
    let mut begun = row("Show", "Four", "2026-11-04");
    begun.episode.progress = Progress::InProgress { position: std::time::Duration::from_mins(3) };
    begun.remote = begun.episode.progress;
    let mut session = Session::listing(140, 40, &["Show"]);
    session.keys("3").reply_feed(FeedId::IN_PROGRESS, page(vec![begun])).keys("Enter m");
    session.reply(WriteReply::Marked(Ok(1))).send(EventKind::LibraryChanged(LibraryChange::Episodes(show_key("Show"))));
    session.reply_feed(FeedId::IN_PROGRESS, page(Vec::new())).after(1).resize(130, 40);
    assert!(session.facts().contains("played (local mark)"));
    session.effects();
    session.keys("m");
    assert_eq!(asked(&mut session), [(at("Four"), None)]);
}

#[test]
fn capital_m_asks_before_it_marks_what_is_below() {
    let mut session = Session::reading(80, 24, some());
    session.keys("j M");
    let Some(Overlay::Question(question)) = session.overlay() else { panic!("nothing is asked") };
    assert_eq!(
        question.text(),
        "2 episodes are not played yet from the selected row down. The marks are local; U undoes them."
    );
    session.keys("Esc");
    assert_eq!((asked(&mut session), session.overlay().is_none()), (Vec::new(), true));
    session.keys("M Enter");
    assert_eq!(asked(&mut session), [(at("Three"), Some(Mark::Played)), (at("Two"), Some(Mark::Played))]);
    assert!(session.overlay().is_none());
    session.keys("M");
    assert_eq!(session.message(), "Everything from here down is played already");
}

#[test]
fn capital_m_says_that_what_is_not_listed_yet_stays() {
    let many: Vec<ShelfEpisode> = (0..200).map(|number| row("Show", &format!("E{number}"), "2026-11-01")).collect();
    let mut session = Session::listing(80, 24, &["Show"]);
    session.keys("2");
    let page = FeedPage { rows: many, is_first: true, more: true, total: 900, ..FeedPage::default() };
    session.reply_feed(FeedId::NEW, page).keys("j M");
    let Some(Overlay::Question(question)) = session.overlay() else { panic!("nothing is asked") };
    let Some(Act::MarkPlayed(episodes)) = question.act() else { panic!("another question") };
    assert_eq!(episodes.len(), 199);
    let question = question.text();
    assert!(
        question.contains("down to \"E199\" of 2026-11-01, the last one listed so far; what is further"),
        "{question}"
    );
    session.keys("y");
    assert_eq!(asked(&mut session).len(), 199);
}

#[test]
fn in_the_search_episodes_are_picked_and_shows_are_not() {
    let mut session = Session::listing(80, 24, &["Show"]);
    let episodes = ["Four", "Three"].map(|title| row("Show", title, "2026-11-04")).into();
    session.keys("5").text("o").reply(ReadReply::Found(SearchFound {
        shows: vec![show("Show")],
        episodes,
        cut_short: false,
    }));
    session.keys("Enter g v");
    assert_eq!(session.message(), "Only episodes can be selected");
    session.keys("m");
    assert_eq!(session.message(), "No episode is selected");
    session.keys("j v v M Enter");
    assert_eq!(asked(&mut session), [(at("Three"), Some(Mark::Played))], "from the selected row down");
    session.keys("m");
    assert_eq!(asked(&mut session), [(at("Four"), Some(Mark::Played))], "the other is played already");
    session.keys("Esc Esc");
    assert_eq!(session.search(), "", "Esc once for the selection, once for the search");
}

#[test]
fn the_details_follow_a_mark_that_is_undone_in_whatever_order_the_library_answers() {
    for notes_first in [true, false] {
        let mut session = Session::reading(140, 40, vec![episode("One", "2026-11-01", 30, Progress::Unplayed)]);
        session.reads_notes = false;
        session.keys("2").reply_feed(FeedId::NEW, page(vec![row("Show", "One", "2026-11-01")]));
        let subject = session.subject().expect("an episode");
        let notes = || ReadReply::Notes(subject.clone(), crate::domain::Notes::default());
        session.reply(notes()).keys("m").reply(WriteReply::Marked(Ok(1)));
        let marked = || {
            let mut row = row("Show", "One", "2026-11-01");
            row.set_mark(Some(Mark::Played));
            page(vec![row])
        };
        session.send(EventKind::LibraryChanged(LibraryChange::Episodes(show_key("Show")))).after(2);
        session.reply_feed(FeedId::NEW, marked()).reply(notes());
        assert!(session.facts().contains("played (local mark)"));
        session.keys("U").reply(WriteReply::Marked(Ok(1)));
        session.send(EventKind::LibraryChanged(LibraryChange::Anything)).after(2);
        if notes_first {
            session.reply(notes()).reply_feed(FeedId::NEW, page(vec![row("Show", "One", "2026-11-01")]));
        } else {
            session.reply_feed(FeedId::NEW, page(vec![row("Show", "One", "2026-11-01")])).reply(notes());
        }
        assert!(session.facts().contains("unplayed"), "notes first: {notes_first}");
        assert!(!session.facts().contains("played (local mark)"));
    }
}
