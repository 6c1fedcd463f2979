//! Says what a file is from its bytes, without decoding it.

use std::fs::File;
use std::io::{BufReader, Cursor, Read, Seek};
use std::path::Path;

use studio_domain::AssetKind;

use crate::container::{self, Contents};
use crate::format::Format;
use crate::{MediaError, decode, pdf, sound, svg};

/// What a file is, found by looking at its bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MediaInfo {
    /// Picture, film, sound or document.
    pub kind: AssetKind,
    /// The type of its bytes.
    pub mime: &'static str,
    /// Pixels across as it is seen, that is after it is turned; for what can be seen.
    pub width: Option<u32>,
    /// Pixels down as it is seen; for what can be seen.
    pub height: Option<u32>,
    /// Length in milliseconds, where the file tells it; for what can be played.
    pub duration_ms: Option<u32>,
    /// The usual file name extension, without a dot.
    pub extension: &'static str,
}

impl MediaInfo {
    fn of(format: Format) -> Self {
        Self {
            kind: format.kind(),
            mime: format.mime(),
            width: None,
            height: None,
            duration_ms: None,
            extension: format.extension(),
        }
    }

    /// A container is a film where there is something to see in it, and sound where not.
    fn played(format: Format, contents: Contents) -> Self {
        let format = match contents.size {
            Some(_) => format.with_pictures(),
            None => format.without_pictures().unwrap_or(format),
        };
        Self {
            width: contents.size.map(|(width, _)| width),
            height: contents.size.map(|(_, height)| height),
            duration_ms: contents.duration_ms,
            ..Self::of(format)
        }
    }

    pub(crate) fn picture(format: Format, width: u32, height: u32) -> Self {
        Self {
            width: Some(width),
            height: Some(height),
            ..Self::of(format)
        }
    }
}

/// Probes a file of `length` bytes: of a picture its header, of sound and film the containers'
/// headers to the end.
///
/// # Errors
/// [`MediaError::Empty`], [`MediaError::NotMedia`], [`MediaError::Unsupported`];
/// [`MediaError::Truncated`], [`MediaError::TooLarge`] or [`MediaError::Damaged`] when the header
/// already shows it; [`MediaError::Io`].
pub fn probe(source: &mut (impl Read + Seek), length: u64) -> Result<MediaInfo, MediaError> {
    let format = Format::read(source)?;
    if let Some(picture) = format.picture() {
        let mut decoder = decode::open(BufReader::new(source), picture)?;
        let (width, height) = decode::turned_size(&mut decoder);
        return Ok(MediaInfo::picture(format, width, height));
    }
    match format {
        Format::Svg => drawing(source),
        Format::Pdf => pdf::check(source, length).map(|()| MediaInfo::of(format)),
        Format::Wav => Ok(MediaInfo {
            duration_ms: sound::wav_duration(source, length)?,
            ..MediaInfo::of(format)
        }),
        Format::Flac => Ok(MediaInfo {
            duration_ms: sound::flac_duration(source)?,
            ..MediaInfo::of(format)
        }),
        _ => {
            let contents = walk(format, source, length)?;
            Ok(MediaInfo::played(format, contents))
        }
    }
}

fn drawing(source: &mut (impl Read + Seek)) -> Result<MediaInfo, MediaError> {
    let mut text = Vec::new();
    source.rewind()?;
    source.read_to_end(&mut text)?;
    let size = svg::check(&text)?;
    Ok(MediaInfo {
        width: size.map(|(width, _)| width),
        height: size.map(|(_, height)| height),
        ..MediaInfo::of(Format::Svg)
    })
}

fn walk(
    format: Format,
    source: &mut (impl Read + Seek),
    length: u64,
) -> Result<Contents, MediaError> {
    match format {
        Format::Mp3 => container::walk_mp3(source, length),
        Format::Aac => container::walk_adts(source, length),
        Format::OggAudio | Format::OggVideo => container::walk_ogg(source, length),
        Format::Webm | Format::WebmAudio | Format::Matroska => container::walk_ebml(source, length),
        _ => container::walk_iso(source, length),
    }
}

/// Probes bytes that are in memory.
///
/// # Errors
/// As [`probe`].
pub fn probe_bytes(bytes: &[u8]) -> Result<MediaInfo, MediaError> {
    probe(&mut Cursor::new(bytes), bytes.len() as u64)
}

/// Probes the file at `path`; its name does not matter.
///
/// # Errors
/// As [`probe`].
pub fn probe_file(path: &Path) -> Result<MediaInfo, MediaError> {
    let mut file = File::open(path)?;
    let length = file.metadata()?.len();
    probe(&mut file, length)
}

/// The type of the file at `path`, from its first bytes alone: quicker than [`probe_file`], and
/// silent about a header that is wrong.
///
/// # Errors
/// [`MediaError::Empty`], [`MediaError::NotMedia`], [`MediaError::Unsupported`],
/// [`MediaError::Truncated`], [`MediaError::Io`].
pub fn sniff_file(path: &Path) -> Result<&'static str, MediaError> {
    Ok(Format::read(&mut File::open(path)?)?.mime())
}

/// The usual file name extension, without a dot, for a type that [`probe`] tells; `bin` for any
/// other.
#[must_use]
pub fn extension(mime: &str) -> &'static str {
    Format::ALL
        .into_iter()
        .find(|format| format.mime() == mime)
        .map_or("bin", Format::extension)
}

#[cfg(test)]
mod tests {
    use image::ImageFormat;
    use proptest::prelude::*;

    use super::*;
    use crate::samples;

    #[test]
    fn a_picture_tells_its_size() {
        for format in [
            ImageFormat::Png,
            ImageFormat::Jpeg,
            ImageFormat::WebP,
            ImageFormat::Gif,
        ] {
            let info = probe_bytes(&samples::picture(123, 45, format)).unwrap();
            assert_eq!(info.kind, AssetKind::Image);
            assert_eq!(
                (info.width, info.height),
                (Some(123), Some(45)),
                "{format:?}"
            );
            assert!(format.extensions_str().contains(&info.extension));
        }
    }

    #[test]
    fn a_turned_picture_has_the_size_it_is_seen_in() {
        for (orientation, size) in [(1, (40, 20)), (3, (40, 20)), (6, (20, 40)), (8, (20, 40))] {
            let info = probe_bytes(&samples::turned_jpeg(40, 20, orientation)).unwrap();
            assert_eq!(
                (info.width, info.height),
                (Some(size.0), Some(size.1)),
                "{orientation}"
            );
        }
    }

    #[test]
    fn a_sound_tells_its_length() {
        let info = probe_bytes(&samples::wav(16_000, 8_000)).unwrap();
        let expected = MediaInfo {
            kind: AssetKind::Audio,
            mime: "audio/wav",
            width: None,
            height: None,
            duration_ms: Some(500),
            extension: "wav",
        };
        assert_eq!(info, expected);
    }

    #[test]
    fn a_header_that_claims_too_many_pixels_is_refused() {
        let result = probe_bytes(&samples::png_claiming(40_000, 3));
        assert!(
            matches!(
                result,
                Err(MediaError::TooLarge {
                    width: 40_000,
                    height: 3
                })
            ),
            "{result:?}"
        );
    }

    #[test]
    fn an_extension_is_found_by_the_type() {
        for (mime, expected) in [
            ("image/jpeg", "jpg"),
            ("video/webm", "webm"),
            ("audio/mpeg", "mp3"),
            ("text/html", "bin"),
        ] {
            assert_eq!(extension(mime), expected);
        }
    }

    #[test]
    fn the_name_of_a_file_does_not_matter() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("picture.mp4");
        std::fs::write(&path, samples::picture(2, 2, ImageFormat::Png)).unwrap();
        assert_eq!(probe_file(&path).unwrap().mime, "image/png");
        assert_eq!(sniff_file(&path).unwrap(), "image/png");
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(
            magic in prop::sample::select(vec![
                b"\x89PNG\r\n\x1a\n".to_vec(), b"\xff\xd8\xff".to_vec(), b"GIF89a".to_vec(),
                b"RIFF\x40\0\0\0WEBP".to_vec(), b"RIFF\x40\0\0\0WAVE".to_vec(), b"fLaC".to_vec(),
                b"OggS".to_vec(), b"\0\0\0\x20ftyp".to_vec(), b"\x1a\x45\xdf\xa3".to_vec(), vec![],
            ]),
            rest in prop::collection::vec(any::<u8>(), 0..200),
        ) {
            let bytes = [magic, rest].concat();
            if let Ok(info) = probe_bytes(&bytes) {
                prop_assert!(!info.mime.is_empty());
            }
        }
    }
}
