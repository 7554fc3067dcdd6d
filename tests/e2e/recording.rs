//! The recording of the README: a run of the real program in the demo, as a picture that moves.
//!
//! Each run draws it into `target/tmp/screens`, beside the pictures.

use std::{collections::HashMap, fmt::Write as _, fs, path::Path};

use vt100::Screen;

use crate::{
    picture::{self, Frame},
    terminal::{Program, Terminal},
};

/// The most that the recording may weigh: a forge shows it at the top of its page.
const LIMIT: usize = 400_000;

/// What was shown, one screen after the other.
struct Recording {
    frames: Vec<(Frame, u32)>,
}

impl Recording {
    /// Keeps what is on the screen, to be looked at for some tenths of a second.
    fn keeps(&mut self, terminal: &Terminal, tenths: u32) {
        self.frames.push((terminal.screen(|screen: &Screen| picture::frame(screen)), tenths));
    }

    /// Types a text letter by letter, as a person does, with a frame for each; the last one is to be looked at for longer.
    fn types(&mut self, terminal: &mut Terminal, text: &str, shown: impl Fn(&str) -> String, tenths: u32) {
        let mut typed = String::new();
        for letter in text.chars() {
            typed.push(letter);
            terminal.types(&letter.to_string());
            terminal.shows(&shown(&typed));
            self.keeps(terminal, if typed == text { tenths } else { 2 });
        }
    }

    /// The film: all frames side by side behind a window, and a part that occurs several times drawn once.
    fn svg(&self) -> String {
        let (width, height) = self.frames.first().map_or((0.0, 0.0), |(frame, _)| (frame.width, frame.height));
        let total: u32 = self.frames.iter().map(|(_, tenths)| tenths).sum();
        let mut out = picture::head(width, height);
        out.push_str("<title>A run of spotpods-tui in its demo</title>\n<style>\n");
        let _ = writeln!(out, ".film{{animation:film {}.{}s step-end infinite}}", total / 10, total % 10);
        out.push_str("@media(prefers-reduced-motion:reduce){.film{animation:none}}\n@keyframes film{\n");
        let (mut begun, mut left) = (0, 0.0);
        let mut film = String::from("<g class=\"film\">\n");
        let mut defs = String::from("<defs>\n");
        let mut parts: HashMap<&str, usize> = HashMap::new();
        for (frame, tenths) in &self.frames {
            let percent = f64::from(begun) * 100.0 / f64::from(total);
            let _ = writeln!(out, "{percent:.2}%{{transform:translateX(-{left}px)}}");
            let _ = writeln!(film, "<g transform=\"translate({left})\">");
            for (y, part) in &frame.parts {
                let next = parts.len();
                let id = *parts.entry(part).or_insert_with(|| {
                    let _ = writeln!(defs, "<g id=\"r{next}\">\n{part}</g>");
                    next
                });
                let _ = writeln!(film, "<use href=\"#r{id}\" y=\"{y}\"/>");
            }
            film.push_str("</g>\n");
            begun += tenths;
            left += width;
        }
        let _ = write!(out, "}}\n</style>\n{defs}</defs>\n{film}</g>\n</svg>\n");
        out
    }
}

#[test]
fn the_recording_of_the_readme_is_a_real_run() {
    let home = tempfile::tempdir().expect("a folder");
    let mut program = Program::ours(home.path(), &["demo", "--approve"]);
    program.size = (28, 126);
    let mut terminal = program.start();
    terminal.shows("Log in with Spotify");
    terminal.types("\ra");
    terminal.shows_when("everything is there", |screen| {
        let text = screen.contents();
        text.contains("/60") && text.contains(" 1302 ") && !text.contains('⟳') && !text.contains("Logged in as")
    });
    let mut recording = Recording { frames: Vec::new() };
    shelf(&mut recording, &mut terminal);
    words(&mut recording, &mut terminal);
    player(&mut recording, &mut terminal);
    terminal.types("q");
    assert!(terminal.ends().success());

    let picture = recording.svg();
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("screens");
    fs::create_dir_all(&folder).expect("a folder");
    fs::write(folder.join("recording.svg"), &picture).expect("it can be written");
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let kept = fs::read_to_string(root.join("assets/screens/recording.svg")).expect("the recording of the README");
    for recording in [picture, kept] {
        assert!(recording.len() <= LIMIT, "{} bytes", recording.len());
        for word in ["Kitchens", "border", "harbour", "Yesterday", "kitchen", "▶"] {
            assert!(picture::text_of(&recording).contains(word), "it does not show {word}");
        }
        for foreign in ["<script", "http://", "https://fonts", "@import", "<image"] {
            let svg = recording.replace("http://www.w3.org/2000/svg", "");
            assert!(!svg.contains(foreign), "a forge would not show {foreign}");
        }
    }
    let readme = fs::read_to_string(root.join("README.md")).expect("a README");
    assert!(readme.contains("assets/screens/recording.svg"));
}

/// The shows, one of them with its episodes and notes, and a filter.
fn shelf(recording: &mut Recording, terminal: &mut Terminal) {
    recording.keeps(terminal, 15);
    for n in 2..=4 {
        terminal.types("j");
        terminal.shows(&format!(" {n}/60"));
        if n == 4 {
            terminal.shows("Slow Trains North ·");
        }
        recording.keeps(terminal, 5);
    }
    terminal.types("\r");
    terminal.shows("1/106");
    recording.keeps(terminal, 10);
    for n in 2..=5 {
        terminal.types("j");
        terminal.shows(&format!(" {n}/106"));
        if n == 5 {
            terminal.shows("Stopped at");
        }
        recording.keeps(terminal, if n == 5 { 12 } else { 4 });
    }
    terminal.types("/");
    recording.types(terminal, "border", |typed| format!("/{typed}"), 15);
    terminal.types("\u{1b}");
    terminal.shows_when("the filter is gone", |screen| !screen.contents().contains("/border"));
}

/// What is new, and a search of all notes.
fn words(recording: &mut Recording, terminal: &mut Terminal) {
    terminal.types("2");
    terminal.shows("Yesterday");
    recording.keeps(terminal, 18);
    terminal.types("5");
    terminal.shows("Searches titles");
    recording.types(terminal, "harbour", |typed| format!(" / {typed}"), 8);
    terminal.shows_when("pieces of notes are shown", |screen| {
        screen.rows(0, 126).any(|row| row.contains(" · …") && row.to_lowercase().contains("harbour"))
    });
    recording.keeps(terminal, 10);
    terminal.types("\rjjj");
    terminal.shows_when("the notes are read", |screen| {
        let text = screen.contents();
        text.contains(" 4/") && text.contains("https://open.spotify.com/episode/")
    });
    recording.keeps(terminal, 18);
    terminal.types("1");
    terminal.shows(" 4/60");
}

/// An episode that plays from a timestamp in its notes.
fn player(recording: &mut Recording, terminal: &mut Terminal) {
    terminal.types("g\r");
    terminal.shows("Boarding");
    recording.keeps(terminal, 8);
    terminal.types("ttt");
    terminal.shows("Notes");
    terminal.types("\r");
    terminal.shows("Devices");
    recording.keeps(terminal, 10);
    terminal.types("j\r");
    terminal.shows_when("it plays", |screen| {
        let text = screen.contents();
        text.contains("kitchen") && text.contains('▶') && !text.contains("Devices") && !text.contains("From ")
    });
    recording.keeps(terminal, 25);
}
