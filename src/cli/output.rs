//! Where commands write: results to stdout, notes to stderr.

use std::{
    ffi::{OsStr, OsString},
    fmt::Display,
    io::{self, BufWriter, Write},
    os::fd::AsFd,
};

use clap::ColorChoice;
use rustix::termios::{isatty, tcgetwinsize};

/// The two streams of a command. Errors are returned instead of causing a panic.
pub(super) struct Output<'a> {
    out: &'a mut dyn Write,
    err: &'a mut dyn Write,
}

impl<'a> Output<'a> {
    pub(super) fn new(out: &'a mut dyn Write, err: &'a mut dyn Write) -> Self {
        Self { out, err }
    }

    /// Writes a line of the result to stdout.
    pub(super) fn line(&mut self, text: impl Display) -> io::Result<()> {
        writeln!(self.out, "{text}")?;
        self.out.flush()
    }

    /// A buffer for a long result on stdout; flush it at the end.
    pub(super) fn long(&mut self) -> BufWriter<&mut dyn Write> {
        BufWriter::with_capacity(1 << 16, &mut *self.out)
    }

    /// Writes a line to stderr.
    pub(super) fn note(&mut self, text: impl Display) -> io::Result<()> {
        writeln!(self.err, "{text}")?;
        self.err.flush()
    }

    /// Overwrites the last line of stderr, a terminal.
    pub(super) fn over(&mut self, text: impl Display) -> io::Result<()> {
        write!(self.err, "\r{text}")?;
        self.err.flush()
    }
}

/// `1 request`, `2 requests`.
pub(super) fn counted(count: impl Into<u64>, noun: &str) -> String {
    let count = count.into();
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {noun}{plural}")
}

/// The width of a terminal; `None` if the stream is none.
pub(super) fn columns(stream: impl AsFd) -> Option<u16> {
    let columns = tcgetwinsize(&stream).map_or(0, |size| size.ws_col);
    isatty(&stream).then_some(if columns == 0 { 80 } else { columns })
}

/// `--color` for help and usage errors, which are printed before the arguments are parsed.
pub(super) fn color_of_help(arguments: &[OsString]) -> ColorChoice {
    let after = arguments.iter().skip_while(|argument| *argument != "--color").nth(1);
    let joined = arguments.iter().rev().find_map(|argument| argument.to_str()?.strip_prefix("--color="));
    match joined.map(OsStr::new).or(after.map(OsString::as_os_str)).and_then(OsStr::to_str) {
        Some("always") => ColorChoice::Always,
        Some("never") => ColorChoice::Never,
        Some(_) | None => ColorChoice::Auto,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_color_of_help_is_the_one_asked_for() {
        let of = |line: &str| color_of_help(&line.split(' ').map(OsString::from).collect::<Vec<_>>());
        assert_eq!(of("x --color never --help"), ColorChoice::Never);
        assert_eq!(of("x --color=always --help"), ColorChoice::Always);
        assert_eq!(of("x --help --color"), ColorChoice::Auto);
    }
}
