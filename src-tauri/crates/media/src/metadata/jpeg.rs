//! JPEG: texts are segments before the picture, each shorter than 64 KiB.

use std::collections::BTreeMap;
use std::io::{Read, Seek};
use std::ops::Range;

use md5::{Digest, Md5};

use super::exif;
use super::found::{Found, XMP};
use super::packet;
use super::plan::{Plan, bytes_of, head};
use super::{MediaError, Telling};

const START_OF_SCAN: u8 = 0xda;
const END: u8 = 0xd9;
const APP0: u8 = 0xe0;
const APP1: u8 = 0xe1;
const COMMENT: u8 = 0xfe;
const PACKET: &[u8] = b"http://ns.adobe.com/xap/1.0/\0";
/// A packet too long for its segment goes on in these.
const EXTENSION: &[u8] = b"http://ns.adobe.com/xmp/extension/\0";
const EXIF: &[u8] = b"Exif\0\0";
/// The most bytes that a segment holds, its length included.
const LONGEST_SEGMENT: usize = 65_535;
/// The bytes of an extended packet in one segment.
const PART: usize = 65_000;
/// The most segments that are looked at.
const MOST_SEGMENTS: usize = 2_000;

struct Segment {
    marker: u8,
    whole: Range<u64>,
    data: Range<u64>,
}

/// The segments before the picture.
fn segments(source: &mut (impl Read + Seek), length: u64) -> Result<Vec<Segment>, MediaError> {
    let mut found: Vec<Segment> = Vec::new();
    let mut at = 2;
    loop {
        let [first, marker] = head(source, at)?;
        if first != 0xff {
            return Err(MediaError::DamagedHeader {
                reason: "its parts do not follow each other",
            });
        }
        if marker == 0xff {
            at += 1;
            continue;
        }
        if matches!(marker, START_OF_SCAN | END) {
            return Ok(found);
        }
        if matches!(marker, 0x01 | 0xd0..=0xd7) {
            at += 2;
            continue;
        }
        let size = u64::from(u16::from_be_bytes(head(source, at + 2)?));
        let end = at + 2 + size;
        if size < 2 || end > length || found.len() >= MOST_SEGMENTS {
            return Err(MediaError::Truncated);
        }
        found.push(Segment {
            marker,
            whole: at..end,
            data: at + 4..end,
        });
        at = end;
    }
}

/// What a segment is to us.
enum Content {
    Exif(Vec<u8>),
    Packet(String),
    Extension(Part),
    Comment(String),
    Other,
}

/// A piece of a packet that is longer than a segment.
struct Part {
    guid: String,
    offset: u32,
    bytes: Vec<u8>,
}

fn content(source: &mut (impl Read + Seek), segment: &Segment) -> Result<Content, MediaError> {
    if !matches!(segment.marker, APP1 | COMMENT) {
        return Ok(Content::Other);
    }
    let bytes = bytes_of(source, &segment.data, LONGEST_SEGMENT as u64)?;
    if segment.marker == COMMENT {
        return Ok(Content::Comment(
            String::from_utf8_lossy(&bytes).into_owned(),
        ));
    }
    if let Some(tiff) = bytes.strip_prefix(EXIF) {
        return Ok(Content::Exif(tiff.to_vec()));
    }
    if let Some(packet) = bytes.strip_prefix(PACKET) {
        return Ok(Content::Packet(
            String::from_utf8_lossy(packet).into_owned(),
        ));
    }
    let part = bytes.strip_prefix(EXTENSION).and_then(part_of);
    Ok(part.map_or(Content::Other, Content::Extension))
}

fn part_of(bytes: &[u8]) -> Option<Part> {
    let (guid, rest) = bytes.split_first_chunk::<32>()?;
    let (_, rest) = rest.split_first_chunk::<4>()?;
    let (offset, rest) = rest.split_first_chunk::<4>()?;
    Some(Part {
        guid: String::from_utf8_lossy(guid).into_owned(),
        offset: u32::from_be_bytes(*offset),
        bytes: rest.to_vec(),
    })
}

/// The packets that were too long for a segment, put together, by the name that the parts share.
fn extended(parts: Vec<Part>) -> BTreeMap<String, String> {
    let mut packets: BTreeMap<String, Vec<Part>> = BTreeMap::new();
    for part in parts {
        packets.entry(part.guid.clone()).or_default().push(part);
    }
    let joined = |(guid, mut parts): (String, Vec<Part>)| {
        parts.sort_by_key(|part| part.offset);
        let mut bytes = Vec::new();
        for part in parts {
            if part.offset as usize == bytes.len() {
                bytes.extend(part.bytes);
            }
        }
        (guid, String::from_utf8_lossy(&bytes).into_owned())
    };
    packets.into_iter().map(joined).collect()
}

pub(super) fn read(source: &mut (impl Read + Seek), length: u64) -> Result<Vec<Found>, MediaError> {
    let mut found = Vec::new();
    let mut parts = Vec::new();
    for segment in segments(source, length)? {
        match content(source, &segment)? {
            Content::Exif(tiff) => found.extend(exif::texts(&tiff)),
            Content::Packet(text) => found.push(Found::new(XMP, text)),
            Content::Extension(part) => parts.push(part),
            Content::Comment(text) => found.push(Found::new("comment", text)),
            Content::Other => {}
        }
    }
    found.extend(
        extended(parts)
            .into_values()
            .map(|text| Found::new(XMP, text)),
    );
    Ok(found)
}

pub(super) fn plan(
    source: &mut (impl Read + Seek),
    length: u64,
    telling: Telling<'_>,
) -> Result<Plan, MediaError> {
    let segments = segments(source, length)?;
    let mut contents = Vec::with_capacity(segments.len());
    for segment in &segments {
        contents.push(content(source, segment)?);
    }
    let ours = our_extensions(&contents);
    // What a reader expects first: the kind of file, then what the camera wrote.
    let leading = segments
        .iter()
        .zip(&contents)
        .take_while(|(segment, content)| {
            segment.marker == APP0 || matches!(content, Content::Exif(_))
        })
        .count();
    let before = contents.iter().find_map(|content| match content {
        Content::Packet(text) => Some(text.clone()),
        _ => None,
    });
    let mut plan = Plan::default();
    plan.keep(0..2);
    for (index, (segment, content)) in segments.iter().zip(&contents).enumerate() {
        if index == leading {
            put_packet(&mut plan, before.as_deref(), telling)?;
        }
        match content {
            Content::Packet(_) => {}
            Content::Extension(part) if ours.contains(&part.guid) => {}
            Content::Comment(text)
                if telling.strips() && Found::new("comment", text).is_recipe() => {}
            Content::Exif(tiff) if telling.strips() => match exif::without_recipes(tiff) {
                Some(clean) => plan.put(segment_of(&[EXIF, &clean])?),
                None => plan.keep(segment.whole.clone()),
            },
            _ => plan.keep(segment.whole.clone()),
        }
    }
    if leading == segments.len() {
        put_packet(&mut plan, before.as_deref(), telling)?;
    }
    let picture = segments.last().map_or(2, |last| last.whole.end);
    plan.keep(picture..length);
    Ok(plan)
}

fn our_extensions(contents: &[Content]) -> Vec<String> {
    let parts = contents.iter().filter_map(|content| match content {
        Content::Extension(part) => Some(Part {
            guid: part.guid.clone(),
            offset: part.offset,
            bytes: part.bytes.clone(),
        }),
        _ => None,
    });
    extended(parts.collect())
        .into_iter()
        .filter(|(_, text)| packet::is_ours(text))
        .map(|(guid, _)| guid)
        .collect()
}

fn put_packet(
    plan: &mut Plan,
    before: Option<&str>,
    telling: Telling<'_>,
) -> Result<(), MediaError> {
    let Some(whole) = packet::with(before, telling.provenance()) else {
        return Ok(());
    };
    if let Ok(segment) = segment_of(&[PACKET, whole.as_bytes()]) {
        plan.put(segment);
        return Ok(());
    }
    let Some(provenance) = telling.provenance() else {
        return Ok(());
    };
    let own = packet::own(provenance);
    let digest = Md5::digest(own.as_bytes());
    let guid: String = digest.iter().map(|byte| format!("{byte:02X}")).collect();
    let pointer = packet::pointing_to(&guid, before);
    // Where even that is too long, the foreign packet was as long as a packet can be.
    if let Ok(segment) = segment_of(&[PACKET, pointer.as_bytes()]) {
        plan.put(segment);
    } else {
        plan.put(segment_of(&[
            PACKET,
            packet::pointing_to(&guid, None).as_bytes(),
        ])?);
    }
    let total = super::plan::short_length(own.len() as u64)?.to_be_bytes();
    for (index, part) in own.as_bytes().chunks(PART).enumerate() {
        let offset = super::plan::short_length((index * PART) as u64)?.to_be_bytes();
        plan.put(segment_of(&[
            EXTENSION,
            guid.as_bytes(),
            &total,
            &offset,
            part,
        ])?);
    }
    Ok(())
}

fn segment_of(parts: &[&[u8]]) -> Result<Vec<u8>, MediaError> {
    let content = parts.concat();
    let size = u16::try_from(content.len() + 2).map_err(|_| MediaError::DamagedHeader {
        reason: "a part of it is too long",
    })?;
    Ok([&[0xff, APP1], size.to_be_bytes().as_slice(), &content].concat())
}
