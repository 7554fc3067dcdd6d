//! `demo serve`: the embedded service alone, until a signal ends it.

use crate::{
    cli::{Exit, app, ending, exit::Failure, output::Output},
    demo::DemoOptions,
};

/// Prints where the service is as one line of JSON, then runs until SIGINT, SIGTERM or SIGHUP.
pub(in crate::cli) fn run(options: DemoOptions, port: Option<u16>, output: &mut Output<'_>) -> Result<Exit, Failure> {
    let tokio = app::tokio()?;
    let server = super::start(&tokio, options, port)?;
    // Before the first line is out: whoever has read it may send a signal at once.
    let ended = {
        let _inside = tokio.enter();
        ending::listen()?
    };
    output.line(server.announcement())?;
    tokio.block_on(async {
        ended.await;
        server.stop().await;
    });
    tokio.shutdown_background();
    Ok(Exit::Done)
}
