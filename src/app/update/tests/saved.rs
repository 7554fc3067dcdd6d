//! The tab of saved episodes, and when they are read from Spotify.

use super::{
    feed::{page, row},
    harness::*,
};
use crate::{
    app::{
        problem::Cause,
        requests::{effect::FeedQuery, event::LibraryChange},
        session::Owner,
    },
    domain::{
        EpisodeState, FeedSort, FeedSource, Progress, ShowVisit, SyncCounts, SyncEnd, SyncProgress, SyncStage,
        ViewOptions,
    },
};

const VIEW: ViewId = ViewId::Feed(FeedId::SAVED);

/// The list on disk, read from Spotify a while ago.
fn fetched(titles: &[&str]) -> FeedPage {
    let rows = titles.iter().map(|title| row("Elsewhere", title, "2026-11-01")).collect();
    FeedPage { read_at: Some(startup().now.timestamp()), ..page(rows) }
}

fn visits(session: &mut Session) -> Vec<ShowVisit> {
    let why = |effect| match effect {
        Effect::Sync(_, Sync::Saved(why)) => Some(why),
        _ => None,
    };
    session.effects().into_iter().filter_map(why).collect()
}

fn read(new_episodes: u32, removed_episodes: u32) -> SyncReply {
    let counts = SyncCounts { requests: 1, new_episodes, removed_episodes, ..SyncCounts::default() };
    SyncReply::SavedRead(SyncOutcome { counts, ..outcome(SyncEnd::Complete) })
}

/// The tab opened, with these episodes on disk and no others at Spotify.
fn reading(titles: &[&str]) -> Session {
    let mut session = Session::listing(80, 24, &["Show"]);
    session.keys("4").reply_feed(FeedId::SAVED, fetched(titles)).reply(read(0, 0)).effects();
    session
}

#[test]
fn the_tab_lists_what_is_on_disk_and_spotify_is_asked_once_while_it_does_not_answer() {
    let mut session = Session::listing(80, 24, &["Show"]);
    session.keys("4");
    assert_eq!((session.tab(), session.focus()), (Tab::Feed(FeedId::SAVED), VIEW));
    let effects = session.effects();
    let [Effect::Read(_, Read::Feed(query)), Effect::Sync(_, Sync::Saved(ShowVisit::Opened))] = &effects[..] else {
        panic!("{effects:?}")
    };
    let FeedQuery { source, sort, state, .. } = query;
    assert_eq!((*source, *sort, *state), (FeedSource::Saved, FeedSort::Saved, None));
    session.reply_feed(FeedId::SAVED, fetched(&["A", "B"]));
    assert_eq!(session.feed(FeedId::SAVED), [">A", "B"]);
    assert_eq!(session.heading(VIEW), "Saved|last saved");
    let item = session.episode(VIEW).expect("it is selected");
    assert_eq!(item.show_name.as_str(), "Elsewhere", "whose show is not followed");
    session.keys("1 4 2 4 4");
    assert_eq!(visits(&mut session), []);
    session.reply(read(0, 0)).keys("1 4");
    assert_eq!((visits(&mut session), session.message()), (vec![ShowVisit::Opened], ""));
}

#[test]
fn r_reads_it_again_and_says_what_came() {
    for (new, removed, said) in
        [(0, 0, "Nothing new"), (1, 0, "1 more saved episode"), (2, 3, "2 more saved episodes, 3 no longer saved")]
    {
        let mut session = reading(&["A"]);
        session.keys("r");
        assert_eq!(visits(&mut session), [ShowVisit::Asked]);
        session.keys("r");
        assert_eq!((visits(&mut session), session.message()), (vec![], "Already fetching Your Episodes"));
        session.reply(read(new, removed));
        assert_eq!(session.message(), said);
    }
    let mut session = reading(&["A"]);
    session.keys("Enter r");
    assert_eq!(visits(&mut session), [ShowVisit::Asked], "from its notes too");
}

#[test]
fn what_was_fetched_while_the_list_was_read_appears_by_itself() {
    // The details of the show are due since then, out of sight before and not selected here.
    let mut session = Session::listing(100, 24, &["Show"]);
    session.keys("i Esc").send(EventKind::LibraryChanged(LibraryChange::Anything)).after(5);
    session.keys("4").reply_feed(FeedId::SAVED, page(vec![]));
    session.send(EventKind::LibraryChanged(LibraryChange::Anything)).reply(read(1, 0));
    let left = session.wakeup().map(|due| session.state().cx.now.timestamp().duration_until(due));
    assert!(left.is_some_and(|left| left <= jiff::SignedDuration::from_secs(1)), "{left:?}");
    session.after(1).reply_feed(FeedId::SAVED, fetched(&["One"]));
    assert_eq!(session.feed(FeedId::SAVED), [">One"]);
}

#[test]
fn a_refusal_is_one_sentence_and_is_said_once() {
    let refused = || {
        let problem = problem("The permission user-library-read is missing").caused_by(Cause::Other);
        SyncReply::SavedRead(SyncOutcome { problem: Some(problem), ..outcome(SyncEnd::Failed) })
    };
    let mut session = Session::listing(80, 24, &["Show"]);
    session.keys("4").reply_feed(FeedId::SAVED, page(vec![])).reply(refused());
    assert_eq!(session.message(), "The permission user-library-read is missing");
    assert!(session.empty(VIEW).contains("user-library-read"), "{}", session.empty(VIEW));
    session.after(60).keys("1 4").reply(refused());
    assert_eq!(session.message(), "", "what stays said is not said again");
    session.keys("r").reply(refused());
    assert_eq!(session.message(), "The permission user-library-read is missing");
}

#[test]
fn nothing_is_asked_without_a_login_or_while_the_rows_may_be_anothers() {
    let ended = LoginState::Ended { account: Some(account("ada")) };
    let mut session = Session::with(
        Startup { shelf: Some(shelf("ada", &["A"])), ..startup() }.session(|session| session.login = ended),
    );
    session.send(EventKind::Start).keys("4");
    assert_eq!(visits(&mut session), []);
    session.reply_feed(FeedId::SAVED, page(vec![])).keys("r");
    assert_eq!(visits(&mut session), []);
    assert_eq!(session.empty(VIEW), "Not logged in: `L` logs in");
    let mut session = reading(&["A"]);
    session.keys("L Enter Enter").reply(LoginReply::Done(Ok(logged_in()))).keys("4");
    assert!(matches!(session.state().cx.session.owner, Owner::Unconfirmed(_)));
    assert_eq!((visits(&mut session), session.feed(FeedId::SAVED)), (vec![], vec![]));
}

#[test]
fn an_empty_list_says_whether_nothing_is_saved_or_nothing_is_known() {
    let mut session = Session::listing(80, 24, &[]);
    session.keys("4").reply_feed(FeedId::SAVED, page(vec![]));
    assert_eq!(session.empty(VIEW), "Fetching Your Episodes…");
    session.reply(SyncReply::SavedRead(outcome(SyncEnd::Stopped)));
    assert_eq!(session.empty(VIEW), "Nothing fetched yet: `r` fetches Your Episodes");
    session.send(EventKind::LibraryChanged(LibraryChange::Anything));
    assert_eq!(session.empty(VIEW), "Fetching Your Episodes…", "they are read in a moment");
    session.after(1);
    assert_eq!(session.empty(VIEW), "Fetching Your Episodes…", "they are being read");
    session.reply_feed(FeedId::SAVED, fetched(&[]));
    assert_eq!(session.empty(VIEW), "Nothing saved yet: `a` on an episode saves it");
    session.keys("f").reply_feed(FeedId::SAVED, fetched(&[]));
    assert_eq!(session.empty(VIEW), "No unplayed episodes: `f` shows others");
}

#[test]
fn it_is_sorted_filtered_and_limited_to_a_state_and_that_is_remembered() {
    let mut session = reading(&["A", "B"]);
    let asked = |session: &mut Session| {
        let queries: Vec<FeedQuery> = session
            .effects()
            .into_iter()
            .filter_map(|effect| match effect {
                Effect::Read(_, Read::Feed(query)) => Some(query),
                _ => None,
            })
            .collect();
        queries.last().cloned().expect("it is read")
    };
    for (sort, said) in [
        (FeedSort::Newest, "newest"),
        (FeedSort::Oldest, "oldest"),
        (FeedSort::Remaining, "least left"),
        (FeedSort::Saved, "last saved"),
    ] {
        session.keys("s");
        assert_eq!(asked(&mut session).sort, sort);
        session.reply_feed(FeedId::SAVED, fetched(&["A", "B"]));
        assert_eq!(session.heading(VIEW), format!("Saved|{said}"));
    }
    session.keys("S");
    assert_eq!(asked(&mut session).sort, FeedSort::SavedUp);
    session.reply_feed(FeedId::SAVED, fetched(&["B", "A"])).keys("f").reply_feed(FeedId::SAVED, fetched(&["B"]));
    assert_eq!(asked(&mut session).state, Some(EpisodeState::Unplayed));
    session.keys("f");
    let only = StateFilter::Only(EpisodeState::InProgress);
    let remembered = Effect::Remember(Remember::Feed("saved", ViewOptions::new(FeedSort::SavedUp, only)));
    assert!(session.effects().contains(&remembered));
    session.reply_feed(FeedId::SAVED, fetched(&["B"])).keys("/").text("b");
    assert_eq!(asked(&mut session).filter, "b");
}

#[test]
fn the_palette_offers_the_orders_of_the_list_and_the_chosen_one_is_used() {
    let mut session = reading(&["A"]);
    session.keys(":").text("sort saved-up").keys("Enter");
    assert_eq!(session.message(), "Sorted by date saved, first saved first");
    let mut session = Session::listing(80, 24, &["Show"]);
    session.keys("3").reply_feed(FeedId::IN_PROGRESS, page(vec![row("Show", "A", "2026-11-01")])).keys(":");
    assert!(session.overlay_lines().iter().all(|line| !line.contains("saved first")), "it is no order of this list");
}

#[test]
fn it_is_read_from_disk_again_when_the_library_changes() {
    let mut session = reading(&["A", "C"]);
    session.keys("j").send(EventKind::LibraryChanged(LibraryChange::Anything)).after(1);
    session.reply_feed(FeedId::SAVED, fetched(&["B", "A", "C"]));
    assert_eq!(session.feed(FeedId::SAVED), ["B", "A", ">C"]);
}

#[test]
fn how_far_it_is_read_is_kept_apart_from_the_synchronisation() {
    let progress = |stage| SyncProgress { stage, requests: 1, left: None };
    let mut session = reading(&["A"]);
    session.keys("R r");
    let (all, saved) = (session.id(Slot::Sync), session.id(Slot::Saved));
    let [shows, episodes] = [SyncStage::Shows { done: 1, total: None }, SyncStage::Saved { done: 50, total: Some(99) }];
    session.answer(all, SyncReply::Progress(progress(shows))).answer(saved, SyncReply::Progress(progress(episodes)));
    assert_eq!(session.sync().progress, Some(progress(shows)));
    assert_eq!(session.sync().saved, Some((ShowVisit::Asked, Some(progress(episodes)))));
    session.keys("L j j Enter");
    session.reply(LoginReply::LoggedOut(Ok(())));
    assert_eq!((session.sync().saved, session.runs(Slot::Saved)), (None, false), "a logout ends it");
}

#[test]
fn a_show_that_is_not_followed_is_opened_from_disk_alone() {
    let mut session = reading(&["A"]);
    session.keys("e");
    assert_eq!((session.tab(), session.open()), (Tab::Shows, Some(&show_key("Elsewhere"))));
    let effects = session.effects();
    assert!(!effects.iter().any(|effect| matches!(effect, Effect::Sync(..))), "{effects:?}");
    session.reply(on_disk("Elsewhere", vec![episode("A", "2026-11-01", 30, Progress::Unplayed)]));
    assert_eq!(session.episodes(), [">A"]);
    session.keys("Backspace");
    assert_eq!(session.tab(), Tab::Feed(FeedId::SAVED));
}

#[test]
fn a_filter_that_is_typed_before_the_list_was_fetched_is_that_of_its_rows() {
    let mut session = Session::listing(80, 24, &["Show"]);
    session.keys("4").reply_feed(FeedId::SAVED, page(Vec::new()));
    assert!(session.empty(VIEW).contains("Fetching Your Episodes"));
    session.keys("/").text("qti").effects();
    session.reply_feed(FeedId::SAVED, page(Vec::new()));
    session.send(EventKind::LibraryChanged(LibraryChange::Anything)).after(1);
    session.reply_feed(FeedId::SAVED, fetched(&["Qtip"])).keys("Enter");
    assert_eq!((session.feed(FeedId::SAVED), session.overlay()), (vec![">Qtip".to_owned()], None));
}
