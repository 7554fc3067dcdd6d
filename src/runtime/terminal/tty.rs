//! The terminal as a backend for frames.

use std::{io, os::fd::AsFd as _, sync::Arc};

use ratatui::{
    backend::{Backend, ClearType, CrosstermBackend, WindowSize},
    buffer::Cell,
    layout::{Position, Size},
};
use rustix::termios::tcgetwinsize;

use super::{Handover, job};

/// Begin and end of a synchronized update.
const BEGIN_FRAME: &[u8] = b"\x1b[?2026h";
const END_FRAME: &[u8] = b"\x1b[?2026l";
/// The largest size drawn, in case a terminal reports a wrong one.
const LARGEST: Size = Size { width: 2000, height: 1000 };

/// What the event loop needs of a terminal besides frames.
pub trait Screen: Backend {
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

    /// Sets the modes again, after another process stopped and continued the program.
    ///
    /// # Errors
    /// The terminal is gone.
    fn resume(&mut self) -> io::Result<()>;

    /// Whether the last frame has text whose width terminals disagree about. It may show beside its cells, so the next frame
    /// has to clear the screen.
    fn may_have_strays(&self) -> bool {
        false
    }
}

/// The real terminal. Each frame is one write; an empty one writes nothing. Dropping it gives the terminal back.
#[derive(Debug)]
pub struct Tty {
    handover: Arc<Handover>,
    frame: Vec<u8>,
    cursor: Option<Position>,
    strays: bool,
}

impl Tty {
    /// Takes the terminal behind standard input and output.
    ///
    /// # Errors
    /// Its modes cannot be set, or there is none.
    pub fn take() -> io::Result<Self> {
        let input = io::stdin().as_fd().try_clone_to_owned()?;
        let output = io::stdout().as_fd().try_clone_to_owned()?;
        Self::with(Arc::new(Handover::new(input, output)))
    }

    fn with(handover: Arc<Handover>) -> io::Result<Self> {
        // The theme handles NO_COLOR and --color.
        crossterm::style::force_color_output(true);
        handover.take()?;
        Ok(Self { handover, frame: Vec::new(), cursor: None, strays: false })
    }

    /// For the panic hook.
    pub fn handover(&self) -> Arc<Handover> {
        Arc::clone(&self.handover)
    }

    fn queue(&mut self) -> CrosstermBackend<&mut Vec<u8>> {
        CrosstermBackend::new(&mut self.frame)
    }

    /// The modes were set again.
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

/// Whether terminals disagree about the width of a symbol, or join it with its neighbours: combining marks, shaped scripts,
/// emoji sequences.
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
            // A run ends with a symbol of doubtful width, since each run begins with a cursor position.
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

    /// The last position set. The terminal is never asked: its answer would arrive among the keys.
    fn get_cursor_position(&mut self) -> io::Result<Position> {
        Ok(self.cursor.unwrap_or_default())
    }

    fn set_cursor_position<P: Into<Position>>(&mut self, position: P) -> io::Result<()> {
        let position = position.into();
        match &mut self.cursor {
            // Drawing moves the cursor; a frame without cells does not.
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
