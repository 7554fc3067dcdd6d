//! The guard under a paused clock.

use std::sync::atomic::{AtomicU32, AtomicUsize, Ordering};

use futures_util::future::join_all;
use jiff::{SignedDuration, ToSpan};

use super::*;

/// A wall clock that goes with tokio's.
fn clock() -> Clock {
    let (start, base) = (Instant::now(), "2026-11-23T10:00:00Z".parse::<Timestamp>().unwrap());
    Clock::utc(move || base + SignedDuration::try_from(start.elapsed()).unwrap())
}

fn guard() -> Guard {
    Guard::with(None, clock(), Pace::default())
}

fn too_many(seconds: u64) -> Trouble {
    Trouble::TooMany { wait: Duration::from_secs(seconds) }
}

/// Runs a request whose attempts answer as `attempt` says, given their number; returns the outcome and the number.
async fn run(guard: &Guard, tries: Tries, attempt: impl Fn(u32) -> Result<(), Trouble>) -> (Result<(), ApiError>, u32) {
    let made = AtomicU32::new(0);
    let outcome = guard.run(Lane::Usual, tries, || async { attempt(made.fetch_add(1, Ordering::SeqCst) + 1) }).await;
    (outcome, made.into_inner())
}

#[tokio::test(start_paused = true)]
async fn i3_no_request_of_any_kind_goes_out_before_the_deadline() {
    let guard = guard();
    let start = Instant::now();
    let sent = Mutex::new(Vec::new());
    let first = AtomicU32::new(0);
    let ask = |lane| {
        let (guard, sent, first) = (&guard, &sent, &first);
        async move {
            let attempt = || async move {
                let at = start.elapsed();
                sent.lock().unwrap().push(at);
                // The first four are under way together; the one that is refused speaks for all.
                if first.fetch_add(1, Ordering::SeqCst) == 0 { Err(too_many(20)) } else { Ok(()) }
            };
            guard.run(lane, Tries::Several, attempt).await
        }
    };
    assert_eq!(ask(Lane::Usual).await, Ok(()));
    let after_refusal = sent.lock().unwrap().clone();
    assert_eq!(after_refusal.len(), 2);
    assert!(after_refusal[1] >= Duration::from_secs(20), "{after_refusal:?}");

    first.store(0, Ordering::SeqCst);
    sent.lock().unwrap().clear();
    let lanes = (0..40).map(|i| if i % 2 == 0 { Lane::Usual } else { Lane::Wide });
    let refused_at = start.elapsed();
    let outcomes = join_all(lanes.map(ask)).await;
    assert!(outcomes.iter().all(Result::is_ok));
    let sent = sent.into_inner().unwrap();
    let early = sent.iter().filter(|at| **at < refused_at + Duration::from_secs(20)).count();
    assert_eq!((early, sent.len()), (1, 41), "only the refused one may precede the deadline");
}

#[tokio::test(start_paused = true)]
async fn i3_a_long_wait_blocks_all_requests_at_once() {
    let guard = guard();
    let until = guard.now() + 86_400.seconds();
    let (outcome, made) = run(&guard, Tries::Several, |_| Err(too_many(86_400))).await;
    assert_eq!((outcome, made), (Err(ApiError::Blocked { until }), 1));
    assert_eq!(*guard.state().borrow(), Quota::Blocked { until });

    let before = Instant::now();
    assert_eq!(run(&guard, Tries::Several, |_| Ok(())).await, (Err(ApiError::Blocked { until }), 0));
    assert_eq!(before.elapsed(), Duration::ZERO);

    tokio::time::advance(Duration::from_secs(86_399)).await;
    assert_eq!(run(&guard, Tries::Several, |_| Ok(())).await.1, 0);
    tokio::time::advance(Duration::from_secs(1)).await;
    assert_eq!(run(&guard, Tries::Several, |_| Ok(())).await, (Ok(()), 1));
    assert_eq!(*guard.state().borrow(), Quota::Open);
}

#[tokio::test(start_paused = true)]
async fn i3_requests_that_wait_for_a_short_deadline_learn_of_a_long_one() {
    let guard = guard();
    guard.set_deadline(Duration::from_secs(20)).await;
    let waiting = tokio::spawn({
        let guard = guard.clone();
        async move { run(&guard, Tries::Several, |_| Ok(())).await }
    });
    tokio::task::yield_now().await;
    let until = guard.set_deadline(Duration::from_secs(5_000)).await;
    let before = Instant::now();
    assert_eq!(waiting.await.unwrap(), (Err(ApiError::Blocked { until }), 0));
    assert_eq!(before.elapsed(), Duration::ZERO);
}

#[tokio::test(start_paused = true)]
async fn i3_a_later_deadline_is_never_shortened() {
    let guard = guard();
    let long = guard.set_deadline(Duration::from_mins(10)).await;
    assert_eq!(guard.set_deadline(Duration::from_secs(1)).await, long);
    assert_eq!(*guard.state().borrow(), Quota::Blocked { until: long });
}

#[tokio::test(start_paused = true)]
async fn i3_a_countdown_can_be_watched() {
    let guard = guard();
    let mut state = guard.state();
    let until = guard.now() + 3.seconds();
    let outcome = run(&guard, Tries::Several, |n| if n == 1 { Err(too_many(3)) } else { Ok(()) });
    let (outcome, seen) = tokio::join!(outcome, async {
        state.changed().await.unwrap();
        let waiting = *state.borrow_and_update();
        state.changed().await.unwrap();
        (waiting, *state.borrow_and_update())
    });
    assert_eq!(outcome, (Ok(()), 2));
    assert_eq!(seen, (Quota::Waiting { until }, Quota::Open));
    assert_eq!(Quota::Waiting { until }.at(until), Quota::Open);
}

#[tokio::test(start_paused = true)]
async fn i3_a_service_that_never_relents_is_left_alone_after_five_tries() {
    let (outcome, made) = run(&guard(), Tries::Several, |_| Err(too_many(1))).await;
    assert_eq!(made, 5);
    assert!(matches!(outcome, Err(ApiError::Blocked { .. })), "{outcome:?}");
}

#[tokio::test(start_paused = true)]
async fn i3_the_deadline_survives_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let made = |clock: Clock| Guard::stored_at(folder.path().join("guard.json"), clock);
    let clock = clock();
    let until = made(clock.clone()).set_deadline(Duration::from_secs(50_000)).await;
    assert_eq!(*made(clock.clone()).state().borrow(), Quota::Blocked { until });

    tokio::time::advance(Duration::from_mins(833)).await;
    let restarted = made(clock.clone());
    assert_eq!(*restarted.state().borrow(), Quota::Waiting { until });
    let before = Instant::now();
    assert_eq!(run(&restarted, Tries::Several, |_| Ok(())).await, (Ok(()), 1));
    assert!(before.elapsed() >= Duration::from_secs(20));
    assert_eq!(*made(clock).state().borrow(), Quota::Open);
}

/// Two processes with one file, which they both read at their start.
fn two_on_one_file(folder: &tempfile::TempDir) -> (Guard, Guard) {
    let (store, clock) = (folder.path().join("guard.json"), clock());
    let made = || Guard::stored_at(store.clone(), clock.clone());
    (made(), made())
}

#[tokio::test(start_paused = true)]
async fn i3_a_block_that_another_process_met_holds_for_a_running_one() {
    let folder = tempfile::tempdir().unwrap();
    let (one, other) = two_on_one_file(&folder);
    assert_eq!(run(&other, Tries::Several, |_| Ok(())).await, (Ok(()), 1));
    let until = one.set_deadline(Duration::from_hours(10)).await;
    assert_eq!(run(&other, Tries::Several, |_| Ok(())).await, (Err(ApiError::Blocked { until }), 0));
    assert_eq!(*other.state().borrow(), Quota::Blocked { until });
}

#[tokio::test(start_paused = true)]
async fn i3_a_short_wait_of_one_process_never_shortens_the_stored_wait_of_another() {
    let folder = tempfile::tempdir().unwrap();
    let (one, other) = two_on_one_file(&folder);
    let until = one.set_deadline(Duration::from_hours(10)).await;
    other.set_deadline(Duration::from_secs(2)).await;
    let restarted = Guard::stored_at(one.store().expect("it has a file"), one.0.clock.clone());
    assert_eq!(*restarted.state().borrow(), Quota::Blocked { until });
    assert_eq!(run(&other, Tries::Several, |_| Ok(())).await, (Err(ApiError::Blocked { until }), 0));
}

#[tokio::test(start_paused = true)]
async fn i3_what_a_failing_service_asks_to_wait_holds_for_every_request() {
    let failing = |seconds| Trouble::Passing { error: ApiError::Server(503), wait: Some(Duration::from_secs(seconds)) };
    let guard = guard();
    let (start, mut state) = (Instant::now(), guard.state());
    let (first, other) =
        tokio::join!(run(&guard, Tries::Several, |n| if n == 1 { Err(failing(20)) } else { Ok(()) }), async {
            state.changed().await.unwrap();
            assert!(matches!(*state.borrow_and_update(), Quota::Waiting { .. }));
            run(&guard, Tries::Once, |_| Ok(())).await.0.map(|()| start.elapsed())
        });
    assert_eq!(first, (Ok(()), 2));
    assert!(other.unwrap() >= Duration::from_secs(20));

    let (outcome, made) = run(&guard, Tries::Several, |_| Err(failing(3_600))).await;
    assert!(matches!(outcome, Err(ApiError::Blocked { .. })), "{outcome:?}");
    assert_eq!(made, 1);
    assert_eq!(run(&guard, Tries::Once, |_| Ok(())).await, (outcome, 0));
}

#[tokio::test(start_paused = true)]
async fn e9_a_clock_set_back_makes_no_wait_longer_than_was_asked() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("guard.json");
    let noted: Timestamp = "2026-11-23T10:00:00Z".parse().unwrap();
    store::save(&path, noted, noted + 3_600.seconds()).unwrap();
    let a_year_back = noted - SignedDuration::from_hours(24 * 365);
    assert_eq!(store::load(&path, a_year_back), Some(Duration::from_hours(1)));
    assert_eq!(store::load(&path, noted + SignedDuration::from_hours(24 * 365)), None);
}

#[test]
fn i3_of_deadlines_that_are_stored_at_once_the_longest_stays() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("guard.json");
    let now: Timestamp = "2026-11-23T10:00:00Z".parse().unwrap();
    for _ in 0..20 {
        std::thread::scope(|scope| {
            for hours in [1, 8, 3, 5, 2, 7, 4, 6] {
                let path = &path;
                scope.spawn(move || store::save(path, now, now + SignedDuration::from_hours(hours)).unwrap());
            }
        });
        assert_eq!(store::load(&path, now), Some(Duration::from_hours(8)));
        std::fs::remove_file(&path).unwrap();
    }
}

#[test]
fn i3_a_stored_deadline_that_makes_no_sense_counts_as_none() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("guard.json");
    let now = Timestamp::now();
    assert_eq!(store::load(&path, now), None);
    for text in ["", "null", "{}", "\0\0", r#"{"since":1,"until":2}"#, r#"{"since":"soon","until":"later"}"#] {
        std::fs::write(&path, text).unwrap();
        assert_eq!(store::load(&path, now), None, "{text:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn i4_a_failing_service_is_asked_five_times() {
    let passing = |error| Trouble::Passing { error, wait: None };
    for (error, tries) in [
        (ApiError::Server(502), 5),
        (ApiError::Unreachable("reset".into()), 5),
        (ApiError::Timeout, 2),
        (ApiError::NotFound, 3),
    ] {
        let outcome = run(&guard(), Tries::Several, |_| Err(passing(error.clone()))).await;
        assert_eq!(outcome, (Err(error), tries));
    }
    let recovering = |n| if n < 5 { Err(passing(ApiError::Server(500))) } else { Ok(()) };
    assert_eq!(run(&guard(), Tries::Several, recovering).await, (Ok(()), 5));
}

#[tokio::test(start_paused = true)]
async fn c8_what_may_be_sent_once_is_sent_once() {
    for trouble in [|| Trouble::from(ApiError::Server(503)), || Trouble::from(ApiError::Timeout), || too_many(1)] {
        let (outcome, made) = run(&guard(), Tries::Once, |_| Err(trouble())).await;
        assert!(outcome.is_err());
        assert_eq!(made, 1);
    }
}

#[tokio::test(start_paused = true)]
async fn at_most_four_requests_are_in_flight_and_eight_with_the_list_of_shows() {
    let guard = guard();
    let (now, most) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let ask = |lane| {
        let (guard, now, most) = (&guard, &now, &most);
        async move {
            let attempt = || async move {
                most.fetch_max(now.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                tokio::time::sleep(Duration::from_secs(1)).await;
                now.fetch_sub(1, Ordering::SeqCst);
                Ok::<_, Trouble>(())
            };
            guard.run(lane, Tries::Several, attempt).await
        }
    };
    join_all((0..30).map(|_| ask(Lane::Usual))).await;
    assert_eq!(most.swap(0, Ordering::SeqCst), 4);
    join_all((0..30).map(|_| ask(Lane::Wide))).await;
    assert_eq!(most.swap(0, Ordering::SeqCst), 8);
    join_all((0..60).map(|i| ask(if i % 2 == 0 { Lane::Wide } else { Lane::Usual }))).await;
    assert_eq!(most.load(Ordering::SeqCst), 8);
}

#[tokio::test(start_paused = true)]
async fn a_request_that_is_dropped_frees_its_place() {
    let guard = guard();
    for _ in 0..20 {
        let never = guard.run(Lane::Usual, Tries::Several, std::future::pending::<Result<(), Trouble>>);
        assert!(tokio::time::timeout(Duration::from_millis(1), never).await.is_err());
    }
    assert_eq!(run(&guard, Tries::Several, |_| Ok(())).await, (Ok(()), 1));
}

/// A store whose disk answers only when it is let.
#[tokio::test]
async fn while_the_disk_does_not_answer_the_runtime_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("quota.json");
    let guard = Guard::stored_at(path.clone(), clock());
    rustix::fs::mknodat(rustix::fs::CWD, &path, rustix::fs::FileType::Fifo, rustix::fs::Mode::RWXU, 0).unwrap();
    let (let_go, told) = std::sync::mpsc::channel();
    let disk = std::thread::spawn(move || {
        let told = told.recv_timeout(Duration::from_secs(20)).is_ok();
        std::fs::OpenOptions::new().write(true).open(path).map(|_| told)
    });
    let request = tokio::spawn(async move { run(&guard, Tries::Several, |_| Ok(())).await });
    // The only thread of the runtime comes back here while the request waits for the disk.
    tokio::task::yield_now().await;
    let_go.send(()).unwrap();
    assert_eq!(request.await.unwrap(), (Ok(()), 1));
    assert!(disk.join().unwrap().unwrap(), "no other process ran");
}

#[tokio::test(start_paused = true)]
async fn the_state_is_retrying_until_an_answer_or_the_last_try() {
    let (guard, silence) = (guard(), || Trouble::from(ApiError::Unreachable(crate::domain::CleanText::new("refused"))));
    let state = guard.state();
    let seen = Mutex::new(Vec::new());
    let note = || seen.lock().unwrap().push(*state.borrow());
    for answers in [true, false] {
        let (outcome, made) = run(&guard, Tries::Several, |number| {
            note();
            if answers && number == 3 { Ok(()) } else { Err(silence()) }
        })
        .await;
        assert_eq!((outcome.is_ok(), made), (answers, if answers { 3 } else { 5 }));
        note();
    }
    let (open, again) = (Quota::Open, Quota::Retrying);
    assert_eq!(*seen.lock().unwrap(), [open, again, again, open, open, again, again, again, again, open]);
    let (_, made) = run(&guard, Tries::Once, |_| Err(silence())).await;
    assert_eq!((made, *state.borrow()), (1, open), "it is not tried again");
    run(&guard, Tries::Several, |number| {
        if number == 1 {
            Err(Trouble::from(ApiError::Server(500)))
        } else {
            note();
            Ok(())
        }
    })
    .await
    .0
    .unwrap();
    assert_eq!(seen.lock().unwrap().last(), Some(&open), "Spotify answers, though with a failure");
}

#[tokio::test(start_paused = true)]
async fn a_long_deadline_passes_by_the_first_of_both_clocks_and_a_short_one_by_the_monotonic_clock() {
    let (wall, now): (Timestamp, _) = ("2026-11-23T10:00:00Z".parse().unwrap(), Instant::now());
    let (hour, patience) = (Duration::from_hours(1), Duration::from_mins(1));
    let later = wall + SignedDuration::from_hours(1);
    let long = Deadline::after(hour, wall, patience);
    assert!(matches!(long.gate(now, wall), Gate::Blocked(until) if until == later));
    assert!(matches!(long.gate(now, later), Gate::Open), "the monotonic clock stood still in suspend");
    assert!(matches!(long.gate(now + hour, wall), Gate::Open), "the wall clock was set back");
    let short = Deadline::after(Duration::from_secs(20), wall, patience);
    assert!(matches!(short.gate(now, later), Gate::Waiting(_)), "a clock that was set ends no short wait");
    assert!(matches!(short.gate(now + hour, wall), Gate::Open));
}
