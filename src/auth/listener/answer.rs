//! Answers to the browser: fixed pages chosen by the outcome, with nothing from the request (security B13).
//!
//! `tiny_http` writes them into a buffer; it never sees the socket (security B17).

use base64::{Engine, prelude::BASE64_STANDARD};
use sha2::{Digest, Sha256};
use tiny_http::{HTTPVersion, Header, Response, StatusCode};

use super::{Outcome, head::Refused};

const WAITING: &str = include_str!("../../../assets/callback/waiting.html");
const DONE: &str = include_str!("../../../assets/callback/done.html");
const DECLINED: &str = include_str!("../../../assets/callback/declined.html");
const FAILED: &str = include_str!("../../../assets/callback/failed.html");

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Answer {
    /// The login is still open: the answer to a rejected callback and to a reload before the outcome.
    Waiting(u16),
    /// Redirects to the page of the outcome, which removes the code from the address bar (security B14).
    SeeOther(Outcome),
    /// The page of the outcome.
    Page(Outcome),
    NotFound,
    Refused(Refused),
}

impl Outcome {
    pub(super) fn path(self) -> &'static str {
        match self {
            Self::Done => "/done",
            Self::Declined => "/declined",
            Self::Failed => "/failed",
        }
    }

    fn page(self) -> &'static str {
        match self {
            Self::Done => DONE,
            Self::Declined => DECLINED,
            Self::Failed => FAILED,
        }
    }
}

impl Answer {
    /// The answer as sent over the wire.
    pub(super) fn bytes(self) -> Vec<u8> {
        let (status, body) = match self {
            Self::Waiting(status) => (status, WAITING),
            Self::SeeOther(_) => (303, ""),
            Self::Page(outcome) => (200, outcome.page()),
            Self::NotFound => (404, ""),
            Self::Refused(Refused::Bad) => (400, ""),
            Self::Refused(Refused::Method) => (405, ""),
            Self::Refused(Refused::TooLarge) => (431, ""),
        };
        let mut headers = vec![
            ("Server", "spotpods-tui".to_owned()),
            ("Content-Type", "text/html; charset=utf-8".to_owned()),
            ("Cache-Control", "no-store".to_owned()),
            ("Referrer-Policy", "no-referrer".to_owned()),
            ("X-Content-Type-Options", "nosniff".to_owned()),
            ("Cross-Origin-Resource-Policy", "same-origin".to_owned()),
            ("Content-Security-Policy", content_security_policy(body)),
        ];
        match self {
            Self::SeeOther(outcome) => headers.push(("Location", outcome.path().to_owned())),
            Self::Refused(Refused::Method) => headers.push(("Allow", "GET".to_owned())),
            Self::Waiting(_) | Self::Page(_) | Self::NotFound | Self::Refused(_) => {}
        }
        let headers = headers.into_iter().filter_map(|(name, value)| Header::from_bytes(name, value).ok()).collect();
        let response = Response::new(StatusCode(status), headers, body.as_bytes(), Some(body.len()), None);
        let mut wire = Vec::with_capacity(1024 + body.len());
        // Writing to memory does not fail. If it ever did, the connection would close without an answer.
        if response.raw_print(&mut wire, HTTPVersion(1, 1), &[], false, None).is_err() {
            return Vec::new();
        }
        close_after(wire)
    }
}

/// `default-src 'none'`, plus the inline style of the page by its hash.
fn content_security_policy(page: &str) -> String {
    let style = page.split_once("<style>").and_then(|(_, rest)| rest.split_once("</style>"));
    let style = style
        .map(|(style, _)| format!("style-src 'sha256-{}'; ", BASE64_STANDARD.encode(Sha256::digest(style.as_bytes()))));
    format!(
        "default-src 'none'; {}base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
        style.unwrap_or_default()
    )
}

/// Adds `Connection: close`, which `tiny_http` removes from its headers.
fn close_after(wire: Vec<u8>) -> Vec<u8> {
    let Some(end) = wire.windows(2).position(|pair| pair == b"\r\n") else { return wire };
    let (status_line, rest) = wire.split_at(end);
    [status_line, b"\r\nConnection: close", rest].concat()
}

#[cfg(test)]
mod tests;
