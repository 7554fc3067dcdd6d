//! Scripted answers to the next requests of a route.
//!
//! Text form, one line per route: `GET /v1/me/shows: 429 retry-after=2; 500; ok; html`. A segment `*` or
//! `{…}` matches any; a query narrows the route (`GET /v1/me/shows?offset=50: 500`). Each request takes one step. A step that
//! ends in `x3` is taken three times, one that ends in `forever` always. Without a step, the world answers. See [`Fault`].

use std::{collections::VecDeque, str::FromStr, time::Duration};

use url::form_urlencoded;

/// The steps of all scripted routes.
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
    /// The number of requests that it still answers. `None` means all.
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
        /// The `Retry-After` header, verbatim.
        retry_after: Option<String>,
        /// The body.
        body: FaultBody,
    },
    /// `html`: status 200 with a web page, like the sign-in page of a network.
    Html,
    /// `slow=MS`: the world's answer, delayed by that many milliseconds.
    Slow(Duration),
    /// `truncated`: half of the world's answer, then the connection breaks.
    Truncated,
    /// `hang`: no answer until the service stops.
    Hang,
    /// `redirect=URL`: 302 to that address; `redirect307=URL` and the like choose the status.
    Redirect {
        /// The HTTP status, 301 to 308.
        status: u16,
        /// The `Location` header, verbatim.
        location: String,
    },
    /// `body=TEXT`: status 200 and this text as JSON, valid or not.
    Body(String),
}

/// The body of a scripted status.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FaultBody {
    /// Spotify's JSON error, with `reason` if there is one.
    Json(Option<String>),
    /// Plain text.
    Text(String),
    /// Nothing.
    Empty,
}

impl FaultScript {
    /// Reads the steps of one route, as the command line takes them.
    ///
    /// # Errors
    /// Where and why the line is malformed; columns (in characters) and steps count from 1.
    pub fn one(line: &str) -> Result<Self, String> {
        Ok(Self { rules: vec![Rule::read(line, 1)?] })
    }

    /// Adds the lines of another script.
    pub fn extend(&mut self, other: Self) {
        other.rules.into_iter().for_each(|rule| self.add(rule));
    }

    /// Adds the steps of a rule after those its route already has.
    fn add(&mut self, rule: Rule) {
        match self.rules.iter_mut().find(|known| known.same_route(&rule)) {
            Some(known) => known.steps.extend(rule.steps),
            None => self.rules.push(rule),
        }
    }

    /// Takes the next step for a request, or [`Fault::Pass`] if none is left.
    pub fn take(&mut self, method: &str, path: &str, query: &[(String, String)]) -> Fault {
        let mut matching = self.rules.iter_mut().filter(|rule| rule.matches(method, path, query));
        matching.find_map(Rule::take).unwrap_or(Fault::Pass)
    }
}

const NO_STEP: &str = "none of ok, a status from 200 to 599 (with retry-after=, reason=, text= or empty), html, slow=MS, truncated, \
    hang, redirect=URL, body=TEXT";

impl Rule {
    fn read(text: &str, line: usize) -> Result<Self, String> {
        let wrong = |part: &str, why: String| format!("line {line}, column {}: {why}", column(text, part));
        let route = |part: &str| {
            let expected = "expected `METHOD /path: step; step`, such as `GET /v1/me/shows: 500; ok`";
            wrong(part, expected.to_owned())
        };
        let trimmed = text.trim();
        let (method, rest) = trimmed.split_once(' ').ok_or_else(|| route(trimmed))?;
        if method.is_empty() || !method.bytes().all(|b| b.is_ascii_uppercase()) {
            return Err(route(method));
        }
        let target = rest.trim_start();
        let (target, steps) =
            target.split_once(": ").filter(|_| target.starts_with('/')).ok_or_else(|| route(target))?;
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let read = |(place, step): (usize, &str)| {
            let step = step.trim();
            Step::read(step).ok_or_else(|| wrong(step, format!("step {} {step:?} is {NO_STEP}", place + 1)))
        };
        Ok(Self {
            method: method.to_owned(),
            segments: path.split('/').map(str::to_owned).collect(),
            query: form_urlencoded::parse(query.as_bytes()).into_owned().collect(),
            steps: steps.split(';').enumerate().map(read).collect::<Result<_, _>>()?,
        })
    }

    fn same_route(&self, other: &Self) -> bool {
        self.method == other.method && self.segments == other.segments && self.query == other.query
    }

    fn matches(&self, method: &str, path: &str, query: &[(String, String)]) -> bool {
        let sent: Vec<_> = path.split('/').collect();
        self.method == method
            && self.segments.len() == sent.len()
            && self.segments.iter().zip(sent).all(|(known, sent)| known == sent || is_any(known))
            && self.query.iter().all(|pair| query.contains(pair))
    }

    fn take(&mut self) -> Option<Fault> {
        let step = self.steps.front_mut()?;
        let fault = step.fault.clone();
        match step.left {
            None => {}
            Some(left) if left > 1 => step.left = Some(left - 1),
            Some(_) => drop(self.steps.pop_front()),
        }
        Some(fault)
    }
}

fn is_any(segment: &str) -> bool {
    segment == "*" || (segment.starts_with('{') && segment.ends_with('}'))
}

/// The column of `part` in `text`, of which it is a slice.
fn column(text: &str, part: &str) -> usize {
    let before = part.as_ptr().addr().saturating_sub(text.as_ptr().addr());
    text.char_indices().take_while(|(at, _)| *at < before).count() + 1
}

impl Step {
    /// Parses one step, with an optional `x3` or `forever` at its end.
    fn read(raw: &str) -> Option<Self> {
        let (text, left) = match raw.rsplit_once(' ') {
            Some((text, "forever")) => (text, None),
            Some((text, last)) => match last.strip_prefix('x').and_then(|count| count.parse().ok()) {
                Some(count) => (text, Some(count)),
                None => (raw, Some(1)),
            },
            None => (raw, Some(1)),
        };
        Some(Self { fault: fault(text.trim_end())?, left })
    }
}

fn fault(text: &str) -> Option<Fault> {
    let (word, options) = text.split_once(' ').unwrap_or((text, ""));
    if word.bytes().all(|byte| byte.is_ascii_digit()) {
        return status(word.parse().ok()?, options.trim());
    }
    let (name, value) = text.split_once('=').unwrap_or((text, ""));
    match name {
        "ok" if text == "ok" => Some(Fault::Pass),
        "html" if text == "html" => Some(Fault::Html),
        "truncated" if text == "truncated" => Some(Fault::Truncated),
        "hang" if text == "hang" => Some(Fault::Hang),
        "slow" => value.parse().ok().map(|ms| Fault::Slow(Duration::from_millis(ms))),
        "body" => Some(Fault::Body(value.to_owned())),
        "redirect" if !value.is_empty() => Some(Fault::Redirect { status: 302, location: value.to_owned() }),
        _ => {
            let status = name.strip_prefix("redirect")?.parse().ok().filter(|status| (301..=308).contains(status))?;
            Some(Fault::Redirect { status, location: value.to_owned() })
        }
    }
}

fn status(status: u16, options: &str) -> Option<Fault> {
    if !(200..=599).contains(&status) {
        return None;
    }
    let (mut retry_after, mut body, mut rest) = (None, FaultBody::Json(None), options);
    while !rest.is_empty() {
        if let Some(text) = rest.strip_prefix("text=") {
            body = FaultBody::Text(text.to_owned());
            break;
        }
        let (option, after) = rest.split_once(' ').unwrap_or((rest, ""));
        match option.split_once('=') {
            Some(("retry-after", value)) => retry_after = Some(value.to_owned()),
            Some(("reason", value)) => body = FaultBody::Json(Some(value.to_owned())),
            None if option == "empty" => body = FaultBody::Empty,
            _ => return None,
        }
        rest = after.trim_start();
    }
    Some(Fault::Status { status, retry_after, body })
}

impl FromStr for FaultScript {
    type Err = String;

    /// Reads one route per line. Skips empty lines.
    fn from_str(lines: &str) -> Result<Self, Self::Err> {
        let mut script = Self::default();
        for (place, line) in lines.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
            script.add(Rule::read(line, place + 1)?);
        }
        Ok(script)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn json(status: u16) -> Fault {
        Fault::Status { status, retry_after: None, body: FaultBody::Json(None) }
    }

    #[test]
    fn each_request_takes_one_step_and_then_the_world_answers() {
        let mut script: FaultScript = "GET /v1/me/shows: 429 retry-after=2; 500; ok; html x2".parse().expect("reads");
        let mut next = || script.take("GET", "/v1/me/shows", &[]);
        let limited = Fault::Status { status: 429, retry_after: Some("2".into()), body: FaultBody::Json(None) };
        let taken: Vec<_> = (0..6).map(|_| next()).collect();
        assert_eq!(taken, [limited, json(500), Fault::Pass, Fault::Html, Fault::Html, Fault::Pass]);
    }

    #[test]
    fn a_route_is_narrowed_by_its_query_and_widened_by_wildcards() {
        let mut script: FaultScript =
            "GET /v1/shows/{id}/episodes?offset=50: 500 forever\nPOST /api/token: 503".parse().expect("reads");
        let at = |offset: &str| [("limit".to_owned(), "50".to_owned()), ("offset".to_owned(), offset.to_owned())];
        assert_eq!(script.take("GET", "/v1/shows/abc/episodes", &at("0")), Fault::Pass);
        for _ in 0..3 {
            assert_eq!(script.take("GET", "/v1/shows/abc/episodes", &at("50")), json(500));
        }
        assert_eq!(script.take("GET", "/v1/shows/abc", &at("50")), Fault::Pass);
        assert_eq!(script.take("GET", "/api/token", &[]), Fault::Pass);
        assert_eq!(script.take("POST", "/api/token", &[]), json(503));
    }

    #[test]
    fn the_options_of_a_step_are_read() {
        let read = |text: &str| Step::read(text).map(|step| step.fault);
        let text = FaultBody::Text("User not registered in the Developer Dashboard".into());
        assert_eq!(
            read("403 text=User not registered in the Developer Dashboard"),
            Some(Fault::Status { status: 403, retry_after: None, body: text })
        );
        assert_eq!(
            read("429 retry-after=52531 reason=QUOTA_EXCEEDED"),
            Some(Fault::Status {
                status: 429,
                retry_after: Some("52531".into()),
                body: FaultBody::Json(Some("QUOTA_EXCEEDED".into()))
            })
        );
        assert_eq!(read("502 empty"), Some(Fault::Status { status: 502, retry_after: None, body: FaultBody::Empty }));
        assert_eq!(read("slow=1500"), Some(Fault::Slow(Duration::from_millis(1500))));
        let location = "http://127.0.0.1:1/x".to_owned();
        assert_eq!(read("redirect307=http://127.0.0.1:1/x"), Some(Fault::Redirect { status: 307, location }));
        assert_eq!(read("body={\"items\":7}"), Some(Fault::Body("{\"items\":7}".into())));
    }

    #[test]
    fn a_line_that_does_not_read_says_where_and_why() {
        for (line, column) in [
            ("", 1),
            ("GET", 1),
            ("GET /v1/me", 5),
            ("GET  /v1/me:500", 6),
            (" get /v1/me: ok", 2),
            ("GET v1/me: ok", 5),
        ] {
            let told = FaultScript::one(line).expect_err(line);
            assert!(told.starts_with(&format!("line 1, column {column}: expected `METHOD")), "{told}");
        }
        for step in [
            "",
            "maybe",
            "99",
            "700",
            "slow",
            "slow=-1",
            "429 retry=2",
            "429 retry-after",
            "redirect",
            "redirect200=x",
            "ok=1",
        ] {
            let lines = format!("POST /é: 500\nGET /v1/me/é: ok;{step}; html");
            let told = lines.parse::<FaultScript>().expect_err(step);
            assert!(told.starts_with(&format!("line 2, column 18: step 2 {step:?} is none of ok,")), "{told}");
        }
        let told = FaultScript::one("GET /v1/me: ok; maybe").expect_err("no step");
        assert!(told.starts_with("line 1, column 17: step 2 \"maybe\" is none of ok, a status"), "{told}");
    }
}
