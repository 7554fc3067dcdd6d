//! Chance that can be repeated: a seed, which is printed.

/// Numbers from a seed (`SplitMix64`).
pub(crate) struct Chance(u64);

impl Chance {
    /// From the seed in the environment variable `SEED`, else from a new one; printed, so that a failure shows it.
    pub(crate) fn new() -> Self {
        let seed = number("SEED").unwrap_or_else(|| {
            let mut bytes = [0; 8];
            getrandom::fill(&mut bytes).expect("the system has random numbers");
            u64::from_ne_bytes(bytes) >> 32
        });
        println!("SEED={seed}");
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

/// How many rounds a test makes: so many as the environment variable says, else so many.
pub(crate) fn rounds(variable: &str, usual: u64) -> u64 {
    number(variable).unwrap_or(usual)
}

fn number(variable: &str) -> Option<u64> {
    std::env::var(variable).ok().map(|text| text.parse().unwrap_or_else(|_| panic!("{variable}={text}: not a number")))
}
