//! An answer with a bounded body.

use std::borrow::Cow;

use reqwest::{Response, header::CONTENT_TYPE};
use serde_json::error::Category;

use super::failure;
use crate::spotify::ApiError;

/// A 2xx or 4xx answer. Its body is whole or too large, never truncated.
#[derive(Clone)]
pub struct Answer {
    status: u16,
    kind: Kind,
    /// `None` if it exceeds the limit.
    body: Option<Vec<u8>>,
}

impl Answer {
    /// The HTTP status: 200-299 or 400-499, except 429.
    pub fn status(&self) -> u16 {
        self.status
    }

    /// Whether the status is 2xx.
    pub fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }

    /// Whether the body exceeds the limit of the request.
    pub fn is_too_large(&self) -> bool {
        self.body.is_none()
    }

    /// The body as text. Invalid UTF-8 becomes U+FFFD, so a bad byte damages one title, not a page.
    ///
    /// # Errors
    /// [`ApiError::Unreadable`] if the body is too large or empty.
    pub fn text(&self) -> Result<Cow<'_, str>, ApiError> {
        let bytes = self.body.as_deref().ok_or_else(|| ApiError::unreadable("the body is too large"))?;
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).trim_ascii();
        if bytes.is_empty() {
            Err(ApiError::unreadable("the body is empty"))
        } else {
            // Valid text is found to be so several times faster.
            Ok(std::str::from_utf8(bytes).map_or_else(|_| String::from_utf8_lossy(bytes), Cow::Borrowed))
        }
    }

    /// Whether there is no body: 204, or nothing but white space.
    pub fn is_empty(&self) -> bool {
        self.body.as_deref().is_some_and(|bytes| bytes.trim_ascii().is_empty())
    }

    /// Reads up to `max` bytes after decompression.
    pub(super) async fn read(mut response: Response, max: usize) -> Result<Self, ApiError> {
        let (status, kind) = (response.status().as_u16(), Kind::of_response(&response));
        let announced = response.content_length().unwrap_or(0);
        if announced > u64::try_from(max).unwrap_or(u64::MAX) {
            return Ok(Self { status, kind, body: None });
        }
        let mut bytes = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(|error| failure::from_reqwest(&error))? {
            if bytes.len().saturating_add(chunk.len()) > max {
                return Ok(Self { status, kind, body: None });
            }
            bytes.extend_from_slice(&chunk);
        }
        Ok(Self { status, kind, body: Some(bytes) })
    }

    /// The same, with an empty body if it breaks off.
    pub(super) async fn read_what_comes(response: Response, max: usize) -> Self {
        let (status, kind) = (response.status().as_u16(), Kind::of_response(&response));
        Self::read(response, max).await.unwrap_or(Self { status, kind, body: Some(Vec::new()) })
    }

    /// Whether this is HTML, by its header or its first character: JSON never starts with `<`. A success with the type of
    /// anything but JSON comes from a proxy too, whatever its body.
    pub(super) fn is_web_page(&self) -> bool {
        let is_foreign = match self.kind {
            Kind::Other => self.is_success() && self.text().is_ok(),
            Kind::Page | Kind::Json => false,
        };
        is_foreign || self.is_html()
    }

    /// Whether this is HTML. Spotify answers some commands with plain text, so only HTML is foreign there.
    pub(super) fn is_html(&self) -> bool {
        matches!(self.kind, Kind::Page) || self.text().is_ok_and(|text| text.starts_with('<'))
    }

    /// Whether the body contains `needle`, ignoring ASCII case.
    pub(super) fn says(&self, needle: &str) -> bool {
        self.text().is_ok_and(|text| text.to_ascii_lowercase().contains(needle))
    }
}

/// The error for JSON that does not parse: its path and the kind of error, never its text.
pub(in crate::spotify) fn misfit(error: &serde_path_to_error::Error<serde_json::Error>) -> ApiError {
    let at = error.path().to_string();
    let (line, column) = (error.inner().line(), error.inner().column());
    let kind = match error.inner().classify() {
        Category::Io => "cannot be read",
        Category::Syntax => "is not JSON",
        Category::Data => "has an unexpected type",
        Category::Eof => "is truncated",
    };
    if at == "." {
        ApiError::unreadable(&format!("the body {kind} (line {line}, column {column})"))
    } else {
        ApiError::unreadable(&format!("{at} {kind}"))
    }
}

/// What the header says of a body.
#[derive(Clone, Copy)]
enum Kind {
    /// JSON, or nothing: a missing header claims nothing else, and the body has to parse in any case.
    Json,
    Page,
    Other,
}

impl Kind {
    fn of_response(response: &Response) -> Self {
        Self::of(response.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok()))
    }

    fn of(content_type: Option<&str>) -> Self {
        let kind = content_type.and_then(|text| text.split(';').next()).unwrap_or_default().trim().to_ascii_lowercase();
        match kind.as_str() {
            "text/html" | "application/xhtml+xml" => Self::Page,
            "" | "application/json" => Self::Json,
            kind if kind.ends_with("+json") => Self::Json,
            _ => Self::Other,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(status: u16, content_type: Option<&str>, body: &str) -> Answer {
        Answer { status, kind: Kind::of(content_type), body: Some(body.into()) }
    }

    #[test]
    fn an_answer_of_another_type_is_the_page_of_a_proxy() {
        for kind in
            ["image/png", "text/plain", "application/octet-stream", "application/jsonp", "TEXT/HTML; charset=x", "x"]
        {
            assert!(answer(200, Some(kind), "{}").is_web_page(), "{kind}");
        }
        for kind in ["application/json", "Application/JSON;charset=utf-8", "application/problem+json ; v=1", ""] {
            assert!(!answer(200, Some(kind), "{}").is_web_page(), "{kind}");
        }
        assert!(!answer(200, None, "{}").is_web_page());
        assert!(answer(200, None, " <html>").is_web_page());
        // An error says what it has to say in its status; an empty body has no type.
        assert!(!answer(400, Some("image/png"), "{}").is_web_page());
        assert!(!answer(204, Some("image/png"), "").is_web_page());
    }
}
