//! What `auth logout` deletes: asked on a terminal, unless an option says it.

use std::io::{self, BufRead};

use crate::{
    auth::{Kept, Vault},
    cli::{exit::Failure, output::Output, question},
    domain::CleanText,
};

/// What a logout deletes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fate {
    Login,
    LoginAndLibrary,
    /// Nothing: the person changed their mind.
    Nothing,
}

/// What the options say. On a terminal the person is asked if they say nothing; elsewhere both are deleted.
pub(super) fn choose((keep, delete): (bool, bool), vault: &Vault, output: &mut Output<'_>) -> Result<Fate, Failure> {
    if keep {
        return Ok(Fate::Login);
    }
    if delete || !question::is_possible() {
        return Ok(Fate::LoginAndLibrary);
    }
    match vault.look() {
        Ok(Kept::Login(login)) => {
            let name = login.account.map(|account| account.name().clone());
            Ok(ask(name.as_ref(), &mut io::stdin().lock(), output)?)
        }
        // There is nothing to choose.
        Ok(Kept::Nothing | Kept::Damaged) | Err(_) => Ok(Fate::LoginAndLibrary),
    }
}

/// Asks for one of those offered. No answer changes nothing.
fn ask(name: Option<&CleanText>, input: &mut impl BufRead, output: &mut Output<'_>) -> io::Result<Fate> {
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
        "1" => Ok(Fate::Login),
        "2" => Ok(Fate::LoginAndLibrary),
        "" | "n" | "no" => Ok(Fate::Nothing),
        _ => Err(CHOICES.to_owned()),
    })?;
    Ok(fate.unwrap_or(Fate::Nothing))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answered(input: &str) -> (Fate, String) {
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let name = CleanText::new("Ada");
        let fate = ask(Some(&name), &mut input.as_bytes(), &mut Output::new(&mut out, &mut err)).expect("answered");
        (fate, String::from_utf8(err).expect("text"))
    }

    #[test]
    fn d9_the_person_chooses_what_a_logout_deletes() {
        for (input, fate) in [
            ("1\n", Fate::Login),
            (" 2 \n", Fate::LoginAndLibrary),
            ("\n", Fate::Nothing),
            ("n\n1\n", Fate::Nothing),
            ("No\n", Fate::Nothing),
            ("", Fate::Nothing),
            ("3\n1\n", Fate::Login),
            ("3\nyes\n1\n", Fate::Nothing),
        ] {
            assert_eq!(answered(input).0, fate, "{input:?}");
        }
        let (_, said) = answered("x\n\n");
        assert!(said.starts_with("Log out of Ada, and delete"), "{said}");
        assert_eq!(said.matches("Type 1 or 2").count(), 2, "{said}");
    }
}
