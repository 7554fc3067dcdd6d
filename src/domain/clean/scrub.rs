//! The cleaning pass: one character at a time with one of lookahead, in linear time.
//!
//! Start with [`scrub`]. [`class`](mod@super::class) classifies each character by itself, this module by the ones before it.

use std::borrow::Cow;

use unicode_segmentation::UnicodeSegmentation;

use super::{
    CleanText,
    class::{Class, class, is_joining, is_letter, is_pictographic, is_plain, is_skin_tone, is_variation},
};

/// Most emojis joined by ZWJ. Unicode's longest sequences have four.
const MAX_JOINED: u8 = 4;

/// White space at the ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::domain) enum Edges {
    Trimmed,
    /// Becomes one space.
    Kept,
}

/// Cleans `raw`. The result has at most `limit` bytes, and ends in `…` if it was truncated.
///
/// Reads at most sixteen times the limit, which bounds the cost of dropped characters.
pub(in crate::domain) fn scrub(raw: &str, edges: Edges, limit: usize) -> Cow<'_, str> {
    if raw.len() <= limit && is_clean(raw, edges) {
        return Cow::Borrowed(raw);
    }
    Cow::Owned(scrub_signs(raw, edges, limit))
}

fn scrub_signs(raw: &str, edges: Edges, limit: usize) -> String {
    let end = raw.floor_char_boundary(limit.saturating_mul(16));
    let (mut rest, unread) = raw.split_at(end);
    let mut text = Scrubbed::new(edges, rest.len().min(limit));
    while !rest.is_empty() && text.out.len() <= limit {
        rest = text.take_ascii(rest);
        if let Some(c) = rest.chars().next() {
            rest = text.take(c, rest.split_at(c.len_utf8()).1);
        }
    }
    let complete = rest.is_empty() && unread.is_empty();
    let out = text.finish();
    if complete && out.len() <= limit { out } else { cut(out, limit) }
}

/// Whether a text has nothing to clean, as most texts: plain characters with single spaces between.
fn is_clean(raw: &str, edges: Edges) -> bool {
    let mut at_gap = edges == Edges::Trimmed;
    let is_kept = raw.chars().all(|c| {
        let after_gap = std::mem::replace(&mut at_gap, c == ' ');
        if at_gap { !after_gap } else { is_plain(c) }
    });
    is_kept && (edges == Edges::Kept || !raw.ends_with(' '))
}

/// Truncates between graphemes, removes trailing joiners, and appends `…`.
fn cut(mut out: String, limit: usize) -> String {
    const MARK: &str = "…";
    let room = limit.saturating_sub(MARK.len());
    let ends = out.grapheme_indices(true).map(|(start, grapheme)| start + grapheme.len());
    let end = ends.take_while(|end| *end <= room).last().unwrap_or(0);
    let kept = out.get(..end).unwrap_or_default();
    let kept = kept.trim_end_matches([' ', '\u{200c}', '\u{200d}']);
    out.truncate(kept.len());
    out.push_str(MARK);
    out
}

/// The text cleaned so far.
struct Scrubbed {
    out: String,
    edges: Edges,
    /// White space is pending.
    space: bool,
    /// The cluster that takes the next mark. `None` at the start and after a space.
    cluster: Option<Cluster>,
}

/// A base with its marks.
#[derive(Clone, Copy)]
struct Cluster {
    base: char,
    last: char,
    marks: usize,
    /// The number of joined emojis, or 0 if the base is none.
    emojis: u8,
}

impl Scrubbed {
    fn new(edges: Edges, capacity: usize) -> Self {
        Self { out: String::with_capacity(capacity), edges, space: false, cluster: None }
    }

    /// Takes the printable ASCII at the start of `text` at once, with single spaces between. Most of most texts is that.
    /// Returns what is left to read.
    fn take_ascii<'a>(&mut self, text: &'a str) -> &'a str {
        let bytes = text.as_bytes();
        let mut end = 0;
        for (at, byte) in bytes.iter().enumerate() {
            match byte {
                b'!'..=b'~' => end = at + 1,
                b' ' if end == at && at > 0 => {}
                _ => break,
            }
        }
        let (plain, rest) = text.split_at(end);
        if let Some(last) = plain.chars().next_back() {
            self.flush_space();
            self.out.push_str(plain);
            self.cluster = Some(Cluster { base: last, last, marks: 0, emojis: 0 });
        }
        rest
    }

    /// Takes a character followed by `rest`. Returns what is left to read.
    fn take<'a>(&mut self, c: char, rest: &'a str) -> &'a str {
        let next = rest.chars().next();
        match class(c) {
            Class::Space => (self.space, self.cluster) = (true, None),
            Class::Base => return self.base(c, rest),
            Class::Mark => self.mark(c),
            Class::Joiner if self.joins_emojis(next) => self.out.push(c),
            Class::Joiner if self.shapes() => self.mark(c),
            Class::NonJoiner if self.shapes() && next.is_some_and(|next| is_joining(next) && is_letter(next)) => {
                self.mark(c);
            }
            Class::Selector if self.varies(c, next) => self.mark(c),
            Class::Dropped | Class::Joiner | Class::NonJoiner | Class::Selector => {}
        }
        rest
    }

    fn base<'a>(&mut self, c: char, rest: &'a str) -> &'a str {
        if self.cluster.is_some_and(|cluster| cluster.emojis > 0) && is_skin_tone(c) {
            self.mark(c);
            return rest;
        }
        self.flush_space();
        match c {
            // Unicode recommends another spelling for two Khmer signs of ambiguous width.
            '\u{17a4}' => self.out.push_str("\u{17a2}\u{17b6}"),
            '\u{17d8}' => self.out.push_str("\u{17d4}\u{179b}\u{17d4}"),
            _ => self.out.push(c),
        }
        let joined = match self.cluster {
            Some(cluster) if cluster.emojis > 0 && self.out_joined_before(c) => cluster.emojis,
            _ => 0,
        };
        let emojis = if is_pictographic(c) { joined + 1 } else { 0 };
        self.cluster = Some(Cluster { base: c, last: c, marks: 0, emojis });
        match flag_tags(rest) {
            Some((tags, rest)) if c == '\u{1f3f4}' => {
                self.out.push_str(tags);
                rest
            }
            _ => rest,
        }
    }

    /// Whether the character just written follows a joiner.
    fn out_joined_before(&self, c: char) -> bool {
        self.out.strip_suffix(c).is_some_and(|before| before.ends_with('\u{200d}'))
    }

    fn mark(&mut self, c: char) {
        if let Some(cluster) = &mut self.cluster
            && cluster.marks < CleanText::MAX_MARKS
        {
            cluster.marks += 1;
            cluster.last = c;
            self.out.push(c);
        }
    }

    fn joins_emojis(&self, next: Option<char>) -> bool {
        self.cluster.is_some_and(|cluster| (1..MAX_JOINED).contains(&cluster.emojis))
            && next.is_some_and(is_pictographic)
    }

    /// Whether a joiner would shape the letter before it.
    fn shapes(&self) -> bool {
        self.cluster.is_some_and(|cluster| {
            !matches!(cluster.last, '\u{200c}' | '\u{200d}') && is_letter(cluster.base) && is_joining(cluster.base)
        })
    }

    fn varies(&self, selector: char, next: Option<char>) -> bool {
        self.cluster.is_some_and(|cluster| cluster.marks == 0 && is_variation(cluster.base, selector, next))
    }

    fn flush_space(&mut self) {
        if self.space && (self.edges == Edges::Kept || !self.out.is_empty()) {
            self.out.push(' ');
        }
        self.space = false;
    }

    fn finish(mut self) -> String {
        if self.edges == Edges::Kept {
            self.flush_space();
        }
        self.out
    }
}

/// The tags at the start of `rest` that turn a black flag into that of a region (UTS #51 ED-14a): up to five letters and
/// digits, and the end tag.
fn flag_tags(rest: &str) -> Option<(&str, &str)> {
    let tags = rest.chars().take_while(|c| matches!(c, '\u{e0030}'..='\u{e0039}' | '\u{e0061}'..='\u{e007a}')).take(6);
    let length = tags.map(char::len_utf8).sum::<usize>();
    let (spec, after) = rest.split_at_checked(length)?;
    let end = '\u{e007f}';
    let valid = !spec.is_empty() && spec.chars().count() <= 5 && after.starts_with(end);
    valid.then(|| rest.split_at_checked(length + end.len_utf8())).flatten()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn clean_text_stays_as_it_is(raw in "[ -~]{0,12}|[ aé–東ア음ж\u{301}\u{200d}👩]{0,8}|\\PC{0,6}") {
            for edges in [Edges::Trimmed, Edges::Kept] {
                prop_assert_eq!(scrub(&raw, edges, usize::MAX), scrub_signs(&raw, edges, usize::MAX));
            }
        }
    }
}
