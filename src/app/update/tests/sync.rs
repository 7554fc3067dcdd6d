use std::time::Duration;

use jiff::SignedDuration;

use super::harness::*;
use crate::domain::{ShowVisit, SyncCounts, SyncEnd, SyncIntent, SyncProgress, SyncStage};

const QUARTER: SignedDuration = SignedDuration::from_mins(15);

/// Started with a library that was last synchronised so many seconds ago.
fn started(ago: i64) -> Session {
    let mut shelf = shelf("ada", &["A", "B"]);
    shelf.synced_at = Some(startup().now.timestamp() - SignedDuration::from_secs(ago));
    let mut session = Session::with(Startup { shelf: Some(shelf), interval: Some(QUARTER), ..startup() });
    session.send(EventKind::Start).reply(shows(&["A", "B"]));
    session
}

fn intents(effects: &[Effect]) -> Vec<SyncIntent> {
    effects
        .iter()
        .filter_map(|effect| if let Effect::Sync(_, Sync::Library(intent)) = effect { Some(*intent) } else { None })
        .collect()
}

fn counted(end: SyncEnd, counts: SyncCounts) -> SyncReply {
    SyncReply::Done(SyncOutcome { counts, ..outcome(end) })
}

#[test]
fn a_library_that_is_old_is_synchronised_at_the_start_and_again_every_interval() {
    let mut session = started(900);
    let effects = session.effects();
    assert!(matches!(
        effects[..],
        [Effect::Read(_, Read::Shows), Effect::Sync(_, Sync::Library(SyncIntent::Background))]
    ));
    assert_eq!(session.wakeup(), None, "while one runs no other is planned");
    session.after(60).reply(SyncReply::Done(outcome(SyncEnd::Complete)));
    assert_eq!((session.message(), session.wakeup()), ("", Some(session.moment(900))));
    session.after(899);
    assert_eq!(intents(&session.effects()), []);
    session.after(1);
    assert_eq!(intents(&session.effects()), [SyncIntent::Background]);
}

#[test]
fn a_library_that_is_young_waits_until_it_is_old() {
    let mut session = started(600);
    assert_eq!((intents(&session.effects()), session.wakeup()), (vec![], Some(session.moment(300))));
    session.after(300);
    assert_eq!(intents(&session.effects()), [SyncIntent::Background]);
}

#[test]
fn a_key_at_the_very_moment_does_not_lose_the_timer() {
    let mut session = started(899);
    session.effects();
    session.after_ms(999).send(EventKind::Key("j".parse().expect("a key")));
    assert_eq!(intents(&session.effects()), []);
    session.after_ms(1);
    assert_eq!(intents(&session.effects()), [SyncIntent::Background]);
}

#[test]
fn without_an_interval_or_a_login_nothing_is_synchronised_by_itself() {
    let ended = LoginState::Ended { account: Some(account("ada")) };
    for (login, interval) in [(startup().session.login, None), (ended, Some(QUARTER))] {
        let mut start = Startup { shelf: Some(shelf("ada", &["A"])), interval, ..startup() };
        start.session.login = login;
        let mut session = Session::with(start);
        session.send(EventKind::Start).reply(shows(&["A"])).after(100_000);
        assert_eq!((intents(&session.effects()), session.wakeup()), (vec![], None));
    }
}

#[test]
fn a_block_that_is_known_of_is_waited_for() {
    let mut session = started(600);
    let until = session.moment(5000);
    session.effects();
    session.send(EventKind::Quota(Quota::Blocked { until })).after(300);
    assert_eq!((intents(&session.effects()), session.wakeup()), (vec![], Some(until)));
    session.after(4700);
    assert_eq!(intents(&session.effects()), [SyncIntent::Background]);
}

#[test]
fn a_clock_that_was_set_back_does_not_put_the_synchronisation_off() {
    assert_eq!(intents(&started(-50_000).effects()), [SyncIntent::Background]);
}

#[test]
fn capital_r_and_r_on_the_shows_synchronise_once_however_often_they_are_pressed() {
    for key in ["R", "r"] {
        let mut session = Session::listing(80, 24, &["A"]);
        session.keys(key).keys("R r r");
        assert_eq!(intents(&session.effects()), [SyncIntent::Asked]);
        assert_eq!(session.message(), "Already synchronising");
    }
}

#[test]
fn who_asks_while_one_runs_by_itself_hears_what_it_came_to() {
    let mut session = started(900);
    session.keys("R").reply(SyncReply::Done(outcome(SyncEnd::Complete)));
    assert_eq!(session.message(), "Nothing new");
}

#[test]
fn what_came_is_said_to_who_asked() {
    let counts = |new_shows, new_episodes, removed_episodes| SyncCounts {
        new_shows,
        new_episodes,
        removed_episodes,
        ..SyncCounts::default()
    };
    for (counts, said) in [
        (counts(0, 3, 0), "3 new episodes"),
        (counts(1, 1, 0), "1 new show, 1 new episode"),
        (counts(0, 0, 2), "2 episodes removed"),
        (counts(0, 0, 0), "Nothing new"),
    ] {
        let mut session = Session::listing(80, 24, &["A"]);
        session.keys("R").reply(counted(SyncEnd::Complete, counts));
        assert_eq!(session.message(), said);
        let mut session = started(900);
        session.reply(counted(SyncEnd::Complete, counts));
        assert_eq!(session.message(), "", "nobody asked");
    }
}

#[test]
fn each_end_is_said_to_who_asked() {
    let until = startup().now.timestamp() + SignedDuration::from_hours(3);
    for (end, said) in [
        (SyncEnd::Busy, "Another process is synchronising"),
        (SyncEnd::Budget { until: Some(until) }, "Today's budget is used up; more after 15:00"),
        (SyncEnd::Blocked { until }, "Rate limited by Spotify until 15:00"),
        (SyncEnd::Failed, "Spotify cannot be reached"),
        (SyncEnd::Stopped, ""),
    ] {
        let mut session = Session::listing(80, 24, &["A"]);
        session.keys("R").after(10).reply(SyncReply::Done(outcome(end)));
        assert_eq!(session.message(), said);
    }
}

#[test]
fn being_offline_stays_said_until_spotify_answers() {
    let mut session = started(900);
    session.reply(SyncReply::Done(outcome(SyncEnd::Failed)));
    assert_eq!(session.message(), "Spotify cannot be reached");
    let notice = "Offline: showing what is on disk";
    session.after(60);
    assert_eq!((session.message(), session.notices()[0].text.as_str()), ("", notice));
    session.after(840).reply(SyncReply::Done(outcome(SyncEnd::Failed)));
    assert_eq!(session.message(), "", "what stays said is not said again");
    session.reply_to_open("A", outcome(SyncEnd::Complete));
    assert_eq!(session.notices(), []);
}

#[test]
fn another_instance_and_a_budget_stay_said_as_long_as_they_are_true() {
    let mut session = started(900);
    session.reply(SyncReply::Done(outcome(SyncEnd::Busy)));
    assert_eq!(session.notices()[0].text, "another process synchronises");
    let until = session.moment(2000);
    session.after(900).reply(SyncReply::Done(outcome(SyncEnd::Budget { until: Some(until) })));
    assert_eq!(session.notices()[0].text, "today's budget is used up; more after 12:33");
    session.after(1100);
    assert_eq!((session.notices(), session.message()), (vec![], ""));
}

#[test]
fn a_missing_page_is_said_and_r_asks_again() {
    let counts = SyncCounts { requests: 9, missing_pages: 1, ..SyncCounts::default() };
    let mut session = started(900);
    session.reply(counted(SyncEnd::Complete, counts)).effects();
    assert_eq!(session.message(), "1 page is missing: r asks again");
    assert_eq!(session.tone(), Some(Tone::Error));
    session.keys("r");
    assert_eq!(intents(&session.effects()), [SyncIntent::Asked]);
}

#[test]
fn only_a_list_that_was_read_to_its_end_counts_as_read() {
    let mut session = started(900);
    let before = session.sync().synced_at;
    let ended = |listed_at| counted(SyncEnd::Complete, SyncCounts { listed_at, ..SyncCounts::default() });
    session.after(60).reply(ended(None));
    assert_eq!(session.sync().synced_at, before, "it was not due, or a page is missing");
    let listed_at = Some(session.moment(0));
    session.after(900).reply(ended(listed_at));
    assert_eq!(session.sync().synced_at, listed_at);
}

#[test]
fn a_synchronisation_is_paused_and_goes_on() {
    let mut session = Session::listing(80, 24, &["A"]);
    session.keys("Ctrl-s");
    assert_eq!((session.effects(), session.message()), (vec![], "No synchronisation is running"));
    session.keys("R").effects();
    session.keys("Ctrl-s");
    assert_eq!((session.effects(), session.message()), (vec![Effect::PauseSync(true)], "Synchronisation paused"));
    session.keys("R");
    assert_eq!((session.effects(), session.message()), (vec![], "The synchronisation is paused: Ctrl-s resumes it"));
    session.keys("Ctrl-s");
    assert_eq!(session.effects(), [Effect::PauseSync(false)]);
    session.keys("Ctrl-s").reply(SyncReply::Done(outcome(SyncEnd::Complete)));
    assert!(!session.sync().is_paused, "a pause ends with what it holds up");
}

#[test]
fn progress_is_kept_while_it_runs() {
    let stage = SyncStage::BackCatalogue { done: 3, total: 9 };
    let progress = SyncProgress { stage, requests: 7, left: Some(Duration::from_mins(2)) };
    let mut session = started(900);
    session.reply(SyncReply::Progress(progress));
    assert_eq!(session.sync().progress, Some(progress));
    session.reply(SyncReply::Done(outcome(SyncEnd::Complete)));
    assert_eq!(session.sync().progress, None);
}

#[test]
fn r_on_episodes_asks_for_the_show_once_and_says_what_came() {
    let mut session = Session::reading(80, 24, vec![]);
    session.keys("r r");
    let effects = session.effects();
    assert!(
        matches!(&effects[..], [Effect::Sync(_, Sync::Show(show, ShowVisit::Asked))] if *show == show_key("Show")),
        "{effects:?}"
    );
    assert_eq!(session.message(), "Already fetching the episodes");
    let counts = SyncCounts { requests: 1, new_episodes: 2, ..SyncCounts::default() };
    session.reply(SyncReply::Visited(show_key("Show"), SyncOutcome { counts, ..outcome(SyncEnd::Complete) }));
    assert_eq!(session.message(), "2 new episodes");
}

#[test]
fn opening_a_show_is_quiet_unless_it_fails() {
    let mut session = Session::listing(80, 24, &["A", "B"]);
    let counts = SyncCounts { requests: 1, new_episodes: 2, ..SyncCounts::default() };
    session.keys("Enter");
    session.reply(SyncReply::Visited(show_key("A"), SyncOutcome { counts, ..outcome(SyncEnd::Complete) }));
    assert_eq!(session.message(), "");
    session.keys("h j Enter").reply(SyncReply::Visited(show_key("B"), outcome(SyncEnd::Failed)));
    assert_eq!(session.message(), "Spotify cannot be reached");
}

#[test]
fn an_answer_about_another_show_than_was_asked_for_changes_nothing() {
    let mut session = Session::listing(80, 24, &["A", "B"]);
    session.keys("Enter");
    let before = (session.shows(), session.episodes(), session.notices(), session.sync().trouble.clone());
    session.reply(SyncReply::Visited(show_key("B"), outcome(SyncEnd::Failed)));
    assert_eq!(session.message(), "");
    let now = (session.shows(), session.episodes(), session.notices(), session.sync().trouble.clone());
    assert_eq!((now, session.runs(Slot::Visit)), (before, false));
}

#[test]
fn opening_another_show_ends_the_look_at_the_first() {
    let mut session = Session::listing(80, 24, &["A", "B"]);
    session.keys("Enter");
    let (read, looked) = (session.id(Slot::Episodes), session.id(Slot::Visit));
    session.effects();
    session.keys("h j Enter");
    let effects = session.effects();
    assert!(effects.contains(&Effect::Cancel(looked)), "{effects:?}");
    assert_eq!(session.ids(Slot::Episodes).iter().filter(|id| **id == read).count(), 0);
}

#[test]
fn what_the_library_has_to_say_after_a_synchronisation_is_said_once() {
    let noticed = || SyncOutcome { problem: Some(problem("The disk is full")), ..outcome(SyncEnd::Complete) };
    let mut session = started(900);
    session.reply(SyncReply::Done(noticed()));
    assert_eq!(session.message(), "The disk is full");
    session.after(900).reply(SyncReply::Done(noticed()));
    assert_eq!(session.message(), "");
}

#[test]
fn a_problem_without_words_is_a_problem_all_the_same() {
    let mut session = Session::listing(80, 24, &["A"]);
    session.keys("R").reply(SyncReply::Done(SyncOutcome { problem: None, ..outcome(SyncEnd::Failed) }));
    assert_eq!(session.message(), "The synchronisation failed");
}

impl Session {
    /// Opens the show and answers the look at it.
    fn reply_to_open(&mut self, name: &str, outcome: SyncOutcome) {
        self.keys("g Enter").reply(SyncReply::Visited(show_key(name), outcome));
    }
}

#[test]
fn what_was_reported_at_the_start_is_not_reported_again_unasked() {
    let warnings = vec!["Spotify cannot be reached".to_owned()];
    let mut session = Session::with(Startup { warnings, interval: Some(SignedDuration::from_mins(30)), ..startup() });
    session.send(EventKind::Start);
    let sent = session.state().cx.messages.sent();
    session.reply(SyncReply::Done(outcome(SyncEnd::Failed)));
    assert_eq!(session.state().cx.messages.sent(), sent);
    session.keys("R").reply(SyncReply::Done(outcome(SyncEnd::Failed)));
    assert_eq!(session.message(), "Spotify cannot be reached");
    assert!(session.state().cx.messages.sent() > sent, "it was asked for");
}
