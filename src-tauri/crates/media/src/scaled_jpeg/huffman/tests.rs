use proptest::prelude::*;

use super::super::window::Window;
use super::*;

/// A table as the format tells it, for reading a bit at a time.
#[derive(Debug, Clone)]
struct Plain {
    counts: [u8; 16],
    symbols: Vec<u8>,
}

/// Bits of bytes, the first one first, and zeros behind them.
struct PlainBits<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl PlainBits<'_> {
    fn number(&mut self, size: u32) -> u32 {
        (0..size).fold(0, |number, _| {
            let byte = self.bytes.get(self.at / 8).copied().unwrap_or_default();
            let bit = byte >> (7 - self.at % 8) & 1;
            self.at += 1;
            number << 1 | u32::from(bit)
        })
    }
}

impl Plain {
    fn symbol(&self, bits: &mut PlainBits) -> Option<u8> {
        let (mut code, mut first, mut index) = (0, 0, 0);
        for count in self.counts.map(u32::from) {
            code = code << 1 | bits.number(1);
            if code < first + count {
                return Some(self.symbols[index + (code - first) as usize]);
            }
            index += count as usize;
            first = (first + count) << 1;
        }
        None
    }

    /// The coefficients of a block, behind the first.
    fn block(&self, bits: &mut PlainBits) -> Option<[i32; 64]> {
        let mut block = [0; 64];
        let mut at = 0;
        while at < 63 {
            let symbol = self.symbol(bits)?;
            let (run, size) = (usize::from(symbol >> 4), u32::from(symbol & 15));
            if size == 0 && run != 15 {
                return Some(block);
            }
            at += run + 1;
            let number = signed(bits.number(size) as i32, size);
            *block.get_mut(at)? = number;
        }
        Some(block)
    }
}

/// Codes of any lengths that leave room for each other, short ones among them.
fn tables() -> impl Strategy<Value = Plain> {
    let symbols = prop::collection::hash_set(any::<u8>(), 2..120);
    (symbols, prop::collection::vec(0_u32..6, 16)).prop_map(|(symbols, wishes)| {
        let mut symbols: Vec<u8> = symbols.into_iter().collect();
        symbols.sort_unstable_by_key(|symbol| symbol.reverse_bits());
        let (mut counts, mut room, mut used) = ([0; 16], 1_u32, 0);
        for (count, wish) in counts.iter_mut().zip(wishes) {
            room = (room << 1).min(1 << 20);
            // One code is left over, so that a longer one is always possible.
            let taken = wish.min(room - 1).min((symbols.len() - used) as u32);
            *count = taken as u8;
            room -= taken;
            used += taken as usize;
        }
        symbols.truncate(used);
        Plain { counts, symbols }
    })
}

/// The place where a block ends that `read` reads, in bits.
fn end_of(bytes: &[u8], read: impl FnOnce(&mut Bits) -> Option<()>) -> Option<usize> {
    let mut window = Window::new(bytes);
    let mut bits = window.bits();
    bits.fill();
    read(&mut bits)?;
    let place = bits.place();
    Some(place.byte * 8 - place.ahead.count as usize)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn every_look_finds_what_a_bit_at_a_time_finds(
        plain in tables(),
        bytes in prop::collection::vec(0_u8..0xff, 300),
    ) {
        let codes = Codes::new(&plain.counts, &plain.symbols, true).unwrap();
        let mut plain_bits = PlainBits { bytes: &bytes, at: 0 };
        let expected = plain.block(&mut plain_bits);
        let expected_end = expected.map(|_| plain_bits.at);

        prop_assert_eq!(end_of(&bytes, |bits| codes.step_over(bits, 0)), expected_end);

        let mut found = [0; 64];
        let end = end_of(&bytes, |bits| {
            let mut at = 0;
            while at < 30 {
                bits.fill();
                let (first, second) = codes.pair(bits)?;
                let first_at = at + first.distance;
                at = first_at + second.distance;
                if at < BLOCK {
                    found[at as usize] = second.number;
                }
                if first_at < BLOCK {
                    found[first_at as usize] = first.number;
                }
            }
            codes.step_over(bits, at)
        });
        prop_assert_eq!(end, expected_end);
        if let Some(expected) = expected {
            prop_assert_eq!(&found[..31], &expected[..31]);
        }
    }
}

#[test]
fn codes_that_leave_no_room_for_each_other_are_refused() {
    let mut counts = [0; 16];
    counts[0] = 3;
    assert!(Codes::new(&counts, &[1, 2, 3], true).is_none());
    counts[0] = 2;
    assert!(
        Codes::new(&counts, &[1], true).is_none(),
        "one is not named"
    );
    assert!(Codes::new(&counts, &[1, 2], true).is_some());
}
