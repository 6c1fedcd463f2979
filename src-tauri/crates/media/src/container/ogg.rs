//! Ogg: Vorbis, Opus, FLAC, and films in Theora.

use std::io::{Read, Seek};

use super::{Contents, NOTHING_INSIDE, Steps, milliseconds, read_at};
use crate::MediaError;

/// A page without its segment table.
const HEAD: u64 = 27;

/// How the ticks of a sound are to be read.
#[derive(Clone, Copy)]
struct Sound {
    serial: u32,
    rate: u64,
    /// Ticks before the first that is heard.
    skipped: u64,
}

/// Walks the pages of a file of `length` bytes.
pub(crate) fn walk(source: &mut (impl Read + Seek), length: u64) -> Result<Contents, MediaError> {
    let mut at = 0;
    let mut steps = Steps::default();
    let mut sound: Option<Sound> = None;
    let mut contents = Contents::default();
    let mut last_tick = 0;
    while at < length {
        steps.take()?;
        let head: [u8; 27] = read_at(source, at)?;
        if !head.starts_with(b"OggS") {
            return Err(MediaError::DamagedHeader {
                reason: "one of its pages does not begin where it should",
            });
        }
        let body = at + HEAD + u64::from(head[26]);
        let mut table = vec![0; usize::from(head[26])];
        source.read_exact(&mut table)?;
        let size: u64 = table.iter().map(|&piece| u64::from(piece)).sum();
        if body + size > length {
            return Err(MediaError::Truncated);
        }
        let serial = u32::from_le_bytes([head[14], head[15], head[16], head[17]]);
        if head[5] & 2 != 0 {
            let mut first = vec![0; usize::try_from(size.min(64)).unwrap_or(64)];
            source.read_exact(&mut first)?;
            contents.size = contents.size.or_else(|| theora_size(&first));
            sound = sound.or_else(|| sound_of(serial, &first));
        }
        let tick = u64::from_le_bytes([
            head[6], head[7], head[8], head[9], head[10], head[11], head[12], head[13],
        ]);
        // All ones: no packet ends on this page.
        if sound.is_some_and(|sound| sound.serial == serial) && tick != u64::MAX {
            last_tick = tick.max(last_tick);
        }
        at = body + size;
    }
    contents.has_sound = sound.is_some();
    contents.duration_ms = sound.and_then(|sound| {
        milliseconds(last_tick.saturating_sub(sound.skipped), sound.rate).filter(|&it| it > 0)
    });
    if contents.size.is_none() && !contents.has_sound {
        return Err(NOTHING_INSIDE);
    }
    Ok(contents)
}

fn sound_of(serial: u32, first: &[u8]) -> Option<Sound> {
    let little = |at: usize| -> Option<u64> {
        Some(u32::from_le_bytes(*first.get(at..)?.first_chunk()?).into())
    };
    let (rate, skipped) = if first.starts_with(b"OpusHead") {
        let skipped = u16::from_le_bytes(*first.get(10..)?.first_chunk()?);
        (48_000, skipped.into())
    } else if first.starts_with(b"\x01vorbis") {
        (little(12)?, 0)
    } else if first.starts_with(b"\x7fFLAC") {
        let rate = u32::from_be_bytes(*first.get(27..)?.first_chunk()?) >> 12;
        (rate.into(), 0)
    } else if first.starts_with(b"Speex   ") {
        (little(36)?, 0)
    } else {
        return None;
    };
    (rate > 0).then_some(Sound {
        serial,
        rate,
        skipped,
    })
}

/// The part of a Theora picture that is shown.
fn theora_size(first: &[u8]) -> Option<(u32, u32)> {
    if !first.starts_with(b"\x80theora") {
        return None;
    }
    let three = |at: usize| {
        let [a, b, c] = *first.get(at..)?.first_chunk()?;
        Some(u32::from_be_bytes([0, a, b, c]))
    };
    Some((three(14)?, three(17)?))
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;
    use crate::samples::ogg_opus;

    fn walked(bytes: Vec<u8>) -> Result<Contents, MediaError> {
        let length = bytes.len() as u64;
        walk(&mut Cursor::new(bytes), length)
    }

    #[test]
    fn the_last_page_tells_the_length_without_what_is_not_heard() {
        let contents = walked(ogg_opus(48_000)).unwrap();
        assert_eq!(contents.duration_ms, Some(1_000));
        assert_eq!((contents.size, contents.has_sound), (None, true));
    }

    #[test]
    fn a_file_cut_off_within_a_page_is_cut_off() {
        let whole = ogg_opus(48_000);
        let result = walked(whole[..whole.len() - 1].to_vec());
        assert!(matches!(result, Err(MediaError::Truncated)), "{result:?}");
    }
}
