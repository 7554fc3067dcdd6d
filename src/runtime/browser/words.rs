//! Reads `$BROWSER`: commands with colons between them.
//!
//! A word `%s`, or the end of one after `=`, stands for the address; without one, the address comes last.

use crate::runtime::words;

pub(super) use words::Words;

/// The commands of a value.
///
/// # Errors
/// Why it cannot be read, to be read after the name of the variable.
pub(super) fn commands(value: &str) -> Result<Vec<Words>, &'static str> {
    words::commands(value, Some(':'))
}

/// Puts the address in its place.
///
/// # Errors
/// Its place is within a script, which a shell would read: the address may hold anything a link does.
pub(super) fn with_address(words: &[String], address: &str) -> Result<Words, &'static str> {
    const PLACE: &str = "%s";
    let mut placed = false;
    let mut filled = Vec::with_capacity(words.len() + 1);
    for word in words {
        match word.strip_suffix(PLACE) {
            Some(before) if (before.is_empty() || before.ends_with('=')) && !before.contains(PLACE) => {
                filled.push(format!("{before}{address}"));
                placed = true;
            }
            _ if word.contains(PLACE) => return Err("has %s within a word: write it as a word of its own"),
            _ => filled.push(word.clone()),
        }
    }
    if !placed {
        filled.push(address.to_owned());
    }
    Ok(filled)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn f8_the_address_is_one_argument_and_never_part_of_a_script() {
        let filled = |value: &str| with_address(&commands(value).expect("it is read")[0], "http://a/?b&c");
        assert_eq!(filled("x"), Ok(["x", "http://a/?b&c"].map(str::to_owned).into()));
        assert_eq!(filled("x %s -y"), Ok(["x", "http://a/?b&c", "-y"].map(str::to_owned).into()));
        assert_eq!(filled("x --url=%s"), Ok(["x", "--url=http://a/?b&c"].map(str::to_owned).into()));
        assert!(filled("sh -c 'firefox %s'").is_err() && filled("sh -c 'a=%s; b=%s'").is_err());
    }
}
