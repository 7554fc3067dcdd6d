//! A network that fails in the midst of `sync` (security I1, H2): the library keeps what it had, and whole pages at most
//! are added.

use std::{
    collections::BTreeMap,
    io::{Read as _, Write as _},
    net::{Ipv4Addr, TcpListener},
    thread,
};

use serde_json::Value;
use spotpods_tui::demo::Change;

use crate::{
    coherence::{PageOf, Places, Shelf},
    profile::{Profile, Said},
};

/// What the service does to requests, and the codes that may come of it.
const FAULTS: [(&str, &[i32]); 8] = [
    ("html", &[4]),
    ("truncated x9", &[0, 4]),
    ("body={\"items\": [{\"id\"", &[0, 1]),
    ("body=[]", &[0, 1]),
    ("204 empty", &[0, 1]),
    ("403 text=User not registered in the Developer Dashboard", &[1]),
    ("429 retry-after=86400", &[4]),
    ("redirect=http://127.0.0.1:9/", &[4]),
];

#[test]
fn i1_h2_whatever_the_network_does_to_a_synchronisation_the_library_gains_whole_pages_or_nothing() {
    for route in ["GET /v1/me/shows", "GET /v1/shows/*/episodes"] {
        let profile = Profile::synchronised();
        for (fault, codes) in FAULTS {
            let before = Shelf::open(&profile.library()).places();
            for show in 1..6 {
                profile.demo.change(&Change::Gain { show: show.into(), episodes: 60 }).expect("it happens");
            }
            // Of the list of shows there is one page.
            let first = if route.ends_with("me/shows") { "" } else { "ok; " };
            profile.demo.script(&format!("{route}: {first}{fault}; ok")).expect("reads");
            let said = profile.run("sync --json");
            let code = said.code.expect("no signal");
            assert!(codes.contains(&code), "{route}: {fault}: {said:?}");
            let shelf = Shelf::open(&profile.library());
            assert!(shelf.is_sound());
            let after = shelf.places();
            drop(shelf);
            // A block holds for a day, and what it left is seen without waiting for its end.
            let state = std::fs::read_dir(profile.path().join("state")).expect("a folder").flatten();
            for file in state.filter(|file| file.file_name().to_string_lossy().starts_with("quota-")) {
                let _ = std::fs::remove_file(file.path());
            }
            assert_eq!(profile.run("sync").code, Some(0), "{route}: {fault}");
            let whole = Shelf::open(&profile.library()).places();
            came_in_pages(&before, &after, &whole, &format!("{route}: {fault}: {said:?}"));
        }
    }
}

/// All that was there is there, and of each page, as Spotify has them now, what was not there before came together.
fn came_in_pages(before: &Places, after: &Places, whole: &Places, place: &str) {
    assert!(before.keys().all(|key| after.contains_key(key)), "{place}: episodes are gone");
    assert!(after.keys().all(|key| whole.contains_key(key)), "{place}: episodes of nowhere");
    let mut pages: BTreeMap<&PageOf, [usize; 2]> = BTreeMap::new();
    for (key, page) in whole.iter().filter(|(key, _)| !before.contains_key(*key)) {
        pages.entry(page).or_default()[usize::from(after.contains_key(key))] += 1;
    }
    assert!(pages.len() >= 10, "{place}: {pages:?}");
    let half: Vec<_> = pages.iter().filter(|(_, [missing, came])| *missing > 0 && *came > 0).collect();
    assert!(half.is_empty(), "{place}: half pages: {half:?}");
}

#[test]
fn i1_h2_a_reset_and_a_bomb_of_gzip_in_a_synchronisation_change_nothing() {
    let profile = Profile::synchronised();
    let before = Shelf::open(&profile.library()).contents();
    for (what, answer) in [("reset", Vec::new()), ("bomb", bomb())] {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
        let address = format!("http://{}/v1", listener.local_addr().expect("an address"));
        thread::spawn(move || {
            for connection in listener.incoming() {
                let mut connection = connection.expect("a connection");
                // A single byte is read: closing with the rest unread resets the connection.
                let wanted = if answer.is_empty() { 1 } else { 4096 };
                let _ = connection.read(&mut vec![0; wanted]);
                let _ = connection.write_all(&answer);
            }
        });
        let mut command = profile.command("sync --json");
        let said = Said::of(command.env("SPOTPODS_API_URL", &address));
        let object = said.object();
        assert!(matches!(said.code, Some(1 | 4)), "{what}: {said:?}");
        assert_eq!(object["end"], Value::from("failed"), "{what}: {said:?}");
        let asked = object["requests"].as_u64().expect("a number");
        assert!(asked <= 100, "{what}: {asked} requests");
        assert_eq!(Shelf::open(&profile.library()).contents(), before, "{what}");
    }
}

/// An answer of 64 MiB of spaces, in 64 KiB.
fn bomb() -> Vec<u8> {
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    let spaces = vec![b' '; 1 << 20];
    for _ in 0..64 {
        packed.write_all(&spaces).expect("packed");
    }
    let body = packed.finish().expect("packed");
    let head = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-encoding: gzip\r\nconnection: close";
    [format!("{head}\r\ncontent-length: {}\r\n\r\n", body.len()).as_bytes(), &body].concat()
}
