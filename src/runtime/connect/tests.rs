//! With a script as the player.

use std::{
    fs::{self, Permissions},
    os::unix::fs::PermissionsExt as _,
    sync::atomic::{AtomicBool, Ordering},
};

use rustix::process::{Pid, test_kill_process};
use tempfile::TempDir;

use super::*;
use crate::{domain::CleanText, runtime::child};

/// A profile whose player is a script.
struct Place {
    dir: TempDir,
}

impl Place {
    fn new(script: &str) -> Self {
        let dir = tempfile::tempdir().expect("a temporary folder");
        let path = dir.path().join("spotifyd");
        fs::write(&path, format!("#!/bin/sh\n{script}\n")).expect("it can be written");
        fs::set_permissions(&path, Permissions::from_mode(0o755)).expect("it is ours");
        let pipe = dir.path().join("says");
        let mut make = child::command("mkfifo".as_ref(), &Environment::from_process());
        assert!(make.arg(&pipe).status().expect("it runs").success());
        Self { dir }
    }

    fn environment(&self) -> Environment {
        let path = format!("{}:/usr/bin:/bin", self.dir.path().display());
        let says = self.dir.path().join("says");
        Environment::bare(self.dir.path()).with("PATH", path).with("SAYS", says).with("SPOTIFY_CLIENT_SECRET", "canary")
    }

    fn connect(&self, pause: Duration) -> Connect {
        Connect {
            environment: self.environment(),
            command: None,
            record: self.dir.path().join("state").join("player.json"),
            pauses: vec![pause; 2],
            running: Mutex::new(None),
        }
    }

    fn says(&self) -> PathBuf {
        self.dir.path().join("says")
    }
}

/// Says its id and environment, then runs until it is told to end.
const PLAYER: &str = "{ echo $$; env; } >\"$SAYS\"; exec cat /dev/zero >/dev/null";
const HOUR: Duration = Duration::from_hours(1);

fn device(id: &str) -> Device {
    let text = CleanText::new;
    Device {
        id: DeviceId::parse(id),
        name: text(id),
        kind: text("speaker"),
        is_active: false,
        is_restricted: false,
        volume: None,
    }
}

/// What the player says, once it has said it; then the devices with the new one.
async fn spoken(path: PathBuf) -> String {
    spawn_blocking(move || fs::read_to_string(path)).await.expect("it ends").expect("it can be read")
}

fn pid(said: &str) -> Pid {
    said.lines().next().and_then(|line| line.parse().ok()).and_then(Pid::from_raw).expect("an id")
}

/// Starts the player; gives its device and what it said.
async fn start(place: &Place, connect: &Connect) -> (Result<Device, ConnectError>, String) {
    let (asked, heard) = (AtomicBool::new(false), std::sync::Mutex::new(String::new()));
    let heard = &heard;
    let list = || {
        let is_first = !asked.swap(true, Ordering::Relaxed);
        let says = place.says();
        async move {
            if is_first {
                return Ok(vec![device("old")]);
            }
            *heard.lock().expect("not poisoned") = spoken(says).await;
            Ok(vec![device("old"), device("new")])
        }
    };
    let program = connect.find().expect("it is installed");
    let started = connect.start_here(&program, list, &CancellationToken::new()).await;
    let said = heard.lock().expect("not poisoned").clone();
    (started, said)
}

#[tokio::test]
async fn k3_a_player_is_started_until_its_device_appears_and_stopped_at_the_end() {
    let place = Place::new(PLAYER);
    let connect = place.connect(Duration::ZERO);
    let (started, said) = start(&place, &connect).await;
    assert_eq!(started.expect("it appears").id, DeviceId::parse("new"));
    assert!(test_kill_process(pid(&said)).is_ok());
    let mode = connect.record.metadata().expect("a record").permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    // Another copy starts no second one, and leaves the first alone.
    let other = place.connect(Duration::ZERO);
    other.stop_left_over().await;
    assert!(matches!(start(&place, &other).await.0, Err(ConnectError::Failed(why)) if why.starts_with("another copy")));
    assert!(test_kill_process(pid(&said)).is_ok());
    connect.stop().await;
    assert!(test_kill_process(pid(&said)).is_err());
    let left = fs::read_to_string(&connect.record).expect("it is there");
    assert_eq!(left, LEFT, "the process is forgotten, its device is not");
}

#[tokio::test]
async fn a7_k2_the_player_gets_no_secret() {
    let place = Place::new(PLAYER);
    let connect = place.connect(Duration::ZERO);
    let (_, said) = start(&place, &connect).await;
    connect.stop().await;
    assert!(said.contains("SAYS=") && !said.contains("canary"), "{said}");
}

#[tokio::test]
async fn k3_a_player_left_by_a_killed_process_is_ended_and_no_other_process() {
    let place = Place::new("");
    let connect = place.connect(Duration::ZERO);
    let mut left = child::command("cat".as_ref(), &place.environment());
    let mut left = left.arg("/dev/zero").spawn().expect("it runs");
    let id = Pid::from_raw(i32::try_from(left.id()).expect("small")).expect("an id");
    Record::lock(&connect.record).expect("it can be made").expect("free").write(id).expect("it is written");
    let recorded = fs::read_to_string(&connect.record).expect("it is there");

    // The same id with another start is another process.
    let (head, tail) = recorded.rsplit_once(' ').expect("boot and start");
    fs::write(&connect.record, format!("{head} 1{tail}")).expect("it can be written");
    connect.stop_left_over().await;
    assert_eq!(left.try_wait().expect("ours"), None);

    fs::write(&connect.record, recorded).expect("it can be written");
    // A process that another test forks holds the lock until it runs its program.
    let mut ended = None;
    for _ in 0..1_000 {
        connect.stop_left_over().await;
        ended = left.try_wait().expect("ours");
        if ended.is_some() {
            break;
        }
        tokio::task::yield_now().await;
    }
    if ended.is_none() {
        left.kill().expect("ours");
    }
    assert!(ended.is_some_and(|status| !status.success()), "{ended:?}");
}

#[tokio::test]
async fn a_player_that_fails_is_named_with_its_exit_code() {
    let place = Place::new("exit 3");
    let connect = place.connect(HOUR);
    let program = connect.find().expect("it is installed");
    let error = connect.start_here(&program, async || Ok(Vec::new()), &CancellationToken::new()).await;
    assert!(error.expect_err("it ended").to_string().starts_with("spotifyd ended with exit code 3"));
}

#[tokio::test]
async fn without_a_device_or_when_cancelled_the_player_is_ended_again() {
    let place = Place::new("exec cat /dev/zero >/dev/null");
    let connect = place.connect(Duration::ZERO);
    let program = connect.find().expect("it is installed");
    let token = CancellationToken::new();
    let error = connect.start_here(&program, async || Ok(vec![device("old")]), &token).await;
    assert!(matches!(&error, Err(ConnectError::Failed(why)) if why.contains("no device appeared")));
    token.cancel();
    let error = connect.start_here(&program, async || Ok(Vec::new()), &token).await;
    assert!(matches!(error, Err(ConnectError::Cancelled)));
    assert!(connect.running.lock().await.is_none());
    // Waits: a process that another test forks has the file open until it is replaced.
    assert!(fs::File::open(&connect.record).expect("it is there").lock().is_ok(), "the lock is free");
}

/// Starts a silent player, with the record of the last one, the devices before its start, and those of each look after it.
async fn start_among(
    record: &str,
    before: &[Device],
    looks: impl IntoIterator<Item = Result<Vec<Device>, ApiError>>,
) -> Result<Device, ConnectError> {
    let place = Place::new("exec cat /dev/zero >/dev/null");
    let connect = place.connect(Duration::ZERO);
    fs::create_dir(place.dir.path().join("state")).expect("it is new");
    fs::write(&connect.record, record).expect("it can be written");
    let program = connect.find().expect("it is installed");
    let mut lists = std::iter::once(Ok(before.to_vec())).chain(looks).collect::<Vec<_>>().into_iter();
    let list = || std::future::ready(lists.next().expect("no further look"));
    let started = connect.start_here(&program, list, &CancellationToken::new()).await;
    connect.stop().await;
    started
}

/// The record that a player leaves whose device is "new".
const LEFT: &str = r#"{"device":{"id":"new","name":"new"}}"#;

#[tokio::test]
async fn the_device_of_the_last_start_is_found_while_spotify_still_lists_it() {
    let both = [device("old"), device("new")];
    let found = start_among(LEFT, &both, [Ok(both.to_vec())]).await;
    assert_eq!(found.expect("it is listed").id, DeviceId::parse("new"));
    let restricted = Device { is_restricted: true, ..device("new") };
    for (record, after) in [("", both.to_vec()), (LEFT, vec![device("old"), restricted]), (LEFT, vec![device("old")])] {
        let found = start_among(record, &both, vec![Ok(after); 2]).await;
        assert!(matches!(&found, Err(ConnectError::Failed(why)) if why.contains("no device appeared")), "{found:?}");
    }
}

#[tokio::test]
async fn of_several_new_devices_the_one_with_the_known_name_is_taken() {
    let named = |id, name| Device { name: CleanText::new(name), ..device(id) };
    for (after, id) in [
        (vec![named("1", "phone"), named("2", "new")], "2"),
        (vec![named("1", "phone"), named("2", "tv")], "1"),
        (vec![named("1", "phone"), device("new")], "new"),
    ] {
        let found = start_among(LEFT, &[], [Ok(after)]).await;
        assert_eq!(found.expect("one is new").id, DeviceId::parse(id));
    }
}

#[test]
fn of_several_new_devices_the_one_that_the_command_names_is_taken() {
    let place = Place::new("");
    for command in ["spotifyd --device-name 'my desk'", "spotifyd --device-name='my desk'"] {
        let program = Program::find(Some(command), &place.environment()).expect("it is installed");
        let named = Device { name: CleanText::new("my desk"), ..device("2") };
        let chosen = choose(vec![device("1"), named.clone()], &[], None, &program);
        assert_eq!(chosen, Some(named), "{command}");
    }
}

#[tokio::test]
async fn a_look_that_fails_is_followed_by_another_unless_the_error_lasts() {
    let started = start_among("", &[], [Err(ApiError::Timeout), Ok(vec![device("new")])]).await;
    assert_eq!(started.expect("it appears").id, DeviceId::parse("new"));
    let started = start_among("", &[], [Ok(Vec::new()), Err(ApiError::Timeout)]).await;
    assert!(matches!(started, Err(ConnectError::Api(ApiError::Timeout))), "{started:?}");
    let started = start_among("", &[], [Err(ApiError::Timeout), Ok(Vec::new())]).await;
    assert!(matches!(&started, Err(ConnectError::Failed(why)) if why.contains("no device appeared")), "{started:?}");
    let started = start_among("", &[], [Err(ApiError::LoggedOut)]).await;
    assert!(matches!(started, Err(ConnectError::Api(ApiError::LoggedOut))), "{started:?}");
}

#[test]
fn the_configured_command_counts_before_what_is_installed() {
    let place = Place::new("");
    let environment = place.environment();
    let named = |command: Option<&str>| Program::find(command, &environment);
    let found = named(None).expect("spotifyd");
    assert_eq!((found.name().as_str(), &found.arguments[..]), ("spotifyd", &["--no-daemon".to_owned()][..]));
    let folder = tempfile::tempdir().expect("a folder");
    let player = folder.path().join("a b");
    std::fs::write(&player, "").expect("written");
    let quoted = player.to_str().expect("UTF-8").replace(' ', "\\ ");
    let named_with_words = || named(Some(&format!("{quoted} -n 'my room'")));
    assert!(
        matches!(named_with_words(), Err(ConnectError::Failed(why)) if why.starts_with("player.start_command names")),
        "a file that cannot be started"
    );
    std::fs::set_permissions(&player, Permissions::from_mode(0o755)).expect("it is ours");
    let own = named_with_words().expect("it is read");
    assert_eq!(own.path, player);
    assert_eq!(own.arguments, ["-n", "my room"]);
    for bad in ["'x", "no-such-player-anywhere -x", "/no/such/player"] {
        assert!(
            matches!(named(Some(bad)), Err(ConnectError::Failed(why)) if why.starts_with("player.start_command ")),
            "{bad}"
        );
    }
    let none = Program::find(None, &Environment::bare("/").with("PATH", ".:/nowhere")).expect_err("none");
    assert!(none.to_string().contains("install spotifyd"), "{none}");
}

#[test]
fn k3_a_line_of_output_is_clean_and_the_number_of_lines_limited() {
    let mut lines = Vec::new();
    let output = format!("\u{1b}[31mred\n{}\n{}", "x".repeat(9000), "more\n".repeat(2000));
    running::each_line(output.as_bytes(), |line| lines.push(line));
    assert_eq!(lines.len(), 1000);
    assert!(lines.iter().all(|line| !line.as_str().contains('\u{1b}')));
}
