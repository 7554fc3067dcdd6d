//! A command of the person's own on the terminal, while the program waits for it.

use tokio::sync::mpsc::UnboundedReceiver;

use super::{End, EventLoop, gone};
use crate::{
    app::{
        Effect, EventKind, Reply, RequestId, State,
        own::{Ran, Run, RunEnd},
        update,
    },
    runtime::{
        child::{self, Stop},
        input::Input,
        own,
        signals::{Asked, EndSignal},
        terminal::Screen,
    },
};

impl<B, D, C> EventLoop<'_, B, D, C>
where
    B: Screen,
    D: FnMut(&State, &mut ratatui::Frame<'_>),
    C: FnMut(Effect),
{
    /// Runs a command on the terminal, then takes the terminal back and draws everything again.
    pub(super) async fn hand_over(
        &mut self,
        (id, run): (RequestId, Run),
        input: &mut UnboundedReceiver<Input>,
    ) -> Result<(), End> {
        self.shell.keys.pause().await;
        self.terminal.backend_mut().lend().map_err(gone)?;
        let end = match self.shell.on_terminal(&run).spawn().and_then(|child| child::stops(&child)) {
            Ok(mut stops) => self.wait(&mut stops, input).await?,
            Err(error) => own::not_started(&error),
        };
        self.terminal.backend_mut().reclaim().map_err(gone)?;
        self.shell.keys.resume();
        self.terminal.clear().map_err(gone)?;
        let ran = Ran { name: run.name, mode: run.mode, end, output: Vec::new() };
        let ended = self.event(EventKind::Reply(id, Reply::Ran(ran)));
        let effects = update(&mut self.state, ended);
        self.perform(effects).await
    }

    /// Waits for the command. Ctrl-C and Ctrl-\ are for it alone; Ctrl-Z stops both, as a shell expects of a job.
    async fn wait(
        &mut self,
        stops: &mut UnboundedReceiver<Stop>,
        input: &mut UnboundedReceiver<Input>,
    ) -> Result<RunEnd, End> {
        loop {
            tokio::select! {
                stop = stops.recv() => match stop {
                    Some(Stop::Ended(end)) => return Ok(own::run_end(end)),
                    // It has the terminal: another process stopped it.
                    Some(Stop::WantsTerminal) => {}
                    None => return Ok(RunEnd::NotStarted("it cannot be waited for".to_owned())),
                },
                came = input.recv() => match came.unwrap_or(Input::TerminalGone) {
                    Input::Signal(
                        Asked::End(EndSignal::Interrupt | EndSignal::Quit) | Asked::Continued | Asked::Resized,
                    ) => {}
                    Input::Signal(Asked::End(signal)) => return Err(End::Signal(signal)),
                    Input::Signal(Asked::Stop) => self.terminal.backend_mut().stop_lent().await.map_err(gone)?,
                    Input::Event(kind) => {
                        let event = self.event(kind);
                        let effects = update(&mut self.state, event);
                        self.perform(effects).await?;
                    }
                    Input::TerminalGone => return Err(End::TerminalGone),
                    Input::WorkerPanicked(panic) => return Err(End::WorkerPanicked(panic)),
                },
            }
        }
    }
}
