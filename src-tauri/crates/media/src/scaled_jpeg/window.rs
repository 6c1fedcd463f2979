//! The bytes of a scan, without what is stuffed between them, a window at a time.

use super::bits::{Ahead, Bits};

/// Bytes that are held ready at once: few enough to stay close to the processor.
const ROOM: usize = 16 << 10;
/// More than one unit of a picture takes, in bytes: twelve blocks of 64 codes of 16 bits, each with
/// a number of 15.
const MOST_OF_A_UNIT: usize = 3 << 10;
/// Zeros behind the last byte, to look at.
const PADDING: usize = 16;

/// The bytes of a scan up to its next marker.
pub(super) struct Window<'a> {
    /// What is not in the window yet.
    rest: &'a [u8],
    bytes: Box<[u8; ROOM + PADDING]>,
    /// Bytes in the window.
    end: usize,
    /// Whether they are the last before a marker, or of all.
    is_last: bool,
    place: Place,
}

/// How far a window was read.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Place {
    /// The byte behind those whose bits are ahead.
    pub byte: usize,
    pub ahead: Ahead,
}

/// The bytes in a window.
#[derive(Clone, Copy)]
pub(super) struct Bytes<'a> {
    bytes: &'a [u8; ROOM + PADDING],
    /// The last byte from which the window holds all that a unit can take.
    last: usize,
}

impl<'a> Window<'a> {
    pub fn new(scan: &'a [u8]) -> Self {
        Self {
            rest: scan,
            bytes: Box::new([0; ROOM + PADDING]),
            end: 0,
            is_last: false,
            place: Place::default(),
        }
    }

    /// The bits from where the reading goes on, with all that the next unit can take.
    pub fn bits(&mut self) -> Bits<'_> {
        if !self.is_last && self.place.byte + MOST_OF_A_UNIT > self.end {
            self.slide();
        }
        let bytes = Bytes {
            bytes: &self.bytes,
            last: if self.is_last {
                usize::MAX
            } else {
                self.end - MOST_OF_A_UNIT
            },
        };
        Bits::new(bytes, self.place)
    }

    /// Notes how far was read.
    pub fn go_on_at(&mut self, place: Place) {
        self.place = place;
    }

    /// Whether bits were used that are not there.
    pub fn ran_out(&self) -> bool {
        self.place.byte * 8 > self.end * 8 + self.place.ahead.count as usize
    }

    /// Goes on behind the restart marker that stands next; false where there is none.
    pub fn restart(&mut self) -> bool {
        if self.ran_out() || !self.is_last {
            return false;
        }
        let marker = self.rest.iter().position(|&byte| byte != 0xff);
        let Some([0xd0..=0xd7, rest @ ..]) = marker.map(|at| &self.rest[at..]) else {
            return false;
        };
        self.rest = rest;
        (self.end, self.is_last, self.place) = (0, false, Place::default());
        true
    }

    /// Drops what was read, and fills the room with what follows.
    fn slide(&mut self) {
        self.bytes.copy_within(self.place.byte..self.end, 0);
        self.end -= self.place.byte;
        self.place.byte = 0;
        while self.end + 8 <= ROOM && !self.is_last {
            if let Some(word) = self.rest.first_chunk::<8>() {
                self.bytes[self.end..self.end + 8].copy_from_slice(word);
                let plain = plain_bytes(u64::from_le_bytes(*word));
                self.end += plain;
                self.rest = &self.rest[plain..];
                if plain == 8 {
                    continue;
                }
            }
            self.take_one();
        }
        self.bytes[self.end..].fill(0);
    }

    fn take_one(&mut self) {
        let (byte, rest) = match *self.rest {
            [0xff, 0, ref rest @ ..] => (0xff, rest),
            [0xff, ..] | [] => {
                self.is_last = true;
                return;
            }
            [byte, ref rest @ ..] => (byte, rest),
        };
        self.bytes[self.end] = byte;
        self.end += 1;
        self.rest = rest;
    }
}

impl Bytes<'_> {
    #[inline(always)]
    pub fn hold_a_unit_from(self, byte: usize) -> bool {
        byte <= self.last
    }

    /// Eight bytes, the first one highest.
    #[inline(always)]
    pub fn word_at(self, byte: usize) -> u64 {
        // Behind the window there are zeros, as in its last bytes.
        let from = byte.min(ROOM + PADDING - 8);
        let word = self.bytes[from..].first_chunk();
        word.map_or(0, |word| u64::from_be_bytes(*word))
    }
}

/// How many of eight bytes, the first one lowest, come before the first one that markers and
/// stuffing begin with.
#[inline]
const fn plain_bytes(word: u64) -> usize {
    const LOWEST: u64 = 0x0101_0101_0101_0101;
    const HIGHEST: u64 = 0x8080_8080_8080_8080;
    // Where a byte is 0xff the one above may be marked falsely, and never one below.
    let marks = (!word).wrapping_sub(LOWEST) & word & HIGHEST;
    (marks.trailing_zeros() / 8) as usize
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The bytes up to a marker, a byte at a time.
    fn plainly(mut rest: &[u8]) -> Vec<u8> {
        let mut bytes = Vec::new();
        loop {
            match rest {
                [0xff, 0, after @ ..] => {
                    bytes.push(0xff);
                    rest = after;
                }
                [0xff, ..] | [] => return bytes,
                [byte, after @ ..] => {
                    bytes.push(*byte);
                    rest = after;
                }
            }
        }
    }

    fn read(scan: &[u8], mut go_on: impl FnMut() -> u32) -> Vec<u8> {
        let mut window = Window::new(scan);
        let mut bytes = Vec::new();
        loop {
            let mut bits = window.bits();
            for _ in 0..go_on() {
                bits.fill();
                bytes.push(bits.ahead.peek(8) as u8);
                bits.ahead.skip(8);
            }
            let place = bits.place();
            window.go_on_at(place);
            if window.ran_out() {
                return bytes;
            }
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(20))]

        #[test]
        fn what_is_stuffed_in_is_left_out(
            words in prop::collection::vec(
                prop_oneof![
                    8 => any::<u8>().prop_map(|byte| vec![byte.min(0xfe)]),
                    1 => Just(vec![0xff, 0]),
                ],
                0..40_000,
            ),
            steps in prop::collection::vec(1_u32..2_900, 1..9),
        ) {
            let mut scan = words.concat();
            scan.extend([0xff, 0xd9]);
            let mut steps = steps.into_iter().cycle();
            let found = read(&scan, || steps.next().unwrap());
            let expected = plainly(&scan);
            prop_assert!(found.starts_with(&expected), "{} of {}", found.len(), expected.len());
            prop_assert!(found[expected.len()..].iter().all(|&byte| byte == 0));
        }
    }

    #[test]
    fn what_follows_a_restart_marker_is_read_anew() {
        let mut window = Window::new(b"\x12\x34\xff\xff\xd3\x56\xff\xd9");
        let mut first = window.bits();
        first.fill();
        assert_eq!(first.ahead.peek(16), 0x1234);
        assert!(window.restart());
        let mut second = window.bits();
        second.fill();
        assert_eq!(second.ahead.peek(8), 0x56);
        assert!(!window.restart(), "it is the end");
    }
}
