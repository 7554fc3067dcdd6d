//! Commands of the person's own that do not need the terminal; the event loop runs the others.

use super::{Job, library::markdown};
use crate::{
    app::{
        Reply,
        own::{Ran, Run, RunEnd},
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
        return Ok(markdown(1, item.show_name.as_str(), &item.episode, &item.episode.notes));
    }
    let at = item.at();
    let Some((held, owner)) = host.found_account().await? else { return Err(LibraryError::Gone) };
    let read = move |reader: &crate::library::Reader| {
        let row = reader.locate(owner.at, &at)?.ok_or(LibraryError::Gone)?;
        let notes = reader.notes(row.at)?;
        Ok(markdown(1, row.show_name.as_str(), &row.episode, &notes))
    };
    held.readers().ask(Lane::Lists, &job.cancel, read).await
}
