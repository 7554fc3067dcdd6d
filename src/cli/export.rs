//! `export`: everything in the person's list, to stdout or to a file that is whole or as it was.
//!
//! One file a format, in `export/`; each writes as it reads, show by show.

mod csv;
mod json;
mod markdown;
mod opml;

use std::{
    ffi::OsStr,
    fs::{File, Permissions},
    io::{self, BufWriter, Write},
    os::unix::fs::PermissionsExt as _,
    path::Path,
};

use super::{
    Exit,
    arguments::{ExportArguments, ExportFormat},
    exit::Failure,
    output::Output,
    shelf::Shelf,
};
use crate::domain::CleanText;

pub(super) fn run(
    arguments: &ExportArguments,
    cwd: &Path,
    shelf: &Shelf,
    output: &mut Output<'_>,
) -> Result<(), Failure> {
    let file = arguments.output.as_deref().filter(|file| *file != Path::new("-"));
    let format = arguments.format.unwrap_or_else(|| by_ending(file));
    let Some(file) = file else {
        let mut out = output.long();
        write(format, shelf, &mut out)?;
        return Ok(out.flush()?);
    };
    let file = &cwd.join(file);
    let refused = |cause: io::Error| {
        let name = CleanText::new(&file.to_string_lossy());
        Failure::new(Exit::Failed, format_args!("{name} cannot be written: {cause}"))
    };
    // A pipe or a device is written to as it is.
    if file.metadata().is_ok_and(|found| !found.is_file() && !found.is_dir()) {
        let mut out = BufWriter::new(File::options().write(true).open(file).map_err(refused)?);
        write(format, shelf, &mut out)?;
        return Ok(out.flush()?);
    }
    replace(file, |out| write(format, shelf, out), refused)
}

fn by_ending(file: Option<&Path>) -> ExportFormat {
    let ending = file.and_then(Path::extension).and_then(OsStr::to_str).map(str::to_ascii_lowercase);
    match ending.as_deref() {
        Some("csv") => ExportFormat::Csv,
        Some("opml" | "xml") => ExportFormat::Opml,
        Some("md" | "markdown") => ExportFormat::Markdown,
        Some(_) | None => ExportFormat::Json,
    }
}

fn write(format: ExportFormat, shelf: &Shelf, out: &mut dyn Write) -> Result<(), Failure> {
    match format {
        ExportFormat::Json => json::write(shelf, out),
        ExportFormat::Csv => csv::write(shelf, out),
        ExportFormat::Opml => opml::write(shelf, out),
        ExportFormat::Markdown => markdown::write(shelf, out),
    }
}

/// Puts a new file in the place of another once it is whole. A link stays one, and a file keeps its mode.
fn replace(
    file: &Path,
    write: impl FnOnce(&mut dyn Write) -> Result<(), Failure>,
    refused: impl Fn(io::Error) -> Failure,
) -> Result<(), Failure> {
    let target = file.canonicalize().unwrap_or_else(|_| file.to_owned());
    let folder = target.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let before = target.metadata().ok().map(|found| found.permissions());
    // The umask takes from these as from those of any new file.
    let mode = Permissions::from_mode(0o666);
    let mut new =
        tempfile::Builder::new().prefix(".spotpods-export-").permissions(mode).tempfile_in(folder).map_err(&refused)?;
    let mut out = BufWriter::with_capacity(1 << 16, new.as_file_mut());
    write(&mut out)?;
    out.flush().map_err(&refused)?;
    drop(out);
    if let Some(before) = before {
        new.as_file().set_permissions(before).map_err(&refused)?;
    }
    new.as_file().sync_all().map_err(&refused)?;
    new.persist(&target).map_err(|error| refused(error.error))?;
    Ok(())
}
