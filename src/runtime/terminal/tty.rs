//! The terminal as a backend: for frames, or for screen readers, lines one below the other instead.
//!
//! Of lines, what is drawn is not looked at; [`crate::ui::linear`] puts the state into words.

use std::{io, ops::RangeInclusive, sync::Arc, time::Instant};

use crossterm::{
    cursor::{Hide, MoveTo, Show},
    queue,
    terminal::{self, Clear},
};
use jiff::Timestamp;
use ratatui::{
    backend::{Backend, ClearType, WindowSize},
    buffer::Cell,
    layout::{Position, Size},
};
use rustix::termios::tcgetwinsize;

use super::{
    Handover, Modes, Questions, Screen,
    encode::{self, Page},
    flow, job,
    pictures::Pictures,
    shown::Shown,
};
use crate::{
    app::State,
    ui::{
        self, Hyperlink,
        linear::{self, Spoken},
    },
};

/// Begin and end of a synchronized update.
const BEGIN_FRAME: &[u8] = b"\x1b[?2026h";
const END_FRAME: &[u8] = b"\x1b[?2026l";
/// The largest size drawn, in case a terminal reports a wrong one.
const LARGEST: Size = Size { width: 2000, height: 1000 };
/// The columns of lines: one pane has the whole width, so that text is broken into long lines.
const COLUMNS: u16 = 79;
/// The rows of a page of lines.
const ROWS: RangeInclusive<u16> = 12..=40;

/// The real terminal. Each frame is one write; an empty one writes nothing. In linear mode no frame is written. Dropping it gives
/// the terminal back.
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
    /// What was said last; `None` unless lines are written instead of frames.
    spoken: Option<Spoken>,
}

impl Tty {
    /// Takes the terminal behind standard input and output, and asks it.
    ///
    /// # Errors
    /// Its modes cannot be set, or there is none.
    pub fn take(modes: Modes, questions: Questions) -> io::Result<Self> {
        let handover = Handover::taken(modes, questions)?;
        let (title, spoken) = (modes.title.then(String::new), modes.linear.then(Spoken::default));
        Ok(Self {
            handover,
            frame: Vec::new(),
            cursor: None,
            shown: Shown::default(),
            links: Vec::new(),
            title,
            pictures: Pictures::default(),
            spoken,
        })
    }

    pub fn handover(&self) -> &Arc<Handover> {
        &self.handover
    }

    /// The modes were set again: nothing of what was shown is there, and all lines are said again.
    fn forget(&mut self) {
        self.frame.clear();
        self.cursor = None;
        if let Some(title) = &mut self.title {
            title.clear();
        }
        self.pictures.forget();
        self.spoken = self.spoken.take().map(|_| Spoken::default());
    }
}

impl Screen for Tty {
    /// Writes the lines, or sets the title of the window and keeps the picture and the addresses of the links.
    fn prepare(&mut self, state: &State) -> io::Result<()> {
        if let Some(before) = &mut self.spoken {
            let spoken = Spoken::of(state, before);
            let lines = linear::lines(before, &spoken).into_iter().flat_map(|line| [line, "\r\n".into()]);
            let text: String = lines.collect();
            *before = spoken;
            return self.handover.write(text.as_bytes());
        }
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

    fn due(&self) -> Option<Timestamp> {
        self.spoken.as_ref().and_then(Spoken::due)
    }

    fn free_at(&self) -> Option<Instant> {
        self.handover.flow().free_at(Instant::now())
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
        self.resume()?;
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
        if self.spoken.is_some() {
            return Ok(());
        }
        let changes = self.shown.update(content, self.size()?);
        let page = Page { shown: &self.shown, links: &self.links, picture: self.pictures.fragile() };
        encode::cells(page, &changes, &mut self.frame);
        self.pictures.draw(&self.shown, &changes, &self.links, &mut self.frame);
        self.handover.keeps_pictures(self.pictures.transmitted());
        Ok(())
    }

    fn hide_cursor(&mut self) -> io::Result<()> {
        if self.cursor.take().is_some() { queue!(self.frame, Hide) } else { Ok(()) }
    }

    fn show_cursor(&mut self) -> io::Result<()> {
        if self.cursor.is_none() {
            self.cursor = Some(Position::ORIGIN);
            queue!(self.frame, Show)?;
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
                queue!(self.frame, MoveTo(position.x, position.y))
            }
            None => Ok(()),
        }
    }

    fn clear(&mut self) -> io::Result<()> {
        self.clear_region(ClearType::All)
    }

    fn clear_region(&mut self, region: ClearType) -> io::Result<()> {
        if region == ClearType::All {
            self.shown.clear();
            self.pictures.clear(&mut self.frame);
        }
        let region = match region {
            ClearType::All => terminal::ClearType::All,
            ClearType::AfterCursor => terminal::ClearType::FromCursorDown,
            ClearType::BeforeCursor => terminal::ClearType::FromCursorUp,
            ClearType::CurrentLine => terminal::ClearType::CurrentLine,
            ClearType::UntilNewLine => terminal::ClearType::UntilNewLine,
        };
        queue!(self.frame, Clear(region))
    }

    fn size(&self) -> io::Result<Size> {
        let size = tcgetwinsize(self.handover.output())?;
        if self.spoken.is_some() {
            return Ok(Size { width: COLUMNS, height: size.ws_row.clamp(*ROWS.start(), *ROWS.end()) });
        }
        Ok(Size { width: size.ws_col.min(LARGEST.width), height: size.ws_row.min(LARGEST.height) })
    }

    fn window_size(&mut self) -> io::Result<WindowSize> {
        let size = tcgetwinsize(self.handover.output())?;
        let pixels = Size { width: size.ws_xpixel, height: size.ws_ypixel };
        Ok(WindowSize { columns_rows: self.size()?, pixels })
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.spoken.is_some() {
            // Nothing moves the cursor or clears, which a screen reader would follow.
            self.frame.clear();
        }
        if self.frame.is_empty() {
            return Ok(());
        }
        self.frame.splice(..0, BEGIN_FRAME.iter().copied());
        self.frame.extend_from_slice(END_FRAME);
        if self.handover.flow().wrote(self.frame.len(), Instant::now()) {
            self.frame.extend_from_slice(flow::ASK);
        }
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
