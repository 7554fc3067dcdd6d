//! A screen for screen readers: lines one below the other instead of frames.
//!
//! What is drawn is not looked at; [`crate::ui::linear`] puts the state into words.

use std::{io, sync::Arc};

use jiff::Timestamp;
use ratatui::{
    backend::{Backend, ClearType, WindowSize},
    buffer::Cell,
    layout::{Position, Size},
};
use rustix::termios::tcgetwinsize;

use super::{Handover, Modes, Questions, screen::Real};
use crate::{
    app::State,
    ui::linear::{self, Spoken},
};

/// One pane has the whole width, so that text is broken into long lines.
const COLUMNS: u16 = 79;
/// The rows of a page.
const ROWS: std::ops::RangeInclusive<u16> = 12..=40;

/// The real terminal, written in lines. Dropping it gives the terminal back.
#[derive(Debug)]
pub struct LineTty {
    handover: Arc<Handover>,
    /// What was said last.
    spoken: Spoken,
}

impl LineTty {
    /// Takes the terminal behind standard input and output.
    ///
    /// # Errors
    /// Its modes cannot be set, or there is none.
    pub fn take() -> io::Result<Self> {
        let handover = Handover::taken(Modes::LINES, Questions::default())?;
        Ok(Self { handover, spoken: Spoken::default() })
    }
}

impl Real for LineTty {
    fn handover(&self) -> &Arc<Handover> {
        &self.handover
    }

    fn look(&mut self, state: &State) -> io::Result<()> {
        let spoken = Spoken::of(state, &self.spoken);
        let text = linear::lines(&self.spoken, &spoken).into_iter().flat_map(|line| [line, "\r\n".into()]);
        let text: String = text.collect();
        self.spoken = spoken;
        self.handover.write(text.as_bytes())
    }

    fn due(&self) -> Option<Timestamp> {
        self.spoken.due()
    }

    /// Everything is said again.
    fn forget(&mut self) {
        self.spoken = Spoken::default();
    }
}

impl Backend for LineTty {
    type Error = io::Error;

    fn draw<'a, I>(&mut self, _content: I) -> io::Result<()>
    where
        I: Iterator<Item = (u16, u16, &'a Cell)>,
    {
        Ok(())
    }

    fn hide_cursor(&mut self) -> io::Result<()> {
        Ok(())
    }

    fn show_cursor(&mut self) -> io::Result<()> {
        Ok(())
    }

    fn get_cursor_position(&mut self) -> io::Result<Position> {
        Ok(Position::ORIGIN)
    }

    fn set_cursor_position<P: Into<Position>>(&mut self, _position: P) -> io::Result<()> {
        Ok(())
    }

    fn clear(&mut self) -> io::Result<()> {
        Ok(())
    }

    fn clear_region(&mut self, _region: ClearType) -> io::Result<()> {
        Ok(())
    }

    fn size(&self) -> io::Result<Size> {
        let rows = tcgetwinsize(self.handover.output())?.ws_row;
        Ok(Size { width: COLUMNS, height: rows.clamp(*ROWS.start(), *ROWS.end()) })
    }

    fn window_size(&mut self) -> io::Result<WindowSize> {
        Ok(WindowSize { columns_rows: self.size()?, pixels: Size::ZERO })
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Drop for LineTty {
    fn drop(&mut self) {
        self.handover.give_back();
    }
}
