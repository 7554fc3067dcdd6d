//! A request head, read within bounds. Pure.
//!
//! The only request that is ever more than refused is a `GET` in origin form with one right `Host` and nothing that
//! announces a body (security B2-B5). A body is never read, whatever its announced length.

use std::str::FromStr;

use tiny_http::Method;

/// The longest head accepted, in bytes.
pub(super) const MAX_BYTES: usize = 8 * 1024;
/// The most header fields accepted.
const MAX_FIELDS: usize = 64;

/// What has been read of a head so far.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Head {
    /// It is not complete yet.
    Partial,
    /// A request that may be looked at.
    Get(Target),
    /// A request that is refused.
    Refused(Refused),
}

/// The path and query asked for. `Debug` shows the path alone.
#[derive(PartialEq, Eq)]
pub(super) struct Target {
    /// The path, as it was sent.
    pub(super) path: String,
    /// The query, without its question mark.
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
    /// It is no HTTP/1 request, or not one for us.
    Bad,
    /// Another method than GET.
    Method,
    /// The head is larger than accepted.
    TooLarge,
}

/// Reads what has come so far; `authority` is the one `Host` accepted.
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
    // Bytes after the head are a body that was not announced, or a second request: no browser sends either.
    if bytes.len() > length || !is_ours(request.headers, authority) {
        return Head::Refused(Refused::Bad);
    }
    origin_form(target).map_or(Head::Refused(Refused::Bad), Head::Get)
}

/// Whether the fields name this listener once and announce no body and no other protocol.
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
