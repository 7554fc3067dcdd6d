//! Numbers that look random and follow from the seed: splitmix64 sequences, one for each purpose.

/// A number that follows from the seed and the purpose.
pub(crate) fn mix(seed: u64, purpose: &[u64]) -> u64 {
    purpose.iter().fold(scramble(seed), |hash, part| scramble(hash ^ scramble(*part)))
}

fn scramble(n: u64) -> u64 {
    let n = n.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let n = (n ^ (n >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let n = (n ^ (n >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    n ^ (n >> 31)
}

/// A sequence of such numbers.
#[derive(Debug, Clone)]
pub(crate) struct Dice(u64);

impl Dice {
    /// The sequence for one purpose.
    pub(crate) fn new(seed: u64, purpose: &[u64]) -> Self {
        Self(mix(seed, purpose))
    }

    /// A number below `end`, or 0 if `end` is 0.
    pub(crate) fn below(&mut self, end: u32) -> u32 {
        self.0 = scramble(self.0);
        u32::try_from(self.0 % u64::from(end.max(1))).unwrap_or(0)
    }

    /// True in this percentage of cases.
    pub(crate) fn percent(&mut self, percent: u32) -> bool {
        self.below(100) < percent
    }

    /// One of `items`, or `None` if empty.
    pub(crate) fn pick<'a, T>(&mut self, items: &'a [T]) -> Option<&'a T> {
        let end = u32::try_from(items.len()).unwrap_or(u32::MAX);
        items.get(self.below(end) as usize)
    }
}
