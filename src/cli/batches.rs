//! Formats episodes with their notes on all processors, and writes them in order.
//!
//! The calling thread reads and writes; the others unpack, parse and format. No more than a few batches are in memory.
//! Start with [`write()`].

use std::{
    io::Write,
    num::NonZero,
    sync::mpsc::{self, Receiver, Sender},
    thread,
};

use super::{
    exit::Failure,
    snapshot::{Selection, Snapshot, unreadable},
};
use crate::library::{EpisodeRow, LibraryError, Packed, Unpacker};

/// The most threads that format.
const THREADS: usize = 4;
/// How many batches each thread may be behind.
const DEPTH: usize = 2;

/// Appends an episode with the text of its notes.
pub(super) type Format<'a> = &'a (dyn Fn(&EpisodeRow, String, &mut Vec<u8>) -> Result<(), Failure> + Sync);

/// Batches that are being formatted, in the order in which they are written.
pub(super) struct Batches<'a> {
    snapshot: &'a Snapshot,
    out: &'a mut dyn Write,
    /// Each in turn gets a batch.
    lanes: Vec<Lane>,
    sent: usize,
    written: usize,
    /// Text that comes after the batches so far.
    text: Vec<u8>,
}

/// A thread that formats.
struct Lane {
    work: Sender<Batch>,
    done: Receiver<Result<Vec<u8>, Failure>>,
}

struct Batch {
    before: Vec<u8>,
    between: &'static str,
    episodes: Vec<(EpisodeRow, Packed)>,
}

/// Writes what `compose` passes on, each episode as `format` has it.
pub(super) fn write<'a>(
    snapshot: &'a Snapshot,
    out: &'a mut dyn Write,
    format: Format<'_>,
    compose: impl FnOnce(&mut Batches<'a>) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let threads = thread::available_parallelism().map_or(1, NonZero::get).min(THREADS);
    thread::scope(|scope| {
        let lane = |_| {
            let ((work, batches), (texts, done)) = (mpsc::channel(), mpsc::channel());
            scope.spawn(move || {
                let mut unpacker = Unpacker::default();
                // Ends with the other side.
                batches.iter().try_for_each(|batch| texts.send(formatted(batch, &mut unpacker, format)))
            });
            Lane { work, done }
        };
        let lanes = (0..threads).map(lane).collect();
        // Dropped before the scope waits for the threads, which end with it.
        let mut batches = Batches { snapshot, out, lanes, sent: 0, written: 0, text: Vec::new() };
        compose(&mut batches)?;
        while batches.written < batches.sent {
            batches.write_oldest()?;
        }
        Ok(batches.out.write_all(&batches.text)?)
    })
}

fn formatted(batch: Batch, unpacker: &mut Unpacker, format: Format<'_>) -> Result<Vec<u8>, Failure> {
    let mut text = batch.before;
    for (number, (row, packed)) in batch.episodes.iter().enumerate() {
        if number > 0 {
            text.extend_from_slice(batch.between.as_bytes());
        }
        let notes = unpacker.unpack(packed).map_err(unreadable)?;
        format(row, notes.words(), &mut text)?;
    }
    Ok(text)
}

impl Batches<'_> {
    /// Writes text after the episodes so far.
    pub(super) fn text(&mut self, text: &str) {
        self.text.extend_from_slice(text.as_bytes());
    }

    /// Writes the episodes of a selection, `first` before the first and `between` before each of the others. Returns how
    /// many there are.
    pub(super) fn episodes(
        &mut self,
        selection: &Selection,
        first: &'static str,
        between: &'static str,
    ) -> Result<usize, Failure> {
        let mut count = 0;
        self.snapshot.windows(selection, |rows| {
            if rows.is_empty() {
                return Ok(());
            }
            self.text(if count == 0 { first } else { between });
            count += rows.len();
            self.push(rows, between)
        })?;
        Ok(count)
    }

    fn push(&mut self, rows: Vec<EpisodeRow>, between: &'static str) -> Result<(), Failure> {
        let notes = self.snapshot.read(|reader, _| reader.packed_notes(rows.iter().map(|row| row.at)))?;
        let before = std::mem::take(&mut self.text);
        let batch = Batch { before, between, episodes: rows.into_iter().zip(notes).collect() };
        self.lane(self.sent)?.work.send(batch).map_err(|_| ended())?;
        self.sent += 1;
        if self.sent - self.written > DEPTH * self.lanes.len() {
            self.write_oldest()?;
        }
        Ok(())
    }

    fn write_oldest(&mut self) -> Result<(), Failure> {
        let text = self.lane(self.written)?.done.recv().map_err(|_| ended())??;
        self.written += 1;
        Ok(self.out.write_all(&text)?)
    }

    fn lane(&self, batch: usize) -> Result<&Lane, Failure> {
        batch.checked_rem(self.lanes.len()).and_then(|lane| self.lanes.get(lane)).ok_or_else(ended)
    }
}

/// A thread has panicked.
fn ended() -> Failure {
    unreadable(LibraryError::Closed)
}
