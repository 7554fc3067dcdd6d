//! A pending result. It is announced once, if it takes longer than a moment; a result that comes sooner speaks for itself.

use jiff::{SignedDuration, Timestamp};

/// Longer than a person waits without wondering.
const MOMENT: SignedDuration = SignedDuration::from_secs(1);

/// What is awaited, and since when.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Waiting {
    what: String,
    since: Timestamp,
    is_long: bool,
}

/// What a text waits for, if it does: by convention an ellipsis ends what goes on, and numbers may follow.
pub(super) fn awaited(text: &str, ellipsis: &str) -> Option<String> {
    let (what, rest) = text.split_once(ellipsis)?;
    let is_number = rest.chars().all(|c| c.is_ascii_digit() || matches!(c, ' ' | '/' | ','));
    is_number.then(|| what.to_owned())
}

impl Waiting {
    /// Goes on with what is awaited already.
    pub(super) fn new(what: String, now: Timestamp, before: Option<&Self>) -> Self {
        let since = before.map_or(now, |before| before.since);
        Self { what, since, is_long: since.duration_until(now) >= MOMENT }
    }

    pub(super) fn due(&self) -> Option<Timestamp> {
        self.since.checked_add(MOMENT).ok().filter(|_| !self.is_long)
    }

    pub(super) fn say(&self, before: Option<&Self>) -> Option<String> {
        let is_new = before.is_none_or(|before| !before.is_long || before.what != self.what);
        (self.is_long && is_new).then(|| self.what.clone())
    }
}
