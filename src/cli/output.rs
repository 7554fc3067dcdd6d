//! Where commands write: stdout for what was asked, stderr for everything said beside it.

use std::{
    ffi::{OsStr, OsString},
    fmt::Display,
    io::{self, BufWriter, Write},
};

use clap::ColorChoice;

/// The two streams of a command, checked: an error of writing comes back instead of a panic.
pub(super) struct Output<'a> {
    out: &'a mut dyn Write,
    err: &'a mut dyn Write,
}

impl<'a> Output<'a> {
    pub(super) fn new(out: &'a mut dyn Write, err: &'a mut dyn Write) -> Self {
        Self { out, err }
    }

    /// A line of the result, on stdout, passed on at once.
    pub(super) fn line(&mut self, text: impl Display) -> io::Result<()> {
        writeln!(self.out, "{text}")?;
        self.out.flush()
    }

    /// A long result, on stdout: written in blocks, so whoever writes it flushes it at the end.
    pub(super) fn long(&mut self) -> BufWriter<&mut dyn Write> {
        BufWriter::with_capacity(1 << 16, &mut *self.out)
    }

    /// A line beside the result, on stderr.
    pub(super) fn note(&mut self, text: impl Display) -> io::Result<()> {
        writeln!(self.err, "{text}")?;
        self.err.flush()
    }

    /// Text over what stands in the last line of stderr, which is a terminal.
    pub(super) fn over(&mut self, text: impl Display) -> io::Result<()> {
        write!(self.err, "\r{text}")?;
        self.err.flush()
    }
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
