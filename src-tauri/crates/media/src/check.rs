//! Looks at a whole file, to know that it is what it says and that all of it is there.

use std::fs::File;
use std::io::{BufReader, Cursor, Read};
use std::path::Path;

use image::codecs::gif::GifDecoder;
use image::{AnimationDecoder, ImageDecoder, ImageFormat};

use crate::decode::{self, MAX_PIXELS};
use crate::error::from_decoder;
use crate::format::Format;
use crate::{MediaError, MediaInfo, probe, whole};

/// Looks at all of the file at `path` and says what it is: a picture is decoded from its first to
/// its last pixel, a drawing is read for what could run or call home, the containers of sound and
/// film are walked to their end, and a document must have its own.
///
/// # Errors
/// [`MediaError::Empty`], [`MediaError::Truncated`], [`MediaError::NotMedia`],
/// [`MediaError::TooLarge`] (before any large allocation), [`MediaError::Unsupported`],
/// [`MediaError::UnsafeSvg`], [`MediaError::Damaged`], [`MediaError::DamagedHeader`], or
/// [`MediaError::Io`].
pub fn check_file(path: &Path) -> Result<MediaInfo, MediaError> {
    let mut file = File::open(path)?;
    let length = file.metadata()?.len();
    let format = Format::read(&mut file)?;
    if let Some(picture) = format.picture() {
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes)?;
        return check_picture(format, picture, &bytes);
    }
    probe::probe(&mut BufReader::new(file), length)
}

fn check_picture(
    format: Format,
    picture: ImageFormat,
    bytes: &[u8],
) -> Result<MediaInfo, MediaError> {
    if !whole::is_whole(format, bytes) {
        return Err(MediaError::Truncated);
    }
    let mut decoder = decode::open(Cursor::new(bytes), picture)?;
    let (width, height) = decode::turned_size(&mut decoder);
    decode::pixels(decoder)?;
    if format == Format::Gif {
        check_frames(bytes)?;
    }
    Ok(MediaInfo::picture(format, width, height))
}

/// Decodes the frames of an animation, up to as many pixels in all as one picture may have.
fn check_frames(bytes: &[u8]) -> Result<(), MediaError> {
    let mut decoder =
        GifDecoder::new(Cursor::new(bytes)).map_err(|error| from_decoder(error, (0, 0)))?;
    let (width, height) = decoder.dimensions();
    let size = (width, height);
    decoder
        .set_limits(decode::limits())
        .map_err(|error| from_decoder(error, size))?;
    let affordable = MAX_PIXELS / (u64::from(width) * u64::from(height)).max(1);
    let affordable = usize::try_from(affordable).unwrap_or(usize::MAX);
    for frame in decoder.into_frames().take(affordable) {
        frame.map_err(|error| from_decoder(error, size))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::PathBuf;

    use proptest::prelude::*;
    use studio_domain::AssetKind;

    use super::*;
    use crate::samples::{self, picture};

    fn written(bytes: &[u8], name: &str) -> (tempfile::TempDir, PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(name);
        fs::write(&path, bytes).unwrap();
        (folder, path)
    }

    fn checked(bytes: &[u8]) -> Result<MediaInfo, MediaError> {
        let (_folder, path) = written(bytes, "file.png");
        check_file(&path)
    }

    #[test]
    fn whole_pictures_pass_whatever_their_extension_says() {
        for (format, mime) in [
            (ImageFormat::Png, "image/png"),
            (ImageFormat::Jpeg, "image/jpeg"),
            (ImageFormat::WebP, "image/webp"),
            (ImageFormat::Gif, "image/gif"),
        ] {
            let info = checked(&picture(31, 17, format)).unwrap();
            assert_eq!(
                (info.mime, info.width, info.height),
                (mime, Some(31), Some(17))
            );
        }
    }

    #[test]
    fn an_empty_file_is_empty() {
        assert!(matches!(checked(b""), Err(MediaError::Empty)));
    }

    #[test]
    fn a_page_in_place_of_a_picture_is_named() {
        let result = checked(b"<!doctype html><title>502</title>");
        assert!(
            matches!(
                result,
                Err(MediaError::NotMedia {
                    looks_like: "an HTML page"
                })
            ),
            "{result:?}"
        );
    }

    #[test]
    fn sound_film_drawings_and_documents_are_checked_by_what_they_are() {
        for (bytes, mime, kind) in [
            (samples::wav(8_000, 800), "audio/wav", AssetKind::Audio),
            (samples::mp3(10), "audio/mpeg", AssetKind::Audio),
            (samples::adts(10), "audio/aac", AssetKind::Audio),
            (samples::ogg_opus(48_000), "audio/ogg", AssetKind::Audio),
            (samples::mp4(None, 500), "audio/mp4", AssetKind::Audio),
            (samples::webm(None, None, 5), "audio/webm", AssetKind::Audio),
            (
                samples::mp4(Some((64, 36)), 500),
                "video/mp4",
                AssetKind::Video,
            ),
            (
                samples::webm(Some((64, 36)), Some(500.0), 5),
                "video/webm",
                AssetKind::Video,
            ),
            (samples::SVG.to_vec(), "image/svg+xml", AssetKind::Image),
            (
                samples::PDF.to_vec(),
                "application/pdf",
                AssetKind::Document,
            ),
        ] {
            let info = checked(&bytes).unwrap();
            assert_eq!((info.mime, info.kind), (mime, kind));
            let is_played = matches!(kind, AssetKind::Audio | AssetKind::Video);
            assert_eq!(info.duration_ms.is_some(), is_played, "{mime}");
            let is_seen = matches!(kind, AssetKind::Image | AssetKind::Video);
            assert_eq!(info.width.is_some(), is_seen, "{mime}");
        }
    }

    #[test]
    fn a_document_or_a_drawing_that_was_cut_off_is_truncated() {
        for whole in [samples::PDF, samples::SVG] {
            let result = checked(&whole[..whole.len() - 8]);
            assert!(matches!(result, Err(MediaError::Truncated)), "{result:?}");
        }
    }

    #[test]
    fn a_picture_that_claims_too_many_pixels_is_refused_before_it_is_decoded() {
        for (width, height) in [(60_000, 60_000), (16_385, 1), (1, 20_000)] {
            match checked(&samples::png_claiming(width, height)) {
                Err(MediaError::TooLarge {
                    width: w,
                    height: h,
                }) => {
                    assert_eq!((w, h), (width, height));
                }
                other => panic!("{width} × {height} gave {other:?}"),
            }
        }
    }

    #[test]
    fn flipped_pixels_are_damage() {
        let mut bytes = picture(40, 40, ImageFormat::Png);
        let middle = bytes.len() / 2;
        bytes[middle] ^= 0xff;
        let result = checked(&bytes);
        assert!(matches!(result, Err(MediaError::Damaged(_))), "{result:?}");
    }

    #[test]
    fn bytes_after_the_end_do_no_harm() {
        let mut bytes = picture(20, 20, ImageFormat::Jpeg);
        bytes.extend_from_slice(&[0; 64]);
        assert!(checked(&bytes).is_ok());
    }

    #[test]
    fn an_animation_is_checked_to_its_last_frame() {
        let whole = samples::animation(12, 12, 4);
        assert!(checked(&whole).is_ok());
        let result = checked(&whole[..whole.len() - 40]);
        assert!(matches!(result, Err(MediaError::Truncated)), "{result:?}");
    }

    #[test]
    fn a_missing_file_is_not_found() {
        let error = check_file(Path::new("/nowhere/at/all.png")).unwrap_err();
        assert_eq!(error.code(), studio_domain::ErrorCode::NotFound);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(60))]

        #[test]
        fn a_picture_cut_anywhere_is_truncated(
            which in 0_usize..4,
            part in 0_usize..1_000,
        ) {
            let format = [ImageFormat::Png, ImageFormat::Jpeg, ImageFormat::WebP, ImageFormat::Gif][which];
            let whole = picture(48, 36, format);
            let cut = whole.len() * part / 1_000;
            let result = checked(&whole[..cut]);
            let typed = matches!(
                (&result, cut),
                (Err(MediaError::Empty), 0) | (Err(MediaError::Truncated), 1..)
            );
            prop_assert!(typed, "{:?} cut to {} of {} gave {:?}", format, cut, whole.len(), result);
        }
    }
}
