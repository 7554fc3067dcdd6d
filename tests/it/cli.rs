//! The real program's command line: what it prints where, its exit codes, and the files it leaves.

mod acting;
mod degraded;
mod export;
mod import;
mod lists;
mod marks;
mod stocked;
mod wanted;

use std::{
    fs,
    io::{BufRead as _, BufReader, Read as _},
    os::unix::fs::PermissionsExt as _,
    path::Path,
    process::{Child, Command, Output, Stdio},
};

use serde_json::Value;
use spotpods_tui::config::KEYS;

/// A place to run the program in: an empty environment, a home and a working directory of its own.
struct Place {
    dir: tempfile::TempDir,
}

impl Place {
    fn new() -> Self {
        Self { dir: tempfile::tempdir().expect("a temporary folder") }
    }

    fn command(&self, line: &str) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_spotpods-tui"));
        command.env_clear().env("HOME", self.dir.path()).current_dir(self.dir.path()).stdin(Stdio::null());
        command.args(line.split_whitespace());
        command
    }

    fn run(&self, line: &str) -> Said {
        Said::from(self.command(line).output().expect("it starts"))
    }
}

/// What the program said, and how it ended.
#[derive(Debug)]
struct Said {
    code: Option<i32>,
    out: String,
    err: String,
}

impl From<Output> for Said {
    fn from(output: Output) -> Self {
        let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
        Self { code: output.status.code(), out: text(output.stdout), err: text(output.stderr) }
    }
}

fn mode(path: &Path) -> u32 {
    path.metadata().expect("it exists").permissions().mode() & 0o777
}

#[test]
fn a_full_disk_is_a_failure_of_every_output() {
    let place = Place::new();
    let Ok(full) = fs::File::options().write(true).open("/dev/full") else { return };
    for line in ["--help", "sync --help", "help", "--version", "completions bash", "man"] {
        let mut command = place.command(line);
        let output = command.stdout(full.try_clone().expect("it is open")).output().expect("it starts");
        let said = Said::from(output);
        assert_eq!(said.code, Some(1), "{line}: {said:?}");
        assert!(said.err.starts_with("spotpods-tui: cannot write the output: "), "{line}: {said:?}");
    }
}

#[test]
fn a_number_of_the_demo_that_does_not_read_is_named_in_plain_words() {
    let place = Place::new();
    for option in ["--shows", "--episodes", "--seed", "--latency", "--daily-quota", "--fail"] {
        for value in ["abc", "1.5", "", "99999999999999999999999"] {
            let said = Said::from(place.command("demo").args([option, value]).output().expect("it starts"));
            let is_plain = said.err.contains("use a whole number") || said.err.contains("use a smaller number");
            assert!(said.code == Some(2) && is_plain && !said.err.contains("digit"), "{option} {value}: {said:?}");
        }
    }
}

#[test]
fn a_profile_of_the_demo_without_its_service_says_how_to_start_it() {
    let place = Place::new();
    let said = place.run("demo preload --profile-dir p --shows 2 --episodes 3");
    assert_eq!(said.code, Some(0), "{said:?}");
    // `saved` prints what is on disk.
    for (line, code) in [("sync", 3), ("auth status", 3), ("saved", 0), ("saved --json", 0)] {
        let said = place.run(&format!("{line} --profile-dir p"));
        assert_eq!(said.code, Some(code), "{line}: {said:?}");
        assert!(
            said.err.contains("`spotpods-tui demo --profile-dir /") && said.err.contains("/p` starts it"),
            "{said:?}"
        );
    }
    let mut command = place.command("sync --profile-dir q");
    let nobody = "http://127.0.0.1:9/v1";
    command.env("SPOTIFY_CLIENT_ID", "0123456789abcdef0123456789abcdef").env("SPOTPODS_API_URL", nobody);
    let said = Said::from(command.output().expect("it starts"));
    assert!(!said.err.contains("demo --profile-dir"), "{said:?}");
}

#[test]
fn help_has_examples_and_exit_codes_and_no_escape_byte() {
    let place = Place::new();
    let mut lines = Vec::new();
    commands("", &spotpods_tui::cli::command(), &mut lines);
    assert!(lines.len() >= 18 && lines.contains(&" auth login".to_owned()), "{lines:?}");
    for line in lines {
        let said = place.run(&format!("{line} --help"));
        assert_eq!((said.code, said.err.as_str()), (Some(0), ""), "{line}");
        assert!(!said.out.contains('\u{1b}'), "{line}");
        let example = format!("spotpods-tui{line}");
        let examples = said.out.split_once("\nExample").map_or("", |(_, examples)| examples);
        assert!(examples.contains(&example), "{line}: {}", said.out);
        assert!(said.out.contains("--profile-dir <DIR>"), "{line}: {}", said.out);
    }
    assert!(place.run("--help").out.contains("Exit codes:"));
}

/// A command and those below it that are listed, as they are typed.
fn commands(line: &str, command: &clap::Command, lines: &mut Vec<String>) {
    lines.push(line.to_owned());
    for below in command.get_subcommands().filter(|below| !below.is_hide_set()) {
        commands(&format!("{line} {}", below.get_name()), below, lines);
    }
}

#[test]
fn a_configuration_that_was_named_and_is_not_there_is_a_usage_error_with_its_path() {
    let place = Place::new();
    for line in ["shows", "doctor", "sync", "auth status", "demo", ""] {
        let said = place.run(&format!("--config absent.toml {line}"));
        let wanted =
            format!("spotpods-tui: --config {}/absent.toml: the file does not exist\n", place.dir.path().display());
        assert_eq!((said.code, said.out.as_str(), said.err), (Some(2), "", wanted), "{line}");
    }
}

#[test]
fn help_is_coloured_where_that_is_asked_for() {
    let place = Place::new();
    assert!(place.run("--color always --help").out.contains('\u{1b}'));
    assert!(!place.run("--color=never --help").out.contains('\u{1b}'));
}

#[test]
fn the_version_is_the_packages() {
    let said = Place::new().run("--version");
    assert_eq!((said.code, said.out), (Some(0), format!("spotpods-tui {}\n", env!("CARGO_PKG_VERSION"))));
}

#[test]
fn a_usage_error_is_on_stderr_with_code_2() {
    for line in ["synch", "--nonsense", "auth", "demo --fail 200", "auth login extra", "sync --days 3"] {
        let said = Place::new().run(line);
        assert_eq!((said.code, said.out.as_str()), (Some(2), ""), "{line}");
        assert!(!said.err.is_empty() && !said.err.contains('\u{1b}'), "{line}: {}", said.err);
    }
}

#[test]
fn f10_a_reader_that_goes_away_ends_the_program_quietly() {
    for line in ["--help", "auth status"] {
        // It stays until the child has ended: its log is in there.
        let place = Place::new();
        let mut child: Child =
            place.command(line).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it starts");
        drop(child.stdout.take());
        let mut err = String::new();
        child.stderr.take().expect("piped").read_to_string(&mut err).expect("UTF-8");
        child.wait().expect("it ends");
        assert_eq!(err, "", "{line}");
    }
}

#[test]
fn g6_arguments_that_are_not_utf_8_are_a_usage_error_or_a_path() {
    use std::os::unix::ffi::OsStrExt as _;
    let odd = std::ffi::OsStr::from_bytes(b"\xff\xfe");
    let place = Place::new();
    let said = Said::from(place.command("").arg(odd).output().expect("it starts"));
    assert_eq!(said.code, Some(2), "{said:?}");
    let output = place.command("auth status --profile-dir").arg(odd).output().expect("it starts");
    assert_eq!(output.status.code(), Some(3));
}

#[test]
fn without_a_client_id_status_says_so_with_code_3() {
    let place = Place::new();
    let said = place.run("auth status");
    assert_eq!((said.code, said.err.as_str()), (Some(3), ""), "{said:?}");
    assert!(said.out.starts_with("Not logged in"), "{}", said.out);

    let said = place.run("auth status --json --profile-dir p");
    assert_eq!(said.code, Some(3), "{said:?}");
    let status: Value = serde_json::from_str(&said.out).expect("JSON");
    assert_eq!((&status["logged_in"], &status["reason"]), (&false.into(), &"no_client_id".into()));
    let storage = place.dir.path().canonicalize().expect("it exists").join("p/data/credentials.json");
    assert_eq!(status["storage"], storage.to_str().expect("UTF-8"));
}

#[test]
fn without_a_client_id_login_says_how_to_get_one() {
    let said = Place::new().run("auth login");
    assert_eq!((said.code, said.out.as_str()), (Some(2), ""), "{said:?}");
    for part in ["https://developer.spotify.com/dashboard", "http://127.0.0.1:8899/callback", "config.toml"] {
        assert!(said.err.contains(part), "{part} is missing in {}", said.err);
    }
}

#[test]
fn logging_out_without_a_login_is_done() {
    let said = Place::new().run("auth logout");
    assert_eq!((said.code, said.out.as_str(), said.err.as_str()), (Some(0), "Not logged in\n", ""));
}

#[test]
fn c2_an_unsafe_address_is_refused_with_code_2() {
    let place = Place::new();
    for name in ["SPOTPODS_API_URL", "SPOTPODS_ACCOUNTS_URL"] {
        for command in ["auth status", "auth login", ""] {
            let output = place.command(command).env(name, "http://api.example.org/v1").output().expect("it starts");
            let said = Said::from(output);
            assert_eq!(said.code, Some(2), "{said:?}");
            assert!(said.err.contains(name) && said.err.contains("must use https"), "{}", said.err);
        }
    }
}

#[test]
fn a_mistake_in_a_file_is_reported_and_blocks_nothing() {
    let place = Place::new();
    fs::create_dir_all(place.dir.path().join(".config/spotpods-tui")).expect("a folder");
    fs::write(place.dir.path().join(".config/spotpods-tui/config.toml"), "clientid = 1\n").expect("it can be written");
    fs::write(place.dir.path().join(".env"), "SPOTPODS_API_URL=http://api.example.org\n").expect("it can be written");
    let said = place.run("auth status");
    assert_eq!(said.code, Some(3), "{said:?}");
    let lines: Vec<&str> = said.err.lines().collect();
    assert!(lines[0].ends_with(".env:1: `SPOTPODS_API_URL` is ignored here; set it in the environment"), "{lines:?}");
    assert!(lines[1].contains("config.toml:1: unknown key `clientid`; did you mean `client_id`?"), "{lines:?}");
}

#[test]
fn d1_d7_the_log_is_private_and_holds_no_secret() {
    let place = Place::new();
    let output = place
        .command("auth status --profile-dir p --log-level trace")
        .env("SPOTIFY_CLIENT_SECRET", "canary0123456789")
        .output()
        .expect("it starts");
    let said = Said::from(output);
    let (folder, log) = (place.dir.path().join("p/state"), place.dir.path().join("p/state/spotpods-tui.log"));
    assert_eq!((mode(&folder), mode(&log)), (0o700, 0o600));
    let text = fs::read_to_string(&log).expect("UTF-8");
    assert!(!format!("{said:?}{text}").contains("canary"));
}

#[test]
fn every_flag_of_the_table_is_one_of_the_command_line() {
    let command = spotpods_tui::cli::command();
    for flag in KEYS.iter().filter_map(|key| key.flag) {
        let name = flag.strip_prefix("--").expect("a long flag");
        assert!(command.get_arguments().any(|argument| argument.get_long() == Some(name)), "{flag}");
    }
}

#[test]
fn the_readme_shows_the_commands_that_exist() {
    let readme = include_str!("../../README.md");
    for line in ["cargo run --release --locked -- demo", "cargo test --locked"] {
        assert!(readme.lines().any(|found| found == line), "{line}");
    }
    for command in spotpods_tui::cli::command().get_subcommands() {
        for inner in command.get_subcommands().filter(|inner| inner.get_name() != "help") {
            let line = format!("spotpods-tui {} {}", command.get_name(), inner.get_name());
            assert!(readme.contains(&line), "{line}");
        }
    }
}

/// A running `demo serve`, ended by SIGTERM when it is dropped.
struct Service(Child);

impl Service {
    fn start(line: &str) -> (Self, String) {
        let place = Place::new();
        let mut child = place.command(line).stdout(Stdio::piped()).spawn().expect("it starts");
        let mut first = String::new();
        BufReader::new(child.stdout.take().expect("piped")).read_line(&mut first).expect("a line");
        (Self(child), first)
    }

    fn end(mut self, signal: rustix::process::Signal) -> Option<i32> {
        rustix::process::kill_process(rustix::process::Pid::from_child(&self.0), signal).expect("it runs");
        self.0.wait().expect("it ends").code()
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn demo_serve_runs_until_a_signal_and_ends_with_0() {
    use rustix::process::Signal;
    for signal in [Signal::INT, Signal::TERM, Signal::HUP] {
        let (service, _) = Service::start("demo serve");
        assert_eq!(service.end(signal), Some(0), "{signal:?}");
    }
}

#[test]
fn d8_no_core_file_is_written() {
    let (service, _) = Service::start("demo serve");
    let limits = fs::read_to_string(format!("/proc/{}/limits", service.0.id()));
    // Elsewhere than on Linux there is no such file.
    if let Ok(limits) = limits {
        let core = limits.lines().find(|line| line.starts_with("Max core file size")).expect("it is listed");
        assert_eq!(core.split_whitespace().skip(4).take(2).collect::<Vec<_>>(), ["0", "0"]);
    }
}

#[test]
fn demo_serve_says_when_its_port_is_taken() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
    let port = taken.local_addr().expect("it is bound").port();
    let said = Place::new().run(&format!("demo serve --port {port}"));
    assert_eq!((said.code, said.out.as_str()), (Some(1), ""), "{said:?}");
    assert!(said.err.contains(&format!("port {port}")), "{}", said.err);
}
