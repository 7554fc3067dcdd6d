//! What `auth logout` deletes: asked on a terminal, unless an option says it.

use std::io::{self, BufRead};

use crate::{
    app::requests::effect::LibraryFate,
    auth::{Kept, Vault},
    cli::{Output, Result, question},
    domain::CleanText,
};

/// What the options say. On a terminal the person is asked if they say nothing, and `None` means that they changed their mind;
/// elsewhere both are deleted.
pub(super) fn choose(
    (keep, delete): (bool, bool),
    vault: &Vault,
    output: &mut Output<'_>,
) -> Result<Option<LibraryFate>> {
    if keep {
        return Ok(Some(LibraryFate::Keep));
    }
    if delete || !question::is_possible() {
        return Ok(Some(LibraryFate::Delete));
    }
    match vault.look() {
        Ok(Kept::Login(login)) => {
            let name = login.account.map(|account| account.name().clone());
            Ok(ask(name.as_ref(), &mut io::stdin().lock(), output)?)
        }
        // There is nothing to choose.
        Ok(Kept::Nothing | Kept::Damaged) | Err(_) => Ok(Some(LibraryFate::Delete)),
    }
}

/// Asks for one of those offered. No answer changes nothing.
fn ask(name: Option<&CleanText>, input: &mut impl BufRead, output: &mut Output<'_>) -> io::Result<Option<LibraryFate>> {
    const CHOICES: &str = "Type 1 or 2, or n to delete nothing.";
    let of = name.map(|name| format!(" of {name}")).unwrap_or_default();
    let question = format!(
        "Log out{of}, and delete on this computer:\n\
         \x20 1  the login; the library can be read without one\n\
         \x20 2  the login and the library, with its marks\n\
         \x20 n  nothing\n\
         {CHOICES}"
    );
    let fate = question::ask(question, input, output, |answer| match answer.to_lowercase().as_str() {
        "1" => Ok(Some(LibraryFate::Keep)),
        "2" => Ok(Some(LibraryFate::Delete)),
        "" | "n" | "no" => Ok(None),
        _ => Err(CHOICES.to_owned()),
    })?;
    Ok(fate.flatten())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answered(input: &str) -> (Option<LibraryFate>, String) {
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let name = CleanText::new("Ada");
        let fate = ask(Some(&name), &mut input.as_bytes(), &mut Output::new(&mut out, &mut err)).expect("answered");
        (fate, String::from_utf8(err).expect("text"))
    }

    #[test]
    fn d9_the_person_chooses_what_a_logout_deletes() {
        for (input, fate) in [
            ("1\n", Some(LibraryFate::Keep)),
            (" 2 \n", Some(LibraryFate::Delete)),
            ("\n", None),
            ("n\n1\n", None),
            ("No\n", None),
            ("", None),
            ("3\n1\n", Some(LibraryFate::Keep)),
            ("3\nyes\n1\n", None),
        ] {
            assert_eq!(answered(input).0, fate, "{input:?}");
        }
        let (_, said) = answered("x\n\n");
        assert!(said.starts_with("Log out of Ada, and delete"), "{said}");
        assert_eq!(said.matches("Type 1 or 2").count(), 2, "{said}");
    }
}
