//! EXIF, as far as programs that are no cameras write into it.

use std::ops::Range;

use super::found::Found;
use super::wide_text;

const IMAGE_DESCRIPTION: u16 = 0x010e;
const MAKE: u16 = 0x010f;
const MODEL: u16 = 0x0110;
const EXIF_IFD: u16 = 0x8769;
const USER_COMMENT: u16 = 0x9286;
const XP_COMMENT: u16 = 0x9c9c;
/// The most entries of a directory that are looked at.
const MOST_ENTRIES: u16 = 1_000;
/// The bytes that say how a user comment is written.
const CODE: usize = 8;

#[derive(Clone, Copy)]
enum Order {
    Little,
    Big,
}

/// A field of a directory, by where it lies.
struct Entry {
    tag: u16,
    at: usize,
    value: Range<usize>,
}

struct Tiff<'a> {
    bytes: &'a [u8],
    order: Order,
}

impl<'a> Tiff<'a> {
    /// Some files repeat the mark that belongs to JPEG before it.
    fn of(bytes: &'a [u8]) -> Option<(Self, usize)> {
        let skipped = if bytes.starts_with(b"Exif\0\0") { 6 } else { 0 };
        let bytes = &bytes[skipped..];
        let order = match bytes.get(..4)? {
            b"II\x2a\0" => Order::Little,
            b"MM\0\x2a" => Order::Big,
            _ => return None,
        };
        Some((Self { bytes, order }, skipped))
    }

    fn short(&self, at: usize) -> Option<u16> {
        let bytes = *self.bytes.get(at..)?.first_chunk::<2>()?;
        Some(match self.order {
            Order::Little => u16::from_le_bytes(bytes),
            Order::Big => u16::from_be_bytes(bytes),
        })
    }

    fn long(&self, at: usize) -> Option<usize> {
        let bytes = *self.bytes.get(at..)?.first_chunk::<4>()?;
        let value = match self.order {
            Order::Little => u32::from_le_bytes(bytes),
            Order::Big => u32::from_be_bytes(bytes),
        };
        usize::try_from(value).ok()
    }

    fn entries(&self, directory: usize) -> Vec<Entry> {
        let count = self.short(directory).unwrap_or(0).min(MOST_ENTRIES);
        (0..usize::from(count))
            .map_while(|index| self.entry(directory + 2 + index * 12))
            .collect()
    }

    fn entry(&self, at: usize) -> Option<Entry> {
        let (tag, kind) = (self.short(at)?, self.short(at + 2)?);
        let width = match kind {
            1 | 2 | 6 | 7 => 1,
            3 | 8 => 2,
            4 | 9 | 11 => 4,
            5 | 10 | 12 => 8,
            _ => 0,
        };
        let length = self.long(at + 4)?.checked_mul(width)?;
        let start = if length <= 4 {
            at + 8
        } else {
            self.long(at + 8)?
        };
        let end = start.checked_add(length)?;
        // A field that points beyond the end says nothing.
        let value = if end <= self.bytes.len() {
            start..end
        } else {
            0..0
        };
        self.bytes.get(at..at + 12)?;
        Some(Entry { tag, at, value })
    }

    fn directories(&self) -> Vec<usize> {
        let Some(first) = self.long(4) else {
            return Vec::new();
        };
        let inner = self
            .entries(first)
            .into_iter()
            .find(|entry| entry.tag == EXIF_IFD)
            .and_then(|entry| self.long(entry.at + 8))
            .filter(|&inner| inner != first);
        [Some(first), inner].into_iter().flatten().collect()
    }

    fn text(&self, entry: &Entry) -> Option<Found> {
        let value = self.bytes.get(entry.value.clone())?;
        let (key, text) = match entry.tag {
            IMAGE_DESCRIPTION => ("description", utf8(value)),
            MAKE => ("make", utf8(value)),
            MODEL => ("model", utf8(value)),
            USER_COMMENT => ("comment", comment(value, self.order)?),
            XP_COMMENT => ("comment", utf16(value, Order::Little)),
            _ => return None,
        };
        Some(Found::new(key, text))
    }
}

/// What programs that are no cameras may have written.
pub(super) fn texts(bytes: &[u8]) -> Vec<Found> {
    let Some((tiff, _)) = Tiff::of(bytes) else {
        return Vec::new();
    };
    tiff.directories()
        .into_iter()
        .flat_map(|directory| tiff.entries(directory))
        .filter_map(|entry| tiff.text(&entry))
        .collect()
}

/// The same without the fields that tell how something was made; nothing where there are none.
/// All other fields stay where they lie, because others point to them.
pub(super) fn without_recipes(bytes: &[u8]) -> Option<Vec<u8>> {
    let (tiff, skipped) = Tiff::of(bytes)?;
    let mut clean = bytes.to_vec();
    let mut has_changed = false;
    for directory in tiff.directories() {
        let entries = tiff.entries(directory);
        let is_told = |entry: &Entry| tiff.text(entry).is_some_and(|text| text.is_recipe());
        let kept: Vec<&Entry> = entries.iter().filter(|entry| !is_told(entry)).collect();
        if kept.len() == entries.len() {
            continue;
        }
        has_changed = true;
        for told in entries.iter().filter(|entry| is_told(entry)) {
            clean[told.value.start + skipped..told.value.end + skipped].fill(0);
        }
        let next = directory + 2 + entries.len() * 12;
        let mut table: Vec<u8> = kept
            .iter()
            .flat_map(|entry| tiff.bytes[entry.at..entry.at + 12].iter().copied())
            .collect();
        table.extend_from_slice(tiff.bytes.get(next..next + 4).unwrap_or(&[0; 4]));
        let end = (next + 4).min(tiff.bytes.len());
        let place = clean.get_mut(directory + 2 + skipped..end + skipped)?;
        table.resize(place.len(), 0);
        place.copy_from_slice(&table);
        let count = u16::try_from(kept.len()).ok()?;
        let count = match tiff.order {
            Order::Little => count.to_le_bytes(),
            Order::Big => count.to_be_bytes(),
        };
        clean[directory + skipped..directory + 2 + skipped].copy_from_slice(&count);
    }
    has_changed.then_some(clean)
}

fn comment(value: &[u8], order: Order) -> Option<String> {
    let (code, text) = value.split_at_checked(CODE)?;
    Some(match code {
        b"UNICODE\0" => utf16(text, likely_order(text, order)),
        _ => utf8(text),
    })
}

/// Some programs write the large byte first whatever the file's own order is. Most of what is
/// written has a zero there.
fn likely_order(text: &[u8], stated: Order) -> Order {
    let zeros = |first: usize| {
        let bytes = text.iter().skip(first).step_by(2);
        bytes.filter(|&&byte| byte == 0).count()
    };
    match zeros(0).cmp(&zeros(1)) {
        std::cmp::Ordering::Less => Order::Little,
        std::cmp::Ordering::Equal => stated,
        std::cmp::Ordering::Greater => Order::Big,
    }
}

fn utf16(bytes: &[u8], order: Order) -> String {
    ended(&wide_text::utf16(bytes, matches!(order, Order::Big)))
}

fn utf8(bytes: &[u8]) -> String {
    ended(&String::from_utf8_lossy(bytes))
}

fn ended(text: &str) -> String {
    text.trim_end_matches('\0')
        .trim_start_matches('\u{feff}')
        .to_owned()
}
