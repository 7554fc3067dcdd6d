//! `/_demo/…`: lets tests and scripts read the log, move the clock and change the data. Not part of the imitated API.
//!
//! These requests are neither logged nor counted nor delayed, and take no scripted fault. Only programs on this computer may
//! send them: they need the header `X-Demo: 1`, which no web page can send across origins without a preflight, no `Origin`,
//! and the loopback literal as `Host`, against DNS rebinding. Answers are JSON; errors are 4xx with `{"error":"…"}`.
//!
//! | request | |
//! |---|---|
//! | `GET /_demo/requests[?since=N]` | `{"total","now","requests":[{"method","target","status","at","bearer"}]}`, the requests after the first N |
//! | `GET /_demo/clock` | `{"now"}` |
//! | `POST /_demo/clock?advance=SECONDS` | moves the service's clock forward |
//! | `POST /_demo/script` | the body is a fault script, see [`super::script`] |
//! | `POST /_demo/change[?listener=second]` | the body is a [`Change`] as JSON; answers `{"show"}`, `{"device"}` or `{"listener"}`: the id of what changed |
//! | `POST /_demo/browse?listener=second` | sets the listener logged in at the website, whom the consent page asks |
//! | `POST /_demo/expire-access-tokens` | expires all access tokens |
//! | `POST /_demo/revoke-logins` | revokes all logins |

use std::time::Duration;

use axum::http::{HeaderMap, HeaderValue, header};
use serde_json::{Value, json};

use super::{
    Change, Listener, Logged,
    live::Live,
    world::{Params, Request, Response},
};

/// The path prefix of the endpoint.
const ROOT: &str = "/_demo/";

/// Whether a path belongs to the control endpoint.
pub(super) fn is_meant(path: &str) -> bool {
    path.starts_with(ROOT)
}

/// Whether the headers of a request to `127.0.0.1:port` allow it.
pub(super) fn may_ask(headers: &HeaderMap, port: u16) -> bool {
    let only = |name: &str| {
        let mut values = headers.get_all(name).iter();
        values.next().filter(|_| values.next().is_none()).map(HeaderValue::as_bytes)
    };
    only("x-demo") == Some(b"1")
        && only("host") == Some(format!("127.0.0.1:{port}").as_bytes())
        && !headers.contains_key(header::ORIGIN)
}

/// The answer to a request that is not allowed.
pub(super) fn refusal() -> Response {
    let cause =
        "this is for programs on this computer: send the header X-Demo: 1, no Origin, and 127.0.0.1 as the Host";
    failed(403, cause)
}

/// Answers one request.
pub(super) fn answer(live: &mut Live, request: &Request) -> Response {
    let Ok(params) = Params::parse(request.query.as_bytes()) else { return failed(400, "a parameter is repeated") };
    let done = match (request.method.as_str(), request.path.strip_prefix(ROOT).unwrap_or_default()) {
        ("GET", "requests") => requests(live, &params),
        ("GET", "clock") => Ok(now(live)),
        ("POST", "clock") => advance(live, &params),
        ("POST", "script") => script(live, &request.body),
        ("POST", "change") => change(live, &params, request),
        ("POST", "browse") => listener(&params).map(|listener| {
            live.world.browse_as(listener);
            json!({ "listener": listener.name() })
        }),
        ("POST", "expire-access-tokens") => {
            live.world.expire_access_tokens();
            Ok(json!({}))
        }
        ("POST", "revoke-logins") => {
            live.world.revoke_logins();
            Ok(json!({}))
        }
        _ => {
            let known =
                "GET requests, GET clock, POST clock, script, change, browse, expire-access-tokens, revoke-logins";
            return failed(404, &format!("nothing here answers that; below {ROOT} there are {known}"));
        }
    };
    done.map_or_else(|cause| failed(400, &cause), |value| Response::json(200, &value))
}

fn failed(status: u16, cause: &str) -> Response {
    Response::json(status, &json!({ "error": cause }))
}

fn now(live: &Live) -> Value {
    json!({ "now": live.now().to_string() })
}

fn requests(live: &Live, params: &Params) -> Result<Value, String> {
    let since = match params.get("since") {
        None => 0,
        Some(text) => text.parse().map_err(|_| "since: expected a number of requests".to_owned())?,
    };
    let log = &live.world.log;
    let logged: Vec<_> = log
        .since(since)
        .map(|logged| {
            let Logged { method, target, status, at, bearer } = logged;
            json!({ "method": method, "target": target, "status": status, "at": at.to_string(), "bearer": bearer })
        })
        .collect();
    Ok(json!({ "total": log.total(), "now": live.now().to_string(), "requests": logged }))
}

fn advance(live: &mut Live, params: &Params) -> Result<Value, String> {
    let seconds: Option<u32> = params.get("advance").and_then(|text| text.parse().ok());
    let seconds = seconds.ok_or_else(|| format!("advance: expected seconds from 0 to {}", u32::MAX))?;
    live.advance(Duration::from_secs(seconds.into()));
    Ok(now(live))
}

fn script(live: &mut Live, body: &[u8]) -> Result<Value, String> {
    let lines = str::from_utf8(body).map_err(|_| "the script is not UTF-8".to_owned())?;
    live.world.faults.extend(lines.parse()?);
    Ok(json!({}))
}

fn change(live: &mut Live, params: &Params, request: &Request) -> Result<Value, String> {
    let by = listener(params)?;
    let change: Change =
        serde_json::from_slice(&request.body).map_err(|error| format!("the change does not read: {error}"))?;
    let id = live.world.change(by, &change, request.at).map_err(|error| error.to_string())?;
    Ok(json!({ change.subject(): id }))
}

/// The listener named in the query, by default the first.
fn listener(params: &Params) -> Result<Listener, String> {
    match params.get("listener") {
        None | Some("first") => Ok(Listener::First),
        Some("second") => Ok(Listener::Second),
        Some(_) => Err("listener: expected first or second".to_owned()),
    }
}
