//! MP4, M4A and QuickTime: what we say is a box at the end, so that no sample moves.

use std::io::{Read, Seek};
use std::ops::Range;

use super::found::{Found, LONGEST_TEXT, XMP};
use super::packet;
use super::plan::{Plan, bytes_of, head};
use super::{MediaError, Telling};

/// The name of the box that holds an XMP packet.
const PACKET: [u8; 16] = [
    0xbe, 0x7a, 0xcf, 0xcb, 0x97, 0xa9, 0x42, 0xe8, 0x9c, 0x71, 0x99, 0x94, 0x91, 0xe3, 0xaf, 0xac,
];
/// The most boxes that are looked at.
const MOST_BOXES: usize = 100_000;
/// The most bytes of the table of names that is looked at.
const LONGEST_KEYS: u64 = 1 << 20;

struct Atom {
    name: [u8; 4],
    whole: Range<u64>,
    content: Range<u64>,
    /// Whether it is said to go to the end of the file.
    is_open: bool,
}

/// The boxes in a part of the file.
fn atoms(source: &mut (impl Read + Seek), within: &Range<u64>) -> Result<Vec<Atom>, MediaError> {
    let mut found = Vec::new();
    let mut at = within.start;
    while at + 8 <= within.end {
        let [s0, s1, s2, s3, name @ ..] = head::<8>(source, at)?;
        let (long, size) = match u32::from_be_bytes([s0, s1, s2, s3]) {
            0 => (8, within.end - at),
            1 => (16, u64::from_be_bytes(head(source, at + 8)?)),
            size => (8, u64::from(size)),
        };
        let end = at.checked_add(size).filter(|&end| end <= within.end);
        let end = end.ok_or(MediaError::Truncated)?;
        if size < long || found.len() >= MOST_BOXES {
            return Err(MediaError::DamagedHeader {
                reason: "a part of it has a size that cannot be",
            });
        }
        found.push(Atom {
            name,
            whole: at..end,
            content: at + long..end,
            is_open: [s0, s1, s2, s3] == [0; 4],
        });
        at = end;
    }
    Ok(found)
}

fn packet_of(source: &mut (impl Read + Seek), atom: &Atom) -> Result<Option<String>, MediaError> {
    let long = atom.content.end - atom.content.start;
    if atom.name != *b"uuid" || !(16..=LONGEST_TEXT).contains(&long) {
        return Ok(None);
    }
    if head::<16>(source, atom.content.start)? != PACKET {
        return Ok(None);
    }
    let text = atom.content.start + 16..atom.content.end;
    let bytes = bytes_of(source, &text, LONGEST_TEXT)?;
    Ok(Some(String::from_utf8_lossy(&bytes).into_owned()))
}

/// A text in the list of tags, and where it lies.
struct Tag {
    found: Found,
    at: Range<u64>,
}

fn tags(source: &mut (impl Read + Seek), top: &[Atom]) -> Result<Vec<Tag>, MediaError> {
    let mut tags = Vec::new();
    for movie in top.iter().filter(|atom| atom.name == *b"moov") {
        let inner = atoms(source, &movie.content)?;
        for atom in &inner {
            match &atom.name {
                b"meta" => tags_in(source, atom, &mut tags)?,
                b"udta" => {
                    // What players wrote there may be no boxes at all.
                    let inner = atoms(source, &atom.content).unwrap_or_default();
                    for meta in inner.iter().filter(|atom| atom.name == *b"meta") {
                        tags_in(source, meta, &mut tags)?;
                    }
                }
                _ => {}
            }
        }
    }
    Ok(tags)
}

fn tags_in(
    source: &mut (impl Read + Seek),
    meta: &Atom,
    tags: &mut Vec<Tag>,
) -> Result<(), MediaError> {
    let mut within = meta.content.clone();
    if within.end - within.start < 8 {
        return Ok(());
    }
    // QuickTime writes this box without the version that the standard puts before its content.
    if &head::<8>(source, within.start)?[4..] != b"hdlr" {
        within.start += 4;
    }
    let Ok(inner) = atoms(source, &within) else {
        return Ok(());
    };
    let keys = match inner.iter().find(|atom| atom.name == *b"keys") {
        Some(keys) => keys_of(&bytes_of(source, &keys.content, LONGEST_KEYS)?),
        None => Vec::new(),
    };
    for list in inner.iter().filter(|atom| atom.name == *b"ilst") {
        for item in atoms(source, &list.content).unwrap_or_default() {
            tags.extend(tag(source, &item, &keys)?);
        }
    }
    Ok(())
}

/// The names that the list refers to by number, the first of which is 1.
fn keys_of(bytes: &[u8]) -> Vec<String> {
    let mut names = Vec::new();
    let mut rest = bytes.get(8..).unwrap_or_default();
    while let Some((size, after)) = rest.split_first_chunk::<4>() {
        let size = usize::try_from(u32::from_be_bytes(*size)).unwrap_or(usize::MAX);
        let Some(name) = after.get(4..size.saturating_sub(4)) else {
            break;
        };
        names.push(String::from_utf8_lossy(name).into_owned());
        rest = rest.get(size..).unwrap_or_default();
    }
    names
}

fn tag(
    source: &mut (impl Read + Seek),
    item: &Atom,
    keys: &[String],
) -> Result<Option<Tag>, MediaError> {
    let inner = atoms(source, &item.content).unwrap_or_default();
    let Some(data) = inner.iter().find(|atom| atom.name == *b"data") else {
        return Ok(None);
    };
    let at = data.content.start + 8..data.content.end;
    if at.start > at.end || at.end - at.start > LONGEST_TEXT {
        return Ok(None);
    }
    let number = usize::try_from(u32::from_be_bytes(item.name)).unwrap_or(usize::MAX);
    let key = match inner.iter().find(|atom| atom.name == *b"name") {
        Some(name) if name.content.end - name.content.start <= 4_096 => {
            let bytes = bytes_of(source, &name.content, 4_096)?;
            String::from_utf8_lossy(bytes.get(4..).unwrap_or_default()).into_owned()
        }
        _ => match number.checked_sub(1).and_then(|index| keys.get(index)) {
            Some(key) => key.clone(),
            None => "comment".to_owned(),
        },
    };
    let text = bytes_of(source, &at, LONGEST_TEXT)?;
    let key = key.rsplit('.').next().unwrap_or_default().to_owned();
    let found = Found::new(key, String::from_utf8_lossy(&text));
    Ok(Some(Tag { found, at }))
}

pub(super) fn read(source: &mut (impl Read + Seek), length: u64) -> Result<Vec<Found>, MediaError> {
    let top = atoms(source, &(0..length))?;
    let mut found = Vec::new();
    for atom in &top {
        let packet = packet_of(source, atom)?;
        found.extend(packet.map(|text| Found::new(XMP, text)));
    }
    found.extend(tags(source, &top)?.into_iter().map(|tag| tag.found));
    Ok(found)
}

pub(super) fn plan(
    source: &mut (impl Read + Seek),
    length: u64,
    telling: Telling<'_>,
) -> Result<Plan, MediaError> {
    let top = atoms(source, &(0..length))?;
    let mut packets = Vec::with_capacity(top.len());
    for atom in &top {
        packets.push(packet_of(source, atom)?);
    }
    let before = packets.iter().flatten().next().map(String::as_str);
    let packet = packet::with(before, telling.provenance());
    let mut blanks: Vec<Range<u64>> = Vec::new();
    if telling.strips() {
        let told = tags(source, &top)?;
        let told = told.into_iter().filter(|tag| tag.found.is_recipe());
        blanks.extend(told.map(|tag| tag.at));
        blanks.sort_by_key(|range| range.start);
    }
    // What follows the last box of the film itself may move; the table of a film in pieces is
    // looked for at the very end.
    let is_film =
        |(atom, packet): (&Atom, &Option<String>)| packet.is_none() && atom.name != *b"mfra";
    let tail = top
        .iter()
        .zip(&packets)
        .rposition(is_film)
        .map_or(0, |last| last + 1);
    let mut plan = Plan::default();
    for (index, (atom, packet_here)) in top.iter().zip(&packets).enumerate() {
        let is_packet = packet_here.is_some();
        if index == tail {
            put_packet(&mut plan, packet.as_deref())?;
        }
        if is_packet && index >= tail {
            continue;
        }
        if is_packet {
            let long = atom.whole.end - atom.whole.start;
            let size = super::plan::short_length(long)?;
            plan.put([size.to_be_bytes().as_slice(), b"free"].concat());
            plan.blank(long - 8)?;
        } else if atom.is_open && packet.is_some() {
            // It no longer goes to the end of the file.
            let size = super::plan::short_length(atom.whole.end - atom.whole.start)?;
            plan.put([size.to_be_bytes().as_slice(), &atom.name].concat());
            keep_without(&mut plan, &atom.content, &blanks);
        } else {
            keep_without(&mut plan, &atom.whole, &blanks);
        }
    }
    if tail == top.len() {
        put_packet(&mut plan, packet.as_deref())?;
    }
    let end = top.last().map_or(0, |last| last.whole.end);
    plan.keep(end..length);
    Ok(plan)
}

fn put_packet(plan: &mut Plan, packet: Option<&str>) -> Result<(), MediaError> {
    if let Some(packet) = packet {
        let size = super::plan::short_length(24 + packet.len() as u64)?.to_be_bytes();
        plan.put([size.as_slice(), b"uuid", &PACKET, packet.as_bytes()].concat());
    }
    Ok(())
}

/// Keeps a part of the file, with nothing but spaces where these texts were.
fn keep_without(plan: &mut Plan, range: &Range<u64>, blanks: &[Range<u64>]) {
    let mut at = range.start;
    let within = |blank: &&Range<u64>| blank.start >= range.start && blank.end <= range.end;
    for blank in blanks.iter().filter(within) {
        plan.keep(at..blank.start);
        let long = usize::try_from(blank.end - blank.start).unwrap_or(usize::MAX);
        plan.put(vec![b' '; long]);
        at = blank.end;
    }
    plan.keep(at..range.end);
}
