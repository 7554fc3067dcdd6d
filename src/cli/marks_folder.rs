//! The folder of marks around a command that marks: read before, so that a mark made here is later than those in it, and
//! written after.

use super::{Context, Failure, Output, Result, context::why, locked::watched, snapshot::unreadable};
use crate::{
    library::{AccountRef, Library, Reply},
    marks::{Exchange, MarksFolder, Seen},
};

/// Marks in the library of an account, and exchanges marks with the folder before and after, if one is set. Prints what kept
/// it from taking over the marks of other computers. `what` is done, for an error.
pub(super) fn marked<T: Send>(
    account: AccountRef,
    what: &str,
    mark: impl FnOnce(&Library) -> Reply<T> + Send,
    context: &Context,
    output: &mut Output<'_>,
) -> Result<T> {
    let library = context.library(output)?.library;
    let folder = match context.config.marks_folder(&context.environment) {
        None => None,
        Some(folder) => {
            let owner = library.reader().and_then(|reader| reader.account(account)).map_err(unreadable)?;
            owner.map(|owner| (MarksFolder::new(folder, context.config.paths.data_dir.clone()), owner))
        }
    };
    let mut seen = Seen::default();
    let mut exchange = |has_marked| match &folder {
        Some((folder, owner)) => folder.exchange(&library, (account, owner), &mut seen, has_marked).map_err(unreadable),
        None => Ok(Exchange::default()),
    };
    let before = watched(&library, output, || exchange(false))??;
    before.notices.iter().try_for_each(|notice| output.note(notice))?;
    let failed = |error| Failure::failed(format_args!("cannot {what}: {}", why(&error)));
    let done = watched(&library, output, || mark(&library).wait())?.map_err(failed)?;
    // What it notices was printed before.
    watched(&library, output, || exchange(true))??;
    Ok(done)
}
