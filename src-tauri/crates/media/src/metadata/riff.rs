//! RIFF, the container of WebP and WAV: chunks of a name and a length.

use std::io::{Read, Seek};
use std::ops::Range;

use super::MediaError;
use super::plan::{head, short_length};

/// Where the first chunk begins.
pub(super) const FIRST: u64 = 12;
/// The most chunks that are looked at.
const MOST_CHUNKS: usize = 100_000;

pub(super) struct Chunk {
    pub(super) name: [u8; 4],
    /// With its head, and with the byte that makes its length even.
    pub(super) whole: Range<u64>,
    pub(super) data: Range<u64>,
}

/// The chunks, and where the last of them ends. A chunk that claims to go beyond the end of the
/// file, as one does whose writer could not go back, goes to its end.
pub(super) fn chunks(
    source: &mut (impl Read + Seek),
    length: u64,
) -> Result<(Vec<Chunk>, u64), MediaError> {
    let [_, _, _, _, s0, s1, s2, s3] = head::<8>(source, 0)?;
    let claimed = u64::from(u32::from_le_bytes([s0, s1, s2, s3])) + 8;
    let end = claimed.min(length);
    let mut found = Vec::new();
    let mut at = FIRST;
    while at + 8 <= end && found.len() < MOST_CHUNKS {
        let [n0, n1, n2, n3, s0, s1, s2, s3] = head::<8>(source, at)?;
        let size = u64::from(u32::from_le_bytes([s0, s1, s2, s3]));
        let data = at + 8..(at + 8 + size).min(end);
        let next = (at + 8 + size + size % 2).min(end);
        found.push(Chunk {
            name: [n0, n1, n2, n3],
            whole: at..next,
            data,
        });
        at = next;
    }
    if found.len() >= MOST_CHUNKS {
        return Err(MediaError::DamagedHeader {
            reason: "it has too many parts",
        });
    }
    Ok((found, at.min(end)))
}

/// A chunk with an even length.
pub(super) fn chunk_of(name: [u8; 4], data: &[u8]) -> Result<Vec<u8>, MediaError> {
    let size = short_length(data.len() as u64)?;
    let mut chunk = [name.as_slice(), &size.to_le_bytes(), data].concat();
    if chunk.len() % 2 == 1 {
        chunk.push(0);
    }
    Ok(chunk)
}

/// The first twelve bytes, for content that is so long.
pub(super) fn start(kind: [u8; 4], content: u64) -> Result<Vec<u8>, MediaError> {
    let size = short_length(content + 4)?;
    Ok([b"RIFF".as_slice(), &size.to_le_bytes(), &kind].concat())
}
