//! `docs/TROUBLESHOOTING.md` has the messages as the program prints them.

use std::{fs, path::Path};

/// The texts in quotation marks of all sources, on one line each. Tests, which may quote the page, are in files of their own or
/// below `mod tests`.
fn literals(folder: &Path, found: &mut Vec<String>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        let name = path.file_stem().and_then(|name| name.to_str()).expect("a name").to_owned();
        if path.is_dir() {
            if name != "tests" {
                literals(&path, found);
            }
        } else if name != "tests" {
            let text = fs::read_to_string(&path).expect("it can be read");
            let text = text.split("\nmod tests {").next().expect("a first part");
            found.extend(text.split('"').map(|piece| piece.split("\\\n").map(str::trim_start).collect()));
        }
    }
}

/// Whether a message is this text of the sources: words in capitals of the message stand for what is in braces.
fn is_printed_by(message: &str, literal: &str) -> bool {
    let is_placeholder = |word: &&str| ["FILE", "NAME", "PORT", "TIME"].contains(word);
    let mut literal = literal;
    let mut words = message.split(' ').peekable();
    while let Some(word) = words.next() {
        let rest = if is_placeholder(&word) {
            literal.strip_prefix('{').and_then(|rest| rest.split_once('}')).map(|(_, rest)| rest)
        } else {
            literal.strip_prefix(word)
        };
        let rest = if words.peek().is_some() { rest.and_then(|rest| rest.strip_prefix(' ')) } else { rest };
        let Some(rest) = rest else { return false };
        literal = rest;
    }
    literal.is_empty()
}

#[test]
fn every_heading_by_message_is_a_message_of_the_program_as_it_is_printed() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = Vec::new();
    literals(&root.join("src"), &mut found);
    let page = include_str!("../../../docs/TROUBLESHOOTING.md");
    let headings: Vec<_> = page.lines().filter_map(|line| line.strip_prefix("### ")).collect();
    assert!(headings.len() > 20, "{headings:?}");
    for heading in headings {
        let message = heading.strip_prefix('`').and_then(|rest| rest.strip_suffix('`'));
        let message = message.unwrap_or_else(|| panic!("{heading} is no message"));
        assert!(found.iter().any(|literal| is_printed_by(message, literal)), "nothing prints `{message}`");
    }
}
