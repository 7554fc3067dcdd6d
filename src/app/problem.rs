//! An error as a person reads it.

use std::borrow::Cow;

/// What happened, whether anything is lost, and the way out: one sentence each.
///
/// Built where the cause is known (`runtime::problem` for errors of the services, `app` for its own), drawn by `ui`,
/// printed by `cli`. Holds no secret and only clean text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// What happened: "Spotify cannot be reached".
    pub title: Cow<'static, str>,
    /// More of it, and what became of the person's things: "Nothing is lost".
    pub detail: Cow<'static, str>,
    /// What to do: "Check the network, then press R".
    pub remedy: Cow<'static, str>,
}

impl Problem {
    /// The title of what means that the person is offline: the status line says so then.
    pub const UNREACHABLE: &str = "Spotify cannot be reached";

    /// A problem in three sentences; each may be empty but the first.
    #[must_use]
    pub fn new(
        title: impl Into<Cow<'static, str>>,
        detail: impl Into<Cow<'static, str>>,
        remedy: impl Into<Cow<'static, str>>,
    ) -> Self {
        Self { title: title.into(), detail: detail.into(), remedy: remedy.into() }
    }

    /// All of it on one line, for stderr.
    #[must_use]
    pub fn line(&self) -> String {
        Self::join([&self.title, &self.detail, &self.remedy])
    }

    /// All of it on one line that may be cut at its end: the way out stands before the detail.
    #[must_use]
    pub fn status_line(&self) -> String {
        Self::join([&self.title, &self.remedy, &self.detail])
    }

    fn join(parts: [&str; 3]) -> String {
        parts
            .into_iter()
            .filter(|part| !part.is_empty())
            .map(|part| part.trim_end_matches('.'))
            .collect::<Vec<_>>()
            .join(". ")
    }
}

#[cfg(test)]
mod tests {
    use super::Problem;

    #[test]
    fn a_problem_reads_as_one_line() {
        let problem = Problem::new("Spotify cannot be reached", "", "Press R to try again.");
        assert_eq!(problem.line(), "Spotify cannot be reached. Press R to try again");
    }

    #[test]
    fn what_is_cut_off_the_status_line_is_not_the_way_out() {
        let problem = Problem::new("Spotify cannot be reached", "Nothing is lost", "Press R to try again");
        assert_eq!(problem.status_line(), "Spotify cannot be reached. Press R to try again. Nothing is lost");
    }
}
