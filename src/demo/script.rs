//! Answers laid down beforehand: what a route answers to its next requests, before the world is asked again.
//!
//! Text form, one line per route: `GET /v1/me/shows: 429 retry-after=2; 500; ok; html`. A segment of the route written
//! `*` or `{…}` stands for any; a query narrows it (`GET /v1/me/shows?offset=50: 500 x3`). Each request takes one step;
//! when none is left, the world answers.

use std::{collections::VecDeque, str::FromStr, time::Duration};

/// The steps of every route that has any.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FaultScript {
    rules: Vec<Rule>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Rule {
    method: String,
    segments: Vec<String>,
    query: Vec<(String, String)>,
    steps: VecDeque<Step>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Step {
    fault: Fault,
    /// How often it is still given; `None` is for ever.
    left: Option<u32>,
}

/// One scripted answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// `ok`: the world answers.
    Pass,
    /// `500`, `429 retry-after=2`, `403 text=User not registered in the Developer Dashboard`, `404 empty`,
    /// `429 reason=QUOTA_EXCEEDED`.
    Status {
        /// The HTTP status.
        status: u16,
        /// The `Retry-After` header, as it stands.
        retry_after: Option<String>,
        /// What the body holds.
        body: FaultBody,
    },
    /// `html`: status 200 with a web page, as a network that wants a sign-in answers.
    Html,
    /// `slow=MS`: the world's answer, that many milliseconds late.
    Slow(Duration),
    /// `truncated`: half of the world's answer, then the connection breaks.
    Truncated,
    /// `hang`: no answer at all until the service stops.
    Hang,
    /// `redirect=URL`: 302 to that address; `redirect307=URL` and the like choose the status.
    Redirect {
        /// The HTTP status, 301 to 308.
        status: u16,
        /// The `Location` header, as it stands.
        location: String,
    },
    /// `body=TEXT`: status 200 and this text as JSON, valid or not.
    Body(String),
}

/// The body of a scripted status.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FaultBody {
    /// Spotify's JSON error, with `reason` where there is one.
    Json(Option<String>),
    /// Plain text.
    Text(String),
    /// Nothing.
    Empty,
}

/// Why a line of a script does not read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ScriptError {
    /// It does not begin with `METHOD /path:`.
    #[error("expected `METHOD /path: step; step`, such as `GET /v1/me/shows: 500; ok`")]
    Route,
    /// A step is not known.
    #[error("unknown step {0:?}: expected ok, a status, html, slow=MS, truncated, hang, redirect=URL or body=TEXT")]
    Step(String),
}

impl FaultScript {
    /// Adds the steps of one line after those its route already has.
    ///
    /// # Errors
    /// [`ScriptError`] where the line does not read; nothing is added then.
    pub fn add(&mut self, line: &str) -> Result<(), ScriptError> {
        let _ = line;
        Err(ScriptError::Route)
    }

    /// Takes the next step for a request.
    pub fn next(&mut self, method: &str, path: &str, query: &[(String, String)]) -> Fault {
        let _ = (method, path, query, &self.rules);
        Fault::Pass
    }
}

impl FromStr for FaultScript {
    type Err = ScriptError;

    fn from_str(lines: &str) -> Result<Self, Self::Err> {
        let mut script = Self::default();
        lines.lines().filter(|line| !line.trim().is_empty()).try_for_each(|line| script.add(line))?;
        Ok(script)
    }
}
