//! Word wrap: greedy, by columns, between graphemes.
//!
//! Lines break at spaces, between characters of scripts written without spaces, and inside words longer than a line. Start
//! with [`lines`] for plain text, with [`wrap`] for styled text.

use std::borrow::Cow;

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthChar;

use super::width::grapheme_width;

/// A part of an unwrapped line in one style `L`.
#[derive(Debug, Clone)]
pub struct Piece<'a, L> {
    pub text: Cow<'a, str>,
    pub look: L,
    /// Avoid a line break before it and in it.
    pub glued: bool,
}

/// A part of a wrapped line, from one piece.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run<L> {
    pub text: String,
    pub look: L,
}

/// Wraps plain text to `columns`. No lines for an empty text or zero columns.
pub fn lines(text: &str, columns: u16) -> Vec<String> {
    let text = text.trim_matches(' ');
    if text.is_empty() || columns == 0 {
        return Vec::new();
    }
    let piece = Piece { text: Cow::Borrowed(text), look: (), glued: false };
    let joined = |runs: Vec<Run<()>>| runs.into_iter().map(|run| run.text).collect();
    wrap(&[piece], columns).into_iter().map(joined).collect()
}

/// A grapheme, or a part of one that is wider than a line.
struct Atom<'a, L> {
    text: &'a str,
    width: usize,
    piece: &'a Piece<'a, L>,
}

impl<L> Atom<'_, L> {
    fn is_gap(&self) -> bool {
        self.text == " " && !self.piece.glued
    }

    /// Whether it begins with a mark that is not in the grapheme of its base, such as a Hangul vowel without a consonant.
    /// `CleanText` drops such a mark at the start of a line.
    fn begins_with_mark(&self) -> bool {
        !self.text.is_ascii() && self.text.chars().next().is_some_and(|c| c.width() == Some(0))
    }
}

/// Wraps a line to `columns`, at least 1. Returns at least one line. In a single column a wide character becomes `…`.
pub fn wrap<L: Copy>(pieces: &[Piece<'_, L>], columns: u16) -> Vec<Vec<Run<L>>> {
    let columns = usize::from(columns.max(1));
    let mut atoms = Vec::new();
    for piece in pieces {
        for grapheme in piece.text.graphemes(true) {
            push_atoms(grapheme, piece, columns, &mut atoms);
        }
    }
    let mut lines = Vec::new();
    let mut rest = atoms.as_slice();
    loop {
        let (line, after) = rest.split_at(line_end(rest, columns));
        lines.push(runs(line));
        // Nor does the blank of a glued piece begin a line.
        let gap = after.iter().take_while(|atom| atom.text == " ").count();
        rest = after.split_at(gap).1;
        if rest.is_empty() {
            return lines;
        }
    }
}

/// Adds a grapheme. Splits one wider than a line between its characters, without joiners and presentation marks, which join
/// nothing at the end of a line.
fn push_atoms<'a, L>(grapheme: &'a str, piece: &'a Piece<'a, L>, columns: usize, atoms: &mut Vec<Atom<'a, L>>) {
    let width = grapheme_width(grapheme);
    if width <= columns {
        atoms.push(Atom { text: grapheme, width, piece });
        return;
    }
    for part in grapheme.split(['\u{200d}', '\u{fe0f}']) {
        push_parts(part, piece, columns, atoms);
    }
}

/// Adds parts that fit into a line.
fn push_parts<'a, L>(part: &'a str, piece: &'a Piece<'a, L>, columns: usize, atoms: &mut Vec<Atom<'a, L>>) {
    let mut rest = part;
    while let Some(first) = rest.chars().next() {
        let width = grapheme_width(rest);
        if width <= columns {
            atoms.push(Atom { text: rest, width, piece });
            return;
        }
        let ends = rest.char_indices().map(|(at, c)| at + c.len_utf8());
        let fits = |end: &usize| rest.get(..*end).is_some_and(|part| grapheme_width(part) <= columns);
        let fitting = ends.take_while(fits).last();
        let (part, after) = rest.split_at(fitting.unwrap_or(first.len_utf8()));
        // A single character that is too wide cannot be split.
        let text = if fitting.is_some() { part } else { "…" };
        atoms.push(Atom { text, width: grapheme_width(text), piece });
        rest = after;
    }
}

/// The number of atoms in the first line: at least one, unless there is none.
fn line_end<L>(atoms: &[Atom<'_, L>], columns: usize) -> usize {
    let mut used = 0;
    let (mut chance, mut held, mut inside) = (None, None, 0);
    let mut before: Option<&Atom<'_, L>> = None;
    for (at, atom) in atoms.iter().enumerate() {
        if before.is_some_and(|before| may_part(before, atom)) {
            chance = Some(at);
        }
        if atom.piece.glued && atom.text == " " {
            held = Some(at);
        }
        if !atom.begins_with_mark() {
            inside = at;
        }
        used += atom.width;
        // A gap may exceed the line: it is not drawn.
        if used > columns && !atom.is_gap() {
            return chance.or(held).unwrap_or(inside).max(1);
        }
        // A mark of its own does not hide what is before it.
        before = if atom.width > 0 { Some(atom) } else { before };
    }
    atoms.len()
}

/// Whether a line may end between two atoms.
fn may_part<L>(before: &Atom<'_, L>, after: &Atom<'_, L>) -> bool {
    const NEVER_FIRST: &str = "、。，．・：；？！」』）】〉》〕］｝…ー々ゝゞヽヾ゛゜ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶ\
                               .,:;!?)]}”’»%";
    const NEVER_LAST: &str = "「『（【〈《〔［｛“‘«([{";
    if after.is_gap() || before.is_gap() {
        return !after.is_gap();
    }
    if after.begins_with_mark() {
        return false;
    }
    let unspaced = is_unspaced(before.text) || is_unspaced(after.text);
    let held = NEVER_FIRST.contains(after.text) || NEVER_LAST.contains(before.text);
    unspaced && !held && !after.piece.glued
}

/// Whether the script of a grapheme is written without spaces. Thai, Lao, Khmer and Burmese words would need a dictionary, so
/// they break between graphemes.
fn is_unspaced(grapheme: &str) -> bool {
    let southeast = |c| matches!(c, '\u{0e00}'..='\u{0eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}');
    grapheme_width(grapheme) == 2 && !grapheme.is_ascii()
        || grapheme.chars().next().is_some_and(|c| southeast(c) || matches!(c, '\u{ff66}'..='\u{ff9f}'))
}

/// Joins atoms of one piece into runs, without trailing gaps.
fn runs<L: Copy>(line: &[Atom<'_, L>]) -> Vec<Run<L>> {
    let end = line.iter().rposition(|atom| !atom.is_gap()).map_or(0, |last| last + 1);
    let line = line.get(..end).unwrap_or_default();
    let mut runs = Vec::new();
    for chunk in line.chunk_by(|a, b| std::ptr::eq(a.piece, b.piece)) {
        let Some(Atom { piece, .. }) = chunk.first() else { continue };
        runs.push(Run { text: chunk.iter().map(|atom| atom.text).collect(), look: piece.look });
    }
    runs
}

#[cfg(test)]
mod tests;
