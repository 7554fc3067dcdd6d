//! The questions to the terminal, and whether their answers are still to come.
//!
//! They are written with the modes, in raw mode and before the screen is cleared: nothing echoes the answers, the decoder
//! reads them as answers whenever they come, and what a terminal prints instead of understanding a question is cleared.

use std::{
    fmt::Write as _,
    sync::{Arc, Condvar, Mutex, PoisonError},
    time::{Duration, Instant},
};

use super::flow::Flow;
use crate::{config::Environment, domain::ControlStrings};

/// The picture of the kitty query. Its answer bears the number.
pub(in crate::runtime) const QUERY_ID: u32 = 0x7370;
/// How long answers are expected.
const PATIENCE: Duration = Duration::from_millis(500);
/// The longest wait for them before the terminal is given back: a shell would read what comes later as typed.
const LAST_WAIT: Duration = Duration::from_millis(150);

/// Which questions to write, and where to note that they are answered.
#[derive(Debug, Default)]
pub struct Questions {
    bytes: String,
    /// For the reader of the answers.
    pub fence: Arc<Fence>,
}

impl Questions {
    /// The questions that this terminal can be asked: none to one that prints them or calls them a title.
    pub fn of(environment: &Environment, may_ask: bool) -> Self {
        let terminal = environment.terminal();
        if !may_ask || terminal.strings == ControlStrings::None {
            return Self::default();
        }
        let mut bytes = String::new();
        // tmux and screen take it for the title of a window.
        if environment.multiplexer().is_none() && terminal.strings == ControlStrings::All {
            let _ = write!(bytes, "\x1b_Gi={QUERY_ID},s=1,v=1,a=q,t=d,f=24;AAAA\x1b\\");
        }
        // The background, name and version, the size of a cell; then what every terminal answers.
        bytes.push_str("\x1b]11;?\x1b\\\x1b[>0q\x1b[16t\x1b[c");
        Self { bytes, fence: Arc::default() }
    }

    /// Whether anything is asked.
    pub fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }

    pub(super) fn bytes(&self) -> &[u8] {
        self.bytes.as_bytes()
    }

    /// The questions are being written.
    pub(super) fn asked(&self) {
        if !self.is_empty() {
            self.fence.flow.close();
            *self.fence.asked.lock().unwrap_or_else(PoisonError::into_inner) = Some(Instant::now());
        }
    }
}

/// Whether answers are expected.
#[derive(Debug, Default)]
pub struct Fence {
    /// When the questions were written; `None` once the last is answered.
    asked: Mutex<Option<Instant>>,
    answered: Condvar,
    /// What the terminal has read of the frames.
    pub(in crate::runtime) flow: Flow,
}

impl Fence {
    /// The last answer came. Returns whether it was asked for: other programs ask too.
    pub fn answered(&self) -> bool {
        let asked = self.asked.lock().unwrap_or_else(PoisonError::into_inner).take();
        if asked.is_some() {
            self.flow.open();
        }
        self.answered.notify_all();
        asked.is_some()
    }

    /// Waits a moment for answers that are still to come.
    pub(super) fn settle(&self) {
        let mut asked = self.asked.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(at) = *asked {
            let wait = PATIENCE.saturating_sub(at.elapsed()).min(LAST_WAIT);
            let waiting = self.answered.wait_timeout_while(asked, wait, |asked| asked.is_some());
            asked = waiting.unwrap_or_else(PoisonError::into_inner).0;
        }
        *asked = None;
        drop(asked);
        if !self.flow.settle() {
            tracing::debug!("the terminal has not answered in time");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(variables: &[(&str, &str)], may_ask: bool) -> String {
        let start = Environment::bare("/");
        let environment = variables.iter().fold(start, |environment, (name, value)| environment.with(*name, *value));
        Questions::of(&environment, may_ask).bytes
    }

    #[test]
    fn the_last_question_is_one_that_every_terminal_answers() {
        let all = asked(&[("TERM", "xterm-256color")], true);
        assert!(all.starts_with("\x1b_Gi=29552,") && all.ends_with("\x1b[c"), "{all:?}");
    }

    #[test]
    fn a_terminal_that_prints_or_misreads_a_question_is_not_asked_it() {
        for term in ["", "dumb", "linux"] {
            assert_eq!(asked(&[("TERM", term)], true), "");
        }
        assert_eq!(asked(&[("TERM", "xterm")], false), "");
        for (name, value) in [("TMUX", "/tmp/tmux,1,0"), ("STY", "1.a"), ("TERM_PROGRAM", "Apple_Terminal")] {
            let some = asked(&[("TERM", "xterm"), (name, value)], true);
            assert!(!some.contains("\x1b_") && some.ends_with("\x1b[c"), "{name}: {some:?}");
        }
    }

    #[test]
    fn an_answer_is_expected_once_and_only_after_a_question() {
        let questions = Questions::of(&Environment::bare("/").with("TERM", "xterm"), true);
        let fence = Arc::clone(&questions.fence);
        assert!(!fence.answered());
        questions.asked();
        assert!(fence.answered() && !fence.answered());
        questions.asked();
        fence.settle();
        assert!(!fence.answered(), "the wait is over");
    }
}
