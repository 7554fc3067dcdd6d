//! The pure part: an in-memory Spotify, which takes a request with its time and returns a response.
//!
//! No I/O, no clock, no randomness but the seed. Start with [`World::handle`]; `accounts` is the accounts service, `api`
//! the Web API; the first issues `tokens`, the second checks them.

mod accounts;
mod api;
mod exchange;
mod library;
mod log;
mod message;
mod pages;
mod quota;
mod redirect;
mod tokens;
mod wire;

use jiff::{Timestamp, tz::TimeZone};

use super::{
    Change, ChangeError, DemoOptions, FaultScript, Listener, covers,
    data::Catalogue,
    script::{Fault, FaultBody},
};
use accounts::Accounts;
use api::Api;
use tokens::{Login, Tokens};

pub use log::{Log, Logged};
pub(super) use message::Params;
pub use message::{Delivery, Request, Response};
pub use tokens::{CLIENT_ID, CONFIDENTIAL, ConfidentialClient};

/// The embedded Spotify.
#[derive(Debug)]
pub struct World {
    accounts: Accounts,
    api: Api,
    tokens: Tokens,
    /// The scripted answers that are left.
    pub faults: FaultScript,
    /// The requests so far.
    pub log: Log,
}

impl World {
    /// A world whose links begin with `origin` (`http://127.0.0.1:PORT`), its data dated from the day of `start` (UTC)
    /// unless the options name one.
    pub fn new(options: &DemoOptions, origin: &str, start: Timestamp) -> Self {
        let today = start.to_zoned_datetime(TimeZone::UTC).date();
        let mut faults = FaultScript::default();
        options.faults.iter().cloned().for_each(|script| faults.extend(script));
        Self {
            accounts: Accounts::new(options),
            api: Api::new(options, Catalogue::new(options, today), origin, start),
            tokens: Tokens::new(options, start),
            faults,
            log: Log::default(),
        }
    }

    /// Answers a request and logs it.
    pub fn handle(&mut self, request: &Request) -> Response {
        let fault = self.faults.take(&request.method, &request.path, &request.query_pairs());
        let response = match fault {
            Fault::Pass => self.answer(request),
            Fault::Slow(by) => self.answer(request).delivered(Delivery::Late(by)),
            Fault::Truncated => self.answer(request).delivered(Delivery::Truncated),
            Fault::Hang => Response::empty(504).delivered(Delivery::Never),
            Fault::Html => Response::html(200, pages::sign_in()),
            Fault::Body(text) => Response::empty(200).with("content-type", "application/json").body(text),
            Fault::Redirect { status, location } => Response::empty(status).with("location", location),
            Fault::Status { status, retry_after, body } => scripted(request, status, retry_after, body),
        };
        self.log.note(request, response.status);
        response
    }

    /// Applies a change, made by `by` if it belongs to a listener. Returns the id of the show, of the device, or of the
    /// listener.
    ///
    /// # Errors
    /// [`ChangeError`]; nothing has changed then.
    pub fn change(&mut self, by: Listener, change: &Change, at: Timestamp) -> Result<String, ChangeError> {
        self.api.change(by, change, at)
    }

    /// Logs a listener in at the website: the consent page asks this one from now on.
    pub fn browse_as(&mut self, listener: Listener) {
        self.accounts.browse_as(listener);
    }

    /// Consents to an authorize request as the Agree button does. Returns the callback URL.
    ///
    /// # Errors
    /// The sentence the browser page shows instead of calling back.
    pub fn approve(&mut self, query: &str, at: Timestamp) -> Result<String, String> {
        self.accounts.approve(query, at)
    }

    /// An access token with all scopes, as if a listener had just consented.
    pub fn access_token(&mut self, listener: Listener, at: Timestamp) -> String {
        self.tokens.access(Login::to_everything(listener, at), at)
    }

    /// Refuses every access token given out so far.
    pub fn expire_access_tokens(&mut self) {
        self.tokens.expire_access();
    }

    /// Refuses every token given out so far.
    pub fn revoke_logins(&mut self) {
        self.tokens.revoke_all();
        self.accounts.forget();
    }

    fn answer(&mut self, request: &Request) -> Response {
        match request.path.as_str() {
            path if path == "/v1" || path.starts_with("/v1/") => self.api.answer(request, &self.tokens),
            "/authorize" => self.accounts.authorize(request),
            "/api/token" => self.accounts.token(request, &mut self.tokens),
            path if request.method == "GET"
                && let Some(cover) = covers::at(path) =>
            {
                Response::empty(200).with("content-type", "image/png").body(cover)
            }
            "/" if request.method == "GET" => Response::html(200, pages::front()),
            _ => Response::html(404, pages::message("Nothing here", "This demo has no such page.")),
        }
    }
}

/// A scripted status, with the body that the requested service would send.
fn scripted(request: &Request, status: u16, retry_after: Option<String>, body: FaultBody) -> Response {
    let response = match body {
        FaultBody::Empty => Response::empty(status),
        FaultBody::Text(text) => Response::text(status, &text),
        FaultBody::Json(_) if request.path == "/api/token" => {
            exchange::error(status, "server_error", "Scripted failure")
        }
        FaultBody::Json(reason) => message::error(status, message::phrase(status), reason.as_deref()),
    };
    match retry_after {
        Some(value) => response.with("retry-after", value),
        None => response,
    }
}

#[cfg(test)]
mod tests;
