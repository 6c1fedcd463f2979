//! WebP: texts are chunks behind the picture, told of by flags before it.

use std::io::{Read, Seek};

use super::exif;
use super::found::{Found, LONGEST_TEXT, XMP};
use super::packet;
use super::plan::{Plan, bytes_of};
use super::riff::{self, Chunk};
use super::{MediaError, Telling};

const HAS_XMP: u8 = 0x04;
const HAS_ALPHA: u8 = 0x10;

fn text(source: &mut (impl Read + Seek), chunk: &Chunk) -> Result<Vec<u8>, MediaError> {
    bytes_of(source, &chunk.data, LONGEST_TEXT)
}

pub(super) fn read(source: &mut (impl Read + Seek), length: u64) -> Result<Vec<Found>, MediaError> {
    let mut found = Vec::new();
    for chunk in riff::chunks(source, length)?.0 {
        match &chunk.name {
            b"XMP " => {
                let bytes = text(source, &chunk)?;
                found.push(Found::new(XMP, String::from_utf8_lossy(&bytes)));
            }
            b"EXIF" => found.extend(exif::texts(&text(source, &chunk)?)),
            _ => {}
        }
    }
    Ok(found)
}

pub(super) fn plan(
    source: &mut (impl Read + Seek),
    length: u64,
    telling: Telling<'_>,
) -> Result<Plan, MediaError> {
    let (chunks, end) = riff::chunks(source, length)?;
    let mut before = None;
    for chunk in chunks.iter().filter(|chunk| chunk.name == *b"XMP ") {
        before = Some(String::from_utf8_lossy(&text(source, chunk)?).into_owned());
    }
    let packet = packet::with(before.as_deref(), telling.provenance());
    let mut content = 0;
    let mut inner = Plan::default();
    let mut put = |inner: &mut Plan, bytes: Vec<u8>| {
        content += bytes.len() as u64;
        inner.put(bytes);
    };
    let first = chunks.first().ok_or(MediaError::Truncated)?;
    if first.name != *b"VP8X" && packet.is_some() {
        put(&mut inner, extended(source, first)?);
    }
    let mut kept = 0;
    for chunk in &chunks {
        match &chunk.name {
            b"XMP " => continue,
            b"VP8X" => {
                let mut data = text(source, chunk)?;
                let flags = data.first_mut().ok_or(MediaError::Truncated)?;
                *flags = *flags & !HAS_XMP | if packet.is_some() { HAS_XMP } else { 0 };
                put(&mut inner, riff::chunk_of(*b"VP8X", &data)?);
                continue;
            }
            b"EXIF" if telling.strips() => {
                if let Some(clean) = exif::without_recipes(&text(source, chunk)?) {
                    put(&mut inner, riff::chunk_of(*b"EXIF", &clean)?);
                    continue;
                }
            }
            _ => {}
        }
        kept += chunk.whole.end - chunk.whole.start;
        inner.keep(chunk.whole.clone());
        if (chunk.whole.end - chunk.whole.start) % 2 == 1 {
            put(&mut inner, vec![0]);
        }
    }
    if let Some(packet) = packet {
        put(&mut inner, riff::chunk_of(*b"XMP ", packet.as_bytes())?);
    }
    let mut plan = Plan::default();
    plan.put(riff::start(*b"WEBP", content + kept)?);
    plan.append(inner);
    plan.keep(end..length);
    Ok(plan)
}

/// The chunk that a plain picture lacks and needs once it has something beside it.
fn extended(source: &mut (impl Read + Seek), picture: &Chunk) -> Result<Vec<u8>, MediaError> {
    const HEAD: u64 = 10;
    let head = picture.data.start..picture.data.end.min(picture.data.start + HEAD);
    let head = bytes_of(source, &head, HEAD)?;
    let (width, height, has_alpha) = match (&picture.name, head.as_slice()) {
        (b"VP8 ", [_, _, _, 0x9d, 0x01, 0x2a, w0, w1, h0, h1]) => {
            let side = |low: u8, high: u8| u32::from(u16::from_le_bytes([low, high]) & 0x3fff);
            (side(*w0, *w1), side(*h0, *h1), false)
        }
        (b"VP8L", [0x2f, b0, b1, b2, b3, ..]) => {
            let bits = u32::from_le_bytes([*b0, *b1, *b2, *b3]);
            let (width, height) = ((bits & 0x3fff) + 1, ((bits >> 14) & 0x3fff) + 1);
            (width, height, bits >> 28 & 1 == 1)
        }
        _ => {
            return Err(MediaError::DamagedHeader {
                reason: "its picture does not begin as it should",
            });
        }
    };
    if width == 0 || height == 0 {
        return Err(MediaError::DamagedHeader {
            reason: "the picture has no pixels",
        });
    }
    let flags = HAS_XMP | if has_alpha { HAS_ALPHA } else { 0 };
    let mut data = vec![flags, 0, 0, 0];
    data.extend_from_slice(&(width - 1).to_le_bytes()[..3]);
    data.extend_from_slice(&(height - 1).to_le_bytes()[..3]);
    riff::chunk_of(*b"VP8X", &data)
}
