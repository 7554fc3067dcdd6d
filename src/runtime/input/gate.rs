//! Lets the thread that reads the keys pause, while another program has the terminal.

use std::{
    io::{self, PipeReader, PipeWriter, Read as _, Write as _},
    os::fd::{AsFd, BorrowedFd},
    sync::{Arc, mpsc},
};

use tokio::sync::{
    Mutex,
    mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel},
};

/// The end of the loop. Cheap to clone.
#[derive(Debug, Clone)]
pub struct KeyGate(Option<Arc<Ends>>);

#[derive(Debug)]
struct Ends {
    ask: PipeWriter,
    paused: Mutex<UnboundedReceiver<()>>,
    resume: mpsc::Sender<()>,
}

/// The end of the thread.
#[derive(Debug)]
pub(super) struct Pauses {
    asked: PipeReader,
    paused: UnboundedSender<()>,
    resumed: mpsc::Receiver<()>,
}

impl KeyGate {
    pub(super) fn new() -> io::Result<(Self, Pauses)> {
        let (asked, ask) = io::pipe()?;
        let (paused, is_paused) = unbounded_channel();
        let (resume, resumed) = mpsc::channel();
        let ends = Ends { ask, paused: Mutex::new(is_paused), resume };
        Ok((Self(Some(Arc::new(ends))), Pauses { asked, paused, resumed }))
    }

    /// Where nothing reads a terminal.
    #[cfg(test)]
    pub fn none() -> Self {
        Self(None)
    }

    /// Returns once no key is read any more.
    pub async fn pause(&self) {
        let Some(ends) = &self.0 else { return };
        if (&ends.ask).write_all(b"p").is_ok() {
            // The thread may have ended.
            let _ = ends.paused.lock().await.recv().await;
        }
    }

    pub fn resume(&self) {
        if let Some(ends) = &self.0 {
            let _ = ends.resume.send(());
        }
    }
}

impl Pauses {
    /// Says that no key is read, and waits until they are again.
    pub(super) fn wait(&self) {
        let mut byte = [0];
        if (&self.asked).read_exact(&mut byte).is_ok() && self.paused.send(()).is_ok() {
            let _ = self.resumed.recv();
        }
    }
}

impl AsFd for Pauses {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.asked.as_fd()
    }
}
