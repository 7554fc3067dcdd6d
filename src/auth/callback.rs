//! Checks a callback. Pure: a request on the socket and a pasted address pass the same rules.
//!
//! The rules come from RFC 6749 §4.1.2, RFC 9207 and RFC 9700 §4.7: no duplicate parameter, the right state, the right
//! issuer if there is one, and either a code or an error. Start with `check`.

use url::{Url, form_urlencoded};

use super::{RedirectUri, state::State};
use crate::{
    domain::{CleanText, Private},
    spotify::Origin,
};

/// Longest code accepted, in bytes. Spotify's have a few hundred.
const MAX_CODE_BYTES: usize = 2048;
/// Longest pasted text accepted, in bytes: the limit of a request head.
const MAX_PASTE_BYTES: usize = 8192;

/// A callback that passed all checks.
#[derive(Debug)]
pub(super) enum Reply {
    Code(Private),
    /// `access_denied`.
    Declined,
    /// Another error code of RFC 6749 §4.1.2.1.
    Failed(CleanText),
}

/// Checks the query of a callback against the state and the accounts service of the attempt. An error does not end the
/// attempt.
pub(super) fn check(query: &str, state: &State, accounts: &Origin) -> Result<Reply, PasteError> {
    let parameters = Parameters::read(query)?;
    // Check the state first: a request without it must learn nothing, and its `error` is not Spotify's.
    if !parameters.state.is_some_and(|received| state.matches(&received)) {
        return Err(PasteError::WrongState);
    }
    if parameters.issuer.is_some_and(|issuer| issuer != accounts.to_string()) {
        return Err(PasteError::WrongIssuer);
    }
    match (parameters.code, parameters.error) {
        (Some(_), Some(_)) => Err(PasteError::Damaged),
        (None, None) => Err(PasteError::NoCode),
        (None, Some(error)) if error == "access_denied" => Ok(Reply::Declined),
        (None, Some(error)) => Ok(Reply::Failed(CleanText::new(&error))),
        (Some(code), None) if code.is_empty() => Err(PasteError::NoCode),
        (Some(code), None) => {
            let fits = code.len() <= MAX_CODE_BYTES && code.bytes().all(|b| b.is_ascii_graphic());
            if fits { Ok(Reply::Code(Private::new(code))) } else { Err(PasteError::Damaged) }
        }
    }
}

/// Returns the query of a pasted address, which must be at the redirect URI of the attempt.
pub(super) fn query_of_paste(pasted: &str, redirect: &RedirectUri, accounts: &Origin) -> Result<String, PasteError> {
    let pasted = pasted.trim();
    if pasted.len() > MAX_PASTE_BYTES {
        return Err(PasteError::Damaged);
    }
    // Some browsers copy an address without its scheme.
    let bare = pasted.strip_prefix(&redirect.authority()).is_some_and(|rest| rest.starts_with('/'));
    let url = if bare { Url::parse(&format!("http://{pasted}")) } else { Url::parse(pasted) };
    let url = url.map_err(|_| PasteError::NotAUrl)?;
    let home = Url::parse(&redirect.to_string()).map_err(|_| PasteError::Elsewhere)?;
    if accounts.covers(&url) && !accounts.covers(&home) {
        return Err(PasteError::AuthorizePage);
    }
    let same_place = url.scheme() == home.scheme()
        && url.host() == home.host()
        && url.port_or_known_default() == home.port_or_known_default()
        && url.path() == home.path()
        && url.username().is_empty()
        && url.password().is_none();
    if !same_place {
        return Err(PasteError::Elsewhere);
    }
    Ok(url.query().unwrap_or_default().to_owned())
}

/// The known parameters of a callback. Others are ignored.
#[derive(Default)]
struct Parameters {
    code: Option<String>,
    state: Option<String>,
    error: Option<String>,
    issuer: Option<String>,
}

impl Parameters {
    /// Parses a query. A duplicate name invalidates all of it (RFC 6749 §3.1).
    fn read(query: &str) -> Result<Self, PasteError> {
        let mut parameters = Self::default();
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            let slot = match &*name {
                "code" => &mut parameters.code,
                "state" => &mut parameters.state,
                "error" => &mut parameters.error,
                "iss" => &mut parameters.issuer,
                _ => continue,
            };
            if slot.replace(value.into_owned()).is_some() {
                return Err(PasteError::Damaged);
            }
        }
        Ok(parameters)
    }
}

/// Why a callback or a pasted redirect URL was rejected. The attempt goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PasteError {
    #[error("not a URL: copy the whole address bar of the browser")]
    NotAUrl,
    /// The authorization page's address, not the one it redirects to.
    #[error("this is the login page: open it, agree, then paste the address you are redirected to")]
    AuthorizePage,
    #[error("this URL is not at the redirect URI")]
    Elsewhere,
    /// A parameter is duplicated or malformed.
    #[error("this URL is damaged: copy the whole address bar of the browser")]
    Damaged,
    /// No state, or that of another attempt.
    #[error("this URL belongs to another login: use the page opened last")]
    WrongState,
    /// `iss` names another service.
    #[error("this URL comes from another service")]
    WrongIssuer,
    /// Neither a code nor an error.
    #[error("this URL has no code: copy the whole address bar of the browser")]
    NoCode,
    /// The attempt has ended, or its callback has arrived.
    #[error("this login has ended: start a new one")]
    Ended,
}

#[cfg(test)]
mod tests;
