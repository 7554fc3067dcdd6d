//! Parses a request head within bounds. Pure.
//!
//! Accepts only a `GET` in origin form with one right `Host` and no header that announces a body (security B2-B5). Never
//! reads a body.

use std::str::FromStr;

use tiny_http::Method;

/// Longest head accepted, in bytes.
pub(super) const MAX_BYTES: usize = 8 * 1024;
/// Most header fields accepted.
const MAX_FIELDS: usize = 64;

/// The state of a head.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Head {
    /// Incomplete.
    Partial,
    Get(Target),
    Refused(Refused),
}

/// The requested path and query. `Debug` omits the query.
#[derive(PartialEq, Eq)]
pub(super) struct Target {
    pub(super) path: String,
    /// Without the question mark.
    pub(super) query: String,
}

impl std::fmt::Debug for Target {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Target({})", self.path)
    }
}

/// Why a request is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Refused {
    /// Not an HTTP/1 request, or not one for this listener.
    Bad,
    /// Another method than GET.
    Method,
    TooLarge,
}

/// Parses the bytes read so far. `authority` is the only `Host` accepted.
pub(super) fn read(bytes: &[u8], authority: &str) -> Head {
    let mut fields = [httparse::EMPTY_HEADER; MAX_FIELDS];
    let mut request = httparse::Request::new(&mut fields);
    let length = match request.parse(bytes) {
        Ok(httparse::Status::Complete(length)) => length,
        Ok(httparse::Status::Partial) if bytes.len() >= MAX_BYTES => return Head::Refused(Refused::TooLarge),
        Ok(httparse::Status::Partial) => return Head::Partial,
        Err(httparse::Error::TooManyHeaders) => return Head::Refused(Refused::TooLarge),
        Err(_) => return Head::Refused(Refused::Bad),
    };
    if length > MAX_BYTES {
        return Head::Refused(Refused::TooLarge);
    }
    let (Some(method), Some(target)) = (request.method, request.path) else { return Head::Refused(Refused::Bad) };
    if Method::from_str(method) != Ok(Method::Get) {
        return Head::Refused(Refused::Method);
    }
    // Bytes after the head are an unannounced body or a second request. No browser sends either.
    if bytes.len() > length || !is_ours(request.headers, authority) {
        return Head::Refused(Refused::Bad);
    }
    origin_form(target).map_or(Head::Refused(Refused::Bad), Head::Get)
}

/// Whether the fields have exactly one `Host`, this listener's, and announce no body and no other protocol.
fn is_ours(fields: &[httparse::Header<'_>], authority: &str) -> bool {
    let mut hosts = 0;
    let mut lengths = 0;
    for field in fields {
        match field.name.to_ascii_lowercase().as_str() {
            "host" if field.value == authority.as_bytes() => hosts += 1,
            "content-length" if field.value == b"0" => lengths += 1,
            "host" | "content-length" | "transfer-encoding" | "expect" | "upgrade" => return false,
            _ => {}
        }
    }
    hosts == 1 && lengths <= 1
}

/// Splits a target in origin form (RFC 9112 §3.2.1): a path of visible ASCII and a query.
fn origin_form(target: &str) -> Option<Target> {
    let plain = target.starts_with('/') && target.bytes().all(|b| b.is_ascii_graphic() && b != b'#');
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    plain.then(|| Target { path: path.to_owned(), query: query.to_owned() })
}

#[cfg(test)]
mod tests;
