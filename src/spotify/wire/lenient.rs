//! Parses single fields. Missing, `null` or of the wrong type is `None`.

use std::{fmt, time::Duration};

use serde::{
    Deserialize, Deserializer,
    de::{IgnoredAny, SeqAccess, Visitor},
};
use serde_json::value::RawValue;

use crate::domain::{CleanText, Html, Notes};

/// Most elements of a list that are kept. The others are only counted.
const MAX_ELEMENTS: usize = 1_000;
/// Longer durations count as unknown.
const MAX_DURATION: Duration = Duration::from_hours(30 * 24);

/// A list with raw elements.
#[derive(Debug, Default)]
pub(super) struct List<'a> {
    /// The first elements.
    pub(super) kept: Vec<&'a RawValue>,
    /// The number of all elements.
    pub(super) count: u32,
}

impl<'de: 'a, 'a> Deserialize<'de> for List<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Elements;

        impl<'de> Visitor<'de> for Elements {
            type Value = List<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a list")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<List<'de>, A::Error> {
                let mut list = List::default();
                while list.kept.len() < MAX_ELEMENTS {
                    let Some(element) = elements.next_element()? else { return Ok(list) };
                    list.kept.push(element);
                    list.count += 1;
                }
                while elements.next_element::<IgnoredAny>()?.is_some() {
                    list.count = list.count.saturating_add(1);
                }
                Ok(list)
            }
        }

        deserializer.deserialize_seq(Elements)
    }
}

pub(super) fn read<'a, T: Deserialize<'a>>(raw: Option<&'a RawValue>) -> Option<T> {
    serde_json::from_str(raw?.get()).ok()
}

pub(super) fn text(raw: Option<&RawValue>) -> Option<String> {
    read(raw)
}

/// A string that is not empty once it is clean.
pub(super) fn clean(raw: Option<&RawValue>) -> Option<CleanText> {
    text(raw).map(|text| CleanText::new(&text)).filter(|text| !text.is_empty())
}

/// A number from 0 up. Truncates fractions and accepts digits in quotes.
pub(super) fn number(raw: Option<&RawValue>) -> Option<u64> {
    if let Some(exact) = read::<u64>(raw) {
        return Some(exact);
    }
    let value = read::<f64>(raw).or_else(|| text(raw)?.trim().parse().ok())?;
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a float is cut at the bounds of u64, and those below zero are refused"
    )]
    (value.is_finite() && value >= 0.0).then_some(value as u64)
}

pub(super) fn count(raw: Option<&RawValue>) -> Option<u32> {
    number(raw).and_then(|n| u32::try_from(n).ok())
}

/// A duration in milliseconds; zero if unknown.
pub(super) fn milliseconds(raw: Option<&RawValue>) -> Duration {
    let duration = number(raw).map(Duration::from_millis);
    duration.filter(|duration| *duration <= MAX_DURATION).unwrap_or_default()
}

/// The clean strings of a list, at most `max`. Empty if it is not a list.
pub(super) fn texts(raw: Option<&RawValue>, max: usize) -> Vec<CleanText> {
    let list: List<'_> = read(raw).unwrap_or_default();
    list.kept.iter().filter_map(|element| clean(Some(element))).take(max).collect()
}

/// `html_description`, or else `description`.
pub(super) fn notes(html: Option<&RawValue>, plain: Option<&RawValue>) -> Notes {
    let some = |raw| text(raw).filter(|text| !text.trim().is_empty()).map(|text| Html::new(&text));
    some(html).map(Notes::Html).or_else(|| some(plain).map(Notes::Plain)).unwrap_or_default()
}

/// The id of a show or an episode as received: `id`, or else the last part of `uri`.
pub(super) fn id(id: Option<&RawValue>, uri: Option<&RawValue>) -> Option<String> {
    let usable = |text: &String| !CleanText::new(text).is_empty();
    let from_uri = || text(uri)?.rsplit(':').next().map(str::to_owned);
    text(id).filter(usable).or_else(|| from_uri().filter(usable))
}

/// A substitute for a missing id. The position distinguishes items of the same name.
pub(super) fn unaddressed(name: &CleanText, position: u32) -> CleanText {
    CleanText::new(&format!("#{position} {name}"))
}
