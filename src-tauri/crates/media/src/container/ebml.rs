//! EBML files: WebM and Matroska.

use std::io::{Read, Seek};

use super::{Contents, NOTHING_INSIDE, Steps, read_at};
use crate::MediaError;

const HEADER: u32 = 0x1a45_dfa3;
const SEGMENT: u32 = 0x1853_8067;
const INFO: u32 = 0x1549_a966;
const TIMESTAMP_SCALE: u32 = 0x2a_d7b1;
const DURATION: u32 = 0x4489;
const TRACKS: u32 = 0x1654_ae6b;
const TRACK: u32 = 0xae;
const TRACK_TYPE: u32 = 0x83;
const VIDEO: u32 = 0xe0;
const PIXEL_WIDTH: u32 = 0xb0;
const PIXEL_HEIGHT: u32 = 0xba;
const CLUSTER: u32 = 0x1f43_b675;
const TIMESTAMP: u32 = 0xe7;
const SIMPLE_BLOCK: u32 = 0xa3;
const BLOCK_GROUP: u32 = 0xa0;
const BLOCK: u32 = 0xa1;

/// An element: its id and where its content lies. A recording that was streamed does not know
/// the sizes of its segment and clusters; they end where the file does.
struct Element {
    id: u32,
    content: u64,
    end: Option<u64>,
}

struct Found {
    /// Nanoseconds of a tick.
    scale: u64,
    duration: Option<f64>,
    cluster: u64,
    last_tick: u64,
    width: u64,
    height: u64,
    has_sound: bool,
    has_pictures: bool,
    segment: bool,
}

/// Walks the elements of a file of `length` bytes.
pub(crate) fn walk(source: &mut (impl Read + Seek), length: u64) -> Result<Contents, MediaError> {
    let mut found = Found {
        scale: 1_000_000,
        duration: None,
        cluster: 0,
        last_tick: 0,
        width: 0,
        height: 0,
        has_sound: false,
        has_pictures: false,
        segment: false,
    };
    let mut steps = Steps::default();
    let mut at = 0;
    while at < length {
        steps.take()?;
        let element = read_element(source, at)?;
        at = found.read(source, &element, length)?;
    }
    if !found.segment {
        return Err(MediaError::Truncated);
    }
    found.contents()
}

impl Found {
    /// Takes in an element; gives where the next one begins: inside it, or behind it.
    fn read(
        &mut self,
        source: &mut (impl Read + Seek),
        element: &Element,
        length: u64,
    ) -> Result<u64, MediaError> {
        if element.end.is_some_and(|end| end > length) {
            return Err(MediaError::Truncated);
        }
        match element.id {
            SEGMENT => self.segment = true,
            TIMESTAMP_SCALE => self.scale = number(source, element)?.max(1),
            DURATION => self.duration = Some(float(source, element)?),
            TRACK_TYPE => match number(source, element)? {
                1 => self.has_pictures = true,
                2 => self.has_sound = true,
                _ => {}
            },
            PIXEL_WIDTH if self.width == 0 => self.width = number(source, element)?,
            PIXEL_HEIGHT if self.height == 0 => self.height = number(source, element)?,
            TIMESTAMP => {
                self.cluster = number(source, element)?;
                self.last_tick = self.last_tick.max(self.cluster);
            }
            SIMPLE_BLOCK | BLOCK => {
                let (_, track) = variable(source, element.content, false)?;
                let offset = i16::from_be_bytes(read_at(source, element.content + track)?);
                let tick = self.cluster.saturating_add_signed(offset.into());
                self.last_tick = self.last_tick.max(tick);
            }
            _ => {}
        }
        let goes_in = matches!(
            element.id,
            SEGMENT | INFO | TRACKS | TRACK | VIDEO | CLUSTER | BLOCK_GROUP
        );
        match element.end {
            _ if goes_in => Ok(element.content),
            Some(end) => Ok(end),
            None => Err(MediaError::DamagedHeader {
                reason: "a part of it has no size",
            }),
        }
    }

    fn contents(&self) -> Result<Contents, MediaError> {
        if !self.has_pictures && !self.has_sound {
            return Err(NOTHING_INSIDE);
        }
        let size = |side: u64| u32::try_from(side).ok().filter(|&side| side > 0);
        let told = self
            .duration
            .filter(|ticks| ticks.is_finite() && *ticks > 0.0);
        let nanos = match told {
            Some(ticks) => to_nanos(ticks, self.scale),
            None => u128::from(self.last_tick) * u128::from(self.scale),
        };
        let millis = u32::try_from(nanos / 1_000_000).ok();
        Ok(Contents {
            duration_ms: millis.filter(|&millis| millis > 0),
            size: self
                .has_pictures
                .then(|| Some((size(self.width)?, size(self.height)?)))
                .flatten(),
            has_sound: self.has_sound,
        })
    }
}

/// Whole microticks are more than any player shows.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the value is finite, positive and limited before it is converted"
)]
fn to_nanos(ticks: f64, scale: u64) -> u128 {
    const LONGEST: f64 = 1e15;
    ((ticks.min(LONGEST) * 1_000.0).round() as u128) * u128::from(scale) / 1_000
}

fn read_element(source: &mut (impl Read + Seek), at: u64) -> Result<Element, MediaError> {
    let (id, id_length) = variable(source, at, true)?;
    let (size, size_length) = variable(source, at + id_length, false)?;
    let content = at + id_length + size_length;
    let unknown = size == (1_u64 << (7 * size_length)) - 1;
    if unknown && id == u64::from(HEADER) {
        return Err(MediaError::DamagedHeader {
            reason: "its header has no size",
        });
    }
    Ok(Element {
        id: u32::try_from(id).unwrap_or(u32::MAX),
        content,
        end: (!unknown).then(|| content.saturating_add(size)),
    })
}

/// A number whose length its first byte tells, with or without the bit that tells it; and that
/// length.
fn variable(
    source: &mut (impl Read + Seek),
    at: u64,
    keep_marker: bool,
) -> Result<(u64, u64), MediaError> {
    let [first] = read_at::<1>(source, at)?;
    let length = first.leading_zeros() + 1;
    if length > 8 {
        return Err(MediaError::DamagedHeader {
            reason: "a part of it has a size that cannot be",
        });
    }
    let mut value = u64::from(first);
    if !keep_marker {
        value &= (1_u64 << (8 - length)) - 1;
    }
    for index in 1..u64::from(length) {
        let [byte] = read_at::<1>(source, at + index)?;
        value = value << 8 | u64::from(byte);
    }
    Ok((value, length.into()))
}

/// The content as a whole number of at most eight bytes.
fn number(source: &mut (impl Read + Seek), element: &Element) -> Result<u64, MediaError> {
    let mut value = 0;
    for byte in content(source, element)? {
        value = value << 8 | u64::from(byte);
    }
    Ok(value)
}

fn float(source: &mut (impl Read + Seek), element: &Element) -> Result<f64, MediaError> {
    let bytes = content(source, element)?;
    Ok(match (bytes.first_chunk::<4>(), bytes.first_chunk::<8>()) {
        (_, Some(double)) => f64::from_be_bytes(*double),
        (Some(single), None) => f32::from_be_bytes(*single).into(),
        (None, None) => 0.0,
    })
}

fn content(source: &mut (impl Read + Seek), element: &Element) -> Result<Vec<u8>, MediaError> {
    let length = element.end.map_or(0, |end| end - element.content);
    if length > 8 {
        return Err(MediaError::DamagedHeader {
            reason: "a number in it is longer than a number can be",
        });
    }
    (0..length)
        .map(|index| read_at::<1>(source, element.content + index).map(|[byte]| byte))
        .collect()
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;
    use crate::samples::webm;

    fn walked(bytes: Vec<u8>) -> Result<Contents, MediaError> {
        let length = bytes.len() as u64;
        walk(&mut Cursor::new(bytes), length)
    }

    #[test]
    fn a_film_tells_its_length_and_size() {
        let contents = walked(webm(Some((640, 360)), Some(2_500.0), 2)).unwrap();
        let expected = Contents {
            duration_ms: Some(2_500),
            size: Some((640, 360)),
            has_sound: false,
        };
        assert_eq!(contents, expected);
    }

    #[test]
    fn a_recording_without_a_length_is_as_long_as_its_last_block() {
        let contents = walked(webm(None, None, 7)).unwrap();
        assert_eq!(contents.duration_ms, Some(600));
        assert_eq!((contents.size, contents.has_sound), (None, true));
    }

    #[test]
    fn a_file_cut_off_within_a_block_is_cut_off() {
        let whole = webm(Some((64, 48)), Some(900.0), 4);
        let result = walked(whole[..whole.len() - 3].to_vec());
        assert!(matches!(result, Err(MediaError::Truncated)), "{result:?}");
    }
}
