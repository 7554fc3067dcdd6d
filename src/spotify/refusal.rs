//! Maps a 4xx of the Web API by its status and its body, which is JSON, plain text or empty.

use serde_json::Value;

use super::{Answer, ApiError};
use crate::domain::{CleanText, Scope};

/// Most characters kept of a message.
const MESSAGE_CHARS: usize = 200;

/// `scope` is the one that the endpoint needs.
pub(super) fn read(answer: &Answer, scope: Option<Scope>) -> ApiError {
    refusal(answer.status(), &Body::parse(&answer.text().unwrap_or_default()), scope)
}

/// A refusal of `/me/player`, by the reason in its body, else by its message: not every refusal has a reason.
fn of_player(status: u16, body: &Body) -> Option<ApiError> {
    let text = body.message.to_ascii_lowercase();
    let is = |reasons: &[&str], words: &[&str]| {
        reasons.contains(&body.reason.as_str()) || words.iter().any(|words| text.contains(words))
    };
    match status {
        404 if is(&["NO_ACTIVE_DEVICE"], &["no active device"]) => Some(ApiError::NoActiveDevice),
        404 if is(&["DEVICE_NOT_FOUND"], &["device not found"]) => Some(ApiError::DeviceNotFound),
        403 if is(&["PREMIUM_REQUIRED"], &["premium required"]) => Some(ApiError::PremiumRequired),
        403 if is(DEVICE_REASONS, &["device is restricted", "restricted device", "not controllable"]) => {
            Some(ApiError::DeviceRestricted)
        }
        403 if is(STATE_REASONS, &["restriction violated"]) => Some(ApiError::Restricted),
        _ => None,
    }
}

/// The device takes no command.
const DEVICE_REASONS: &[&str] = &["DEVICE_NOT_CONTROLLABLE", "REMOTE_CONTROL_DISALLOW"];
/// The player is in that state already, or does not allow the command now.
const STATE_REASONS: &[&str] = &[
    "ALREADY_PAUSED",
    "NOT_PAUSED",
    "ALREADY_PLAYING",
    "NOT_PLAYING_TRACK",
    "NOT_PLAYING_CONTEXT",
    "NOT_PLAYING_LOCALLY",
    "NO_PREV_TRACK",
    "NO_NEXT_TRACK",
    "NO_SPECIFIC_TRACK",
    "ENDLESS_CONTEXT",
    "CONTEXT_DISALLOW",
    "VOLUME_CONTROL_DISALLOW",
];

fn refusal(status: u16, body: &Body, scope: Option<Scope>) -> ApiError {
    if let Some(error) = of_player(status, body) {
        return error;
    }
    let message = body.message.as_str();
    let text = message.to_ascii_lowercase();
    match status {
        401 => ApiError::LoggedOut,
        403 if text.contains("insufficient client scope") => ApiError::MissingScope(scope),
        403 if text.contains("premium") && text.contains("owner") => ApiError::OwnerNeedsPremium,
        403 if text.contains("not registered") => ApiError::UserNotRegistered,
        403 if text.is_empty() => ApiError::Forbidden(CleanText::new("no reason given")),
        403 => ApiError::Forbidden(CleanText::new(message)),
        404 => ApiError::NotFound,
        408 => ApiError::Timeout,
        _ if text.is_empty() => ApiError::Status { status, message: CleanText::new("no reason given") },
        _ => ApiError::Status { status, message: CleanText::new(message) },
    }
}

/// What a body says.
struct Body {
    /// `{"error":{"message"}}`, `{"error","error_description"}`, or the plain text.
    message: String,
    /// `{"error":{"reason"}}`, such as `NO_ACTIVE_DEVICE`.
    reason: String,
}

impl Body {
    fn parse(body: &str) -> Self {
        let json: Value = serde_json::from_str(body).unwrap_or_default();
        let find = |known: &[&str]| known.iter().find_map(|at| json.pointer(at).and_then(Value::as_str));
        let text = match find(&["/error/message", "/error_description", "/message", "/error"]) {
            Some(text) => text,
            None if json.is_object() => "",
            None => body,
        };
        let cut = |text: &str| text.chars().take(MESSAGE_CHARS).collect();
        Self { message: cut(text), reason: cut(find(&["/error/reason", "/reason"]).unwrap_or_default()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_is_read_from_json_plain_text_and_an_empty_body() {
        let forbidden = |text: &str| ApiError::Forbidden(CleanText::new(text));
        let status = |status, text: &str| ApiError::Status { status, message: CleanText::new(text) };
        for (code, body, error) in [
            (403, r#"{"error":{"status":403,"message":"Insufficient client scope"}}"#, ApiError::MissingScope(None)),
            (
                403,
                "Active premium subscription required for the owner of the app. Visit …",
                ApiError::OwnerNeedsPremium,
            ),
            (403, "User not registered in the Developer Dashboard", ApiError::UserNotRegistered),
            (403, r#"{"error":{"status":403,"message":"Forbidden"}}"#, forbidden("Forbidden")),
            (403, "", forbidden("no reason given")),
            (403, "{}", forbidden("no reason given")),
            (401, r#"{"error":{"message":"The access token expired"}}"#, ApiError::LoggedOut),
            (401, "", ApiError::LoggedOut),
            (404, "", ApiError::NotFound),
            (400, r#"{"error":{"status":400,"message":"Invalid limit"}}"#, status(400, "Invalid limit")),
            (400, r#"{"error":"invalid_request","error_description":"why"}"#, status(400, "why")),
            (400, r#"{"error":"invalid_request"}"#, status(400, "invalid_request")),
            (418, "teapot", status(418, "teapot")),
        ] {
            assert_eq!(refused(code, body), error, "{code} {body}");
        }
    }

    #[test]
    fn a_refusal_of_the_player_is_known_by_its_reason_or_its_message() {
        let json = |status: u16, message: &str, reason: &str| {
            format!(r#"{{"error":{{"status":{status},"message":"{message}","reason":"{reason}"}}}}"#)
        };
        for (status, message, reason, error) in [
            (404, "Player command failed: No active device found", "NO_ACTIVE_DEVICE", ApiError::NoActiveDevice),
            (404, "x", "NO_ACTIVE_DEVICE", ApiError::NoActiveDevice),
            (404, "Device not found", "", ApiError::DeviceNotFound),
            (404, "Not found.", "UNKNOWN", ApiError::NotFound),
            (403, "Player command failed: Premium required", "PREMIUM_REQUIRED", ApiError::PremiumRequired),
            (403, "x", "PREMIUM_REQUIRED", ApiError::PremiumRequired),
            (403, "Player command failed: Restriction violated", "UNKNOWN", ApiError::Restricted),
            (403, "Cannot control device volume", "VOLUME_CONTROL_DISALLOW", ApiError::Restricted),
            (403, "Device is restricted", "UNKNOWN", ApiError::DeviceRestricted),
            (403, "x", "DEVICE_NOT_CONTROLLABLE", ApiError::DeviceRestricted),
            (403, "The device is not controllable", "", ApiError::DeviceRestricted),
            (403, "Insufficient client scope", "", ApiError::MissingScope(None)),
        ] {
            assert_eq!(refused(status, &json(status, message, reason)), error, "{message} {reason}");
        }
        let owner = "Active premium subscription required for the owner of the app";
        assert_eq!(refused(403, owner), ApiError::OwnerNeedsPremium);
    }

    fn refused(status: u16, body: &str) -> ApiError {
        refusal(status, &Body::parse(body), None)
    }

    #[test]
    fn a_message_is_cut_at_a_character() {
        assert_eq!(Body::parse(&"ä".repeat(5_000)).message.chars().count(), MESSAGE_CHARS);
    }
}
