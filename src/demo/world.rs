//! The pure part: an in-memory Spotify. A request with its time goes in, a response comes out.
//!
//! No I/O, no clock, no randomness but the seed.

use std::time::Duration;

use jiff::Timestamp;

use super::{DemoOptions, FaultScript};

/// An HTTP request as the world sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// The method, in capitals.
    pub method: String,
    /// The path, as sent (percent-encoded).
    pub path: String,
    /// The query without `?`, empty where there is none.
    pub query: String,
    /// The `Authorization` header.
    pub authorization: Option<String>,
    /// The `Content-Type` header.
    pub content_type: Option<String>,
    /// The body.
    pub body: Vec<u8>,
    /// When it came.
    pub at: Timestamp,
}

/// What the world answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Response {
    /// The HTTP status.
    pub status: u16,
    /// Header names in lower case, with their values.
    pub headers: Vec<(&'static str, String)>,
    /// The body.
    pub body: Vec<u8>,
    /// How the body is sent.
    pub delivery: Delivery,
}

/// How an answer reaches the client.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Delivery {
    /// As it should.
    Whole,
    /// Whole, but so much later.
    Late(Duration),
    /// Half of the body, then the connection breaks.
    Truncated,
    /// Never, as long as the service runs.
    Never,
}

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

/// The embedded Spotify.
#[derive(Debug)]
pub struct World {
    faults: FaultScript,
    log: Vec<Logged>,
}

impl World {
    /// A world whose links begin with `origin` (`http://127.0.0.1:PORT`).
    #[must_use]
    pub fn new(options: &DemoOptions, origin: &str, start: Timestamp) -> Self {
        let _ = (origin, start);
        Self { faults: options.faults.clone(), log: Vec::new() }
    }

    /// Answers a request.
    pub fn handle(&mut self, request: &Request) -> Response {
        let _ = (request, &self.faults, &self.log);
        Response { status: 404, headers: Vec::new(), body: Vec::new(), delivery: Delivery::Whole }
    }
}
