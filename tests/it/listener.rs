//! The callback listener over real sockets: what strangers send never is a login, and never ends one.

mod hostile;

use std::{
    collections::BTreeSet,
    fs,
    io::{Read, Write},
    net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream},
    path::PathBuf,
    pin::pin,
    time::Duration,
};

use futures_util::FutureExt;
use pretty_assertions::assert_eq;
use spotpods_tui::{
    auth::{
        Attempt, Callback, CallbackReceiver, ClientId, LoginSettings, Outcome, PasteError, PortChoice, RedirectUri,
        StartError,
    },
    spotify::{Origin, Origins},
};

fn settings(redirect: &str) -> LoginSettings {
    LoginSettings {
        client_id: ClientId::parse("0123456789abcdef0123456789abcdef").expect("valid"),
        client_secret: None,
        redirect: RedirectUri::parse(redirect).expect("valid"),
        origins: Origins {
            api: Origin::parse(Origins::API).expect("valid"),
            accounts: Origin::parse(Origins::ACCOUNTS).expect("valid"),
        },
    }
}

fn start() -> (Attempt, CallbackReceiver) {
    started("http://127.0.0.1/callback", Duration::MAX)
}

fn started(redirect: &str, limit: Duration) -> (Attempt, CallbackReceiver) {
    Attempt::start(&settings(redirect), PortChoice::AsConfigured, false, limit).expect("a free port")
}

fn wait(outcome: CallbackReceiver) -> Callback {
    tokio::runtime::Builder::new_current_thread().build().expect("a runtime").block_on(outcome.recv())
}

/// The state, as only the browser knows it.
fn state(attempt: &Attempt) -> String {
    let state = attempt.authorize_url.query_pairs().find(|(name, _)| name == "state");
    state.expect("a state").1.into_owned()
}

fn good(attempt: &Attempt) -> String {
    format!("/callback?code=AQD-code&state={}", state(attempt))
}

fn connect(addr: SocketAddr) -> TcpStream {
    let stream = TcpStream::connect(addr).expect("accepted");
    stream.set_read_timeout(Some(Duration::from_secs(10))).expect("set");
    stream
}

fn send(addr: SocketAddr, bytes: &[u8]) -> TcpStream {
    let mut stream = connect(addr);
    // The listener may have seen enough before the last byte.
    let _ = stream.write_all(bytes);
    stream
}

fn get(addr: SocketAddr, path: &str) -> TcpStream {
    send(addr, format!("GET {path} HTTP/1.1\r\nHost: {addr}\r\n\r\n").as_bytes())
}

/// The whole answer, or what came of it before the connection broke.
fn answer(mut stream: TcpStream) -> String {
    let mut bytes = Vec::new();
    let _ = stream.read_to_end(&mut bytes);
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Whether the port is closed. A child process that another test has just forked holds the socket open until it calls exec,
/// which resets the connection.
fn is_closed(addr: SocketAddr) -> bool {
    for _ in 0..20 {
        let Ok(mut stream) = TcpStream::connect(addr) else { return true };
        stream.set_read_timeout(Some(Duration::from_secs(10))).expect("set");
        let ended = stream.read(&mut [0]);
        if ended.is_err_and(|error| error.kind() == std::io::ErrorKind::WouldBlock) {
            return false;
        }
    }
    false
}

/// What a browser does with a good callback, to the page that tells the outcome.
fn log_in(attempt: Attempt, outcome: CallbackReceiver) {
    let addr = attempt.local_addr;
    let browser = get(addr, &good(&attempt));
    let Callback::Code { pending, .. } = wait(outcome) else { panic!("the real callback was not taken") };
    pending.answer(Outcome::Done);
    let redirect = answer(browser);
    assert!(redirect.starts_with("HTTP/1.1 303 ") && redirect.contains("\r\nLocation: /done\r\n"), "{redirect}");
    assert!(answer(get(addr, "/done")).contains("You are logged in"));
    serve_to_the_end(attempt);
    assert!(is_closed(addr));
}

fn serve_to_the_end(attempt: Attempt) {
    let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
    runtime.block_on(attempt.served());
}

#[test]
fn a2_the_port_accepts_before_anybody_could_open_the_page() {
    let (attempt, outcome) = start();
    drop(connect(attempt.local_addr));
    let redirect = attempt.authorize_url.query_pairs().find(|(name, _)| name == "redirect_uri").expect("one").1;
    assert_eq!(redirect, format!("http://{}/callback", attempt.local_addr));
    log_in(attempt, outcome);
}

#[test]
fn a7_debug_of_an_attempt_and_its_outcome_shows_no_secret() {
    let (attempt, outcome) = start();
    let state = state(&attempt);
    assert!(!format!("{attempt:?} {outcome:?}").contains(&state));
    let _browser = get(attempt.local_addr, &good(&attempt));
    let shown = format!("{:?}", wait(outcome));
    assert!(shown.contains("[redacted]") && !shown.contains("AQD-code"), "{shown}");
}

#[test]
fn b1_only_the_loopback_literal_is_bound() {
    let (attempt, _outcome) = start();
    let addr = attempt.local_addr;
    assert_eq!(addr.ip(), Ipv4Addr::LOCALHOST);
    assert!(is_closed(SocketAddr::from(([127, 0, 0, 2], addr.port()))));
}

#[test]
fn b1_the_loopback_literal_of_ipv6_works_too() {
    let settings = settings("http://[::1]/callback");
    match Attempt::start(&settings, PortChoice::AsConfigured, false, Duration::MAX) {
        Ok((attempt, outcome)) => log_in(attempt, outcome),
        // A machine without IPv6.
        Err(error) => assert!(matches!(error, StartError::Bind { .. }), "{error}"),
    }
}

#[test]
fn a_port_in_use_is_said_and_a_dynamic_one_is_the_way_out() {
    let taken = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = taken.local_addr().expect("bound").port();
    let settings = settings(&format!("http://127.0.0.1:{port}/callback"));
    let refused = Attempt::start(&settings, PortChoice::AsConfigured, false, Duration::MAX);
    assert!(matches!(refused, Err(StartError::PortInUse { port: p }) if p == port));
    let (attempt, outcome) =
        Attempt::start(&settings, PortChoice::Dynamic, false, Duration::MAX).expect("another port");
    assert_ne!(attempt.local_addr.port(), port);
    log_in(attempt, outcome);
}

#[test]
fn b4_content_length_never_aborts() {
    let (attempt, outcome) = start();
    let addr = attempt.local_addr;
    for length in ["70368744177664", "18446744073709551615", "36893488147419103232"] {
        let head = format!("GET {} HTTP/1.1\r\nHost: {addr}\r\nContent-Length: {length}\r\n\r\n", good(&attempt));
        assert!(answer(send(addr, head.as_bytes())).starts_with("HTTP/1.1 400 "), "{length}");
    }
    log_in(attempt, outcome);
}

#[test]
fn b5_a_head_that_never_ends_is_dropped() {
    let (attempt, outcome) = start();
    let mut slow = send(attempt.local_addr, b"GET /callback?code=");
    assert!(matches!(slow.read(&mut [0]), Ok(0)), "it is dropped");
    log_in(attempt, outcome);
}

#[test]
fn b5_the_oldest_incomplete_connection_makes_room_for_the_newest() {
    let (attempt, outcome) = start();
    let addr = attempt.local_addr;
    let mut idle: Vec<_> = (0..33).map(|_| send(addr, b"GET ")).collect();
    let mut byte = [0];
    assert!(!matches!(idle[0].read(&mut byte), Ok(1..)), "the first was dropped");
    let rest = format!("/ HTTP/1.1\r\nHost: {addr}\r\n\r\n");
    let mut newest = idle.pop().expect("33");
    newest.write_all(rest.as_bytes()).expect("open");
    assert!(answer(newest).starts_with("HTTP/1.1 404 "));
    log_in(attempt, outcome);
}

#[test]
fn b6_what_browsers_do_besides_never_ends_the_login() {
    let (attempt, outcome) = start();
    let addr = attempt.local_addr;
    let _preconnect = connect(addr);
    assert!(answer(get(addr, "/favicon.ico")).starts_with("HTTP/1.1 404 "));
    assert!(answer(send(addr, b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03")).starts_with("HTTP/1.1 400 "));
    // Closed with the answer unread, which resets the connection.
    drop(get(addr, "/callback?state=x"));
    log_in(attempt, outcome);
}

#[tokio::test]
async fn b8_a_wrong_state_is_answered_and_waited_on() {
    let (attempt, outcome) = start();
    let addr = attempt.local_addr;
    let mut outcome = pin!(outcome.recv());
    for query in ["", "?code=c", "?code=c&state=", "?code=c&state=wrong", "?error=access_denied&state=wrong"] {
        let text = answer(get(addr, &format!("/callback{query}")));
        assert!(text.starts_with("HTTP/1.1 400 ") && text.contains("not finished"), "{text}");
        assert!(!text.contains(&state(&attempt)), "b9: the expected state is in no answer");
    }
    assert!(outcome.as_mut().now_or_never().is_none());
    let _browser = get(addr, &good(&attempt));
    assert!(matches!(outcome.await, Callback::Code { .. }));
}

#[test]
fn b10_the_same_good_address_is_taken_once_from_socket_and_paste() {
    let (attempt, outcome) = start();
    let addr = attempt.local_addr;
    let pasted = format!("http://{addr}{}", good(&attempt));
    let first = get(addr, &good(&attempt));
    let Callback::Code { pending, .. } = wait(outcome) else { panic!("no code") };
    assert_eq!(attempt.submit_pasted(&pasted), Err(PasteError::Ended));
    // A reload is told the same outcome as the first.
    let second = get(addr, &good(&attempt));
    pending.answer(Outcome::Failed);
    assert!(answer(first).contains("\r\nLocation: /failed\r\n"));
    assert!(answer(second).contains("\r\nLocation: /failed\r\n"));
}

#[test]
fn a8_a_pasted_address_is_taken_and_closes_the_port() {
    let (attempt, outcome) = start();
    let addr = attempt.local_addr;
    assert_eq!(attempt.submit_pasted("http://127.0.0.1:1/callback?code=c"), Err(PasteError::Elsewhere));
    assert_eq!(attempt.submit_pasted(&format!("http://{addr}{}", good(&attempt))), Ok(()));
    let Callback::Code { pending, .. } = wait(outcome) else { panic!("no code") };
    pending.answer(Outcome::Done);
    serve_to_the_end(attempt);
    assert!(is_closed(addr));
}

#[test]
fn b12_a_refusal_is_told_to_the_browser_and_to_the_program() {
    let (attempt, outcome) = start();
    let addr = attempt.local_addr;
    let text = answer(get(addr, &format!("/callback?error=access_denied&state={}", state(&attempt))));
    assert!(text.starts_with("HTTP/1.1 303 ") && text.contains("\r\nLocation: /declined\r\n"), "{text}");
    assert!(matches!(wait(outcome), Callback::Declined));
    assert!(answer(get(addr, "/declined")).contains("Nothing was granted"));
    serve_to_the_end(attempt);
    assert!(is_closed(addr));
}

#[test]
fn another_error_is_named_to_the_program_and_not_in_the_page() {
    let (attempt, outcome) = start();
    let query = format!("error=server_error&error_description=canary&state={}", state(&attempt));
    let text = answer(get(attempt.local_addr, &format!("/callback?{query}")));
    assert!(text.contains("\r\nLocation: /failed\r\n") && !text.contains("server_error"), "{text}");
    assert!(matches!(wait(outcome), Callback::Failed(error) if error.as_str() == "server_error"));
}

#[test]
fn b14_no_code_is_left_in_the_address_bar() {
    let (attempt, outcome) = start();
    let browser = get(attempt.local_addr, &good(&attempt));
    let Callback::Code { pending, .. } = wait(outcome) else { panic!("no code") };
    pending.answer(Outcome::Done);
    let text = answer(browser);
    assert!(text.contains("\r\nLocation: /done\r\n") && !text.contains("AQD-code"), "{text}");
}

#[test]
fn b15_cancel_and_drop_close_the_port_at_once() {
    let (attempt, outcome) = start();
    let addr = attempt.local_addr;
    let _idle = connect(addr);
    drop(attempt);
    assert!(is_closed(addr));
    assert!(matches!(wait(outcome), Callback::Cancelled));

    let (attempt, outcome) = start();
    let addr = attempt.local_addr;
    drop(attempt);
    assert!(is_closed(addr));
    assert!(matches!(wait(outcome), Callback::Cancelled));
}

#[test]
fn b15_a_panic_of_the_owner_closes_the_port() {
    let (attempt, _outcome) = start();
    let addr = attempt.local_addr;
    let owner = std::thread::spawn(move || {
        let _attempt = attempt;
        std::panic::resume_unwind(Box::new("expected"));
    });
    assert!(owner.join().is_err());
    assert!(is_closed(addr));
}

#[test]
fn b15_the_deadline_ends_the_attempt_and_closes_the_port() {
    let (attempt, outcome) = started("http://127.0.0.1/callback", Duration::ZERO);
    let addr = attempt.local_addr;
    assert!(matches!(wait(outcome), Callback::TimedOut));
    serve_to_the_end(attempt);
    assert!(is_closed(addr));
}

#[test]
fn b15_the_same_port_can_be_bound_again_at_once() {
    let (attempt, outcome) = start();
    let addr = attempt.local_addr;
    log_in(attempt, outcome);
    let (attempt, outcome) = started(&format!("http://{addr}/callback"), Duration::MAX);
    assert_eq!(attempt.local_addr, addr);
    log_in(attempt, outcome);
}

#[test]
fn b17_tiny_http_makes_and_writes_answers_and_reads_nothing() {
    let mut folders = vec![PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("src")];
    let mut uses = BTreeSet::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("sources") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let text = fs::read_to_string(path).expect("a source");
            let names = text.split("tiny_http::").skip(1).filter_map(|rest| rest.split(';').next());
            let names = names.flat_map(|names| names.split(|c: char| !c.is_alphanumeric()));
            uses.extend(names.filter(|name| !name.is_empty()).map(str::to_owned));
        }
    }
    let uses: Vec<_> = uses.iter().map(String::as_str).collect();
    assert_eq!(uses, ["HTTPVersion", "Header", "Method", "Response", "StatusCode"]);
}
