//! Raw samples, made into a file.

use bytes::{BufMut, Bytes, BytesMut};

/// The length of a WAV file's head with one `fmt ` and one `data` chunk.
const HEAD_LENGTH: u32 = 44;

/// Samples of 16 bits, little-endian, as a WAV file (RIFF, PCM format 1).
pub(crate) fn wav(samples: &[u8], rate: u32, channels: u16) -> Bytes {
    let length = u32::try_from(samples.len()).unwrap_or(u32::MAX - HEAD_LENGTH);
    let frame = channels.saturating_mul(2);
    let mut file = BytesMut::with_capacity(samples.len() + HEAD_LENGTH as usize);
    file.put_slice(b"RIFF");
    file.put_u32_le(length.saturating_add(HEAD_LENGTH - 8));
    file.put_slice(b"WAVEfmt ");
    file.put_u32_le(16);
    file.put_u16_le(1);
    file.put_u16_le(channels);
    file.put_u32_le(rate);
    file.put_u32_le(rate.saturating_mul(u32::from(frame)));
    file.put_u16_le(frame);
    file.put_u16_le(16);
    file.put_slice(b"data");
    file.put_u32_le(length);
    file.put_slice(samples);
    file.freeze()
}

#[cfg(test)]
mod tests {
    use super::wav;

    #[test]
    fn samples_get_the_head_of_a_wav_file() {
        let file = wav(&[1, 0, 2, 0], 24_000, 1);
        assert_eq!(&file[..4], b"RIFF");
        assert_eq!(file[4..8], 40_u32.to_le_bytes());
        assert_eq!(file[24..28], 24_000_u32.to_le_bytes());
        assert_eq!(file[28..32], 48_000_u32.to_le_bytes());
        assert_eq!(file[40..44], 4_u32.to_le_bytes());
        assert_eq!(&file[44..], [1, 0, 2, 0]);
    }
}
