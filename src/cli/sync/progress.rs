//! Progress on stderr: one line, overwritten, on a terminal; a line every few seconds elsewhere.

use std::{
    io,
    time::{Duration, Instant},
};

use crate::{
    cli::output::{Output, columns, counted},
    domain::{SyncProgress, SyncStage},
};

/// The least time between two updates on a terminal.
const PAUSE: Duration = Duration::from_millis(100);
/// The least time between two lines elsewhere.
const LONG_PAUSE: Duration = Duration::from_secs(15);

/// Writes progress.
#[derive(Debug)]
pub(super) struct Meter {
    /// The terminal's width; `None` if stderr is no terminal.
    columns: Option<usize>,
    /// The width of the line shown.
    shown: usize,
    last: Option<(Instant, std::mem::Discriminant<SyncStage>)>,
}

impl Meter {
    pub(super) fn of_stderr() -> Self {
        Self { columns: columns(io::stderr()).map(usize::from), shown: 0, last: None }
    }

    /// Writes the progress from the first answer on, unless the same stage was written a moment ago.
    pub(super) fn show(&mut self, progress: &SyncProgress, output: &mut Output<'_>) -> io::Result<()> {
        self.show_at(Instant::now(), progress, output)
    }

    fn show_at(&mut self, now: Instant, progress: &SyncProgress, output: &mut Output<'_>) -> io::Result<()> {
        // Nothing is known before the first answer.
        if matches!(progress.stage, SyncStage::Shows { done: 0, total: None }) {
            return Ok(());
        }
        let stage = std::mem::discriminant(&progress.stage);
        let pause = if self.columns.is_some() { PAUSE } else { LONG_PAUSE };
        if self.last.is_some_and(|(at, of)| of == stage && now.saturating_duration_since(at) < pause) {
            return Ok(());
        }
        self.last = Some((now, stage));
        let text = line(progress);
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

/// `Older episodes: 312 of 4010 pages (7 %), 25 requests, about 3 min left`
fn line(progress: &SyncProgress) -> String {
    let stage = match progress.stage {
        SyncStage::Shows { done, total: Some(total) } => format!("Shows: {done} of {total}"),
        SyncStage::Shows { done, total: None } => format!("Shows: {done}"),
        SyncStage::Newest { done, total } => format!("New episodes: {done} of {total} shows"),
        SyncStage::BackCatalogue { done, total } => {
            let share = u64::from(done) * 100 / u64::from(total.max(1));
            format!("Older episodes: {done} of {total} pages ({share} %)")
        }
    };
    let left = progress.left.map_or_else(String::new, |left| format!(", about {} left", rough(left)));
    format!("{stage}, {}{left}", counted(progress.requests, "request"))
}

fn rough(left: Duration) -> String {
    match left.as_secs() {
        seconds @ 0..60 => format!("{} s", seconds.max(1)),
        seconds @ 60..3600 => format!("{} min", seconds.div_ceil(60)),
        seconds => format!("{} h {} min", seconds / 3600, seconds % 3600 / 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(columns: Option<usize>, steps: &[(u64, SyncStage)]) -> String {
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let mut output = Output::new(&mut out, &mut err);
        let mut meter = Meter { columns, shown: 0, last: None };
        let start = Instant::now();
        for (ms, stage) in steps {
            let progress = SyncProgress { stage: *stage, requests: 3, left: Some(Duration::from_secs(200)) };
            meter.show_at(start + Duration::from_millis(*ms), &progress, &mut output).expect("written");
        }
        meter.clear(&mut output).expect("written");
        assert!(out.is_empty());
        String::from_utf8(err).expect("text")
    }

    const ASKED: SyncStage = SyncStage::Shows { done: 0, total: None };
    const SHOWS: SyncStage = SyncStage::Shows { done: 50, total: Some(120) };
    const OLDER: SyncStage = SyncStage::BackCatalogue { done: 312, total: 4010 };

    #[test]
    fn a_terminal_has_one_line_that_is_overwritten_and_removed() {
        let text = written(Some(30), &[(0, ASKED), (0, OLDER), (50, OLDER), (150, SHOWS)]);
        let lines: Vec<_> = text.split('\r').collect();
        let blank = " ".repeat(29);
        assert_eq!(lines, ["", "Older episodes: 312 of 4010 p", "Shows: 50 of 120, 3 requests,", blank.as_str(), ""]);
        assert!(!text.contains(['\n', '\u{1b}']));
    }

    #[test]
    fn f10_elsewhere_a_line_is_written_per_stage_and_every_15_seconds() {
        let text =
            written(None, &[(0, ASKED), (0, SHOWS), (1_000, SHOWS), (2_000, OLDER), (16_000, OLDER), (17_500, OLDER)]);
        assert_eq!(
            text.lines().collect::<Vec<_>>(),
            [
                "Shows: 50 of 120, 3 requests, about 4 min left",
                "Older episodes: 312 of 4010 pages (7 %), 3 requests, about 4 min left",
                "Older episodes: 312 of 4010 pages (7 %), 3 requests, about 4 min left",
            ]
        );
        assert!(!text.contains(['\r', '\u{1b}']));
    }
}
