//! Holds a frame back while the terminal has not read the ones before.
//!
//! A pseudo-terminal, ssh and a modem take many more bytes than the terminal has read: the frames of a key that is held
//! would be shown long after it was released. So the terminal is asked for its status (DSR) after every few hundred bytes, one
//! question at a time. While the answer is overdue, the next frame waits for it, and shows everything that changes meanwhile.
//! A wait has a limit, so a line that stalls or loses an answer slows frames down, and holds none back for good. Over a
//! long but fast line no answer is overdue. A terminal that does not answer is not waited for. Start with
//! [`Flow::free_at`].

use std::{
    sync::{Condvar, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

/// ECMA-48: device status report. Every terminal answers `CSI 0 n`.
pub(super) const ASK: &[u8] = b"\x1b[5n";
/// The bytes after which the terminal is asked.
const BYTES: usize = 512;
/// How much later than the quickest one an answer is overdue.
const LATE: Duration = Duration::from_millis(10);
/// While an answer is due, but not overdue, how long a frame waits, counted from the frame before: two frames close
/// together would fill a slow line before anything is known about it.
const GAP: Duration = Duration::from_millis(15);
/// The longest that a frame waits for an overdue answer, counted from the frame before.
const PATIENCE: Duration = Duration::from_millis(100);
/// An answer that takes longer is lost, and nothing waits for it.
const LOST: Duration = Duration::from_secs(2);
/// After this many lost answers in a row the terminal is not asked again.
const MOST_LOST: u32 = 3;
/// The longest wait for the last answer: a shell would read it as typed.
const LAST_WAIT: Duration = Duration::from_secs(1);
/// The same before any answer came.
const FIRST_WAIT: Duration = Duration::from_millis(150);

/// What the terminal has read. Shared by the loop and the thread that reads the answers.
#[derive(Debug, Default)]
pub(in crate::runtime) struct Flow {
    line: Mutex<Line>,
    answered: Condvar,
}

#[derive(Debug, Default)]
struct Line {
    /// Whether the terminal answers other questions, and these.
    is_open: bool,
    /// When the question without an answer was written.
    asked: Option<Instant>,
    /// When the last frame was written.
    wrote: Option<Instant>,
    /// The bytes since the last question.
    unasked: usize,
    /// How long the quickest answer took; `None` before the first.
    quickest: Option<Duration>,
    /// Answers lost in a row.
    lost: u32,
    /// Whether a frame waits.
    is_awaited: bool,
}

impl Flow {
    /// When to look again whether a frame that is due may be written, unless an answer comes earlier; `None` if it may be
    /// written now.
    pub(super) fn free_at(&self, now: Instant) -> Option<Instant> {
        self.lock().free_at(now)
    }

    /// Counts the bytes of a frame. Returns whether to ask after it.
    pub(super) fn wrote(&self, bytes: usize, now: Instant) -> bool {
        self.lock().wrote(bytes, now)
    }

    /// Takes an answer. Returns whether a frame waits.
    pub(in crate::runtime) fn answered(&self, now: Instant) -> bool {
        let is_awaited = self.lock().answered(now);
        self.answered.notify_all();
        is_awaited
    }

    /// The terminal answers questions.
    pub(super) fn open(&self) {
        self.lock().is_open = true;
    }

    /// It may be another terminal.
    pub(super) fn close(&self) {
        *self.lock() = Line::default();
    }

    /// Waits for the last answer, for a limited time. Returns whether none is due any more.
    pub(super) fn settle(&self) -> bool {
        let line = self.lock();
        let wait = line.last_wait(Instant::now());
        let waited = self.answered.wait_timeout_while(line, wait, |line| line.asked.is_some());
        waited.unwrap_or_else(PoisonError::into_inner).0.asked.take().is_none()
    }

    fn lock(&self) -> MutexGuard<'_, Line> {
        self.line.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Line {
    fn free_at(&mut self, now: Instant) -> Option<Instant> {
        let free = self.asked.zip(self.wrote).zip(self.quickest).and_then(|((asked, wrote), quickest)| {
            let is_overdue = now >= asked + quickest + LATE;
            let end = (wrote + if is_overdue { PATIENCE } else { GAP }).min(asked + LOST);
            (now < end).then_some(end)
        });
        self.is_awaited = free.is_some();
        free
    }

    fn wrote(&mut self, bytes: usize, now: Instant) -> bool {
        self.wrote = Some(now);
        self.unasked = self.unasked.saturating_add(bytes);
        if self.asked.take_if(|at| now.saturating_duration_since(*at) >= LOST).is_some() {
            self.lost += 1;
            self.is_open = self.lost < MOST_LOST;
        }
        let asks = self.is_open && self.asked.is_none() && self.unasked >= BYTES;
        if asks {
            (self.asked, self.unasked) = (Some(now), 0);
        }
        asks
    }

    fn answered(&mut self, now: Instant) -> bool {
        let Some(at) = self.asked.take() else { return false };
        let took = now.saturating_duration_since(at);
        self.quickest = Some(self.quickest.map_or(took, |quickest| quickest.min(took)));
        self.lost = 0;
        std::mem::take(&mut self.is_awaited)
    }

    /// How long to wait for the last answer.
    fn last_wait(&self, now: Instant) -> Duration {
        let limit = if self.quickest.is_some() { LAST_WAIT } else { FIRST_WAIT };
        self.asked.map_or(Duration::ZERO, |at| limit.saturating_sub(now.saturating_duration_since(at)))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::VecDeque;

    use super::*;

    const FRAME: usize = 1500;

    /// A terminal that answers, and a moment after that.
    fn open(took: u64) -> (Flow, Instant) {
        let (flow, start) = (Flow::default(), Instant::now());
        flow.open();
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
        flow.open();
        let asked = (0..1000).filter(|frame| {
            let now = start + ms(33 * frame);
            assert_eq!(flow.free_at(now), None);
            flow.wrote(FRAME, now)
        });
        assert_eq!(asked.count(), 3);
        assert!(!flow.answered(start), "nothing is asked any more");
    }

    #[test]
    fn a_frame_waits_for_an_answer_that_is_late() {
        let (flow, start) = open(1);
        assert!(flow.wrote(FRAME, start));
        assert_eq!(flow.free_at(start + ms(5)), Some(start + GAP), "it may come at any moment");
        assert_eq!(flow.free_at(start + ms(20)), Some(start + PATIENCE));
        assert!(flow.answered(start + ms(60)), "a frame was held back");
        assert_eq!(flow.free_at(start + ms(60)), None);
    }

    #[test]
    fn each_frame_waits_for_a_late_answer_until_it_is_lost() {
        let (flow, start) = open(1);
        assert!(flow.wrote(FRAME, start));
        let (mut now, mut frames) = (start, 0);
        while now < start + LOST {
            now += ms(33);
            while let Some(free) = flow.free_at(now) {
                now = free;
            }
            flow.wrote(FRAME, now);
            frames += 1;
        }
        assert_eq!(frames, 20, "ten a second");
        assert_eq!(flow.free_at(now + ms(10)), Some(now + GAP), "the next question is asked");
    }

    #[test]
    fn a_lost_answer_and_a_stalled_terminal_hold_frames_back_for_a_limited_time() {
        let (flow, start) = open(1);
        assert!(flow.wrote(FRAME, start));
        assert_eq!(flow.free_at(start + ms(101)), None, "the wait is over");
        assert!(!flow.wrote(FRAME, start + ms(101)), "one question at a time");
        let later = start + Duration::from_hours(1);
        assert!(!flow.answered(later));
        assert_eq!(flow.free_at(later), None);
        assert!(flow.wrote(FRAME, later));
        assert!(flow.wrote(FRAME, later + LOST), "the answer is lost");
        assert!(!flow.answered(later + LOST + ms(1)));
        assert_eq!(flow.free_at(later + LOST + ms(1)), None);
    }

    #[test]
    fn over_a_long_fast_line_frames_are_a_gap_apart_and_wait_for_no_answer() {
        for every in [10, 16] {
            let (flow, start) = open(200);
            let mut answers = VecDeque::new();
            let mut wrote = start;
            for frame in 0..100 {
                let mut now = wrote + ms(every);
                if answers.pop_front_if(|at| *at <= now).is_some() {
                    flow.answered(now);
                }
                if let Some(free) = flow.free_at(now) {
                    assert_eq!(free, wrote + GAP, "frame {frame}");
                    now = free;
                }
                if flow.wrote(FRAME, now) {
                    answers.push_back(now + ms(200));
                }
                wrote = now;
            }
            assert!(wrote <= start + 100 * GAP.max(ms(every)), "{every} ms");
        }
    }

    #[test]
    fn a_slow_line_is_kept_busy_and_little_is_queued() {
        // It carries a frame in this time, and one is due every 33 ms.
        for (takes, least) in [(50, 95), (80, 60)] {
            let (flow, start) = open(1);
            let (mut carried, mut answers, mut is_due): (Vec<u64>, _, _) = (Vec::new(), VecDeque::new(), false);
            for now in 0..6000 {
                if answers.pop_front_if(|at| *at <= now).is_some() {
                    flow.answered(start + ms(now));
                }
                is_due |= now % 33 == 0;
                if is_due && flow.free_at(start + ms(now)).is_none() {
                    let begin = carried.last().copied().unwrap_or(0).max(now);
                    assert!(begin <= now + takes, "{} ms in the queue", begin - now);
                    carried.push(begin + takes);
                    if flow.wrote(FRAME, start + ms(now)) {
                        answers.push_back(begin + takes + 1);
                    }
                    is_due = false;
                }
            }
            assert!(carried.len() > least, "{} frames of {takes} ms", carried.len());
        }
    }

    #[test]
    fn small_frames_are_counted_together() {
        let (flow, start) = open(1);
        let asked = (0..8).filter(|_| flow.wrote(128, start) && !flow.answered(start)).count();
        assert_eq!(asked, 2);
    }

    #[test]
    fn the_last_answer_is_waited_for_and_for_a_shorter_time_before_the_first() {
        let (flow, start) = (Flow::default(), Instant::now());
        let last_wait = |now| flow.lock().last_wait(now);
        flow.open();
        assert_eq!(last_wait(start), Duration::ZERO, "nothing is asked");
        assert!(flow.wrote(FRAME, start));
        assert_eq!((last_wait(start + ms(50)), last_wait(start + ms(200))), (ms(100), Duration::ZERO));
        flow.answered(start + ms(1));
        assert!(flow.wrote(FRAME, start + ms(10)));
        assert_eq!(last_wait(start + ms(60)), ms(950));
    }

    #[test]
    fn settling_waits_for_the_answer_unless_it_is_late() {
        let (flow, _) = open(1);
        assert!(flow.wrote(FRAME, Instant::now()));
        let settled = std::thread::scope(|scope| {
            let settling = scope.spawn(|| flow.settle());
            flow.answered(Instant::now());
            settling.join().expect("it ends")
        });
        assert!(settled);
        let now = Instant::now();
        assert!(flow.wrote(FRAME, now.checked_sub(LAST_WAIT).expect("the clock runs for longer")));
        assert!(!flow.settle());
        assert!(flow.settle(), "a late answer is not waited for twice");
    }
}
