//! How long a sound is, read from its header.

use std::io::{Read, Seek, SeekFrom};

use crate::MediaError;

/// From here on the size of a WAV file's data is no size: whoever wrote it as a stream did not know
/// it, and put in the largest number, or one near it.
const NO_SIZE: u64 = 0x7000_0000;

/// The length in milliseconds that the chunks of a WAV file add up to.
///
/// A file that was written as a stream claims to have no data, or more than there could be: what
/// is there counts.
pub(crate) fn wav_duration(
    source: &mut (impl Read + Seek),
    length: u64,
) -> Result<Option<u32>, MediaError> {
    const FIRST_CHUNK: u64 = 12;
    let mut at = FIRST_CHUNK;
    let mut bytes_per_second = 0;
    loop {
        source.seek(SeekFrom::Start(at))?;
        let mut header = [0; 8];
        source.read_exact(&mut header)?;
        let [id @ .., s0, s1, s2, s3] = header;
        let claimed = u64::from(u32::from_le_bytes([s0, s1, s2, s3]));
        at += 8;
        match &id {
            b"fmt " => bytes_per_second = wav_bytes_per_second(source)?,
            b"data" if bytes_per_second == 0 => {
                return Err(MediaError::DamagedHeader {
                    reason: "the sound has no sample rate",
                });
            }
            b"data" => {
                let there = length.saturating_sub(at);
                let is_stream = claimed == 0 || claimed >= NO_SIZE;
                // Some count the byte that would bring the next chunk to an even place.
                if !is_stream && claimed > there + 1 {
                    return Err(MediaError::Truncated);
                }
                let data = if is_stream { there } else { claimed.min(there) };
                return Ok(milliseconds(data, u64::from(bytes_per_second)));
            }
            _ => {}
        }
        // Chunks begin at even places.
        at += claimed + claimed % 2;
    }
}

fn wav_bytes_per_second(source: &mut impl Read) -> Result<u32, MediaError> {
    let mut format = [0; 16];
    source.read_exact(&mut format)?;
    let [_, _, _, _, _, _, _, _, rate @ .., _, _, _, _] = format;
    Ok(u32::from_le_bytes(rate))
}

/// The length in milliseconds that the first block of a FLAC file tells; a stream of unknown
/// length tells none.
pub(crate) fn flac_duration(source: &mut (impl Read + Seek)) -> Result<Option<u32>, MediaError> {
    const RATE_AND_LENGTH: u64 = 18;
    source.seek(SeekFrom::Start(RATE_AND_LENGTH))?;
    let mut field = [0; 8];
    source.read_exact(&mut field)?;
    let field = u64::from_be_bytes(field);
    let (rate, samples) = (field >> 44, field & 0xf_ffff_ffff);
    if rate == 0 {
        return Err(MediaError::DamagedHeader {
            reason: "the sound has no sample rate",
        });
    }
    Ok((samples > 0).then(|| milliseconds(samples, rate)).flatten())
}

fn milliseconds(units: u64, per_second: u64) -> Option<u32> {
    let millis = u128::from(units) * 1_000 / u128::from(per_second);
    u32::try_from(millis).ok()
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;
    use crate::samples::wav;

    fn duration(bytes: &[u8]) -> Result<Option<u32>, MediaError> {
        wav_duration(&mut Cursor::new(bytes), bytes.len() as u64)
    }

    #[test]
    fn the_length_of_a_wav_is_its_data_over_its_rate() {
        assert_eq!(duration(&wav(8_000, 4_000)).unwrap(), Some(500));
        assert_eq!(duration(&wav(44_100, 0)).unwrap(), Some(0));
    }

    #[test]
    fn a_wav_written_as_a_stream_is_as_long_as_what_is_there() {
        for claim in [0_u32, 0x7fff_f000, u32::MAX] {
            let mut bytes = wav(8_000, 4_000);
            bytes[40..44].copy_from_slice(&claim.to_le_bytes());
            assert_eq!(duration(&bytes).unwrap(), Some(500));
        }
    }

    #[test]
    fn a_wav_that_lacks_some_of_its_data_is_truncated() {
        let whole = wav(8_000, 4_000);
        for missing in [2, 2_000, whole.len() - 44] {
            let result = duration(&whole[..whole.len() - missing]);
            assert!(
                matches!(result, Err(MediaError::Truncated)),
                "{missing}: {result:?}"
            );
        }
    }

    #[test]
    fn chunks_before_the_data_are_passed_over() {
        let plain = wav(8_000, 800);
        let odd_chunk = b"LIST\x03\0\0\0abc\0";
        let bytes = [&plain[..36], odd_chunk, &plain[36..]].concat();
        assert_eq!(duration(&bytes).unwrap(), Some(100));
    }

    #[test]
    fn headers_that_make_no_sense_are_told_apart_from_short_ones() {
        let mut no_rate = wav(8_000, 800);
        no_rate[28..32].fill(0);
        assert!(matches!(
            duration(&no_rate),
            Err(MediaError::DamagedHeader { .. })
        ));
        assert!(matches!(
            duration(&wav(8_000, 800)[..30]),
            Err(MediaError::Truncated)
        ));
    }

    #[test]
    fn a_flac_tells_its_length_in_its_first_block() {
        let mut bytes = b"fLaC\x80\0\0\x22".to_vec();
        bytes.extend_from_slice(&[0; 10]);
        let (rate, samples) = (48_000_u64, 24_000);
        bytes.extend_from_slice(&((rate << 44) + samples).to_be_bytes());
        assert_eq!(flac_duration(&mut Cursor::new(&bytes)).unwrap(), Some(500));
    }
}
