//! `mark`: episodes as played or unplayed, on this computer.

use super::{
    Context, Output, Result, Snapshot, arguments::MarkArguments, lookup, marks_folder::marked, output::counted,
};
use crate::{
    domain::{EpisodeAt, EpisodeState, Mark},
    library::{EpisodeRow, Library},
};

/// Marks all the episodes, or none if one is not found.
pub(super) fn run(arguments: &MarkArguments, context: &Context, output: &mut Output<'_>) -> Result<()> {
    let (account, marks) = {
        let snapshot = Snapshot::open(context, output)?;
        let row = |raw: &String| lookup::episode(&snapshot, raw).map(|row| mark(&row, arguments.unplayed));
        let marks: Vec<_> = arguments.episodes.iter().map(row).collect::<Result<_, _>>()?;
        (snapshot.account()?, marks)
    };
    let mark = |library: &Library| library.mark_each(account, marks, context.clock.timestamp());
    let undo = marked(account, "mark the episodes", mark, context, output)?;
    let count = counted(u64::try_from(undo.len()).unwrap_or(u64::MAX), "episode");
    let state = if arguments.unplayed { "unplayed" } else { "played" };
    Ok(output.line(format_args!("Marked {count} as {state} on this computer"))?)
}

/// The mark that an episode needs: none if Spotify says the same.
fn mark(row: &EpisodeRow, unplayed: bool) -> (EpisodeAt, Option<Mark>) {
    let at = EpisodeAt { show: row.show_key.clone(), episode: row.episode.key.clone() };
    let (wanted, mark) =
        if unplayed { (EpisodeState::Unplayed, Mark::Unplayed) } else { (EpisodeState::Played, Mark::Played) };
    (at, (row.remote.state() != wanted).then_some(mark))
}
