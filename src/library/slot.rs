//! References into the library, and two encodings: the row ids of episodes, and the ids of Spotify.

use std::fmt::Display;

use jiff::{ToSpan, civil::Date};
use rusqlite::{
    ToSql,
    types::{FromSql, FromSqlError, FromSqlResult, ToSqlOutput, ValueRef},
};

use super::LibraryError;
use crate::domain::{CleanText, EpisodeKey, Key, ReleaseDate, ShowKey, date::Precision};

/// An account in the library.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct AccountRef(pub(super) u32);

/// A show in the library. Does not change until the show is deleted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ShowRef(pub(super) i64);

/// An episode in the library, and its place in time: of two of one account, the smaller one was released later, or on the
/// same day. It changes with the release date; [`Reader::find`](super::Reader::find) finds an episode by its key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct EpisodeRef(pub(super) i64);

/// Bits for the episodes of one account on one day. Beyond, episodes take slots of older days.
const SLOT_BITS: u32 = 14;
/// Bits for the day.
const DAY_BITS: u32 = 17;
const LAST_DAY: i64 = (1 << DAY_BITS) - 1;
/// Accounts but the first are numbered a block apart: all row ids of a block belong to its account.
const BLOCK: u32 = 512;

/// The number of the account after `last`, the highest number so far.
pub(super) fn next_account(last: Option<u32>) -> Option<u32> {
    last.map_or(Some(1), |last| (last | (BLOCK - 1)).checked_add(1))
}

/// Whether [`next_account`] gives this number.
pub(super) fn is_account(number: u32) -> bool {
    number == 1 || (number > 0 && number.is_multiple_of(BLOCK))
}

/// The account that a row id belongs to.
pub(super) fn account_of(id: i64) -> Option<AccountRef> {
    let number = u32::try_from(id >> (DAY_BITS + SLOT_BITS)).ok()?;
    let first = number & !(BLOCK - 1);
    Some(AccountRef(first.max(1))).filter(|_| number > 0)
}

/// The row ids of an account. A row id is account, days back from a far future, slot within the day: in order of row ids,
/// episodes and the search index begin with the newest, and a walk stops as soon as it has enough. The oldest day, which
/// undated episodes share, goes on to the end of the block, and is never full.
pub(super) fn span(account: AccountRef) -> (i64, i64) {
    let first = |number: u32| i64::from(number) << (DAY_BITS + SLOT_BITS);
    (first(account.0), first(account.0 | (BLOCK - 1)) + ((1 << (DAY_BITS + SLOT_BITS)) - 1))
}

/// The row ids of one day. A day outside 1970 to 2328 counts as the nearest of these, an unknown one as the oldest.
pub(super) fn day_span(account: AccountRef, day: Option<i64>) -> (i64, i64) {
    let back = LAST_DAY - day.unwrap_or(0).clamp(0, LAST_DAY);
    let (first, last) = span(account);
    let day = first + (back << SLOT_BITS);
    (day, if back == LAST_DAY { last } else { day + (1 << SLOT_BITS) - 1 })
}

/// The row ids of the next older day; `None` past the oldest.
pub(super) fn older(account: AccountRef, (_, last): (i64, i64)) -> Option<(i64, i64)> {
    let (first, end) = span(account);
    let next = last + 1;
    (last < end).then(|| (next, if next == first + (LAST_DAY << SLOT_BITS) { end } else { last + (1 << SLOT_BITS) }))
}

#[cfg(test)]
impl ShowRef {
    /// For tests without a library.
    pub(crate) fn sample(number: usize) -> Self {
        Self(i64::try_from(number).unwrap_or_default())
    }
}

/// Days from 1970-01-01 to a date.
pub(super) fn days(date: Date) -> i64 {
    (date - jiff::civil::date(1970, 1, 1)).get_days().into()
}

/// The columns of a release date: its first day, and its precision.
pub(super) fn from_date(date: Option<ReleaseDate>) -> (Option<i64>, Option<i64>) {
    let precision = |date: ReleaseDate| match date.precision() {
        Precision::Year => 0,
        Precision::Month => 1,
        Precision::Day => 2,
    };
    (date.map(|date| days(date.first_day())), date.map(precision))
}

/// The release date of two columns; `None` if they hold no date.
pub(super) fn to_date(day: Option<i64>, precision: Option<i64>) -> Option<ReleaseDate> {
    // Within the bounds of a span of days, and far outside those of a date.
    let days = day?.clamp(-4_000_000, 4_000_000).days();
    let text = jiff::civil::date(1970, 1, 1).checked_add(days).ok()?.to_string();
    let known = match precision? {
        0 => text.get(..4),
        1 => text.get(..7),
        _ => Some(text.as_str()),
    };
    known.and_then(ReleaseDate::parse)
}

/// A key in one column. One of Spotify's ids (22 base-62 digits of a 128-bit number) takes 16 bytes. Any other text comes
/// after a byte: `i` for an id, `o` for an odd key, which may look like an id after it was cleaned.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Stored(Vec<u8>);

impl Stored {
    fn of_id(id: &str) -> Self {
        number(id).map_or_else(|| Self::of_text(b'i', id), |number| Self(number.to_be_bytes().to_vec()))
    }

    fn of_text(kind: u8, text: &str) -> Self {
        let mut bytes = [&[kind], text.as_bytes()].concat();
        // 16 bytes would be a number: a zero is added.
        if bytes.len() == 16 {
            bytes.insert(1, 0);
        }
        Self(bytes)
    }

    /// The column of a damaged file.
    pub(super) fn of_bytes(bytes: &[u8]) -> Self {
        Self(bytes.to_vec())
    }

    /// Whether it is that of an id, which is unique in an account.
    pub(super) fn is_id(&self) -> bool {
        self.0.len() == 16 || self.0.first() == Some(&b'i')
    }

    /// The text, and whether it is odd.
    fn text(&self) -> Result<(String, bool), LibraryError> {
        let wrong = || LibraryError::damaged("an id cannot be read");
        if let Ok(bytes) = <[u8; 16]>::try_from(self.0.as_slice()) {
            return Ok((digits(u128::from_be_bytes(bytes)), false));
        }
        let (kind, text) = self.0.split_first().ok_or_else(wrong)?;
        let text = text.strip_prefix(&[0]).unwrap_or(text);
        let text = std::str::from_utf8(text).map_err(|_| wrong())?.to_owned();
        match kind {
            b'i' => Ok((text, false)),
            b'o' => Ok((text, true)),
            _ => Err(wrong()),
        }
    }

    pub(super) fn show(&self) -> Result<ShowKey, LibraryError> {
        let (text, odd) = self.text()?;
        Ok(if odd { ShowKey::Odd(CleanText::new(&text)) } else { ShowKey::from_remote(&text) })
    }

    pub(super) fn episode(&self) -> Result<EpisodeKey, LibraryError> {
        let (text, odd) = self.text()?;
        Ok(if odd { EpisodeKey::Odd(CleanText::new(&text)) } else { EpisodeKey::from_remote(&text) })
    }
}

impl<Id: Display> From<&Key<Id>> for Stored {
    fn from(key: &Key<Id>) -> Self {
        match key {
            Key::Id(id) => Self::of_id(&id.to_string()),
            Key::Odd(text) => Self::of_text(b'o', text.as_str()),
        }
    }
}

impl ToSql for Stored {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(ValueRef::Blob(&self.0)))
    }
}

impl FromSql for Stored {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        value.as_blob().map(|bytes| Self(bytes.to_vec())).map_err(|_| FromSqlError::InvalidType)
    }
}

const DIGITS: &[u8; 62] = b"0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

fn number(id: &str) -> Option<u128> {
    if id.len() != 22 {
        return None;
    }
    id.bytes().try_fold(0_u128, |number, byte| {
        let digit = DIGITS.iter().position(|digit| *digit == byte)?;
        number.checked_mul(62)?.checked_add(digit as u128)
    })
}

fn digits(mut number: u128) -> String {
    /// Digits that fit into 64 bits, which are divided faster than 128.
    const AT_ONCE: usize = 10;
    const BASE: u128 = 62_u128.pow(10);
    let mut text = [b'0'; 22];
    for digits in text.rchunks_mut(AT_ONCE) {
        let mut low = u64::try_from(number % BASE).unwrap_or_default();
        number /= BASE;
        for digit in digits.iter_mut().rev() {
            *digit = usize::try_from(low % 62).ok().and_then(|at| DIGITS.get(at)).copied().unwrap_or(b'0');
            low /= 62;
        }
    }
    text.map(char::from).iter().collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn every_key_comes_back_as_it_was(raw in "[0-9a-zA-Z]{22}|[0-9a-zA-Z]{1,64}|[a-z ./]{0,30}") {
            let (show, episode) = (ShowKey::from_remote(&raw), EpisodeKey::from_remote(&raw));
            prop_assert_eq!(Stored::from(&show).show(), Ok(show));
            prop_assert_eq!(Stored::from(&episode).episode(), Ok(episode));
        }

        #[test]
        fn d5_a_key_of_any_bytes_is_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..40)) {
            let _ = Stored(bytes).episode();
        }

        #[test]
        fn every_date_comes_back_as_it_was(year in 1_i16..=9999, month in 1_i8..=12, precision in 0..3) {
            let raw = match precision {
                0 => format!("{year:04}"),
                1 => format!("{year:04}-{month:02}"),
                _ => format!("{year:04}-{month:02}-28"),
            };
            let date = ReleaseDate::parse(&raw);
            let (day, precision) = from_date(date);
            prop_assert_eq!(to_date(day, precision), date);
        }

        #[test]
        fn d5_a_date_of_any_numbers_is_read_or_none(day: i64, precision: i64) {
            let _ = to_date(Some(day), Some(precision));
        }
    }

    #[test]
    fn one_of_spotifys_ids_takes_16_bytes() {
        assert_eq!(Stored::from(&EpisodeKey::from_remote("512ojhOuo1ktJprKbVcKyQ")).0.len(), 16);
    }

    #[test]
    fn a_later_day_has_smaller_row_ids_and_accounts_do_not_touch() {
        let account = AccountRef(BLOCK);
        let (today, yesterday) = (day_span(account, Some(20_000)), day_span(account, Some(19_999)));
        assert_eq!(today.1 + 1, yesterday.0);
        assert_eq!(older(account, today), Some(yesterday));
        assert_eq!(day_span(account, None).1, span(account).1);
        assert_eq!(older(account, day_span(account, None)), None);
        let accounts = [next_account(None), next_account(Some(1)), next_account(Some(BLOCK))];
        assert_eq!(accounts, [Some(1), Some(BLOCK), Some(2 * BLOCK)]);
        for pair in accounts.map(|number| AccountRef(number.expect("one"))).windows(2) {
            assert_eq!(span(pair[0]).1 + 1, span(pair[1]).0);
        }
        for account in accounts.map(|number| AccountRef(number.expect("one"))) {
            assert!(is_account(account.0));
            assert_eq!([span(account).0, span(account).1].map(account_of), [Some(account); 2]);
        }
        assert_eq!(span(AccountRef(u32::MAX)).1, i64::MAX);
    }

    #[test]
    fn the_day_before_the_oldest_is_followed_by_all_row_ids_that_are_left() {
        let account = AccountRef(1);
        assert_eq!(older(account, day_span(account, Some(1))), Some(day_span(account, None)));
        assert!(day_span(account, None).1 - day_span(account, None).0 > 1 << 39);
    }
}
