//! Tells whether all of a picture is there, by walking its container to the end mark.
//!
//! Decoders forgive missing ends: they paint what is lacking grey and report success. So the end
//! is looked for here, before anything is decoded.

use crate::format::Format;

/// Whether the bytes of a picture reach the end that its format prescribes. Bytes after it do not
/// matter.
pub(crate) fn is_whole(format: Format, bytes: &[u8]) -> bool {
    let end = match format {
        Format::Png => png_end(bytes),
        Format::Jpeg => jpeg_end(bytes),
        Format::Webp => riff_end(bytes),
        Format::Gif => gif_end(bytes),
        _ => return true,
    };
    end.is_some_and(|end| end <= bytes.len())
}

/// Chunks of length, name, data and checksum, up to `IEND`.
fn png_end(bytes: &[u8]) -> Option<usize> {
    const SIGNATURE: usize = 8;
    const AROUND_DATA: usize = 12;
    let mut at = SIGNATURE;
    loop {
        let length = u32::from_be_bytes(*bytes.get(at..)?.first_chunk()?);
        let name = bytes.get(at + 4..at + 8)?;
        at = at.checked_add(AROUND_DATA + usize::try_from(length).ok()?)?;
        if name == b"IEND" {
            return Some(at);
        }
    }
}

fn riff_end(bytes: &[u8]) -> Option<usize> {
    let length = u32::from_le_bytes(*bytes.get(4..)?.first_chunk()?);
    usize::try_from(length).ok()?.checked_add(8)
}

/// Segments up to the end marker. Within a scan, stuffed zeros and restart markers belong to the
/// pixels.
fn jpeg_end(bytes: &[u8]) -> Option<usize> {
    const END: u8 = 0xd9;
    const SCAN: u8 = 0xda;
    let mut at = 2;
    let mut in_scan = false;
    loop {
        at += bytes.get(at..)?.iter().position(|&byte| byte == 0xff)?;
        at += bytes.get(at..)?.iter().position(|&byte| byte != 0xff)?;
        let marker = bytes[at];
        at += 1;
        match marker {
            END => return Some(at),
            0x00 | 0x01 | 0xd8 => {}
            0xd0..=0xd7 if in_scan => {}
            _ => {
                let length = u16::from_be_bytes(*bytes.get(at..)?.first_chunk()?);
                at += usize::from(length).max(2);
                in_scan = marker == SCAN;
            }
        }
    }
}

/// Blocks up to the trailer.
fn gif_end(bytes: &[u8]) -> Option<usize> {
    const HEADER: usize = 13;
    const EXTENSION: u8 = b'!';
    const PICTURE: u8 = b',';
    let mut at = HEADER + gif_colours(*bytes.get(10)?);
    loop {
        match *bytes.get(at)? {
            EXTENSION => at = after_sub_blocks(bytes, at + 2)?,
            PICTURE => {
                let colours = gif_colours(*bytes.get(at + 9)?);
                at = after_sub_blocks(bytes, at + 11 + colours)?;
            }
            // The trailer, or something that the decoder will name.
            _ => return Some(at + 1),
        }
    }
}

/// The length of the colour table that the flags announce, in bytes.
fn gif_colours(flags: u8) -> usize {
    if flags & 0x80 == 0 {
        0
    } else {
        3 << ((flags & 7) + 1)
    }
}

fn after_sub_blocks(bytes: &[u8], mut at: usize) -> Option<usize> {
    loop {
        let length = usize::from(*bytes.get(at)?);
        at += 1 + length;
        if length == 0 {
            return Some(at);
        }
    }
}
