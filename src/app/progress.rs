//! The gauge of the synchronisation.

use std::time::Duration;

use super::{
    Screen, Slot, State,
    footer::columns,
    overlays::popup::{Line, Role, run},
};
use crate::domain::{SyncStage, count::grouped};

/// `⟳ ━━━━──── 312/4,010 shows · 2m left`, as much of it as there is room for; empty if nothing runs.
pub fn line(state: &State, room: usize) -> Line {
    let is_syncing = state.cx.ledger.runs(Slot::Sync);
    // A look at Your Episodes that needs no request is not worth a gauge.
    let saved = state.cx.sync.saved.and_then(|(_, progress)| progress);
    if state.screen != Screen::Main || !(is_syncing || saved.is_some()) {
        return Line::new();
    }
    let paused = if state.cx.sync.is_paused { "paused " } else { "" };
    let Some(progress) = (if is_syncing { state.cx.sync.progress } else { saved }) else {
        let mark = || run(Role::Syncing, " ");
        let words = [vec![mark(), run(Role::Muted, format!(" {paused}synchronising"))], vec![mark()]];
        return words.into_iter().find(|line| columns(line) <= room).unwrap_or_default();
    };
    let fraction = |done: u32, total: u32| format!("{}/{}", grouped(done), grouped(total));
    let (part, what, gauge) = match progress.stage {
        SyncStage::Shows { total: None, .. } => ("fetching shows".to_owned(), "", None),
        SyncStage::Shows { done, total: Some(total) } => (fraction(done, total), " list of shows", Some((done, total))),
        SyncStage::Saved { total: None, .. } => ("fetching saved episodes".to_owned(), "", None),
        SyncStage::Saved { done, total: Some(total) } => {
            (fraction(done, total), " saved episodes", Some((done, total)))
        }
        SyncStage::Newest { done, total } => (fraction(done, total), " shows", Some((done, total))),
        SyncStage::BackCatalogue { done, total } => {
            let percent = u64::from(done.min(total)) * 100 / u64::from(total.max(1));
            (format!("{percent}%"), " older episodes", Some((done, total)))
        }
    };
    let left = progress.left.filter(|_| !state.cx.sync.is_paused);
    let left = left.map(|left| format!("{}{} left", state.cx.separator(), coarse(left))).unwrap_or_default();
    let wordings = [(true, what, left.as_str()), (true, what, ""), (false, what, ""), (false, "", "")];
    let line = |(has_gauge, what, left): (bool, &str, &str)| {
        let mut line = vec![run(Role::Syncing, " "), run(Role::Muted, format!(" {paused}"))];
        if let Some((done, total)) = gauge.filter(|_| has_gauge) {
            line.extend(bar(done, total));
        }
        line.push(run(Role::Muted, format!("{part}{what}{left}")));
        line
    };
    wordings.into_iter().map(line).find(|line| columns(line) <= room).unwrap_or_default()
}

/// `━━━━──── `
fn bar(done: u32, total: u32) -> Line {
    const COLUMNS: u32 = 10;
    if total == 0 {
        return Line::new();
    }
    let full = u64::from(done.min(total)) * u64::from(COLUMNS) / u64::from(total);
    let full = usize::try_from(full).unwrap_or(0);
    let empty = usize::try_from(COLUMNS).unwrap_or(0).saturating_sub(full);
    let signs = |role, count: usize| run(role, " ".repeat(count));
    vec![signs(Role::GaugeFull, full), signs(Role::GaugeEmpty, empty), run(Role::Muted, " ")]
}

/// About how long: `40s`, `12m`, `3h`.
fn coarse(left: Duration) -> String {
    match left.as_secs() {
        seconds @ ..60 => format!("{}s", seconds.max(1)),
        seconds @ 60..5400 => format!("{}m", seconds.div_ceil(60)),
        seconds => format!("{}h", seconds.div_ceil(3600)),
    }
}
