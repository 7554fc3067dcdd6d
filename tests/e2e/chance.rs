//! Chance that can be repeated: a seed, which is printed.

/// Numbers from a seed (`SplitMix64`).
pub(crate) struct Chance(u64);

/// The seed where none is named: a run fails over what was changed, not by luck. Others are for `.ci/kill-sync`.
const USUAL: u64 = 20_261_123;

impl Chance {
    /// From the seed in the environment variable `SEED`, which is a number or `random`, else from the usual one; printed,
    /// so that a failure shows it.
    pub(crate) fn new() -> Self {
        let seed = match std::env::var("SEED").ok().as_deref() {
            None => USUAL,
            Some("random") => {
                let mut bytes = [0; 8];
                getrandom::fill(&mut bytes).expect("the system has random numbers");
                u64::from_ne_bytes(bytes) >> 32
            }
            Some(text) => text.parse().unwrap_or_else(|_| panic!("SEED={text}: neither a number nor `random`")),
        };
        println!("SEED={seed} for {}", std::thread::current().name().unwrap_or("a test"));
        Self(seed)
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below another one.
    pub(crate) fn below(&mut self, bound: u64) -> u64 {
        self.next() % bound.max(1)
    }
}

/// The number of rounds of a test: the environment variable, or else `usual`.
pub(crate) fn rounds(variable: &str, usual: u64) -> u64 {
    let number = |text: String| text.parse().unwrap_or_else(|_| panic!("{variable}={text}: not a number"));
    std::env::var(variable).map_or(usual, number)
}
