//! `episodes`: those of a show or of all, the newest first.

use super::{
    arguments::EpisodesArguments,
    exit::Failure,
    listing::{self, Listing},
    output::Output,
    shelf::{Selection, Shelf},
    table::Look,
    wanted,
};

pub(super) fn run(
    arguments: &EpisodesArguments,
    shelf: &Shelf,
    look: Look,
    output: &mut Output<'_>,
) -> Result<(), Failure> {
    let selection = Selection {
        show: arguments.show.as_deref().map(|show| wanted::show(shelf, show)).transpose()?,
        state: arguments.state.map(Into::into),
        since: arguments.since.map(|since| since.day(shelf.today)),
        limit: arguments.limit,
    };
    let mut listing = Listing::new(arguments.json, shelf, look, output)?;
    shelf.each(&selection, |row| listing.push(&row))?;
    let count = listing.end()?;
    let narrowed = selection.state.is_some() || selection.since.is_some();
    let why = match (narrowed, &selection.show) {
        (true, Some(_)) => "No episode of this show fits.",
        (true, None) => "No episode fits.",
        (false, Some(_)) => "No episodes of this show are on disk.",
        (false, None) => "No episodes are on disk.",
    };
    listing::explain(count, arguments.json, shelf, why, output)
}
