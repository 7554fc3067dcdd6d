//! `import`: played marks out of Spotify's data download. Counts first, then asks.

mod report;

use std::{
    fs::File,
    path::{Path, PathBuf},
};

use super::{
    Context, Exit, Failure, Output, Result, Snapshot, arguments::HistoryArguments, marks_folder::marked, meter::Meter,
    output::counted, question,
};
use crate::{
    domain::{CleanText, EpisodeId, EpisodeKey, EpisodeState, Mark, ShowSort},
    history::{self, FileReport, Heard, Known, KnownState, Limits, Play, Verdict},
    library::{EpisodeRow, Library},
};

/// How many episodes of a show are compared at a time.
const WINDOW: u32 = 500;
/// How many plays lie between two reports of progress.
const STEP: u64 = 2_000;

pub(super) fn run(arguments: &HistoryArguments, context: &Context, output: &mut Output<'_>) -> Result<Exit> {
    let snapshot = Snapshot::open(context, output)?;
    let account = snapshot.account()?;
    let paths = arguments.files.iter().map(|file| context.environment.cwd().join(file));
    let (files, verdict) = read(paths.collect(), &snapshot, output)?;
    for line in report::lines(&files, &verdict) {
        output.line(line)?;
    }
    // The connection of the snapshot would keep the WAL from shrinking while the person decides.
    drop(snapshot);
    if files.iter().all(|(_, report)| report.refused.is_some()) {
        return Err(Failure::failed("nothing was imported: no file could be read"));
    }
    let exit = if files.iter().any(|(_, report)| report.refused.is_some()) { Exit::Failed } else { Exit::Done };
    let count = verdict.marks.len() as u64;
    if count == 0 {
        output.line("There is nothing to mark")?;
    } else if arguments.dry_run {
        output.line("Nothing was changed")?;
    } else if !arguments.yes && !question::is_possible() {
        let why = "nothing was changed: there is no terminal to ask on; add --yes to mark";
        return Err(Failure::usage(format_args!("{why} {}", counted(count, "episode"))));
    } else {
        if !arguments.yes {
            let question = format!("Mark {} as played on this computer?", counted(count, "episode"));
            question::confirm(&question, "nothing was changed", output)?;
        }
        let mark = |library: &Library| library.import_played(account, verdict.marks, context.clock.timestamp());
        let marked = marked(account, "mark the episodes", mark, context, output)?;
        output.line(format_args!("Marked {} as played on this computer", counted(marked, "episode")))?;
        if marked > 0 {
            output.line("To undo this as one step, press U in the app")?;
        }
    }
    Ok(exit)
}

/// Reads every file, and compares what was heard with the library.
fn read(
    files: Vec<PathBuf>,
    snapshot: &Snapshot,
    output: &mut Output<'_>,
) -> Result<(Vec<(CleanText, FileReport)>, Verdict)> {
    let shows = snapshot.shows(ShowSort::Name)?;
    let mut heard = Heard::new(shows.iter().map(|row| row.show.name.as_str()));
    let mut reports = Vec::with_capacity(files.len());
    let (mut meter, mut plays, mut failed) = (Meter::of_stderr(), 0_u64, None);
    for path in files {
        let name = CleanText::new(&path.file_name().unwrap_or(path.as_os_str()).to_string_lossy());
        let mut add = |play: Play<'_>| {
            plays += 1;
            if plays.is_multiple_of(STEP) {
                // An error of stderr ends no import.
                let _ = meter.show((), || format!("Reading: {plays} plays of episodes"), output);
            }
            heard.add(&play, &mut |id| {
                find(snapshot, id).unwrap_or_else(|failure| {
                    failed.get_or_insert(failure);
                    None
                })
            });
        };
        let report = match open(&path) {
            Ok(file) => history::read_file(name.as_str(), file, Limits::DEFAULT, &mut add),
            Err(error) => FileReport { parts: Vec::new(), refused: Some(CleanText::new(&error.to_string())) },
        };
        reports.push((name, report));
    }
    meter.clear(output)?;
    if let Some(failure) = failed {
        return Err(failure);
    }
    for row in &shows {
        if !heard.names(row.show.name.as_str()) {
            continue;
        }
        let mut from = 0;
        loop {
            let rows = snapshot.read(|reader, _| reader.episodes(row.at, None, from..from + WINDOW))?;
            for episode in &rows {
                if let Some(id) = episode.episode.key.id() {
                    heard.compare(row.show.name.as_str(), episode.episode.name.as_str(), id, known(episode));
                }
            }
            from += WINDOW;
            if rows.is_empty() {
                break;
            }
        }
    }
    Ok((reports, heard.verdict()))
}

fn open(path: &Path) -> std::io::Result<File> {
    let file = File::open(path)?;
    if file.metadata()?.is_dir() {
        return Err(std::io::Error::other("it is a folder: name the files in it, or the zip file"));
    }
    Ok(file)
}

fn find(snapshot: &Snapshot, id: &EpisodeId) -> Result<Option<Known>> {
    let rows = snapshot.read(|reader, account| reader.find(account, &EpisodeKey::Id(id.clone())))?;
    Ok(rows.first().map(known))
}

fn known(row: &EpisodeRow) -> Known {
    let state = match (row.episode.progress.state(), row.mark) {
        (EpisodeState::Played, _) => KnownState::Played,
        (EpisodeState::Unplayed | EpisodeState::InProgress, Some(Mark::Unplayed)) => KnownState::MarkedUnplayed,
        (EpisodeState::Unplayed | EpisodeState::InProgress, Some(Mark::Played) | None) => KnownState::Open,
    };
    Known { length: row.episode.duration, state }
}
