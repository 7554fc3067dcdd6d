//! A command of the person's own on the terminal, while the program waits for it.

use std::{iter, time::Duration};

use tokio::sync::mpsc::UnboundedReceiver;

use super::{End, EventLoop, gone};
use crate::{
    app::{
        Effect, EventKind, Reply, RequestId, State,
        own::{Ran, Run, RunEnd},
        update,
    },
    runtime::{
        child::{Started, Stop},
        input::Input,
        own,
        signals::{self, Asked, EndSignal},
        terminal::Screen,
    },
};

/// How long a command may take to end if the program ends.
const ENDING: Duration = Duration::from_millis(500);

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
        // Answers of the terminal come through the thread that is paused next.
        self.terminal.backend_mut().settle();
        self.shell.keys.pause().await;
        let mut later = Vec::new();
        let end = self.lend(&run, input, &mut later).await;
        self.shell.keys.resume();
        let end = end?;
        self.terminal.clear().map_err(gone)?;
        let ran = Ran { name: run.name, mode: run.mode, end, output: Vec::new() };
        for kind in iter::once(EventKind::Reply(id, Reply::Ran(ran))).chain(later) {
            let event = self.event(kind);
            let effects = update(&mut self.state, event);
            self.perform(effects).await?;
        }
        Ok(())
    }

    /// Runs the command with the terminal. If the program has to end meanwhile, the command ends first, and dropping the terminal
    /// restores it.
    async fn lend(
        &mut self,
        run: &Run,
        input: &mut UnboundedReceiver<Input>,
        later: &mut Vec<EventKind>,
    ) -> Result<RunEnd, End> {
        self.terminal.backend_mut().lend().map_err(gone)?;
        let end = match Started::start(&mut self.shell.on_terminal(run)) {
            Ok(mut child) => {
                let end = self.wait(&mut child, input, later).await;
                if end.is_err() {
                    // It may have changed the screen, which it restores.
                    child.end(ENDING).await;
                }
                let end = end?;
                self.settle_signals(input, later).await?;
                end
            }
            Err(error) => own::not_started(&error),
        };
        self.terminal.backend_mut().reclaim().map_err(gone)?;
        Ok(end)
    }

    /// Waits for the command.
    async fn wait(
        &mut self,
        child: &mut Started,
        input: &mut UnboundedReceiver<Input>,
        later: &mut Vec<EventKind>,
    ) -> Result<RunEnd, End> {
        loop {
            tokio::select! {
                stop = child.stopped() => match stop {
                    Ok(Stop::Ended(end)) => return Ok(own::run_end(end)),
                    // It has the terminal: another process stopped it.
                    Ok(Stop::WantsTerminal) => {}
                    Err(error) => return Ok(own::not_started(&error)),
                },
                came = input.recv() => self.while_lent(came, later).await?,
            }
        }
    }

    /// Waits for the signals that were sent before the command ended. Ctrl-C is sent to the command and to this process, and
    /// may arrive here after the command has ended by it.
    async fn settle_signals(
        &mut self,
        input: &mut UnboundedReceiver<Input>,
        later: &mut Vec<EventKind>,
    ) -> Result<(), End> {
        if let Err(error) = signals::send_resized() {
            tracing::warn!(%error, "signals of a command may end the program");
            return Ok(());
        }
        loop {
            match input.recv().await {
                Some(Input::Signal(Asked::Resized)) => return Ok(()),
                came => self.while_lent(came, later).await?,
            }
        }
    }

    /// Ctrl-C and Ctrl-\ are for the command alone; Ctrl-Z stops both, as a shell expects of a job. Events go into `later`, as
    /// they could write on the terminal; keys of before are dropped.
    async fn while_lent(&mut self, came: Option<Input>, later: &mut Vec<EventKind>) -> Result<(), End> {
        match came.unwrap_or(Input::TerminalGone) {
            Input::Signal(Asked::End(EndSignal::Interrupt | EndSignal::Quit) | Asked::Continued | Asked::Resized)
            | Input::Read
            | Input::Event(EventKind::Key(_) | EventKind::Mouse(_) | EventKind::Paste(_)) => Ok(()),
            Input::Signal(Asked::End(signal)) => Err(End::Signal(signal)),
            Input::Signal(Asked::Stop) => self.terminal.backend_mut().stop_lent().await.map_err(gone),
            Input::Event(kind) => {
                later.push(kind);
                Ok(())
            }
            Input::TerminalGone => Err(End::TerminalGone),
            Input::WorkerPanicked(panic) => Err(End::WorkerPanicked(panic)),
        }
    }
}
