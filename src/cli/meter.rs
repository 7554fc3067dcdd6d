//! Progress on stderr: one line, overwritten, on a terminal; a line every few seconds elsewhere.

use std::{
    io,
    time::{Duration, Instant},
};

use super::output::{Output, columns};

/// The least time between two updates on a terminal.
const PAUSE: Duration = Duration::from_millis(100);
/// The least time between two lines elsewhere.
const LONG_PAUSE: Duration = Duration::from_secs(15);

/// Writes progress.
#[derive(Debug)]
pub(super) struct Meter<S> {
    /// The terminal's width; `None` if stderr is no terminal.
    columns: Option<usize>,
    /// The width of the line shown.
    shown: usize,
    last: Option<(Instant, S)>,
}

impl<S: PartialEq> Meter<S> {
    pub(super) fn of_stderr() -> Self {
        Self { columns: columns(io::stderr()).map(usize::from), shown: 0, last: None }
    }

    /// Writes the progress, unless the same stage was written a moment ago.
    pub(super) fn show(&mut self, stage: S, text: impl FnOnce() -> String, output: &mut Output<'_>) -> io::Result<()> {
        self.show_at(Instant::now(), stage, text, output)
    }

    fn show_at(
        &mut self,
        now: Instant,
        stage: S,
        text: impl FnOnce() -> String,
        output: &mut Output<'_>,
    ) -> io::Result<()> {
        let pause = if self.columns.is_some() { PAUSE } else { LONG_PAUSE };
        if self.last.as_ref().is_some_and(|(at, of)| *of == stage && now.saturating_duration_since(*at) < pause) {
            return Ok(());
        }
        self.last = Some((now, stage));
        let text = text();
        let Some(columns) = self.columns else { return output.note(text) };
        // The text is ASCII. The last column stays free, or the line would wrap.
        let text: String = text.chars().take(columns.saturating_sub(1)).collect();
        let before = std::mem::replace(&mut self.shown, text.len());
        output.over(format_args!("{text:<before$}"))
    }

    /// Removes the line.
    pub(super) fn clear(&mut self, output: &mut Output<'_>) -> io::Result<()> {
        match std::mem::take(&mut self.shown) {
            0 => Ok(()),
            shown => output.over(format_args!("{:shown$}\r", "")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LONG: &str = "Older episodes: 312 of 4010 pages";
    const SHORT: &str = "Shows: 50";

    fn written(columns: Option<usize>, steps: &[(u64, &'static str)]) -> String {
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let mut output = Output::new(&mut out, &mut err);
        let mut meter = Meter { columns, shown: 0, last: None };
        let start = Instant::now();
        for (ms, stage) in steps {
            let now = start + Duration::from_millis(*ms);
            meter.show_at(now, *stage, || (*stage).to_owned(), &mut output).expect("written");
        }
        meter.clear(&mut output).expect("written");
        assert!(out.is_empty());
        String::from_utf8(err).expect("text")
    }

    #[test]
    fn a_terminal_has_one_line_that_is_overwritten_and_removed() {
        let text = written(Some(20), &[(0, LONG), (50, LONG), (150, SHORT)]);
        let lines: Vec<_> = text.split('\r').collect();
        assert_eq!(lines, ["", "Older episodes: 312", "Shows: 50          ", "         ", ""]);
        assert!(!text.contains(['\n', '\u{1b}']));
    }

    #[test]
    fn f10_elsewhere_a_line_is_written_per_stage_and_every_15_seconds() {
        let text = written(None, &[(0, SHORT), (1_000, SHORT), (2_000, LONG), (16_000, LONG), (17_500, LONG)]);
        assert_eq!(text.lines().collect::<Vec<_>>(), [SHORT, LONG, LONG]);
        assert!(!text.contains(['\r', '\u{1b}']));
    }
}
