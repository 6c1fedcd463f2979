//! Sound as a program writes it to a pipe: its head was written before the length was known.

use bytes::Bytes;

use crate::media::wav;

/// The samples with a head that tells the truth; `None` where there are none.
pub(super) fn whole(file: &[u8]) -> Option<Bytes> {
    if file.get(..4)? != b"RIFF" || file.get(8..12)? != b"WAVE" {
        return None;
    }
    let mut at = 12;
    let mut format = None;
    loop {
        let name = file.get(at..at + 4)?;
        let length = u32::from_le_bytes(file.get(at + 4..at + 8)?.try_into().ok()?);
        let body = file.get(at + 8..)?;
        let length = usize::try_from(length).ok()?.min(body.len());
        match name {
            b"fmt " => format = Some(body.get(..length)?),
            b"data" => {
                let samples = body.get(..length)?;
                return samples_with_head(format?, samples);
            }
            _ => {}
        }
        at += 8 + length + length % 2;
    }
}

fn samples_with_head(format: &[u8], samples: &[u8]) -> Option<Bytes> {
    let word = |at: usize| Some(u16::from_le_bytes(format.get(at..at + 2)?.try_into().ok()?));
    let (kind, channels, bits) = (word(0)?, word(2)?, word(14)?);
    let rate = u32::from_le_bytes(format.get(4..8)?.try_into().ok()?);
    let usable = kind == 1 && bits == 16 && channels > 0 && rate > 0;
    (usable && !samples.is_empty()).then(|| wav(samples, rate, channels))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_head_without_a_length_is_put_right() {
        let right = wav(&[1, 0, 2, 0], 22_050, 1);
        let mut piped = right.to_vec();
        piped[4..8].copy_from_slice(&0x7fff_f024_u32.to_le_bytes());
        piped[40..44].copy_from_slice(&0x7fff_f000_u32.to_le_bytes());
        assert_eq!(whole(&piped), Some(right));
        assert_eq!(whole(&wav(&[], 22_050, 1)), None, "silence of no length");
    }

    proptest! {
        #[test]
        fn no_bytes_panic(bytes in prop::collection::vec(any::<u8>(), 0..120)) {
            let _ = whole(&bytes);
            let _ = whole(&[b"RIFF0000WAVE".as_slice(), &bytes].concat());
        }
    }
}
