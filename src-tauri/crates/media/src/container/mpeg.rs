//! Sound without a container: MP3 frames and AAC in ADTS frames, counted one by one.

use std::io::{Read, Seek, SeekFrom};

use super::{Contents, Steps, milliseconds, read_at};
use crate::MediaError;

/// Frames that must follow each other before a file counts as MP3 or AAC.
const CONVINCING: u64 = 2;

/// A frame's length in bytes, its samples and its rate.
#[derive(Clone, Copy)]
struct Frame {
    length: u64,
    samples: u64,
    rate: u64,
}

/// Walks the frames of an MP3 file of `length` bytes, past its tags.
pub(crate) fn walk_mp3(
    source: &mut (impl Read + Seek),
    length: u64,
) -> Result<Contents, MediaError> {
    let start = after_id3(source)?;
    walk_frames(source, start, length, mp3_frame)
}

/// Walks the frames of an AAC file of `length` bytes.
pub(crate) fn walk_adts(
    source: &mut (impl Read + Seek),
    length: u64,
) -> Result<Contents, MediaError> {
    let start = after_id3(source)?;
    walk_frames(source, start, length, adts_frame)
}

/// Reads on from the frames in one go: a seek for each would cost more than the reading.
fn walk_frames(
    source: &mut (impl Read + Seek),
    start: u64,
    length: u64,
    frame_of: fn(&[u8]) -> Option<Frame>,
) -> Result<Contents, MediaError> {
    let mut steps = Steps::default();
    let (mut at, mut frames, mut samples, mut rate) = (start, 0, 0, 0);
    let mut window = Window::default();
    while at + 8 <= length {
        steps.take()?;
        let Some(frame) = frame_of(window.at(source, at)?) else {
            break;
        };
        if at + frame.length > length && frames >= CONVINCING {
            // Players stop here too; what was cut is less than a frame.
            break;
        }
        (frames, rate) = (frames + 1, frame.rate);
        samples += frame.samples;
        at += frame.length.max(1);
    }
    if frames < CONVINCING {
        return Err(if at >= length || length < start + 64 {
            MediaError::Truncated
        } else {
            MediaError::DamagedHeader {
                reason: "there are no frames of sound in it",
            }
        });
    }
    Ok(Contents {
        duration_ms: milliseconds(samples, rate),
        size: None,
        has_sound: true,
    })
}

/// A stretch of the file.
#[derive(Default)]
struct Window {
    start: u64,
    bytes: Vec<u8>,
}

impl Window {
    const SIZE: u64 = 64 * 1024;
    const NEEDED: u64 = 8;

    /// At least the eight bytes at a place.
    fn at(&mut self, source: &mut (impl Read + Seek), at: u64) -> Result<&[u8], MediaError> {
        let end = self.start + self.bytes.len() as u64;
        if at < self.start || at + Self::NEEDED > end {
            source.seek(SeekFrom::Start(at))?;
            self.bytes.clear();
            self.start = at;
            source
                .by_ref()
                .take(Self::SIZE)
                .read_to_end(&mut self.bytes)?;
        }
        let offset = usize::try_from(at - self.start).unwrap_or(usize::MAX);
        Ok(self.bytes.get(offset..).unwrap_or_default())
    }
}

/// Where the sound begins behind a tag with title and artist.
fn after_id3(source: &mut (impl Read + Seek)) -> Result<u64, MediaError> {
    let head: [u8; 10] = read_at(source, 0)?;
    if !head.starts_with(b"ID3") {
        return Ok(0);
    }
    let size = head[6..]
        .iter()
        .fold(0, |size, &byte| size << 7 | u64::from(byte & 0x7f));
    let footer = if head[5] & 0x10 == 0 { 0 } else { 10 };
    Ok(10 + size + footer)
}

fn mp3_frame(head: &[u8]) -> Option<Frame> {
    let [first, second, third, ..] = *head else {
        return None;
    };
    if first != 0xff || second & 0xe0 != 0xe0 {
        return None;
    }
    let (version, layer) = (second >> 3 & 3, second >> 1 & 3);
    let (bit_rate, rate, padding) = (third >> 4, third >> 2 & 3, third >> 1 & 1);
    if version == 1 || layer == 0 || bit_rate == 0 || bit_rate == 15 || rate == 3 {
        return None;
    }
    let mpeg1 = version == 3;
    let kilobits = kilobits(mpeg1, layer, bit_rate)?;
    let rate = [44_100, 48_000, 32_000].get(usize::from(rate))?
        / match version {
            3 => 1,
            2 => 2,
            _ => 4,
        };
    let (samples, length) = match (layer, mpeg1) {
        (3, _) => (384, (12_000 * kilobits / rate + u64::from(padding)) * 4),
        (2, _) | (1, true) => (1_152, 144_000 * kilobits / rate + u64::from(padding)),
        _ => (576, 72_000 * kilobits / rate + u64::from(padding)),
    };
    Some(Frame {
        length,
        samples,
        rate,
    })
}

fn kilobits(mpeg1: bool, layer: u8, index: u8) -> Option<u64> {
    const LAYER_1: [u16; 14] = [
        32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448,
    ];
    const LAYER_2: [u16; 14] = [
        32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384,
    ];
    const LAYER_3: [u16; 14] = [
        32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320,
    ];
    const LOW_1: [u16; 14] = [
        32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256,
    ];
    const LOW: [u16; 14] = [8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160];
    let table = match (mpeg1, layer) {
        (true, 3) => &LAYER_1,
        (true, 2) => &LAYER_2,
        (true, _) => &LAYER_3,
        (false, 3) => &LOW_1,
        (false, _) => &LOW,
    };
    table
        .get(usize::from(index).checked_sub(1)?)
        .map(|&kilobits| kilobits.into())
}

fn adts_frame(head: &[u8]) -> Option<Frame> {
    const RATES: [u64; 13] = [
        96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025,
        8_000, 7_350,
    ];
    let [first, second, third, fourth, fifth, sixth, seventh, ..] = *head else {
        return None;
    };
    if first != 0xff || second & 0xf6 != 0xf0 {
        return None;
    }
    let rate = *RATES.get(usize::from(third >> 2 & 0xf))?;
    let length = u64::from(fourth & 3) << 11 | u64::from(fifth) << 3 | u64::from(sixth >> 5);
    let blocks = u64::from(seventh & 3) + 1;
    (length >= 7).then_some(Frame {
        length,
        samples: blocks * 1_024,
        rate,
    })
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;
    use crate::samples::{adts, mp3};

    fn mp3_walked(bytes: Vec<u8>) -> Result<Contents, MediaError> {
        let length = bytes.len() as u64;
        walk_mp3(&mut Cursor::new(bytes), length)
    }

    #[test]
    fn the_frames_of_an_mp3_add_up() {
        let contents = mp3_walked(mp3(100)).unwrap();
        assert_eq!(contents.duration_ms, Some(100 * 1_152 * 1_000 / 44_100));
        assert!(contents.has_sound);
    }

    #[test]
    fn a_tag_before_the_sound_is_passed_over() {
        let tag = [b"ID3\x04\0\0\0\0\x01\x02".as_slice(), &[0; 130]].concat();
        let bytes = [tag, mp3(10)].concat();
        assert_eq!(mp3_walked(bytes).unwrap(), mp3_walked(mp3(10)).unwrap());
    }

    #[test]
    fn a_tag_without_sound_is_cut_off_and_noise_is_damage() {
        let tag = [b"ID3\x04\0\0\0\0\x01\x02".as_slice(), &[0; 130]].concat();
        assert!(matches!(mp3_walked(tag), Err(MediaError::Truncated)));
        let mut noise = b"\xff\xfb\x90\x00".to_vec();
        noise.resize(4_000, 0x55);
        let result = mp3_walked(noise);
        assert!(
            matches!(result, Err(MediaError::DamagedHeader { .. })),
            "{result:?}"
        );
    }

    #[test]
    fn the_frames_of_an_aac_add_up() {
        let bytes = adts(50);
        let length = bytes.len() as u64;
        let contents = walk_adts(&mut Cursor::new(bytes), length).unwrap();
        assert_eq!(contents.duration_ms, Some(50 * 1_024 * 1_000 / 44_100));
    }
}
