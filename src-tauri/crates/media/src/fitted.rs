//! Pictures made to fit what a model takes.

use std::fs;
use std::io::Cursor;
use std::path::Path;

use image::ImageDecoder;
use image::metadata::Orientation;

use crate::format::Format;
use crate::thumbnail::{decoded, encoded, shrunk};
use crate::{MediaError, decode};

/// Below this side, in pixels, a picture is not made any smaller.
const SMALLEST_SIDE: u32 = 64;

/// A picture that fits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FittedPicture {
    /// `image/png`, `image/jpeg` or `image/webp`.
    pub mime: &'static str,
    /// The file.
    pub bytes: Vec<u8>,
}

/// The picture at `source` with its longer side at most `longest` pixels and the whole at most
/// `most_bytes` bytes, still and turned the way it is meant to be seen. A PNG, JPEG or WebP that
/// is so already is given as it is; of an animation the first picture is taken.
///
/// # Errors
/// What [`crate::check_image`] says of pictures that cannot be decoded, [`MediaError::Resize`],
/// [`MediaError::Encode`], or [`MediaError::Io`].
pub fn fit_picture(
    source: &Path,
    longest: u32,
    most_bytes: usize,
) -> Result<FittedPicture, MediaError> {
    if let Some(fitting) = as_it_is(source, longest, most_bytes)? {
        return Ok(fitting);
    }
    let (picture, profile) = decoded(source)?;
    let mut side = longest;
    let mut picture = shrunk(picture, side)?;
    loop {
        let (bytes, mime) = encoded(&picture, profile.clone())?;
        if bytes.len() <= most_bytes || side <= SMALLEST_SIDE {
            return Ok(FittedPicture { mime, bytes });
        }
        side = side.min(picture.width().max(picture.height())) / 4 * 3;
        picture = shrunk(picture, side)?;
    }
}

/// The file itself, when it fits.
fn as_it_is(
    source: &Path,
    longest: u32,
    most_bytes: usize,
) -> Result<Option<FittedPicture>, MediaError> {
    if fs::metadata(source)?.len() > most_bytes as u64 {
        return Ok(None);
    }
    let bytes = fs::read(source)?;
    let format = Format::of(&bytes)?;
    let (Some(picture), false) = (format.picture(), may_move(format, &bytes)) else {
        return Ok(None);
    };
    let mut decoder = decode::open(Cursor::new(&bytes), picture)?;
    let upright = decode::orientation(&mut decoder) == Orientation::NoTransforms;
    let (width, height) = decoder.dimensions();
    drop(decoder);
    let fits = upright && width.max(height) <= longest;
    let mime = format.mime();
    Ok(fits.then_some(FittedPicture { mime, bytes }))
}

/// Whether there may be more than one picture in the file. Some services refuse those.
fn may_move(format: Format, bytes: &[u8]) -> bool {
    const ANIMATION: u8 = 0x02;
    match format {
        Format::Gif => true,
        Format::Webp => {
            let flags = bytes.get(20).copied().unwrap_or_default();
            bytes.get(12..16) == Some(b"VP8X") && flags & ANIMATION != 0
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use image::ImageFormat;

    use super::*;
    use crate::{probe_bytes, samples};

    fn fitted(bytes: &[u8], longest: u32, most_bytes: usize) -> FittedPicture {
        let folder = tempfile::tempdir().unwrap();
        let source = folder.path().join("source");
        fs::write(&source, bytes).unwrap();
        let picture = fit_picture(&source, longest, most_bytes).unwrap();
        assert_eq!(probe_bytes(&picture.bytes).unwrap().mime, picture.mime);
        picture
    }

    fn size(picture: &FittedPicture) -> (u32, u32) {
        let info = probe_bytes(&picture.bytes).unwrap();
        (info.width.unwrap(), info.height.unwrap())
    }

    #[test]
    fn what_fits_is_given_as_it_is() {
        for format in [ImageFormat::Png, ImageFormat::Jpeg, ImageFormat::WebP] {
            let bytes = samples::picture(60, 40, format);
            assert_eq!(fitted(&bytes, 60, 1 << 20).bytes, bytes, "{format:?}");
        }
    }

    #[test]
    fn what_is_too_large_is_made_smaller() {
        let bytes = samples::picture(600, 400, ImageFormat::Png);
        let picture = fitted(&bytes, 300, 1 << 20);
        assert_eq!((picture.mime, size(&picture)), ("image/jpeg", (300, 200)));
    }

    #[test]
    fn a_file_over_the_limit_is_shrunk_until_it_is_not() {
        let bytes = samples::half_clear(900, 900);
        assert_eq!(fitted(&bytes, 2_000, bytes.len()).bytes, bytes);
        let noisy = samples::picture(900, 900, ImageFormat::Png);
        let picture = fitted(&noisy, 2_000, 60_000);
        assert!(picture.bytes.len() <= 60_000);
        assert!(size(&picture).0 > 100, "no smaller than need be");
    }

    #[test]
    fn a_limit_that_nothing_meets_still_ends() {
        let bytes = samples::picture(900, 900, ImageFormat::Png);
        assert!(size(&fitted(&bytes, 2_000, 1)).0 <= SMALLEST_SIDE);
    }

    #[test]
    fn animations_stand_still_and_turned_pictures_are_upright() {
        let still = fitted(&samples::animation(30, 20, 3), 2_000, 1 << 20);
        assert_eq!((still.mime, size(&still)), ("image/jpeg", (30, 20)));
        let turned = samples::turned_jpeg(60, 40, 6);
        let upright = fitted(&turned, 2_000, 1 << 20);
        assert_ne!(upright.bytes, turned);
        assert_eq!(size(&upright), (40, 60));
    }
}
