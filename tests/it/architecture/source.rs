//! A small scanner for Rust sources: enough to see paths, macros and literals, nothing more.

/// What a source file is made of, without comments.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Token {
    Word(String),
    /// The content of a string literal, escapes as written.
    Text(String),
    /// `::` or a single other character.
    Mark(&'static str),
    Other(char),
}

impl Token {
    pub(crate) fn is(&self, text: &str) -> bool {
        match self {
            Self::Word(word) => word == text,
            Self::Mark(mark) => *mark == text,
            Self::Other(c) => text.chars().eq([*c]),
            Self::Text(_) => false,
        }
    }
}

/// The tokens of a source text.
#[expect(clippy::too_many_lines, reason = "one arm per kind of token, in the order in which they are tried")]
pub(crate) fn tokens(text: &str) -> Vec<Token> {
    let chars: Vec<char> = text.chars().collect();
    let at = |i: usize| chars.get(i).copied().unwrap_or('\0');
    let mut tokens = Vec::new();
    let mut i = 0;
    while i < chars.len() {
        let c = at(i);
        if c == '/' && at(i + 1) == '/' {
            while i < chars.len() && at(i) != '\n' {
                i += 1;
            }
        } else if c == '/' && at(i + 1) == '*' {
            let mut depth = 0;
            loop {
                match (at(i), at(i + 1)) {
                    ('/', '*') => (depth, i) = (depth + 1, i + 2),
                    ('*', '/') => (depth, i) = (depth - 1, i + 2),
                    _ => i += 1,
                }
                if depth == 0 || i >= chars.len() {
                    break;
                }
            }
        } else if let Some((hashes, start)) = raw_string(&chars, i) {
            let mut end = start;
            while end < chars.len() && !(at(end) == '"' && (1..=hashes).all(|n| at(end + n) == '#')) {
                end += 1;
            }
            tokens.push(Token::Text(chars[start..end.min(chars.len())].iter().collect()));
            i = end + 1 + hashes;
        } else if c == '"' || (matches!(c, 'b' | 'c') && at(i + 1) == '"') {
            let start = if c == '"' { i + 1 } else { i + 2 };
            let mut end = start;
            while end < chars.len() && at(end) != '"' {
                end += if at(end) == '\\' { 2 } else { 1 };
            }
            tokens.push(Token::Text(chars[start.min(chars.len())..end.min(chars.len())].iter().collect()));
            i = end + 1;
        } else if c == '\'' {
            // A character, else a lifetime, whose name then is a word of its own.
            if at(i + 1) == '\\' {
                i += 3;
                while i < chars.len() && at(i) != '\'' {
                    i += 1;
                }
                i += 1;
            } else if at(i + 2) == '\'' {
                i += 3;
            } else {
                tokens.push(Token::Other('\''));
                i += 1;
            }
        } else if c.is_alphabetic() || c == '_' {
            let start = i;
            while at(i).is_alphanumeric() || at(i) == '_' {
                i += 1;
            }
            tokens.push(Token::Word(chars[start..i].iter().collect()));
        } else if c == ':' && at(i + 1) == ':' {
            tokens.push(Token::Mark("::"));
            i += 2;
        } else {
            if !c.is_whitespace() {
                tokens.push(Token::Other(c));
            }
            i += 1;
        }
    }
    tokens
}

/// Whether a raw string starts at `i`: how many `#` it has, and where its content starts.
fn raw_string(chars: &[char], i: usize) -> Option<(usize, usize)> {
    let mut at = i;
    if matches!(chars.get(at), Some('b' | 'c')) {
        at += 1;
    }
    if chars.get(at) != Some(&'r') {
        return None;
    }
    let hashes = chars[at + 1..].iter().take_while(|c| **c == '#').count();
    (chars.get(at + 1 + hashes) == Some(&'"')).then_some((hashes, at + hashes + 2))
}

/// The tokens without the items marked `#[cfg(test)]` or `#[test]`.
pub(crate) fn without_tests(tokens: &[Token]) -> Vec<Token> {
    let mut kept = Vec::new();
    let mut i = 0;
    while i < tokens.len() {
        if is_test_attribute(&tokens[i..]) {
            i = after_item(tokens, i);
        } else {
            kept.push(tokens[i].clone());
            i += 1;
        }
    }
    kept
}

fn is_test_attribute(tokens: &[Token]) -> bool {
    [&["#", "[", "cfg", "(", "test", ")", "]"][..], &["#", "[", "test", "]"][..]]
        .iter()
        .any(|shape| starts(tokens, shape))
}

/// Whether the tokens start with these.
pub(crate) fn starts(tokens: &[Token], shape: &[&str]) -> bool {
    tokens.len() >= shape.len() && shape.iter().zip(tokens).all(|(text, token)| token.is(text))
}

/// The index after the item that starts at `i` with its attributes: its `;`, or its closing brace.
fn after_item(tokens: &[Token], mut i: usize) -> usize {
    let mut depth = 0_usize;
    while i < tokens.len() {
        let token = &tokens[i];
        i += 1;
        if token.is("{") || token.is("(") || token.is("[") {
            depth += 1;
        } else if token.is("}") || token.is(")") || token.is("]") {
            depth = depth.saturating_sub(1);
            if depth == 0 && token.is("}") {
                break;
            }
        } else if depth == 0 && token.is(";") {
            break;
        }
    }
    i
}

/// Every path in the tokens, groups taken apart: `use a::{b, c::d}` gives `a::b` and `a::c::d`. `crate`, `super` and
/// `self` are resolved against `module`, the path of the file's module, and begin with `crate` then.
pub(crate) fn paths(tokens: &[Token], module: &[String]) -> Vec<Vec<String>> {
    let mut found = Vec::new();
    let mut inner: Vec<(usize, String)> = Vec::new();
    let mut depth = 0;
    let mut i = 0;
    while i < tokens.len() {
        let token = &tokens[i];
        if token.is("{") {
            depth += 1;
            if let Some([Token::Word(key), Token::Word(name)]) = i.checked_sub(2).map(|start| &tokens[start..i])
                && key == "mod"
            {
                inner.push((depth, name.clone()));
            }
        } else if token.is("}") {
            if inner.last().is_some_and(|(opened, _)| *opened == depth) {
                inner.pop();
            }
            depth -= 1;
        } else if matches!(token, Token::Word(_)) && tokens.get(i + 1).is_some_and(|next| next.is("::")) {
            let here: Vec<String> = module.iter().chain(inner.iter().map(|(_, name)| name)).cloned().collect();
            i = tree(tokens, i, &[], &here, &mut found);
            continue;
        }
        i += 1;
    }
    found
}

/// Reads a path that starts at `i`, adds what it leads to, and gives the index after it.
fn tree(tokens: &[Token], mut i: usize, base: &[String], here: &[String], found: &mut Vec<Vec<String>>) -> usize {
    let mut path = base.to_vec();
    loop {
        match tokens.get(i) {
            Some(Token::Word(word)) => {
                step(&mut path, word, here);
                i += 1;
            }
            Some(token) if token.is("*") => {
                path.push("*".to_owned());
                i += 1;
            }
            Some(token) if token.is("{") => {
                i += 1;
                while tokens.get(i).is_some_and(|token| !token.is("}")) {
                    i = tree(tokens, i, &path, here, found).max(i + 1);
                    // A rename, and anything unexpected.
                    while tokens.get(i).is_some_and(|token| !token.is(",") && !token.is("}")) {
                        i += 1;
                    }
                    i += usize::from(tokens.get(i).is_some_and(|token| token.is(",")));
                }
                return i + 1;
            }
            _ => break,
        }
        if tokens.get(i).is_some_and(|token| token.is("::")) { i += 1 } else { break }
    }
    found.push(path);
    i
}

fn step(path: &mut Vec<String>, word: &str, here: &[String]) {
    let absolute = |parents: &[String]| std::iter::once("crate".to_owned()).chain(parents.iter().cloned()).collect();
    match word {
        "crate" | "spotpods_tui" if path.is_empty() => path.push("crate".to_owned()),
        "self" if path.is_empty() => *path = absolute(here),
        "self" => {}
        "super" if path.is_empty() => *path = absolute(&here[..here.len().saturating_sub(1)]),
        "super" if path.len() > 1 => {
            path.pop();
        }
        _ => path.push(word.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str, module: &str) -> Vec<String> {
        let module: Vec<String> = module.split("::").filter(|name| !name.is_empty()).map(str::to_owned).collect();
        paths(&tokens(text), &module).iter().map(|path| path.join("::")).collect()
    }

    #[test]
    fn groups_and_renames_are_taken_apart() {
        assert_eq!(
            found("use crate::{app::{self, State as S}, domain::*, ui};", "auth"),
            ["crate::app", "crate::app::State", "crate::domain::*", "crate::ui"]
        );
        assert_eq!(found("use std::{env, fs::File};", ""), ["std::env", "std::fs::File"]);
    }

    #[test]
    fn super_and_self_are_resolved_against_the_module() {
        assert_eq!(found("super::ui::draw()", "app"), ["crate::ui::draw"]);
        assert_eq!(found("use super::super::{spotify, ui};", "app::update"), ["crate::spotify", "crate::ui"]);
        assert_eq!(found("use self::inner::X;", "app"), ["crate::app::inner::X"]);
        assert_eq!(
            found("mod inner { use super::super::cli::X; } use super::y;", "app"),
            ["crate::cli::X", "crate::y"]
        );
        assert_eq!(found("fn main() { spotpods_tui::cli::run() }", ""), ["crate::cli::run"]);
    }

    #[test]
    fn comments_strings_and_characters_hide_nothing_and_add_nothing() {
        let text = r##"
            // crate::a
            /* crate::b /* crate::c */ crate::d */
            let x = "crate::e \" crate::f"; let y = r#"crate::g " "#; let z = b"crate::h";
            let c = '"'; let d = '\''; let e: &'static str = crate::i::J;
            let f = '\u{1b}'; crate::k::l();
        "##;
        assert_eq!(found(text, ""), ["crate::i::J", "crate::k::l"]);
        assert!(tokens(text).contains(&Token::Text("crate::g \" ".to_owned())));
    }

    #[test]
    fn what_is_only_for_tests_is_left_out() {
        let text = "use crate::a; #[cfg(test)] mod tests { use crate::b; fn f() { [0]; } } fn g() { crate::c::d() } \
                    #[cfg(test)] mod t; #[test] fn h() -> [u8; 1] { crate::e::f() } use crate::g;";
        let kept = without_tests(&tokens(text));
        let paths: Vec<_> = paths(&kept, &[]).iter().map(|path| path.join("::")).collect();
        assert_eq!(paths, ["crate::a", "crate::c::d", "crate::g"]);
    }
}
