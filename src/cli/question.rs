//! Questions on a terminal: asked on stderr, answered on stdin.

use std::{
    fmt::Display,
    io::{self, BufRead, IsTerminal as _, Read as _},
};

use super::{Failure, Output, Result};

/// Longer than any answer; a longer line is split, and neither part is accepted.
const MAX_LINE: u64 = 16 << 10;

/// Whether a person can be asked: they see the question and can answer it.
pub(super) fn is_possible() -> bool {
    io::stdin().is_terminal() && io::stderr().is_terminal()
}

/// Asks, and once more if `read` refuses the first answer, with its reason. `None` at the end of the input, or if the second
/// answer is refused too.
pub(super) fn ask<T>(
    question: impl Display,
    input: &mut impl BufRead,
    output: &mut Output<'_>,
    read: impl Fn(&str) -> Result<T, String>,
) -> io::Result<Option<T>> {
    output.note(question)?;
    for is_last in [false, true] {
        let mut line = Vec::new();
        if input.by_ref().take(MAX_LINE).read_until(b'\n', &mut line)? == 0 {
            return Ok(None);
        }
        match read(String::from_utf8_lossy(&line).trim()) {
            Ok(answer) => return Ok(Some(answer)),
            Err(_) if is_last => {}
            Err(why) => output.note(why)?,
        }
    }
    Ok(None)
}

/// Asks a question that is answered with yes or no. Anything but yes is no.
///
/// # Errors
/// The answer is no, and what that left as it was: a script must not go on as if it were done.
pub(super) fn confirm(question: &str, otherwise: &str, output: &mut Output<'_>) -> Result<()> {
    if yes_or_no(question, &mut io::stdin().lock(), output)? { Ok(()) } else { Err(Failure::failed(otherwise)) }
}

fn yes_or_no(question: &str, input: &mut impl BufRead, output: &mut Output<'_>) -> io::Result<bool> {
    let answer = ask(format_args!("{question} [y/N]"), input, output, |answer| match answer.to_lowercase().as_str() {
        "y" | "yes" => Ok(true),
        "" | "n" | "no" => Ok(false),
        _ => Err("Type y or n.".to_owned()),
    })?;
    Ok(answer.unwrap_or(false))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answered(input: &str) -> (Option<u8>, String) {
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let read = |line: &str| line.parse().map_err(|_| "Type a number.".to_owned());
        let answer = ask("How many?", &mut input.as_bytes(), &mut Output::new(&mut out, &mut err), read);
        (answer.expect("it is read"), String::from_utf8(err).expect("text"))
    }

    #[test]
    fn an_answer_that_is_refused_is_asked_for_once_more() {
        for (input, answer, refused) in [
            (" 7 \n", Some(7), 0),
            ("x\n7\n", Some(7), 1),
            ("x\ny\n7\n", None, 1),
            ("", None, 0),
            ("x\n", None, 1),
            ("7", Some(7), 0),
        ] {
            let (found, said) = answered(input);
            assert_eq!((found, said.matches("Type a number.").count()), (answer, refused), "{input:?}: {said}");
            assert!(said.starts_with("How many?\n"), "{said}");
        }
    }

    #[test]
    fn only_yes_is_yes() {
        for (input, is_yes) in [
            ("y\n", true),
            (" Yes \n", true),
            ("\n", false),
            ("", false),
            ("n\n", false),
            ("yy\ny\n", true),
            ("yy\nyy\ny\n", false),
        ] {
            let (mut out, mut err) = (Vec::new(), Vec::new());
            let answer = yes_or_no("Replace it?", &mut input.as_bytes(), &mut Output::new(&mut out, &mut err));
            assert_eq!(answer.expect("it is read"), is_yes, "{input:?}");
            assert!(err.starts_with(b"Replace it? [y/N]\n"));
        }
    }
}
