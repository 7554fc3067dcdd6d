//! Splits command lines into words as a shell quotes them. Nothing is expanded.

use std::mem;

/// Between the commands of `$BROWSER`.
pub const BROWSER_SEPARATOR: Option<char> = Some(':');

/// A command: the program, then its arguments.
pub type Words = Vec<String>;

/// The commands of a value, with `separator` between them.
///
/// # Errors
/// Why it cannot be read, which completes "`key` …".
pub fn commands(value: &str, separator: Option<char>) -> Result<Vec<Words>, &'static str> {
    let mut reading = Reading::default();
    let mut quote = None;
    let mut chars = value.chars();
    while let Some(c) = chars.next() {
        match (quote, c) {
            (Some(open), _) if c == open => quote = None,
            (None, '\'' | '"') => {
                quote = Some(c);
                // Quotes around nothing are a word too.
                reading.word.get_or_insert_default();
            }
            (None, '\\') => reading.push(chars.next().ok_or("ends in a backslash")?),
            // In double quotes a shell keeps the backslash, except before these.
            (Some('"'), '\\') => match chars.next().ok_or("has a quote that is not closed")? {
                escaped @ ('"' | '\\' | '$' | '`') => reading.push(escaped),
                other => ['\\', other].into_iter().for_each(|c| reading.push(c)),
            },
            (None, _) if Some(c) == separator => reading.end_command(),
            (None, _) if c.is_whitespace() => reading.end_word(),
            (_, c) => reading.push(c),
        }
    }
    if quote.is_some() {
        return Err("has a quote that is not closed");
    }
    reading.end_command();
    if reading.commands.is_empty() { Err("names no program") } else { Ok(reading.commands) }
}

#[derive(Default)]
struct Reading {
    commands: Vec<Words>,
    words: Words,
    word: Option<String>,
}

impl Reading {
    fn push(&mut self, c: char) {
        self.word.get_or_insert_default().push(c);
    }

    fn end_word(&mut self) {
        self.words.extend(self.word.take());
    }

    fn end_command(&mut self) {
        self.end_word();
        // No program waits for it anyway.
        self.words.pop_if(|word| word == "&");
        let words = mem::take(&mut self.words);
        if !words.is_empty() {
            self.commands.push(words);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_split_as_a_shell_quotes_it() {
        for (value, expected) in [
            ("firefox", &[&["firefox"][..]][..]),
            ("  firefox   --new-window ", &[&["firefox", "--new-window"]]),
            ("'/opt/My Browser/run' -P \"a b\"", &[&["/opt/My Browser/run", "-P", "a b"]]),
            (r#"/opt/My\ Browser/run "say \"x\" \n" ''"#, &[&["/opt/My Browser/run", "say \"x\" \\n", ""]]),
            ("firefox:'C:/x':chromium %s &", &[&["firefox"], &["C:/x"], &["chromium", "%s"]]),
            ("sh -c 'exec a:b \"$1\"' sh", &[&["sh", "-c", "exec a:b \"$1\"", "sh"]]),
            ("a''b\"c\"", &[&["abc"]]),
        ] {
            assert_eq!(commands(value, Some(':')).expect("it is read"), expected, "{value}");
        }
        for value in ["'firefox", "firefox \"", "firefox\\", " : ", "&"] {
            assert!(commands(value, Some(':')).is_err(), "{value}");
        }
    }

    #[test]
    fn without_a_separator_a_colon_is_a_letter() {
        assert_eq!(
            commands("spotifyd --a b:c 'd e'", None),
            Ok(vec![["spotifyd", "--a", "b:c", "d e"].map(str::to_owned).into()])
        );
    }
}
