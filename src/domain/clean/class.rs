//! Classifies characters for [`scrub()`](super::scrub()).
//!
//! The properties come from Unicode 17 through `icu_properties`, which `url` also uses for host names.

use icu_properties::{
    CodePointMapData, CodePointSetData,
    props::{
        DefaultIgnorableCodePoint, Emoji, EmojiModifier, EmojiPresentation, ExtendedPictographic, GeneralCategory,
        GeneralCategoryGroup, Script,
    },
};
use unicode_width::UnicodeWidthChar;

/// How to treat a character.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Class {
    /// White space: a run becomes one space.
    Space,
    /// Kept, and carries marks.
    Base,
    /// Has no width, or belongs to the base before it: kept on a base, up to a limit.
    Mark,
    /// U+200C ZERO WIDTH NON-JOINER.
    NonJoiner,
    /// U+200D ZERO WIDTH JOINER.
    Joiner,
    /// A variation selector.
    Selector,
    /// Removed: controls, bidirectional controls, invisible format characters, fillers, noncharacters.
    Dropped,
}

/// Classifies a character.
///
/// Drops all of `Cf` except the two joiners, also the few visible ones (U+06DD and the other prepended marks), because
/// terminals disagree on their width.
pub(super) fn class(c: char) -> Class {
    match c {
        ' ' => return Class::Space,
        _ if is_plain(c) => return Class::Base,
        '\u{200c}' => return Class::NonJoiner,
        '\u{200d}' => return Class::Joiner,
        '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}' => return Class::Selector,
        // U+FFFC stands for an embedded object.
        '\u{fffc}' => return Class::Dropped,
        _ if c.is_whitespace() => return Class::Space,
        _ => {}
    }
    by_properties(c)
}

/// The bases of most texts, known without a look into the tables: ASCII, Latin, Cyrillic, punctuation, kana, ideographs,
/// Hangul. None of them is pictographic, and none joins the one before it.
pub(super) fn is_plain(c: char) -> bool {
    matches!(c,
        '!'..='~' | '\u{a1}'..='\u{a8}' | '\u{aa}'..='\u{ac}' | '\u{af}'..='\u{24f}' | '\u{400}'..='\u{482}'
        | '\u{2010}'..='\u{2027}' | '\u{3041}'..='\u{3096}' | '\u{30a1}'..='\u{30fa}' | '\u{4e00}'..='\u{9fff}'
        | '\u{ac00}'..='\u{d7a3}')
}

fn by_properties(c: char) -> Class {
    let category = category(c);
    if matches!(category, GeneralCategory::Control | GeneralCategory::Format)
        || is_noncharacter(c)
        || CodePointSetData::new::<DefaultIgnorableCodePoint>().contains(c)
    {
        Class::Dropped
    } else if GeneralCategoryGroup::Mark.contains(category) || c.width() == Some(0) {
        Class::Mark
    } else {
        Class::Base
    }
}

/// U+FDD0 to U+FDEF and the last two of each plane.
fn is_noncharacter(c: char) -> bool {
    matches!(c, '\u{fdd0}'..='\u{fdef}') || u32::from(c) & 0xfffe == 0xfffe
}

fn category(c: char) -> GeneralCategory {
    CodePointMapData::<GeneralCategory>::new().get(c)
}

/// Whether joiners change the letters of the character's script.
pub(super) fn is_joining(c: char) -> bool {
    let script = CodePointMapData::<Script>::new().get(c);
    [
        Script::Arabic,
        Script::Syriac,
        Script::Nko,
        Script::Mandaic,
        Script::Devanagari,
        Script::Bengali,
        Script::Gurmukhi,
        Script::Gujarati,
        Script::Oriya,
        Script::Tamil,
        Script::Telugu,
        Script::Kannada,
        Script::Malayalam,
        Script::Sinhala,
        Script::Khmer,
        Script::Myanmar,
    ]
    .contains(&script)
}

pub(super) fn is_letter(c: char) -> bool {
    GeneralCategoryGroup::Letter.contains(category(c))
}

/// Whether a character can be part of an emoji sequence.
pub(super) fn is_pictographic(c: char) -> bool {
    !is_plain(c) && CodePointSetData::new::<ExtendedPictographic>().contains(c)
}

pub(super) fn is_skin_tone(c: char) -> bool {
    CodePointSetData::new::<EmojiModifier>().contains(c)
}

/// Whether `selector` is a variation of `base`, given what follows it.
///
/// U+FE0F on an emoji (digits only as keycaps); U+FE0E where terminals and `unicode-width` agree; the others on ideographs,
/// where they change the meaning.
pub(super) fn is_variation(base: char, selector: char, next: Option<char>) -> bool {
    let emoji = CodePointSetData::new::<Emoji>().contains(base);
    match selector {
        '\u{fe0f}' => emoji && (!base.is_ascii() || next == Some('\u{20e3}')),
        '\u{fe0e}' => emoji && !base.is_ascii() && !CodePointSetData::new::<EmojiPresentation>().contains(base),
        '\u{fe00}'..='\u{fe02}' | '\u{e0100}'..='\u{e01ef}' => {
            CodePointMapData::<Script>::new().get(base) == Script::Han && is_letter(base)
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tables_agree_on_plain_characters() {
        for c in ('\u{0}'..=char::MAX).filter(|c| is_plain(*c)) {
            assert_eq!(by_properties(c), Class::Base, "{c:?}");
            assert!(!CodePointSetData::new::<ExtendedPictographic>().contains(c), "{c:?}");
        }
    }
}
