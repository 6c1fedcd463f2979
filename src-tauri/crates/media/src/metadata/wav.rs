//! WAV: texts are chunks beside the samples.

use std::io::{Read, Seek};

use super::found::{Found, LONGEST_TEXT, XMP};
use super::plan::{Plan, bytes_of, head};
use super::riff::{self, Chunk};
use super::{MediaError, Provenance, Telling, id3, packet};

/// The length that a writer leaves who could not go back to fill it in.
const UNKNOWN: u32 = u32::MAX;

/// What a chunk is to us.
enum Content {
    Packet(String),
    /// The list of plain texts, and whether we wrote it.
    Texts(Vec<Found>, bool),
    Id3(Vec<Found>),
    Other,
}

fn content(source: &mut (impl Read + Seek), chunk: &Chunk) -> Result<Content, MediaError> {
    if chunk.data.end - chunk.data.start > LONGEST_TEXT {
        return Ok(Content::Other);
    }
    Ok(match &chunk.name {
        b"_PMX" => {
            let bytes = bytes_of(source, &chunk.data, LONGEST_TEXT)?;
            Content::Packet(String::from_utf8_lossy(&bytes).into_owned())
        }
        b"LIST" => {
            let bytes = bytes_of(source, &chunk.data, LONGEST_TEXT)?;
            match bytes.strip_prefix(b"INFO") {
                Some(list) => {
                    let texts = texts_of(list);
                    let is_ours = texts
                        .iter()
                        .any(|text| text.key == "IKEY" && text.text == OURS);
                    Content::Texts(texts, is_ours)
                }
                None => Content::Other,
            }
        }
        b"id3 " | b"ID3 " => {
            Content::Id3(id3::texts(&bytes_of(source, &chunk.data, LONGEST_TEXT)?))
        }
        _ => Content::Other,
    })
}

/// The keyword by which we know a list that we wrote.
const OURS: &str = "studio.multimodal.app";

fn texts_of(mut list: &[u8]) -> Vec<Found> {
    let mut texts = Vec::new();
    while let Some((key, rest)) = list.split_first_chunk::<4>() {
        let Some((size, rest)) = rest.split_first_chunk::<4>() else {
            break;
        };
        let size = usize::try_from(u32::from_le_bytes(*size)).unwrap_or(usize::MAX);
        let Some(text) = rest.get(..size) else {
            break;
        };
        let text = String::from_utf8_lossy(text);
        let key = String::from_utf8_lossy(key).into_owned();
        texts.push(Found::new(key, text.trim_end_matches('\0')));
        list = rest.get(size + size % 2..).unwrap_or_default();
    }
    texts
}

pub(super) fn read(source: &mut (impl Read + Seek), length: u64) -> Result<Vec<Found>, MediaError> {
    let mut found = Vec::new();
    for chunk in riff::chunks(source, length)?.0 {
        match content(source, &chunk)? {
            Content::Packet(text) => found.push(Found::new(XMP, text)),
            Content::Texts(texts, false) | Content::Id3(texts) => found.extend(texts),
            Content::Texts(_, true) | Content::Other => {}
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
    let size = u32::from_le_bytes(head(source, 4)?);
    let sound = chunks.iter().position(|chunk| chunk.name == *b"data");
    let sound = sound.ok_or(MediaError::Truncated)?;
    let mut before = None;
    let mut has_texts = false;
    let mut kept: Vec<usize> = Vec::new();
    for (index, chunk) in chunks.iter().enumerate() {
        match content(source, chunk)? {
            Content::Packet(text) => before = before.or(Some(text)),
            Content::Texts(_, true) => {}
            Content::Texts(texts, false) | Content::Id3(texts)
                if telling.strips() && texts.iter().any(Found::is_recipe) => {}
            Content::Texts(..) => {
                has_texts = true;
                kept.push(index);
            }
            _ => kept.push(index),
        }
    }
    let mut told = Vec::new();
    if let Some(packet) = packet::with(before.as_deref(), telling.provenance()) {
        told.extend(riff::chunk_of(*b"_PMX", packet.as_bytes())?);
    }
    if let Some(provenance) = telling.provenance().filter(|_| !has_texts) {
        told.extend(list(provenance)?);
    }
    // Sound whose length nobody wrote goes to the end of the file: nothing can follow it.
    let claimed = u32::from_le_bytes(head(source, chunks[sound].whole.start + 4)?);
    let is_open = u64::from(claimed) > chunks[sound].data.end - chunks[sound].data.start;
    let is_open = is_open || size == UNKNOWN || claimed == UNKNOWN || claimed == 0;
    let mut inner = Plan::default();
    let mut content = told.len() as u64;
    for index in kept {
        let chunk = &chunks[index];
        if index == sound && is_open {
            inner.put(std::mem::take(&mut told));
        }
        let long = chunk.whole.end - chunk.whole.start;
        inner.keep(chunk.whole.clone());
        content += long;
        if long % 2 == 1 && !(is_open && index == sound) {
            inner.put(*b"\0");
            content += 1;
        }
    }
    if !told.is_empty() {
        inner.put(told);
    }
    let mut plan = Plan::default();
    if is_open {
        // The length stays what it was: unknown.
        plan.keep(0..riff::FIRST);
    } else {
        plan.put(riff::start(*b"WAVE", content)?);
    }
    plan.append(inner);
    plan.keep(end..length);
    Ok(plan)
}

/// The list that players show.
fn list(provenance: &Provenance) -> Result<Vec<u8>, MediaError> {
    let mut data = b"INFO".to_vec();
    let tool = provenance.tool();
    let texts = [
        (*b"ISFT", Some(tool.as_str())),
        (*b"ICMT", provenance.prompt.as_deref()),
        (*b"IKEY", Some(OURS)),
    ];
    for (name, text) in texts {
        if let Some(text) = text {
            let text: String = text.chars().filter(|&c| c != '\0').collect();
            data.extend(riff::chunk_of(name, format!("{text}\0").as_bytes())?);
        }
    }
    riff::chunk_of(*b"LIST", &data)
}
