//! Runs commands of the person's own through `sh -c`.
//!
//! What is selected goes in by environment and input, never into the text of the command; the environment has no secrets
//! (security K2). A command in the background outlives this program: its output goes to a file without a name, so nothing
//! breaks when the program ends. Start with [`Shell`].

use std::{
    ffi::OsStr,
    fs::File,
    io::{self, Read as _, Seek as _, SeekFrom, Write as _},
    process::{Child, Stdio},
    time::Duration,
};

use tokio::time::interval;

use crate::{
    app::own::{OwnMode, Ran, Run, RunEnd},
    config::Environment,
    domain::{CleanText, SpotifyLink},
    runtime::{
        child::{self, Prepared, Stop},
        input::KeyGate,
    },
};

/// The most bytes of output that are read.
const MOST_BYTES: u64 = 64 * 1024;
/// The most lines of output that are shown.
const MOST_LINES: usize = 2000;
/// The lines of a failure that are told.
const LAST_LINES: usize = 4;
/// The most bytes of output on disk, looked at every [`LOOK`] while a command runs.
const MOST_ON_DISK: u64 = 16 * 1024 * 1024;
const LOOK: Duration = Duration::from_secs(10);

/// The shell of the person's own commands, and the keys that a command on the terminal takes over.
#[derive(Debug, Clone)]
pub struct Shell {
    environment: Environment,
    pub keys: KeyGate,
}

impl Shell {
    pub fn new(environment: &Environment, keys: KeyGate) -> Self {
        Self { environment: environment.clone(), keys }
    }

    /// A command on the terminal. Keys such as Ctrl-C reach it.
    pub(super) fn on_terminal(&self, run: &Run) -> Prepared {
        Self::with_words(child::on_terminal(OsStr::new("sh"), &self.environment), run)
    }

    /// Runs a command to its end, without the terminal.
    pub(super) async fn run(&self, run: &Run, notes: Option<String>) -> Ran {
        let (end, output) = self.to_the_end(run, notes).await.unwrap_or_else(|error| (not_started(&error), Vec::new()));
        let output = match end {
            RunEnd::Done if run.mode == OwnMode::Pipe => output.into_iter().take(MOST_LINES).collect(),
            RunEnd::Done => Vec::new(),
            RunEnd::Code(_) | RunEnd::Signal(_) | RunEnd::WantedTerminal | RunEnd::NotStarted(_) => {
                let filled: Vec<_> = output.into_iter().filter(|line| !line.is_empty()).collect();
                let from = filled.len().saturating_sub(LAST_LINES);
                filled.into_iter().skip(from).collect()
            }
        };
        Ran { name: run.name.clone(), mode: run.mode, end, output }
    }

    async fn to_the_end(&self, run: &Run, notes: Option<String>) -> io::Result<(RunEnd, Vec<CleanText>)> {
        let mut command = Self::with_words(child::command(OsStr::new("sh"), &self.environment), run);
        let mut output = tempfile::tempfile()?;
        command.stdout(output.try_clone()?).stderr(output.try_clone()?);
        if let Some(notes) = notes {
            let mut input = tempfile::tempfile()?;
            input.write_all(notes.as_bytes())?;
            input.rewind()?;
            command.stdin(Stdio::from(input));
        }
        let child = command.spawn()?;
        // It holds copies of the files.
        drop(command);
        let end = ended(&child, &output).await?;
        let is_whole = matches!(end, RunEnd::Done);
        Ok((end, lines(&mut output, is_whole)?))
    }

    fn with_words(mut command: Prepared, run: &Run) -> Prepared {
        let episode = &run.episode.episode;
        let id = episode.key.id();
        let link = id.cloned().map(SpotifyLink::Episode);
        let words = [
            ("SPOTPODS_ID", id.map(ToString::to_string)),
            ("SPOTPODS_URL", link.map(|link| link.to_string())),
            ("SPOTPODS_NAME", Some(episode.name.to_string())),
            ("SPOTPODS_SHOW", Some(run.episode.show_name.to_string())),
            ("SPOTPODS_DATE", episode.released.map(|date| date.to_string())),
        ];
        command.args(["-c", "--", &run.text, "spotpods-tui"]);
        for (name, word) in words {
            command.env(name, word.unwrap_or_default());
        }
        command
    }
}

/// Waits for a command. One that stops to have the terminal is ended.
async fn ended(child: &Child, output: &File) -> io::Result<RunEnd> {
    let mut stops = child::stops(child)?;
    let mut looks = interval(LOOK);
    loop {
        tokio::select! {
            stop = stops.recv() => match stop {
                Some(Stop::Ended(end)) => return Ok(run_end(end)),
                Some(Stop::WantsTerminal) => return Ok(RunEnd::WantedTerminal),
                None => return Err(io::Error::other("the command cannot be waited for")),
            },
            _ = looks.tick() => {
                if output.metadata().is_ok_and(|data| data.len() > MOST_ON_DISK) {
                    output.set_len(0)?;
                }
            }
        }
    }
}

/// What the end of a process says.
pub(super) fn run_end(end: child::End) -> RunEnd {
    match end {
        child::End::Code(0) => RunEnd::Done,
        child::End::Code(code) => RunEnd::Code(code),
        child::End::Signal(number) => RunEnd::Signal(number),
    }
}

pub(super) fn not_started(error: &io::Error) -> RunEnd {
    RunEnd::NotStarted(CleanText::new(&error.to_string()).to_string())
}

/// The lines of the output: the first ones, or of a failure the last ones.
fn lines(output: &mut File, is_from_start: bool) -> io::Result<Vec<CleanText>> {
    let len = output.metadata()?.len();
    let from = if is_from_start { 0 } else { len.saturating_sub(MOST_BYTES) };
    output.seek(SeekFrom::Start(from))?;
    let mut bytes = Vec::new();
    output.take(MOST_BYTES).read_to_end(&mut bytes)?;
    Ok(text_lines(&String::from_utf8_lossy(&bytes)))
}

/// Lines without what is for a terminal; of a line that was written over, the last state.
fn text_lines(text: &str) -> Vec<CleanText> {
    let text = without_sequences(text);
    let line = |line: &str| CleanText::new(line.trim_end_matches('\r').rsplit('\r').next().unwrap_or_default());
    let mut lines: Vec<_> = text.trim_start_matches('\0').lines().map(line).collect();
    while lines.last().is_some_and(CleanText::is_empty) {
        lines.pop();
    }
    lines
}

/// The text without escape sequences (ECMA-48 §5.4, §8.3): colours, titles, links.
fn without_sequences(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut signs = text.chars().peekable();
    while let Some(sign) = signs.next() {
        if sign != '\u{1b}' {
            kept.push(sign);
            continue;
        }
        match signs.next() {
            Some('[') => while signs.next().is_some_and(|sign| !('\u{40}'..='\u{7e}').contains(&sign)) {},
            Some(']' | 'P' | 'X' | '^' | '_') => {
                while let Some(sign) = signs.next() {
                    if sign == '\u{7}' || (sign == '\u{1b}' && signs.next_if_eq(&'\\').is_some()) {
                        break;
                    }
                }
            }
            Some(_) | None => {}
        }
    }
    kept
}

#[cfg(test)]
pub(super) mod tests;
