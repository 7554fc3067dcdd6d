//! Commands of the person's own that do not need the terminal; the event loop runs the others.

use std::fmt::Write as _;

use super::Job;
use crate::{
    app::{
        Reply,
        own::{Ran, Run, RunEnd},
    },
    domain::{
        Episode, Notes, RichText,
        markdown::{escaped, facts, linked},
    },
    library::LibraryError,
    runtime::{
        library_host::{Lane, LibraryHost},
        own::Shell,
        problem,
    },
};

/// Runs a command in the background and answers with its end. It may run for hours, and holds nothing of a profile that is left
/// meanwhile.
pub(super) async fn in_background(job: Job, shell: Shell, run: Run) {
    job.reply(Reply::Ran(shell.in_background(&run).await));
}

/// Pipes the notes to a command and answers with its end, unless it is cancelled.
pub(super) async fn pipe(job: Job, (shell, host): (Shell, LibraryHost), run: Run) {
    let ran = match notes(&job, &host, &run).await {
        Ok(notes) => match shell.pipe(&run, notes, &job.cancel).await {
            Some(ran) => ran,
            None => return,
        },
        Err(LibraryError::Cancelled) => return,
        Err(error) => {
            let end = RunEnd::NotStarted(problem::library(&error).line());
            Ran { name: run.name, mode: run.mode, end, output: Vec::new() }
        }
    };
    job.reply(Reply::Ran(ran));
}

/// The notes as Markdown, below the title.
async fn notes(job: &Job, host: &LibraryHost, run: &Run) -> Result<String, LibraryError> {
    let item = &run.episode;
    if !run.is_on_disk {
        return Ok(markdown(item.show_name.as_str(), &item.episode, &item.episode.notes));
    }
    let at = item.at();
    let Some((held, owner)) = host.found_account().await? else { return Err(LibraryError::Gone) };
    let read = move |reader: &crate::library::Reader| {
        let row = reader.locate(owner.at, &at)?.ok_or(LibraryError::Gone)?;
        let notes = reader.notes(row.at)?;
        Ok(markdown(row.show_name.as_str(), &row.episode, &notes))
    };
    held.readers().ask(Lane::Lists, &job.cancel, read).await
}

fn markdown(show: &str, episode: &Episode, notes: &Notes) -> String {
    let title = linked(episode.name.as_str(), episode.link().as_ref());
    let show = Some(escaped(show)).filter(|show| !show.is_empty());
    let facts: Vec<_> = show.into_iter().chain(facts(episode)).collect();
    let mut text = String::new();
    // Writing to a String does not fail.
    let _ = write!(text, "# {title}\n\n{}\n", facts.join(" · "));
    let notes = RichText::read(notes, episode.duration).markdown(1);
    if !notes.is_empty() {
        text.push('\n');
        text.push_str(&notes);
    }
    text
}
