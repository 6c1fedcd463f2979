//! ISO base media files: MP4, M4A, QuickTime.

use std::io::{Read, Seek, SeekFrom};

use super::{Contents, NOTHING_INSIDE, Steps, milliseconds, read_at};
use crate::MediaError;

/// How deep the boxes that matter lie: `moov/trak/mdia`.
const DEEPEST: u32 = 4;

/// A box: its name and where its content lies.
struct Atom {
    name: [u8; 4],
    content: u64,
    end: u64,
}

#[derive(Default)]
struct Found {
    contents: Contents,
    has_index: bool,
    fragments_ms: u64,
    /// The time scale and the usual length of a sample of the track read last.
    track: Track,
}

#[derive(Default, Clone, Copy)]
struct Track {
    size: Option<(u32, u32)>,
}

/// Walks the boxes of a file of `length` bytes.
pub(crate) fn walk(source: &mut (impl Read + Seek), length: u64) -> Result<Contents, MediaError> {
    let mut found = Found::default();
    let mut steps = Steps::default();
    walk_boxes(source, 0, length, 0, &mut found, &mut steps)?;
    if !found.has_index {
        // Without its index nothing of it can be played: it was cut off before that was written.
        return Err(MediaError::Truncated);
    }
    if found.contents.size.is_none() && !found.contents.has_sound {
        return Err(NOTHING_INSIDE);
    }
    if found.contents.duration_ms.is_none_or(|millis| millis == 0) && found.fragments_ms > 0 {
        found.contents.duration_ms = u32::try_from(found.fragments_ms).ok();
    }
    Ok(found.contents)
}

fn walk_boxes(
    source: &mut (impl Read + Seek),
    mut at: u64,
    end: u64,
    depth: u32,
    found: &mut Found,
    steps: &mut Steps,
) -> Result<(), MediaError> {
    while at + 8 <= end {
        steps.take()?;
        let atom = read_box(source, at, end)?;
        if atom.end > end {
            return Err(MediaError::Truncated);
        }
        read_content(source, &atom, depth, found, steps)?;
        at = atom.end;
    }
    Ok(())
}

fn read_box(source: &mut (impl Read + Seek), at: u64, end: u64) -> Result<Atom, MediaError> {
    let [s0, s1, s2, s3, name @ ..] = read_at::<8>(source, at)?;
    let short = u64::from(u32::from_be_bytes([s0, s1, s2, s3]));
    let (head, size) = match short {
        0 => (8, end - at),
        1 => (16, u64::from_be_bytes(read_at(source, at + 8)?)),
        size => (8, size),
    };
    if size < head {
        return Err(MediaError::DamagedHeader {
            reason: "a part of it has a size that cannot be",
        });
    }
    Ok(Atom {
        name,
        content: at + head,
        end: at.saturating_add(size),
    })
}

fn read_content(
    source: &mut (impl Read + Seek),
    atom: &Atom,
    depth: u32,
    found: &mut Found,
    steps: &mut Steps,
) -> Result<(), MediaError> {
    match &atom.name {
        b"moov" => found.has_index = true,
        b"mvhd" => found.contents.duration_ms = movie_duration(source, atom.content)?,
        b"tkhd" => found.track.size = track_size(source, atom.end)?,
        b"hdlr" if depth == 3 => {
            let [.., k0, k1, k2, k3] = read_at::<12>(source, atom.content)?;
            match &[k0, k1, k2, k3] {
                b"soun" => found.contents.has_sound = true,
                b"vide" => found.contents.size = found.contents.size.or(found.track.size),
                _ => {}
            }
        }
        b"sidx" => found.fragments_ms += indexed_ms(source, atom)?,
        _ => {}
    }
    let has_children = matches!(&atom.name, b"moov" | b"trak" | b"mdia") && depth < DEEPEST;
    if has_children {
        walk_boxes(source, atom.content, atom.end, depth + 1, found, steps)?;
    }
    Ok(())
}

fn movie_duration(source: &mut (impl Read + Seek), at: u64) -> Result<Option<u32>, MediaError> {
    let [version, ..] = read_at::<4>(source, at)?;
    let (scale, duration) = if version == 1 {
        let scale = u32::from_be_bytes(read_at(source, at + 20)?);
        (scale, u64::from_be_bytes(read_at(source, at + 24)?))
    } else {
        let scale = u32::from_be_bytes(read_at(source, at + 12)?);
        (scale, u32::from_be_bytes(read_at(source, at + 16)?).into())
    };
    let unknown = duration == u64::from(u32::MAX) || duration == u64::MAX;
    Ok((!unknown)
        .then(|| milliseconds(duration, scale.into()))
        .flatten())
}

/// The last eight bytes: width and height in 16.16, before the picture is turned. The matrix
/// before them tells whether it stands on its side.
fn track_size(source: &mut (impl Read + Seek), end: u64) -> Result<Option<(u32, u32)>, MediaError> {
    const MATRIX_AND_SIZE: u64 = 44;
    let bytes: [u8; 44] = read_at(source, end.saturating_sub(MATRIX_AND_SIZE))?;
    let word = |index: usize| {
        let at = index * 4;
        u32::from_be_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]])
    };
    let (width, height) = (word(9) >> 16, word(10) >> 16);
    let on_its_side = word(0) == 0 && word(4) == 0 && word(1) != 0;
    let size = if on_its_side {
        (height, width)
    } else {
        (width, height)
    };
    Ok((width > 0 && height > 0).then_some(size))
}

/// The length that an index of fragments adds up to.
fn indexed_ms(source: &mut (impl Read + Seek), atom: &Atom) -> Result<u64, MediaError> {
    let [version, ..] = read_at::<4>(source, atom.content)?;
    let scale = u32::from_be_bytes(read_at(source, atom.content + 8)?);
    let counts = atom.content + if version == 0 { 20 } else { 28 };
    let [_, _, c0, c1] = read_at::<4>(source, counts)?;
    let count = u16::from_be_bytes([c0, c1]);
    source.seek(SeekFrom::Start(counts + 4))?;
    let mut units = 0_u64;
    for _ in 0..count {
        let mut entry = [0; 12];
        source.read_exact(&mut entry)?;
        let [_, _, _, _, d0, d1, d2, d3, ..] = entry;
        units += u64::from(u32::from_be_bytes([d0, d1, d2, d3]));
    }
    Ok(milliseconds(units, scale.into()).unwrap_or(0).into())
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;
    use crate::samples::mp4;

    fn walked(bytes: Vec<u8>) -> Result<Contents, MediaError> {
        let length = bytes.len() as u64;
        walk(&mut Cursor::new(bytes), length)
    }

    #[test]
    fn a_film_tells_its_length_and_size() {
        let contents = walked(mp4(Some((1_280, 720)), 8_040)).unwrap();
        assert_eq!(contents.duration_ms, Some(8_040));
        assert_eq!(contents.size, Some((1_280, 720)));
    }

    #[test]
    fn sound_in_the_same_container_has_no_size() {
        let contents = walked(mp4(None, 900)).unwrap();
        assert_eq!((contents.size, contents.has_sound), (None, true));
        assert_eq!(contents.duration_ms, Some(900));
    }

    #[test]
    fn a_film_that_stands_on_its_side_is_told_as_it_is_seen() {
        let mut bytes = mp4(Some((640, 360)), 100);
        let matrix = bytes.windows(4).position(|it| it == b"tkhd").unwrap() + 4 + 40;
        let quarter_turn = [0_u32, 0x1_0000, 0, 0xffff_0000, 0, 0, 0, 0, 0x4000_0000];
        for (index, word) in quarter_turn.iter().enumerate() {
            bytes[matrix + index * 4..][..4].copy_from_slice(&word.to_be_bytes());
        }
        assert_eq!(walked(bytes).unwrap().size, Some((360, 640)));
    }

    #[test]
    fn a_film_cut_off_within_its_data_or_before_its_index_is_cut_off() {
        let whole = mp4(Some((64, 64)), 100);
        for cut in [30, whole.len() / 2, whole.len() - 1] {
            let result = walked(whole[..cut].to_vec());
            assert!(
                matches!(result, Err(MediaError::Truncated)),
                "{cut}: {result:?}"
            );
        }
    }
}
