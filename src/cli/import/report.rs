//! The counts of an import, as lines.

use crate::{
    domain::{
        CleanText,
        count::{counted, grouped},
    },
    history::{FileReport, Part, Verdict, What},
};

/// A line for each file that was read, and then what follows from all.
pub(super) fn lines(files: &[(CleanText, FileReport)], verdict: &Verdict) -> Vec<String> {
    let mut lines = Vec::new();
    for (name, report) in files {
        for part in &report.parts {
            lines.extend(line(part));
        }
        lines.extend(ignored(name, report));
        if let Some(why) = &report.refused {
            lines.push(format!("{name}: not read: {why}"));
        }
    }
    if files.iter().all(|(_, report)| report.refused.is_some()) {
        return lines;
    }
    lines.extend(conclusion(verdict));
    lines
}

/// The line of a part that was read; `None` for one that is only counted.
fn line(part: &Part) -> Option<String> {
    let Part { name, what, damaged, problem } = part;
    let mut text = match what {
        What::Plays { all, episodes } => format!("{name}: {}, of episodes {}", plays(*all), grouped(*episodes)),
        What::Saved { shows, episodes } => format!(
            "{name}: {} and {} saved; not used, it does not say what was heard",
            counted(*shows, "show", "shows"),
            counted(*episodes, "episode", "episodes")
        ),
        What::Other | What::Nested | What::Encrypted | What::UnsafeName => match problem {
            Some(why) => return Some(format!("{name}: not read: {why}")),
            None => return None,
        },
    };
    if *damaged > 0 {
        text.extend(["; ", &counted(*damaged, "damaged entry", "damaged entries"), " skipped"]);
    }
    if let Some(why) = problem {
        text.extend(["; not read to its end: ", why.as_str()]);
    }
    Some(text)
}

fn plays(count: u64) -> String {
    counted(count, "play", "plays")
}

/// What of a zip file was not read, a line for each reason.
fn ignored(name: &CleanText, report: &FileReport) -> Vec<String> {
    let reasons = [
        (What::Other, "is not about plays", "are not about plays"),
        (What::Nested, "is a zip file itself, and is not opened", "are zip files themselves, and are not opened"),
        (What::Encrypted, "is encrypted", "are encrypted"),
        (What::UnsafeName, "has a name that leads elsewhere", "have names that lead elsewhere"),
    ];
    let of = |what: What| report.parts.iter().filter(move |part| part.what == what && part.problem.is_none()).count();
    let line = |(what, one, many): (What, &str, &str)| {
        let count = u32::try_from(of(what)).unwrap_or(u32::MAX);
        let files = counted(count, "file", "files");
        (count > 0).then(|| format!("{name}: {files} not read: {}", if count == 1 { one } else { many }))
    };
    reasons.into_iter().filter_map(line).collect()
}

fn conclusion(verdict: &Verdict) -> Vec<String> {
    let episodes = |count: u64| counted(count, "episode", "episodes");
    let more = if verdict.has_more_unknown { "more than " } else { "" };
    let rows = [
        (verdict.repeated, "came twice and counted once"),
        (verdict.unknown, "not on disk: run `spotpods-tui sync` and import again once they are"),
        (verdict.ambiguous, "of a title that several episodes have: skipped"),
        (verdict.already_played, "on disk, played already"),
        (verdict.heard_less, "on disk, heard to less than 90 %"),
        (verdict.marked_unplayed, "on disk, marked as unplayed by you: left as they are"),
    ];
    let mut lines = Vec::new();
    for (at, (count, what)) in rows.into_iter().enumerate().filter(|(_, (count, _))| *count > 0) {
        let count = if at == 0 { plays(count) } else { episodes(count) };
        lines.push(format!("{}{count} {what}", if at == 1 { more } else { "" }));
    }
    lines.push(format!("{} to mark as played", episodes(verdict.marks.len() as u64)));
    lines
}
