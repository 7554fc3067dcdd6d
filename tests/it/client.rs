//! The Web API client over real HTTP, against a misbehaving service.

mod faults;
mod lists;
mod player;
mod rules;
pub(crate) mod service;

use std::{
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

use spotpods_tui::{
    domain::Clock,
    spotify::{AccessToken, ApiError, Client, Guard, Http, Origin, TokenSource, guard::Pace, http::TimeLimits},
};

use service::Service;

/// Tokens `canary0`, `canary1`, …: a renewal of the newest brings the next.
#[derive(Debug, Default)]
struct Tokens {
    renewed: AtomicU32,
}

impl Tokens {
    fn token(&self) -> AccessToken {
        AccessToken::parse(&format!("canary{}", self.renewed.load(Ordering::SeqCst))).expect("visible ASCII")
    }
}

impl TokenSource for Tokens {
    async fn bearer(&self) -> Result<AccessToken, ApiError> {
        Ok(self.token())
    }

    async fn renew(&self, rejected: &AccessToken) -> Result<AccessToken, ApiError> {
        if *rejected == self.token() {
            self.renewed.fetch_add(1, Ordering::SeqCst);
        }
        Ok(self.token())
    }
}

/// A guard with tiny delays between tries. It obeys `Retry-After` like the real one.
fn quick_guard() -> Guard {
    let pace = Pace { first: Duration::from_millis(1), ..Pace::default() };
    Guard::with(None, Clock::utc(jiff::Timestamp::now), pace)
}

/// Time limits that a working service on this machine meets easily.
fn limits() -> TimeLimits {
    TimeLimits { connect: Duration::from_millis(500), total: Duration::from_millis(500), ..TimeLimits::default() }
}

fn http(url: &str, limits: TimeLimits) -> Http {
    Http::with_limits(Origin::parse(url).expect("an address"), quick_guard(), limits)
}

fn client(service: &Service) -> Client<Tokens> {
    Client::new(http(&service.url(), TimeLimits::default()), Arc::default())
}
