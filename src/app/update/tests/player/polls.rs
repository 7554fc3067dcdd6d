use pretty_assertions::assert_eq;

use super::*;

/// Lets time pass as the program asks to be woken, and answers each poll; returns how many there were and how often it was
/// woken.
fn listen(
    session: &mut Session,
    seconds: i64,
    mut answer: impl FnMut(Timestamp) -> Option<Playback>,
) -> (usize, usize) {
    let end = session.moment(seconds);
    let (mut polls, mut woken) = (0, 0);
    session.polls();
    while let Some(due) = session.wakeup().filter(|due| *due <= end) {
        let ms = session.now().duration_until(due).as_millis();
        session.after_ms(i64::try_from(ms).expect("near") + 1);
        woken += 1;
        if session.runs(Slot::Playback) {
            let now = session.now();
            session.polled(answer(now));
        }
        polls += session.polls();
    }
    (polls, woken)
}

#[test]
fn in_an_hour_of_listening_there_are_at_most_120_polls() {
    let mut session = listening();
    let began = session.now();
    // Episodes of half a minute, so that ends are predicted all the time.
    let (polls, woken) = listen(&mut session, 3600, |now| {
        let passed = u64::try_from(began.duration_until(now).as_secs()).expect("later");
        let short = |mut playback: Playback| {
            if let Playing::Episode(episode) = &mut playback.playing {
                episode.duration = Duration::from_secs(30);
            }
            playback
        };
        Some(short(of(&format!("E{}", passed / 30), passed % 30, true, now)))
    });
    assert!((60..=120).contains(&polls), "{polls}");
    assert!(woken <= 3600 + 2 * 120, "one redraw a second: {woken}");
}

#[test]
fn while_an_hour_is_heard_at_one_piece_there_are_ninety() {
    let mut session = listening();
    let began = session.now();
    let (polls, _) = listen(&mut session, 3600, |now| {
        let passed = u64::try_from(began.duration_until(now).as_secs()).expect("later");
        let mut playback = of("One", 60 + passed, true, now);
        if let Playing::Episode(episode) = &mut playback.playing {
            episode.duration = 120 * MINUTE;
        }
        Some(playback)
    });
    assert!((85..=92).contains(&polls), "{polls}");
}

#[test]
fn each_command_costs_one_poll_and_an_hour_of_them_no_more_than_120() {
    let mut session = listening();
    let mut polls = 0;
    for _ in 0..360 {
        session.keys("Space").sent(Ok(())).effects();
        for _ in 0..10 {
            session.after(1);
            polls += session.polls();
            if session.runs(Slot::Playback) {
                let now = session.now();
                let is_playing = session.line().contains("plays");
                session.polled(Some(of("One", 60, is_playing, now)));
            }
        }
    }
    assert!((100..=120).contains(&polls), "{polls}");
}

#[test]
fn nothing_is_asked_while_nothing_plays() {
    let mut session = three();
    assert_eq!((listen(&mut session, 3600, |_| None), session.wakeup()), ((0, 0), None));
    let mut session = listening();
    session.after(40);
    let now = session.now();
    session.polled(Some(of("One", 99, false, now)));
    assert_eq!(listen(&mut session, 3600, |_| None).0, 0, "paused");
    assert_eq!(session.wakeup(), None);
}

#[test]
fn nothing_is_asked_while_blocked_without_focus_or_logged_out() {
    let mut session = listening();
    let until = session.moment(7200);
    session.send(EventKind::Quota(Quota::Blocked { until }));
    assert_eq!(listen(&mut session, 3600, |_| None).0, 0);
    let mut session = listening();
    session.send(EventKind::Focus(false));
    assert_eq!(listen(&mut session, 3600, |_| None).0, 0);
    session.send(EventKind::Focus(true));
    assert_eq!(session.polls(), 1, "looked at again");
    let mut session = listening();
    session.send(EventKind::LoginSeen(LoginState::LoggedOut));
    assert_eq!((listen(&mut session, 3600, |_| None).0, session.line()), (0, String::new()));
}

#[test]
fn the_end_of_an_episode_is_asked_about_once() {
    let mut session = three();
    session.play("One", 1780).polls();
    session.after(20);
    assert_eq!(session.polls(), 0);
    session.after(1);
    assert_eq!(session.polls(), 1);
}

#[test]
fn a_lasting_refusal_ends_the_polls_and_what_was_shown() {
    let mut session = listening();
    session.after(40).reply(Reply::Player(PlayerReply::Polled(Err(refused(Refusal::Lasting))))).effects();
    assert_eq!((session.line(), session.message()), (String::new(), ""));
    assert_eq!(listen(&mut session, 3600, |_| None).0, 0);
}

#[test]
fn the_screen_is_redrawn_once_a_second_only_while_the_position_moves() {
    let mut session = three();
    session.play("One", 1798);
    let next = |session: &Session| session.wakeup().map(|due| session.now().duration_until(due).as_millis());
    assert_eq!(next(&session), Some(1001));
    session.after(2);
    assert_eq!(next(&session), Some(3000), "at its end only the poll is due");
}

#[test]
fn h3_a_library_that_can_only_be_read_is_no_reason_to_ask_what_plays() {
    for (is_read_only, asked) in [(false, 1), (true, 0)] {
        let shelf = Shelf { is_read_only, ..shelf("ada", &["Show"]) };
        let mut session = Session::with(Startup { shelf: Some(shelf), ..startup() });
        session.send(EventKind::Start).after(60).send(EventKind::Focus(false)).send(EventKind::Focus(true));
        assert_eq!(session.polls(), asked, "read-only: {is_read_only}");
    }
}

#[test]
fn a_first_poll_that_fails_is_made_again_and_a_later_one_only_while_something_plays() {
    let mut session = Session::listing(80, 24, &["Show"]);
    let fail = |session: &mut Session| {
        session.polls();
        session.reply(Reply::Player(PlayerReply::Polled(Err(refused(Refusal::Unknown)))));
    };
    session.send(EventKind::Focus(true));
    if !session.runs(Slot::Playback) {
        session.after(1);
    }
    fail(&mut session);
    session.after(45);
    assert_eq!(session.polls(), 1);
    session.polled(None).after(3600);
    assert_eq!(session.polls(), 0);
}
