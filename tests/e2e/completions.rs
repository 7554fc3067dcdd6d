//! Completion in real shells: the names of shows, quoted so that the shell reads them as they are.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use crate::{profile::Said, skip::skip, terminal::Program};

const BINARY: &str = env!("CARGO_BIN_EXE_spotpods-tui");
/// What a person wants to type the beginning of.
const TITLES: [&str; 5] =
    ["Bob's \"$HOME\" `id`", "Zoo: part 1!", "Zoo; touch canary", "Zwei Türme * [a-z]", "Quiet $(touch canary)"];

/// A profile whose first shows have these titles, and the scripts.
struct Place {
    folder: tempfile::TempDir,
}

impl Place {
    fn new(shows: u32) -> Self {
        let place = Self { folder: tempfile::tempdir().expect("a folder") };
        let made = place.command("demo preload").args(["--shows", &shows.to_string(), "--episodes", "2"]).output();
        assert!(made.expect("it starts").status.success());
        let shelf = crate::coherence::Shelf::open(&place.folder.path().join("p/data/library.db"));
        for (at, title) in TITLES.iter().enumerate() {
            let title = title.replace('\'', "''");
            let row = "SELECT rowid FROM shows ORDER BY rowid LIMIT 1 OFFSET";
            shelf.change(&format!("UPDATE shows SET name = '{title}' WHERE rowid = ({row} {at})"));
        }
        place
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    fn command(&self, line: &str) -> Command {
        let mut command = Command::new(BINARY);
        command.args(line.split(' ')).arg("--profile-dir").arg(self.path().join("p"));
        command.env_clear().env("HOME", self.path()).current_dir(self.path()).stdin(Stdio::null());
        command.env("PATH", paths());
        command
    }

    /// The completion script of a shell, in a file.
    fn script(&self, shell: &str) -> PathBuf {
        let said = Said::of(Command::new(BINARY).args(["completions", shell]));
        let path = self.path().join(format!("{shell}.sh"));
        fs::write(&path, said.out).expect("written");
        path
    }

    fn shell(&self, shell: &str, arguments: &[&str]) -> Option<Said> {
        let mut command = Command::new(shell);
        command.args(arguments).env_clear().env("HOME", self.path()).env("PATH", paths()).env("LANG", "C.UTF-8");
        let output = command.current_dir(self.path()).stdin(Stdio::null()).output().ok()?;
        Some(Said::from(output))
    }
}

/// The folder of the program first.
fn paths() -> String {
    let folder = Path::new(BINARY).parent().expect("a folder");
    format!("{}:{}", folder.display(), std::env::var("PATH").expect("a path"))
}

#[test]
fn bash_reads_a_completed_title_as_it_is() {
    let place = Place::new(6);
    let script = place.script("bash");
    for (typed, title) in [
        ("Bob", TITLES[0]),
        ("\"Bob", TITLES[0]),
        ("'Bob", TITLES[0]),
        ("Zoo\\:", TITLES[1]),
        ("zoo\\;", TITLES[2]),
        ("Zwei\\ T", TITLES[3]),
        ("\"Quiet ", TITLES[4]),
    ] {
        let text = format!(
            "source '{}'; COMP_WORDS=(spotpods-tui episodes --profile-dir '{}/p' \"$1\"); COMP_CWORD=4; \
             _spotpods__tui_with_names spotpods-tui \"$1\" p; printf '%s\\n' \"${{#COMPREPLY[@]}}\" \"${{COMPREPLY[0]}}\"",
            script.display(),
            place.path().display()
        );
        let said = place.shell("bash", &["-c", &text, "bash", typed]).expect("bash is there");
        let (count, word) = said.out.trim_end().split_once('\n').unwrap_or_else(|| panic!("{typed}: {said:?}"));
        assert_eq!(count, "1", "{typed}: {said:?}");
        // As the shell reads the finished line.
        let quote = typed.chars().next().filter(|sign| "'\"".contains(*sign)).map(String::from).unwrap_or_default();
        let line = format!("printf '%s\\n' {quote}{word}{quote}");
        let read = place.shell("bash", &["-c", &line]).expect("bash is there");
        assert_eq!(read.out, format!("{title}\n"), "{typed}: {word}");
    }
    assert!(!place.path().join("canary").exists());
}

/// A profile named `night`, and a device that was chosen last.
fn with_profile_and_device() -> Place {
    let place = Place::new(6);
    fs::create_dir_all(place.path().join("p/data/profiles/night")).expect("made");
    let shelf = crate::coherence::Shelf::open(&place.path().join("p/data/library.db"));
    shelf.change(
        "INSERT INTO settings (name, value) SELECT 'device.' || rowid, 'an-id' || char(10) || 'Kitchen radio' FROM accounts",
    );
    place
}

#[test]
fn profiles_and_the_device_of_the_last_time_are_completed_in_every_shell() {
    let place = with_profile_and_device();
    let line = format!("spotpods-tui --profile-dir {}/p", place.path().display());
    let [bash, fish] = ["bash", "fish"].map(|shell| place.script(shell));
    for (typed, names) in
        [("sync --profile ", "default\nnight"), ("play x --device ki", "Kitchen radio"), ("play --profile ni", "night")]
    {
        let text = format!(
            "source '{}'; COMP_WORDS=({line} {typed}); [[ $1 = *' ' ]] && COMP_WORDS+=(''); \
             COMP_CWORD=$((${{#COMP_WORDS[@]}} - 1)); _spotpods__tui_with_names spotpods-tui; \
             printf '%s\\n' \"${{COMPREPLY[@]}}\"",
            bash.display()
        );
        let said = place.shell("bash", &["-c", &text, "bash", typed]).expect("bash is there");
        assert_eq!(said.out.replace('\\', "").trim_end(), names, "{typed}: {said:?}");
        let text = format!("source '{}'; complete -C '{line} {typed}'", fish.display());
        match place.shell("fish", &["--no-config", "-c", &text]) {
            Some(said) => assert_eq!(said.out.replace('\\', "").trim_end(), names, "{typed}: {said:?}"),
            None => skip("profiles_and_devices_are_completed", "fish is not installed"),
        }
    }
}

#[test]
fn bash_completes_a_title_with_tab() {
    let place = Place::new(6);
    let rc = place.path().join("rc");
    let script = fs::read_to_string(place.script("bash")).expect("text");
    fs::write(&rc, format!("PS1='ready> '\nPATH='{}'\n{script}", paths())).expect("written");
    let arguments = ["--noprofile", "--rcfile", rc.to_str().expect("text"), "-i"];
    let mut terminal = Program::other("bash", place.path(), &arguments).start();
    terminal.shows("ready>");
    terminal.types(&format!("spotpods-tui --profile-dir {}/p episodes Bob\t", place.path().display()));
    terminal.shows(r#"Bob\'s\ \"\$HOME\"\ \`id\`"#);
    terminal.types("--json | tr -d '\\n ' | head -c 2\r");
    terminal.shows("[{");
    terminal.types("exit\r");
    terminal.ends();
}

#[test]
fn fish_completes_titles() {
    let place = Place::new(6);
    let script = place.script("fish");
    let line = format!("spotpods-tui --profile-dir {}/p unfollow Z", place.path().display());
    let text = format!("source '{}'; complete -C '{line}'", script.display());
    let Some(said) = place.shell("fish", &["--no-config", "-c", &text]) else {
        return skip("fish_completes_titles", "fish is not installed");
    };
    let titles: Vec<_> = said.out.lines().map(|line| line.replace('\\', "")).collect();
    for title in [TITLES[1], TITLES[2], TITLES[3]] {
        assert!(titles.iter().any(|line| line == title), "{title}: {said:?}");
    }
    assert!(!place.path().join("canary").exists());
}

#[test]
fn zsh_completes_titles() {
    let place = Place::new(6);
    if place.shell("zsh", &["-f", "-c", "true"]).is_none() {
        return skip("zsh_completes_titles", "zsh is not installed");
    }
    let functions = place.path().join("functions");
    fs::create_dir(&functions).expect("made");
    fs::copy(place.script("zsh"), functions.join("_spotpods-tui")).expect("copied");
    let rc = "PS1='ready> '; fpath=($ZDOTDIR/functions $fpath); autoload -U compinit; compinit -u -D; print up";
    fs::write(place.path().join(".zshrc"), rc).expect("written");
    let program = Program::other("zsh", place.path(), &["-d", "-i"]).with("PATH", paths());
    let mut terminal = program.with("ZDOTDIR", place.path()).start();
    terminal.shows("ready>");
    terminal.types(&format!("spotpods-tui --profile-dir {}/p episodes Bob\t", place.path().display()));
    terminal.shows(r#"Bob\'s\ \"\$HOME\"\ \`id\`"#);
    terminal.types("\x15exit\r");
    terminal.ends();
}

#[test]
fn titles_of_500_shows_come_from_disk_without_the_network() {
    let place = Place::new(500);
    let mut command = Command::new(BINARY);
    command.args(["complete-names", "--", "--profile-dir"]).arg(place.path().join("p")).arg("episodes");
    command.env_clear().env("HOME", place.path()).env("HTTPS_PROXY", "http://127.0.0.1:1");
    let said = Said::of(&mut command);
    assert_eq!((said.code, said.out.lines().count(), said.err.as_str()), (Some(0), 500, ""));
    // Without a library there is nothing to complete, and nothing is said or made.
    let said = Said::of(Command::new(BINARY).args(["complete-names", "--", "--profile-dir", "/nowhere/p", "open"]));
    assert_eq!((said.code, said.out.as_str(), said.err.as_str()), (Some(0), "", ""));
}
