//! Ids in Spotify's shape, 22 base-62 characters, that encode their place: no table of a million episodes is needed.
//!
//! The 128 bits are 64 of a checksum and 64 of the place, masked by the checksum, so that neighbours look unrelated.

use super::mix;

const DIGITS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const LENGTH: usize = 22;
/// Used as the episode number in the id of a show.
const SHOW: u32 = u32::MAX;

/// Writes and reads the ids of one seed.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ids {
    seed: u64,
}

impl Ids {
    pub(super) fn new(seed: u64) -> Self {
        Self { seed }
    }

    /// The id of the show at `index`.
    pub(super) fn of_show(self, index: u32) -> String {
        self.write(index, SHOW)
    }

    /// The id of an episode of the show at `index`.
    pub(super) fn of_episode(self, index: u32, number: u32) -> String {
        self.write(index, number)
    }

    /// The place of the show with this id.
    pub(super) fn show(self, id: &str) -> Option<u32> {
        self.read(id).filter(|(_, number)| *number == SHOW).map(|(index, _)| index)
    }

    /// The show and the number of the episode with this id.
    pub(super) fn episode(self, id: &str) -> Option<(u32, u32)> {
        self.read(id).filter(|(_, number)| *number != SHOW)
    }

    fn write(self, index: u32, number: u32) -> String {
        let place = (u64::from(index) << 32) | u64::from(number);
        let check = mix(self.seed, &[7, place]);
        let mut rest = (u128::from(check) << 64) | u128::from(place ^ mix(self.seed, &[8, check]));
        let mut digits = [b'0'; LENGTH];
        for slot in digits.iter_mut().rev() {
            let digit = usize::try_from(rest % 62).unwrap_or(0);
            *slot = DIGITS.get(digit).copied().unwrap_or(b'0');
            rest /= 62;
        }
        digits.iter().map(|digit| char::from(*digit)).collect()
    }

    fn read(self, id: &str) -> Option<(u32, u32)> {
        if !is_base62(id) {
            return None;
        }
        let number = id.bytes().try_fold(0_u128, |sum, byte| {
            let digit = DIGITS.iter().position(|d| *d == byte)?;
            sum.checked_mul(62)?.checked_add(u128::try_from(digit).ok()?)
        })?;
        let (check, masked) = (u64::try_from(number >> 64).ok()?, u64::try_from(number & u128::from(u64::MAX)).ok()?);
        let place = masked ^ mix(self.seed, &[8, check]);
        let valid = mix(self.seed, &[7, place]) == check;
        valid.then_some((u32::try_from(place >> 32).ok()?, u32::try_from(place & u64::from(u32::MAX)).ok()?))
    }
}

/// Whether a text has the shape of an id.
pub(crate) fn is_base62(id: &str) -> bool {
    id.len() == LENGTH && id.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_reads_back_as_the_place_it_was_made_from() {
        let ids = Ids::new(1);
        for (show, episode) in [(0, 0), (59, 1499), (1999, 499), (u32::MAX, 0)] {
            let id = ids.of_episode(show, episode);
            assert!(is_base62(&id), "{id}");
            assert_eq!(ids.episode(&id), Some((show, episode)));
            assert_eq!(ids.show(&id), None);
            assert_eq!(ids.show(&ids.of_show(show)), Some(show));
        }
    }

    #[test]
    fn an_id_of_another_seed_or_shape_is_unknown() {
        let id = Ids::new(1).of_show(3);
        assert_eq!(Ids::new(2).show(&id), None);
        for id in ["", "zzzzzzzzzzzzzzzzzzzzzz", "0000000000000000000000", "../../../etc/passwd....", "ａ"] {
            assert_eq!(Ids::new(1).show(id), None, "{id}");
        }
    }
}
