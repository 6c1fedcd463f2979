//! Walks the containers of sound and film: how long they are, how large, and whether all of
//! it is there.
//!
//! Nothing is decoded. A walk reads headers and skips what lies between them, so that an hour of
//! film costs no more than a few reads, except for sound without a container, whose frames are
//! counted one by one.

mod ebml;
mod iso;
mod mpeg;
mod ogg;

use std::io::{Read, Seek, SeekFrom};

pub(crate) use ebml::walk as walk_ebml;
pub(crate) use iso::walk as walk_iso;
pub(crate) use mpeg::{walk_adts, walk_mp3};
pub(crate) use ogg::walk as walk_ogg;

use crate::MediaError;

/// What a container tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Contents {
    /// Length in milliseconds.
    pub duration_ms: Option<u32>,
    /// The size in pixels that the pictures are shown in; absent where there are none.
    pub size: Option<(u32, u32)>,
    /// Whether there is a track of sound.
    pub has_sound: bool,
}

/// The most steps of a walk. A file of ordinary make needs a few thousand; one made to hold us up
/// ends here.
const MOST_STEPS: u32 = 4_000_000;

/// Counts the steps of a walk.
#[derive(Debug, Default)]
struct Steps(u32);

impl Steps {
    fn take(&mut self) -> Result<(), MediaError> {
        self.0 += 1;
        if self.0 > MOST_STEPS {
            return Err(MediaError::DamagedHeader {
                reason: "it is cut into more pieces than can be followed",
            });
        }
        Ok(())
    }
}

/// The bytes at a place. Fails as cut off where they are not there.
fn read_at<const N: usize>(
    source: &mut (impl Read + Seek),
    at: u64,
) -> Result<[u8; N], MediaError> {
    let mut bytes = [0; N];
    source.seek(SeekFrom::Start(at))?;
    source.read_exact(&mut bytes)?;
    Ok(bytes)
}

/// So many units of so many a second, in milliseconds.
fn milliseconds(units: u64, per_second: u64) -> Option<u32> {
    let millis = (u128::from(units) * 1_000).checked_div(u128::from(per_second))?;
    u32::try_from(millis).ok()
}

const NOTHING_INSIDE: MediaError = MediaError::DamagedHeader {
    reason: "there is neither sound nor a picture in it",
};

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use proptest::prelude::*;

    use super::*;
    use crate::samples;

    type Walk = fn(&mut Cursor<Vec<u8>>, u64) -> Result<Contents, MediaError>;

    type Sample = fn() -> Vec<u8>;

    const WALKS: [(Walk, Sample); 5] = [
        (walk_iso, || samples::mp4(Some((320, 240)), 2_500)),
        (walk_ebml, || {
            samples::webm(Some((64, 48)), Some(1_500.0), 10)
        }),
        (walk_ogg, || samples::ogg_opus(48_000)),
        (walk_mp3, || samples::mp3(20)),
        (walk_adts, || samples::adts(20)),
    ];

    proptest! {
        #[test]
        fn no_cut_and_no_flipped_byte_makes_a_walk_panic_or_run_on(
            which in 0_usize..WALKS.len(),
            cut in 0_usize..1_000,
            flips in prop::collection::vec((0_usize..1_000, any::<u8>()), 0..4),
        ) {
            let (walk, sample) = WALKS[which];
            let mut bytes = sample();
            for (place, byte) in flips {
                let place = place * bytes.len() / 1_000;
                bytes[place] = byte;
            }
            bytes.truncate(bytes.len() * cut / 1_000);
            let length = bytes.len() as u64;
            // Whatever comes of it, it comes.
            let _ = walk(&mut Cursor::new(bytes), length);
        }

        #[test]
        fn a_container_cut_anywhere_is_refused_or_shorter(which in 0_usize..WALKS.len(), cut in 0_usize..1_000) {
            let (walk, sample) = WALKS[which];
            let whole = sample();
            let length = whole.len() as u64;
            let full = walk(&mut Cursor::new(whole.clone()), length).unwrap();
            let cut = whole[..whole.len() * cut / 1_000].to_vec();
            let length = cut.len() as u64;
            if let Ok(part) = walk(&mut Cursor::new(cut), length) {
                prop_assert!(part.duration_ms <= full.duration_ms);
            }
        }
    }
}
