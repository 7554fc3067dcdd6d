//! The clipboard: that of the terminal (OSC 52), also over SSH, and that of this computer by a program.
//!
//! A terminal does not report whether it copied the text. The text is clean and sent as base64, so none of it is read as a
//! command.

mod program;

use base64::{Engine as _, prelude::BASE64_STANDARD};

pub use program::Program;

use crate::{
    config::{ClipboardWay, Environment},
    domain::Multiplexer,
};

/// The most bytes copied; terminals cut or drop longer texts.
pub const MAX_BYTES: usize = 48 * 1024;

/// How text is copied.
#[derive(Debug, Clone, Default)]
pub struct Clipboard {
    pub multiplexer: Option<Multiplexer>,
    pub way: Way,
}

/// Which ways there are.
#[derive(Debug, Clone, Default)]
pub enum Way {
    /// Through the terminal.
    #[default]
    Terminal,
    /// With a program; `None` if none was found.
    Program(Option<Program>),
    /// Both: a terminal that takes no text says nothing, and a program may fail.
    Both(Program),
}

impl Clipboard {
    /// The configured way. By itself a program is taken only where the person sits in front of this computer.
    pub fn of(choice: ClipboardWay, environment: &Environment) -> Self {
        let way = match choice {
            ClipboardWay::Osc52 => Way::Terminal,
            ClipboardWay::Command => Way::Program(Program::find(environment)),
            ClipboardWay::Auto if environment.is_remote() => Way::Terminal,
            ClipboardWay::Auto => Program::find(environment).map_or(Way::Terminal, Way::Both),
        };
        Self { multiplexer: environment.multiplexer(), way }
    }
}

/// The sequence that puts `text` on the clipboard.
///
/// # Errors
/// [`CopyError`]; nothing is to be written then.
pub fn sequence(text: &str, multiplexer: Option<Multiplexer>) -> Result<String, CopyError> {
    if text.len() > MAX_BYTES {
        return Err(CopyError::TooLong);
    }
    if text.chars().any(char::is_control) {
        return Err(CopyError::Control);
    }
    let plain = format!("\x1b]52;c;{}\x07", BASE64_STANDARD.encode(text));
    Ok(match multiplexer {
        None => plain,
        // tmux takes it if `set-clipboard` is on, and passes a wrapped one on if `allow-passthrough` is.
        Some(Multiplexer::Tmux(_)) => format!("{plain}\x1bPtmux;{}\x1b\\", plain.replace('\x1b', "\x1b\x1b")),
        Some(Multiplexer::Screen) => format!("\x1bP{plain}\x1b\\"),
    })
}

/// Why a text cannot be copied.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CopyError {
    TooLong,
    Control,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn f3_copied_text_travels_as_base64() {
        let copied = sequence("https://open.spotify.com/show/abc", None);
        assert_eq!(copied.as_deref(), Ok("\x1b]52;c;aHR0cHM6Ly9vcGVuLnNwb3RpZnkuY29tL3Nob3cvYWJj\x07"));
    }

    #[test]
    fn tmux_gets_the_sequence_for_itself_and_one_to_pass_on() {
        let copied = sequence("a", Some(Multiplexer::Tmux(None)));
        assert_eq!(copied.as_deref(), Ok("\x1b]52;c;YQ==\x07\x1bPtmux;\x1b\x1b]52;c;YQ==\x07\x1b\\"));
        assert_eq!(sequence("a", Some(Multiplexer::Screen)).as_deref(), Ok("\x1bP\x1b]52;c;YQ==\x07\x1b\\"));
    }

    #[test]
    fn text_that_is_not_clean_or_too_long_is_not_copied() {
        assert_eq!(sequence("a\nb", None), Err(CopyError::Control));
        assert_eq!(sequence(&"a".repeat(MAX_BYTES + 1), None), Err(CopyError::TooLong));
    }
}
