//! `import`: Spotify's data download, from the counts to the marks.

use std::{
    fs::{self, File},
    io::{BufWriter, Write as _},
    path::Path,
    process::Stdio,
};

use pretty_assertions::assert_eq;
use zip::{ZipWriter, write::SimpleFileOptions};

use super::{
    Said,
    stocked::{LATEST, Stocked},
};

/// The length of every episode of the stock.
const LENGTH: u64 = 45 * 60 * 1000;

fn entry(id: &str, ended: &str, ms: u64) -> String {
    format!(
        "{{\"ts\":\"{ended}\",\"platform\":\"ios\",\"ms_played\":{ms},\"master_metadata_track_name\":null,\
         \"episode_name\":\"A\",\"spotify_episode_uri\":\"spotify:episode:{id}\",\"skipped\":false}}"
    )
}

fn history(stocked: &Stocked, name: &str, entries: &[String]) {
    fs::write(stocked.0.dir.path().join(name), format!("[{}]", entries.join(",\n"))).expect("it is written");
}

const NAME: &str = "Streaming_History_Audio_2023_0.json";

/// A download in which one episode was heard in two parts, one not to its end, one is played already, and one is not on disk.
fn downloaded() -> Stocked {
    let stocked = Stocked::new();
    let song = "{\"ts\":\"4\",\"ms_played\":1,\"spotify_episode_uri\":null}".to_owned();
    let entries = [
        entry(LATEST, "1", LENGTH / 2),
        entry(LATEST, "2", LENGTH / 2),
        entry("Train1", "1", LENGTH / 2),
        entry("News3", "1", LENGTH),
        entry("elsewhere", "1", LENGTH),
        song,
    ];
    history(&stocked, NAME, &entries);
    stocked
}

const COUNTS: &str = "Streaming_History_Audio_2023_0.json: 6 plays, 5 of episodes\n\
    1 episode is not on disk: run `spotpods-tui sync`, then import again\n\
    1 episode is played already\n\
    1 episode was heard to less than 90 %\n\
    1 episode is to be marked as played\n";

fn files(folder: &Path) -> Vec<std::path::PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() { folders.push(path) } else { found.push(path) }
        }
    }
    found.sort();
    found
}

#[test]
fn k7_a_dry_run_shows_the_counts_and_changes_nothing() {
    let stocked = downloaded();
    let before = stocked.each(&["episodes"], "state");
    let said = stocked.run(&format!("import {NAME} --dry-run"));
    assert_eq!(
        (said.code, said.out.as_str()),
        (Some(0), format!("{COUNTS}Nothing was changed\n").as_str()),
        "{said:?}"
    );
    assert_eq!(stocked.each(&["episodes"], "state"), before);
    assert_eq!(stocked.run("marks export").out, "", "no mark waits either");
}

#[test]
fn k7_without_a_terminal_it_shows_the_counts_and_then_needs_yes() {
    let stocked = downloaded();
    let before = stocked.each(&["episodes"], "state");
    let said = stocked.run(&format!("import {NAME}"));
    assert_eq!((said.code, said.out.as_str()), (Some(2), COUNTS), "{said:?}");
    let why = "nothing was changed: there is no terminal to ask on; add --yes to mark 1 episode\n";
    assert!(said.err.ends_with(why), "{said:?}");
    assert_eq!(stocked.each(&["episodes"], "state"), before);
    assert_eq!(stocked.run("import").code, Some(2));
    assert_eq!(stocked.run("import x --yes --dry-run").code, Some(2));
}

#[test]
fn k7_it_marks_what_was_heard_and_a_second_time_nothing() {
    let stocked = downloaded();
    let inside = files(&stocked.0.dir.path().join("p"));
    let said = stocked.run(&format!("import {NAME} --yes"));
    let end = "Marked 1 episode as played on this computer\nTo undo this as one step, press U in the app\n";
    assert_eq!((said.code, said.out.as_str()), (Some(0), format!("{COUNTS}{end}").as_str()), "{said:?}");
    assert_eq!(stocked.json(&["notes", LATEST])["state"], "played");
    assert_eq!(stocked.json(&["notes", "Train1"])["state"], "unplayed");
    let again = stocked.run(&format!("import {NAME} --yes"));
    assert!(
        again.code == Some(0)
            && again.out.ends_with(
                "2 episodes are played already\n1 episode was heard to less than 90 %\nThere is nothing to mark\n"
            ),
        "{again:?}"
    );
    let mut outside = files(stocked.0.dir.path());
    outside.retain(|path| !path.starts_with(stocked.0.dir.path().join("p")));
    assert_eq!(outside, [stocked.0.dir.path().join(NAME)], "nothing is written elsewhere");
    let log = stocked.0.dir.path().join("p/state/spotpods-tui.log");
    let new: Vec<_> = files(&stocked.0.dir.path().join("p"))
        .into_iter()
        .filter(|path| !inside.contains(path) && *path != log)
        .collect();
    assert_eq!(new, Vec::<std::path::PathBuf>::new());
}

#[test]
fn what_the_person_marked_as_unplayed_stays_so() {
    let stocked = downloaded();
    let marked = format!("{{\"episode\":\"{LATEST}\",\"state\":\"unplayed\",\"time\":\"2020-01-01T00:00:00Z\"}}");
    fs::write(stocked.0.dir.path().join("marks"), marked).expect("it is written");
    assert_eq!(stocked.run("marks import marks").code, Some(0));
    let said = stocked.run(&format!("import {NAME} --yes"));
    assert!(said.out.contains("1 episode was marked as unplayed by you, and stays so\n"), "{said:?}");
    assert!(said.out.ends_with("There is nothing to mark\n"), "{said:?}");
}

#[test]
fn titles_of_the_account_data_are_matched_with_show_and_episode() {
    let stocked = Stocked::new();
    let titled = |show: &str, title: &str| {
        format!("{{\"endTime\":\"1\",\"podcastName\":\"{show}\",\"episodeName\":\"{title}\",\"msPlayed\":{LENGTH}}}")
    };
    let entries = [
        titled("NIGHT trains", "the sleeper to vienna"),
        titled("Eclair news views", "Morning"),
        titled("Night Trains", "Unheard of"),
    ];
    history(&stocked, "StreamingHistory_podcast_0.json", &entries);
    fs::write(stocked.0.dir.path().join("YourLibrary.json"), r#"{"shows":[{},{}],"episodes":[{}]}"#)
        .expect("it is written");
    let said = stocked.run("import StreamingHistory_podcast_0.json YourLibrary.json --yes");
    assert_eq!(said.code, Some(0), "{said:?}");
    for line in [
        "YourLibrary.json: 2 saved shows and 1 saved episode, but not what was heard; not used\n",
        "1 episode is not on disk",
        "1 title is that of several episodes: not marked\n",
        "Marked 1 episode as played on this computer\n",
    ] {
        assert!(said.out.contains(line), "{line}: {said:?}");
    }
    assert_eq!(stocked.json(&["notes", "Train1"])["state"], "played");
}

#[test]
fn k7_a_file_that_cannot_be_read_is_named_and_the_others_count() {
    let stocked = downloaded();
    fs::write(stocked.0.dir.path().join("x.zip"), "PK\u{3}\u{4}damaged").expect("it is written");
    let said = stocked.run(&format!("import {NAME} x.zip p nowhere --yes"));
    assert_eq!(said.code, Some(1), "{said:?}");
    for line in ["x.zip: not read: ", "p: not read: it is a folder", "nowhere: not read: ", "Marked 1 episode"] {
        assert!(said.out.contains(line), "{line}: {said:?}");
    }
    let said = stocked.run("import x.zip --yes");
    assert!(said.code == Some(1) && said.err.ends_with("nothing was imported: no file could be read\n"), "{said:?}");
}

/// The largest memory of a process so far, in MB.
fn peak(pid: u32) -> u64 {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).expect("it runs");
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).expect("a line");
    line.trim().trim_end_matches(" kB").parse::<u64>().expect("a number") / 1024
}

/// Writes a history of about this many bytes, in which every episode is another one.
fn large(out: &mut dyn std::io::Write, bytes: u64) {
    let padding = "x".repeat(480);
    let mut written = 0;
    out.write_all(b"[").expect("it is written");
    for number in 0_u64.. {
        let song = number % 3 != 0;
        let text = if song {
            format!(
                "{{\"ts\":\"{number}\",\"ms_played\":1,\"master_metadata_track_name\":\"{padding}\",\"spotify_episode_uri\":null}},\n"
            )
        } else {
            entry(&format!("{number:022}"), &padding, 1000) + ",\n"
        };
        out.write_all(text.as_bytes()).expect("it is written");
        written += text.len() as u64;
        if written >= bytes {
            break;
        }
    }
    out.write_all(entry(LATEST, "1", LENGTH).as_bytes()).expect("it is written");
    out.write_all(b"]").expect("it is written");
}

/// How large the histories of the test are; the size that issues speak of is set by hand.
fn size() -> u64 {
    64 << 20
}

#[test]
fn k7_large_files_are_read_within_100_mb_of_memory() {
    let stocked = Stocked::new();
    let folder = stocked.0.dir.path();
    let mut out = BufWriter::new(File::create(folder.join("endsong_0.json")).expect("it is new"));
    large(&mut out, size());
    out.flush().expect("it is written");
    let mut zip = ZipWriter::new(File::create(folder.join("my_spotify_data.zip")).expect("it is new"));
    zip.start_file(NAME, SimpleFileOptions::default().compression_level(Some(1))).expect("it is begun");
    large(&mut zip, size() / 4);
    zip.finish().expect("it is whole");
    // The last file is a pipe: the program waits for it while its memory is measured.
    let pipe = folder.join("pipe");
    rustix::fs::mknodat(rustix::fs::CWD, &pipe, rustix::fs::FileType::Fifo, rustix::fs::Mode::from_raw_mode(0o600), 0)
        .expect("a pipe");
    let mut command = stocked.0.command("--profile-dir p import endsong_0.json my_spotify_data.zip pipe --dry-run");
    let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it starts");
    let mut feed = File::options().write(true).open(&pipe).expect("it is opened");
    let peak = peak(child.id());
    feed.write_all(format!("[{}]", entry(LATEST, "2", 1)).as_bytes()).expect("it reads");
    drop(feed);
    let said = Said::from(child.wait_with_output().expect("it ends"));
    assert_eq!(said.code, Some(0), "{said:?}");
    assert!(said.out.contains("1 episode is to be marked as played\n"), "{said:?}");
    assert!(said.out.contains("pipe: 1 play, of an episode\n"), "{said:?}");
    assert!(peak <= 100, "{peak} MB");
}

#[test]
fn nothing_is_said_of_undoing_where_another_computer_had_marked_it_all() {
    let shared = tempfile::tempdir().expect("a folder");
    let folder = shared.path().to_str().expect("UTF-8");
    let other = Stocked::new();
    other.share(folder);
    assert_eq!(other.run(&format!("mark {LATEST}")).code, Some(0));
    let stocked = downloaded();
    stocked.share(folder);
    let said = stocked.run(&format!("import {NAME} --yes"));
    let expected = format!("{COUNTS}Marked 0 episodes as played on this computer\n");
    assert_eq!((said.code, said.out), (Some(0), expected));
}
