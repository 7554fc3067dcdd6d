//! Whole files of a download, as Spotify makes them and as nobody should.

use std::{
    fs::File,
    io::{Cursor, Seek as _, Write as _},
    time::Duration,
};

use zip::{ZipWriter, write::SimpleFileOptions};

use super::*;
use crate::domain::{CleanText, EpisodeId};

const ID: &str = "4rOoJ6Egrf8K2IrywzwOMk";

/// A file without a name.
fn file(bytes: &[u8]) -> File {
    let mut file = tempfile::tempfile().expect("a temporary file");
    file.write_all(bytes).expect("it is written");
    file.rewind().expect("it is a file");
    file
}

/// A zip file of these entries.
fn zip(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in entries {
        zip.start_file(*name, SimpleFileOptions::default()).expect("it is begun");
        zip.write_all(bytes).expect("it is written");
    }
    zip.finish().expect("it is whole").into_inner()
}

/// The plays and the report of a file.
fn of(name: &str, bytes: &[u8]) -> (Vec<Play<'static>>, FileReport) {
    with(name, bytes, Limits::DEFAULT)
}

fn with(name: &str, bytes: &[u8], limits: Limits) -> (Vec<Play<'static>>, FileReport) {
    let mut plays = Vec::new();
    let report = read_file(name, file(bytes), limits, &mut |play| plays.push(owned(play)));
    (plays, report)
}

fn owned(play: Play<'_>) -> Play<'static> {
    let own = |text: std::borrow::Cow<'_, str>| text.into_owned().into();
    match play {
        Play::Of { episode, ended, ms } => Play::Of { episode, ended: own(ended), ms },
        Play::Titled { show, title, ended, ms } => {
            Play::Titled { show: own(show), title: own(title), ended: own(ended), ms }
        }
    }
}

fn id(text: &str) -> EpisodeId {
    EpisodeId::parse(text).expect("an id")
}

fn play(ms: u64) -> Play<'static> {
    Play::Of { episode: id(ID), ended: "2024-05-01T10:00:00Z".into(), ms }
}

fn entry(ms: &str) -> String {
    format!(
        r#"{{"ts":"2024-05-01T10:00:00Z","username":"x","platform":"ios","ms_played":{ms},"conn_country":"DE",
        "master_metadata_track_name":null,"spotify_track_uri":null,"episode_name":"A","episode_show_name":"B",
        "spotify_episode_uri":"spotify:episode:{ID}","audiobook_uri":null,"skipped":false,"offline_timestamp":1}}"#
    )
}

const SONG: &str = r#"{"ts":"2024-05-01T10:00:00Z","ms_played":1000,"spotify_track_uri":"spotify:track:1","spotify_episode_uri":null}"#;
const TITLED: &str =
    r#"{"endTime":"2024-05-01 10:00","podcastName":"Night Trains","episodeName":"The Sleeper","msPlayed":500}"#;
const EXTENDED: &str = "Streaming_History_Audio_2023-2024_1.json";

fn what(report: &FileReport) -> Vec<(&str, What)> {
    report.parts.iter().map(|part| (part.name.as_str(), part.what)).collect()
}

#[test]
fn plays_of_both_kinds_are_read_and_songs_are_counted() {
    let extended = format!("[\n{},\n{SONG},\n{}\n]", entry("1234"), entry("99.0"));
    let (plays, report) = of(EXTENDED, extended.as_bytes());
    assert_eq!(plays, [play(1234), play(99)]);
    assert_eq!(what(&report), [(EXTENDED, What::Plays { all: 3, episodes: 2 })]);
    let (plays, _) = of("StreamingHistory_podcast_0.json", format!("[{TITLED}]").as_bytes());
    let titled = Play::Titled {
        show: "Night Trains".into(),
        title: "The Sleeper".into(),
        ended: "2024-05-01 10:00".into(),
        ms: 500,
    };
    assert_eq!(plays, [titled]);
    assert_eq!(of("renamed.json", extended.as_bytes()).0.len(), 2, "the content counts, whatever its name");
}

#[test]
fn k7_future_and_missing_fields_are_taken_and_wrong_types_cost_one_play() {
    let good = entry("5").replace("\"skipped\"", "\"next\":{\"a\":[1,{\"b\":\"}\"}]},\"skipped\"");
    let bad = [
        entry("\"5\""),
        entry("null"),
        entry("[5]"),
        entry("{}"),
        entry("5").replace("spotify:episode:", "spotify:track:"),
        entry("5").replace(ID, "../../x"),
        entry("5").replace("\"ms_played\":5,", ""),
        "5".into(),
        "[]".into(),
        entry("5").replace("\"platform\":\"ios\"", "\"platform\":\"\u{1}\""),
        "{\"a\":}".into(),
        "null".into(),
    ];
    let text = format!("[{good},{},{good}]", bad.join(","));
    let (plays, report) = of(EXTENDED, text.as_bytes());
    assert_eq!(plays, [play(5), play(5)]);
    assert_eq!(report.parts[0].damaged, bad.len() as u64, "{report:?}");
    let few = format!("[{{\"spotify_episode_uri\":\"spotify:episode:{ID}\",\"ms_played\":7}}]");
    assert_eq!(of(EXTENDED, few.as_bytes()).0, [Play::Of { episode: id(ID), ended: "".into(), ms: 7 }]);
    for (ms, counted) in [("-5", 0), ("1e300", 86_400_000), ("86400001", 86_400_000)] {
        assert_eq!(of(EXTENDED, format!("[{}]", entry(ms)).as_bytes()).0, [play(counted)], "{ms}");
    }
}

#[test]
fn k7_a_truncated_file_gives_what_came_before_and_says_so() {
    let text = format!("[{},{}", entry("1"), entry("2"));
    let cut = text.get(..text.len() - 30).expect("ASCII");
    let (plays, report) = of(EXTENDED, cut.as_bytes());
    assert_eq!(plays, [play(1)]);
    assert_eq!(report.parts[0].problem.as_ref().map(CleanText::as_str), Some("it ends early"));
    let whole = zip(&[(EXTENDED, format!("[{},{SONG}]", entry("1")).as_bytes())]);
    for length in 0..whole.len() {
        let (_, report) = of("x.zip", &whole[..length]);
        assert!(report.refused.is_some(), "{length}: {report:?}");
    }
}

#[test]
fn k7_what_is_no_download_is_refused_with_a_line() {
    for bytes in [&b""[..], b"{}", b"[]", b"[1,2]", b"<html>", b"\0\0\0\0", b"\x1f\x8b\x08\0", b"PK\x03\x04garbage"] {
        let (plays, report) = of("x", bytes);
        assert!(plays.is_empty() && report.refused.is_some(), "{bytes:?}: {report:?}");
    }
}

#[test]
fn a_zip_file_is_read_entry_by_entry() {
    let (extended, titled) = (format!("[{}]", entry("1")), format!("[{TITLED}]"));
    let library = br#"{"tracks":[{}],"shows":[{"name":"A"},{"name":"B"}],"episodes":[{"uri":"x"}],"other":{"a":1}}"#;
    let folder = format!("Spotify Extended Streaming History/{EXTENDED}");
    let bytes = zip(&[
        (&folder, extended.as_bytes()),
        ("MyData/StreamingHistory_podcast_0.json", titled.as_bytes()),
        ("MyData/YourLibrary.json", library),
        ("MyData/StreamingHistory_music_0.json", b"[{}]"),
        ("MyData/Payments.json", b"{}"),
    ]);
    let (plays, report) = of("my_spotify_data.zip", &bytes);
    assert_eq!(plays.len(), 2);
    let counts: Vec<_> = report.parts.iter().map(|part| part.what).collect();
    let one = What::Plays { all: 1, episodes: 1 };
    assert_eq!(counts, [one, one, What::Saved { shows: 2, episodes: 1 }, What::Other, What::Other]);
    assert_eq!(report.refused, None);
}

#[test]
fn k7_names_that_lead_elsewhere_and_nested_and_encrypted_entries_are_not_opened() {
    let text = format!("[{}]", entry("1"));
    let names = [format!("../../{EXTENDED}"), format!("/etc/{EXTENDED}"), format!("a/../../{EXTENDED}")];
    let mut entries: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), text.as_bytes())).collect();
    let nested = zip(&[(EXTENDED, text.as_bytes())]);
    entries.push(("inner.zip", &nested));
    let (plays, report) = of("x.zip", &zip(&entries));
    assert_eq!(plays, []);
    let found: Vec<_> = report.parts.iter().map(|part| part.what).collect();
    assert!(found.contains(&What::Nested) && !found.contains(&What::Plays { all: 1, episodes: 1 }), "{report:?}");
    assert!(found.contains(&What::UnsafeName), "{report:?}");

    // Bit 0 of the flags, in both headers.
    let mut bytes = nested;
    let central = bytes.windows(4).position(|four| four == b"PK\x01\x02").expect("a directory");
    bytes[6] |= 1;
    bytes[central + 8] |= 1;
    let (plays, report) = of("x.zip", &bytes);
    assert_eq!((plays.len(), what(&report)), (0, vec![(EXTENDED, What::Encrypted)]), "{report:?}");
}

#[test]
fn k7_zip_bombs_are_stopped() {
    // A megabyte of spaces for a kilobyte: no history is like that.
    let mut text = format!("[{}", entry("1")).into_bytes();
    text.resize(64 << 20, b' ');
    let bytes = zip(&[(EXTENDED, &text)]);
    let (plays, report) = of("x.zip", &bytes);
    assert_eq!(plays.len(), 1);
    let why = report.parts[0].problem.as_ref().map(CleanText::as_str);
    assert_eq!(why, Some("it expands to far more than a history does"), "{report:?}");

    let small = Limits { total: 10_000, ratio: 250, entries: 3 };
    let many: Vec<u8> = [b"[", vec![b' '; 4_000].as_slice(), b"]"].concat();
    let bytes = zip(&[("endsong_0.json", &many), ("endsong_1.json", &many), ("endsong_2.json", &many)]);
    let (_, report) = with("x.zip", &bytes, small);
    assert!(report.refused.is_some_and(|why| why.as_str().contains("expands")), "all entries count together");
    let bytes = zip(&[("a", b""), ("b", b""), ("c", b""), ("d", b"")]);
    let (_, report) = with("x.zip", &bytes, small);
    assert_eq!(report.refused.as_ref().map(CleanText::as_str), Some("it has 4 entries, more than 3"));
    // An end with no such directory behind the one with four entries: a reader goes back to that one.
    let decoy =
        [b"PK\x05\x06".as_slice(), &[0, 0, 0, 0, 1, 0, 1, 0], &46_u32.to_le_bytes(), &[0xff; 4], &[0; 2]].concat();
    let (_, report) = with("x.zip", &[bytes.as_slice(), &decoy].concat(), small);
    assert_eq!(report.refused.as_ref().map(CleanText::as_str), Some("it has 4 entries, more than 3"));
    // Nor does it look further back than the longest comment, or to a larger record elsewhere.
    let (_, report) = with("x.zip", &[bytes.as_slice(), &vec![0; 70_000]].concat(), small);
    assert!(report.refused.is_some_and(|why| why.as_str().contains("its end")), "no end");
    let locator = [b"PK\x06\x07".as_slice(), &[0; 4], &7_u64.to_le_bytes(), &[1, 0, 0, 0], &decoy].concat();
    let (_, report) = with("x.zip", &[bytes.as_slice(), &locator].concat(), small);
    assert!(report.refused.is_some_and(|why| why.as_str().contains("its end")), "a record elsewhere");
    // The directory says it is huge.
    let mut bytes = zip(&[(EXTENDED, b"[]")]);
    let end = bytes.len() - 22;
    bytes[end + 12..end + 16].copy_from_slice(&[0xfe; 4]);
    assert!(of("x.zip", &bytes).1.refused.is_some());
}

#[test]
fn k7_ten_thousand_mutated_files_are_read_or_refused() {
    let json = format!("[{},{SONG},{TITLED},{}]", entry("1"), entry("2"));
    let zipped = zip(&[(EXTENDED, json.as_bytes()), ("MyData/YourLibrary.json", br#"{"shows":[{}],"episodes":[]}"#)]);
    let mut random = 7_u64;
    let mut below = |end: usize| {
        random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(random >> 33).unwrap_or_default() % end.max(1)
    };
    let (mut whole, mut refused) = (0, 0);
    for round in 0..10_000 {
        let mut bytes = if round % 2 == 0 { json.clone().into_bytes() } else { zipped.clone() };
        for _ in 0..=below(5) {
            let at = below(bytes.len());
            if bytes.is_empty() {
                break;
            }
            match below(6) {
                0 => bytes.truncate(at.max(1)),
                1 => drop(bytes.remove(at)),
                2 => bytes.insert(at, u8::try_from(below(256)).expect("a byte")),
                _ => bytes[at] = u8::try_from(below(256)).expect("a byte"),
            }
        }
        let (plays, report) = of("x", &bytes);
        assert!(plays.len() <= 8);
        whole += usize::from(plays.len() >= 2);
        refused += usize::from(report.refused.is_some());
    }
    assert!(whole > 1_000 && refused > 1_000, "{whole} {refused}");
}

/// An episode of 100 seconds.
fn known(state: KnownState) -> Known {
    Known { length: Duration::from_secs(100), state }
}

fn heard(episode: &str, at: &str, ms: u64) -> Play<'static> {
    Play::Of { episode: id(episode), ended: at.to_owned().into(), ms }
}

fn titled(show: &str, title: &str, at: &str, ms: u64) -> Play<'static> {
    let own = |text: &str| text.to_owned().into();
    Play::Titled { show: own(show), title: own(title), ended: own(at), ms }
}

#[test]
fn an_episode_is_heard_at_90_percent_over_all_plays_and_a_play_counts_once() {
    let mut all = Heard::new(["Night Trains"]);
    let mut find = |id: &EpisodeId| match id.as_str() {
        "gone" => None,
        "played" => Some(known(KnownState::Played)),
        "again" => Some(known(KnownState::MarkedUnplayed)),
        "endless" => Some(Known { length: Duration::ZERO, state: KnownState::Open }),
        _ => Some(known(KnownState::Open)),
    };
    for (episode, at, ms) in [
        ("twice", "1", 45_000),
        ("twice", "2", 45_000),
        ("almost", "1", 89_999),
        ("almost", "1", 89_999),
        ("played", "1", 100_000),
        ("again", "1", 100_000),
        ("endless", "1", 100_000),
        ("gone", "1", 100_000),
        ("gone", "2", 1),
    ] {
        all.add(&heard(episode, at, ms), &mut find);
    }
    let verdict = all.verdict();
    assert_eq!(verdict.marks, [id("twice")]);
    assert_eq!((verdict.on_disk, verdict.unknown, verdict.repeated), (5, 1, 1));
    assert_eq!((verdict.already_played, verdict.marked_unplayed, verdict.heard_less), (1, 1, 2));
}

#[test]
fn titles_match_after_folding_and_an_ambiguous_one_is_skipped() {
    let mut all = Heard::new(["Night Trains", "Éclair & Co"]);
    let mut none = |_: &EpisodeId| None;
    for (show, title) in [
        ("night trains", "The  Sleeper"),
        ("Night Trains", "Morning"),
        ("ECLAIR co", "One"),
        ("Other", "One"),
        ("Night Trains", "Lost"),
    ] {
        all.add(&titled(show, title, "1", 95_000), &mut none);
    }
    assert!(all.names("Night Trains") && !all.names("Other"));
    let open = known(KnownState::Open);
    for (show, title, episode) in [
        ("Night Trains", "the sleeper", "sleeper"),
        ("Night Trains", "Morning", "first"),
        ("Night Trains", "MORNING", "second"),
        ("Éclair & Co", "One", "one"),
        ("Éclair & Co", "Two", "two"),
    ] {
        all.compare(show, title, &id(episode), open);
    }
    let verdict = all.verdict();
    assert_eq!(verdict.marks, [id("one"), id("sleeper")]);
    assert_eq!((verdict.ambiguous, verdict.unknown), (1, 2));
}

#[test]
fn the_two_kinds_of_download_are_not_added() {
    let mut all = Heard::new(["Show"]);
    let mut find = |_: &EpisodeId| Some(known(KnownState::Open));
    all.add(&heard("one", "2024-05-01T10:00:30Z", 50_000), &mut find);
    all.add(&titled("Show", "One", "2024-05-01 10:00", 50_000), &mut find);
    all.compare("Show", "One", &id("one"), known(KnownState::Open));
    let verdict = all.verdict();
    assert_eq!((verdict.marks.len(), verdict.on_disk, verdict.heard_less), (0, 1, 1));
}
