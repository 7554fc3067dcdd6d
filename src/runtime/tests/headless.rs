//! A terminal for tests: it shows what is drawn, and tells what happens to it.

use std::{convert::Infallible, io, time::Instant};

use ratatui::{
    backend::{Backend, ClearType, TestBackend, WindowSize},
    buffer::Cell,
    layout::{Position, Size},
};
use tokio::sync::{mpsc::UnboundedSender, watch};

use crate::runtime::terminal::Screen;

/// A screen that tells what happens to it.
#[derive(Debug)]
pub(in crate::runtime) struct Told {
    inner: TestBackend,
    log: UnboundedSender<String>,
    shown: watch::Sender<String>,
    free_at: watch::Sender<Option<Instant>>,
}

impl Told {
    /// Tells everything that happens to it.
    pub(in crate::runtime) fn new(size: Size, log: UnboundedSender<String>) -> Self {
        Self {
            inner: TestBackend::new(size.width, size.height),
            log,
            shown: watch::Sender::default(),
            free_at: watch::Sender::default(),
        }
    }

    /// What is on it, after each frame.
    pub(in crate::runtime) fn shown(&self) -> watch::Receiver<String> {
        self.shown.subscribe()
    }

    /// Sets when the next frame may be written.
    pub(in crate::runtime) fn free_at(&self) -> watch::Sender<Option<Instant>> {
        self.free_at.clone()
    }

    fn tell(&self, what: impl Into<String>) {
        let _ = self.log.send(what.into());
    }
}

impl Screen for Told {
    fn free_at(&self) -> Option<Instant> {
        *self.free_at.borrow()
    }

    fn write_sequence(&mut self, sequence: &str) -> io::Result<()> {
        self.tell(format!("wrote {}", sequence.escape_debug()));
        Ok(())
    }

    async fn suspend(&mut self) -> io::Result<()> {
        self.tell("suspended");
        Ok(())
    }

    fn lend(&mut self) -> io::Result<()> {
        self.tell("lent");
        Ok(())
    }

    fn reclaim(&mut self) -> io::Result<()> {
        self.tell("reclaimed");
        Ok(())
    }

    async fn stop_lent(&mut self) -> io::Result<()> {
        self.tell("stopped");
        Ok(())
    }

    fn resume(&mut self) -> io::Result<()> {
        self.tell("resumed");
        Ok(())
    }
}

impl Backend for Told {
    type Error = Infallible;

    fn draw<'a, I: Iterator<Item = (u16, u16, &'a Cell)>>(&mut self, content: I) -> Result<(), Infallible> {
        self.inner.draw(content)
    }

    fn hide_cursor(&mut self) -> Result<(), Infallible> {
        self.inner.hide_cursor()
    }

    fn show_cursor(&mut self) -> Result<(), Infallible> {
        self.inner.show_cursor()
    }

    fn get_cursor_position(&mut self) -> Result<Position, Infallible> {
        self.inner.get_cursor_position()
    }

    fn set_cursor_position<P: Into<Position>>(&mut self, position: P) -> Result<(), Infallible> {
        self.inner.set_cursor_position(position)
    }

    fn clear(&mut self) -> Result<(), Infallible> {
        self.inner.clear()
    }

    fn clear_region(&mut self, region: ClearType) -> Result<(), Infallible> {
        self.tell("cleared");
        self.inner.clear_region(region)
    }

    fn size(&self) -> Result<Size, Infallible> {
        self.inner.size()
    }

    fn window_size(&mut self) -> Result<WindowSize, Infallible> {
        self.inner.window_size()
    }

    fn flush(&mut self) -> Result<(), Infallible> {
        self.tell("frame");
        self.shown.send_replace(self.inner.to_string());
        self.inner.flush()
    }
}
