//! The lines of a `.env` file, each with its number.
//!
//! Each line is parsed on its own, so a mistake costs that line only; no value needs several lines. A message never
//! quotes a line: it may hold a secret.

/// The name and the value, without quotation marks, of `NAME=value`. Of a line that is neither that nor a comment nor
/// empty, the first word, possibly empty.
type Entry = Result<(String, String), String>;

/// The entries of the file with their line numbers, counted from 1.
pub(super) fn entries(text: &str) -> impl Iterator<Item = (usize, Entry)> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    text.lines().enumerate().filter_map(|(before, line)| Some((before + 1, entry(line)?)))
}

fn entry(line: &str) -> Option<Entry> {
    let line = without_substitution(line);
    let set = dotenvy::from_read_iter(line.as_bytes()).next()?;
    Some(set.map_err(|_| first_word(&line)))
}

fn first_word(line: &str) -> String {
    let line = line.trim_start();
    let line = line.strip_prefix("export").unwrap_or(line).trim_start();
    line.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect()
}

/// Escapes each dollar sign that would read the environment of the process, which only `Environment` may do. Between
/// single quotation marks and after a backslash, a dollar sign is literal.
fn without_substitution(line: &str) -> String {
    let mut text = String::with_capacity(line.len());
    let mut quote = None;
    let mut escaped = false;
    for c in line.chars() {
        match (c, quote) {
            _ if escaped => escaped = false,
            ('\'', Some('\'')) | ('"', Some('"')) => quote = None,
            (_, Some('\'')) => {}
            ('\\', _) => escaped = true,
            ('$', _) => text.push('\\'),
            ('\'' | '"', None) => quote = Some(c),
            _ => {}
        }
        text.push(c);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(name: &str, value: &str) -> (String, String) {
        (name.to_owned(), value.to_owned())
    }

    #[test]
    fn comments_quotation_marks_and_export_are_understood() {
        let text = "\u{feff}# a comment\n\nA=1\nexport B=\"two words\" # why\nC='x'\n";
        let found: Vec<_> = entries(text).collect();
        assert_eq!(found, [(3, Ok(set("A", "1"))), (4, Ok(set("B", "two words"))), (5, Ok(set("C", "x")))]);
    }

    #[test]
    fn a_broken_line_costs_itself_only() {
        let found: Vec<_> = entries("no equals sign\nA=\"open\nB=2\n").collect();
        let unreadable = |name: &str| Err(name.to_owned());
        assert_eq!(found, [(1, unreadable("no")), (2, unreadable("A")), (3, Ok(set("B", "2")))]);
    }

    #[test]
    fn a_dollar_sign_reads_no_other_variable() {
        let found: Vec<_> = entries("A=$HOME\nB=${HOME}\n").collect();
        assert_eq!(found, [(1, Ok(set("A", "$HOME"))), (2, Ok(set("B", "${HOME}")))]);
    }

    #[test]
    fn a_dollar_sign_is_itself_however_it_is_written() {
        for (written, value) in [
            ("'ab$cd'", "ab$cd"),
            ("\"ab$cd\"", "ab$cd"),
            (r"ab\$HOME", "ab$HOME"),
            (r#""it's $HOME""#, "it's $HOME"),
            (r#"'"$HOME'"#, "\"$HOME"),
            (r#""\"$HOME""#, "\"$HOME"),
            (r"\\$HOME", r"\$HOME"),
        ] {
            let found: Vec<_> = entries(&format!("A={written}")).map(|(_, entry)| entry).collect();
            assert_eq!(found, [Ok(set("A", value))], "{written}");
        }
    }
}
