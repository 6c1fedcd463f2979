//! Bits of a scan, one code or number after the other.

use super::window::{Bytes, Place};

/// How many bits there are to look at after [`Bits::fill`].
pub(super) const FILLED: u32 = 56;

/// Reads bits from a window, the first one first. Behind the last there are zeros.
pub(super) struct Bits<'a> {
    bytes: Bytes<'a>,
    byte: usize,
    /// The bits that come next.
    pub ahead: Ahead,
}

/// The bits that come next. Small enough to be handed on by value, so that they stay in registers.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Ahead {
    /// The first one highest.
    buffer: u64,
    /// How many of them count.
    pub count: u32,
}

impl<'a> Bits<'a> {
    pub fn new(bytes: Bytes<'a>, from: Place) -> Self {
        Self {
            bytes,
            byte: from.byte,
            ahead: from.ahead,
        }
    }

    /// Where it stands.
    pub fn place(&self) -> Place {
        Place {
            byte: self.byte,
            ahead: self.ahead,
        }
    }

    /// Whether the window holds all that the next unit can take.
    #[inline(always)]
    pub fn hold_a_unit(&self) -> bool {
        self.bytes.hold_a_unit_from(self.byte)
    }

    /// Makes sure that there are [`FILLED`] bits to look at.
    #[inline(always)]
    pub fn fill(&mut self) {
        self.ahead.buffer |= self.bytes.word_at(self.byte) >> self.ahead.count;
        self.byte += ((63 - self.ahead.count) >> 3) as usize;
        self.ahead.count |= FILLED;
    }
}

impl Ahead {
    /// The next `count` bits (1 to 32), which stay.
    #[inline(always)]
    pub fn peek(self, count: u32) -> usize {
        (self.buffer >> (64 - count)) as usize
    }

    /// Steps over bits that were looked at.
    #[inline(always)]
    pub fn skip(&mut self, count: u32) {
        self.buffer <<= count;
        self.count -= count;
    }

    /// A number of so many bits (0 to 15), as [`signed`]. Without branches, which nobody could
    /// predict.
    #[inline(always)]
    pub fn number(&mut self, size: u32) -> i32 {
        let bits = (self.buffer >> 1 >> (63 - size)) as i32;
        let is_positive = (self.buffer as i64 >> 63) as i32;
        self.skip(size);
        bits + (!is_positive & (1 - (1 << size)))
    }
}

/// A number of so many bits (0 to 15) as JPEG writes it: the lower half of the range stands for
/// negative numbers.
pub(super) const fn signed(bits: i32, size: u32) -> i32 {
    if size > 0 && bits >> (size - 1) == 0 {
        bits - (1 << size) + 1
    } else {
        bits
    }
}
