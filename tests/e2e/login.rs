//! `auth login` where the callback port is taken, or flooded.

use std::{
    ffi::OsStr,
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::{TcpListener, TcpStream},
    process::{Child, ChildStderr, Command, Stdio},
};

use crate::profile::Profile;

/// A login that waits for the browser.
struct Login {
    child: Child,
    err: BufReader<ChildStderr>,
    /// What it said before the address.
    said: String,
    url: String,
}

impl Login {
    fn start(command: &mut Command) -> Self {
        command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("it starts");
        let mut err = BufReader::new(child.stderr.take().expect("piped"));
        let (mut said, mut line) = (String::new(), String::new());
        while !line.trim_start().starts_with("http") {
            said += &line;
            line.clear();
            assert_ne!(err.read_line(&mut line).expect("a line"), 0, "no address came: {said}");
        }
        Self { child, err, said, url: line.trim().to_owned() }
    }

    fn ends(mut self) -> (Option<i32>, String) {
        let mut rest = String::new();
        self.err.read_to_string(&mut rest).expect("text");
        (self.child.wait().expect("it ends").code(), rest)
    }
}

#[test]
fn with_the_port_taken_the_option_is_named_and_a_pasted_address_logs_in() {
    let profile = Profile::logged_in();
    let taken = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let port = taken.local_addr().expect("bound").port();
    let command = || {
        let mut command = profile.command("auth login --no-browser");
        command.env("SPOTIFY_REDIRECT_URI", format!("http://127.0.0.1:{port}/callback"));
        command
    };
    let mut login = Login::start(&mut command());
    assert!(login.said.contains(&format!("port {port} is taken by another program")), "{}", login.said);
    assert!(login.said.contains("SPOTIFY_REDIRECT_URI") && login.said.contains("redirect_uri"), "{}", login.said);
    let callback = profile.demo.approve(&login.url).expect("consent");
    assert!(callback.starts_with(&format!("http://127.0.0.1:{port}/callback?")), "{callback}");
    writeln!(login.child.stdin.take().expect("piped"), "{callback}").expect("it reads");
    let (code, rest) = login.ends();
    assert_eq!(code, Some(0), "{rest}");
    assert!(rest.contains("Logged in as"), "{rest}");

    // With nothing to paste from, nothing is waited for.
    let output = command().output().expect("it starts");
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.contains(&format!("Port {port} is taken by another program")), "{said}");
}

#[test]
fn b16_half_open_connections_leave_the_login_the_descriptors_that_it_needs() {
    let profile = Profile::logged_in();
    std::fs::remove_file(profile.library()).unwrap_or_default();
    let few = ["sh", "-c", "ulimit -n 40; exec \"$@\"", "sh"].map(OsStr::new);
    let login = Login::start(&mut profile.through(&few, "auth login --no-browser"));
    let callback = profile.demo.approve(&login.url).expect("consent");
    let rest = callback.strip_prefix("http://").expect("plain");
    let (authority, path) = rest.split_once('/').expect("a path");
    let half_open: Vec<_> = (0..500)
        .map(|_| {
            let mut stream = TcpStream::connect(authority).expect("it accepts");
            // It may have been dropped for a later one.
            let _ = stream.write_all(b"GET /callback?code=");
            stream
        })
        .collect();
    let mut browser = TcpStream::connect(authority).expect("it accepts");
    write!(browser, "GET /{path} HTTP/1.1\r\nHost: {authority}\r\n\r\n").expect("it reads");
    let mut answer = String::new();
    browser.read_to_string(&mut answer).expect("an answer");
    assert!(answer.starts_with("HTTP/1.1 303") && answer.contains("/done"), "{answer}");
    drop(half_open);
    drop(browser);
    let (code, rest) = login.ends();
    assert_eq!(code, Some(0), "{rest}");
    assert!(rest.contains("Logged in as") && !rest.contains("Cannot"), "{rest}");
}
