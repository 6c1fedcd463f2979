//! PNG: texts are chunks beside the picture.

use std::io::{Read, Seek};
use std::ops::Range;

use flate2::read::ZlibDecoder;

use super::exif;
use super::found::{Found, LONGEST_TEXT, XMP};
use super::packet;
use super::plan::{Plan, bytes_of, head};
use super::{MediaError, Telling};

const SIGNATURE: u64 = 8;
/// The most chunks that are looked at.
const MOST_CHUNKS: usize = 100_000;
/// The most bytes of texts that are looked at in all.
const MOST_TEXT: u64 = 64 << 20;

struct Chunk {
    name: [u8; 4],
    whole: Range<u64>,
    data: Range<u64>,
}

/// The chunks up to and with the last; what follows is none of the picture.
fn chunks(source: &mut (impl Read + Seek), length: u64) -> Result<Vec<Chunk>, MediaError> {
    let mut found = Vec::new();
    let mut at = SIGNATURE;
    loop {
        let [s0, s1, s2, s3, name @ ..] = head::<8>(source, at)?;
        let size = u64::from(u32::from_be_bytes([s0, s1, s2, s3]));
        let chunk = Chunk {
            name,
            whole: at..at + 12 + size,
            data: at + 8..at + 8 + size,
        };
        if chunk.whole.end > length || found.len() >= MOST_CHUNKS {
            return Err(MediaError::Truncated);
        }
        at = chunk.whole.end;
        let is_last = chunk.name == *b"IEND";
        found.push(chunk);
        if is_last {
            return Ok(found);
        }
    }
}

/// The text of a chunk; nothing where it has none.
fn text_of(
    source: &mut (impl Read + Seek),
    chunk: &Chunk,
    left: &mut u64,
) -> Result<Option<Found>, MediaError> {
    if !matches!(&chunk.name, b"tEXt" | b"zTXt" | b"iTXt") {
        return Ok(None);
    }
    let most = LONGEST_TEXT.min(*left);
    if chunk.data.end - chunk.data.start > most {
        return Ok(None);
    }
    let bytes = bytes_of(source, &chunk.data, most)?;
    let found = decoded(chunk.name, &bytes, most);
    let used = found.as_ref().map_or(0, |found| found.text.len() as u64);
    *left = left.saturating_sub(used.max(bytes.len() as u64));
    Ok(found)
}

fn decoded(name: [u8; 4], bytes: &[u8], most: u64) -> Option<Found> {
    let (key, rest) = split(bytes)?;
    let text = match &name {
        b"tEXt" => either(rest.to_vec()),
        b"zTXt" => latin1(&inflated(rest.get(1..)?, most)?),
        _ => {
            let (&[is_compressed, _], rest) = rest.split_first_chunk::<2>()?;
            let (_, rest) = split(rest)?;
            let (_, rest) = split(rest)?;
            let text = if is_compressed == 0 {
                rest.to_vec()
            } else {
                inflated(rest, most)?
            };
            String::from_utf8_lossy(&text).into_owned()
        }
    };
    Some(Found::new(latin1(key), text))
}

fn split(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let end = bytes.iter().position(|&byte| byte == 0)?;
    Some((&bytes[..end], &bytes[end + 1..]))
}

fn inflated(bytes: &[u8], most: u64) -> Option<Vec<u8>> {
    let mut text = Vec::new();
    ZlibDecoder::new(bytes)
        .take(most)
        .read_to_end(&mut text)
        .ok()?;
    Some(text)
}

/// The standard says Latin-1; programs write UTF-8 all the same.
fn either(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes).unwrap_or_else(|error| latin1(error.as_bytes()))
}

pub(super) fn latin1(bytes: &[u8]) -> String {
    bytes.iter().map(|&byte| char::from(byte)).collect()
}

pub(super) fn read(source: &mut (impl Read + Seek), length: u64) -> Result<Vec<Found>, MediaError> {
    let mut found = Vec::new();
    let mut left = MOST_TEXT;
    for chunk in chunks(source, length)? {
        found.extend(text_of(source, &chunk, &mut left)?);
        if chunk.name == *b"eXIf" && chunk.data.end - chunk.data.start <= LONGEST_TEXT {
            found.extend(exif::texts(&bytes_of(source, &chunk.data, LONGEST_TEXT)?));
        }
    }
    Ok(found)
}

pub(super) fn plan(
    source: &mut (impl Read + Seek),
    length: u64,
    telling: Telling<'_>,
) -> Result<Plan, MediaError> {
    let chunks = chunks(source, length)?;
    let mut kept = Plan::default();
    let mut before = None;
    let mut left = MOST_TEXT;
    // The first says how large the picture is and must stay the first.
    for chunk in &chunks[1..] {
        let text = text_of(source, chunk, &mut left)?;
        let is_packet = text.as_ref().is_some_and(|text| text.key == XMP);
        if is_packet {
            before = before.or(text.map(|text| text.text));
        } else if telling.strips() && text.is_some_and(|text| text.is_recipe()) {
            continue;
        } else if telling.strips() && chunk.name == *b"eXIf" {
            let bytes = bytes_of(source, &chunk.data, LONGEST_TEXT)?;
            match exif::without_recipes(&bytes) {
                Some(clean) => kept.put(chunk_of(*b"eXIf", &clean)?),
                None => kept.keep(chunk.whole.clone()),
            }
        } else {
            kept.keep(chunk.whole.clone());
        }
    }
    let end = chunks.last().map_or(SIGNATURE, |last| last.whole.end);
    kept.keep(end..length);
    let mut plan = Plan::default();
    plan.keep(0..chunks[0].whole.end);
    if let Some(packet) = packet::with(before.as_deref(), telling.provenance()) {
        let mut data = XMP.as_bytes().to_vec();
        data.extend_from_slice(&[0; 5]);
        data.extend_from_slice(packet.as_bytes());
        plan.put(chunk_of(*b"iTXt", &data)?);
    }
    plan.append(kept);
    Ok(plan)
}

fn chunk_of(name: [u8; 4], data: &[u8]) -> Result<Vec<u8>, MediaError> {
    let size = super::plan::short_length(data.len() as u64)?;
    let sum = {
        let mut hasher = crc32fast::Hasher::new();
        hasher.update(&name);
        hasher.update(data);
        hasher.finalize()
    };
    Ok([
        &size.to_be_bytes(),
        name.as_slice(),
        data,
        &sum.to_be_bytes(),
    ]
    .concat())
}
