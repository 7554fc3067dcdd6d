//! `open`: a show or an episode on Spotify, in the browser.

use super::{Context, Failure, Output, Result, app, arguments::OpenArguments, target};
use crate::runtime::{
    browser::{Address, Browser},
    problem,
};

pub(super) fn run(arguments: &OpenArguments, context: &Context, output: &mut Output<'_>) -> Result<()> {
    let link = target::link(context, &arguments.item, output)?;
    if arguments.print {
        return Ok(output.line(link)?);
    }
    let address = Address::from(&link);
    let outcome = app::tokio()?.block_on(Browser::of(&context.environment).open(address.clone()));
    problem::browser(&outcome, &address).map_err(|problem| Failure::failed(format_args!("{}: {link}", problem.line())))
}
