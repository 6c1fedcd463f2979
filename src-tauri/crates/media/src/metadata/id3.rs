//! ID3, the tag before the frames of an MP3: frames of a name and a length, in three versions.

use std::io::{Read, Seek};

use super::found::{Found, LONGEST_TEXT, XMP};
use super::packet;
use super::plan::{Plan, bytes_of, head};
use super::png::latin1;
use super::wide_text;
use super::{MediaError, Provenance, Telling};

const HEAD: u64 = 10;
/// The most bytes of a tag that is looked at: pictures of a cover lie in it too.
const LONGEST_TAG: u64 = 64 << 20;
/// The most frames that are looked at.
const MOST_FRAMES: usize = 10_000;
/// By which name a frame holds a packet.
const PACKET_OWNER: &[u8] = b"XMP\0";
/// What our comment is called.
const COMMENT: &str = "Prompt";

/// The versions differ in how long the names and the lengths of frames are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Version {
    Two,
    Three,
    Four,
}

struct Tag {
    version: Version,
    frames: Vec<Frame>,
    /// Whether the tag as a whole is kept from looking like sound.
    is_unsynchronised: bool,
    /// Whether nothing but room is left behind the frames that were understood.
    is_whole: bool,
}

struct Frame {
    name: Vec<u8>,
    whole: Vec<u8>,
    /// Absent where it is packed or sealed in some way.
    data: Option<Vec<u8>>,
}

/// A number of which only seven bits of a byte count.
fn syncsafe([a, b, c, d]: [u8; 4]) -> u64 {
    [a, b, c, d]
        .into_iter()
        .fold(0, |sum, byte| sum << 7 | u64::from(byte & 0x7f))
}

fn to_syncsafe(value: usize) -> Result<[u8; 4], MediaError> {
    if value >= 1 << 28 {
        return Err(TOO_LONG);
    }
    Ok([21, 14, 7, 0].map(|shift| u8::try_from(value >> shift & 0x7f).unwrap_or_default()))
}

const TOO_LONG: MediaError = MediaError::DamagedHeader {
    reason: "its tag is too long",
};

const UNREADABLE: MediaError = MediaError::DamagedHeader {
    reason: "its tag cannot be read",
};

/// Takes out the zeros that keep old players from taking a tag for sound.
fn synchronised(bytes: &[u8]) -> Vec<u8> {
    let mut plain = Vec::with_capacity(bytes.len());
    let mut was_full = false;
    for &byte in bytes {
        if !(was_full && byte == 0) {
            plain.push(byte);
        }
        was_full = byte == 0xff;
    }
    plain
}

/// Reads a tag that begins with its head; how many bytes it has in all comes with it.
fn tag(bytes: &[u8]) -> Option<Tag> {
    let (start, body) = bytes.split_first_chunk::<10>()?;
    let &[b'I', b'D', b'3', major, _, flags, ..] = start else {
        return None;
    };
    let version = match major {
        2 => Version::Two,
        3 => Version::Three,
        4 => Version::Four,
        _ => return None,
    };
    let mut body = body.to_vec();
    if flags & 0x80 != 0 && version != Version::Four {
        body = synchronised(&body);
    }
    let mut rest = body.as_slice();
    if flags & 0x40 != 0 {
        let size = *rest.first_chunk::<4>()?;
        let skipped = match version {
            Version::Two => return None,
            Version::Three => u64::from(u32::from_be_bytes(size)) + 4,
            Version::Four => syncsafe(size),
        };
        rest = rest.get(usize::try_from(skipped).ok()?..)?;
    }
    let is_unsynchronised = flags & 0x80 != 0;
    let mut frames = Vec::new();
    while let Some(frame) = frame(version, rest, is_unsynchronised) {
        rest = &rest[frame.whole.len()..];
        frames.push(frame);
        if frames.len() > MOST_FRAMES {
            return None;
        }
    }
    Some(Tag {
        version,
        frames,
        is_unsynchronised,
        is_whole: rest.iter().all(|&byte| byte == 0),
    })
}

fn frame(version: Version, rest: &[u8], is_unsynchronised: bool) -> Option<Frame> {
    let (name, head, size) = match version {
        Version::Two => {
            let (head, _) = rest.split_first_chunk::<6>()?;
            let size = u32::from_be_bytes([0, head[3], head[4], head[5]]);
            (&rest[..3], 6, u64::from(size))
        }
        _ => {
            let (head, _) = rest.split_first_chunk::<10>()?;
            let size = [head[4], head[5], head[6], head[7]];
            let size = match version {
                Version::Four => syncsafe(size),
                _ => u64::from(u32::from_be_bytes(size)),
            };
            (&rest[..4], 10, size)
        }
    };
    if name[0] == 0 {
        return None;
    }
    let end = usize::try_from(size).ok()?.checked_add(head)?;
    let whole = rest.get(..end)?;
    let data = match (version, whole.get(9)) {
        (Version::Two, _) => Some(whole[head..].to_vec()),
        (Version::Three, Some(0)) => Some(whole[head..].to_vec()),
        (Version::Four, Some(0)) if !is_unsynchronised => Some(whole[head..].to_vec()),
        (Version::Four, Some(0 | 0x02)) => Some(synchronised(&whole[head..])),
        _ => None,
    };
    Some(Frame {
        name: name.to_vec(),
        whole: whole.to_vec(),
        data,
    })
}

impl Frame {
    /// What it says, under which name.
    fn text(&self) -> Option<Found> {
        let data = self.data.as_deref()?;
        match self.name.as_slice() {
            b"PRIV" => {
                let packet = data.strip_prefix(PACKET_OWNER)?;
                Some(Found::new(XMP, String::from_utf8_lossy(packet)))
            }
            b"TXXX" | b"TXX" => named(*data.first()?, data.get(1..)?),
            // A language of three letters stands before the name.
            b"COMM" | b"COM" => named(*data.first()?, data.get(4..)?),
            _ => None,
        }
    }

    fn is_our_comment(&self) -> bool {
        let is_comment = matches!(self.name.as_slice(), b"COMM" | b"COM");
        is_comment && self.text().is_some_and(|text| text.key == COMMENT)
    }
}

/// A name and a text, written as the first byte says.
fn named(encoding: u8, bytes: &[u8]) -> Option<Found> {
    let (key, text) = match encoding {
        1 | 2 => {
            let end = bytes.chunks_exact(2).position(|pair| pair == [0, 0])? * 2;
            let big = encoding == 2;
            (
                wide_text::utf16(&bytes[..end], big),
                wide_text::utf16(&bytes[end + 2..], big),
            )
        }
        0 | 3 => {
            let end = bytes.iter().position(|&byte| byte == 0)?;
            let read = |part: &[u8]| match encoding {
                0 => latin1(part),
                _ => String::from_utf8_lossy(part).into_owned(),
            };
            (read(&bytes[..end]), read(&bytes[end + 1..]))
        }
        _ => return None,
    };
    Some(Found::new(key, text.trim_end_matches('\0')))
}

/// The texts of a tag.
pub(super) fn texts(bytes: &[u8]) -> Vec<Found> {
    tag(bytes).map_or_else(Vec::new, |tag| texts_of(&tag))
}

fn texts_of(tag: &Tag) -> Vec<Found> {
    let texts = tag.frames.iter().filter_map(Frame::text);
    texts.filter(|text| text.key != COMMENT).collect()
}

/// The tag at the beginning of a file, and where the sound begins. A tag of a version that nobody
/// knows is left alone.
fn tag_of(source: &mut (impl Read + Seek), length: u64) -> Result<(Option<Tag>, u64), MediaError> {
    if length < HEAD {
        return Ok((None, 0));
    }
    let [i, d, three, _, _, flags, size @ ..] = head::<10>(source, 0)?;
    if [i, d, three] != *b"ID3" {
        return Ok((None, 0));
    }
    let footer = if flags & 0x10 != 0 { HEAD } else { 0 };
    let end = HEAD + syncsafe(size);
    if end + footer > length {
        return Err(MediaError::Truncated);
    }
    let tag = tag(&bytes_of(source, &(0..end), LONGEST_TAG)?).ok_or(UNREADABLE)?;
    Ok((Some(tag), end + footer))
}

pub(super) fn read(source: &mut (impl Read + Seek), length: u64) -> Result<Vec<Found>, MediaError> {
    let (tag, _) = tag_of(source, length)?;
    let texts = tag.map_or_else(Vec::new, |tag| texts_of(&tag));
    let is_short = |text: &Found| text.text.len() as u64 <= LONGEST_TEXT;
    Ok(texts.into_iter().filter(is_short).collect())
}

pub(super) fn plan(
    source: &mut (impl Read + Seek),
    length: u64,
    telling: Telling<'_>,
) -> Result<Plan, MediaError> {
    let (tag, sound) = tag_of(source, length)?;
    if tag.as_ref().is_some_and(|tag| !tag.is_whole) {
        // Some programs write lengths that are none: what is not understood would be lost.
        return Err(UNREADABLE);
    }
    let version = tag.as_ref().map_or(Version::Four, |tag| tag.version);
    let is_unsynchronised = tag.as_ref().is_some_and(|tag| tag.is_unsynchronised);
    let mut body = Vec::new();
    let mut before = None;
    for frame in tag.iter().flat_map(|tag| &tag.frames) {
        let text = frame.text();
        if text.as_ref().is_some_and(|text| text.key == XMP) {
            before = before.or(text.map(|text| text.text));
        } else if frame.is_our_comment()
            || telling.strips() && text.is_some_and(|text| text.is_recipe())
        {
        } else {
            body.extend_from_slice(&frame.whole);
        }
    }
    if let Some(packet) = packet::with(before.as_deref(), telling.provenance()) {
        body.extend(packet_frame(version, &packet)?);
    }
    if let Some(provenance) = telling.provenance() {
        body.extend(comment_frame(version, provenance)?);
    }
    let mut plan = Plan::default();
    if !body.is_empty() {
        let major = match version {
            Version::Two => 2,
            Version::Three => 3,
            Version::Four => 4,
        };
        // Frames of the last version are kept as they are written, and what is added has nothing
        // that would have to be kept from looking like sound.
        let flags = if is_unsynchronised && version == Version::Four {
            0x80
        } else {
            0
        };
        let size = to_syncsafe(body.len())?;
        plan.put([b"ID3".as_slice(), &[major, 0, flags], &size].concat());
        plan.put(body);
    }
    plan.keep(sound..length);
    Ok(plan)
}

fn frame_of(version: Version, name: &str, data: &[u8]) -> Result<Vec<u8>, MediaError> {
    let size = u32::try_from(data.len())
        .map_err(|_| TOO_LONG)?
        .to_be_bytes();
    let head = match version {
        Version::Two if size[0] != 0 => return Err(TOO_LONG),
        Version::Two => [name.as_bytes(), &size[1..]].concat(),
        Version::Three => [name.as_bytes(), &size, &[0, 0]].concat(),
        Version::Four => [name.as_bytes(), &to_syncsafe(data.len())?, &[0, 0]].concat(),
    };
    Ok([head.as_slice(), data].concat())
}

fn packet_frame(version: Version, packet: &str) -> Result<Vec<u8>, MediaError> {
    if version == Version::Two {
        // This version has no frames of their own for programs.
        let data = [[1].as_slice(), &wide(XMP), &[0, 0], &wide(packet)].concat();
        return frame_of(version, "TXX", &data);
    }
    frame_of(version, "PRIV", &[PACKET_OWNER, packet.as_bytes()].concat())
}

/// The prompt, where players show it.
fn comment_frame(version: Version, provenance: &Provenance) -> Result<Vec<u8>, MediaError> {
    let Some(prompt) = &provenance.prompt else {
        return Ok(Vec::new());
    };
    let prompt = packet::speakable(prompt);
    match version {
        Version::Four => {
            let head = [b"\x03und", COMMENT.as_bytes(), b"\0"].concat();
            frame_of(version, "COMM", &[&head, prompt.as_bytes()].concat())
        }
        _ => {
            let data = [
                b"\x01und",
                wide(COMMENT).as_slice(),
                &[0, 0],
                &wide(&prompt),
            ]
            .concat();
            let name = if version == Version::Two {
                "COM"
            } else {
                "COMM"
            };
            frame_of(version, name, &data)
        }
    }
}

/// UTF-16 with its mark.
fn wide(text: &str) -> Vec<u8> {
    let units = std::iter::once(0xfeff).chain(text.encode_utf16());
    units.flat_map(u16::to_le_bytes).collect()
}
