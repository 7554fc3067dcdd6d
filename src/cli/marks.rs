//! `marks export` and `marks import`: local marks as JSON lines.

use std::{
    fs::File,
    io::{BufRead, BufReader, Write as _, stdin},
    path::Path,
};

use serde_json::json;

use super::{
    Context, Failure, Output, Result, Snapshot,
    arguments::{MarksCommand, MarksImportArguments},
    export,
    marks_folder::marked,
    output::counted,
};
use crate::{
    domain::CleanText,
    library::{AccountRef, Library, Merged, Reader},
    marks::{self, Lines, ReadLines},
};

pub(super) fn run(command: MarksCommand, context: &Context, output: &mut Output<'_>) -> Result<()> {
    match command {
        MarksCommand::Export { file, force } => export((file.as_deref(), force), context, output),
        MarksCommand::Import(arguments) => import(&arguments, context, output),
    }
}

/// The path of an argument; `None` for the standard stream.
fn named(file: Option<&Path>, context: &Context) -> Option<std::path::PathBuf> {
    file.filter(|file| *file != Path::new("-")).map(|file| context.environment.cwd().join(file))
}

fn export((file, force): (Option<&Path>, bool), context: &Context, output: &mut Output<'_>) -> Result<()> {
    let known = Snapshot::open_any(context, output)?.read(Reader::marks)?;
    let count = counted(known.len() as u64, "mark");
    let lines = || known.iter().map(|(id, mark)| (id, mark));
    if let Some(file) = named(file, context) {
        export::may_write(&file, force, output)?;
        export::save(&file, |out| Ok(marks::write(lines(), out)?))?;
        output.line(format_args!("Exported {count} to {}", CleanText::new(&file.to_string_lossy())))?;
        return Ok(());
    }
    let mut out = output.long();
    marks::write(lines(), &mut out)?;
    out.flush()?;
    drop(out);
    output.note(format_args!("Exported {count}"))?;
    Ok(())
}

fn import(arguments: &MarksImportArguments, context: &Context, output: &mut Output<'_>) -> Result<()> {
    let (mut lines, file) = (Lines::new(), named(arguments.file.as_deref(), context));
    let read = read(file.as_deref(), &mut lines)?;
    let account = Snapshot::open_any(context, output)?.account()?;
    let merged = if arguments.dry_run { None } else { Some(merge(account, lines, context, output)?) };
    print(arguments.json, &read, merged, output)
}

fn read(file: Option<&Path>, lines: &mut Lines) -> Result<ReadLines> {
    let name = file.map_or_else(|| "stdin".to_owned(), |file| file.to_string_lossy().into_owned());
    let refused = |error| Failure::failed(format_args!("cannot read {}: {error}", CleanText::new(&name)));
    let mut input: Box<dyn BufRead> = match file {
        Some(file) => Box::new(BufReader::with_capacity(1 << 16, File::open(file).map_err(refused)?)),
        None => Box::new(stdin().lock()),
    };
    let read = marks::read(&mut input, lines).map_err(refused)?;
    if read.good == 0 && read.damaged > 0 {
        let name = CleanText::new(&name);
        return Err(Failure::failed(format_args!("{name} holds no marks: {}", read.damage().unwrap_or_default())));
    }
    Ok(read)
}

fn merge(account: AccountRef, lines: Lines, context: &Context, output: &mut Output<'_>) -> Result<Merged> {
    let mut marks: Vec<_> = lines.into_iter().collect();
    marks.sort_by(|(a, _), (b, _)| a.cmp(b));
    let merge = |library: &Library| library.merge_marks(account, marks, Some(context.clock.timestamp()));
    marked(account, "import the marks", merge, context, output)
}

fn print(json: bool, read: &ReadLines, merged: Option<Merged>, output: &mut Output<'_>) -> Result<()> {
    if json {
        let merged = merged.map(|merged| json!({ "newer": merged.newer, "waiting": merged.waiting, "known": merged.known, "changed": merged.changed }));
        let object = json!({
            "marks": read.good, "damaged": read.damaged, "first_damaged_lines": read.first_damaged, "imported": merged,
        });
        return Ok(output.line(object)?);
    }
    if let Some(damage) = read.damage() {
        output.note(damage)?;
    }
    let count = counted(read.good, "mark");
    let Some(merged) = merged else { return Ok(output.line(format_args!("Read {count}; nothing was changed"))?) };
    output.line(format_args!("Read {count}: {} newer, {} known already or older", merged.newer, merged.known))?;
    if merged.newer > 0 {
        output.line(format_args!("{} on disk changed", counted(merged.changed, "episode")))?;
    }
    if merged.waiting > 0 {
        output.line(format_args!("{} for an episode that is not on disk yet", wait(merged.waiting)))?;
    }
    if merged.newer > 0 {
        output.line("To undo this as one step, press U in the app")?;
    }
    Ok(())
}

fn wait(count: u32) -> String {
    if count == 1 { "1 mark waits".to_owned() } else { format!("{count} marks wait") }
}
