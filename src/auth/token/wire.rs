//! The token endpoint's answers as they come, read strictly where a mistake would cost the login.

use std::borrow::Cow;

use serde::Deserialize;
use serde_json::Value;

use super::{Grant, RefreshToken, TokenError};
use crate::{
    domain::{CleanText, Scopes},
    spotify::{AccessToken, Answer, ApiError},
};

/// How long a token is taken to live where the answer does not say so usably: what Spotify's tokens do live.
const USUAL_LIFETIME: i64 = 3600;
/// The longest lifetime believed.
const LONGEST_LIFETIME: i64 = 86_400;

/// Reads an answer of any status the guard lets through (2xx, 4xx).
pub(super) fn read(answer: &Answer) -> Result<Grant, TokenError> {
    if answer.is_success() {
        Ok(grant(&answer.text()?)?)
    } else {
        let text = answer.text().unwrap_or_default();
        Err(refusal(answer.status(), &text))
    }
}

/// Text borrowed from the body, so that a token has no second copy that nobody wipes.
#[derive(Deserialize, Default)]
struct Text<'a>(#[serde(borrow)] Cow<'a, str>);

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

/// Reads a grant (RFC 6749 §5.1).
pub(super) fn grant(body: &str) -> Result<Grant, ApiError> {
    let wire: GrantWire<'_> = serde_json::from_str(body).map_err(|_| unreadable("the answer holds no token"))?;
    if !wire.token_type.0.eq_ignore_ascii_case("bearer") {
        return Err(unreadable("the token is of another type than bearer"));
    }
    let access = AccessToken::parse(&wire.access_token.0).ok_or_else(|| unreadable("the access token is malformed"))?;
    let refresh = match wire.refresh_token {
        None => None,
        Some(Text(token)) if token.is_empty() => None,
        Some(Text(token)) => {
            Some(RefreshToken::parse(&token).ok_or_else(|| unreadable("the refresh token is malformed"))?)
        }
    };
    let scopes = wire.scope.map(|Text(list)| Scopes::parse(&list));
    Ok(Grant { access, refresh, scopes, lifetime: lifetime(&wire.expires_in) })
}

/// Seconds to live. Missing, zero, negative or unreadable counts as the usual hour: a token that is shorter-lived than
/// that costs one 401, one that is thought dead at birth would cost a refresh per request.
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

/// Reads a refusal (RFC 6749 §5.2); what cannot be read is only its status.
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

fn unreadable(why: &str) -> ApiError {
    ApiError::Unreadable(CleanText::new(why))
}

#[cfg(test)]
mod tests;
