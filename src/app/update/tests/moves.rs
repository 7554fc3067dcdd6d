//! Counts, ranges, the zoom, and where marks lead.

use super::harness::*;
use crate::{
    app::{Context, input::key::MouseKind, overlays::Act},
    domain::{Episode, EpisodeAt, EpisodeKey, Progress},
};

fn at(title: &str) -> EpisodeAt {
    EpisodeAt { show: show_key("Show"), episode: EpisodeKey::from_remote(title) }
}

fn numbered(count: usize) -> Vec<Episode> {
    (0..count).map(|number| episode(&format!("E{number}"), "2026-11-01", 30, Progress::Unplayed)).collect()
}

fn selected(session: &Session) -> String {
    session.episode(ViewId::Episodes).map(|item| item.episode.name.to_string()).unwrap_or_default()
}

fn marked(session: &mut Session) -> Vec<EpisodeAt> {
    let marks = |effect| match effect {
        Effect::Write(_, Write::Mark(marks)) => marks,
        _ => Vec::new(),
    };
    session.effects().into_iter().flat_map(marks).map(|(at, _)| at).collect()
}

#[test]
fn the_mouse_ends_a_count() {
    let mut session = Session::reading(140, 40, numbered(90));
    session.keys("9").mouse(MouseKind::WheelDown, 1, 5).keys("j");
    assert_eq!(selected(&session), "E1");
}

#[test]
fn a_count_repeats_a_step_and_esc_forgets_it() {
    let mut session = Session::reading(140, 40, numbered(90));
    session.keys("7 j");
    assert_eq!(selected(&session), "E7");
    session.keys("Alt-1 0 j 8 k");
    assert_eq!(selected(&session), "E9");
    session.keys("Alt-4 2 G");
    assert_eq!(selected(&session), "E41");
    session.keys("9 9 9 9 9 9 9 G");
    assert_eq!(selected(&session), "E89", "no further than the last");
    session.keys("9 g");
    assert_eq!(selected(&session), "E8");
    session.keys("9 Esc");
    assert_eq!((session.message(), session.focus()), ("No count", ViewId::Episodes));
    session.keys("j");
    assert_eq!(selected(&session), "E9");
    session.keys("7 2");
    assert_eq!((session.tab(), session.message()), (Tab::Shows, "72 ..."), "a digit after a digit is no tab");
    session.keys("Esc 2");
    assert_eq!(session.tab(), Tab::Feed(FeedId::NEW), "a tab is a tab");
}

#[test]
fn a_held_key_scrolls_by_a_third_of_the_rows_and_a_press_by_one() {
    // The last of these keys leaves the view of 36 rows.
    for (keys, ms, top) in [("j j", 49, 13), ("j j", 50, 1), ("Down j", 10, 1), ("Alt-4 j", 10, 3)] {
        let mut session = Session::reading(140, 40, numbered(90));
        session.keys("Alt-3 4 j").after(1);
        assert_eq!(session.height(ViewId::Episodes), 36);
        for key in keys.split(' ') {
            session.after_ms(ms).send(EventKind::Key(key.parse().expect("a key")));
        }
        assert_eq!(session.top(ViewId::Episodes), top, "{keys}, {ms} ms apart");
    }
}

#[test]
fn digits_are_text_in_a_field() {
    let mut session = Session::reading(140, 40, numbered(9));
    session.keys("/").text("77");
    assert_eq!(session.filter(ViewId::Episodes).text(), "77");
}

#[test]
fn a_range_grows_and_shrinks_with_the_selected_row_and_has_keys_of_its_own() {
    let mut session = Session::reading(140, 40, numbered(9));
    session.keys("v j V j j");
    assert_eq!(session.selection(), [at("E0"), at("E2"), at("E3"), at("E4")]);
    session.keys("k k k");
    assert_eq!(session.selection(), [at("E0"), at("E1"), at("E2")], "upwards too, beside what was selected before");
    assert_eq!(session.state().contexts()[0], Context::Selection);
    session.keys("V j j j");
    assert_eq!(session.selection().len(), 3, "the same key ends it");
    session.keys("m");
    assert_eq!(marked(&mut session), [at("E0"), at("E1"), at("E2")]);
    session.keys("Esc");
    assert!(session.selection().is_empty());
    session.keys("V G Esc j");
    assert!(session.selection().is_empty(), "Esc ends a range and clears it");
}

#[test]
fn a_range_keeps_its_rows_when_a_filter_is_typed_or_the_order_changes() {
    let three = [at("E1"), at("E2"), at("E3")];
    let mut session = Session::reading(140, 40, numbered(9));
    session.keys("j V j j /").text("8").keys("Esc");
    assert_eq!(session.selection(), three);
    session.keys("Esc g j V j j S j j");
    assert_eq!(session.selection(), three, "the other order has other rows between its ends");
    session.keys("Esc S g j V j j f");
    assert_eq!(session.selection().len(), 3, "nor does a state change it");
}

#[test]
fn w_gives_a_pane_the_whole_width_and_back() {
    let mut session = Session::reading(140, 40, numbered(3));
    let panes = |session: &Session| session.state().cx.layout.panes.clone();
    let before = panes(&session);
    session.keys("w");
    assert_eq!(
        panes(&session).iter().map(|(id, area)| (*id, area.width)).collect::<Vec<_>>(),
        [(ViewId::Episodes, 140)]
    );
    session.keys("Enter");
    assert_eq!(panes(&session).first().map(|(id, _)| *id), Some(ViewId::Notes), "the zoom goes along with the focus");
    session.keys("h w");
    assert_eq!(panes(&session), before);
}

#[test]
fn ctrl_f_and_ctrl_b_page() {
    let mut session = Session::reading(140, 40, numbered(90));
    session.keys("Ctrl-f Ctrl-f");
    let there = selected(&session);
    session.keys("Ctrl-b g PgDn PgDn");
    assert_eq!(selected(&session), there);
}

#[test]
fn m_moves_on_and_goes_through_a_list_row_by_row() {
    let mut session = Session::reading(140, 40, numbered(4));
    session.keys("m m");
    assert_eq!((marked(&mut session), selected(&session)), (vec![at("E0"), at("E1")], "E2".into()));
    session.keys("f f f f g f");
    session.keys("g m m");
    assert_eq!(marked(&mut session), [at("E2"), at("E3")], "where a played row leaves the list, none is skipped");
    let mut session = Session::reading(140, 40, numbered(2));
    session.keys("Enter m m");
    assert_eq!(marked(&mut session), [at("E0"), at("E0")], "in the notes it stays");
}

#[test]
fn capital_m_on_a_show_asks_and_marks_all_of_it() {
    let mut session = Session::listing(140, 40, &["Show"]);
    session.keys("M");
    assert_eq!(session.message(), "Every episode of this show on disk is played already");
    let mut item = show("Show");
    (item.counts.unplayed, item.counts.in_progress, item.counts.total) = (21, 2, 40);
    session.send(EventKind::LibraryChanged(crate::app::requests::event::LibraryChange::Shows)).after(2);
    session.reply(ReadReply::Shows(vec![item])).keys("M");
    let Some(Overlay::Question(question)) = session.overlay() else { panic!("a question") };
    assert!(question.text().starts_with("23 episodes are not played yet in \"Show\""), "{}", question.text());
    assert_eq!(question.act(), Some(&Act::MarkShow(show_key("Show"))));
    session.keys("Enter");
    assert!(
        matches!(session.effects().last(), Some(Effect::Write(_, Write::MarkShow(show))) if *show == show_key("Show"))
    );
    session.answer(session.id(Slot::MarkShow), WriteReply::Marked(Ok(23)));
    assert_eq!(session.message(), "23 marked played (local), U undoes");
}

#[test]
fn in_shows_n_goes_on_within_the_show_and_reads_on() {
    let mut episodes = numbered(5);
    episodes[1].progress = Progress::Played;
    episodes[3].progress = Progress::Played;
    let mut session = Session::reading(140, 40, episodes);
    session.keys("n");
    assert_eq!(selected(&session), "E2");
    session.keys("Enter n");
    assert_eq!((session.focus(), session.subject()), (ViewId::Notes, Some(Subject::Episode(at("E4")))));
    session.keys("n");
    assert_eq!(session.message(), "No unplayed episode of this show below");
    session.keys("N N N");
    assert_eq!(session.message(), "No unplayed episode of this show above");
    assert!(session.effects().iter().all(|effect| !matches!(effect, Effect::Read(_, Read::NextUnplayed { .. }))));
    session.keys("Backspace");
    assert_eq!(session.subject(), Some(Subject::Episode(at("E2"))), "a jump as any other");
}

#[test]
fn capital_s_reverses_every_order_and_it_is_remembered() {
    let mut session = Session::listing(140, 40, &["B", "C", "A"]);
    session.keys("S");
    assert_eq!(session.shows(), ["A", "C", ">B"]);
    session.keys("s S");
    assert_eq!(session.shows(), ["C", ">B", "A"], "the next order is that after the one that was reversed");
    assert_eq!(session.message(), "Sorted by name, Z to A");
    assert!(matches!(session.effects().last(), Some(Effect::Remember(Remember::Shows(ShowSort::NameDown, _)))));
    let mut session = Session::reading(140, 40, numbered(3));
    session.keys("s s S");
    assert!(matches!(
        session.effects().last(),
        Some(Effect::Remember(Remember::Episodes(_, EpisodeSort::Shortest, _)))
    ));
    session.keys("Enter S");
    assert_eq!(session.message(), "S does nothing here: ? shows the keys");
    session.keys("2 S").after_ms(90);
    assert_eq!(session.message(), "New is always sorted by date, newest first");
}
