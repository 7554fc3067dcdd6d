//! Maps a 4xx of the Web API by its status and its body, which is JSON, plain text or empty.

use serde_json::Value;

use super::{Answer, ApiError};
use crate::domain::CleanText;

/// Most characters kept of a message.
const MESSAGE_CHARS: usize = 200;

pub(super) fn read(answer: &Answer) -> ApiError {
    let message = message(&answer.text().unwrap_or_default());
    refusal(answer.status(), &message)
}

fn refusal(status: u16, message: &str) -> ApiError {
    let text = message.to_ascii_lowercase();
    match status {
        401 => ApiError::LoggedOut,
        403 if text.contains("insufficient client scope") => ApiError::MissingScope,
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

/// The message in a body: `{"error":{"message"}}`, `{"error","error_description"}`, or the plain text.
fn message(body: &str) -> String {
    let json: Value = serde_json::from_str(body).unwrap_or_default();
    let known = ["/error/message", "/error_description", "/message", "/error"];
    let found = known.iter().find_map(|at| json.pointer(at).and_then(Value::as_str));
    let text = match found {
        Some(text) => text,
        None if json.is_object() => "",
        None => body,
    };
    text.chars().take(MESSAGE_CHARS).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_is_read_from_json_plain_text_and_an_empty_body() {
        let forbidden = |text: &str| ApiError::Forbidden(CleanText::new(text));
        let status = |status, text: &str| ApiError::Status { status, message: CleanText::new(text) };
        for (code, body, error) in [
            (403, r#"{"error":{"status":403,"message":"Insufficient client scope"}}"#, ApiError::MissingScope),
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
            assert_eq!(refusal(code, &message(body)), error, "{code} {body}");
        }
    }

    #[test]
    fn a_message_is_cut_at_a_character() {
        assert_eq!(message(&"ä".repeat(5_000)).chars().count(), MESSAGE_CHARS);
    }
}
