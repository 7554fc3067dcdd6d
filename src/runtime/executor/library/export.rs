//! Episodes written to a Markdown file of the person's choice, over an existing one only after a question.

use std::sync::Arc;

use tokio::task::spawn_blocking;
use tokio_util::sync::CancellationToken;

use crate::{
    app::{Reply, requests::event::WriteReply},
    domain::{
        Episode, EpisodeAt, Notes, RichText,
        markdown::{escaped, facts, linked},
    },
    library::{AccountRef, LibraryError},
    runtime::{
        executor::{Deps, Job},
        library_host::OpenLibrary,
        problem, whole_file,
    },
};

/// Writes episodes, in this order, to the file of this name in the working directory. Those that are gone are left out.
pub(in crate::runtime::executor) async fn export(
    job: Job,
    deps: Arc<Deps>,
    episodes: Vec<EpisodeAt>,
    (name, replace): (String, bool),
) {
    let wanted = job.cancel.clone();
    let written = match deps.host.found_account().await {
        Ok(Some((held, owner))) => {
            let work = move || {
                let text = text(&held, owner.at, &episodes, &wanted).map_err(|error| problem::library(&error))?;
                whole_file::answer(&deps.folder, &name, replace, &text)
            };
            spawn_blocking(work).await.unwrap_or_else(|_| Err(problem::library(&LibraryError::Closed)))
        }
        Ok(None) => Err(problem::library(&LibraryError::Gone)),
        Err(error) => Err(problem::library(&error)),
    };
    job.reply(Reply::Write(WriteReply::Exported(written)));
}

/// Uses a connection of its own, so a long export delays nothing.
fn text(
    held: &OpenLibrary,
    account: AccountRef,
    episodes: &[EpisodeAt],
    wanted: &CancellationToken,
) -> Result<String, LibraryError> {
    let reader = held.library().reader()?;
    let mut text = "# Podcast episodes\n".to_owned();
    for at in episodes {
        if wanted.is_cancelled() {
            return Err(LibraryError::Cancelled);
        }
        if let Some(row) = reader.locate(account, at)? {
            let notes = reader.notes(row.at)?;
            text.extend(["\n", &markdown(2, row.show_name.as_str(), &row.episode, &notes)]);
        }
    }
    Ok(text)
}

/// An episode below a heading of a level, from 1 on.
pub(in crate::runtime::executor) fn markdown(level: usize, show: &str, episode: &Episode, notes: &Notes) -> String {
    let (heading, title) = ("#".repeat(level), linked(episode.name.as_str(), episode.link().as_ref()));
    let show = Some(escaped(show)).filter(|show| !show.is_empty());
    let facts: Vec<_> = show.into_iter().chain(facts(episode)).collect();
    let notes = RichText::read(notes, episode.duration).markdown(level);
    let gap = if notes.is_empty() { "" } else { "\n" };
    format!("{heading} {title}\n\n{}\n{gap}{notes}", facts.join(" · "))
}
