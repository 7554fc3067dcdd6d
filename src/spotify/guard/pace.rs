//! How patient the guard is.

use std::time::Duration;

use crate::spotify::ApiError;

/// Tries, waits between them, and the longest wait that is waited for.
#[derive(Debug, Clone, Copy)]
pub struct Pace {
    /// Attempts at one request, the first included.
    pub tries: u32,
    /// Attempts at a request that times out: each takes the whole time limit, so there are fewer.
    pub tries_on_timeout: u32,
    /// Attempts at something that Spotify claims not to exist and that often does a moment later.
    pub tries_on_missing: u32,
    /// The wait after the first attempt; it doubles with each.
    pub first: Duration,
    /// The longest wait between two attempts.
    pub cap: Duration,
    /// The longest `Retry-After` that is waited for.
    pub patience: Duration,
}

impl Default for Pace {
    fn default() -> Self {
        Self {
            tries: 5,
            tries_on_timeout: 2,
            tries_on_missing: 3,
            first: Duration::from_millis(500),
            cap: Duration::from_mins(1),
            patience: Duration::from_secs(30),
        }
    }
}

impl Pace {
    /// How many attempts an error is worth.
    #[must_use]
    pub fn tries_for(&self, error: &ApiError) -> u32 {
        match error {
            ApiError::Timeout => self.tries_on_timeout,
            ApiError::NotFound => self.tries_on_missing,
            _ => self.tries,
        }
    }

    /// The wait after attempt number `made`: exponential, half of it random, so that many do not come back at once.
    #[must_use]
    pub fn delay(&self, made: u32) -> Duration {
        let doubled = 2_u32.saturating_pow(made.saturating_sub(1));
        let half = self.first.saturating_mul(doubled).min(self.cap) / 2;
        // Without randomness the wait is merely the longest; nothing secret depends on it.
        let random = getrandom::u32().unwrap_or(u32::MAX);
        half + half.mul_f64(f64::from(random) / f64::from(u32::MAX))
    }

    /// How long a request takes at most, each attempt lasting `attempt`, once it is let through.
    #[must_use]
    pub fn longest_request(&self, attempt: Duration) -> Duration {
        let longest_wait = self.cap.min(self.patience).max(self.first);
        (attempt + longest_wait).saturating_mul(self.tries)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn i4_waits_double_with_jitter_up_to_the_cap() {
        let pace = Pace::default();
        for (made, full) in [(1, 500), (2, 1_000), (3, 2_000), (4, 4_000), (7, 32_000), (8, 60_000), (u32::MAX, 60_000)]
        {
            let full = Duration::from_millis(full);
            for _ in 0..100 {
                let delay = pace.delay(made);
                assert!(delay >= full / 2 && delay <= full, "{made}: {delay:?}");
            }
        }
        let distinct: std::collections::BTreeSet<_> = (0..50).map(|_| pace.delay(4)).collect();
        assert!(distinct.len() > 40, "jitter");
    }
}
