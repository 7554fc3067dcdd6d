//! Reads simple HTML, which most notes are, several times faster than the tokenizer, for the words of many notes.
//!
//! Simple are tags with quoted attributes or none, and the common entities. Anything else is left to
//! [`super::html`]; a test compares the two.

use super::{draft::Draft, html};

/// Reads HTML without the targets of links and the numbers of lists; `None` if it is not simple.
pub(super) fn read(html: &str) -> Option<Draft> {
    let is_plain = !html.contains('<');
    let mut draft = Draft::default();
    let mut rest = html;
    while !rest.is_empty() {
        let end = rest.bytes().position(|byte| matches!(byte, b'<' | b'&' | b'\r' | b'\0')).unwrap_or(rest.len());
        let (text, markup) = rest.split_at_checked(end)?;
        if is_plain {
            draft.lines(text);
        } else {
            draft.text(text);
        }
        rest = match markup.bytes().next() {
            None => "",
            Some(b'<') => tag(markup, &mut draft)?,
            Some(b'&') => entity(markup, &mut draft)?,
            Some(_) => return None,
        };
    }
    Some(draft)
}

/// Reads the tag at the start of `html`. Returns what follows.
fn tag<'a>(html: &'a str, draft: &mut Draft) -> Option<&'a str> {
    let inner = html.strip_prefix('<')?;
    let (is_end, inner) = inner.strip_prefix('/').map_or((false, inner), |inner| (true, inner));
    let (name, mut rest) = split(inner, |byte| byte.is_ascii_alphanumeric());
    if !name.starts_with(|first: char| first.is_ascii_alphabetic()) {
        return None;
    }
    loop {
        let (spaces, after) = split(rest, is_space);
        if let Some(after) = after.strip_prefix('>').or_else(|| after.strip_prefix("/>")) {
            let name = name.to_ascii_lowercase();
            if is_end {
                html::end(draft, &name);
            } else if name == "img" || html::raw_content(&name).is_some() {
                return None;
            } else {
                html::start(draft, &name, |_| None);
            }
            return Some(after);
        }
        let (attribute, after) = split(after, |byte| byte.is_ascii_alphanumeric() || byte == b'-');
        if spaces.is_empty() || attribute.is_empty() {
            return None;
        }
        rest = after;
        if let Some(value) = after.strip_prefix('=') {
            let quote = value.chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
            (_, rest) = value.strip_prefix(quote)?.split_once(quote)?;
        }
    }
}

/// Reads the entity at the start of `html`. Returns what follows.
fn entity<'a>(html: &'a str, draft: &mut Draft) -> Option<&'a str> {
    let inner = html.strip_prefix('&')?;
    if inner.starts_with(' ') {
        draft.text("&");
        return Some(inner);
    }
    // The longest is a character's number.
    let end = inner.bytes().take("#x10ffff;".len()).position(|byte| byte == b';')?;
    let (name, rest) = inner.split_at_checked(end)?;
    let number = match name.strip_prefix('#') {
        None => None,
        Some(number) => match number.strip_prefix(['x', 'X']) {
            None => Some((number, 10)),
            Some(number) => Some((number, 16)),
        },
    };
    match (name, number) {
        ("amp", None) => draft.text("&"),
        ("lt", None) => draft.text("<"),
        ("gt", None) => draft.text(">"),
        ("quot", None) => draft.text("\""),
        ("apos", None) => draft.text("'"),
        ("nbsp", None) => draft.text("\u{a0}"),
        (_, Some((digits, radix))) if digits.bytes().all(|byte| byte.is_ascii_hexdigit()) => {
            let c = u32::from_str_radix(digits, radix).ok().and_then(char::from_u32)?;
            // Of the others some stand for another character.
            if !matches!(c, ' '..='~' | '\u{a0}'..) {
                return None;
            }
            draft.text(c.encode_utf8(&mut [0; 4]));
        }
        (_, None | Some(_)) => return None,
    }
    rest.strip_prefix(';')
}

fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\x0c')
}

/// Splits off the bytes that match, all of them ASCII.
fn split(text: &str, matches: impl Fn(u8) -> bool) -> (&str, &str) {
    let end = text.bytes().position(|byte| !matches(byte)).unwrap_or(text.len());
    text.split_at_checked(end).unwrap_or((text, ""))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::domain::{Html, Notes};

    fn words(draft: Draft) -> String {
        super::super::words(&draft.finish())
    }

    fn both(raw: &str) -> (Option<String>, String) {
        (read(raw).map(words), words(html::read(&Html::new(raw), false)))
    }

    #[test]
    fn notes_as_spotify_sends_them_are_simple() {
        for raw in [
            "<p>In this episode, <em>we</em> talk<br/>with <strong>Ann &amp; Bo</strong> &#8211; &quot;live&quot;.</p>",
            "<ul><li>(00:01:21) Intro</li><li><a href=\"https://a.b/?c=1&amp;d\" rel=\"nofollow\">the book</a></li></ul>",
            "Lines\nwithout tags &amp; more\n\nend",
            "<H3 class='x'>Größe – 東京 🎙</H3 >R & B",
            "",
        ] {
            let (simple, full) = both(raw);
            assert_eq!(simple, Some(full), "{raw}");
            assert_eq!(Notes::Html(Html::new(raw)).words(), words(html::read(&Html::new(raw), false)));
        }
    }

    #[test]
    fn what_the_tokenizer_reads_otherwise_is_not_simple() {
        for raw in [
            "<script>x</script>",
            "<img alt=x>",
            "<!-- x -->",
            "2 < 3",
            "<a href=x>",
            "&eacute;",
            "&#150;",
            "<p",
            "a\r\nb",
            "&x",
        ] {
            assert_eq!(read(raw).map(words), None, "{raw}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn simple_html_reads_like_any(
            raw in "(</?(p|br|a|li|ul|ol|pre|td|tr|h2|b|i|x)( [a-z-]{1,3}(=(\"[^\"]{0,3}\"|'[^']{0,3}'))?){0,2} ?/?>|&(amp|lt|nbsp|#[0-9]{1,6}|#x[0-9a-fA-F]{1,6}|[a-z]{2,3});?|[ -~é👩\u{301}\u{200d}東]{1,4}|\\s|\\PC){0,20}"
        ) {
            let (simple, full) = both(&raw);
            if let Some(simple) = simple {
                prop_assert_eq!(simple, full);
            }
        }
    }
}
