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
        What::Plays { all, episodes } => format!("{name}: {}, {}", plays(*all), of_episodes(*all, *episodes)),
        What::Saved { shows, episodes } => format!(
            "{name}: {} and {}, but not what was heard; not used",
            counted(*shows, "saved show", "saved shows"),
            counted(*episodes, "saved episode", "saved episodes")
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

/// How many of the plays are of episodes.
fn of_episodes(all: u64, episodes: u64) -> String {
    match (all, episodes) {
        (1, 1) => "of an episode".to_owned(),
        (_, 0) => "none of an episode".to_owned(),
        (_, 1) => "1 of an episode".to_owned(),
        _ if all == episodes => "all of episodes".to_owned(),
        _ => format!("{} of episodes", grouped(episodes)),
    }
}

/// What of a zip file was not read, a line for each reason.
fn ignored(name: &CleanText, report: &FileReport) -> Vec<String> {
    let reasons = [
        (What::Other, "it is not about plays", "they are not about plays"),
        (
            What::Nested,
            "it is a zip file itself, which is not opened",
            "they are zip files themselves, which are not opened",
        ),
        (What::Encrypted, "it is encrypted", "they are encrypted"),
        (What::UnsafeName, "its name leads elsewhere", "their names lead elsewhere"),
    ];
    let of = |what: What| report.parts.iter().filter(move |part| part.what == what && part.problem.is_none()).count();
    let line = |(what, one, many): (What, &str, &str)| {
        let count = u32::try_from(of(what)).unwrap_or(u32::MAX);
        let files = counted(count, "file in it was", "files in it were");
        (count > 0).then(|| format!("{name}: {files} not read: {}", if count == 1 { one } else { many }))
    };
    reasons.into_iter().filter_map(line).collect()
}

/// What follows from all plays: a line for each count that is not zero.
fn conclusion(verdict: &Verdict) -> Vec<String> {
    let more = if verdict.has_more_unknown { "more than " } else { "" };
    let marks = verdict.marks.len() as u64;
    let rows = [
        (verdict.repeated, "play came twice and counts once", "plays came twice and count once", ""),
        (
            verdict.unknown,
            "episode is not on disk",
            "episodes are not on disk",
            ": run `spotpods-tui sync`, then import again",
        ),
        (
            verdict.ambiguous,
            "title is that of several episodes",
            "titles are those of several episodes",
            ": not marked",
        ),
        (verdict.already_played, "episode is played already", "episodes are played already", ""),
        (verdict.heard_less, "episode was heard to less than 90 %", "episodes were heard to less than 90 %", ""),
        (
            verdict.marked_unplayed,
            "episode was marked as unplayed by you, and stays so",
            "episodes were marked as unplayed by you, and stay so",
            "",
        ),
        (marks, "episode is to be marked as played", "episodes are to be marked as played", ""),
    ];
    let line = |(at, (count, one, many, end)): (usize, (u64, &str, &str, &str))| {
        (count > 0).then(|| format!("{}{}{end}", if at == 1 { more } else { "" }, counted(count, one, many)))
    };
    rows.into_iter().enumerate().filter_map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn part(what: What) -> Part {
        Part { name: "f".into(), what, damaged: 0, problem: None }
    }

    #[test]
    fn each_count_is_a_sentence_in_the_singular_and_in_the_plural() {
        let of = |all, episodes| line(&part(What::Plays { all, episodes })).expect("a line");
        let said = [(0, 0), (1, 1), (1, 0), (11, 11), (6, 5), (6, 1), (1200, 1100)].map(|(all, some)| of(all, some));
        let lines = [
            "f: 0 plays, none of an episode",
            "f: 1 play, of an episode",
            "f: 1 play, none of an episode",
            "f: 11 plays, all of episodes",
            "f: 6 plays, 5 of episodes",
            "f: 6 plays, 1 of an episode",
            "f: 1,200 plays, 1,100 of episodes",
        ];
        assert_eq!(said, lines);
        let verdict = |count| Verdict {
            marks: Vec::new(),
            on_disk: 0,
            already_played: count,
            marked_unplayed: count,
            heard_less: count,
            unknown: count,
            has_more_unknown: count > 1,
            ambiguous: count,
            repeated: count,
        };
        assert_eq!(conclusion(&verdict(0)), Vec::<String>::new());
        let lines = [
            "1 play came twice and counts once",
            "1 episode is not on disk: run `spotpods-tui sync`, then import again",
            "1 title is that of several episodes: not marked",
            "1 episode is played already",
            "1 episode was heard to less than 90 %",
            "1 episode was marked as unplayed by you, and stays so",
        ];
        assert_eq!(conclusion(&verdict(1)), lines);
        let lines = [
            "2 plays came twice and count once",
            "more than 2 episodes are not on disk: run `spotpods-tui sync`, then import again",
            "2 titles are those of several episodes: not marked",
            "2 episodes are played already",
            "2 episodes were heard to less than 90 %",
            "2 episodes were marked as unplayed by you, and stay so",
        ];
        assert_eq!(conclusion(&verdict(2)), lines);
    }

    #[test]
    fn files_that_were_not_read_are_counted_by_reason() {
        let parts = |what: What, count| FileReport { parts: vec![part(what); count], refused: None };
        let said = |what, count| ignored(&"z".into(), &parts(what, count));
        assert_eq!(said(What::Other, 0), Vec::<String>::new());
        assert_eq!(said(What::Other, 1), ["z: 1 file in it was not read: it is not about plays"]);
        assert_eq!(said(What::Encrypted, 2), ["z: 2 files in it were not read: they are encrypted"]);
    }
}
