//! Tells whether a PDF is all there: readers look for its end first.

use std::io::{Read, Seek, SeekFrom};

use crate::MediaError;

/// The end mark lies within this many bytes of the end, as readers expect.
const TAIL: u64 = 1_024;

/// Checks that a PDF of `length` bytes has its end and its table.
pub(crate) fn check(source: &mut (impl Read + Seek), length: u64) -> Result<(), MediaError> {
    source.seek(SeekFrom::Start(length.saturating_sub(TAIL)))?;
    let mut tail = Vec::new();
    source.take(TAIL).read_to_end(&mut tail)?;
    let has = |mark: &[u8]| tail.windows(mark.len()).any(|window| window == mark);
    if has(b"%%EOF") && has(b"startxref") {
        Ok(())
    } else {
        Err(MediaError::Truncated)
    }
}
