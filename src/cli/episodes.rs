//! `episodes`: those of a show or of all, the newest first.

use super::{
    arguments::EpisodesArguments,
    exit::Failure,
    listing::Listing,
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
    listing.end()?;
    Ok(())
}
