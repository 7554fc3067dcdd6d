use jiff::ZonedDateTime;
use ratatui::{Terminal, layout::Size};
use tokio::sync::{
    mpsc::{UnboundedSender, unbounded_channel},
    watch,
};

use super::*;
use crate::{
    app::{
        RequestId,
        requests::event::{LoginReply, ReadReply},
        state::Startup,
    },
    config::Environment,
    domain::{Account, CleanText, LoginState},
    runtime::{
        input::{KeyGate, read_signals},
        own::tests::request,
        signals::Signals,
        tests::headless::Told,
    },
};

/// A loop that runs, and the ends of its channels.
struct Running {
    keys: UnboundedSender<Input>,
    replies: UnboundedSender<Event>,
    log: UnboundedReceiver<String>,
    end: tokio::task::JoinHandle<End>,
    /// Reads from the library that the loop started.
    reads: UnboundedReceiver<RequestId>,
    /// When the terminal takes the next frame.
    free_at: watch::Sender<Option<std::time::Instant>>,
}

impl Running {
    fn key(&self, name: &str) {
        let key = name.parse().expect("a key");
        self.keys.send(Input::Event(EventKind::Key(key))).expect("the loop runs");
    }

    fn reply(&self, id: RequestId, reply: Reply) {
        let at = "2026-03-01T12:00:00+00:00[UTC]".parse().expect("a time");
        self.replies.send(Event { at, kind: EventKind::Reply(id, reply) }).expect("the loop runs");
    }

    /// A reply to no request.
    fn unasked(&self) {
        self.reply(RequestId(999), Reply::Login(LoginReply::CallbackArrived));
    }

    async fn told(&mut self) -> String {
        let told = tokio::time::timeout(Duration::from_secs(10), self.log.recv()).await;
        told.expect("something happens").expect("the loop runs")
    }

    /// Everything told until `last`, that included.
    async fn told_until(&mut self, last: &str) -> Vec<String> {
        let mut all = Vec::new();
        while all.last().is_none_or(|told| told != last) {
            all.push(self.told().await);
        }
        all
    }

    async fn end(self) -> End {
        tokio::time::timeout(Duration::from_secs(10), self.end).await.expect("the loop ends").expect("no panic")
    }
}

fn start() -> Running {
    start_with(LoginState::LoggedOut)
}

fn start_with(login: LoginState) -> Running {
    start_waiting(login, VecDeque::new())
}

/// A loop that first runs these commands.
fn start_waiting(login: LoginState, waiting: VecDeque<(RequestId, Run)>) -> Running {
    let size = Size { width: 80, height: 24 };
    let now: ZonedDateTime = "2026-03-01T12:00:00+00:00[UTC]".parse().expect("a time");
    let clock = Clock::new({
        let now = now.clone();
        move || now.clone()
    });
    let state = State::new(Startup {
        interval: Some(jiff::SignedDuration::from_mins(15)),
        ..Startup::new(now, size, login).session(|session| {
            session.client_id = Some("c".to_owned());
            session.redirect_uri = "http://127.0.0.1:8899/callback".to_owned();
        })
    });
    let (log, told) = unbounded_channel();
    let mut terminal = Terminal::new(Told::new(size, log.clone())).expect("never fails");
    let free_at = terminal.backend().free_at();
    let (reading, reads) = unbounded_channel();
    let carry = move |effect: Effect| {
        if let Effect::Read(id, _) = effect {
            let _ = reading.send(id);
        }
        let name = format!("{effect:?}");
        let _ = log.send(name.split([' ', '(']).next().unwrap_or_default().to_owned());
    };
    let draw = |state: &State, frame: &mut Frame<'_>| {
        frame.render_widget(format!("{:?}", state.overlays), frame.area());
    };
    let (keys, mut input) = unbounded_channel();
    let (replies, answers) = unbounded_channel();
    let run = async move {
        let terminal = &mut terminal;
        let shell = Shell::new(&Environment::bare("/").with("PATH", "/usr/bin:/bin"), KeyGate::none());
        let clipboard = Clipboard::default();
        let event_loop = EventLoop { state, terminal, draw, carry, clock, clipboard, shell, waiting };
        Box::pin(event_loop.run(&mut input, answers)).await
    };
    Running { keys, replies, log: told, end: tokio::spawn(run), reads, free_at }
}

#[tokio::test(start_paused = true)]
async fn the_first_frame_comes_before_any_effect_and_nothing_happens_by_itself() {
    let mut running = start();
    assert_eq!(running.told().await, "frame");
    let silence = tokio::time::timeout(Duration::from_hours(48), running.log.recv()).await;
    assert!(silence.is_err(), "an idle program draws nothing: {silence:?}");
    running.key("q");
    assert_eq!(running.end().await, End::Quit);
}

#[tokio::test(start_paused = true)]
async fn a_burst_of_events_costs_one_frame() {
    let mut running = start();
    running.told_until("frame").await;
    for _ in 0..100 {
        running.key("?");
        running.unasked();
    }
    assert_eq!(running.told().await, "frame");
    assert!(tokio::time::timeout(Duration::from_hours(1), running.log.recv()).await.is_err());
}

#[tokio::test(start_paused = true)]
async fn a_key_without_a_read_is_drawn_at_once_and_the_background_less_often() {
    let mut running = start();
    running.told_until("frame").await;
    running.unasked();
    let first = Instant::now();
    running.told_until("frame").await;
    assert_eq!(Instant::now().duration_since(first), FRAME, "the background");
    // Between two milliseconds, which the timer counts.
    tokio::time::advance(Duration::from_micros(300)).await;
    let pressed = Instant::now();
    running.key("?");
    running.told_until("frame").await;
    assert_eq!(Instant::now(), pressed, "a key");
}

#[tokio::test(start_paused = true)]
async fn a_key_and_its_answer_from_disk_are_one_frame_and_a_late_answer_is_the_next() {
    let ends = "2026-08-01T12:00:00Z".parse().expect("a time");
    let account = Account { id: CleanText::new("me"), display_name: None, premium: None };
    let mut running = start_with(LoginState::LoggedIn { account: Some(account), missing: Vec::new(), ends });
    running.told_until("frame").await;
    let shows = running.reads.recv().await.expect("the shows are read");
    let empty = || Reply::Read(ReadReply::Shows(Vec::new()));

    let pressed = Instant::now();
    running.key("?");
    running.reply(shows, empty());
    running.told_until("frame").await;
    assert_eq!(Instant::now(), pressed, "the answer came at once");

    running.key("Esc");
    running.told_until("frame").await;
    running.key("2");
    let feed = running.reads.recv().await.expect("the feed is read");
    running.told_until("frame").await;
    assert_eq!(Instant::now().duration_since(pressed), ANSWER, "no answer came");
    running.reply(feed, Reply::Read(ReadReply::Failed(problem::terminal_gone())));
    running.told_until("frame").await;
    assert_eq!(Instant::now().duration_since(pressed), ANSWER, "the late answer is drawn at once");
}

#[tokio::test(start_paused = true)]
async fn a_frame_waits_until_the_terminal_has_read_the_ones_before_and_keys_do_not() {
    const HELD: Duration = Duration::from_millis(200);
    let mut running = start();
    running.told_until("frame").await;
    let pressed = Instant::now();
    running.free_at.send_replace(Some((pressed + HELD).into_std()));
    for _ in 0..20 {
        running.key("?");
        tokio::time::sleep(HELD / 25).await;
    }
    assert_eq!(running.told().await, "frame");
    assert_eq!(Instant::now().duration_since(pressed), HELD, "no answer came");
    assert!(running.log.try_recv().is_err(), "one frame for all keys");

    running.free_at.send_replace(Some((Instant::now() + HELD).into_std()));
    running.key("Esc");
    tokio::time::sleep(HELD / 2).await;
    assert!(running.log.try_recv().is_err());
    running.free_at.send_replace(None);
    running.keys.send(Input::Read).expect("the loop runs");
    let answered = Instant::now();
    assert_eq!(running.told().await, "frame");
    assert_eq!(Instant::now(), answered, "the answer came");
}

#[test]
fn the_next_unplayed_episode_is_an_answer_from_disk() {
    let reply = Reply::NextUnplayed { found: None, newer: true };
    assert!(is_urgent(&EventKind::Reply(RequestId(1), reply)));
}

#[tokio::test(start_paused = true)]
async fn all_is_drawn_anew_after_a_resize_even_to_the_size_of_before() {
    let mut running = start();
    running.told_until("frame").await;
    running.keys.send(Input::Signal(Asked::Resized)).expect("the loop runs");
    assert_eq!(running.told_until("frame").await, ["cleared", "frame"]);
}

#[tokio::test(start_paused = true)]
async fn g3_a_stop_gives_the_terminal_back_and_all_is_drawn_anew() {
    let mut running = start();
    running.told_until("frame").await;
    running.keys.send(Input::Signal(Asked::Stop)).expect("the loop runs");
    assert_eq!(running.told_until("frame").await, ["suspended", "cleared", "frame"]);
    running.keys.send(Input::Signal(Asked::Continued)).expect("the loop runs");
    assert_eq!(running.told_until("frame").await, ["resumed", "cleared", "frame"]);
    running.key("Ctrl-z");
    assert_eq!(running.told_until("frame").await, ["suspended", "cleared", "frame"]);
}

#[tokio::test(start_paused = true)]
async fn g1_signals_a_vanished_terminal_and_panics_end_the_loop() {
    let panic = WorkerPanic { thread: "callback".to_owned(), place: "src/auth/listener.rs:1".to_owned() };
    for (input, end) in [
        (Input::Signal(Asked::End(EndSignal::Terminate)), End::Signal(EndSignal::Terminate)),
        (Input::TerminalGone, End::TerminalGone),
        (Input::WorkerPanicked(panic.clone()), End::WorkerPanicked(panic)),
    ] {
        let running = start();
        running.keys.send(input).expect("the loop runs");
        assert_eq!(running.end().await, end);
    }
}

/// A loop whose terminal this command has, and a pipe that the command may use by name.
async fn lent(text: &str) -> (Running, tempfile::TempDir, std::path::PathBuf) {
    let folder = tempfile::tempdir().expect("a folder");
    let pipe = folder.path().join("pipe");
    rustix::fs::mkfifoat(rustix::fs::CWD, &pipe, rustix::fs::Mode::RUSR | rustix::fs::Mode::WUSR).expect("a pipe");
    let text = text.replace("PIPE", &pipe.to_string_lossy());
    let run = request(&text, OwnMode::Terminal, "Title");
    let signals = Signals::listen().expect("they are listened to");
    let mut running = start_waiting(LoginState::LoggedOut, VecDeque::from([(RequestId(7), run)]));
    tokio::spawn(read_signals(signals, running.keys.clone()));
    running.told_until("lent").await;
    (running, folder, pipe)
}

#[tokio::test]
async fn events_wait_while_a_command_has_the_terminal() {
    let (mut running, _folder, pipe) = lent("read line < PIPE").await;
    for key in ["Ctrl-z", "y", "q"] {
        running.key(key);
    }
    running.keys.send(Input::Event(EventKind::Paste(Private::new("q".to_owned())))).expect("the loop runs");
    running.keys.send(Input::Signal(Asked::Stop)).expect("the loop runs");
    assert_eq!(running.told().await, "stopped", "only the signal counts");
    let write = tokio::task::spawn_blocking(move || std::fs::write(pipe, "\n"));
    assert_eq!([running.told().await, running.told().await], ["reclaimed", "cleared"]);
    write.await.expect("no panic").expect("written");
    running.key("q");
    assert_eq!(running.end().await, End::Quit);
}

#[tokio::test]
async fn g1_a_command_on_the_terminal_ends_before_the_program_that_a_signal_ends() {
    let (running, _folder, pipe) = lent("exec 3>PIPE; exec sleep 1000").await;
    // It is open as long as the command runs.
    let opened =
        tokio::task::spawn_blocking(move || std::fs::File::open(pipe)).await.expect("no panic").expect("a pipe");
    rustix::io::ioctl_fionbio(&opened, true).expect("it does not block");
    running.keys.send(Input::Signal(Asked::End(EndSignal::Terminate))).expect("the loop runs");
    assert_eq!(running.end().await, End::Signal(EndSignal::Terminate));
    assert_eq!(rustix::io::read(&opened, &mut [0; 1]), Ok(0), "it has ended");
}
