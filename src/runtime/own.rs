//! Runs commands of the person's own through `sh -c`.
//!
//! What is selected goes in by environment and input, never into the text of the command; the environment has no secrets
//! (security K2). A command in the background outlives this program: its output goes to a file without a name, so nothing
//! breaks when the program ends. One that the notes are piped to ends with this program. Start with [`Shell`].

mod output;

use std::{
    ffi::OsStr,
    fs::File,
    io::{self, Read as _, Seek as _, SeekFrom, Write as _},
    process::Stdio,
    time::Duration,
};

use tokio::time::interval;
use tokio_util::sync::CancellationToken;

use self::output::Output;
use crate::{
    app::own::{NOT_FOUND, OwnMode, Ran, Run, RunEnd},
    config::Environment,
    domain::{CleanText, SpotifyLink},
    runtime::{
        child::{self, Group, Prepared, Started, Stop},
        input::KeyGate,
    },
};

/// The most bytes that are read of what a command in the background has printed.
const MOST_BYTES: u64 = 64 * 1024;
/// The lines of a failure that are told.
const LAST_LINES: usize = 4;
/// The most bytes of output on disk, looked at every [`LOOK`] while a command runs.
const MOST_ON_DISK: u64 = 16 * 1024 * 1024;
const LOOK: Duration = Duration::from_secs(10);
/// How long a command that is ended may take.
const PATIENCE: Duration = Duration::from_secs(1);

/// The shell of the person's own commands, and the keys that a command on the terminal takes over.
#[derive(Debug, Clone)]
pub struct Shell {
    environment: Environment,
    patience: Duration,
    pub keys: KeyGate,
}

impl Shell {
    pub fn new(environment: &Environment, keys: KeyGate) -> Self {
        Self { environment: environment.clone(), patience: PATIENCE, keys }
    }

    /// A command on the terminal. Keys such as Ctrl-C reach it.
    pub(super) fn on_terminal(&self, run: &Run) -> Prepared {
        Self::with_words(child::on_terminal(OsStr::new("sh"), &self.environment), run)
    }

    /// Runs a command in the background to its end, which may come after that of this program.
    pub(super) async fn in_background(&self, run: &Run) -> Ran {
        let ended = async {
            let mut command = self.without_terminal(run);
            let mut output = tempfile::tempfile()?;
            command.stdout(output.try_clone()?).stderr(output.try_clone()?);
            let child = Started::start(&mut command)?;
            // It holds copies of the files.
            drop(command);
            let end = ended(child, &output).await?;
            Ok((end, last_lines(&mut output)?))
        };
        answer(run, ended.await)
    }

    /// Pipes the notes to a command and reads what it prints, up to a limit. `None` if it was cancelled: then the command has
    /// ended, with all that it has started.
    pub(super) async fn pipe(&self, run: &Run, notes: String, cancel: &CancellationToken) -> Option<Ran> {
        self.piped(run, notes, cancel).await.transpose().map(|ended| answer(run, ended))
    }

    async fn piped(
        &self,
        run: &Run,
        notes: String,
        cancel: &CancellationToken,
    ) -> io::Result<Option<(RunEnd, Vec<CleanText>)>> {
        let mut input = tempfile::tempfile()?;
        input.write_all(notes.as_bytes())?;
        input.rewind()?;
        let (output, writer) = io::pipe()?;
        let mut output = Output::of(output)?;
        let mut command = self.without_terminal(run);
        command.stdin(Stdio::from(input)).stdout(writer.try_clone()?).stderr(writer);
        let mut group = Group::start(&mut command, self.patience)?;
        // It holds the other end of the pipe.
        drop(command);
        let end = tokio::select! {
            biased;
            () = cancel.cancelled() => {
                group.end(output.ended()).await;
                return Ok(None);
            }
            () = output.cut() => {
                // It may have ended by itself, and its failure counts.
                if group.has_ended() { Some(stop_end(group.stopped().await?)) } else { None }
            }
            stop = group.stopped() => Some(stop_end(stop?)),
        };
        if end.is_none() {
            group.end(output.ended()).await;
        }
        output.take_rest();
        let ended = output.with(end);
        // What the command has left in the background could not print without a reader.
        tokio::spawn(async move { output.ended().await });
        Ok(Some(ended))
    }

    fn without_terminal(&self, run: &Run) -> Prepared {
        Self::with_words(child::command(OsStr::new("sh"), &self.environment), run)
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
async fn ended(mut child: Started, output: &File) -> io::Result<RunEnd> {
    let mut looks = interval(LOOK);
    loop {
        tokio::select! {
            stop = child.stopped() => return Ok(stop_end(stop?)),
            _ = looks.tick() => {
                if output.metadata().is_ok_and(|data| data.len() > MOST_ON_DISK) {
                    output.set_len(0)?;
                }
            }
        }
    }
}

fn stop_end(stop: Stop) -> RunEnd {
    match stop {
        Stop::Ended(end) => run_end(end),
        Stop::WantsTerminal => RunEnd::WantedTerminal,
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

/// The end of a command, with the lines that matter of what it printed.
fn answer(run: &Run, ended: io::Result<(RunEnd, Vec<CleanText>)>) -> Ran {
    let (end, output) = ended.unwrap_or_else(|error| (not_started(&error), Vec::new()));
    let last = |lines: Vec<CleanText>, most| {
        let from = lines.len().saturating_sub(most);
        lines.into_iter().skip(from).collect()
    };
    let output = match end {
        RunEnd::Done | RunEnd::Cut(_) => output,
        RunEnd::Code(code) if run.mode == OwnMode::Pipe && code != NOT_FOUND => last(output, output::MOST_LINES.0),
        RunEnd::Code(_) | RunEnd::Signal(_) | RunEnd::WantedTerminal | RunEnd::NotStarted(_) => {
            last(output.into_iter().filter(|line| !line.is_empty()).collect(), LAST_LINES)
        }
    };
    Ran { name: run.name.clone(), mode: run.mode, end, output }
}

/// The last lines of an output on disk.
fn last_lines(output: &mut File) -> io::Result<Vec<CleanText>> {
    let len = output.metadata()?.len();
    output.seek(SeekFrom::Start(len.saturating_sub(MOST_BYTES)))?;
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
