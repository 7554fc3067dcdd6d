//! `open`: a show or an episode on Spotify, in the browser.

use super::{Context, Exit, Failure, Output, Result, app, arguments::OpenArguments, target};
use crate::runtime::{
    browser::{Address, Browser},
    problem,
};

pub(super) fn run(arguments: &OpenArguments, context: &Context, output: &mut Output<'_>) -> Result<Exit> {
    let link = target::link(context, &arguments.item, output)?;
    if arguments.print {
        output.line(link)?;
        return Ok(Exit::Done);
    }
    let address = Address::from(&link);
    let outcome = app::tokio()?.block_on(Browser::of(&context.environment).open(address.clone()));
    problem::browser(&outcome, &address)
        .map_err(|problem| Failure::failed(format_args!("{}: {link}", problem.line())))?;
    Ok(Exit::Done)
}
