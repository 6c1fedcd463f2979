//! Small pictures of large ones.

use std::fs::{self, File, OpenOptions};
use std::io::{BufReader, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use fast_image_resize::images::{TypedImage, TypedImageRef};
use fast_image_resize::pixels::{U8x3, U8x4};
use fast_image_resize::{PixelTrait, ResizeOptions, Resizer};
use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::PngEncoder;
use image::{DynamicImage, ExtendedColorType, ImageDecoder, ImageEncoder, RgbImage, RgbaImage};

use crate::format::Format;
use crate::{MediaError, decode};

const JPEG_QUALITY: u8 = 85;

/// The sizes that thumbnails come in. Each is the longer side in pixels; the shorter follows the
/// picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ThumbnailSize {
    /// 256 pixels: lists and small grids.
    Small,
    /// 512 pixels: grids on dense screens.
    Medium,
    /// 1,024 pixels: a picture beside text.
    Large,
}

impl ThumbnailSize {
    /// All sizes, the smallest first.
    pub const ALL: [Self; 3] = [Self::Small, Self::Medium, Self::Large];

    /// The longer side, in pixels.
    #[must_use]
    pub const fn pixels(self) -> u32 {
        match self {
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
    /// Pixels across.
    pub width: u32,
    /// Pixels down.
    pub height: u32,
    /// `image/jpeg`, or `image/png` when something shines through.
    pub mime: &'static str,
    /// The number of bytes.
    pub byte_size: u64,
}

/// Writes a thumbnail of the picture at `source` to `target`, turned the way it is meant to be
/// seen, never larger than the picture itself. `target` appears complete or not at all; one that
/// is there already is replaced, and a folder that is missing is made.
///
/// # Errors
/// What [`crate::check_file`] says of pictures that cannot be decoded (a picture that is cut off
/// may still give a thumbnail of what is there), [`MediaError::Resize`], [`MediaError::Encode`],
/// or [`MediaError::Io`].
pub fn thumbnail(
    source: &Path,
    target: &Path,
    size: ThumbnailSize,
) -> Result<Thumbnail, MediaError> {
    let (picture, profile) = decoded(source)?;
    let small = shrunk(picture, size.pixels())?;
    let (bytes, mime) = encoded(&small, profile)?;
    write_whole(target, &bytes)?;
    Ok(Thumbnail {
        width: small.width(),
        height: small.height(),
        mime,
        byte_size: bytes.len() as u64,
    })
}

/// The picture as it is meant to be seen, at eight bits a channel, and its colour profile where
/// that still fits.
pub(crate) fn decoded(source: &Path) -> Result<(DynamicImage, Option<Vec<u8>>), MediaError> {
    let mut file = File::open(source)?;
    let format = Format::read(&mut file)?;
    let Some(picture) = format.picture() else {
        return Err(MediaError::NotAnImage {
            mime: format.mime(),
        });
    };
    let mut decoder = decode::open(BufReader::new(file), picture)?;
    let orientation = decode::orientation(&mut decoder);
    let profile = profile(&mut decoder);
    let mut picture = eight_bits(decode::pixels(decoder)?);
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

pub(crate) fn encoded(
    picture: &DynamicImage,
    profile: Option<Vec<u8>>,
) -> Result<(Vec<u8>, &'static str), MediaError> {
    let mut bytes = Vec::new();
    let mime = if picture.color().has_alpha() {
        write_picture(PngEncoder::new(&mut bytes), picture, profile)?;
        Format::Png.mime()
    } else {
        let encoder = JpegEncoder::new_with_quality(&mut bytes, JPEG_QUALITY);
        write_picture(encoder, picture, profile)?;
        Format::Jpeg.mime()
    };
    Ok((bytes, mime))
}

fn write_picture(
    mut encoder: impl ImageEncoder,
    picture: &DynamicImage,
    profile: Option<Vec<u8>>,
) -> Result<(), MediaError> {
    if let Some(profile) = profile {
        // Both formats can carry one; without it colours are only a little off.
        let _ = encoder.set_icc_profile(profile);
    }
    picture
        .write_with_encoder(encoder)
        .map_err(MediaError::Encode)
}

/// Writes beside the target and renames, so that a half-written file never has its name.
fn write_whole(target: &Path, bytes: &[u8]) -> Result<(), MediaError> {
    if let Some(folder) = target.parent() {
        fs::create_dir_all(folder)?;
    }
    let temporary = temporary_name(target);
    let written = OpenOptions::new()
        .write(true)
        .create_new(true)
        .open(&temporary)
        .and_then(|mut file| file.write_all(bytes).and_then(|()| file.sync_all()))
        .and_then(|()| fs::rename(&temporary, target));
    if written.is_err() {
        let _ = fs::remove_file(&temporary);
    }
    written.map_err(MediaError::Io)
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
