//! `mark`: episodes as played or unplayed, on this computer.

use super::{
    Exit,
    arguments::MarkArguments,
    context::{Context, why},
    exit::Failure,
    lookup,
    marks_folder::Shared,
    output::{Output, counted},
    snapshot::Snapshot,
};
use crate::{
    domain::{EpisodeAt, EpisodeState, Mark},
    library::EpisodeRow,
};

/// Marks all the episodes, or none if one is not found.
pub(super) fn run(arguments: &MarkArguments, context: &Context, output: &mut Output<'_>) -> Result<Exit, Failure> {
    let (account, marks) = {
        let snapshot = Snapshot::open(context, output)?;
        let row = |raw: &String| lookup::episode(&snapshot, raw).map(|row| mark(&row, arguments.unplayed));
        let marks: Vec<_> = arguments.episodes.iter().map(row).collect::<Result<_, _>>()?;
        (snapshot.read(|_, account| Ok(Some(account)))?, marks)
    };
    let Some(account) = account else { return Err(Failure::new(Exit::Failed, "the library is empty")) };
    let failed = |error| Failure::new(Exit::Failed, format_args!("cannot mark the episodes: {}", why(&error)));
    let library = context.library(output)?.library;
    let mut shared = Shared::open(context, &library, account)?;
    shared.read(output)?;
    let undo = library.mark_each(account, marks, context.clock.timestamp()).wait().map_err(failed)?;
    shared.write()?;
    let count = counted(u64::try_from(undo.len()).unwrap_or(u64::MAX), "episode");
    let state = if arguments.unplayed { "unplayed" } else { "played" };
    output.line(format_args!("Marked {count} as {state} on this computer"))?;
    Ok(Exit::Done)
}

/// The mark that an episode needs: none if Spotify says the same.
fn mark(row: &EpisodeRow, unplayed: bool) -> (EpisodeAt, Option<Mark>) {
    let at = EpisodeAt { show: row.show_key.clone(), episode: row.episode.key.clone() };
    let (wanted, mark) =
        if unplayed { (EpisodeState::Unplayed, Mark::Unplayed) } else { (EpisodeState::Played, Mark::Played) };
    (at, (row.remote.state() != wanted).then_some(mark))
}
