//! A question on the terminal that is answered with yes or no.

use std::io::{BufRead, IsTerminal as _, stderr, stdin};

use super::{exit::Failure, output::Output};

/// Whether there is a person to ask.
pub(super) fn can_ask() -> bool {
    stdin().is_terminal() && stderr().is_terminal()
}

/// Asks on the terminal. Anything but yes is no.
pub(super) fn confirm(question: &str, output: &mut Output<'_>) -> Result<bool, Failure> {
    answer(question, &mut stdin().lock(), output)
}

fn answer(question: &str, input: &mut impl BufRead, output: &mut Output<'_>) -> Result<bool, Failure> {
    output.note(format_args!("{question} [y/N]"))?;
    let mut answer = String::new();
    input.read_line(&mut answer)?;
    Ok(matches!(answer.trim().to_lowercase().as_str(), "y" | "yes"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_yes_is_yes() {
        for (input, is_yes) in
            [("y\n", true), (" Yes \n", true), ("\n", false), ("", false), ("n\n", false), ("yy\n", false)]
        {
            let (mut out, mut err) = (Vec::new(), Vec::new());
            let answer = answer("Replace it?", &mut input.as_bytes(), &mut Output::new(&mut out, &mut err));
            assert_eq!((answer.ok(), err.as_slice()), (Some(is_yes), "Replace it? [y/N]\n".as_bytes()), "{input:?}");
        }
    }
}
