//! An answer, read within its bound.

use std::borrow::Cow;

use reqwest::{Response, header::CONTENT_TYPE};

use super::failure;
use crate::{domain::CleanText, spotify::ApiError};

/// A 2xx or 4xx answer. The body is whole, or known to be too large; it is never half read.
#[derive(Clone)]
pub struct Answer {
    status: u16,
    html: bool,
    body: Body,
}

#[derive(Clone)]
enum Body {
    Whole(Vec<u8>),
    TooLarge,
}

impl Answer {
    /// The HTTP status: 200-299 or 400-499, 429 excepted.
    #[must_use]
    pub fn status(&self) -> u16 {
        self.status
    }

    /// Whether the status is 2xx.
    #[must_use]
    pub fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }

    /// Whether the body is larger than the request allows.
    #[must_use]
    pub fn is_too_large(&self) -> bool {
        matches!(self.body, Body::TooLarge)
    }

    /// The body as text. Bytes that are not UTF-8 become U+FFFD, so that one bad byte spoils one title and not a page.
    ///
    /// # Errors
    /// [`ApiError::Unreadable`] when the body is too large or empty.
    pub fn text(&self) -> Result<Cow<'_, str>, ApiError> {
        match &self.body {
            Body::TooLarge => Err(unreadable("the answer is too large")),
            Body::Whole(bytes) => {
                let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).trim_ascii();
                if bytes.is_empty() {
                    Err(unreadable("the answer is empty"))
                } else {
                    Ok(String::from_utf8_lossy(bytes))
                }
            }
        }
    }

    /// Reads a response up to `max` bytes after decompression.
    pub(super) async fn read(mut response: Response, max: usize) -> Result<Self, ApiError> {
        let status = response.status().as_u16();
        let html = response.headers().get(CONTENT_TYPE).and_then(|v| v.to_str().ok()).is_some_and(names_html);
        let announced = response.content_length().unwrap_or(0);
        if announced > u64::try_from(max).unwrap_or(u64::MAX) {
            return Ok(Self { status, html, body: Body::TooLarge });
        }
        let mut bytes = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(|error| failure::from_reqwest(&error))? {
            if bytes.len().saturating_add(chunk.len()) > max {
                return Ok(Self { status, html, body: Body::TooLarge });
            }
            bytes.extend_from_slice(&chunk);
        }
        Ok(Self { status, html, body: Body::Whole(bytes) })
    }

    /// Whether this is HTML, by its header or its first character; JSON never begins with `<`.
    pub(super) fn is_web_page(&self) -> bool {
        self.html || self.text().is_ok_and(|text| text.starts_with('<'))
    }

    /// Whether the body holds `needle`, in any case of ASCII letters.
    pub(super) fn says(&self, needle: &str) -> bool {
        self.text().is_ok_and(|text| text.to_ascii_lowercase().contains(needle))
    }
}

/// What does not fit in a JSON text: the path and the kind of misfit, never the text itself.
pub(in crate::spotify) fn misfit(error: &serde_path_to_error::Error<serde_json::Error>) -> ApiError {
    let at = error.path().to_string();
    let (line, column) = (error.inner().line(), error.inner().column());
    let kind = match error.inner().classify() {
        serde_json::error::Category::Io => "could not be read",
        serde_json::error::Category::Syntax => "is not JSON",
        serde_json::error::Category::Data => "is of another shape",
        serde_json::error::Category::Eof => "ends too early",
    };
    if at == "." {
        unreadable(&format!("it {kind} (line {line}, column {column})"))
    } else {
        unreadable(&format!("{at} {kind}"))
    }
}

pub(in crate::spotify) fn unreadable(why: &str) -> ApiError {
    ApiError::Unreadable(CleanText::new(why))
}

fn names_html(content_type: &str) -> bool {
    let kind = content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    kind == "text/html" || kind == "application/xhtml+xml"
}
