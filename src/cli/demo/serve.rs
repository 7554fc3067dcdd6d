//! `demo serve`: the embedded service alone, until a signal ends it.

use std::io;

use tokio::signal::unix::{SignalKind, signal};

use crate::{
    cli::{Exit, app, exit::Failure, output::Output},
    demo::DemoOptions,
};

/// Prints where the service is as one line of JSON, then runs until SIGINT, SIGTERM or SIGHUP.
pub(in crate::cli) fn run(options: DemoOptions, port: Option<u16>, output: &mut Output<'_>) -> Result<Exit, Failure> {
    let tokio = app::tokio()?;
    let server = super::start(&tokio, options, port)?;
    // Before the first line is out: whoever has read it may send a signal at once.
    let ended = {
        let _inside = tokio.enter();
        ended().map_err(|cause| Failure::new(Exit::Failed, format_args!("signals cannot be received: {cause}")))?
    };
    output.line(server.announcement())?;
    tokio.block_on(async {
        ended.await;
        server.stop().await;
    });
    tokio.shutdown_background();
    Ok(Exit::Done)
}

fn ended() -> io::Result<impl Future<Output = ()>> {
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    let mut hang_up = signal(SignalKind::hangup())?;
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
            _ = hang_up.recv() => {}
        }
    })
}
