//! The loop: one event at a time goes into the state, effects go out, frames are drawn.
//!
//! It owns the state by value and is generic over the terminal, so that a test runs it without one. It sleeps until
//! something comes in or [`State::wakeup`] is due; there is no tick. It takes all input first, then draws one frame: at
//! once, or up to [`ANSWER`] later if a read from disk is in flight; on a slow line, once the terminal should have read the
//! frames before. It never waits for the network or a disk. Start with
//! [`EventLoop::run`].

mod hand_over;

use std::{collections::VecDeque, time::Duration};

use jiff::Timestamp;
use ratatui::{Frame, Terminal};
use tokio::{
    sync::mpsc::UnboundedReceiver,
    time::{Instant, sleep_until},
};

use super::{
    clipboard::{self, Clipboard, Way},
    clock::Clock,
    input::Input,
    own::Shell,
    problem,
    signals::{Asked, EndSignal},
    terminal::{Screen, WorkerPanic},
};
use crate::{
    app::{
        Effect, Event, EventKind, Reply, RequestId, State,
        own::{OwnMode, Run},
        requests::{
            effect::{Restart, System},
            event::Copied,
        },
        terminal::Terminal as Answers,
        update,
    },
    domain::Private,
};

/// How long a frame waits for answers from disk, so that a key and its answer are one frame.
pub const ANSWER: Duration = Duration::from_millis(3);
/// The least time between two frames that neither a person nor an answer from disk caused.
pub const FRAME: Duration = Duration::from_millis(10);
/// The longest sleep. A later wake-up takes several.
const LONGEST_SLEEP: Duration = Duration::from_hours(1);

/// Why the loop ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum End {
    /// The person quit.
    Quit,
    /// The person goes on with another profile; with what the terminal has answered.
    Restart(Restart, Option<Box<Answers>>),
    /// A signal asked for it.
    Signal(EndSignal),
    /// The terminal is gone, or cannot be written.
    TerminalGone,
    /// Another thread panicked; replies from it would never come.
    WorkerPanicked(WorkerPanic),
}

/// The loop with all it owns.
#[derive(Debug)]
pub struct EventLoop<'a, B: Screen, D, C> {
    pub state: State,
    pub terminal: &'a mut Terminal<B>,
    /// Draws the state.
    pub draw: D,
    /// Starts an effect and returns at once; answers arrive as events.
    pub carry: C,
    /// Stamps all events but replies, which bring their own time.
    pub clock: Clock,
    pub clipboard: Clipboard,
    /// Runs the person's own commands on the terminal.
    pub shell: Shell,
    /// The commands that wait for the terminal.
    pub waiting: VecDeque<(RequestId, Run)>,
}

/// When frames were and are to be drawn.
#[derive(Default)]
struct Pace {
    last: Option<Instant>,
    due: Option<Instant>,
}

impl Pace {
    /// A change has to be drawn at `moment`, or together with an earlier one.
    fn draw_at(&mut self, moment: Instant) {
        self.due = Some(self.due.map_or(moment, |due| due.min(moment)));
    }

    /// Whether a frame that is due at `moment` is so late that it precedes further input.
    fn is_late(&self, moment: Option<Instant>) -> bool {
        moment.is_some_and(|due| self.last.is_some() && due + FRAME <= Instant::now())
    }
}

/// Whether a person acted, or an answer from disk came: the frame does not wait then.
fn is_urgent(kind: &EventKind) -> bool {
    match kind {
        EventKind::Start
        | EventKind::Key(_)
        | EventKind::Mouse(_)
        | EventKind::Paste(_)
        | EventKind::Resize(_)
        | EventKind::Media(_)
        | EventKind::Notice(_)
        | EventKind::Reply(_, Reply::Read(_) | Reply::NextUnplayed { .. }) => true,
        EventKind::Wake
        | EventKind::Reply(..)
        | EventKind::Quota(_)
        | EventKind::LibraryChanged(_)
        | EventKind::LoginSeen(_)
        | EventKind::Focus(_)
        | EventKind::Terminal(_)
        | EventKind::Background { .. } => false,
    }
}

impl<B, D, C> EventLoop<'_, B, D, C>
where
    B: Screen,
    D: FnMut(&State, &mut Frame<'_>),
    C: FnMut(Effect),
{
    /// Runs until an [`End`]. The first frame is drawn before the first effect starts.
    pub async fn run(mut self, input: &mut UnboundedReceiver<Input>, mut replies: UnboundedReceiver<Event>) -> End {
        match self.go(input, &mut replies).await {
            Ok(never) => match never {},
            Err(end) => end,
        }
    }

    async fn go(
        &mut self,
        input: &mut UnboundedReceiver<Input>,
        replies: &mut UnboundedReceiver<Event>,
    ) -> Result<std::convert::Infallible, End> {
        let mut pace = Pace::default();
        let first = self.event(EventKind::Start);
        let effects = update(&mut self.state, first);
        self.frame(&mut pace).await?;
        self.perform(effects).await?;
        loop {
            if let Some(run) = self.waiting.pop_front() {
                self.hand_over(run, input).await?;
                pace.draw_at(Instant::now());
            }
            let mut frame = self.frame_at(&pace);
            if pace.is_late(frame) {
                self.frame(&mut pace).await?;
                frame = self.frame_at(&pace);
            }
            // A preview that is due would make a frame that is held back longer.
            let is_held = frame != pace.due;
            let wakeup = self.wakeup();
            tokio::select! {
                biased;
                came = input.recv() => self.take(came.unwrap_or(Input::TerminalGone), &mut pace).await?,
                Some(reply) = replies.recv() => self.apply(reply, &mut pace).await?,
                () = at(frame) => {
                    if self.frame_at(&pace) <= frame {
                        self.frame(&mut pace).await?;
                    }
                }
                () = at(wakeup), if !is_held => {
                    let wake = self.event(EventKind::Wake);
                    self.apply(wake, &mut pace).await?;
                }
            }
        }
    }

    /// When to draw the next frame, or to look again: when it is due, or once the terminal should have read the ones before.
    fn frame_at(&self, pace: &Pace) -> Option<Instant> {
        let due = pace.due?;
        let free = self.terminal.backend().free_at().map(Instant::from_std);
        Some(free.map_or(due, |free| free.max(due)))
    }

    async fn take(&mut self, input: Input, pace: &mut Pace) -> Result<(), End> {
        match input {
            Input::Event(kind) => {
                let event = self.event(kind);
                self.apply(event, pace).await
            }
            Input::Signal(Asked::End(signal)) => Err(End::Signal(signal)),
            Input::Signal(Asked::Stop) => {
                pace.draw_at(Instant::now());
                self.suspend().await
            }
            Input::Signal(Asked::Continued) => {
                pace.draw_at(Instant::now());
                self.terminal.backend_mut().resume().map_err(gone)?;
                self.terminal.clear().map_err(gone)
            }
            // The frame looks at the size. What a smaller window has lost is painted again though its size may be the former
            // one by now.
            Input::Signal(Asked::Resized) => {
                pace.draw_at(Instant::now());
                self.terminal.clear().map_err(gone)
            }
            // A frame that was held back is due.
            Input::Read => Ok(()),
            Input::TerminalGone => Err(End::TerminalGone),
            Input::WorkerPanicked(panic) => Err(End::WorkerPanicked(panic)),
        }
    }

    async fn apply(&mut self, event: Event, pace: &mut Pace) -> Result<(), End> {
        let is_urgent = is_urgent(&event.kind);
        let effects = update(&mut self.state, event);
        self.perform(effects).await?;
        let now = Instant::now();
        pace.draw_at(if !is_urgent {
            pace.last.map_or(now, |last| now.max(last + FRAME))
        } else if self.state.cx.ledger.reads() {
            now + ANSWER
        } else {
            now
        });
        Ok(())
    }

    /// Carries effects out in their order. Those that concern the terminal are done here and answered at once.
    async fn perform(&mut self, effects: Vec<Effect>) -> Result<(), End> {
        let mut effects = VecDeque::from(effects);
        while let Some(effect) = effects.pop_front() {
            match effect {
                Effect::Quit => return Err(End::Quit),
                Effect::Restart(next) => {
                    return Err(End::Restart(next, self.state.cx.terminal.take().map(Box::new)));
                }
                Effect::Suspend => self.suspend().await?,
                Effect::System(id, System::Copy(text)) => {
                    if let Some(copied) = self.copied(id, text) {
                        effects.extend(update(&mut self.state, copied));
                    }
                }
                Effect::Run(id, run) if run.mode == OwnMode::Terminal => self.waiting.push_back((id, run)),
                Effect::Read(..)
                | Effect::Write(..)
                | Effect::Login(..)
                | Effect::LoginStep(..)
                | Effect::Sync(..)
                | Effect::PauseSync(_)
                | Effect::Player(..)
                | Effect::Announce(_)
                | Effect::Catalogue(..)
                | Effect::Keep(..)
                | Effect::Artwork(..)
                | Effect::Run(..)
                | Effect::System(_, System::OpenSpotify(_) | System::OpenWeb(_) | System::OpenDashboard)
                | Effect::Upkeep(..)
                | Effect::Cancel(_)
                | Effect::Remember(_)
                | Effect::Look
                | Effect::TourSeen => (self.carry)(effect),
            }
        }
        Ok(())
    }

    /// Suspends the program, and redraws everything on return.
    async fn suspend(&mut self) -> Result<(), End> {
        self.terminal.backend_mut().suspend().await.map_err(gone)?;
        self.terminal.clear().map_err(gone)
    }

    /// Copies through the terminal, and lets the executor copy with a program, which then answers.
    fn copied(&mut self, id: RequestId, text: Private) -> Option<Event> {
        let way = self.clipboard.way.clone();
        let write = || {
            let sequence = clipboard::sequence(text.expose(), self.clipboard.multiplexer);
            let sequence = sequence.map_err(|error| problem::copy(&error))?;
            self.terminal.backend_mut().write_sequence(&sequence).map_err(|_| problem::terminal_gone())
        };
        // A text that is too long for a terminal may still be copied with a program.
        let sent = (!matches!(way, Way::Program(_))).then(write);
        if !matches!(way, Way::Terminal) {
            (self.carry)(Effect::System(id, System::Copy(text)));
            return None;
        }
        Some(self.event(EventKind::Reply(id, Reply::Copied(sent?.map(|()| Copied::Sent)))))
    }

    /// Draws the state. Handles a resize first if the terminal's size changed without an event.
    async fn frame(&mut self, pace: &mut Pace) -> Result<(), End> {
        let size = self.terminal.size().map_err(gone)?;
        if size != self.state.cx.layout.size {
            let resized = self.event(EventKind::Resize(size));
            let effects = update(&mut self.state, resized);
            self.perform(effects).await?;
        }
        self.terminal.backend_mut().prepare(&self.state).map_err(gone)?;
        let (state, draw) = (&self.state, &mut self.draw);
        self.terminal.draw(|frame| draw(state, frame)).map_err(gone)?;
        *pace = Pace { last: Some(Instant::now()), due: None };
        Ok(())
    }

    fn event(&self, kind: EventKind) -> Event {
        Event { at: self.clock.now(), kind }
    }

    /// When [`State::wakeup`] or the screen is due by this machine's timer.
    fn wakeup(&self) -> Option<Instant> {
        let until = |due: Timestamp| Duration::try_from(due.duration_since(self.clock.timestamp()));
        let wait = |due| until(due).unwrap_or_default().min(LONGEST_SLEEP);
        let now = self.state.cx.now.timestamp();
        let of_screen = self.terminal.backend().due().filter(|due| *due > now);
        self.state.wakeup().into_iter().chain(of_screen).min().map(|due| Instant::now() + wait(due))
    }
}

/// The timer counts whole milliseconds, and takes one more for a moment that has come.
async fn at(moment: Option<Instant>) {
    match moment {
        Some(moment) if moment > Instant::now() => sleep_until(moment).await,
        Some(_) => {}
        None => std::future::pending().await,
    }
}

fn gone(error: impl std::fmt::Display) -> End {
    tracing::warn!(%error, "the terminal takes nothing any more");
    End::TerminalGone
}

#[cfg(test)]
mod tests;
