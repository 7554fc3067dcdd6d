//! `open`: a show or an episode on Spotify, in the browser.

use super::{Exit, app, arguments::OpenArguments, context::Context, exit::Failure, output::Output, target};
use crate::runtime::{
    browser::{Address, Browser},
    problem,
};

pub(super) fn run(arguments: &OpenArguments, context: &Context, output: &mut Output<'_>) -> Result<Exit, Failure> {
    let link = target::link(context, &arguments.item, output)?;
    if arguments.print {
        output.line(link)?;
        return Ok(Exit::Done);
    }
    let address = Address::from(&link);
    let outcome = app::tokio()?.block_on(Browser::of(&context.environment).open(address.clone()));
    problem::browser(&outcome, &address)
        .map_err(|problem| Failure::new(Exit::Failed, format_args!("{}: {link}", problem.line())))?;
    Ok(Exit::Done)
}
