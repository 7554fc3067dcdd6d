//! Answers of the token endpoint, parsed strictly: a mistake here would lose the login.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Grant, RefreshToken, TokenError};
use crate::{
    domain::{CleanText, Scopes},
    spotify::{AccessToken, Answer, ApiError},
};

/// Lifetime in seconds where `expires_in` is unusable: what Spotify's tokens have.
const USUAL_LIFETIME: i64 = 3600;
/// Longer lifetimes are clamped to this.
const LONGEST_LIFETIME: i64 = 86_400;

/// Parses an answer with any status that [`crate::spotify::Http::send`] returns (2xx, 4xx).
pub(super) fn read(answer: &Answer) -> Result<Grant, TokenError> {
    if answer.is_success() {
        Ok(grant(&answer.text()?)?)
    } else {
        let text = answer.text().unwrap_or_default();
        Err(refusal(answer.status(), &text))
    }
}

/// Text borrowed from the body, so that no copy of a token stays in memory.
#[derive(Serialize, Deserialize, Default)]
pub(in crate::auth) struct Text<'a>(#[serde(borrow)] pub(in crate::auth) Cow<'a, str>);

#[derive(Deserialize)]
struct GrantWire<'a> {
    #[serde(borrow)]
    access_token: Text<'a>,
    #[serde(borrow)]
    token_type: Text<'a>,
    #[serde(borrow, default)]
    refresh_token: Option<Text<'a>>,
    #[serde(borrow, default)]
    scope: Option<Text<'a>>,
    #[serde(default)]
    expires_in: Value,
}

/// Parses a grant (RFC 6749 §5.1).
pub(super) fn grant(body: &str) -> Result<Grant, ApiError> {
    let wire: GrantWire<'_> =
        serde_json::from_str(body).map_err(|_| ApiError::unreadable("the answer has no token"))?;
    if !wire.token_type.0.eq_ignore_ascii_case("bearer") {
        return Err(ApiError::unreadable("the token type is not bearer"));
    }
    let access = AccessToken::parse(&wire.access_token.0)
        .ok_or_else(|| ApiError::unreadable("the access token is malformed"))?;
    let refresh = match wire.refresh_token {
        None => None,
        Some(Text(token)) if token.is_empty() => None,
        Some(Text(token)) => {
            Some(RefreshToken::parse(&token).ok_or_else(|| ApiError::unreadable("the refresh token is malformed"))?)
        }
    };
    let scopes = wire.scope.map(|Text(list)| Scopes::parse(&list));
    Ok(Grant { access, refresh, scopes, lifetime: lifetime(&wire.expires_in) })
}

/// Lifetime in seconds. Missing, zero, negative or unreadable values count as an hour: a token that ends sooner costs one
/// 401, while a token taken as expired at once would cost a refresh per request.
fn lifetime(value: &Value) -> i64 {
    let text = match value {
        Value::Number(number) => number.to_string(),
        Value::String(text) => text.trim().to_owned(),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => String::new(),
    };
    let whole = text.split_once('.').map_or(text.as_str(), |(whole, _)| whole);
    match whole.parse::<i128>() {
        Ok(seconds) if seconds > 0 => i64::try_from(seconds).unwrap_or(LONGEST_LIFETIME).min(LONGEST_LIFETIME),
        _ => USUAL_LIFETIME,
    }
}

#[derive(Deserialize, Default)]
struct RefusalWire {
    #[serde(default)]
    error: Value,
    #[serde(default)]
    error_description: Value,
}

/// Parses an error (RFC 6749 §5.2). An unreadable body leaves only the status.
pub(super) fn refusal(status: u16, body: &str) -> TokenError {
    let wire: RefusalWire = serde_json::from_str(body).unwrap_or_default();
    match wire.error.as_str() {
        Some("invalid_grant") => TokenError::InvalidGrant,
        Some("invalid_client") => TokenError::Api(ApiError::InvalidClient),
        error => {
            let message = wire.error_description.as_str().or(error).unwrap_or_default();
            TokenError::Api(ApiError::Status { status, message: CleanText::new(message) })
        }
    }
}

#[cfg(test)]
mod tests;
