//! Small pictures of large ones.

use std::fs::{self, File, OpenOptions};
use std::io::{Cursor, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use fast_image_resize::images::{TypedImage, TypedImageRef};
use fast_image_resize::pixels::{U8x3, U8x4};
use fast_image_resize::{PixelTrait, ResizeOptions, Resizer};
use image::codecs::png::PngEncoder;
use image::{DynamicImage, ExtendedColorType, ImageDecoder, ImageEncoder, RgbImage, RgbaImage};

use crate::format::{Format, HEAD};
use crate::scaled_jpeg::{Photo, Shrink};
use crate::{MediaError, decode};

const JPEG_QUALITY: u8 = 85;

/// How much larger than wanted a picture must be when it is made smaller well: reading it smaller
/// still would take away what the last step needs.
const MARGIN: f32 = 1.5;

/// The sizes that thumbnails come in. Each is the longer side in pixels; the shorter follows the
/// picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ThumbnailSize {
    /// 64 pixels: chips and marks, and what a picture's colours are taken from.
    Tiny,
    /// 256 pixels: lists and small grids.
    Small,
    /// 512 pixels: grids on dense screens.
    Medium,
    /// 1,024 pixels: a picture beside text.
    Large,
}

impl ThumbnailSize {
    /// All sizes, the smallest first.
    pub const ALL: [Self; 4] = [Self::Tiny, Self::Small, Self::Medium, Self::Large];

    /// The longer side, in pixels.
    #[must_use]
    pub const fn pixels(self) -> u32 {
        match self {
            Self::Tiny => 64,
            Self::Small => 256,
            Self::Medium => 512,
            Self::Large => 1_024,
        }
    }

    /// The size whose longer side is `pixels`, if there is one.
    #[must_use]
    pub fn from_pixels(pixels: u32) -> Option<Self> {
        Self::ALL.into_iter().find(|size| size.pixels() == pixels)
    }
}

/// A thumbnail that was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Thumbnail {
    /// Which.
    pub size: ThumbnailSize,
    /// Pixels across.
    pub width: u32,
    /// Pixels down.
    pub height: u32,
    /// `image/jpeg`, or `image/png` when something shines through.
    pub mime: &'static str,
    /// The number of bytes.
    pub byte_size: u64,
}

/// Writes thumbnails of the picture at `source`, turned the way it is meant to be seen and never
/// larger than the picture itself: the picture is decoded once, and each size is made from the
/// next larger one. They come back in that order, the largest first. A file appears complete or
/// not at all; one that is there already is replaced, and a folder that is missing is made.
///
/// Colours keep the profile they have. Black, white and what lies between are mixed as they are
/// stored, not by their light, as browsers do it too.
///
/// # Errors
/// What [`crate::check_file`] says of pictures that cannot be decoded (a picture that is cut off
/// may still give a thumbnail of what is there), [`MediaError::Resize`], [`MediaError::Encode`],
/// or [`MediaError::Io`].
pub fn thumbnails(
    source: &Path,
    wanted: &[(ThumbnailSize, PathBuf)],
) -> Result<Vec<Thumbnail>, MediaError> {
    let mut wanted: Vec<_> = wanted.iter().collect();
    wanted.sort_by_key(|(size, _)| std::cmp::Reverse(*size));
    let Some((largest, _)) = wanted.first() else {
        return Ok(Vec::new());
    };
    let (mut picture, profile) = decoded_for(source, Some(largest.pixels()))?;
    let mut written = Vec::with_capacity(wanted.len());
    for (size, target) in wanted {
        picture = shrunk(picture, size.pixels())?;
        let (bytes, mime) = encoded(&picture, profile.clone())?;
        write_whole(target, &bytes)?;
        written.push(Thumbnail {
            size: *size,
            width: picture.width(),
            height: picture.height(),
            mime,
            byte_size: bytes.len() as u64,
        });
    }
    Ok(written)
}

/// The picture as thumbnails of this longer side begin with it: as small as it can be read and
/// still be made smaller well.
///
/// # Errors
/// As [`thumbnails`].
pub fn decoded_small(source: &Path, longest: u32) -> Result<DynamicImage, MediaError> {
    Ok(decoded_for(source, Some(longest))?.0)
}

/// The picture as it is meant to be seen, at eight bits a channel, and its colour profile where
/// that still fits.
pub(crate) fn decoded(source: &Path) -> Result<(DynamicImage, Option<Vec<u8>>), MediaError> {
    decoded_for(source, None)
}

/// The same where it is going to be made smaller to this longer side: then it may come smaller.
fn decoded_for(
    source: &Path,
    longest: Option<u32>,
) -> Result<(DynamicImage, Option<Vec<u8>>), MediaError> {
    let bytes = fs::read(source)?;
    let format = Format::of(bytes.get(..HEAD).unwrap_or(&bytes))?;
    let Some(picture) = format.picture() else {
        return Err(MediaError::NotAnImage {
            mime: format.mime(),
        });
    };
    // What stands before the pixels of a photo tells all that is asked of the decoder.
    let photo = match longest {
        Some(_) if format == Format::Jpeg => Photo::open(&bytes),
        _ => None,
    };
    let head = photo.as_ref().map_or(&bytes[..], Photo::head);
    let mut decoder = decode::open(Cursor::new(head), picture)?;
    let orientation = decode::orientation(&mut decoder);
    let profile = profile(&mut decoder);
    let (width, height) = decoder.dimensions();
    let smaller = photo.as_ref().zip(longest).and_then(|(photo, longest)| {
        let least = (longest as f32 * MARGIN) as u32;
        photo.read(Shrink::leaving(least, width.max(height))?)
    });
    let mut picture = match smaller {
        Some(picture) => picture.into(),
        None if photo.is_some() => {
            let decoder = decode::open(Cursor::new(&bytes), picture)?;
            eight_bits(decode::pixels(decoder)?)
        }
        None => eight_bits(decode::pixels(decoder)?),
    };
    picture.apply_orientation(orientation);
    Ok((picture, profile))
}

/// The colour profile, when the pixels it describes are red, green and blue: those of other
/// pictures are converted while they are decoded.
fn profile(decoder: &mut impl ImageDecoder) -> Option<Vec<u8>> {
    let is_rgb = matches!(
        decoder.original_color_type(),
        ExtendedColorType::Rgb8
            | ExtendedColorType::Rgba8
            | ExtendedColorType::Rgb16
            | ExtendedColorType::Rgba16
    );
    is_rgb
        .then(|| decoder.icc_profile().ok().flatten())
        .flatten()
}

/// Red, green and blue, with alpha only when something shines through.
fn eight_bits(picture: DynamicImage) -> DynamicImage {
    if !picture.color().has_alpha() {
        return picture.into_rgb8().into();
    }
    let picture = picture.into_rgba8();
    if picture.pixels().all(|pixel| pixel.0[3] == u8::MAX) {
        return DynamicImage::ImageRgba8(picture).into_rgb8().into();
    }
    picture.into()
}

pub(crate) fn shrunk(picture: DynamicImage, longest: u32) -> Result<DynamicImage, MediaError> {
    let (width, height) = fitted(picture.width(), picture.height(), longest);
    if (width, height) == (picture.width(), picture.height()) {
        return Ok(picture);
    }
    Ok(match picture {
        DynamicImage::ImageRgba8(picture) => {
            let mut small = RgbaImage::new(width, height);
            resize::<U8x4>(picture.dimensions(), &picture, (width, height), &mut small)?;
            small.into()
        }
        picture => {
            let picture = picture.into_rgb8();
            let mut small = RgbImage::new(width, height);
            resize::<U8x3>(picture.dimensions(), &picture, (width, height), &mut small)?;
            small.into()
        }
    })
}

/// Named pixel types, because the resizer's own choice among all of them compiles every one.
fn resize<P: PixelTrait>(
    from_size: (u32, u32),
    from: &[u8],
    to_size: (u32, u32),
    to: &mut [u8],
) -> Result<(), MediaError> {
    let source = TypedImageRef::<P>::from_buffer(from_size.0, from_size.1, from)?;
    let mut target = TypedImage::<P>::from_buffer(to_size.0, to_size.1, to)?;
    Resizer::new().resize_typed(&source, &mut target, &ResizeOptions::new())?;
    Ok(())
}

/// The size of a picture in a box of `longest` × `longest`: never larger than it is, never less
/// than a pixel.
fn fitted(width: u32, height: u32, longest: u32) -> (u32, u32) {
    let long_side = width.max(height);
    if long_side <= longest {
        return (width, height);
    }
    let scaled = |side: u32| {
        let rounded = (u64::from(side) * u64::from(longest) + u64::from(long_side) / 2)
            / u64::from(long_side);
        u32::try_from(rounded).unwrap_or(longest).clamp(1, longest)
    };
    (scaled(width), scaled(height))
}

/// A PNG where something shines through, a JPEG where not: it is made thirty times faster than a
/// WebP of the same quality.
pub(crate) fn encoded(
    picture: &DynamicImage,
    profile: Option<Vec<u8>>,
) -> Result<(Vec<u8>, &'static str), MediaError> {
    let mut bytes = Vec::new();
    if picture.color().has_alpha() {
        let mut encoder = PngEncoder::new(&mut bytes);
        if let Some(profile) = profile {
            // Without it colours are only a little off.
            let _ = encoder.set_icc_profile(profile);
        }
        picture
            .write_with_encoder(encoder)
            .map_err(MediaError::Encode)?;
        return Ok((bytes, Format::Png.mime()));
    }
    let mut encoder = jpeg_encoder::Encoder::new(&mut bytes, JPEG_QUALITY);
    if let Some(profile) = profile {
        let _ = encoder.add_icc_profile(&profile);
    }
    let picture = picture.to_rgb8();
    // No side is longer than the largest picture that is decoded.
    let (width, height) = (picture.width() as u16, picture.height() as u16);
    encoder.encode(&picture, width, height, jpeg_encoder::ColorType::Rgb)?;
    Ok((bytes, Format::Jpeg.mime()))
}

/// Writes beside the target and renames, so that a half-written file never has its name. What a
/// power cut may still take is made again: see [`is_whole_thumbnail`].
///
/// # Errors
/// [`MediaError::Io`].
pub fn write_whole(target: &Path, bytes: &[u8]) -> Result<(), MediaError> {
    if let Some(folder) = target.parent() {
        fs::create_dir_all(folder)?;
    }
    let temporary = temporary_name(target);
    let written = OpenOptions::new()
        .write(true)
        .create_new(true)
        .open(&temporary)
        .and_then(|mut file| file.write_all(bytes))
        .and_then(|()| fs::rename(&temporary, target));
    if written.is_err() {
        let _ = fs::remove_file(&temporary);
    }
    written.map_err(MediaError::Io)
}

/// Whether a file is a thumbnail with its end: what a power cut left of one is not.
#[must_use]
pub fn is_whole_thumbnail(path: &Path) -> bool {
    const JPEG_END: &[u8] = b"\xff\xd9";
    const PNG_END: &[u8] = b"IEND\xae\x42\x60\x82";
    let mut end = [0; PNG_END.len()];
    let read = File::open(path).and_then(|mut file| {
        file.seek(SeekFrom::End(-(PNG_END.len() as i64)))?;
        file.read_exact(&mut end)
    });
    read.is_ok() && (end.ends_with(JPEG_END) || end == PNG_END)
}

/// A name in the same folder that no other thread or process uses.
fn temporary_name(target: &Path) -> PathBuf {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    let mut name = target.file_name().unwrap_or_default().to_os_string();
    name.push(format!(".{}-{count}.tmp", std::process::id()));
    target.with_file_name(name)
}

#[cfg(test)]
mod tests;
