//! The summary of a synchronisation: lines of text, a JSON object, and the exit code.

use jiff::{Timestamp, ZonedDateTime};
use serde_json::{Value, json};

use crate::{
    cli::{Exit, Failure, context::why, output::counted},
    domain::{SyncCounts, SyncEnd, moment::clock_time},
    runtime::{problem, sync::failed},
    spotify::ApiError,
    sync::{Outcome, SyncError},
};

#[derive(Debug)]
pub(super) struct Summary {
    end: SyncEnd,
    /// `None` if it did not run.
    counts: Option<SyncCounts>,
    error: Option<String>,
}

impl Summary {
    pub(super) fn of(outcome: &Outcome, now: &ZonedDateTime) -> Self {
        let Outcome { counts, end, error } = outcome;
        let error = error.as_ref().map(|error| sentence(error, now));
        Self { end: *end, counts: Some(*counts), error }
    }

    /// Of a synchronisation that did not run. It is complete if another process had just synchronised.
    pub(super) fn not_run(end: SyncEnd, error: Option<String>) -> Self {
        Self { end, counts: None, error }
    }

    pub(super) fn lines(&self) -> Vec<String> {
        let Some(counts) = &self.counts else { return Vec::new() };
        if !self.has_read_shows() && counts.stored_episodes == 0 {
            return vec![
                "Nothing fetched; the library is as it was".into(),
                format!("Requests      {}", counts.requests),
            ];
        }
        let shows = match (counts.new_shows, counts.removed_shows) {
            (0, 0) => counts.shows.to_string(),
            (new, gone) => format!("{} ({new} new, {gone} gone)", counts.shows),
        };
        let mut lines = vec![
            format!("Shows         {shows}"),
            format!("New episodes  {}", counts.new_episodes),
            format!("Removed       {}", counts.removed_episodes),
            format!("Stored        {}", counts.stored_episodes),
            format!("Requests      {}", counts.requests),
        ];
        if counts.remaining_pages > 0 {
            let episodes = counted(counts.remaining_episodes, "older episode");
            let requests = counted(counts.remaining_pages, "request");
            lines.push(format!("Remaining     about {episodes} in {requests}"));
        }
        for (count, noun, why) in [(counts.missing_pages, "page", "failed"), (counts.unreadable, "item", "unreadable")]
        {
            if count > 0 {
                lines.push(format!("Missing       {} {why}", counted(count, noun)));
            }
        }
        lines
    }

    /// Whether the list of shows was read. Otherwise their number is unknown, not zero.
    fn has_read_shows(&self) -> bool {
        self.counts.is_some_and(|counts| counts.shows > 0 || self.end == SyncEnd::Complete)
    }

    /// The note on stderr about how it ended.
    pub(super) fn remark(&self, now: &ZonedDateTime) -> Option<String> {
        let error = || self.error.clone().unwrap_or_else(|| "synchronisation failed".to_owned());
        match self.end {
            SyncEnd::Complete => {
                self.error.clone().map(|why| format!("incomplete, the next synchronisation retries: {why}"))
            }
            SyncEnd::Budget { until } => {
                let until = until.map_or_else(String::new, |until| format!(" until {}", clock_time(until, now)));
                Some(format!("daily budget used up{until} (sync.daily_budget)"))
            }
            SyncEnd::Blocked { until } => Some(format!("rate limited by Spotify until {}", clock_time(until, now))),
            SyncEnd::Busy => Some("another process is synchronising".to_owned()),
            SyncEnd::Stopped => Some("stopped; fetched pages are kept".to_owned()),
            SyncEnd::Failed => Some(error()),
        }
    }

    /// The object of `--json`. Its names are stable; unknown values are `null`.
    pub(super) fn object(&self) -> Value {
        let counts = self.counts.as_ref();
        let number = |of: fn(&SyncCounts) -> u32| counts.map(of);
        let of_shows = |of: fn(&SyncCounts) -> u32| counts.filter(|_| self.has_read_shows()).map(of);
        let (end, blocked_until, budget_until) = match self.end {
            SyncEnd::Complete => ("complete", None, None),
            SyncEnd::Budget { until } => ("budget", None, until),
            SyncEnd::Blocked { until } => ("blocked", Some(until), None),
            SyncEnd::Stopped => ("stopped", None, None),
            SyncEnd::Busy | SyncEnd::Failed => ("failed", None, None),
        };
        let time = |at: Option<Timestamp>| at.map(|at| at.to_string());
        json!({
            "end": end,
            "by_another": self.counts.is_none() && self.end == SyncEnd::Complete,
            "requests": counts.map_or(0, |counts| counts.requests),
            "shows": of_shows(|counts| counts.shows),
            "new_shows": of_shows(|counts| counts.new_shows),
            "removed_shows": of_shows(|counts| counts.removed_shows),
            "new_episodes": number(|counts| counts.new_episodes),
            "stored_episodes": number(|counts| counts.stored_episodes),
            "removed": number(|counts| counts.removed_episodes),
            "remaining_back_catalogue": number(|counts| counts.remaining_pages),
            "remaining_episodes": number(|counts| counts.remaining_episodes),
            "missing_pages": number(|counts| counts.missing_pages),
            "unreadable": number(|counts| counts.unreadable),
            "blocked_until": time(blocked_until),
            "budget_until": time(budget_until),
            "error": self.error,
        })
    }
}

/// The exit code, unless a signal stopped it.
pub(super) fn exit(outcome: &Outcome) -> Exit {
    match (&outcome.end, &outcome.error) {
        (SyncEnd::Complete | SyncEnd::Budget { .. }, _) => Exit::Done,
        (SyncEnd::Blocked { .. }, _) => Exit::Unreachable,
        (SyncEnd::Failed, Some(SyncError::Api(error))) => Exit::from(error),
        (SyncEnd::Failed | SyncEnd::Busy | SyncEnd::Stopped, _) => Exit::Failed,
    }
}

/// Why it could not start.
pub(super) fn failure(error: SyncError, now: &ZonedDateTime) -> Failure {
    let message = sentence(&error, now);
    Failure::new(exit(&failed(error)), message)
}

/// An error as a sentence, with the command line's remedy.
fn sentence(error: &SyncError, now: &ZonedDateTime) -> String {
    match error {
        SyncError::Api(ApiError::LoggedOut) => "not logged in; run `spotpods-tui auth login` first".to_owned(),
        SyncError::Api(ApiError::LoginExpired) => {
            "Spotify has ended this login; run `spotpods-tui auth login` again".to_owned()
        }
        SyncError::Api(error) => {
            let problem = problem::api(error, now);
            let parts = [&problem.title, &problem.detail];
            parts.into_iter().filter(|part| !part.is_empty()).map(|part| &**part).collect::<Vec<_>>().join(". ")
        }
        SyncError::Library(error) => format!("cannot use the library: {}", why(error)),
    }
}

#[cfg(test)]
mod tests {
    use jiff::tz::TimeZone;

    use super::*;
    use crate::library::LibraryError;

    fn now() -> ZonedDateTime {
        "2026-11-23T10:00:00Z".parse::<Timestamp>().expect("a time").to_zoned_datetime(TimeZone::UTC)
    }

    fn outcome(end: SyncEnd, error: Option<SyncError>) -> Outcome {
        let counts = SyncCounts {
            requests: 13,
            shows: 120,
            new_shows: 2,
            removed_shows: 1,
            new_episodes: 5,
            ..SyncCounts::default()
        };
        let counts = SyncCounts {
            stored_episodes: 40,
            removed_episodes: 3,
            remaining_pages: 7,
            remaining_episodes: 320,
            ..counts
        };
        Outcome { counts, end, error }
    }

    #[test]
    fn the_exit_code_follows_the_end() {
        let until: Timestamp = "2026-11-23T18:40:00Z".parse().expect("a time");
        let api = |error| Some(SyncError::Api(error));
        for (end, error, code, said) in [
            (SyncEnd::Complete, None, Exit::Done, None),
            (SyncEnd::Budget { until: Some(until) }, None, Exit::Done, Some("until 18:40")),
            (SyncEnd::Blocked { until }, None, Exit::Unreachable, Some("until 18:40")),
            (SyncEnd::Failed, api(ApiError::LoginExpired), Exit::LogInFirst, Some("Spotify has ended this login")),
            (SyncEnd::Failed, api(ApiError::Timeout), Exit::Unreachable, Some("did not answer in time")),
            (SyncEnd::Failed, api(ApiError::MissingScope(None)), Exit::Failed, Some("A permission is missing")),
            (SyncEnd::Failed, Some(SyncError::Library(LibraryError::DiskFull)), Exit::Failed, Some("the disk is full")),
        ] {
            let outcome = outcome(end, error);
            assert_eq!(exit(&outcome), code, "{end:?}");
            let remark = Summary::of(&outcome, &now()).remark(&now());
            match said {
                None => assert_eq!(remark, None),
                Some(said) => assert!(remark.as_ref().is_some_and(|text| text.contains(said)), "{remark:?}"),
            }
        }
    }

    #[test]
    fn the_object_has_the_same_names_whatever_happened() {
        let names =
            |summary: &Summary| summary.object().as_object().expect("an object").keys().cloned().collect::<Vec<_>>();
        let made = Summary::of(&outcome(SyncEnd::Complete, None), &now());
        for other in [SyncEnd::Complete, SyncEnd::Stopped, SyncEnd::Failed].map(|end| Summary::not_run(end, None)) {
            assert_eq!(names(&other), names(&made));
            assert_eq!((&other.object()["requests"], &other.object()["new_episodes"]), (&json!(0), &Value::Null));
        }
        let object = made.object();
        for (name, value) in [
            ("requests", 13),
            ("new_episodes", 5),
            ("removed", 3),
            ("removed_shows", 1),
            ("remaining_back_catalogue", 7),
        ] {
            assert_eq!(object[name], json!(value), "{name}");
        }
        assert_eq!((&object["end"], &object["error"]), (&json!("complete"), &Value::Null));
    }

    #[test]
    fn the_lines_name_new_and_remaining_episodes() {
        let lines = Summary::of(&outcome(SyncEnd::Complete, None), &now()).lines();
        assert_eq!(
            lines,
            [
                "Shows         120 (2 new, 1 gone)",
                "New episodes  5",
                "Removed       3",
                "Stored        40",
                "Requests      13",
                "Remaining     about 320 older episodes in 7 requests",
            ]
        );
        // Offline, say.
        let counts = SyncCounts { requests: 2, ..SyncCounts::default() };
        let failed = Summary::of(&Outcome { counts, end: SyncEnd::Failed, error: None }, &now());
        assert_eq!(failed.lines(), ["Nothing fetched; the library is as it was", "Requests      2"]);
        assert_eq!((&failed.object()["shows"], &failed.object()["requests"]), (&Value::Null, &json!(2)));
        let counts =
            SyncCounts { remaining_pages: 1, remaining_episodes: 1, missing_pages: 1, ..SyncCounts::default() };
        let lines = Summary::of(&Outcome { counts, end: SyncEnd::Complete, error: None }, &now()).lines();
        assert!(lines.contains(&"Remaining     about 1 older episode in 1 request".to_owned()), "{lines:?}");
        assert!(lines.contains(&"Missing       1 page failed".to_owned()), "{lines:?}");
    }
}
