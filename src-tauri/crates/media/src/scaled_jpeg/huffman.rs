//! Tables that turn codes into symbols, and others that take as many as fit into a look.

use super::bits::{Ahead, Bits, FILLED, signed};

/// Bits looked at to find a symbol; longer codes are rare.
const LOOK: u32 = 10;
/// Bits looked at to find two symbols together with their numbers.
const PAIR: u32 = 12;
/// Pairs that may follow one filling, and those that may follow it and a number of a DC table.
pub(super) const PAIRS_IN_A_FILLING: u32 = FILLED / PAIR;
pub(super) const PAIRS_AFTER_A_NUMBER: u32 = (FILLED - LONGEST - LONGEST_NUMBER) / PAIR;
/// Bits looked at to step over symbols.
const STRIDE: u32 = 13;
/// Strides that may follow one filling.
const STRIDES_IN_A_FILLING: u32 = FILLED / STRIDE;
/// The bits of the longest code, and of the longest number behind it.
const LONGEST: u32 = 16;
const LONGEST_NUMBER: u32 = 15;
/// Coefficients in a block. What lies this far on is its end.
pub(super) const BLOCK: u32 = 64;

/// A Huffman table of a JPEG.
pub(super) struct Codes {
    /// For each look, the length of its code and the symbol; zero where the code is longer.
    short: Box<[u16; 1 << LOOK]>,
    /// The same for the longer codes, which come after all others: for each look of 16 bits from
    /// `first_long` on; zero where there is no code.
    long: Vec<u16>,
    first_long: usize,
    pairs: Box<[Pair; 1 << PAIR]>,
    strides: Box<[Stride; 1 << STRIDE]>,
}

/// A coefficient; the last zero of a run of sixteen; or the end of a block, as a zero that lies
/// [`BLOCK`] on.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Coefficient {
    /// How far it lies behind the one before.
    pub distance: u32,
    pub number: i32,
}

/// One coefficient or two; the second lies no further, and is zero, where there is but one.
/// Packed so that a table stays close to the processor: from above the first number (8 bits), the
/// second (6), both distances (7 each), and the bits they take, zero where not even one fits.
#[derive(Debug, Clone, Copy, Default)]
struct Pair(u32);

impl Pair {
    fn new(first: Coefficient, second: Coefficient, bits: u32) -> Self {
        let number = |it: Coefficient, width: u32| it.number as u32 & ((1 << width) - 1);
        Self(
            number(first, 8) << 24
                | number(second, 6) << 18
                | first.distance << 11
                | second.distance << 4
                | bits,
        )
    }

    #[inline(always)]
    const fn first(self) -> Coefficient {
        Coefficient {
            distance: self.0 >> 11 & 127,
            number: self.0 as i32 >> 24,
        }
    }

    #[inline(always)]
    const fn second(self) -> Coefficient {
        Coefficient {
            distance: self.0 >> 4 & 127,
            number: (self.0 << 8) as i32 >> 26,
        }
    }

    #[inline(always)]
    const fn bits(self) -> u32 {
        self.0 & 15
    }
}

/// As many coefficients as fit: how far they lead, and, below, the bits they take. What leads out
/// of every block is its end or, where it takes no bits, a coefficient that does not fit.
#[derive(Debug, Clone, Copy, Default)]
struct Stride(u16);

impl Stride {
    const fn new(distance: u32, bits: u32) -> Self {
        Self((distance << 4 | bits) as u16)
    }

    #[inline(always)]
    const fn distance(self) -> u32 {
        (self.0 >> 4) as u32
    }

    #[inline(always)]
    const fn bits(self) -> u32 {
        (self.0 & 15) as u32
    }

    #[inline(always)]
    const fn is_end(self) -> bool {
        self.bits() != 0 && self.distance() >= BLOCK
    }
}

/// A coefficient with a long code or number, and the bits that both take. It fits into a register.
#[derive(Clone, Copy)]
struct Long {
    distance: u8,
    bits: u8,
    number: i16,
}

impl Codes {
    /// A table from how many codes there are of each length from 1 to 16, and their symbols in
    /// order; nothing when no code can be so. Only those of AC coefficients come in pairs and are
    /// stepped over.
    pub fn new(counts: &[u8; 16], symbols: &[u8], is_ac: bool) -> Option<Self> {
        let mut codes = Self {
            short: Box::new([0; 1 << LOOK]),
            long: Vec::new(),
            first_long: 0,
            pairs: Box::new([Pair::default(); 1 << PAIR]),
            strides: Box::new([Stride::default(); 1 << STRIDE]),
        };
        let mut symbols = symbols.iter();
        let mut code = 0_u32;
        for length in 1..=LONGEST {
            for _ in 0..counts[length as usize - 1] {
                codes.note(code, length, *symbols.next()?);
                code += 1;
            }
            if code > 1 << length {
                return None;
            }
            if length == LOOK {
                codes.first_long = (code << (LONGEST - LOOK)) as usize;
                codes.long = vec![0; (1 << LONGEST) - codes.first_long];
            }
            code <<= 1;
        }
        if is_ac {
            for look in 0..1 << PAIR {
                codes.pairs[look as usize] = codes.pair_at(look);
            }
            for look in 0..1 << STRIDE {
                codes.strides[look as usize] = codes.stride_at(look);
            }
        }
        Some(codes)
    }

    fn note(&mut self, code: u32, length: u32, symbol: u8) {
        let (looks, width, first) = if length > LOOK {
            (&mut self.long[..], LONGEST, self.first_long)
        } else {
            (&mut self.short[..], LOOK, 0)
        };
        let from = (code as usize) << (width - length);
        let to = from + (1 << (width - length));
        // Beyond the last there are only codes that are too many, which is found out later.
        if let Some(alike) = looks.get_mut(from - first..to - first) {
            alike.fill((length as u16) << 8 | u16::from(symbol));
        }
    }

    fn pair_at(&self, look: u32) -> Pair {
        let first = self.coefficient(look, PAIR, 0);
        let Some((first, used)) = first.filter(|(it, _)| (-128..128).contains(&it.number)) else {
            return Pair::default();
        };
        let second = self.coefficient(look, PAIR, used).filter(|(it, _)| {
            // Behind the end of a block there is another one.
            first.distance < BLOCK && (-32..32).contains(&it.number)
        });
        let (second, used) = second.unwrap_or((Coefficient::default(), used));
        Pair::new(first, second, used)
    }

    fn stride_at(&self, look: u32) -> Stride {
        let (mut distance, mut used) = (0, 0);
        while let Some((coefficient, bits)) = self.coefficient(look, STRIDE, used) {
            let is_end = coefficient.distance == BLOCK;
            if !is_end && distance + coefficient.distance >= BLOCK {
                break;
            }
            (distance, used) = (distance + coefficient.distance, bits);
            if is_end {
                break;
            }
        }
        Stride::new(if used == 0 { BLOCK } else { distance }, used)
    }

    /// What stands after `used` bits of a look, and the bits used then; nothing where it does not
    /// fit.
    fn coefficient(&self, look: u32, width: u32, used: u32) -> Option<(Coefficient, u32)> {
        let rest = look << used & ((1 << width) - 1);
        let entry = self.short[(rest >> (width - LOOK)) as usize];
        let (length, symbol) = (u32::from(entry >> 8), entry as u8);
        let size = u32::from(symbol & 15);
        let used = used + length + size;
        if length == 0 || used > width {
            return None;
        }
        let bits = look >> (width - used) & ((1 << size) - 1);
        let coefficient = Coefficient {
            distance: distance_of(symbol),
            number: signed(bits as i32, size),
        };
        Some((coefficient, used))
    }

    /// The next number of a DC table. The bits must have been filled.
    #[inline(always)]
    pub fn number(&self, bits: &mut Bits) -> Option<i32> {
        let symbol = self.symbol(&mut bits.ahead)?;
        // No difference has more bits than the lower half of a symbol can say.
        Some(bits.ahead.number(u32::from(symbol & 15)))
    }

    /// The next one or two coefficients of a block. The bits must have been filled, no more pairs
    /// ago than may follow.
    #[inline(always)]
    pub fn pair(&self, bits: &mut Bits) -> Option<(Coefficient, Coefficient)> {
        let pair = self.pairs[bits.ahead.peek(PAIR)];
        if pair.bits() != 0 {
            bits.ahead.skip(pair.bits());
            return Some((pair.first(), pair.second()));
        }
        let first = self.long_coefficient(bits)?;
        bits.fill();
        Some((first, Coefficient::default()))
    }

    /// Steps over the coefficients of a block behind the one at `last`, up to its end; nothing when
    /// the block makes no sense.
    #[inline(always)]
    pub fn step_over(&self, bits: &mut Bits, last: u32) -> Option<()> {
        if last >= BLOCK {
            return Some(());
        }
        let mut at = last + 1;
        loop {
            bits.fill();
            for _ in 0..STRIDES_IN_A_FILLING {
                let stride = self.strides[bits.ahead.peek(STRIDE)];
                let next = at + stride.distance();
                if next < BLOCK {
                    bits.ahead.skip(stride.bits());
                    at = next;
                    continue;
                }
                if stride.is_end() && next < 2 * BLOCK {
                    bits.ahead.skip(stride.bits());
                    return Some(());
                }
                let Coefficient { distance, .. } = self.long_coefficient(bits)?;
                at += distance;
                if at >= BLOCK {
                    return (distance == BLOCK || at == BLOCK).then_some(());
                }
                break;
            }
        }
    }

    #[inline(always)]
    fn long_coefficient(&self, bits: &mut Bits) -> Option<Coefficient> {
        bits.fill();
        let long = self.long_ahead(bits.ahead)?;
        bits.ahead.skip(u32::from(long.bits));
        Some(Coefficient {
            distance: u32::from(long.distance),
            number: i32::from(long.number),
        })
    }

    #[inline(never)]
    fn long_ahead(&self, mut ahead: Ahead) -> Option<Long> {
        let before = ahead.count;
        let symbol = self.symbol(&mut ahead)?;
        let number = ahead.number(u32::from(symbol & 15));
        Some(Long {
            distance: distance_of(symbol) as u8,
            bits: (before - ahead.count) as u8,
            number: number as i16,
        })
    }

    #[inline(always)]
    fn symbol(&self, ahead: &mut Ahead) -> Option<u8> {
        let mut entry = self.short[ahead.peek(LOOK)];
        if entry == 0 {
            let look = ahead.peek(LONGEST).wrapping_sub(self.first_long);
            entry = self.long.get(look).copied().filter(|&entry| entry != 0)?;
        }
        ahead.skip(u32::from(entry >> 8));
        Some(entry as u8)
    }
}

/// How far a symbol of an AC table leads: over as many zeros as its upper half says. One without a
/// number ends the block, but for a run of sixteen zeros.
const fn distance_of(symbol: u8) -> u32 {
    if symbol & 15 == 0 && symbol != 0xf0 {
        BLOCK
    } else {
        (symbol >> 4) as u32 + 1
    }
}

#[cfg(test)]
mod tests;
