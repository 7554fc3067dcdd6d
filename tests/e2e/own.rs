//! Sequences of keys and commands of the person's own, as a person uses them.

use std::{fs, io::Read as _, os::unix::fs::PermissionsExt as _, path::Path};

use spotpods_tui::config::{Config, Environment, Flags};

use crate::{
    profile::{Profile, fifo},
    terminal::{Program, Terminal},
};

/// A synchronised profile with this configuration.
fn profile(config: &str) -> Profile {
    let profile = Profile::synchronised();
    profile.configure(config);
    profile
}

fn home(profile: &Profile) -> &Path {
    profile.folder.path()
}

/// In the episodes of the first show, with the first one selected.
fn in_episodes(program: Program) -> Terminal {
    let mut terminal = program.start();
    terminal.lists_shows(6);
    terminal.opens_episodes();
    terminal
}

/// Closes the output.
fn back(terminal: &mut Terminal) {
    terminal.types("\x1b");
    terminal.shows_when("no output", |screen| !screen.contents().contains(" Output of "));
}

#[test]
fn a_sequence_shows_the_keys_that_go_on_and_runs_or_is_ended() {
    let profile = profile("[keymap.main]\nfirst = [\"g g\", \"Home\"]\nlast = [\"g e\", \"G\"]\nzoom = \"j w\"\n");
    let mut terminal = profile.screen().start();
    terminal.shows("`j w` begins with `j`, which is `down` in main");
    terminal.shows("config.toml:4");
    terminal.types("ge");
    terminal.shows_when("the last row", |screen| screen.contents().contains("6/6"));
    terminal.types("g");
    terminal.shows("g Go to the top");
    terminal.shows("Esc ends it");
    terminal.types("\x1b");
    terminal.shows("g was ended: nothing was run");
    terminal.types("gx");
    terminal.shows("g x is no command: nothing was run");
    terminal.types("gg");
    terminal.shows_when("the first row", |screen| screen.contents().contains("1/6"));
    terminal.quits();
}

#[test]
fn the_keys_of_emacs_move_and_quit() {
    let profile = profile("[keymap]\npreset = \"emacs\"\n");
    let mut terminal = profile.screen().start();
    terminal.lists_shows(6);
    terminal.types("\x0e\x0e");
    terminal.shows_when("the third row", |screen| screen.contents().contains("3/6"));
    terminal.types("\x18");
    terminal.shows("Ctrl-c Leave the program");
    terminal.types("\x03");
    assert!(terminal.ends().success());
}

#[test]
fn the_terminal_is_lent_to_a_command_taken_back_and_drawn_whole() {
    let config = r#"
        [commands.ask]
        key = "E"
        mode = "terminal"
        run = 'stty raw -echo; stty sane; echo "type here"; read line; echo "$line" > "$HOME/typed"; stty raw -echo; exit 3'
        [commands.wait]
        key = "W"
        mode = "terminal"
        run = 'echo it waits; exec cat'
    "#;
    let profile = profile(config);
    let mut terminal = in_episodes(profile.screen());
    let settings = format!("{:?}", terminal.lines());
    let before = terminal.screen(vt100::Screen::contents);
    terminal.types("E");
    terminal.shows("type here");
    assert!(!terminal.screen(vt100::Screen::alternate_screen), "the command has the usual screen");
    terminal.types("jq hello\r");
    terminal.shows("ask ended with exit code 3");
    assert_eq!(fs::read_to_string(home(&profile).join("typed")).expect("written"), "jq hello\n");
    assert_eq!(format!("{:?}", terminal.lines()), settings, "in raw mode again");
    // The notes may have changed meanwhile, and with them their title.
    let titles: Vec<_> = before.lines().nth(1).expect("a line").split('│').take(2).map(str::to_owned).collect();
    terminal.shows_when("the lists again", |screen| {
        let shown = screen.contents();
        screen.alternate_screen() && titles.len() == 2 && titles.iter().all(|title| shown.contains(title))
    });

    // Ctrl-C ends the command, and not the program, whichever is told of the signal first.
    for row in 2..7 {
        let from = terminal.written();
        terminal.types("W");
        terminal.writes(from, b"it waits");
        terminal.types("\x03");
        terminal.shows_when("the lists again", vt100::Screen::alternate_screen);
        terminal.shows("wait was ended by signal 2");
        terminal.types("j");
        terminal.shows_when("the next row", |screen| screen.contents().contains(&format!("{row}/")));
    }
    terminal.quits();
    assert!(terminal.lines().local_modes.contains(rustix::termios::LocalModes::ICANON), "as a shell needs it");
}

#[test]
fn a_command_in_the_background_tells_why_it_failed_and_outlives_the_program() {
    let config = r#"
        [commands.fail]
        key = "B"
        run = 'echo one; printf "\033[31mno space left\033[0m\n" >&2; exit 4'
        [commands.stay]
        key = "W"
        run = 'cat "$HOME/in" > /dev/null; echo "$SPOTPODS_SHOW" > "$HOME/out"'
    "#;
    let profile = profile(config);
    let (start, end) = (fifo(&home(&profile).join("in")), fifo(&home(&profile).join("out")));
    let mut terminal = in_episodes(profile.screen());
    terminal.types("B");
    terminal.shows("fail ended with exit code 4: one · no space left");
    terminal.types("W");
    terminal.shows("stay runs in the background");
    terminal.quits();
    fs::write(start, "go on").expect("it still reads");
    assert_eq!(fs::read_to_string(end).expect("it goes on"), "The Gull Street Morning Brief\n");
}

#[test]
fn k2_the_notes_are_piped_to_a_command_that_is_typed_and_no_secret_goes_with_them() {
    let profile = profile("[commands.count]\nkey = \"C\"\nmode = \"pipe\"\nrun = \"wc -l\"\n");
    let mut terminal = in_episodes(profile.screen().with("SPOTIFY_CLIENT_SECRET", "canary0123456789"));
    terminal.types("C");
    terminal.shows("Output of count");
    back(&mut terminal);
    terminal.types("|");
    terminal.shows("Pipe the notes to which command?");
    terminal.types("head -1 | tr a-z A-Z\r");
    terminal.shows("# [");
    terminal.shows("HTTPS://OPEN.SPOTIFY.COM/EPISODE/");
    back(&mut terminal);
    terminal.types("|");
    terminal.types("env | grep -c -e canary -e ^SPOTPODS_[INSDU].*\r");
    terminal.shows_when("five words", |screen| screen.contents().lines().any(|line| line.contains("│ 5 ")));
    back(&mut terminal);
    terminal.types("|no-such-program\r");
    terminal.shows("no-such-program: the command was not found (exit code 127)");
    terminal.quits();
}

#[test]
fn a_command_that_prints_without_end_is_ended_and_its_first_lines_are_shown() {
    let profile = profile("");
    let mut terminal = in_episodes(profile.screen());
    terminal.types("|yes\r");
    terminal.shows("Output of yes, cut after 2,000 lines");
    terminal.types("G");
    terminal.shows("Cut after 2,000 lines: the command was ended");
    back(&mut terminal);
    terminal.quits();
}

#[test]
fn a_piped_command_says_that_it_runs_and_esc_or_the_end_of_the_program_ends_all_of_it() {
    /// How it is ended.
    type End = fn(&mut Terminal);
    let esc: End = |terminal| {
        terminal.types("\x1b");
        terminal.shows("hold was cancelled");
        terminal.quits();
    };
    let quit: End = |terminal| {
        terminal.quits();
    };
    let hangup: End = |terminal| {
        terminal.signal(rustix::process::Signal::HUP);
        assert!(!terminal.ends().success());
    };
    for (deaf, end) in [("", esc), ("", quit), ("trap '' TERM;", quit), ("", hangup)] {
        let run = format!("{deaf} cat <>\"$HOME/never\" >\"$HOME/held\" & wait");
        let profile = profile(&format!("[commands.hold]\nkey = \"C\"\nmode = \"pipe\"\nrun = '''{run}'''\n"));
        let (_, held) = (fifo(&home(&profile).join("never")), fifo(&home(&profile).join("held")));
        let mut terminal = in_episodes(profile.screen());
        terminal.types("C");
        terminal.shows("hold runs… Esc cancels");
        // A child of the shell has it open now, and nothing but its end closes it.
        let mut open = fs::File::open(held).expect("a pipe");
        end(&mut terminal);
        assert_eq!(open.read(&mut [0]).expect("its end"), 0);
    }
}

/// A program that writes its words to a file of its name.
fn stub(folder: &Path, name: &str, text: &str) {
    let path = folder.join(name);
    fs::write(&path, format!("#!/bin/sh\n{text}\n")).expect("written");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o700)).expect("is ours");
}

#[test]
fn every_recipe_of_the_page_of_commands_runs() {
    let page = include_str!("../../docs/COMMANDS.md");
    let blocks = page.split("```toml\n").skip(1).filter_map(|rest| rest.split("```").next());
    let recipes: String = blocks.collect::<Vec<_>>().join("\n");
    let profile = profile(&recipes);
    let flags = Flags { profile_dir: Some(profile.path()), ..Flags::default() };
    let config = Config::load(&flags, &Environment::bare("/")).expect("a folder is given");
    assert_eq!((config.commands.len(), config.warnings.len()), (5, 0), "{:?}", config.warnings);

    let programs = home(&profile).join("bin");
    fs::create_dir(&programs).expect("made");
    let note = "printf '%s\\n' \"$@\" > \"$HOME/$(basename \"$0\")\"";
    for program in ["mpv", "yt-dlp", "editor"] {
        stub(&programs, program, note);
    }
    stub(&programs, "wl-copy", "cat > \"$HOME/wl-copy\"");
    stub(&programs, "fzf", "head -n 1");
    let ours = env!("CARGO_BIN_EXE_spotpods-tui");
    stub(&programs, "spotpods-tui", &format!("exec '{ours}' --profile-dir '{}' \"$@\"", profile.path().display()));
    let path = format!("{}:{}", programs.display(), std::env::var("PATH").expect("a path"));
    let mut terminal = in_episodes(profile.screen().with("PATH", path).with("EDITOR", "editor"));
    for (key, name) in [("W", "watch"), ("D", "download"), ("E", "write"), ("Y", "copy-markdown"), ("Q", "quote")] {
        terminal.types(key);
        terminal.shows(&format!("{name} is done"));
    }
    terminal.quits();
    let read = |name: &str| fs::read_to_string(home(&profile).join(name)).unwrap_or_else(|why| panic!("{name}: {why}"));
    assert!(read("mpv").contains("ytdl://ytsearch1:The Gull Street Morning Brief "), "{}", read("mpv"));
    assert!(read("yt-dlp").contains("/Podcasts/") && read("editor").contains("/podcast-notes/"));
    assert!(read("wl-copy").starts_with("# ["), "{}", read("wl-copy"));
    assert!(!read("quotes.txt").trim().is_empty());
}
