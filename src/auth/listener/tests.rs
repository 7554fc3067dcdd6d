//! Timeouts, with limits shorter than the usual ones.

use std::{
    io::{Read, Write},
    net::{SocketAddr, TcpStream},
};

use rustix::event::{PollFd, PollFlags, poll};

use super::{
    connection::{Connection, Progress},
    *,
};
use crate::{
    auth::{pkce::Verifier, state::State},
    spotify::{Origin, Origins},
};

struct Case {
    addr: SocketAddr,
    state: String,
    gate: Arc<Gate>,
    running: Running,
    outcome: Option<oneshot::Receiver<Callback>>,
}

fn start(patience: Patience) -> Case {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let addr = listener.local_addr().expect("bound");
    let redirect = RedirectUri::default().with_port(Some(addr.port()));
    let state = State::random().expect("randomness");
    let text = state.expose().to_owned();
    let accounts = Origin::parse(Origins::ACCOUNTS).expect("valid");
    let (gate, outcome) = Gate::new(state, Verifier::random().expect("randomness"), accounts, redirect.clone());
    let gate = Arc::new(gate);
    let running = spawn(listener, Arc::clone(&gate), &redirect, Duration::MAX, patience).expect("a thread");
    Case { addr, state: text, gate, running, outcome: Some(outcome) }
}

fn ask(case: &Case, path: &str) -> TcpStream {
    let mut stream = TcpStream::connect(case.addr).expect("open");
    stream.set_read_timeout(Some(Duration::from_secs(10))).expect("set");
    write!(stream, "GET {path} HTTP/1.1\r\nHost: {}\r\n\r\n", case.addr).expect("sent");
    stream
}

fn answer(mut stream: TcpStream) -> String {
    let mut text = String::new();
    stream.read_to_string(&mut text).expect("an answer");
    text
}

fn ended(case: Case) {
    case.running.thread.expect("running").join().expect("no panic");
    assert!(TcpStream::connect(case.addr).is_err(), "the port is closed");
}

#[test]
fn b5_the_bytes_of_an_incomplete_head_do_not_extend_its_time() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let mut client = TcpStream::connect(listener.local_addr().expect("bound")).expect("open");
    let now = Instant::now();
    let mut connection = Connection::new(listener.accept().expect("a client").0, now).expect("it is taken");
    for _ in 0..3 {
        client.write_all(b"G").expect("sent");
        poll(&mut [PollFd::new(connection.stream(), PollFlags::IN)], None).expect("it is polled");
        assert!(matches!(connection.advance("127.0.0.1"), Progress::Open));
        assert_eq!(connection.deadline(), Some(now + Duration::from_secs(2)));
    }
}

#[test]
fn b15_an_exchange_that_takes_too_long_ends_the_thread_with_a_true_page() {
    let patience = Patience { exchange: Duration::ZERO, ..PATIENCE };
    let mut case = start(patience);
    let browser = ask(&case, &format!("/callback?code=c&state={}", case.state));
    let text = answer(browser);
    assert!(text.starts_with("HTTP/1.1 200 ") && text.contains("not finished"), "{text}");
    assert!(matches!(case.outcome.as_mut().expect("one").try_recv(), Ok(Callback::Code { .. })));
    ended(case);
}

#[test]
fn b15_a_browser_that_does_not_fetch_the_page_keeps_nothing_open() {
    let patience = Patience { telling: Duration::ZERO, ..PATIENCE };
    let mut case = start(patience);
    let browser = ask(&case, &format!("/callback?code=c&state={}", case.state));
    let Ok(Callback::Code { pending, .. }) = case.outcome.take().expect("one").blocking_recv() else {
        panic!("no code")
    };
    pending.answer(Outcome::Done);
    assert!(answer(browser).starts_with("HTTP/1.1 303 "));
    ended(case);
}

#[test]
fn b13_a_pending_answer_that_is_dropped_says_that_the_login_failed() {
    let mut case = start(PATIENCE);
    let browser = ask(&case, &format!("/callback?code=c&state={}", case.state));
    let Ok(Callback::Code { pending, .. }) = case.outcome.take().expect("one").blocking_recv() else {
        panic!("no code")
    };
    drop(pending);
    assert!(answer(browser).contains("\r\nLocation: /failed\r\n"));
    assert!(answer(ask(&case, "/failed")).contains("did not work"));
    ended(case);
}

#[test]
fn b13_a_page_is_there_only_once_it_is_true() {
    let mut case = start(PATIENCE);
    for path in ["/done", "/failed", "/declined"] {
        assert!(answer(ask(&case, path)).starts_with("HTTP/1.1 404 "), "{path}");
    }
    let browser = ask(&case, &format!("/callback?code=c&state={}", case.state));
    let Ok(Callback::Code { pending, .. }) = case.outcome.take().expect("one").blocking_recv() else {
        panic!("no code")
    };
    assert!(answer(ask(&case, "/done")).starts_with("HTTP/1.1 404 "));
    pending.answer(Outcome::Done);
    assert!(answer(browser).starts_with("HTTP/1.1 303 "));
    assert!(answer(ask(&case, "/failed")).starts_with("HTTP/1.1 404 "));
    assert!(answer(ask(&case, "/done")).contains("You are logged in"));
    ended(case);
}

#[test]
fn b15_a_receiver_that_is_gone_ends_the_attempt_all_the_same() {
    let mut case = start(PATIENCE);
    drop(case.outcome.take());
    let browser = ask(&case, &format!("/callback?code=c&state={}", case.state));
    assert!(answer(browser).contains("\r\nLocation: /failed\r\n"));
    assert!(!case.gate.end(Callback::Cancelled), "it has ended");
    assert!(answer(ask(&case, "/failed")).starts_with("HTTP/1.1 200 "));
    ended(case);
}
