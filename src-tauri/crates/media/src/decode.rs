//! Opens and decodes pictures within fixed limits.

use std::io::{BufRead, Seek};

use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits};

use crate::MediaError;
use crate::error::from_decoder;

/// The longest side a picture may have, in pixels.
pub const MAX_SIDE: u32 = 16_384;
/// The most pixels a picture may have.
pub const MAX_PIXELS: u64 = MAX_SIDE as u64 * MAX_SIDE as u64;
/// The most memory a decoder may ask for, in bytes: the largest picture at four bytes a pixel,
/// and something to work with.
const MAX_ALLOC: u64 = MAX_PIXELS * 4 + (64 << 20);

/// Opens a picture far enough to know its size, and refuses one that is too large to decode.
pub(crate) fn open<'a>(
    source: impl BufRead + Seek + 'a,
    format: ImageFormat,
) -> Result<impl ImageDecoder + 'a, MediaError> {
    let mut reader = ImageReader::with_format(source, format);
    reader.limits(limits());
    let decoder = reader
        .into_decoder()
        .map_err(|error| from_decoder(error, (0, 0)))?;
    check_size(&decoder)?;
    Ok(decoder)
}

pub(crate) fn limits() -> Limits {
    let mut limits = Limits::no_limits();
    limits.max_alloc = Some(MAX_ALLOC);
    limits
}

fn check_size(decoder: &impl ImageDecoder) -> Result<(), MediaError> {
    let (width, height) = decoder.dimensions();
    let pixels = u64::from(width) * u64::from(height);
    if width == 0 || height == 0 {
        return Err(MediaError::DamagedHeader {
            reason: "the picture has no pixels",
        });
    }
    if width > MAX_SIDE
        || height > MAX_SIDE
        || pixels > MAX_PIXELS
        || decoder.total_bytes() > MAX_ALLOC
    {
        return Err(MediaError::TooLarge { width, height });
    }
    Ok(())
}

/// Decodes every pixel of the picture, as it is stored.
pub(crate) fn pixels(decoder: impl ImageDecoder) -> Result<DynamicImage, MediaError> {
    let size = decoder.dimensions();
    DynamicImage::from_decoder(decoder).map_err(|error| from_decoder(error, size))
}

/// How the picture must be turned to be seen as its maker meant. A damaged hint is no hint.
pub(crate) fn orientation(decoder: &mut impl ImageDecoder) -> Orientation {
    decoder.orientation().unwrap_or(Orientation::NoTransforms)
}

/// The size of the picture once it is turned, in pixels.
pub(crate) fn turned_size(decoder: &mut impl ImageDecoder) -> (u32, u32) {
    let (width, height) = decoder.dimensions();
    match orientation(decoder) {
        Orientation::Rotate90
        | Orientation::Rotate270
        | Orientation::Rotate90FlipH
        | Orientation::Rotate270FlipH => (height, width),
        _ => (width, height),
    }
}
