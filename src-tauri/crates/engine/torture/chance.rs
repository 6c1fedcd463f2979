//! Chance that can be repeated: every number comes from the seed and from what it is drawn for, so
//! that the order in which things happen changes none of them.

/// Where numbers are drawn from.
#[derive(Debug, Clone, Copy)]
pub struct Chance(u64);

/// Numbers for one purpose.
#[derive(Debug, Clone)]
pub struct Draw(u64);

impl Chance {
    /// The same seed gives the same numbers.
    pub const fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// Numbers for a purpose, and for which time it comes up.
    pub fn of(self, purpose: &str, time: u64) -> Draw {
        let mut state = 0xcbf2_9ce4_8422_2325 ^ self.0;
        for byte in purpose.bytes().chain(time.to_le_bytes()) {
            state = (state ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
        let mut draw = Draw(state);
        // The first numbers of similar states are similar.
        draw.next();
        draw.next();
        draw
    }
}

impl Draw {
    /// The next number.
    pub const fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number from 0 to below `end`.
    pub const fn below(&mut self, end: u64) -> u64 {
        self.next() % end
    }

    /// One of these, each as likely as its weight.
    pub fn weighted<T: Copy>(&mut self, choices: &[(u64, T)]) -> Option<T> {
        let all = choices.iter().map(|(weight, _)| weight).sum();
        let mut at = self.below(all);
        for (weight, choice) in choices {
            match at.checked_sub(*weight) {
                Some(rest) => at = rest,
                None => return Some(*choice),
            }
        }
        None
    }
}
