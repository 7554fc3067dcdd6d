//! Covers of a hostile server on loopback (security K6).

use std::{
    io::{Read as _, Write as _},
    net::{TcpListener, TcpStream},
    sync::mpsc::{Receiver, channel},
    thread,
};

use ratatui::layout::Size;

use super::*;
use crate::{app::artwork::Room, config::Flags, domain::Protocol};

/// Answers every connection by `answer`, and tells what was asked.
fn serve(answer: impl Fn(&mut TcpStream) + Send + 'static) -> (String, Receiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let origin = format!("http://{}", listener.local_addr().expect("bound"));
    let (tell, asked) = channel();
    thread::spawn(move || {
        for stream in listener.incoming() {
            let Ok(mut stream) = stream else { return };
            let mut head = Vec::new();
            let mut byte = [0];
            while !head.ends_with(b"\r\n\r\n") && matches!(stream.read(&mut byte), Ok(1)) {
                head.push(byte[0]);
            }
            if tell.send(String::from_utf8_lossy(&head).into_owned()).is_err() {
                return;
            }
            answer(&mut stream);
        }
    });
    (origin, asked)
}

fn body(bytes: &[u8]) -> Vec<u8> {
    [format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\nconnection: close\r\n\r\n", bytes.len()).as_bytes(), bytes]
        .concat()
}

fn covers(folder: &tempfile::TempDir, origin: &str) -> Covers {
    let flags = Flags { profile_dir: Some(folder.path().to_owned()), ..Flags::default() };
    let config = Config::load(&flags, &Environment::bare("/nowhere")).expect("a folder is given");
    Covers::new(&config, Origin::parse(&format!("{origin}/v1")).expect("loopback"))
}

fn cover(url: &str) -> Cover {
    let room = Room { protocol: Protocol::Kitty, size: Size::new(20, 10), cell: Size::new(10, 20), depth: Depth::Full };
    Cover { url: url.to_owned(), room }
}

async fn load(origin: &str, url: &str) -> Result<Picture, String> {
    let folder = tempfile::tempdir().expect("a folder");
    covers(&folder, origin).load(cover(url)).await
}

fn png() -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    image::RgbImage::new(64, 64).write_to(&mut bytes, image::ImageFormat::Png).expect("it is encoded");
    bytes.into_inner()
}

#[tokio::test]
async fn k6_a_cover_is_asked_for_without_a_token_and_once() {
    let (origin, asked) = serve(|stream| drop(stream.write_all(&body(&png()))));
    let folder = tempfile::tempdir().expect("a folder");
    let covers = covers(&folder, &origin);
    let url = format!("{origin}/image/a/300");
    for _ in 0..2 {
        assert!(covers.load(cover(&url)).await.is_ok());
    }
    let heads: Vec<_> = asked.try_iter().collect();
    let [head] = heads.as_slice() else { panic!("one request: {heads:?}") };
    let head = head.to_ascii_lowercase();
    assert!(head.starts_with("get /image/a/300 "), "{head}");
    assert!(!["authorization", "cookie", "referer"].iter().any(|name| head.contains(name)), "{head}");
}

#[tokio::test]
async fn k6_only_https_and_the_demos_own_loopback_are_fetched() {
    let (origin, asked) = serve(|stream| drop(stream.write_all(&body(&png()))));
    let (other, others) = serve(|stream| drop(stream.write_all(&body(&png()))));
    for url in [&format!("{other}/a"), "http://i.scdn.co/a", "file:///etc/passwd", "ftp://127.0.0.1/a", "data:,x", "a"]
    {
        assert!(load(&origin, url).await.is_err_and(|why| why.starts_with("the address is")), "{url}");
    }
    let url = format!("{origin}/a");
    assert!(load("https://api.spotify.com", &url).await.is_err_and(|why| why.starts_with("the address is")), "no demo");
    assert_eq!((asked.try_iter().count(), others.try_iter().count()), (0, 0));
}

#[tokio::test]
async fn k6_a_redirect_is_not_followed() {
    let (target, reached) = serve(|stream| drop(stream.write_all(&body(&png()))));
    for status in [301, 302, 307, 308] {
        let location = format!("HTTP/1.1 {status} Moved\r\nlocation: {target}/a\r\ncontent-length: 0\r\n\r\n");
        let (origin, _asked) = serve(move |stream| drop(stream.write_all(location.as_bytes())));
        let answer = load(&origin, &format!("{origin}/a")).await;
        assert!(matches!(&answer, Err(why) if *why == format!("the server answers {status}")), "{answer:?}");
    }
    assert_eq!(reached.try_iter().count(), 0);
}

#[tokio::test]
async fn k6_a_body_that_is_too_large_is_not_read_to_its_end() {
    let (origin, _asked) = serve(|stream| {
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 99999999999\r\n\r\n");
    });
    assert!(load(&origin, &format!("{origin}/a")).await.is_err_and(|why| why.starts_with("it is larger than")));
    // Without an announced length, until the client hangs up.
    let (origin, _asked) = serve(|stream| {
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n");
        while stream.write_all(&[0; 1 << 12]).is_ok() {}
    });
    assert!(load(&origin, &format!("{origin}/a")).await.is_err_and(|why| why.starts_with("it is larger than")));
}

#[tokio::test]
async fn k6_what_is_no_picture_is_not_kept() {
    for bytes in [&b"<html>"[..], b"", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff"] {
        let (origin, asked) = serve(move |stream| drop(stream.write_all(&body(bytes))));
        let folder = tempfile::tempdir().expect("a folder");
        let covers = covers(&folder, &origin);
        let url = format!("{origin}/a");
        for _ in 0..2 {
            assert!(covers.load(cover(&url)).await.is_err_and(|why| why.starts_with("it is no picture")));
        }
        assert_eq!(asked.try_iter().count(), 2);
    }
}

#[tokio::test]
async fn k6_a_silent_server_costs_a_cancelled_cover_nothing() {
    let (hold, end) = channel::<()>();
    let (origin, asked) = serve(move |_stream| {
        let _ = end.recv();
    });
    let folder = tempfile::tempdir().expect("a folder");
    let covers = covers(&folder, &origin);
    let cancel = CancellationToken::new();
    let url = format!("{origin}/a");
    let (picture, ()) = tokio::join!(covers.picture(cover(&url), &cancel), async {
        tokio::task::spawn_blocking(move || asked.recv()).await.expect("it runs").expect("it is asked");
        cancel.cancel();
    });
    assert_eq!(picture, None);
    assert!(covers.turn.try_acquire().is_ok(), "the next one may begin");
    drop(hold);
}

#[tokio::test]
async fn k6_a_cancelled_cover_that_is_decoded_keeps_its_turn() {
    let turns = Arc::new(Semaphore::new(1));
    let turn = Arc::clone(&turns).acquire_owned().await.expect("open");
    let (end, ends) = channel::<()>();
    tokio::select! {
        biased;
        _ = off_the_loop(turn, move || ends.recv()) => panic!("it is not done"),
        () = std::future::ready(()) => {}
    }
    assert!(turns.try_acquire().is_err(), "its thread goes on");
    drop(end);
    assert!(turns.acquire().await.is_ok(), "the next one may begin");
}

#[test]
fn covers_are_off_over_ssh_in_ascii_and_without_colours_unless_they_are_wanted() {
    let of = |show: &str, variables: &[(&str, &str)], display: DisplayOptions| {
        let flags = Flags { profile_dir: Some("/nowhere/p".into()), ..Flags::default() };
        let mut config = Config::load(&flags, &Environment::bare("/nowhere")).expect("a folder is given");
        config.replace(keys::ARTWORK, Some(show));
        let start = Environment::bare("/");
        let environment = variables.iter().fold(start, |environment, (name, value)| environment.with(*name, *value));
        options(&config, &environment, &display)
    };
    let plain = DisplayOptions::default();
    let ssh = [("SSH_TTY", "/dev/pts/1")];
    let ascii = DisplayOptions { ascii: true, ..plain };
    let mono = DisplayOptions { no_color: true, ..plain };
    assert!(of("auto", &[], plain).is_on && !of("never", &[], plain).is_on);
    assert!(!of("auto", &ssh, plain).is_on && of("always", &ssh, plain).is_on);
    assert!(!of("auto", &[], ascii).is_on && !of("always", &[], ascii).has_blocks);
    assert!(!of("auto", &[], mono).has_blocks && of("always", &[], mono).has_blocks);
    for (is_full_color, depth) in [(true, Depth::Full), (false, Depth::Palette)] {
        assert_eq!(of("auto", &[], DisplayOptions { is_full_color, ..plain }).depth, depth);
    }
    assert!(of("auto", &[("TERM_PROGRAM", "iTerm.app")], plain).is_iterm2);
}
