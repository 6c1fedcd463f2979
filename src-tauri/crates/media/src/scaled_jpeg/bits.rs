//! The bits of a scan, without what is stuffed between them.

/// Reads bits from the first on. After the end, and where a marker stands, there are zeros, and
/// [`Bits::ran_out`] tells so.
pub(super) struct Bits<'a> {
    data: &'a [u8],
    at: usize,
    /// The next bits, the first one highest.
    buffer: u64,
    count: u32,
    /// Zero bytes that were put into the buffer because there was nothing more.
    made_up: u32,
}

impl<'a> Bits<'a> {
    pub fn new(data: &'a [u8]) -> Self {
        Self {
            data,
            at: 0,
            buffer: 0,
            count: 0,
            made_up: 0,
        }
    }

    /// Makes sure that there are at least 32 bits to look at.
    #[inline]
    pub fn fill(&mut self) {
        if self.count >= 32 {
            return;
        }
        if let Some(word) = self.data.get(self.at..).and_then(|rest| rest.first_chunk()) {
            let word = u64::from_be_bytes(*word);
            if !holds_a_marker(word) {
                self.buffer |= word >> self.count;
                self.at += ((63 - self.count) >> 3) as usize;
                self.count |= 56;
                return;
            }
        }
        self.fill_by_bytes();
    }

    #[inline(never)]
    fn fill_by_bytes(&mut self) {
        while self.count <= 56 {
            let byte = match (self.data.get(self.at), self.data.get(self.at + 1)) {
                (Some(0xff), Some(0)) => {
                    self.at += 2;
                    0xff
                }
                (None | Some(0xff), _) => {
                    self.made_up += 1;
                    0
                }
                (Some(&byte), _) => {
                    self.at += 1;
                    byte
                }
            };
            self.buffer |= u64::from(byte) << (56 - self.count);
            self.count += 8;
        }
    }

    /// The next `count` bits (1 to 32), which stay.
    #[inline]
    pub fn peek(&self, count: u32) -> usize {
        (self.buffer >> (64 - count)) as usize
    }

    /// Steps over bits that were looked at.
    #[inline]
    pub fn skip(&mut self, count: u32) {
        self.buffer <<= count;
        self.count = self.count.wrapping_sub(count);
    }

    /// A number of so many bits (0 to 15).
    #[inline]
    pub fn number(&mut self, size: u32) -> i32 {
        if size == 0 {
            return 0;
        }
        let bits = self.peek(size) as i32;
        self.skip(size);
        signed(bits, size)
    }

    /// Whether bits were used that are not there.
    pub fn ran_out(&self) -> bool {
        self.count < self.made_up * 8
    }

    /// Goes on after the next restart marker; false where none is near.
    pub fn restart(&mut self) -> bool {
        const RESTARTS: std::ops::RangeInclusive<u8> = 0xd0..=0xd7;
        let rest = self.data.get(self.at..).unwrap_or_default();
        let marker = rest
            .windows(2)
            .position(|pair| pair[0] == 0xff && RESTARTS.contains(&pair[1]));
        let Some(marker) = marker.filter(|&at| at < 8) else {
            return false;
        };
        self.at += marker + 2;
        (self.buffer, self.count, self.made_up) = (0, 0, 0);
        true
    }
}

/// Whether one of the eight bytes is the one that markers and stuffing begin with.
#[inline]
const fn holds_a_marker(word: u64) -> bool {
    const LOWEST: u64 = 0x0101_0101_0101_0101;
    const HIGHEST: u64 = 0x8080_8080_8080_8080;
    (!word).wrapping_sub(LOWEST) & word & HIGHEST != 0
}

/// A number of so many bits (0 to 15) as JPEG writes it: the lower half of the range stands for
/// negative numbers.
#[inline]
pub(super) const fn signed(bits: i32, size: u32) -> i32 {
    if size > 0 && bits >> (size - 1) == 0 {
        bits - (1 << size) + 1
    } else {
        bits
    }
}
