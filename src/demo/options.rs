//! The settings of the demo service, filled in by the command line and the tests.

use std::{str::FromStr, time::Duration};

use clap::{Args, ValueEnum};
use jiff::civil::Date;

use super::FaultScript;

/// The settings of one demo service. [`Default`] is what `demo` without options uses.
#[derive(Debug, Clone, PartialEq, Eq, Args)]
#[command(next_help_heading = "Demo options")]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of the command line")]
pub struct DemoOptions {
    /// Number of followed shows
    #[arg(long, global = true, value_name = "N", default_value_t = Self::default().shows, value_parser = whole::<u32>)]
    pub shows: u32,
    /// Mean number of episodes per show
    // Shows with a size of their own, such as the daily news, keep it, up to 50 times the mean.
    #[arg(long, global = true, value_name = "N", default_value_t = Self::default().episodes, value_parser = whole::<u32>)]
    pub episodes: u32,
    /// Seed: the same seed on the same day generates the same data
    #[arg(long, global = true, value_name = "N", default_value_t = Self::default().seed, value_parser = whole::<u64>)]
    pub seed: u64,
    /// Delay each answer by this many milliseconds
    #[arg(long, global = true, value_name = "MS", default_value = "0", value_parser = milliseconds)]
    pub latency: Duration,
    /// Let this percentage of requests fail
    #[arg(long = "fail", global = true, value_name = "PERCENT", default_value_t = 0, value_parser = percent)]
    pub fail_percent: u8,
    /// Rate limit, such as 30/30
    #[arg(long, global = true, value_name = "CALLS/SECONDS")]
    pub rate_limit: Option<RateLimit>,
    /// Requests per 24 hours before the quota is exceeded, 0 for no limit
    #[arg(long, global = true, value_name = "N", default_value_t = 0, value_parser = whole::<u32>)]
    pub daily_quota: u32,
    /// Queue answers for the next requests of a route, such as 'GET /v1/me/shows: 429 retry-after=2; 500; ok' (repeatable)
    // Not global: clap would drop the values before `serve` if there are others after it.
    #[arg(long = "fault", value_name = "ROUTE: STEP; STEP", value_parser = FaultScript::one)]
    pub faults: Vec<FaultScript>,
    /// Endpoints the service has: those of apps registered since February 2026, or those of older apps
    #[arg(long, global = true, value_name = "REGIME", value_enum, default_value_t = Self::default().regime)]
    pub regime: Regime,
    /// Answer every page of the saved episodes with the first one, as Spotify does at times
    #[arg(long, global = true)]
    pub ignore_saved_offset: bool,
    /// Consent without the page
    #[arg(long, global = true)]
    pub approve: bool,
    /// Replace the refresh token at each refresh
    #[arg(long, global = true)]
    pub rotate_refresh_tokens: bool,
    /// Include the quirks of the real data: `null` items, missing and wrong-typed fields, hostile text.
    #[arg(skip = true)]
    pub quirks: bool,
    /// Lifetime of an access token.
    #[arg(skip = Self::default().token_lifetime)]
    pub token_lifetime: Duration,
    /// The day the data is dated from, by default the day of the start.
    #[arg(skip)]
    pub today: Option<Date>,
}

impl DemoOptions {
    /// Most shows followed. A larger [`DemoOptions::shows`] is clamped to this.
    pub const MOST_SHOWS: u32 = 1_000_000;

    /// The same data from a service without delays, failures and limits.
    #[must_use]
    pub fn undisturbed(&self) -> Self {
        let Self { shows, episodes, seed, regime, quirks, today, .. } = *self;
        Self { shows, episodes, seed, regime, quirks, today, ..Self::default() }
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
            regime: Regime::Dev2026,
            approve: false,
            rotate_refresh_tokens: false,
            quirks: true,
            ignore_saved_offset: false,
            token_lifetime: Duration::from_hours(1),
            today: None,
            faults: Vec::new(),
        }
    }
}

/// The endpoints of an app, which depend on its age.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum Regime {
    /// Development Mode since February 2026: single items, and `/me/library`.
    #[default]
    Dev2026,
    /// All of that, several items in one request, and the older endpoints that follow and save. Shows have all their fields.
    Legacy,
}

fn milliseconds(text: &str) -> Result<Duration, &'static str> {
    whole(text).map(Duration::from_millis)
}

/// A whole number from 0 to the largest of its type.
fn whole<N: FromStr>(text: &str) -> Result<N, &'static str> {
    if text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err("use a whole number, such as 20");
    }
    text.parse().map_err(|_| "use a smaller number")
}

fn percent(text: &str) -> Result<u8, &'static str> {
    let percent = text.parse().ok().filter(|percent| (0..=100).contains(percent));
    percent.ok_or("use a whole number from 0 to 100")
}

/// A number of calls per number of seconds, as in `--rate-limit 30/30`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RateLimit {
    /// Most calls within the window.
    pub calls: u32,
    /// The length of the rolling window in seconds.
    pub seconds: u32,
}

impl FromStr for RateLimit {
    type Err = &'static str;

    fn from_str(raw: &str) -> Result<Self, Self::Err> {
        let number = |text: &str| text.trim().parse().ok().filter(|n| *n > 0);
        let read = raw.split_once('/').and_then(|(calls, seconds)| Some((number(calls)?, number(seconds)?)));
        let (calls, seconds) = read.ok_or("expected CALLS/SECONDS with both at least 1, such as 30/30")?;
        Ok(Self { calls, seconds })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rate_limit_is_calls_slash_seconds() {
        assert_eq!("30/5".parse(), Ok(RateLimit { calls: 30, seconds: 5 }));
        for raw in ["", "30", "0/5", "5/0", "-1/5", "a/b", "1/2/3", "1.5/2"] {
            assert!(raw.parse::<RateLimit>().is_err(), "{raw}");
        }
    }
}
