//! Retry limits and delays.

use std::time::Duration;

use crate::spotify::ApiError;

/// Retry limits and delays.
#[derive(Debug, Clone, Copy)]
pub struct Pace {
    /// Attempts per request, the first included.
    pub tries: u32,
    /// Attempts at a request that times out. Fewer, because each takes the whole time limit.
    pub tries_on_timeout: u32,
    /// Attempts after a 404 `non existing id`, which Spotify often takes back a moment later.
    pub tries_on_missing: u32,
    /// The delay after the first attempt. Doubles with each.
    pub first: Duration,
    /// Longest delay between two attempts.
    pub cap: Duration,
    /// Longest `Retry-After` that requests wait for.
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
    /// Most attempts for an error.
    pub fn tries_for(&self, error: &ApiError) -> u32 {
        if *error == ApiError::Timeout {
            self.tries_on_timeout
        } else if *error == ApiError::NotFound {
            self.tries_on_missing
        } else {
            self.tries
        }
    }

    /// The delay after attempt number `made`: exponential, with half of it random to spread retries.
    pub fn delay(&self, made: u32) -> Duration {
        let doubled = 2_u32.saturating_pow(made.saturating_sub(1));
        let half = self.first.saturating_mul(doubled).min(self.cap) / 2;
        // Not a secret: without random numbers, take the longest delay.
        let random = getrandom::u32().unwrap_or(u32::MAX);
        half + half.mul_f64(f64::from(random) / f64::from(u32::MAX))
    }

    /// Longest duration of a request whose attempts take `attempt` each.
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
