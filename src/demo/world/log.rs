//! The request log.

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
    /// The status of the answer.
    pub status: u16,
    /// The time of arrival by the service's clock.
    pub at: Timestamp,
    /// Whether it had an `Authorization: Bearer` header.
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
    /// The number of older requests no longer kept.
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
            bearer: request.authorization.as_deref().is_some_and(|sent| sent.starts_with("Bearer ")),
        });
    }

    /// The requests after the first `seen` ones, oldest first.
    pub fn since(&self, seen: usize) -> impl Iterator<Item = &Logged> {
        self.lines.iter().skip(seen.saturating_sub(self.dropped))
    }

    /// The number of all requests, dropped ones included.
    pub fn total(&self) -> usize {
        self.dropped + self.lines.len()
    }
}
