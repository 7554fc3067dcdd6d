//! Holds frames back while the line still carries the ones before.
//!
//! A pseudo-terminal, ssh and a modem take many more bytes than the terminal has read: the frames of a key that is held
//! would be shown long after it was released. So the terminal is asked for its status (DSR) after every few hundred bytes. Its
//! answers say how far it has read, and how fast the line is. A frame waits until the ones before should have been
//! carried, or for an answer that is overdue, and shows everything that changes meanwhile. The limit is a time in the
//! queue: over a long but fast line any number of bytes is under way. A terminal that does not answer is not waited for.
//! Start with [`Flow::free_at`].

use std::{
    collections::VecDeque,
    sync::{Condvar, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

/// ECMA-48: device status report. Every terminal answers `CSI 0 n`.
pub(super) const ASK: &[u8] = b"\x1b[5n";
/// The bytes after which the terminal is asked.
const BYTES: u32 = 512;
/// How long before the line is idle the next frame may be written.
const AHEAD: Duration = Duration::from_millis(5);
/// How late an answer may be before a frame waits for it.
const LATE: Duration = Duration::from_millis(30);
/// The longest that a frame waits for one answer, unless the latest took long too.
const PATIENCE: Duration = Duration::from_millis(500);
/// The longest wait of all.
const MOST_PATIENCE: Duration = Duration::from_secs(2);
/// An answer that takes longer is lost.
const LOST: Duration = Duration::from_secs(10);
/// The shortest time for which the quickest answer counts: the line may become another one.
const MEMORY: Duration = Duration::from_secs(30);

/// What the terminal has read. Shared by the loop and the thread that reads the answers.
#[derive(Debug, Default)]
pub(in crate::runtime) struct Flow {
    line: Mutex<Line>,
    answered: Condvar,
}

#[derive(Debug, Default)]
struct Line {
    /// Whether the terminal answers other questions.
    is_open: bool,
    /// Whether it has answered one of these.
    has_answered: bool,
    /// The questions without an answer.
    asked: VecDeque<Question>,
    /// The bytes since the last one.
    unasked: u32,
    /// When the last answer came, and how long it took.
    answered: Option<(Instant, Duration)>,
    /// When everything written should have been carried.
    idle_at: Option<Instant>,
    quickest: Quickest,
    speed: Speed,
    /// Whether a frame waits.
    is_awaited: bool,
}

#[derive(Debug)]
struct Question {
    at: Instant,
    /// The bytes since the question before.
    bytes: u32,
    /// When the answer should come.
    due: Instant,
}

/// The quickest answer of the last while: what the way there and back takes.
#[derive(Debug, Default)]
struct Quickest {
    before: Option<Duration>,
    now: Option<Duration>,
    since: Option<Instant>,
}

/// The bytes carried of late, and the time that this took.
#[derive(Debug, Default)]
struct Speed {
    bytes: u32,
    took: Duration,
}

impl Flow {
    /// When a frame that is due may be written, unless an answer comes earlier; `None` for now.
    pub(super) fn free_at(&self, now: Instant) -> Option<Instant> {
        self.lock().free_at(now)
    }

    /// Counts the bytes of a frame. Returns whether to ask after it.
    pub(super) fn wrote(&self, bytes: usize, now: Instant) -> bool {
        self.lock().wrote(u32::try_from(bytes).unwrap_or(u32::MAX), now)
    }

    /// Takes an answer. Returns whether a frame waits.
    pub(in crate::runtime) fn answered(&self, now: Instant) -> bool {
        let is_awaited = self.lock().answered(now);
        self.answered.notify_all();
        is_awaited
    }

    /// The terminal answers questions; the first answers took this long.
    pub(super) fn open(&self, took: Duration, now: Instant) {
        let mut line = self.lock();
        line.is_open = true;
        line.quickest.add(took, now);
    }

    /// It may be another terminal.
    pub(super) fn close(&self) {
        *self.lock() = Line::default();
    }

    /// Waits for the last answers, for a limited time.
    pub(super) fn settle(&self, limit: Duration) {
        let mut line = self.lock();
        line.forget(Instant::now());
        if line.has_answered {
            let waited = self.answered.wait_timeout_while(line, limit, |line| !line.asked.is_empty());
            line = waited.unwrap_or_else(PoisonError::into_inner).0;
        }
        line.asked.clear();
    }

    fn lock(&self) -> MutexGuard<'_, Line> {
        self.line.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Line {
    fn free_at(&mut self, now: Instant) -> Option<Instant> {
        self.forget(now);
        let latest = self.answered.map_or(Duration::ZERO, |(_, took)| took);
        let patience = (4 * latest).clamp(PATIENCE, MOST_PATIENCE);
        let is_late = |oldest: &&Question| now > oldest.due + LATE && now < oldest.at + patience;
        let late = self.asked.front().filter(is_late).map(|oldest| oldest.at + patience);
        let busy = self.idle_at.and_then(|at| at.checked_sub(AHEAD)).filter(|at| *at > now);
        let free = late.max(busy).filter(|_| self.has_answered);
        self.is_awaited = free.is_some();
        free
    }

    fn wrote(&mut self, bytes: u32, now: Instant) -> bool {
        let begin = self.idle_at.map_or(now, |at| at.max(now));
        let idle_at = begin + self.speed.time(bytes).min(MOST_PATIENCE);
        self.idle_at = Some(idle_at);
        self.unasked = self.unasked.saturating_add(bytes);
        let asks = self.is_open && self.unasked >= BYTES;
        if asks {
            let bytes = std::mem::take(&mut self.unasked);
            self.asked.push_back(Question { at: now, bytes, due: idle_at + self.quickest.get() });
        }
        asks
    }

    fn answered(&mut self, now: Instant) -> bool {
        let Some(Question { at, bytes, .. }) = self.asked.pop_front() else { return false };
        let took = now.saturating_duration_since(at);
        self.quickest.add(took, now);
        let way = self.quickest.get();
        // The line began with these bytes when they arrived, or when it had carried the ones before.
        let begin = self.answered.map_or(at + way, |(before, _)| before.max(at + way));
        self.speed.add(bytes, now.saturating_duration_since(begin));
        (self.answered, self.has_answered) = (Some((now, took)), true);
        let under_way = self.asked.iter().fold(self.unasked, |sum, question| sum.saturating_add(question.bytes));
        // What was written while this answer was on its way is on its way too, not in the queue.
        self.idle_at = Some(now + self.speed.time(under_way).saturating_sub(way));
        std::mem::take(&mut self.is_awaited)
    }

    /// Gives up the answers that are lost.
    fn forget(&mut self, now: Instant) {
        while self.asked.pop_front_if(|question| now.saturating_duration_since(question.at) >= LOST).is_some() {}
    }
}

impl Quickest {
    fn add(&mut self, took: Duration, now: Instant) {
        if self.since.is_none_or(|since| now.saturating_duration_since(since) >= MEMORY) {
            (self.before, self.now, self.since) = (self.now, None, Some(now));
        }
        self.now = Some(self.now.map_or(took, |least| least.min(took)));
    }

    fn get(&self) -> Duration {
        self.before.into_iter().chain(self.now).min().unwrap_or_default()
    }
}

impl Speed {
    /// Older figures count for less.
    fn add(&mut self, bytes: u32, took: Duration) {
        self.bytes = (self.bytes / 4 * 3).saturating_add(bytes);
        self.took = self.took / 4 * 3 + took;
    }

    /// How long the line carries these bytes.
    fn time(&self, bytes: u32) -> Duration {
        self.took.saturating_mul(bytes) / self.bytes.max(1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FRAME: usize = 1500;

    /// A terminal that answers, and when the test began.
    fn open(took: u64) -> (Flow, Instant) {
        let (flow, start) = (Flow::default(), Instant::now());
        flow.open(ms(took), start);
        assert!(flow.wrote(FRAME, start));
        assert!(!flow.answered(start + ms(took)), "nothing was held back");
        (flow, start + Duration::from_secs(1))
    }

    fn ms(count: u64) -> Duration {
        Duration::from_millis(count)
    }

    #[test]
    fn a_terminal_that_answers_nothing_is_not_asked_and_one_without_this_answer_is_not_waited_for() {
        let (flow, start) = (Flow::default(), Instant::now());
        assert!(!flow.wrote(9000, start));
        assert_eq!(flow.free_at(start + ms(100)), None);
        flow.open(ms(1), start);
        assert!(flow.wrote(1, start));
        assert_eq!(flow.free_at(start + ms(100)), None);
        assert!(!flow.answered(start + ms(100)));
        assert!(!flow.answered(start + ms(100)), "nothing was asked");
    }

    #[test]
    fn a_frame_waits_for_an_answer_that_is_late() {
        let (flow, start) = open(1);
        assert!(flow.wrote(FRAME, start));
        assert_eq!(flow.free_at(start + ms(20)), None, "it may come at any moment");
        assert_eq!(flow.free_at(start + ms(40)), Some(start + PATIENCE));
        assert!(flow.answered(start + ms(60)), "a frame was held back");
        assert_eq!(flow.free_at(start + ms(60)), None);
    }

    #[test]
    fn over_a_long_fast_line_any_number_of_frames_is_under_way() {
        let (flow, start) = open(200);
        for frame in 0..100 {
            let now = start + ms(10 * frame);
            if frame >= 20 {
                assert!(!flow.answered(now));
            }
            assert_eq!(flow.free_at(now), None, "frame {frame}");
            assert!(flow.wrote(FRAME, now));
        }
    }

    /// How many frames a line takes that carries one in 50 ms, with one due every 33 ms, and how long the last of them
    /// waited for others at most. `way` is what an answer takes on the idle line.
    fn over_a_slow_line(way: u64) -> (usize, u64) {
        let (flow, start) = open(way);
        let mut carried: Vec<u64> = Vec::new();
        let (mut answers, mut is_due, mut most) = (VecDeque::new(), false, 0);
        for now in 0..6000 {
            while answers.pop_front_if(|at| *at <= now).is_some() {
                flow.answered(start + ms(now));
            }
            is_due |= now % 33 == 0;
            if is_due && flow.free_at(start + ms(now)).is_none() {
                assert!(flow.wrote(FRAME, start + ms(now)));
                let begin = carried.last().copied().unwrap_or(0).max(now + way / 2);
                most = if now > 1000 { most.max(begin - now - way / 2) } else { 0 };
                carried.push(begin + 50);
                answers.push_back(begin + 50 + way.div_ceil(2));
                is_due = false;
            }
        }
        (carried.len(), most)
    }

    #[test]
    fn a_slow_line_is_kept_busy_and_nothing_is_queued_for_long() {
        for way in [1, 20, 100, 200] {
            let (frames, queued) = over_a_slow_line(way);
            assert!(frames > 95, "{frames} frames, {way} ms");
            assert!(queued <= 35, "{queued} ms in the queue, {way} ms");
        }
    }

    #[test]
    fn a_lost_answer_holds_frames_back_for_a_limited_time() {
        let (flow, start) = open(1);
        assert!(flow.wrote(FRAME, start));
        let limit = flow.free_at(start + ms(100)).expect("it is held back");
        assert_eq!(flow.free_at(limit), None);
        assert!(flow.wrote(FRAME, limit));
        assert_eq!(flow.free_at(limit + ms(100)), None, "the oldest is given up");
        let later = limit + LOST;
        assert!(flow.wrote(FRAME, later));
        assert!(flow.free_at(later + ms(100)).is_some(), "the others are forgotten");
    }

    #[test]
    fn small_frames_are_counted_together() {
        let (flow, start) = open(1);
        let asked = (0..8).filter(|_| flow.wrote(128, start)).count();
        assert_eq!(asked, 2);
    }

    #[test]
    fn the_quickest_answer_is_that_of_the_last_while() {
        let (mut quickest, start) = (Quickest::default(), Instant::now());
        quickest.add(ms(1), start);
        quickest.add(ms(200), start + MEMORY);
        assert_eq!(quickest.get(), ms(1));
        quickest.add(ms(210), start + 2 * MEMORY);
        assert_eq!(quickest.get(), ms(200));
    }
}
