//! What frames are written to.

use std::{io, os::fd::AsFd as _, sync::Arc};

use ratatui::{
    backend::{Backend, ClearType, CrosstermBackend, WindowSize},
    buffer::Cell,
    layout::{Position, Size},
};
use rustix::termios::tcgetwinsize;

use super::{Handover, job};

/// Begin and end of a synchronized update: the terminal shows the frame at once or not at all.
const BEGIN_FRAME: &[u8] = b"\x1b[?2026h";
const END_FRAME: &[u8] = b"\x1b[?2026l";
/// The largest terminal drawn on, so that a terminal that lies about its size costs no memory.
const LARGEST: Size = Size { width: 2000, height: 1000 };

/// What the event loop asks of a terminal besides frames.
pub trait Screen: Backend {
    /// Writes a sequence between two frames, such as the one that copies text.
    ///
    /// # Errors
    /// The terminal is gone.
    fn write_sequence(&mut self, sequence: &str) -> io::Result<()>;

    /// Gives the terminal back, stops the program as Ctrl-Z does, and takes the terminal over again afterwards.
    /// Where nobody could continue the program it is not stopped.
    ///
    /// # Errors
    /// The terminal could not be taken over again.
    fn suspend(&mut self) -> impl Future<Output = io::Result<()>>;

    /// Sets the modes once more, after somebody else stopped and continued the program.
    ///
    /// # Errors
    /// The terminal is gone.
    fn resume(&mut self) -> io::Result<()>;

    /// Whether the last frame holds text that terminals give other widths: what they show of it may lie beside the cells
    /// that it was written to, so the next frame has to begin with an empty screen.
    fn may_have_strays(&self) -> bool {
        false
    }
}

/// The real terminal. Frames are gathered and written in one piece; an empty one writes nothing. Dropping it gives the
/// terminal back.
#[derive(Debug)]
pub struct Tty {
    handover: Arc<Handover>,
    frame: Vec<u8>,
    cursor: Option<Position>,
    strays: bool,
}

impl Tty {
    /// Takes the terminal behind standard input and output over.
    ///
    /// # Errors
    /// It cannot be set, or there is none.
    pub fn take() -> io::Result<Self> {
        let input = io::stdin().as_fd().try_clone_to_owned()?;
        let output = io::stdout().as_fd().try_clone_to_owned()?;
        Self::with(Arc::new(Handover::new(input, output)))
    }

    fn with(handover: Arc<Handover>) -> io::Result<Self> {
        // Colours are decided by the theme, which knows of NO_COLOR and --color; two judges would disagree.
        crossterm::style::force_color_output(true);
        handover.take()?;
        Ok(Self { handover, frame: Vec::new(), cursor: None, strays: false })
    }

    /// What gives the terminal back, for the panic hook.
    #[must_use]
    pub fn handover(&self) -> Arc<Handover> {
        Arc::clone(&self.handover)
    }

    fn queue(&mut self) -> CrosstermBackend<&mut Vec<u8>> {
        CrosstermBackend::new(&mut self.frame)
    }

    /// The modes are set anew, so what is known of them is void.
    fn forget(&mut self) {
        self.frame.clear();
        self.cursor = None;
    }
}

impl Screen for Tty {
    fn write_sequence(&mut self, sequence: &str) -> io::Result<()> {
        self.handover.write(sequence.as_bytes())
    }

    async fn suspend(&mut self) -> io::Result<()> {
        if !job::can_stop() {
            return Ok(());
        }
        self.handover.give_back();
        let stopped = job::stop().await;
        self.handover.take()?;
        self.forget();
        stopped
    }

    fn resume(&mut self) -> io::Result<()> {
        self.handover.take()?;
        self.forget();
        Ok(())
    }

    fn may_have_strays(&self) -> bool {
        self.strays
    }
}

/// Whether terminals disagree about how many columns this takes, or join it with what stands beside it: marks, scripts
/// whose letters are shaped together, emoji sequences.
fn is_shaped(symbol: &str) -> bool {
    symbol.chars().any(|c| {
        matches!(c,
            '\u{300}'..='\u{36f}' | '\u{590}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' | '\u{1a20}'..='\u{1aff}'
            | '\u{200d}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe0f}' | '\u{fe70}'..='\u{feff}'
            | '\u{1f1e6}'..='\u{1f1ff}' | '\u{1f3fb}'..='\u{1f3ff}')
    })
}

impl Backend for Tty {
    type Error = io::Error;

    fn draw<'a, I>(&mut self, content: I) -> io::Result<()>
    where
        I: Iterator<Item = (u16, u16, &'a Cell)>,
    {
        let mut content = content.peekable();
        while content.peek().is_some() {
            // Each run begins with the cursor's position: what follows a symbol of doubtful width stands where it should.
            let mut ended = false;
            let run: Vec<_> = std::iter::from_fn(|| {
                let next = content.next_if(|_| !ended)?;
                ended = is_shaped(next.2.symbol());
                Some(next)
            })
            .collect();
            self.strays |= ended;
            self.queue().draw(run.into_iter())?;
        }
        Ok(())
    }

    fn hide_cursor(&mut self) -> io::Result<()> {
        if self.cursor.take().is_some() { self.queue().hide_cursor() } else { Ok(()) }
    }

    fn show_cursor(&mut self) -> io::Result<()> {
        if self.cursor.is_none() {
            self.cursor = Some(Position::ORIGIN);
            self.queue().show_cursor()?;
        }
        Ok(())
    }

    /// Where it was put last: the terminal is never asked, its answer would arrive among the keys.
    fn get_cursor_position(&mut self) -> io::Result<Position> {
        Ok(self.cursor.unwrap_or_default())
    }

    fn set_cursor_position<P: Into<Position>>(&mut self, position: P) -> io::Result<()> {
        let position = position.into();
        match &mut self.cursor {
            // Drawing has moved it, so it is put back even where it was; a frame without cells has not.
            Some(known) if *known == position && self.frame.is_empty() => Ok(()),
            Some(known) => {
                *known = position;
                self.queue().set_cursor_position(position)
            }
            None => Ok(()),
        }
    }

    fn clear(&mut self) -> io::Result<()> {
        self.strays = false;
        self.queue().clear()
    }

    fn clear_region(&mut self, region: ClearType) -> io::Result<()> {
        self.strays &= region != ClearType::All;
        self.queue().clear_region(region)
    }

    fn size(&self) -> io::Result<Size> {
        let size = tcgetwinsize(self.handover.output())?;
        Ok(Size { width: size.ws_col.min(LARGEST.width), height: size.ws_row.min(LARGEST.height) })
    }

    fn window_size(&mut self) -> io::Result<WindowSize> {
        let size = tcgetwinsize(self.handover.output())?;
        let pixels = Size { width: size.ws_xpixel, height: size.ws_ypixel };
        Ok(WindowSize { columns_rows: self.size()?, pixels })
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.frame.is_empty() {
            return Ok(());
        }
        self.frame.splice(..0, BEGIN_FRAME.iter().copied());
        self.frame.extend_from_slice(END_FRAME);
        let written = self.handover.write(&self.frame);
        self.frame.clear();
        written
    }
}

impl Drop for Tty {
    fn drop(&mut self) {
        self.handover.give_back();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn f6_text_is_shaped_where_terminals_disagree_about_its_width() {
        for shaped in ["चा", "e\u{301}", "ل", "ש", "ก", "👨\u{200d}👩", "❤\u{fe0f}", "🇩"] {
            assert!(is_shaped(shaped), "{shaped}");
        }
        for plain in ["a", "é", "語", "한", "│", "●", "🦊", "Я"] {
            assert!(!is_shaped(plain), "{plain}");
        }
    }
}
