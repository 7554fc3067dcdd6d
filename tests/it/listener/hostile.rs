//! Floods, garbage and near misses: none is taken for the callback, and the real one comes through after them.

use std::{
    fmt::Write as _,
    fs,
    io::Read,
    net::{Shutdown, TcpStream},
    os::unix::fs::FileExt,
    process::Command,
};

use futures_util::FutureExt;
use pretty_assertions::assert_eq;
use spotpods_tui::auth::{Attempt, Callback};

use super::{answer, connect, get, good, log_in, send, start};

/// Requests of every shape that is not a callback of this login.
fn hostile(attempt: &Attempt) -> Vec<Vec<u8>> {
    let addr = attempt.local_addr;
    let good = good(attempt);
    let request = |line: &str, fields: &str| format!("{line}\r\nHost: {addr}\r\n{fields}\r\n");
    let mut shapes: Vec<Vec<u8>> = [
        request("GET /callback HTTP/1.1", ""),
        request("GET /callback?code=x HTTP/1.1", ""),
        request("GET /callback?code=x&state= HTTP/1.1", ""),
        request("GET /callback?code=x&state=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA HTTP/1.1", ""),
        request("GET /callback?error=access_denied HTTP/1.1", ""),
        request(&format!("GET {good}&code=y HTTP/1.1"), ""),
        request(&format!("GET {good}&state=y HTTP/1.1"), ""),
        request(&format!("GET {good}&error=access_denied HTTP/1.1"), ""),
        request(&format!("GET {good}&iss=https://evil.example HTTP/1.1"), ""),
        request(&format!("GET {} HTTP/1.1", good.replace("code=AQD-code&", "")), ""),
        request(&format!("GET {} HTTP/1.1", good.replace("AQD-code", "a%0d%0ab")), ""),
        request(&format!("GET {} HTTP/1.1", good.replace("/callback", "/callback/")), ""),
        request(&format!("GET {} HTTP/1.1", good.replace("/callback", "/%63allback")), ""),
        request(&format!("GET {} HTTP/1.1", good.replace("/callback", "//callback")), ""),
        request(&format!("GET {} HTTP/1.1", good.replace("/callback", "/done")), ""),
        request(&format!("GET http://{addr}{good} HTTP/1.1"), ""),
        request(&format!("GET {good}#fragment HTTP/1.1"), ""),
        request(&format!("GET {good} HTTP/2.0"), ""),
        request(&format!("GET {good}"), ""),
        request(&format!("POST {good} HTTP/1.1"), "Content-Length: 0\r\n"),
        request(&format!("HEAD {good} HTTP/1.1"), ""),
        request(&format!("OPTIONS {good} HTTP/1.1"), "Access-Control-Request-Method: GET\r\n"),
        request(&format!("get {good} HTTP/1.1"), ""),
        request(&format!("GET {good} HTTP/1.1"), "Host: evil.example\r\n"),
        format!("GET {good} HTTP/1.1\r\nHost: localhost:{}\r\n\r\n", addr.port()),
        format!("GET {good} HTTP/1.1\r\nHost: rebound.example:{}\r\n\r\n", addr.port()),
        format!("GET {good} HTTP/1.1\r\n\r\n"),
        request(&format!("GET {good} HTTP/1.1"), "Content-Length: 5\r\n") + "12345",
        request(&format!("GET {good} HTTP/1.1"), "Content-Length: 70368744177664\r\n"),
        request(&format!("GET {good} HTTP/1.1"), "Transfer-Encoding: chunked\r\n") + "0\r\n\r\n",
        request(&format!("GET {good} HTTP/1.1"), "Expect: 100-continue\r\n"),
        request(&format!("GET {good} HTTP/1.1"), "Upgrade: websocket\r\n"),
        request(&format!("GET {good} HTTP/1.1"), " folded\r\n"),
        request(&format!("GET {good} HTTP/1.1"), "No-Colon\r\n"),
        request(&format!("GET {good} HTTP/1.1"), "A: b\0c\r\n"),
        request(&format!("GET {good} HTTP/1.1"), &"A: b\r\n".repeat(64)),
        request(&format!("GET {good} HTTP/1.1"), &format!("A: {}\r\n", "b".repeat(9000))),
        format!("GET {good} HTTP/1.1\r\nHost: {addr}\r\n"),
        "GET /callback".to_owned(),
        "\r\n\r\n\r\n".to_owned(),
        "GARBAGE\n\n".to_owned(),
        String::new(),
    ]
    .map(String::into_bytes)
    .into();
    shapes.push(b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03".to_vec());
    shapes.push(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".to_vec());
    shapes.push(vec![b'A'; 20_000]);
    shapes.push((0..=255).cycle().take(4096).collect());
    shapes
}

/// A field of `/proc/self/status`, in its own unit.
fn status(field: &str) -> usize {
    let status = fs::read_to_string("/proc/self/status").expect("Linux");
    let line = status.lines().find(|line| line.starts_with(field)).expect("the field");
    line.split_whitespace().nth(1).and_then(|value| value.parse().ok()).expect("a number")
}

#[test]
fn b16_no_hostile_request_of_a_thousand_is_taken_and_the_real_one_after_them_is() {
    let (attempt, outcome) = start();
    let addr = attempt.local_addr;
    let shapes = hostile(&attempt);
    assert!(shapes.len() >= 25);
    let mut outcome = Box::pin(outcome.recv());
    let mut report = String::new();
    let before = status("VmRSS:");
    for shape in shapes.iter().cycle().take(1000) {
        let stream = send(addr, shape);
        let _ = stream.shutdown(Shutdown::Write);
        let text = answer(stream);
        assert!(text.is_empty() || text.starts_with("HTTP/1.1 4"), "{:?}: {text}", String::from_utf8_lossy(shape));
    }
    writeln!(report, "kib: {}", status("VmRSS:").saturating_sub(before)).expect("memory");
    writeln!(report, "threads: {}", status("Threads:")).expect("memory");
    // Read by the test that runs this one alone.
    println!("\n{report}");
    assert!(outcome.as_mut().now_or_never().is_none(), "one of them was taken");
    let _browser = get(addr, &good(&attempt));
    let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
    assert!(matches!(runtime.block_on(outcome), Callback::Code { .. }));
}

#[test]
fn b16_the_real_callback_gets_through_500_half_open_connections() {
    let (attempt, outcome) = start();
    let half_open: Vec<_> = (0..500).map(|_| send(attempt.local_addr, b"GET /callback?code=")).collect();
    log_in(attempt, outcome);
    drop(half_open);
}

#[test]
fn b6_connections_until_no_more_can_be_opened_never_end_the_login() {
    let (attempt, outcome) = start();
    let addr = attempt.local_addr;
    let stat = fs::File::open("/proc/self/stat").expect("Linux");
    let mut slow = connect(addr);
    // Connections are accepted in turn: once this one is answered, the slow one is the listener's.
    assert!(answer(get(addr, "/")).starts_with("HTTP/1.1 404 "));
    let mut idle = Vec::new();
    let mut exhausted = false;
    while idle.len() < 100 && !exhausted {
        match TcpStream::connect(addr) {
            Ok(stream) => idle.push(stream),
            Err(_) => exhausted = true,
        }
    }
    // The listener drops the slow one after two seconds without a head: time enough to spin, if it does.
    let before = ticks(&stat);
    assert!(matches!(slow.read(&mut [0]), Ok(0)), "it is dropped");
    println!("\nexhausted: {}\nticks: {}", u8::from(exhausted), ticks(&stat) - before);
    drop(idle);
    log_in(attempt, outcome);
}

/// Processor time of this process, in ticks of 10 ms. The file is open already: there may be no descriptor left.
fn ticks(stat: &fs::File) -> usize {
    let mut bytes = [0; 1024];
    let count = stat.read_at(&mut bytes, 0).expect("readable");
    let text = String::from_utf8_lossy(&bytes[..count]);
    let fields = text.rsplit_once(')').expect("a name").1;
    fields.split_whitespace().skip(11).take(2).map(|value| value.parse::<usize>().expect("a number")).sum()
}

/// Runs one test of this binary in a process of its own, and reads the numbers it prints.
fn alone(test: &str, limits: &str) -> impl Fn(&str) -> usize {
    let program = std::env::current_exe().expect("this binary");
    let script = format!("{limits} exec \"$0\" --exact listener::hostile::{test} --nocapture --test-threads 1");
    let output = Command::new("sh").arg("-c").arg(script).arg(program).output().expect("sh");
    let printed = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{printed}{}", String::from_utf8_lossy(&output.stderr));
    move |name| {
        let line = printed.lines().find_map(|line| line.strip_prefix(&format!("{name}: "))).expect(name);
        line.parse().expect("a number")
    }
}

#[test]
fn b16_a_thousand_hostile_requests_cost_neither_memory_nor_threads() {
    let number = alone("b16_no_hostile_request_of_a_thousand_is_taken_and_the_real_one_after_them_is", "");
    assert!(number("kib") <= 8 * 1024, "{} KiB", number("kib"));
    assert!(number("threads") <= 40, "{} threads", number("threads"));
}

#[test]
fn b6_running_out_of_file_descriptors_neither_ends_the_login_nor_spins() {
    let number = alone("b6_connections_until_no_more_can_be_opened_never_end_the_login", "ulimit -n 64;");
    assert_eq!(number("exhausted"), 1, "the limit was reached");
    assert!(number("ticks") <= 20, "{} ticks", number("ticks"));
}
