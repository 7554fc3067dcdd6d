//! What `auth logout` deletes: asked on a terminal, unless an option says it.

use std::io::{self, BufRead};

use crate::{
    auth::{Kept, Vault},
    cli::{confirm::can_ask, exit::Failure, output::Output},
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
    if delete || !can_ask() {
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

/// Asks until the answer is one of those offered. The end of the input changes nothing.
fn ask(name: Option<&CleanText>, input: &mut impl BufRead, output: &mut Output<'_>) -> io::Result<Fate> {
    let of = name.map(|name| format!(" of {name}")).unwrap_or_default();
    output.note(format_args!(
        "Log out{of}, and delete on this computer:\n\
         \x20 1  the login; the library can be read without one\n\
         \x20 2  the login and the library, with its marks\n\
         Type 1 or 2, or only Enter to delete nothing."
    ))?;
    loop {
        let mut line = String::new();
        if input.read_line(&mut line)? == 0 {
            return Ok(Fate::Nothing);
        }
        match line.trim() {
            "" => return Ok(Fate::Nothing),
            "1" => return Ok(Fate::Login),
            "2" => return Ok(Fate::LoginAndLibrary),
            _ => output.note("Type 1 or 2, or only Enter to delete nothing.")?,
        }
    }
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
            ("", Fate::Nothing),
            ("3\nyes\n1\n", Fate::Login),
        ] {
            assert_eq!(answered(input).0, fate, "{input:?}");
        }
        let (_, said) = answered("x\n\n");
        assert!(said.starts_with("Log out of Ada, and delete"), "{said}");
        assert_eq!(said.matches("Type 1 or 2").count(), 2, "{said}");
    }
}
