//! HTTP requests and responses as plain data.

use std::time::Duration;

use jiff::Timestamp;
use serde_json::{Value, json};
use url::form_urlencoded;

/// An HTTP request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// The method, in capitals.
    pub method: String,
    /// The path, as sent (percent-encoded).
    pub path: String,
    /// The query without `?`, empty if absent.
    pub query: String,
    /// The `Authorization` header.
    pub authorization: Option<String>,
    /// The `Content-Type` header.
    pub content_type: Option<String>,
    /// The body.
    pub body: Vec<u8>,
    /// The time of arrival.
    pub at: Timestamp,
}

impl Request {
    /// A GET without headers, of a path that may carry a query.
    pub fn get(target: &str, at: Timestamp) -> Self {
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        Self {
            method: "GET".to_owned(),
            path: path.to_owned(),
            query: query.to_owned(),
            authorization: None,
            content_type: None,
            body: Vec::new(),
            at,
        }
    }

    /// Path and query as sent.
    pub fn target(&self) -> String {
        if self.query.is_empty() { self.path.clone() } else { format!("{}?{}", self.path, self.query) }
    }

    /// The decoded pairs of the query, in order.
    pub fn query_pairs(&self) -> Vec<(String, String)> {
        form_urlencoded::parse(self.query.as_bytes()).into_owned().collect()
    }
}

/// An HTTP response.
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
    /// At once, as a whole.
    Whole,
    /// As a whole, with this delay.
    Late(Duration),
    /// Half of the body, then the connection breaks.
    Truncated,
    /// Never, as long as the service runs.
    Never,
}

impl Response {
    pub(crate) fn empty(status: u16) -> Self {
        Self { status, headers: Vec::new(), body: Vec::new(), delivery: Delivery::Whole }
    }

    pub(crate) fn json(status: u16, value: &serde_json::Value) -> Self {
        Self::empty(status).with("content-type", "application/json; charset=utf-8").body(value.to_string())
    }

    pub(crate) fn text(status: u16, text: &str) -> Self {
        Self::empty(status).with("content-type", "text/plain; charset=utf-8").body(text)
    }

    /// A page for the browser. Its policy allows inline style only.
    pub(crate) fn html(status: u16, page: String) -> Self {
        Self::empty(status)
            .with("content-type", "text/html; charset=utf-8")
            .with(
                "content-security-policy",
                "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'",
            )
            .with("cache-control", "no-store")
            .with("referrer-policy", "no-referrer")
            .with("x-content-type-options", "nosniff")
            .body(page)
    }

    pub(crate) fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    pub(crate) fn body(mut self, body: impl Into<Vec<u8>>) -> Self {
        self.body = body.into();
        self
    }

    pub(crate) fn delivered(mut self, delivery: Delivery) -> Self {
        self.delivery = delivery;
        self
    }
}

/// Sets a field of an object.
pub(super) fn put(object: &mut Value, field: &str, value: impl Into<Value>) {
    if let Some(fields) = object.as_object_mut() {
        fields.insert(field.to_owned(), value.into());
    }
}

/// Spotify's JSON error body.
pub(super) fn error(status: u16, message: &str, reason: Option<&str>) -> Response {
    let mut fields = json!({ "status": status, "message": message });
    if let Some(reason) = reason {
        put(&mut fields, "reason", reason);
    }
    Response::json(status, &json!({ "error": fields }))
}

/// The usual message of a status.
pub(super) fn phrase(status: u16) -> &'static str {
    match status {
        400 => "Bad request",
        401 => "The access token expired",
        403 => "Forbidden",
        404 => "non existing id",
        429 => "API rate limit exceeded",
        500 => "Server error",
        502 => "Error while loading resource",
        503 => "Service unavailable",
        504 => "Gateway timeout",
        _ => "Error",
    }
}

/// Form fields or query parameters, each at most once.
#[derive(Debug)]
pub(crate) struct Params(Vec<(String, String)>);

impl Params {
    /// Reads `a=b&c=d`.
    ///
    /// # Errors
    /// The name of a duplicate parameter.
    pub(crate) fn parse(encoded: &[u8]) -> Result<Self, String> {
        let pairs: Vec<(String, String)> = form_urlencoded::parse(encoded).into_owned().collect();
        let twice = pairs.iter().enumerate().find(|(i, (name, _))| pairs.iter().skip(i + 1).any(|(n, _)| n == name));
        match twice {
            Some((_, (name, _))) => Err(name.clone()),
            None => Ok(Self(pairs)),
        }
    }

    /// A parameter that is present and not empty.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(n, value)| n == name && !value.is_empty()).map(|(_, value)| value.as_str())
    }
}
