//! Where Spotify, and so the demo service, is known to differ from the definition. Everything else has to agree.
//!
//! Each entry has its reason; one that no answer needs any more fails the test.

use super::{definition::Operation, schema::Violation};

/// A difference in the bodies of answers.
pub(crate) struct Difference {
    /// `PATH STATUS PLACE`, or `error` for every error body.
    place: &'static str,
    /// The beginning of the violation.
    why: &'static str,
    /// Where it is known from.
    pub(crate) because: &'static str,
}

/// In bodies.
pub(crate) const BODIES: &[Difference] = &[
    Difference {
        place: "/me/player 200 item",
        why: "null matches not exactly one",
        because: "the description says \"can be null\"; it is for ads, and for episodes without additional_types",
    },
    Difference {
        place: "/me/player/currently-playing 200 item",
        why: "null matches not exactly one",
        because: "as for /me/player",
    },
    Difference {
        place: "/me/player/queue 200 currently_playing",
        why: "null matches not exactly one",
        because: "the description says \"can be null\"",
    },
    Difference {
        place: "/me/player 200 context",
        why: "null instead of object",
        because: "the description says \"can be null\"; what was started with `uris` has no context",
    },
    Difference {
        place: "/me/player/currently-playing 200 context",
        why: "null instead of object",
        because: "as for /me/player",
    },
    Difference {
        place: "/me/player 200 actions",
        why: "the definition does not name `disallows`",
        because: "the reference shows them inside of `disallows`, and clients read them there",
    },
    Difference {
        place: "/me/player/currently-playing 200 actions",
        why: "the definition does not name `disallows`",
        because: "as for /me/player",
    },
    Difference {
        place: "/shows 200 shows/*",
        why: "null instead of object",
        because: "unknown ids are null (seen by every client)",
    },
    Difference {
        place: "/episodes 200 episodes/*",
        why: "null instead of object",
        because: "unknown ids are null (seen by every client)",
    },
    Difference {
        place: "error",
        why: "the definition does not name `reason`",
        because: "the reference has it for the player (NO_ACTIVE_DEVICE, PREMIUM_REQUIRED); QUOTA_EXCEEDED since 2026-07",
    },
];

/// Statuses that the definition does not name, with the operations that answer so. The body is its error body.
pub(crate) fn is_known_status(operation: &Operation, status: u16) -> bool {
    let Operation { path, method } = operation;
    let is_command = path.starts_with("/me/player") && method != "GET";
    match status {
        // The definition names no answer to a request that violates it, except for /me/library.
        400 => !path.starts_with("/me/library"),
        405 => true,
        // Unknown ids and devices, NO_ACTIVE_DEVICE.
        404 => is_command || path.contains("{id}") || matches!(method.as_str(), "PUT" | "DELETE"),
        // Nothing is active: named for /me/player, sent for this one too.
        204 => path == "/me/player/currently-playing",
        _ => false,
    }
}

/// The definition has a bare `ErrorObject` here, unlike everywhere else; Spotify wraps it in `error` (seen).
pub(crate) fn is_wrapped(operation: &Operation, status: u16) -> bool {
    status == 400 && operation.path.starts_with("/me/library")
}

/// Bodies of plain text instead of JSON (seen).
pub(crate) fn is_plain(status: u16, body: &str) -> bool {
    status == 429 && body == "Too many requests"
}

/// Operations that need no scope although the definition names one: fields are missing from their answers instead.
pub(crate) const SCOPELESS: &[(&str, &str)] = &[
    ("GET /me", "without user-read-private it has no country and no product (reference, field by field)"),
    ("GET /shows/{id}", "user-read-playback-position only adds resume_point (reference)"),
    ("GET /shows/{id}/episodes", "user-read-playback-position only adds resume_point (reference)"),
    ("GET /episodes/{id}", "user-read-playback-position only adds resume_point (reference)"),
    ("GET /episodes", "user-read-playback-position only adds resume_point (reference)"),
    ("GET /search", "the definition names none"),
    ("GET /shows", "the definition names none"),
];

/// The entry of the table for a violation of an answer.
pub(crate) fn known(operation: &Operation, status: u16, violation: &Violation) -> Option<usize> {
    let place = format!("{} {status} {}", operation.path, violation.at);
    BODIES.iter().position(|known| {
        let is_there = place == known.place || known.place == "error" && violation.at == "error";
        is_there && violation.why.starts_with(known.why)
    })
}
