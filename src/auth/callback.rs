//! What a callback says, checked. Pure: the socket and a pasted address go through the same rules.
//!
//! The rules are those of RFC 6749 §4.1.2, RFC 9207 and RFC 9700 §4.7: nothing twice, the right state, the right
//! issuer where one is named, and either a code or an error. Start with `check`.

use secrecy::SecretString;
use url::{Url, form_urlencoded};

use super::{RedirectUri, state::State};
use crate::{domain::CleanText, spotify::Origin};

/// The longest code accepted, in bytes; Spotify's have a few hundred.
const MAX_CODE_BYTES: usize = 2048;
/// The longest pasted text looked at, in bytes: as much as a request head may have.
const MAX_PASTE_BYTES: usize = 8192;

/// What Spotify says in a callback that is ours.
#[derive(Debug)]
pub(super) enum Reply {
    /// The person agreed.
    Code(SecretString),
    /// The person said no (`access_denied`).
    Declined,
    /// Another error of RFC 6749 §4.1.2.1, as it was named.
    Failed(CleanText),
}

/// Why a callback is not taken. None of these ends the attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Refusal {
    /// Something comes twice, contradicts itself or cannot be read.
    Damaged,
    /// No state, an empty one, or another one.
    WrongState,
    /// `iss` is there and names another service.
    WrongIssuer,
    /// Neither a code nor an error.
    NoCode,
}

/// Checks the query of a callback against the state and the accounts service of the attempt.
pub(super) fn check(query: &str, state: &State, accounts: &Origin) -> Result<Reply, Refusal> {
    let parameters = Parameters::read(query)?;
    // The state comes first: whoever does not know it learns nothing about the rest, and an error without it is not
    // Spotify's.
    if !parameters.state.is_some_and(|received| state.matches(&received)) {
        return Err(Refusal::WrongState);
    }
    if parameters.issuer.is_some_and(|issuer| issuer != accounts.to_string()) {
        return Err(Refusal::WrongIssuer);
    }
    match (parameters.code, parameters.error) {
        (Some(_), Some(_)) => Err(Refusal::Damaged),
        (None, None) => Err(Refusal::NoCode),
        (None, Some(error)) if error == "access_denied" => Ok(Reply::Declined),
        (None, Some(error)) => Ok(Reply::Failed(CleanText::new(&error))),
        (Some(code), None) if code.is_empty() => Err(Refusal::NoCode),
        (Some(code), None) => {
            let fits = code.len() <= MAX_CODE_BYTES && code.bytes().all(|b| b.is_ascii_graphic());
            if fits { Ok(Reply::Code(SecretString::from(code))) } else { Err(Refusal::Damaged) }
        }
    }
}

/// Finds the query of a pasted address, which has to lead to the redirect URI of the attempt.
pub(super) fn query_of_paste(pasted: &str, redirect: &RedirectUri, accounts: &Origin) -> Result<String, PasteError> {
    let pasted = pasted.trim();
    if pasted.len() > MAX_PASTE_BYTES {
        return Err(PasteError::Damaged);
    }
    // Some browsers show, and copy, an address without its scheme.
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

/// The parameters a callback may have; the values of others are never looked at.
#[derive(Default)]
struct Parameters {
    code: Option<String>,
    state: Option<String>,
    error: Option<String>,
    issuer: Option<String>,
}

impl Parameters {
    /// Reads the query; the second occurrence of a name makes it worthless (RFC 6749 §3.1).
    fn read(query: &str) -> Result<Self, Refusal> {
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
                return Err(Refusal::Damaged);
            }
        }
        Ok(parameters)
    }
}

/// Why a pasted redirect URL was not taken; the attempt goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PasteError {
    /// It does not read as an address.
    #[error("this is not an address; copy the whole line of the browser's address bar")]
    NotAUrl,
    /// It is the authorization page's address, not where it led.
    #[error("this is the page to log in with; open it, agree, and paste the address it leads to")]
    AuthorizePage,
    /// An address of another place than the redirect URI.
    #[error("this is not the address Spotify leads back to")]
    Elsewhere,
    /// A code, state, error or issuer comes twice, or the query cannot be read.
    #[error("this address is damaged; copy the whole line of the browser's address bar")]
    Damaged,
    /// No state, or one of another attempt.
    #[error("this address belongs to another login; use the page opened last")]
    WrongState,
    /// The issuer is not the accounts service that was asked.
    #[error("this address comes from another service")]
    WrongIssuer,
    /// Neither a code nor an error is in it.
    #[error("this address carries no code; copy the whole line of the browser's address bar")]
    NoCode,
    /// The attempt has ended, or its callback has arrived already.
    #[error("this login has ended; start a new one")]
    Ended,
}

impl From<Refusal> for PasteError {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Damaged => Self::Damaged,
            Refusal::WrongState => Self::WrongState,
            Refusal::WrongIssuer => Self::WrongIssuer,
            Refusal::NoCode => Self::NoCode,
        }
    }
}

#[cfg(test)]
mod tests;
