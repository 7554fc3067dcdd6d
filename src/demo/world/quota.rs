//! Limits the number of calls in a short window and in a day.
//!
//! A call that is refused counts for neither. Both roll: a call counts until it is as old as the window is long.

use std::collections::VecDeque;

use jiff::Timestamp;

use super::{
    Response,
    message::{error, phrase},
};
use crate::demo::{DemoOptions, RateLimit};

const DAY_SECONDS: u32 = 24 * 3600;

/// The bounds of the Web API.
#[derive(Debug)]
pub(super) struct Quota {
    burst: Option<Window>,
    daily: Option<Window>,
}

impl Quota {
    pub(super) fn new(options: &DemoOptions) -> Self {
        let daily = RateLimit { calls: options.daily_quota, seconds: DAY_SECONDS };
        Self {
            burst: options.rate_limit.map(Window::new),
            daily: Some(daily).filter(|daily| daily.calls > 0).map(Window::new),
        }
    }

    /// Counts a call, or returns the refusal.
    pub(super) fn admit(&mut self, at: Timestamp) -> Option<Response> {
        if let Some(seconds) = self.daily.as_mut().and_then(|daily| daily.wait(at)) {
            let refused = error(429, phrase(429), Some("QUOTA_EXCEEDED"));
            return Some(refused.with("retry-after", seconds.to_string()));
        }
        if let Some(seconds) = self.burst.as_mut().and_then(|burst| burst.wait(at)) {
            return Some(Response::text(429, "Too many requests").with("retry-after", seconds.to_string()));
        }
        for window in [&mut self.burst, &mut self.daily].into_iter().flatten() {
            window.came.push_back(at);
        }
        None
    }
}

#[derive(Debug)]
struct Window {
    calls: usize,
    millis: i64,
    /// The times of the calls in the window, oldest first.
    came: VecDeque<Timestamp>,
}

impl Window {
    fn new(RateLimit { calls, seconds }: RateLimit) -> Self {
        Self { calls: calls as usize, millis: i64::from(seconds) * 1000, came: VecDeque::new() }
    }

    /// Seconds until the next call is accepted. `None` means now.
    fn wait(&mut self, at: Timestamp) -> Option<u64> {
        let age = |then: &Timestamp| at.as_millisecond() - then.as_millisecond();
        while self.came.front().is_some_and(|then| age(then) >= self.millis) {
            self.came.pop_front();
        }
        if self.came.len() < self.calls {
            return None;
        }
        let wait = self.came.front().map_or(0, |then| self.millis - age(then));
        Some(u64::try_from(wait).unwrap_or(0).div_ceil(1000).max(1))
    }
}
