//! The progress of a synchronisation as a line of text.

use std::time::Duration;

use crate::{
    cli::output::counted,
    domain::{SyncProgress, SyncStage},
};

/// `Older episodes: 312 of 4010 pages (7 %), 25 requests, about 3 min left`
pub(in crate::cli) fn line(progress: &SyncProgress) -> String {
    let stage = match progress.stage {
        SyncStage::Shows { done, total: Some(total) } => format!("Shows: {done} of {total}"),
        SyncStage::Shows { done, total: None } => format!("Shows: {done}"),
        SyncStage::Saved { done, total: Some(total) } => format!("Saved episodes: {done} of {total}"),
        SyncStage::Saved { done, total: None } => format!("Saved episodes: {done}"),
        SyncStage::Newest { done, total } => format!("New episodes: {done} of {}", counted(total, "show")),
        SyncStage::BackCatalogue { done, total } => {
            let share = u64::from(done) * 100 / u64::from(total.max(1));
            format!("Older episodes: {done} of {} ({share} %)", counted(total, "page"))
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

    #[test]
    fn progress_says_the_stage_the_requests_and_the_time_left() {
        let of = |stage, requests| line(&SyncProgress { stage, requests, left: Some(Duration::from_secs(200)) });
        assert_eq!(
            of(SyncStage::Shows { done: 50, total: Some(120) }, 1),
            "Shows: 50 of 120, 1 request, about 4 min left"
        );
        assert_eq!(
            of(SyncStage::BackCatalogue { done: 312, total: 4010 }, 3),
            "Older episodes: 312 of 4010 pages (7 %), 3 requests, about 4 min left"
        );
    }
}
