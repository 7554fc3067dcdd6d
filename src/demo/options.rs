//! What can be asked of the demo service. The command line and the tests fill it in; nobody else decides anything here.

use std::{str::FromStr, time::Duration};

use jiff::civil::Date;

use super::FaultScript;

/// The settings of one demo service. [`Default`] is what a newcomer gets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DemoOptions {
    /// How many shows are followed (60).
    pub shows: u32,
    /// The mean number of episodes of a show (80). Shows with a size of their own, such as the daily news, keep it, up to
    /// 50 times the mean.
    pub episodes: u32,
    /// What all data and all tokens are derived from: the same seed on the same day gives the same bytes.
    pub seed: u64,
    /// How long each answer is held back.
    pub latency: Duration,
    /// How many requests in a hundred fail, 0 to 100; which ones follows from the seed.
    pub fail_percent: u8,
    /// How many API calls are answered in a rolling window, if there is a bound.
    pub rate_limit: Option<RateLimit>,
    /// How many API calls are answered in a rolling day by the service's clock, before `QUOTA_EXCEEDED`; 0 for no bound
    /// (0). It comes on top of the rate limit.
    pub daily_quota: u32,
    /// Consent is given without the page.
    pub approve: bool,
    /// Each refresh answers with a new refresh token and ends the old one.
    pub rotate_refresh_tokens: bool,
    /// The oddities of the real data: `null` items, missing and wrong-typed fields, hostile text (on).
    pub quirks: bool,
    /// What `GET /me/episodes` makes of `offset` (honoured).
    pub saved_offset: SavedOffset,
    /// How long an access token lives (3600 s).
    pub token_lifetime: Duration,
    /// The day the data is dated from; the day of the start where there is none.
    pub today: Option<Date>,
    /// Answers laid down beforehand, by route.
    pub faults: FaultScript,
}

impl DemoOptions {
    /// The same data from a service that answers everything at once and every time.
    #[must_use]
    pub fn undisturbed(&self) -> Self {
        let Self { shows, episodes, seed, quirks, today, .. } = *self;
        Self { shows, episodes, seed, quirks, today, ..Self::default() }
    }
}

impl Default for DemoOptions {
    fn default() -> Self {
        Self {
            shows: 60,
            episodes: 80,
            seed: 1,
            latency: Duration::ZERO,
            fail_percent: 0,
            rate_limit: None,
            daily_quota: 0,
            approve: false,
            rotate_refresh_tokens: false,
            quirks: true,
            saved_offset: SavedOffset::Honoured,
            token_lifetime: Duration::from_hours(1),
            today: None,
            faults: FaultScript::default(),
        }
    }
}

/// What `GET /me/episodes` makes of `offset`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SavedOffset {
    /// The page it asks for.
    Honoured,
    /// The first page every time, as was seen in February 2026.
    Ignored,
}

/// So many calls in so many seconds, as in `--rate-limit 30/30`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RateLimit {
    /// The calls answered within the window.
    pub calls: u32,
    /// The length of the rolling window in seconds.
    pub seconds: u32,
}

/// Why a rate limit does not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("expected CALLS/SECONDS with both at least 1, such as 30/30")]
pub struct RateLimitError;

impl FromStr for RateLimit {
    type Err = RateLimitError;

    fn from_str(raw: &str) -> Result<Self, Self::Err> {
        let (calls, seconds) = raw.split_once('/').ok_or(RateLimitError)?;
        let number = |text: &str| text.trim().parse().ok().filter(|n| *n > 0).ok_or(RateLimitError);
        Ok(Self { calls: number(calls)?, seconds: number(seconds)? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rate_limit_is_calls_slash_seconds() {
        assert_eq!("30/5".parse(), Ok(RateLimit { calls: 30, seconds: 5 }));
        for raw in ["", "30", "0/5", "5/0", "-1/5", "a/b", "1/2/3", "1.5/2"] {
            assert_eq!(raw.parse::<RateLimit>(), Err(RateLimitError), "{raw}");
        }
    }
}
