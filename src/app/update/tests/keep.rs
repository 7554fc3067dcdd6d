//! Following and saving: shown at once, confirmed or taken back, undone.

use pretty_assertions::assert_eq;

use super::{
    discover::found,
    feed::{page, reading_new, row},
    harness::*,
};
use crate::{
    app::requests::event::{LibraryChange, Refusal, Refused},
    domain::{Episode, EpisodeId, Progress, Scope, ShelfEpisode, SpotifyLink, SyncEnd},
};

fn some() -> Vec<Episode> {
    let one = |(title, date)| episode(title, date, 30, Progress::Unplayed);
    [("Four", "2026-11-04"), ("Three", "2026-11-03"), ("Two", "2026-11-02")].map(one).into()
}

fn reading() -> Session {
    Session::reading(140, 40, some())
}

/// The same episodes on disk, these of them saved.
fn on_disk_saved(saved: &[&str]) -> ReadReply {
    let ReadReply::Episodes(show, mut items, sort, state) = on_disk("Show", some()) else { panic!("episodes") };
    for item in &mut items {
        item.saved = saved.contains(&item.episode.name.as_str());
    }
    ReadReply::Episodes(show, items, sort, state)
}

fn done() -> Reply {
    Reply::Keep(Ok(None))
}

fn refused(title: &'static str) -> Reply {
    Reply::Keep(Err(Refused { why: Refusal::Other, problem: problem(title) }))
}

/// What was asked of Spotify since the last call: kept or not, and what.
fn asked(session: &mut Session) -> Vec<(bool, String)> {
    let uris = |links: Vec<SpotifyLink>| links.iter().map(SpotifyLink::uri).collect::<Vec<_>>().join(" ");
    let one = |effect| match effect {
        Effect::Keep(_, Keep { links, keep }) => Some((keep, uris(links))),
        _ => None,
    };
    session.effects().into_iter().filter_map(one).collect()
}

fn episodes(keep: bool, names: &[&str]) -> (bool, String) {
    (keep, names.iter().map(|name| format!("spotify:episode:{name}")).collect::<Vec<_>>().join(" "))
}

fn a_show(keep: bool, name: &str) -> (bool, String) {
    (keep, format!("spotify:show:{name}"))
}

/// The titles of a list that are shown as saved.
fn saved(session: &Session, id: ViewId) -> Vec<String> {
    let view = session.views().get(id);
    let rows = (0..session.list(id).len()).filter_map(|row| view.episode_at(row));
    rows.filter(|item: &&ShelfEpisode| item.saved).map(|item| item.episode.name.to_string()).collect()
}

#[test]
fn a_saves_at_once_says_so_once_spotify_has_it_and_removes_again() {
    let mut session = reading();
    session.keys("a");
    assert_eq!(asked(&mut session), [episodes(true, &["Four"])]);
    assert_eq!((saved(&session, ViewId::Episodes), session.message()), (vec!["Four".into()], ""));
    assert!(session.facts().contains("saved"));
    session.reply(done());
    assert_eq!(session.message(), "Saved to Your Episodes. U undoes it");
    session.send(EventKind::LibraryChanged(LibraryChange::Anything)).reply(on_disk_saved(&["Four"]));
    session.keys("a");
    assert_eq!(asked(&mut session), [episodes(false, &["Four"])]);
    assert_eq!(saved(&session, ViewId::Episodes), [""; 0]);
    session.reply(done());
    assert_eq!(session.message(), "Removed from Your Episodes. U undoes it");
}

#[test]
fn all_that_is_selected_is_saved_with_one_request_without_what_is_saved_and_undone_as_one() {
    let mut session = reading();
    session.send(EventKind::LibraryChanged(LibraryChange::Anything)).after(2).reply(on_disk_saved(&["Three"]));
    session.keys("v v v a");
    assert_eq!(asked(&mut session), [episodes(true, &["Four", "Two"])]);
    session.reply(done());
    assert_eq!(session.message(), "2 saved to Your Episodes. U undoes it");
    assert_eq!(saved(&session, ViewId::Episodes), ["Four", "Three", "Two"]);
    session.keys("U");
    assert_eq!(asked(&mut session), [episodes(false, &["Four", "Two"])]);
    assert_eq!(saved(&session, ViewId::Episodes), ["Three"]);
    session.reply(done());
    assert_eq!(session.message(), "Undone. 2 removed from Your Episodes");
    session.keys("U").reply(WriteReply::ImportFound(None));
    assert_eq!(session.message(), "There is nothing to undo");
    session.keys("g").send(EventKind::LibraryChanged(LibraryChange::Anything)).after(2);
    session.reply(on_disk_saved(&["Four", "Three", "Two"])).keys("a");
    assert_eq!(asked(&mut session), [episodes(false, &["Four", "Three", "Two"])], "all of them are saved");
}

#[test]
fn a_long_selection_is_sent_in_parts_that_spotify_takes() {
    let many: Vec<_> = (0..81).map(|at| episode(&format!("E{at}"), "2026-11-04", 30, Progress::Unplayed)).collect();
    let mut session = Session::reading(140, 40, many);
    session.keys("V G a");
    let counts: Vec<_> = asked(&mut session).iter().map(|(_, uris)| uris.split(' ').count()).collect();
    assert_eq!(counts, [40, 40, 1]);
    session.reply(done()).reply(refused("No"));
    assert_eq!(session.message(), "", "one of three requests is still to be answered");
    session.reply(done());
    assert_eq!(session.message(), "40 of 81 not saved. No");
    session.keys("U");
    let counts: Vec<_> = asked(&mut session).iter().map(|(_, uris)| uris.split(' ').count()).collect();
    assert_eq!(counts, [40, 1], "what was refused needs no undo");
    session.reply(done());
    assert_eq!(session.message(), "40 of 81 not saved. No");
    session.reply(done());
    assert_eq!(session.message(), "Undone. 41 removed from Your Episodes");
}

#[test]
fn k5_of_two_in_a_row_the_first_fails_is_taken_back_and_leaves_the_stack() {
    let mut session = reading();
    session.keys("a j a");
    assert_eq!(asked(&mut session), [episodes(true, &["Four"]), episodes(true, &["Three"])]);
    session.reply(refused("Spotify has trouble of its own"));
    assert_eq!(session.message(), "Not saved. Spotify has trouble of its own");
    session.reply(on_disk_saved(&[]));
    assert_eq!(saved(&session, ViewId::Episodes), ["Three"], "its answer is still to come");
    session.reply(done());
    assert_eq!(session.message(), "Saved to Your Episodes. U undoes it");
    assert!(!session.runs(Slot::Keep));
    session.effects();
    session.keys("U").reply(done()).keys("U").reply(WriteReply::ImportFound(None));
    assert_eq!(asked(&mut session), [episodes(false, &["Three"])]);
    assert_eq!(session.message(), "There is nothing to undo");
}

#[test]
fn k4_without_an_answer_it_is_taken_back_and_said_to_be_uncertain() {
    let mut session = reading();
    session.keys("a");
    let problem = problem("Spotify did not answer in time");
    session.reply(Reply::Keep(Err(Refused { why: Refusal::Unknown, problem }))).reply(on_disk_saved(&[]));
    assert_eq!(session.message(), "May not have been saved. Spotify did not answer in time");
    assert_eq!(saved(&session, ViewId::Episodes), [""; 0]);
}

#[test]
fn what_the_library_could_not_write_is_told() {
    let mut session = reading();
    session.keys("a").reply(Reply::Keep(Ok(Some(problem("The disk is full")))));
    assert_eq!(session.message(), "Saved to Your Episodes, but the library does not have it yet. The disk is full");
}

#[test]
fn capital_f_asks_before_it_unfollows_and_the_row_leaves_at_once() {
    let mut session = Session::listing(140, 40, &["One", "Two"]);
    session.keys("F");
    let Some(Overlay::Question(question)) = session.overlay() else { panic!("nothing is asked") };
    let text = question.text();
    assert!(text.starts_with("This removes \"One\" from your shows, on Spotify and here"), "{text}");
    assert!(text.contains("your marks are kept for 30 days") && text.ends_with("U follows it again."), "{text}");
    session.keys("Esc");
    assert_eq!((asked(&mut session), session.shows()), (vec![], vec![">One".into(), "Two".into()]));
    session.keys("F Enter");
    assert_eq!((asked(&mut session), session.shows()), (vec![a_show(false, "One")], vec![">Two".to_owned()]));
    session.reply(done());
    assert_eq!(session.message(), "Unfollowed \"One\". U undoes it");
}

#[test]
fn an_unfollow_that_is_refused_brings_the_row_back() {
    let mut session = Session::listing(140, 40, &["One", "Two"]);
    session.keys("F y").reply(refused("Spotify refused"));
    assert_eq!(session.message(), "Not unfollowed. Spotify refused");
    session.reply(shows(&["One", "Two"]));
    assert_eq!(session.shows(), [">One", "Two"]);
    session.keys("U").reply(WriteReply::ImportFound(None));
    assert_eq!(session.message(), "There is nothing to undo");
}

#[test]
fn an_unfollow_is_undone_at_once_and_the_show_is_synchronised() {
    let mut session = Session::listing(140, 40, &["One", "Two"]);
    session.keys("F y").reply(done()).send(EventKind::LibraryChanged(LibraryChange::Anything)).reply(shows(&["Two"]));
    assert_eq!(session.shows(), [">Two"]);
    session.effects();
    session.keys("U");
    assert_eq!((asked(&mut session), session.shows()), (vec![a_show(true, "One")], vec![">One".into(), "Two".into()]));
    session.reply(done());
    assert_eq!(session.message(), "Undone. Followed \"One\"");
    let is_visit = |effect: &Effect| matches!(effect, Effect::Sync(_, Sync::Show(show, _)) if *show == show_key("One"));
    assert_eq!(session.effects().iter().filter(|effect| is_visit(effect)).count(), 1);
    session.reply(SyncReply::Visited(show_key("One"), outcome(SyncEnd::Complete)));
    assert_eq!(session.message(), "Undone. Followed \"One\"", "a visit without trouble says nothing");
}

#[test]
fn shows_that_are_followed_quickly_are_fetched_one_after_the_other() {
    let mut session = reading_new(vec![row("One", "Six", "2026-11-03"), row("Two", "Seven", "2026-11-02")]);
    let visits = |session: &mut Session| -> Vec<String> {
        let visit = |effect| match effect {
            Effect::Sync(_, Sync::Show(show, _)) => Some(show.id()?.as_str().to_owned()),
            _ => None,
        };
        session.effects().into_iter().filter_map(visit).collect()
    };
    session.keys("F j F").reply(done()).reply(done());
    assert_eq!(visits(&mut session), ["One"]);
    session.reply(SyncReply::Visited(show_key("One"), outcome(SyncEnd::Complete)));
    assert_eq!(visits(&mut session), ["Two"]);
    session.reply(SyncReply::Visited(show_key("Two"), outcome(SyncEnd::Complete)));
    assert_eq!(visits(&mut session), [""; 0]);
}

#[test]
fn an_undo_that_is_refused_can_be_asked_for_again() {
    let mut session = reading();
    session.keys("a").reply(done()).keys("U").reply(refused("No"));
    assert_eq!(session.message(), "Not removed from Your Episodes. No");
    session.effects();
    session.keys("U");
    assert_eq!(asked(&mut session), [episodes(false, &["Four"])]);
}

#[test]
fn the_show_of_an_episode_is_unfollowed_from_its_episodes_and_the_focus_goes_back_to_the_list() {
    let mut session = reading();
    session.keys("F y");
    assert_eq!((asked(&mut session), session.focus()), (vec![a_show(false, "Show")], ViewId::Shows));
    assert_eq!(session.shows(), [""; 0]);
}

#[test]
fn a_show_that_is_not_in_the_list_is_followed_without_a_question() {
    let mut session = reading_new(vec![row("Elsewhere", "Six", "2026-11-03")]);
    session.keys("F");
    assert_eq!(asked(&mut session), [a_show(true, "Elsewhere")]);
    session.reply(done());
    assert_eq!(session.message(), "Followed \"Elsewhere\". U undoes it");
    assert!(session.runs(Slot::Visit));
}

#[test]
fn a_show_that_is_being_followed_is_not_followed_again() {
    let mut session = reading_new(vec![row("Elsewhere", "Six", "2026-11-03")]);
    session.keys("F F");
    assert_eq!(asked(&mut session), [a_show(true, "Elsewhere")]);
    assert_eq!(session.message(), "\"Elsewhere\" is already being followed");
}

#[test]
fn a_follow_that_the_library_could_not_store_fetches_nothing() {
    let mut session = reading_new(vec![row("Elsewhere", "Six", "2026-11-03")]);
    session.keys("F").reply(Reply::Keep(Ok(Some(problem("The disk is full")))));
    assert!(session.message().starts_with("Followed \"Elsewhere\", but the library does not have it yet"));
    assert!(!session.runs(Slot::Visit));
}

#[test]
fn marks_follows_and_saves_are_undone_in_turn() {
    let mut session = reading();
    session.keys("m").reply(WriteReply::Marked(Ok(1))).keys("a").reply(done()).keys("F y").reply(done());
    session.effects();
    session.keys("U").reply(done());
    assert_eq!(asked(&mut session), [a_show(true, "Show")]);
    session.keys("U").reply(done());
    assert_eq!(asked(&mut session), [episodes(false, &["Three"])]);
    session.keys("U");
    assert!(session.effects().iter().any(|effect| matches!(effect, Effect::Write(_, Write::UndoMark(_)))));
}

#[test]
fn a_mark_that_changed_nothing_is_not_undone() {
    let mut session = reading();
    session.keys("a").reply(done()).keys("m").reply(WriteReply::Marked(Ok(0)));
    session.effects();
    session.keys("U");
    assert_eq!(asked(&mut session), [episodes(false, &["Four"])]);
}

#[test]
fn k5_without_a_login_or_the_permission_or_while_blocked_nothing_is_sent_or_queued() {
    let blocked = Quota::Blocked { until: reading().moment(600) };
    for (sentence, happens) in [
        ("Your login ended: L logs in again", EventKind::LoginSeen(LoginState::LoggedOut)),
        ("Rate limited by Spotify until 12:10", EventKind::Quota(blocked)),
    ] {
        let mut session = reading();
        session.send(happens);
        session.effects();
        for keys in ["a", "v v a", "F"] {
            session.keys(keys);
            assert_eq!((asked(&mut session), session.message()), (vec![], sentence), "{keys}");
        }
        assert!(session.overlay().is_none() && saved(&session, ViewId::Episodes).is_empty());
        session.send(EventKind::Quota(Quota::Open)).after(700);
        assert_eq!(asked(&mut session), []);
    }
}

#[test]
fn c6_the_missing_permission_is_named_with_the_way_out() {
    let mut startup = startup();
    let LoginState::LoggedIn { missing, .. } = &mut startup.session.login else { panic!("logged in") };
    *missing = vec![Scope::LibraryModify];
    let mut session = Session::with(startup);
    session.send(EventKind::Start).reply(shows(&["Show"])).keys("F");
    assert_eq!(
        (asked(&mut session), session.message()),
        (
            vec![],
            "The permission user-library-modify is missing: no show can be followed and no episode saved from here. \
             Log in again and agree (L)"
        )
    );
}

#[test]
fn k5_at_a_logout_what_is_not_answered_is_taken_back_and_no_answer_counts() {
    let mut session = reading();
    session.keys("a");
    let id = session.id(Slot::Keep);
    session.keys("L").effects();
    session.keys("Esc").send(EventKind::LoginSeen(LoginState::LoggedOut)).reply(on_disk_saved(&[]));
    assert_eq!(saved(&session, ViewId::Episodes), [""; 0]);
    let message = session.message().to_owned();
    session.answer(id, done());
    assert_eq!(session.message(), message);
    session.keys("U").reply(WriteReply::ImportFound(None));
    assert_eq!(session.message(), "There is nothing to undo");
}

#[test]
fn rows_read_before_the_answer_do_not_take_it_from_the_screen() {
    let mut session = reading_new(vec![row("Show", "Four", "2026-11-04")]);
    session.keys("a").send(EventKind::LibraryChanged(LibraryChange::Anything)).after(2);
    session.reply_feed(FeedId::NEW, page(vec![row("Show", "Four", "2026-11-04")]));
    assert_eq!(saved(&session, ViewId::Feed(FeedId::NEW)), ["Four"]);
    session.keys("Enter");
    assert!(session.facts().contains("saved"));
    session.keys("a");
    assert_eq!(asked(&mut session).last(), Some(&episodes(false, &["Four"])), "what is read is removed");
}

#[test]
fn in_discover_what_is_saved_has_its_star_and_is_removed_with_the_same_key() {
    let one = || EpisodeId::parse("One").expect("an id");
    let stars = |session: &Session| -> Vec<bool> {
        let view = session.views().get(ViewId::Discover);
        (0..2).filter_map(|row| Some(view.episode_at(row)?.saved)).collect()
    };
    let mut session = Session::listing(140, 24, &["Followed"]);
    session.keys("6").text("tide").after_ms(400);
    session.reply(CatalogueReply::Saved(vec![one()])).reply(found(0, &[], &["One", "Two"], false)).keys("Enter");
    assert_eq!(stars(&session), [true, false]);
    session.effects();
    session.keys("a");
    let one = [SpotifyLink::Episode(one())];
    let removed = |effect| matches!(effect, Effect::Keep(_, Keep { links, keep: false }) if links == one);
    assert!(session.effects().into_iter().any(removed));
    session.reply(Reply::Keep(Ok(None))).keys("r").reply(found(0, &[], &["One", "Two"], false));
    assert_eq!(stars(&session), [false, false], "a later answer does not bring it back");
}

/// Any answer about what is followed or saved.
pub(super) fn some_answer(seed: u8) -> Reply {
    Reply::Keep(match seed {
        ..32 => Ok(Some(problem("no"))),
        32..128 => Ok(None),
        128.. => Err(Refused { why: Refusal::Other, problem: problem("no") }),
    })
}
