use super::harness::*;
use crate::app::messages::{Messages, Topic};

#[test]
fn an_idle_program_is_never_woken() {
    let session = Session::listing(80, 24, &["A"]);
    assert_eq!(session.wakeup(), None);
}

#[test]
fn a_message_goes_by_itself() {
    let mut session = Session::listing(80, 24, &["A"]);
    session.keys("s");
    assert_eq!((session.message(), session.wakeup()), ("Sorted by name", Some(session.moment(4))));
    session.after(3);
    assert_eq!(session.message(), "Sorted by name");
    session.after(1);
    assert_eq!((session.message(), session.wakeup()), ("", None));
}

#[test]
fn an_error_stays_longer_than_a_word() {
    let now = startup().now.timestamp();
    let seconds = |tone| {
        let mut messages = Messages::default();
        messages.notify("x", tone, Topic::Other, now);
        messages.current().expect("a message").until.duration_since(now).as_secs()
    };
    assert_eq!((seconds(Tone::Info), seconds(Tone::Warning), seconds(Tone::Error)), (4, 10, 10));
}

#[test]
fn a_pause_counts_down_each_second_and_ends() {
    let mut session = Session::listing(80, 24, &["A"]);
    let until = session.moment(3);
    session.send(EventKind::Quota(Quota::Waiting { until }));
    for left in (1..=3).rev() {
        assert_eq!(session.state().seconds_until(until), left);
        assert_eq!(session.wakeup(), Some(session.moment(1)));
        session.after(1);
    }
    assert_eq!((session.quota(), session.wakeup()), (Quota::Open, None));
}

#[test]
fn a_begun_second_is_counted_in() {
    let mut session = Session::listing(80, 24, &["A"]);
    let until = session.moment(3) - jiff::SignedDuration::from_millis(400);
    session.send(EventKind::Quota(Quota::Waiting { until }));
    assert_eq!(session.state().seconds_until(until), 3);
    assert_eq!(session.wakeup(), Some(until - jiff::SignedDuration::from_secs(2)));
}

#[test]
fn a_block_wakes_once_at_its_end() {
    let mut session = Session::listing(80, 24, &["A"]);
    let until = session.moment(24_000);
    session.send(EventKind::Quota(Quota::Blocked { until }));
    assert_eq!(session.wakeup(), Some(until));
    session.after(24_000);
    assert_eq!((session.quota(), session.wakeup()), (Quota::Open, None));
}

#[test]
fn a_window_that_gets_the_focus_looks_for_what_other_programs_have_changed() {
    let mut session = Session::listing(80, 24, &["A"]);
    session.send(EventKind::Focus(false));
    assert!(!session.effects().contains(&Effect::Look));
    session.send(EventKind::Focus(true));
    assert!(session.effects().contains(&Effect::Look));
}
