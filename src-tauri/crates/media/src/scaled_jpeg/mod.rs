//! Reads JPEG photos at a half, a quarter or an eighth of their size.
//!
//! A JPEG holds each block of 8 × 8 pixels as frequencies. A small picture needs only the lowest
//! of them: the others are stepped over, several at a look, without ever becoming pixels. Only the
//! usual kind is read here (baseline, grey or YCbCr, all in one scan); whatever else there is, and
//! whatever is damaged, is left to the general decoder.

mod bits;
mod colour;
mod frame;
mod huffman;
mod inverse;
mod scan;
#[cfg(test)]
mod tests;
mod window;

use image::RgbImage;

use frame::Frame;

/// By how much a picture is read smaller.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shrink {
    /// To a half of its width and height.
    Half,
    /// To a quarter.
    Quarter,
    /// To an eighth.
    Eighth,
}

impl Shrink {
    /// The strongest that leaves a longer side of at least `least` pixels of `long_side`.
    pub(crate) fn leaving(least: u32, long_side: u32) -> Option<Self> {
        [Self::Eighth, Self::Quarter, Self::Half]
            .into_iter()
            .find(|shrink| long_side / shrink.divisor() >= least)
    }

    const fn divisor(self) -> u32 {
        match self {
            Self::Half => 2,
            Self::Quarter => 4,
            Self::Eighth => 8,
        }
    }
}

/// A photo of the kind that is read here.
pub(crate) struct Photo<'a> {
    jpeg: &'a [u8],
    frame: Frame<'a>,
}

impl<'a> Photo<'a> {
    /// Reads what stands before the pixels; nothing when it is of another kind.
    pub(crate) fn open(jpeg: &'a [u8]) -> Option<Self> {
        let frame = Frame::read(jpeg)?;
        Some(Self { jpeg, frame })
    }

    /// The part of the file that stands before the pixels.
    pub(crate) fn head(&self) -> &'a [u8] {
        &self.jpeg[..self.jpeg.len() - self.frame.scan.len()]
    }

    /// The picture, smaller; nothing when it is damaged.
    pub(crate) fn read(&self, shrink: Shrink) -> Option<RgbImage> {
        match shrink {
            Shrink::Half => scan::read::<4>(&self.frame),
            Shrink::Quarter => scan::read::<2>(&self.frame),
            Shrink::Eighth => scan::read::<1>(&self.frame),
        }
    }
}
