//! A copy of a file, described before it is written: which of its bytes stay and what comes
//! between them. What stays is never looked at again, so that no picture and no sound can change.

use std::io::{self, Read, Seek, SeekFrom, Write};
use std::ops::Range;

use crate::MediaError;

/// A part of the copy.
#[derive(Debug, PartialEq, Eq)]
enum Piece {
    /// These bytes of the original.
    Kept(Range<u64>),
    /// Bytes of our own.
    New(Vec<u8>),
}

/// The copy, in order.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Plan(Vec<Piece>);

impl Plan {
    pub(super) fn keep(&mut self, range: Range<u64>) {
        match self.0.last_mut() {
            Some(Piece::Kept(last)) if last.end == range.start => last.end = range.end,
            _ if range.is_empty() => {}
            _ => self.0.push(Piece::Kept(range)),
        }
    }

    pub(super) fn put(&mut self, bytes: impl Into<Vec<u8>>) {
        self.0.push(Piece::New(bytes.into()));
    }

    /// What follows after this.
    pub(super) fn append(&mut self, other: Self) {
        for piece in other.0 {
            match piece {
                Piece::Kept(range) => self.keep(range),
                Piece::New(bytes) => self.put(bytes),
            }
        }
    }

    /// So many zeros, for what must keep its length and lose its content.
    pub(super) fn blank(&mut self, length: u64) -> Result<(), MediaError> {
        if length > MOST_BLANK {
            return Err(MediaError::DamagedHeader {
                reason: "what it says about itself has no end",
            });
        }
        let length = usize::try_from(length).unwrap_or(usize::MAX);
        self.put(vec![0; length]);
        Ok(())
    }

    /// Writes the copy.
    pub(super) fn write(
        &self,
        source: &mut (impl Read + Seek),
        target: &mut impl Write,
    ) -> Result<(), MediaError> {
        for piece in &self.0 {
            match piece {
                Piece::New(bytes) => target.write_all(bytes)?,
                Piece::Kept(range) => {
                    source.seek(SeekFrom::Start(range.start))?;
                    let length = range.end - range.start;
                    let copied = io::copy(&mut source.by_ref().take(length), target)?;
                    if copied != length {
                        return Err(MediaError::Truncated);
                    }
                }
            }
        }
        Ok(())
    }
}

/// The most zeros that are written in place of something.
const MOST_BLANK: u64 = 64 << 20;

/// The bytes of a part that must fit into memory.
pub(super) fn bytes_of(
    source: &mut (impl Read + Seek),
    range: &Range<u64>,
    most: u64,
) -> Result<Vec<u8>, MediaError> {
    let length = range.end.saturating_sub(range.start);
    if length > most {
        return Err(MediaError::DamagedHeader {
            reason: "what it says about itself is too long",
        });
    }
    source.seek(SeekFrom::Start(range.start))?;
    let mut bytes = Vec::new();
    source.by_ref().take(length).read_to_end(&mut bytes)?;
    if (bytes.len() as u64) < length {
        return Err(MediaError::Truncated);
    }
    Ok(bytes)
}

/// So many bytes from a place.
pub(super) fn head<const N: usize>(
    source: &mut (impl Read + Seek),
    at: u64,
) -> Result<[u8; N], MediaError> {
    let mut bytes = [0; N];
    source.seek(SeekFrom::Start(at))?;
    source.read_exact(&mut bytes)?;
    Ok(bytes)
}

/// A length as the formats write it in 32 bits.
pub(super) fn short_length(length: u64) -> Result<u32, MediaError> {
    u32::try_from(length).map_err(|_| MediaError::DamagedHeader {
        reason: "it is too long to say more about itself",
    })
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;

    #[test]
    fn what_is_kept_and_what_is_new_come_in_order() {
        let mut plan = Plan::default();
        plan.keep(0..3);
        plan.keep(3..4);
        plan.put(*b"new");
        plan.keep(6..6);
        plan.keep(5..7);
        let mut copy = Vec::new();
        plan.write(&mut Cursor::new(b"abcdefgh"), &mut copy)
            .unwrap();
        assert_eq!(copy, b"abcdnewfg");
    }

    #[test]
    fn a_file_that_became_shorter_is_told() {
        let mut plan = Plan::default();
        plan.keep(0..9);
        let result = plan.write(&mut Cursor::new(b"abc"), &mut Vec::new());
        assert!(matches!(result, Err(MediaError::Truncated)), "{result:?}");
    }
}
