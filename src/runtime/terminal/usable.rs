//! Whether there is a terminal to draw on.

use std::io::IsTerminal;

use crate::config::Environment;

/// Checks standard input, standard output and `TERM`.
///
/// # Errors
/// [`NoTerminal`] names the missing part.
pub fn check(environment: &Environment) -> Result<(), NoTerminal> {
    judge(environment.var("TERM"), std::io::stdin().is_terminal(), std::io::stdout().is_terminal())
}

fn judge(term: Option<&str>, input: bool, output: bool) -> Result<(), NoTerminal> {
    match term {
        _ if !output => Err(NoTerminal::Output),
        _ if !input => Err(NoTerminal::Input),
        None => Err(NoTerminal::Unset),
        Some("dumb") => Err(NoTerminal::Dumb),
        Some(_) => Ok(()),
    }
}

/// The missing part of a terminal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoTerminal {
    Output,
    Input,
    Unset,
    Dumb,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn g6_each_missing_piece_of_a_terminal_is_named() {
        assert_eq!(judge(Some("xterm"), true, true), Ok(()));
        assert_eq!(judge(Some("xterm"), true, false), Err(NoTerminal::Output));
        assert_eq!(judge(Some("xterm"), false, true), Err(NoTerminal::Input));
        assert_eq!(judge(None, true, true), Err(NoTerminal::Unset));
        assert_eq!(judge(Some("dumb"), true, true), Err(NoTerminal::Dumb));
    }
}
