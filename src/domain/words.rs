//! The tokeniser of the index, the query and the highlighting.
//!
//! Folding removes case, accents, and the marks of Arabic and Hebrew. Scripts written without spaces (Han, kana, Thai, …)
//! become single characters, so any part of a text is found as a phrase. The index itself only splits at spaces.

use std::ops::Range;

use icu_normalizer::DecomposingNormalizerBorrowed;
use icu_properties::{
    CodePointMapData,
    props::{GeneralCategory, GeneralCategoryGroup, Script},
};

/// A word of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    /// Its bytes in the text.
    pub range: Range<usize>,
    /// The folded word: letters, digits and marks only, never empty.
    pub token: String,
}

/// Most characters of a token.
const MAX_TOKEN: usize = 40;

/// The words of a text, in order.
pub fn words(text: &str) -> impl Iterator<Item = Word> {
    ranges(text).filter_map(|range| {
        let mut token = String::new();
        fold(text.get(range.clone())?, &mut token);
        (!token.is_empty()).then_some(Word { range, token })
    })
}

/// The bytes of each word of a text, in order.
fn ranges(text: &str) -> impl Iterator<Item = Range<usize>> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let start = at + text.get(at..)?.find(|c| kind(c) != Kind::Between)?;
        at = start + length(text.get(start..)?);
        Some(start..at)
    })
}

/// The folded words of a text, separated by spaces.
pub fn folded(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    fold_into(text, &mut folded);
    folded
}

/// Appends the folded words of a text.
pub fn fold_into(text: &str, folded: &mut String) {
    for range in ranges(text) {
        let before = folded.len();
        if before > 0 {
            folded.push(' ');
        }
        let start = folded.len();
        fold(text.get(range).unwrap_or_default(), folded);
        if folded.len() == start {
            folded.truncate(before);
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// A letter or digit of a script that separates words.
    Letter,
    /// A word by itself.
    Single,
    /// Belongs to the character before it.
    Mark,
    /// Separates words.
    Between,
}

fn kind(c: char) -> Kind {
    if c.is_ascii() {
        return if c.is_ascii_alphanumeric() { Kind::Letter } else { Kind::Between };
    }
    if let Some(kind) = common(c) {
        return kind;
    }
    by_properties(c)
}

/// The letters and the punctuation of most texts, known without a look into the tables.
fn common(c: char) -> Option<Kind> {
    match c {
        // Latin, Greek, Cyrillic, Hebrew, Arabic, Hangul.
        '\u{c0}'..='\u{d6}'
        | '\u{d8}'..='\u{f6}'
        | '\u{f8}'..='\u{24f}'
        | '\u{3a3}'..='\u{3f5}'
        | '\u{400}'..='\u{481}'
        | '\u{5d0}'..='\u{5ea}'
        | '\u{620}'..='\u{64a}'
        | '\u{ac00}'..='\u{d7a3}' => Some(Kind::Letter),
        // Kana and ideographs.
        '\u{3041}'..='\u{3096}' | '\u{30a1}'..='\u{30fa}' | '\u{4e00}'..='\u{9fff}' => Some(Kind::Single),
        // Dashes, quotation marks, dots.
        '\u{a1}'..='\u{a9}' | '\u{ab}' | '\u{bb}' | '\u{2010}'..='\u{2027}' | '\u{3001}'..='\u{3002}' => {
            Some(Kind::Between)
        }
        _ => None,
    }
}

fn by_properties(c: char) -> Kind {
    let category = CodePointMapData::<GeneralCategory>::new().get(c);
    let joiner = matches!(c, '\u{200c}' | '\u{200d}');
    if joiner || GeneralCategoryGroup::Mark.contains(category) {
        return Kind::Mark;
    }
    let is_letter = GeneralCategoryGroup::Letter.contains(category)
        || GeneralCategoryGroup::Number.contains(category)
        // Letters in circles, and those that only a later version of Unicode has.
        || (matches!(category, GeneralCategory::OtherSymbol | GeneralCategory::Unassigned) && c.is_alphanumeric());
    if !is_letter {
        return Kind::Between;
    }
    match CodePointMapData::<Script>::new().get(c) {
        Script::Han
        | Script::Hiragana
        | Script::Katakana
        | Script::Bopomofo
        | Script::Thai
        | Script::Lao
        | Script::Khmer
        | Script::Myanmar => Kind::Single,
        _ => Kind::Letter,
    }
}

/// The length in bytes of the first word of a text.
fn length(text: &str) -> usize {
    let mut chars = text.char_indices();
    let single = chars.next().is_some_and(|(_, c)| kind(c) == Kind::Single);
    let end = chars.find(|(_, c)| match kind(*c) {
        Kind::Mark => false,
        Kind::Letter => single,
        Kind::Single | Kind::Between => true,
    });
    end.map_or(text.len(), |(at, _)| at)
}

/// Appends the folded word; nothing if no letter is left of it.
fn fold(word: &str, token: &mut String) {
    if word.is_ascii() {
        let start = token.len();
        token.push_str(word.get(..MAX_TOKEN).unwrap_or(word));
        return token.get_mut(start..).into_iter().for_each(str::make_ascii_lowercase);
    }
    let mut signs = word.chars();
    if let (Some(ideograph @ '\u{4e00}'..='\u{9fff}'), None) = (signs.next(), signs.next()) {
        return token.push(ideograph);
    }
    let start = token.len();
    let mut has_letter = false;
    // Decomposing Hangul would split it into letters and triple its length.
    let hangul = word.chars().any(|c| matches!(c, '\u{ac00}'..='\u{d7a3}'));
    let normal = if hangul { word.into() } else { DecomposingNormalizerBorrowed::new_nfkd().normalize(word) };
    for c in normal.chars().filter(|c| !is_dropped(*c)).flat_map(char::to_lowercase).take(MAX_TOKEN) {
        let kind = kind(c);
        if kind != Kind::Between {
            // Vowels of some scripts are marks and letters.
            has_letter = has_letter || kind != Kind::Mark || c.is_alphabetic();
            respell(c, token);
        }
    }
    if !has_letter {
        token.truncate(start);
    }
}

/// Appends a small letter in its plainest spelling.
fn respell(c: char, folded: &mut String) {
    match c {
        'ß' => folded.push_str("ss"),
        'æ' => folded.push_str("ae"),
        'œ' => folded.push_str("oe"),
        'ø' => folded.push('o'),
        'đ' | 'ð' => folded.push('d'),
        'ł' => folded.push('l'),
        'ı' => folded.push('i'),
        'þ' => folded.push_str("th"),
        'ς' => folded.push('σ'),
        // Everyday Arabic spells these alike.
        'ى' | 'ی' => folded.push('ي'),
        'ة' | 'ہ' => folded.push('ه'),
        'ک' => folded.push('ك'),
        'ٱ' => folded.push('ا'),
        c => folded.push(c),
    }
}

/// Where a text occurs in another, in the middle of words too, folded as words are: ranges of bytes, in order, without
/// overlaps. Any white space is like a space.
pub fn occurrences(text: &str, wanted: &str) -> Vec<Range<usize>> {
    let (wanted, _) = plain(wanted);
    let (folded, starts) = plain(text);
    if wanted.is_empty() {
        return Vec::new();
    }
    let start = |at: usize| starts.get(at).copied().unwrap_or(text.len());
    folded.match_indices(&wanted).map(|(at, found)| start(at)..start(at + found.len())).collect()
}

/// A text folded character by character, and the byte of the text that each of its bytes comes from.
fn plain(text: &str) -> (String, Vec<usize>) {
    let (mut folded, mut starts) = (String::with_capacity(text.len()), Vec::with_capacity(text.len()));
    let nfkd = DecomposingNormalizerBorrowed::new_nfkd();
    for (at, c) in text.char_indices() {
        if c.is_whitespace() {
            folded.push(' ');
        } else if c.is_ascii() {
            folded.push(c.to_ascii_lowercase());
        } else if matches!(c, '\u{ac00}'..='\u{d7a3}') {
            folded.push(c);
        } else {
            let decomposed = nfkd.normalize(c.encode_utf8(&mut [0; 4])).into_owned();
            let letters = decomposed.chars().filter(|c| !is_dropped(*c)).flat_map(char::to_lowercase);
            letters.for_each(|c| respell(c, &mut folded));
        }
        starts.resize(folded.len(), at);
    }
    (folded, starts)
}

/// Accents, points, tatweel, joiners. Marks of other scripts are vowels and stay.
fn is_dropped(c: char) -> bool {
    matches!(c,
        '\u{300}'..='\u{36f}' | '\u{483}'..='\u{489}' | '\u{591}'..='\u{5c7}' | '\u{610}'..='\u{61a}' | '\u{640}'
        | '\u{64b}'..='\u{65f}' | '\u{670}' | '\u{6d6}'..='\u{6ed}' | '\u{200c}' | '\u{200d}'
        | '\u{fe00}'..='\u{fe0f}')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn case_accents_and_points_do_not_count() {
        assert_eq!(folded("Crème BRÛLÉE, Straße; Łódź!"), "creme brulee strasse lodz");
        assert_eq!(folded("e\u{301}te\u{301}"), "ete");
        assert_eq!(folded("كِتَابٌ مدرسة"), "كتاب مدرسه");
        assert_eq!(folded("don't stop"), "don t stop");
    }

    #[test]
    fn scripts_without_spaces_come_apart_and_others_do_not() {
        assert_eq!(folded("東京の音楽 2026"), "東 京 の 音 楽 2026");
        assert_eq!(folded("음악 이야기"), "음악 이야기");
        assert_eq!(folded("हिन्दी"), folded("हिन्दी").replace(' ', ""));
        assert_eq!(folded("Ｒｕｓｔ"), "rust");
    }

    #[test]
    fn every_letter_and_digit_is_in_a_word() {
        for c in '\u{0}'..=char::MAX {
            match kind(c) {
                Kind::Letter | Kind::Single => {}
                Kind::Between => assert!(!c.is_alphanumeric(), "{c:?}"),
                Kind::Mark => assert!(!c.is_numeric(), "{c:?}"),
            }
        }
    }

    #[test]
    fn the_tables_agree_on_common_characters() {
        for c in ('\u{0}'..=char::MAX).filter(|c| common(*c).is_some()) {
            assert_eq!(common(c), Some(by_properties(c)), "{c:?}");
            assert_eq!(c.is_alphanumeric(), common(c) != Some(Kind::Between), "{c:?}");
        }
        let nfkd = DecomposingNormalizerBorrowed::new_nfkd();
        for c in '\u{4e00}'..='\u{9fff}' {
            assert_eq!(nfkd.normalize(c.encode_utf8(&mut [0; 4])), c.to_string(), "{c:?}");
        }
    }

    #[test]
    fn a_text_is_found_in_the_middle_of_words_too() {
        let found = |text: &str, wanted: &str| -> Vec<String> {
            occurrences(text, wanted).into_iter().filter_map(|range| text.get(range).map(str::to_owned)).collect()
        };
        assert_eq!(found("The Harbour\nat HARBOURS' end", "bour"), ["bour", "BOUR"]);
        assert_eq!(found("Cre\u{300}me Crème", "crème"), ["Cre\u{300}me", "Crème"]);
        assert_eq!(found("of the\nquiet coast", "the quiet"), ["the\nquiet"]);
        assert_eq!(found("Straße 12:34, (a+b)", "12:34"), ["12:34"]);
        assert_eq!(found("東京の音楽", "京の"), ["京の"]);
        assert_eq!(found("anything", ""), Vec::<String>::new());
    }

    #[test]
    fn a_word_has_its_range() {
        let text = "–Ärger 東京";
        let found: Vec<_> = words(text).filter_map(|word| text.get(word.range)).collect();
        assert_eq!(found, ["Ärger", "東", "京"]);
    }

    proptest! {
        #[test]
        fn words_of_any_text_are_in_order_and_hold_nothing_but_letters(text in "\\PC{0,60}|.{0,60}") {
            let mut end = 0;
            for word in words(&text) {
                prop_assert!(word.range.start >= end && text.get(word.range.clone()).is_some());
                end = word.range.end;
                prop_assert!(!word.token.is_empty() && !word.token.contains([' ', '"', '*', '§', '¤']));
            }
        }

        #[test]
        fn what_is_found_is_a_part_of_the_text(text in "\\PC{0,30}|[aÄßﬁ ]{0,20}", wanted in "\\PC{0,3}|[aäsf ]{1,3}") {
            let mut end = 0;
            for range in occurrences(&text, &wanted) {
                prop_assert!(range.start >= end && text.get(range.clone()).is_some());
                end = range.end.max(range.start);
            }
        }
    }
}
