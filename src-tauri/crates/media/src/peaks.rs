//! The shape of a sound: its quietest and loudest moments, in steps of three lengths.
//!
//! A file of peaks begins with `PEAKS\0\0\x01`, the sound's rate in samples a second (four bytes)
//! and its length in samples (eight). Then come three lists, for spans of 256, 4,096 and 65,536
//! samples: each is the number of its spans (four bytes), then for each span the least and the
//! greatest sample in it, over all channels, as signed bytes. Numbers begin with their low byte.

use std::fs::File;
use std::io::{BufReader, Read, Seek, SeekFrom};
use std::path::Path;

use symphonia::core::codecs::audio::{AudioDecoder, AudioDecoderOptions};
use symphonia::core::errors::Error;
use symphonia::core::formats::probe::Hint;
use symphonia::core::formats::{FormatOptions, FormatReader, TrackType};
use symphonia::core::io::{MediaSourceStream, MediaSourceStreamOptions};
use symphonia::core::meta::MetadataOptions;

use crate::MediaError;

/// How many samples a peak stands for, in each list.
pub const PEAK_SPANS: [usize; 3] = [256, 4_096, 65_536];
/// Spans of one list in a span of the next.
const STEP: usize = 16;
const MAGIC: &[u8; 8] = b"PEAKS\0\0\x01";
/// Bytes read from the file at a time.
const READ_AHEAD: usize = 256 * 1_024;

/// The shape of a sound.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Peaks {
    /// Samples a second.
    pub rate: u32,
    /// Samples in all, of one channel.
    pub samples: u64,
    /// For each of [`PEAK_SPANS`], the least and greatest sample of each span.
    pub levels: [Vec<[i8; 2]>; 3],
}

impl Peaks {
    /// As the file of peaks holds it.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = MAGIC.to_vec();
        bytes.extend_from_slice(&self.rate.to_le_bytes());
        bytes.extend_from_slice(&self.samples.to_le_bytes());
        for level in &self.levels {
            let count = u32::try_from(level.len()).unwrap_or(u32::MAX);
            bytes.extend_from_slice(&count.to_le_bytes());
            bytes.extend(level.iter().flatten().map(|value| value.cast_unsigned()));
        }
        bytes
    }
}

/// Reads a sound from its beginning to its end for its peaks. However long it is, only its peaks
/// are held.
///
/// # Errors
/// [`MediaError::Sound`] for what is not decoded here (Opus, for one), [`MediaError::Io`].
pub fn peaks(path: &Path) -> Result<Peaks, MediaError> {
    let mut sound = Sound::open(path)?;
    let mut gathered = Gathered::default();
    let mut rate = 0;
    while let Some(packet) = next_packet(&mut *sound.format)? {
        if packet.track_id != sound.track {
            continue;
        }
        match sound.decoder.decode(&packet) {
            Ok(decoded) => {
                rate = decoded.spec().rate();
                decoded.copy_to_vecs_planar(&mut sound.channels);
                gathered.take(&sound.channels);
            }
            // A piece that is damaged is left out, as players do.
            Err(Error::DecodeError(_)) => {}
            Err(error) => return Err(failed(error)),
        }
    }
    Ok(gathered.into_peaks(rate))
}

struct Sound {
    format: Box<dyn FormatReader>,
    decoder: Box<dyn AudioDecoder>,
    track: u32,
    /// What was decoded last, channel by channel.
    channels: Vec<Vec<f32>>,
}

impl Sound {
    fn open(path: &Path) -> Result<Self, MediaError> {
        let options = MediaSourceStreamOptions {
            buffer_len: READ_AHEAD,
        };
        let source = MediaSourceStream::new(Box::new(File::open(path)?), options);
        let format = symphonia::default::get_probe()
            .probe(
                &Hint::new(),
                source,
                FormatOptions::default(),
                MetadataOptions::default(),
            )
            .map_err(failed)?;
        let nothing = MediaError::Sound(Error::Unsupported("no sound"));
        let Some(track) = format.default_track(TrackType::Audio) else {
            return Err(nothing);
        };
        let Some(parameters) = track.codec_params.as_ref().and_then(|it| it.audio()) else {
            return Err(nothing);
        };
        let decoder = symphonia::default::get_codecs()
            .make_audio_decoder(parameters, &AudioDecoderOptions::default())
            .map_err(failed)?;
        Ok(Self {
            track: track.id,
            decoder,
            format,
            channels: Vec::new(),
        })
    }
}

/// The next piece; nothing at the end, also where that is missing.
fn next_packet(
    format: &mut dyn FormatReader,
) -> Result<Option<symphonia::core::packet::Packet>, MediaError> {
    match format.next_packet() {
        Ok(packet) => Ok(packet),
        Err(Error::ResetRequired) => Ok(None),
        Err(Error::IoError(error)) if error.kind() == std::io::ErrorKind::UnexpectedEof => Ok(None),
        Err(error) => Err(failed(error)),
    }
}

fn failed(error: Error) -> MediaError {
    match error {
        Error::IoError(error) => error.into(),
        error => MediaError::Sound(error),
    }
}

/// A span that is not over.
#[derive(Debug, Clone, Copy)]
struct Span {
    least: f32,
    greatest: f32,
    samples: usize,
}

impl Span {
    const EMPTY: Self = Self {
        least: f32::INFINITY,
        greatest: f32::NEG_INFINITY,
        samples: 0,
    };

    /// As it is kept.
    fn peak(self) -> [i8; 2] {
        // Out of the range, and where there is no number, the cast gives the nearest or none.
        [self.least, self.greatest].map(|value| (value * 127.0).round() as i8)
    }
}

#[derive(Debug)]
struct Gathered {
    open: Span,
    finest: Vec<[i8; 2]>,
    samples: u64,
}

impl Default for Gathered {
    fn default() -> Self {
        Self {
            open: Span::EMPTY,
            finest: Vec::new(),
            samples: 0,
        }
    }
}

impl Gathered {
    fn take(&mut self, channels: &[Vec<f32>]) {
        let length = channels.iter().map(Vec::len).min().unwrap_or(0);
        let mut at = 0;
        while at < length {
            let part = (PEAK_SPANS[0] - self.open.samples).min(length - at);
            for channel in channels {
                let (least, greatest) = extremes(&channel[at..at + part]);
                self.open.least = self.open.least.min(least);
                self.open.greatest = self.open.greatest.max(greatest);
            }
            self.open.samples += part;
            at += part;
            if self.open.samples == PEAK_SPANS[0] {
                self.close();
            }
        }
        self.samples += length as u64;
    }

    fn close(&mut self) {
        self.finest.push(self.open.peak());
        self.open = Span::EMPTY;
    }

    fn into_peaks(mut self, rate: u32) -> Peaks {
        if self.open.samples > 0 {
            self.close();
        }
        let middle = coarser(&self.finest);
        let coarsest = coarser(&middle);
        Peaks {
            rate,
            samples: self.samples,
            levels: [self.finest, middle, coarsest],
        }
    }
}

/// The least and the greatest of some samples; eight side by side, so that they are compared as
/// fast as they are read.
fn extremes(samples: &[f32]) -> (f32, f32) {
    const SIDE_BY_SIDE: usize = 8;
    let mut least = [f32::INFINITY; SIDE_BY_SIDE];
    let mut greatest = [f32::NEG_INFINITY; SIDE_BY_SIDE];
    let (eights, rest) = samples.as_chunks::<SIDE_BY_SIDE>();
    for eight in eights {
        for ((least, greatest), &value) in least.iter_mut().zip(&mut greatest).zip(eight) {
            *least = if value < *least { value } else { *least };
            *greatest = if value > *greatest { value } else { *greatest };
        }
    }
    let least = least
        .iter()
        .chain(rest)
        .copied()
        .fold(f32::INFINITY, f32::min);
    let greatest = greatest
        .iter()
        .chain(rest)
        .copied()
        .fold(f32::NEG_INFINITY, f32::max);
    (least, greatest)
}

fn coarser(peaks: &[[i8; 2]]) -> Vec<[i8; 2]> {
    let joined = |part: &[[i8; 2]]| {
        let least = part.iter().map(|peak| peak[0]).min().unwrap_or(0);
        let greatest = part.iter().map(|peak| peak[1]).max().unwrap_or(0);
        [least, greatest]
    };
    peaks.chunks(STEP).map(joined).collect()
}

/// From a file of peaks, the coarsest list that has at least `wanted` of them, or the finest:
/// bytes in pairs, the least and the greatest sample of each span.
///
/// # Errors
/// [`MediaError::DamagedHeader`] or [`MediaError::Truncated`] when it is no such file,
/// [`MediaError::Io`].
pub fn read_peaks(path: &Path, wanted: usize) -> Result<Vec<u8>, MediaError> {
    let mut file = BufReader::new(File::open(path)?);
    let mut head = [0; 20];
    file.read_exact(&mut head)?;
    if !head.starts_with(MAGIC) {
        return Err(MediaError::DamagedHeader {
            reason: "it is no file of peaks",
        });
    }
    let mut lists = Vec::with_capacity(PEAK_SPANS.len());
    for _ in PEAK_SPANS {
        let mut count = [0; 4];
        file.read_exact(&mut count)?;
        let bytes = u64::from(u32::from_le_bytes(count)) * 2;
        lists.push((file.stream_position()?, bytes));
        file.seek(SeekFrom::Current(i64::try_from(bytes).unwrap_or(i64::MAX)))?;
    }
    let enough = |(_, bytes): &&(u64, u64)| *bytes >= wanted as u64 * 2;
    let chosen = lists.iter().rev().find(enough).or(lists.first());
    let &(start, length) = chosen.unwrap_or(&(0, 0));
    file.seek(SeekFrom::Start(start))?;
    let mut bytes = Vec::new();
    file.take(length).read_to_end(&mut bytes)?;
    if bytes.len() as u64 != length {
        return Err(MediaError::Truncated);
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use proptest::prelude::*;

    use super::*;
    use crate::samples;

    fn kept(bytes: &[u8]) -> (tempfile::TempDir, std::path::PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("sound");
        fs::write(&path, bytes).unwrap();
        (folder, path)
    }

    /// A WAV of these samples, one channel of sixteen bits.
    fn wav(samples: &[i16]) -> Vec<u8> {
        let mut bytes = samples::wav(8_000, u32::try_from(samples.len()).unwrap());
        bytes.truncate(44);
        bytes.extend(samples.iter().flat_map(|it| it.to_le_bytes()));
        bytes
    }

    #[test]
    fn a_peak_is_the_least_and_the_greatest_of_its_span() {
        let mut samples = vec![0_i16; 600];
        samples[10] = 16_384;
        samples[300] = -32_768;
        samples[599] = 8_192;
        let (_folder, path) = kept(&wav(&samples));
        let found = peaks(&path).unwrap();
        assert_eq!((found.rate, found.samples), (8_000, 600));
        assert_eq!(found.levels[0], [[0, 64], [-127, 0], [0, 32]]);
        assert_eq!(found.levels[1], [[-127, 64]]);
        assert_eq!(found.levels[2], [[-127, 64]]);
    }

    #[test]
    fn silence_and_nothing_are_flat() {
        let (_folder, path) = kept(&samples::wav(8_000, 512));
        assert_eq!(peaks(&path).unwrap().levels[0], [[0, 0], [0, 0]]);
    }

    #[test]
    fn compressed_sound_is_read_to_its_end() {
        let (_folder, path) = kept(&samples::mp3(40));
        let found = peaks(&path).unwrap();
        assert_eq!(found.rate, 44_100);
        assert!(
            (38 * 1_152..=40 * 1_152).contains(&found.samples),
            "{}",
            found.samples
        );
    }

    #[test]
    fn what_is_not_decoded_here_says_so() {
        let (_folder, path) = kept(&samples::ogg_opus(48_000));
        assert!(matches!(peaks(&path), Err(MediaError::Sound(_))));
        let (_folder, path) = kept(b"<html>");
        assert!(peaks(&path).is_err());
    }

    #[test]
    fn the_coarsest_list_that_suffices_is_given() {
        let peaks = Peaks {
            rate: 1,
            samples: 1,
            levels: [vec![[1, 2]; 300], vec![[3, 4]; 19], vec![[5, 6]; 2]],
        };
        let (_folder, path) = kept(&peaks.to_bytes());
        assert_eq!(read_peaks(&path, 1).unwrap(), [5, 6, 5, 6]);
        assert_eq!(read_peaks(&path, 19).unwrap().len(), 38);
        assert_eq!(read_peaks(&path, 20).unwrap().len(), 600);
        assert_eq!(read_peaks(&path, 9_999).unwrap().len(), 600);
    }

    #[test]
    fn a_file_that_is_none_or_cut_off_is_told() {
        let bytes = Peaks {
            rate: 1,
            samples: 1,
            levels: [vec![[1, 2]; 300], vec![[3, 4]; 19], vec![[5, 6]; 2]],
        }
        .to_bytes();
        for length in [0, 10, 21, bytes.len() - 1] {
            let (_folder, path) = kept(&bytes[..length]);
            assert!(read_peaks(&path, 1).is_err(), "{length} bytes were taken");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(40))]

        #[test]
        fn lists_agree_with_a_plain_search(
            samples in prop::collection::vec(any::<i16>(), 1..9_000),
        ) {
            let (_folder, path) = kept(&wav(&samples));
            let found = peaks(&path).unwrap();
            for (span, level) in PEAK_SPANS.into_iter().zip(&found.levels) {
                let expected: Vec<[i8; 2]> = samples
                    .chunks(span)
                    .map(|part| {
                        let as_kept = |value: i16| (f32::from(value) / 32_768.0 * 127.0).round() as i8;
                        let (least, greatest) = (part.iter().min(), part.iter().max());
                        [as_kept(*least.unwrap()), as_kept(*greatest.unwrap())]
                    })
                    .collect();
                prop_assert_eq!(level, &expected);
            }
        }
    }
}
