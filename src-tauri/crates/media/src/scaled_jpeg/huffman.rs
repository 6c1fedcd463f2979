//! Tables that turn codes into symbols, and others that step over as many as fit into a look.

use super::bits::{Bits, signed};

/// Bits looked at to find a symbol; longer codes are rare.
const LOOK: u32 = 10;
/// Bits looked at to find a symbol together with its number.
const WIDE_LOOK: u32 = 11;
/// Bits looked at to step over symbols.
const STRIDE: u32 = 13;
const LONGEST: u32 = 16;

/// A Huffman table of a JPEG.
pub(super) struct Codes {
    /// For each look, the length of its code and the symbol; zero where the code is longer.
    short: Box<[u16; 1 << LOOK]>,
    /// For each wide look, the symbol and its number, where both are short enough.
    numbered: Box<[Numbered; 1 << WIDE_LOOK]>,
    /// For each look, how far whole symbols and their numbers reach.
    strides: Box<[Stride; 1 << STRIDE]>,
    /// For each length: the first code after those of that length, moved to 16 bits.
    ends: [u32; LONGEST as usize + 1],
    /// For each length: what to add to a code to find its symbol.
    offsets: [i32; LONGEST as usize + 1],
    symbols: Vec<u8>,
}

/// A symbol and the number that follows it.
#[derive(Debug, Clone, Copy, Default)]
struct Numbered {
    number: i16,
    /// The upper half of the symbol.
    run: u8,
    /// Bits they take; zero where they do not fit.
    bits: u8,
}

/// Several symbols of a block at once, packed so that a table stays close to the processor: the
/// bits they take (zero where not even one fits), the coefficients they stand for, and whether
/// the last of them ends the block.
#[derive(Debug, Clone, Copy, Default)]
struct Stride(u16);

impl Stride {
    const fn new(bits: u32, steps: u32, ends: bool) -> Self {
        Self((bits | steps << 4 | (ends as u32) << 11) as u16)
    }

    #[inline]
    const fn bits(self) -> u32 {
        (self.0 & 15) as u32
    }

    #[inline]
    const fn steps(self) -> u32 {
        (self.0 >> 4 & 127) as u32
    }

    #[inline]
    const fn ends(self) -> bool {
        self.0 >> 11 != 0
    }
}

/// How stepping over the rest of a block went on.
enum Step {
    To(u32),
    End,
}

impl Codes {
    /// A table from how many codes there are of each length from 1 to 16, and their symbols in
    /// order; nothing when no code can be so. Only those of AC coefficients are ever stepped over.
    pub fn new(counts: &[u8; 16], symbols: &[u8], is_stepped_over: bool) -> Option<Self> {
        let mut codes = Self {
            short: Box::new([0; 1 << LOOK]),
            numbered: Box::new([Numbered::default(); 1 << WIDE_LOOK]),
            strides: Box::new([Stride::default(); 1 << STRIDE]),
            ends: [0; LONGEST as usize + 1],
            offsets: [0; LONGEST as usize + 1],
            symbols: symbols.to_vec(),
        };
        let (mut code, mut index) = (0_u32, 0_usize);
        for length in 1..=LONGEST {
            let count = usize::from(counts[length as usize - 1]);
            codes.offsets[length as usize] = index as i32 - code as i32;
            for _ in 0..count {
                let symbol = *symbols.get(index)?;
                codes.note(code, length, symbol)?;
                (code, index) = (code + 1, index + 1);
            }
            if code > 1 << length {
                return None;
            }
            codes.ends[length as usize] = code << (LONGEST - length);
            code <<= 1;
        }
        codes.number();
        if is_stepped_over {
            codes.measure_strides();
        }
        Some(codes)
    }

    fn note(&mut self, code: u32, length: u32, symbol: u8) -> Option<()> {
        if length > LOOK {
            return Some(());
        }
        let first = (code << (LOOK - length)) as usize;
        let alike = 1_usize << (LOOK - length);
        self.short
            .get_mut(first..first + alike)?
            .fill((length as u16) << 8 | u16::from(symbol));
        Some(())
    }

    fn number(&mut self) {
        for look in 0..1_u32 << WIDE_LOOK {
            let entry = self.short[(look >> (WIDE_LOOK - LOOK)) as usize];
            let (length, symbol) = (u32::from(entry >> 8), entry as u8);
            let size = u32::from(symbol & 15);
            if length == 0 || length + size > WIDE_LOOK {
                continue;
            }
            let rest = look & ((1 << (WIDE_LOOK - length)) - 1);
            let bits = (rest >> (WIDE_LOOK - length - size)) as i32;
            self.numbered[look as usize] = Numbered {
                number: signed(bits, size) as i16,
                run: symbol >> 4,
                bits: (length + size) as u8,
            };
        }
    }

    fn measure_strides(&mut self) {
        for look in 0..1_u32 << STRIDE {
            let (mut used, mut steps, mut ends) = (0, 0, false);
            while let Some((length, symbol)) = self.within(look, used) {
                let (run, size) = (symbol >> 4, symbol & 15);
                let bits = used + length + u32::from(size);
                if bits > STRIDE || steps > 63 {
                    break;
                }
                used = bits;
                if is_end(run, size) {
                    ends = true;
                    break;
                }
                steps += u32::from(run) + 1;
            }
            self.strides[look as usize] = Stride::new(used, steps, ends);
        }
    }

    /// The code that begins after `used` bits of a stride's look, where it is short enough.
    fn within(&self, look: u32, used: u32) -> Option<(u32, u8)> {
        let rest = look << used & ((1 << STRIDE) - 1);
        let entry = self.short[(rest >> (STRIDE - LOOK)) as usize];
        let length = u32::from(entry >> 8);
        (length > 0 && used + length <= STRIDE).then_some((length, entry as u8))
    }

    /// The upper half of the next symbol, and the number whose size the lower half tells: zero
    /// where there is none. The bits must have been filled.
    #[inline]
    pub fn numbered(&self, bits: &mut Bits) -> Option<(u32, i32)> {
        let numbered = self.numbered[bits.peek(WIDE_LOOK)];
        if numbered.bits != 0 {
            bits.skip(u32::from(numbered.bits));
            return Some((u32::from(numbered.run), i32::from(numbered.number)));
        }
        let symbol = self.symbol(bits)?;
        let size = u32::from(symbol & 15);
        Some((u32::from(symbol >> 4), bits.number(size)))
    }

    /// The next symbol. The bits must have been filled.
    #[inline]
    fn symbol(&self, bits: &mut Bits) -> Option<u8> {
        let entry = self.short[bits.peek(LOOK)];
        if entry != 0 {
            bits.skip(u32::from(entry >> 8));
            return Some(entry as u8);
        }
        self.long_symbol(bits)
    }

    #[inline(never)]
    fn long_symbol(&self, bits: &mut Bits) -> Option<u8> {
        let code = bits.peek(LONGEST) as u32;
        let length = (1..=LONGEST).find(|&length| code < self.ends[length as usize])?;
        let index = (code >> (LONGEST - length)) as i32 + self.offsets[length as usize];
        bits.skip(length);
        self.symbols.get(usize::try_from(index).ok()?).copied()
    }

    /// Steps over the coefficients of a block from `at` to its end; nothing when the block makes
    /// no sense.
    #[inline]
    pub fn step_over(&self, bits: &mut Bits, mut at: u32) -> Option<()> {
        while at < 64 {
            bits.fill();
            let stride = self.strides[bits.peek(STRIDE)];
            let next = at + stride.steps();
            // Beyond the last coefficient the bits belong to another block.
            if stride.bits() > 0 && next < 64 {
                bits.skip(stride.bits());
                if stride.ends() {
                    return Some(());
                }
                at = next;
            } else {
                match self.step(bits, at)? {
                    Step::To(next) => at = next,
                    Step::End => return Some(()),
                }
            }
        }
        (at == 64).then_some(())
    }

    #[inline]
    fn step(&self, bits: &mut Bits, at: u32) -> Option<Step> {
        let symbol = self.symbol(bits)?;
        let (run, size) = (u32::from(symbol >> 4), u32::from(symbol & 15));
        if is_end(symbol >> 4, symbol & 15) {
            return Some(Step::End);
        }
        bits.skip(size);
        Some(Step::To(at + run + 1))
    }
}

/// Whether a symbol ends its block: only a run of sixteen zeros goes on without a number.
const fn is_end(run: u8, size: u8) -> bool {
    size == 0 && run != 15
}
