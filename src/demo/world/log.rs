//! What was asked, for tests that count requests.

use std::collections::VecDeque;

use jiff::Timestamp;

use super::Request;

/// One line of the request log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Logged {
    /// The method.
    pub method: String,
    /// Path and query as sent.
    pub target: String,
    /// The status answered.
    pub status: u16,
    /// When it came, by the service's clock.
    pub at: Timestamp,
    /// Whether an `Authorization: Bearer` header came with it.
    pub bearer: bool,
}

impl Logged {
    /// The path without the query.
    pub fn path(&self) -> &str {
        self.target.split_once('?').map_or(self.target.as_str(), |(path, _)| path)
    }
}

/// The newest requests, oldest first.
#[derive(Debug, Default)]
pub struct Log {
    lines: VecDeque<Logged>,
    /// How many older ones are no longer kept.
    dropped: usize,
}

impl Log {
    /// The most lines kept.
    pub const MAX: usize = 100_000;

    pub(super) fn note(&mut self, request: &Request, status: u16) {
        if self.lines.len() >= Self::MAX {
            self.lines.pop_front();
            self.dropped += 1;
        }
        self.lines.push_back(Logged {
            method: request.method.clone(),
            target: request.target(),
            status,
            at: request.at,
            bearer: request.bearer().is_some(),
        });
    }

    /// The lines, oldest first.
    pub fn iter(&self) -> impl Iterator<Item = &Logged> {
        self.lines.iter()
    }

    /// The lines after the first `seen` requests there ever were, oldest first.
    pub fn since(&self, seen: usize) -> impl Iterator<Item = &Logged> {
        self.lines.iter().skip(seen.saturating_sub(self.dropped))
    }

    /// How many requests there ever were.
    pub fn total(&self) -> usize {
        self.dropped + self.lines.len()
    }
}
