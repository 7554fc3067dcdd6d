//! `demo serve`: only the embedded service, until a signal ends it.

use crate::{
    cli::{Output, Result, app},
    demo::DemoOptions,
};

/// Prints the service's addresses as one line of JSON, then runs until SIGINT, SIGTERM or SIGHUP.
pub(in crate::cli) fn run(options: DemoOptions, port: Option<u16>, output: &mut Output<'_>) -> Result<()> {
    let tokio = app::tokio()?;
    let server = super::service::start(tokio.handle(), options, port)?;
    // Before the first line is printed: its reader may send a signal at once.
    let mut signals = {
        let _inside = tokio.enter();
        app::signals()?
    };
    output.line(server.announcement())?;
    tokio.block_on(async {
        signals.next().await;
        server.stop().await;
    });
    tokio.shutdown_background();
    Ok(())
}
