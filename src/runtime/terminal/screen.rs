//! What the event loop needs of a terminal besides frames. [`Tty`](super::Tty) is the real one.

use std::{io, time::Instant};

use jiff::Timestamp;
use ratatui::backend::Backend;

use super::job;
use crate::app::State;

/// What the event loop needs of a terminal besides frames.
pub trait Screen: Backend {
    /// Looks at the state that is drawn next.
    ///
    /// # Errors
    /// The terminal is gone.
    fn prepare(&mut self, _state: &State) -> io::Result<()> {
        Ok(())
    }

    /// When it has something to write without an event.
    fn due(&self) -> Option<Timestamp> {
        None
    }

    /// When a frame that is due may be written at the latest, because the terminal has not read the ones before; `None` for
    /// now. [`Input::Read`](crate::runtime::input::Input::Read) says that it may be earlier.
    fn free_at(&self) -> Option<Instant> {
        None
    }

    /// Writes a sequence between two frames, such as the one that copies text.
    ///
    /// # Errors
    /// The terminal is gone.
    fn write_sequence(&mut self, sequence: &str) -> io::Result<()>;

    /// Gives the terminal back, stops the program as Ctrl-Z does, and takes the terminal again afterwards. Does nothing if
    /// no shell could continue the program.
    ///
    /// # Errors
    /// The terminal could not be taken over again.
    fn suspend(&mut self) -> impl Future<Output = io::Result<()>>;

    /// Waits a moment for answers of the terminal that are still to come.
    fn settle(&self) {}

    /// Gives the terminal to another program, until [`Screen::reclaim`].
    ///
    /// # Errors
    /// The terminal is gone.
    fn lend(&mut self) -> io::Result<()>;

    /// Takes the terminal back, with the settings that it was lent with: the other program may have left it in disorder.
    ///
    /// # Errors
    /// The terminal is gone.
    fn reclaim(&mut self) -> io::Result<()>;

    /// Stops the program while the terminal is lent, as Ctrl-Z does.
    ///
    /// # Errors
    /// The system refuses.
    fn stop_lent(&mut self) -> impl Future<Output = io::Result<()>> {
        async { if job::can_stop() { job::stop().await } else { Ok(()) } }
    }

    /// Sets the modes again, after another process stopped and continued the program.
    ///
    /// # Errors
    /// The terminal is gone.
    fn resume(&mut self) -> io::Result<()>;
}
