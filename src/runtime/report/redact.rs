//! Leaves out of a text what identifies a person, or would let another log in.

use std::fmt::Write as _;

/// What stands for what is left out.
const REDACTED: &str = "[redacted]";
/// Runs of letters and digits from this length on are taken for tokens and ids.
const LONG: usize = 20;
/// The same for runs with hyphens and underscores between.
const LONGER: usize = 24;
/// Words after which a value is private: `code=…`, `Bearer …`.
const NAMES: [&str; 12] = [
    "authorization",
    "bearer",
    "code",
    "code_verifier",
    "client_id",
    "client_secret",
    "password",
    "refresh_token",
    "access_token",
    "secret",
    "state",
    "token",
];

/// The text without known private words, e-mail addresses, values of private names and anything like a token.
pub(super) fn redacted(text: &str, known: &[String]) -> String {
    let mut text = text.to_owned();
    for word in known.iter().filter(|word| word.chars().count() > 2) {
        text = text.replace(word.as_str(), REDACTED);
    }
    text.lines().map(line).collect::<Vec<_>>().join("\n")
}

fn line(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    // The name that the next word is the value of.
    let mut is_private = false;
    for (word, gap) in words(text) {
        let lower = word.to_lowercase();
        let bare = lower.trim_matches(|c: char| !c.is_alphanumeric() && c != '_');
        let is_value = is_private && !bare.is_empty();
        let hides = word != REDACTED && (is_value || is_mail(word) || is_token(word));
        let _ = write!(out, "{}{gap}", if hides { REDACTED } else { word });
        let leads_on = gap.contains(['=', ':']) || (gap == " " && matches!(bare, "bearer" | "token"));
        is_private = if bare.is_empty() { is_private } else { NAMES.contains(&bare) && leads_on };
        // `authorization: Bearer abc`: the value is the next word.
        is_private |= is_value && bare == "bearer";
    }
    out
}

/// The words of a line, each with what separates it from the next.
fn words(text: &str) -> impl Iterator<Item = (&str, &str)> {
    let is_word = |c: char| c.is_alphanumeric() || "_-.~+@%[]".contains(c);
    let mut rest = text;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let end = rest.find(|c| !is_word(c)).unwrap_or(rest.len());
        let (word, after) = rest.split_at(end);
        let next = after.find(is_word).unwrap_or(after.len());
        let (gap, behind) = after.split_at(next);
        rest = behind;
        Some((word, gap))
    })
}

fn is_mail(word: &str) -> bool {
    let parts = word.split_once('@').or_else(|| word.split_once("%40"));
    parts.is_some_and(|(name, host)| !name.is_empty() && host.contains('.'))
}

/// Long, and with a digit or letters of both cases: no word of a language.
fn is_token(word: &str) -> bool {
    let is_dense = word.split(['.', '-', '_', '~', '+', '%', '@', '[', ']']).any(|part| {
        let has = |is: fn(&char) -> bool| part.chars().any(|c| is(&c));
        let is_mixed = has(char::is_ascii_digit) || (has(char::is_ascii_lowercase) && has(char::is_ascii_uppercase));
        part.chars().count() >= LONG && (is_mixed || part.chars().all(|c| c.is_ascii_hexdigit()))
    });
    let letters = word.chars().filter(char::is_ascii_alphanumeric).count();
    let has_digit_and_case = word.chars().any(|c| c.is_ascii_digit())
        && word.chars().any(|c| c.is_ascii_uppercase())
        && word.chars().any(|c| c.is_ascii_lowercase());
    is_dense || (letters >= LONGER && has_digit_and_case)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn d7_tokens_addresses_and_known_words_are_left_out_and_the_rest_stays() {
        let known = ["Ann Listener".to_owned(), "u1".to_owned()];
        for (text, shown) in [
            ("2026-11-29T12:00:00Z INFO spotpods_tui::sync: start shows=12", None),
            ("config.toml:7: unknown key `uii.ascii`", None),
            ("account Ann Listener, u1", Some("account [redacted], u1")),
            ("mail ann@example.org.", Some("mail [redacted]")),
            ("GET /callback?code=abc&state=def HTTP", Some("GET /callback?code=[redacted]&state=[redacted] HTTP")),
            ("authorization: Bearer abc", Some("authorization: [redacted] [redacted]")),
            ("client_id = \"0123456789abcdef0123456789abcdef\"", Some("client_id = \"[redacted]\"")),
            ("got BQDx0Kd9fZ-aa_bbQx81cc2dkl00aaQ", Some("got [redacted]")),
            ("show 6kAsbP8pxwaU2kPibKTuHE failed", Some("show [redacted] failed")),
            ("{\"refresh_token\":\"x\"}", Some("{\"refresh_token\":\"[redacted]\"}")),
        ] {
            assert_eq!(redacted(text, &known), shown.unwrap_or(text), "{text}");
        }
    }
}
