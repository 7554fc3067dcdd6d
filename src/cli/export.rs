//! `export`: all followed shows, to stdout or to a file that is replaced once it is complete.
//!
//! Each format writes as it reads, show by show.

mod csv;
mod json;
mod markdown;
mod opml;

use std::{
    fs::{File, Permissions},
    io::{self, BufWriter, Write},
    os::unix::fs::PermissionsExt as _,
    path::Path,
};

use super::{
    Failure, Output, Result, Snapshot,
    arguments::{ExportArguments, ExportFormat},
    question,
};
use crate::domain::CleanText;

pub(super) fn run(arguments: &ExportArguments, cwd: &Path, snapshot: &Snapshot, output: &mut Output<'_>) -> Result<()> {
    let file = arguments.output.as_deref().filter(|file| *file != Path::new("-"));
    let format = arguments.format.map_or_else(|| by_extension(file), Ok)?;
    let Some(file) = file else {
        let mut out = output.long();
        write(format, snapshot, &mut out)?;
        return Ok(out.flush()?);
    };
    let file = cwd.join(file);
    may_write(&file, arguments.force, output)?;
    save(&file, |out| write(format, snapshot, out))
}

/// Asks on a terminal before a file is replaced. A script replaces it.
///
/// # Errors
/// The answer is no.
pub(super) fn may_write(file: &Path, force: bool, output: &mut Output<'_>) -> Result<()> {
    if force || !file.is_file() || !question::is_possible() {
        return Ok(());
    }
    let name = CleanText::new(&file.to_string_lossy());
    question::confirm(&format!("Replace {name}? (--force does not ask)"), "nothing was written", output)
}

/// Writes a file, which is replaced once the new one is complete. A pipe or a device is written to directly.
pub(super) fn save(file: &Path, write: impl FnOnce(&mut dyn Write) -> Result<()>) -> Result<()> {
    let refused = |cause: io::Error| {
        let (name, cause) = (CleanText::new(&file.to_string_lossy()), CleanText::of_error(&cause));
        Failure::failed(format_args!("cannot write {name}: {cause}"))
    };
    if file.metadata().is_ok_and(|found| !found.is_file() && !found.is_dir()) {
        let mut open = File::options().write(true).open(file).map_err(refused)?;
        fill(&mut open, write, refused)
    } else {
        replace(file, write, refused)
    }
}

/// The format of a file's extension; JSON without a file or an extension.
fn by_extension(file: Option<&Path>) -> Result<ExportFormat> {
    let Some(extension) = file.and_then(Path::extension) else { return Ok(ExportFormat::Json) };
    let extension = extension.to_string_lossy().to_ascii_lowercase();
    match extension.as_str() {
        "json" => Ok(ExportFormat::Json),
        "csv" => Ok(ExportFormat::Csv),
        "opml" | "xml" => Ok(ExportFormat::Opml),
        "md" | "markdown" => Ok(ExportFormat::Markdown),
        unknown => {
            let unknown = CleanText::new(unknown);
            let why = format_args!("no format for .{unknown}: use .json, .csv, .opml or .md, or set --format");
            Err(Failure::usage(why))
        }
    }
}

fn write(format: ExportFormat, snapshot: &Snapshot, out: &mut dyn Write) -> Result<()> {
    match format {
        ExportFormat::Json => json::write(snapshot, out),
        ExportFormat::Csv => csv::write(snapshot, out),
        ExportFormat::Opml => opml::write(snapshot, out),
        ExportFormat::Markdown => markdown::write(snapshot, out),
    }
}

/// Replaces a file once the new one is complete. Keeps a symbolic link and the file's mode.
fn replace(
    file: &Path,
    write: impl FnOnce(&mut dyn Write) -> Result<()>,
    refused: impl Fn(io::Error) -> Failure + Copy,
) -> Result<()> {
    let target = file.canonicalize().unwrap_or_else(|_| file.to_owned());
    let folder = target.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let before = target.metadata().ok().map(|found| found.permissions());
    // Reduced by the umask, as for any new file.
    let mode = Permissions::from_mode(0o666);
    let mut new =
        tempfile::Builder::new().prefix(".spotpods-export-").permissions(mode).tempfile_in(folder).map_err(refused)?;
    fill(new.as_file_mut(), write, refused)?;
    if let Some(before) = before {
        new.as_file().set_permissions(before).map_err(refused)?;
    }
    new.as_file().sync_all().map_err(refused)?;
    new.persist(&target).map_err(|error| refused(error.error))?;
    Ok(())
}

/// Writes a file. Errors name the user's path.
fn fill(
    file: &mut File,
    write: impl FnOnce(&mut dyn Write) -> Result<()>,
    refused: impl Fn(io::Error) -> Failure,
) -> Result<()> {
    let mut out = BufWriter::with_capacity(1 << 16, file);
    write(&mut out).and_then(|()| Ok(out.flush()?)).map_err(|failure| match failure {
        Failure::Output(cause) if cause.kind() != io::ErrorKind::BrokenPipe => refused(cause),
        failure => failure,
    })
}
