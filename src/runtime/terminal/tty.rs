//! The terminal as a backend for frames.

use std::{io, os::fd::AsFd as _, sync::Arc};

use ratatui::{
    backend::{Backend, ClearType, CrosstermBackend, WindowSize},
    buffer::Cell,
    layout::{Position, Size},
};
use rustix::termios::tcgetwinsize;

use super::{Handover, Modes, Questions, encode, job, pictures::Pictures, shown::Shown};
use crate::{
    app::State,
    ui::{self, Hyperlink},
};

/// Begin and end of a synchronized update.
const BEGIN_FRAME: &[u8] = b"\x1b[?2026h";
const END_FRAME: &[u8] = b"\x1b[?2026l";
/// The largest size drawn, in case a terminal reports a wrong one.
const LARGEST: Size = Size { width: 2000, height: 1000 };

/// What the event loop needs of a terminal besides frames.
pub trait Screen: Backend {
    /// Looks at the state that is drawn next.
    ///
    /// # Errors
    /// The terminal is gone.
    fn prepare(&mut self, _state: &State) -> io::Result<()> {
        Ok(())
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

/// The real terminal. Each frame is one write; an empty one writes nothing. Dropping it gives the terminal back.
#[derive(Debug)]
pub struct Tty {
    handover: Arc<Handover>,
    frame: Vec<u8>,
    cursor: Option<Position>,
    shown: Shown,
    links: Vec<Hyperlink>,
    /// The title as it was last set; `None` if titles are not set.
    title: Option<String>,
    pictures: Pictures,
}

impl Tty {
    /// Takes the terminal behind standard input and output, and asks it.
    ///
    /// # Errors
    /// Its modes cannot be set, or there is none.
    pub fn take(modes: Modes, questions: Questions) -> io::Result<Self> {
        let input = io::stdin().as_fd().try_clone_to_owned()?;
        let output = io::stdout().as_fd().try_clone_to_owned()?;
        let handover = Arc::new(Handover::new(input, output, modes, questions));
        handover.take()?;
        let title = modes.title.then(String::new);
        Ok(Self {
            handover,
            frame: Vec::new(),
            cursor: None,
            shown: Shown::default(),
            links: Vec::new(),
            title,
            pictures: Pictures::default(),
        })
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
        if let Some(title) = &mut self.title {
            title.clear();
        }
        self.pictures.forget();
    }
}

impl Screen for Tty {
    /// Sets the title of the window, and keeps the picture and the addresses of the links.
    fn prepare(&mut self, state: &State) -> io::Result<()> {
        self.pictures.place(state.placed());
        self.links = ui::hyperlinks(state);
        if let Some(shown) = &mut self.title {
            let title = ui::title(state);
            if *shown != title {
                self.handover.write(format!("\x1b]2;{title}\x1b\\").as_bytes())?;
                *shown = title;
            }
        }
        Ok(())
    }

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

    fn settle(&self) {
        self.handover.settle();
    }

    fn lend(&mut self) -> io::Result<()> {
        self.handover.lend()
    }

    fn reclaim(&mut self) -> io::Result<()> {
        self.handover.reclaim()?;
        self.forget();
        Ok(())
    }

    fn resume(&mut self) -> io::Result<()> {
        self.handover.take()?;
        self.forget();
        Ok(())
    }
}

impl Backend for Tty {
    type Error = io::Error;

    fn draw<'a, I>(&mut self, content: I) -> io::Result<()>
    where
        I: Iterator<Item = (u16, u16, &'a Cell)>,
    {
        let changes = self.shown.update(content, self.size()?);
        encode::cells(&self.shown, &changes, &self.links, &mut self.frame);
        self.pictures.draw(&self.shown, &changes, &self.links, &mut self.frame);
        self.handover.keeps_pictures(self.pictures.transmitted());
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
        self.shown.clear();
        self.pictures.clear(&mut self.frame);
        self.queue().clear()
    }

    fn clear_region(&mut self, region: ClearType) -> io::Result<()> {
        if region == ClearType::All {
            self.shown.clear();
            self.pictures.clear(&mut self.frame);
        }
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
