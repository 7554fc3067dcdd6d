//! Every command of the README and of the documents is run, as a reader runs it: in a shell, with the real program, against the
//! demo.
//!
//! Real are `jq`, `fzf` (which chooses by a query instead of a person), `tmux` and the usual tools. Stand-ins look at what they
//! are given: `cargo`, which would compile, `systemctl` and `rofi`, which need a desktop.

use std::{
    fs,
    io::Write as _,
    os::unix::fs::{PermissionsExt as _, symlink},
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use spotpods_tui::demo::DemoOptions;

use crate::{
    profile::{Profile, Said},
    skip::skip,
};

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

/// Tools that pretend, and what they insist on.
const STAND_INS: [(&str, &str); 3] = [
    (
        "cargo",
        r#"case "$*" in
        'run --release --locked -- demo') spotpods-tui demo --help >/dev/null ;;
        'install --locked --path .' | 'test --locked') ;;
        *) echo "no such command in the tests: cargo $*" >&2; exit 1 ;;
        esac"#,
    ),
    (
        "systemctl",
        r#"[ "$1" = --user ] && shift
        case "$*" in
        daemon-reload) ;;
        'enable --now spotpods-tui-sync.timer') [ -s "$HOME/.config/systemd/user/$3" ] ;;
        *) echo "no such command in the tests: systemctl $*" >&2; exit 1 ;;
        esac"#,
    ),
    (
        "rofi",
        r#"[ "$1" = -dmenu ] || exit 1
        rows=$(cat)
        printf '%s\n' "$rows" | awk -F '\t' 'NF != 2 || $2 !~ /^[0-9A-Za-z]+$/ { exit 1 }' || exit 1
        printf '%s\n' "$rows" | head -n 1"#,
    ),
];

/// Where the commands are run: a home with a library, tools, and the checkout's files to be copied.
struct Desk {
    profile: Profile,
}

impl Desk {
    fn new() -> Self {
        // Its episodes are as old as they are for a reader: some are new today.
        let options = DemoOptions { shows: 6, episodes: 60, quirks: false, ..DemoOptions::default() };
        let profile = Profile::with(options);
        assert_eq!(profile.run("sync").code, Some(0));
        let home = profile.folder.path().to_owned();
        let bin = home.join("bin");
        fs::create_dir_all(&bin).expect("a folder");
        symlink(env!("CARGO_BIN_EXE_spotpods-tui"), bin.join("spotpods-tui")).expect("is made");
        for (name, script) in STAND_INS {
            executable(&bin.join(name), &format!("#!/bin/sh\nset -eu\n{script}\n"));
        }
        // The first row that matches, as a person would choose it.
        let fzf = "#!/bin/sh\nset -eu\nrows=$(/usr/bin/env PATH=\"${PATH#*:}\" fzf --filter='a' \"$@\")\nprintf '%s\\n' \"$rows\" | head -n 1\n";
        executable(&bin.join("fzf"), fzf);
        symlink(Path::new(ROOT).join("assets"), home.join("assets")).expect("is made");
        let download = fs::File::create(home.join("my_spotify_data.zip")).expect("it is new");
        let mut download = zip::ZipWriter::new(download);
        let history = "Spotify Extended Streaming History/Streaming_History_Audio_2026_1.json";
        download.start_file(history, zip::write::SimpleFileOptions::default()).expect("an entry");
        download.write_all(b"[]").expect("it is written");
        download.finish().expect("it is complete");
        // Where the program looks without --profile-dir.
        let own = home.join(".local/share/spotpods-tui");
        fs::create_dir_all(own.parent().expect("a folder")).expect("a folder");
        fs::rename(profile.data(), &own).expect("it is moved");
        Self { profile }
    }

    fn home(&self) -> &Path {
        self.profile.folder.path()
    }

    fn run(&self, script: &str) -> Said {
        let mut shell = Command::new("bash");
        shell.args(["-euo", "pipefail", "-c", script]).env_clear().current_dir(self.home()).stdin(Stdio::null());
        let path = std::env::var("PATH").expect("readable");
        shell.env("PATH", format!("{}:{path}", self.home().join("bin").display()));
        shell.env("HOME", self.home()).env("LANG", "C.UTF-8").env("TMUX_TMPDIR", self.home());
        Said::of(shell.envs(self.profile.variables()))
    }

    fn succeeds(&self, page: &str, script: &str) -> Said {
        let said = self.run(script);
        assert_eq!(said.code, Some(0), "{page}:\n{script}\n{}{}", said.out, said.err);
        said
    }
}

fn executable(path: &Path, text: &str) {
    fs::write(path, text).expect("it can be written");
    fs::set_permissions(path, fs::Permissions::from_mode(0o700)).expect("is ours");
}

/// The README and the documents, by name.
fn pages() -> Vec<(String, String)> {
    let documents =
        fs::read_dir(Path::new(ROOT).join("docs")).expect("a folder").map(|entry| entry.expect("one").path());
    let mut paths: Vec<PathBuf> = documents.filter(|path| path.extension().is_some_and(|end| end == "md")).collect();
    paths.sort();
    paths.insert(0, Path::new(ROOT).join("README.md"));
    let read = |path: PathBuf| {
        let name = path.file_name().expect("a name").to_string_lossy().into_owned();
        (name, fs::read_to_string(&path).expect("text"))
    };
    paths.into_iter().map(read).collect()
}

/// The fenced blocks of a page in a language.
fn blocks<'a>(page: &'a str, language: &str) -> Vec<&'a str> {
    let fence = format!("```{language}\n");
    page.split(&fence).skip(1).filter_map(|rest| rest.split("```").next()).collect()
}

/// The last command that cron would run at the end of a line; a line that sets a variable has none.
fn of_cron(line: &str) -> Option<&str> {
    let fields = line.splitn(6, ' ').collect::<Vec<_>>();
    let is_time = |field: &&str| field.chars().all(|char| char.is_ascii_digit() || "*/,-".contains(char));
    (fields.len() == 6 && fields[..5].iter().all(is_time)).then(|| fields[5])
}

#[test]
fn every_command_of_the_documents_does_what_it_says() {
    if let Some(tool) = ["jq", "fzf", "tmux", "awk"].into_iter().find(|tool| !is_there(tool)) {
        return skip("every_command_of_the_documents_does_what_it_says", &format!("{tool} is missing"));
    }
    let desk = Desk::new();
    desk.succeeds("the beginning", "tmux -f /dev/null new-session -d -s pages");
    let mut count = 0;
    for (name, page) in pages() {
        for block in blocks(&page, "sh") {
            let said = desk.succeeds(&name, block);
            assert!(said.out.lines().all(|line| line != "null"), "{name}:\n{block}\n{}", said.out);
            count += 1;
        }
        for line in blocks(&page, "crontab").iter().flat_map(|block| block.lines()) {
            // cron starts it in the home folder, with another PATH.
            if let Some(command) = of_cron(line) {
                desk.succeeds(&name, command);
                count += 1;
            }
        }
    }
    assert!(count >= 20, "{count}");

    // The status line of tmux is run by tmux: once more by hand.
    let status = desk.succeeds("tmux", "tmux show-options -gv status-right");
    let inner = status.out.split("#(").nth(1).and_then(|rest| rest.split(')').next()).expect("a command");
    let new: u32 = desk.succeeds("tmux", inner).out.trim().parse().expect("a number");
    assert!(new > 0);
    desk.succeeds("the end", "tmux kill-server");

    for (file, word) in [
        ("notes/podcasts.csv", "Slow Trains North"),
        ("notes/podcasts.md", "Slow Trains North"),
        ("notes/the-border-at-dawn.txt", "Welcome"),
        ("new-episodes.txt", "Gull Street"),
    ] {
        let text = fs::read_to_string(desk.home().join(file)).expect(file);
        assert!(text.contains(word), "{file}");
    }
    let unplayed = desk.succeeds("marks", "spotpods-tui episodes 'Slow Trains North' --state unplayed --json");
    let years = unplayed.object().as_array().expect("a list").clone();
    assert!(!years.is_empty() && years.iter().all(|row| row["release_date"].as_str() >= Some("2025")), "{years:?}");
    let played = desk.profile.demo.requests().iter().filter(|request| request.path() == "/v1/me/player/play").count();
    assert_eq!(played, 3, "fzf, rofi and the function play one episode each");
}

fn is_there(tool: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).any(|folder| folder.join(tool).is_file())
}

/// What stands in backquotes and begins with the program's name.
fn inline(page: &str) -> impl Iterator<Item = &str> {
    page.lines().flat_map(|line| line.split('`').skip(1).step_by(2)).filter(|code| code.starts_with("spotpods-tui "))
}

#[test]
fn every_command_that_is_named_in_a_sentence_exists() {
    let mut count = 0;
    for (name, page) in pages() {
        for line in inline(&page) {
            let known = spotpods_tui::cli::command().try_get_matches_from(line.split_whitespace());
            assert!(known.is_ok(), "{name}: {line}");
            count += 1;
        }
    }
    assert!(count > 10, "{count}");
}
