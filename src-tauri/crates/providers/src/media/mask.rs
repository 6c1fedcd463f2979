//! Masks: white on black as they are painted, and as each service reads them.

use std::io::Cursor;

use bytes::Bytes;
use image::{ImageFormat, Luma, Rgba, RgbaImage};
use studio_domain::MaskStyle;

/// A mask that was painted white on black, as a PNG in another style. `None` where the bytes are
/// no picture.
pub(super) fn restyled(bytes: &[u8], style: MaskStyle) -> Option<Bytes> {
    let mask = image::load_from_memory(bytes).ok()?.to_luma8();
    let mut out = Cursor::new(Vec::new());
    match style {
        MaskStyle::White => mask.write_to(&mut out, ImageFormat::Png),
        MaskStyle::Black => {
            let mut inverted = mask;
            for Luma([value]) in inverted.pixels_mut() {
                *value = 255 - *value;
            }
            inverted.write_to(&mut out, ImageFormat::Png)
        }
        MaskStyle::Transparent => {
            let (width, height) = mask.dimensions();
            let cut = RgbaImage::from_fn(width, height, |x, y| {
                let Luma([value]) = *mask.get_pixel(x, y);
                Rgba([0, 0, 0, 255 - value])
            });
            cut.write_to(&mut out, ImageFormat::Png)
        }
    }
    .ok()?;
    Some(out.into_inner().into())
}

#[cfg(test)]
mod tests {
    use image::GrayImage;

    use super::*;

    #[test]
    fn the_part_to_change_is_marked_as_the_service_reads_it() {
        let painted = GrayImage::from_fn(2, 1, |x, _| Luma([if x == 0 { 255 } else { 0 }]));
        let mut png = Cursor::new(Vec::new());
        painted.write_to(&mut png, ImageFormat::Png).unwrap();
        let png = png.into_inner();
        let read = |style| {
            let bytes = restyled(&png, style).unwrap();
            image::load_from_memory(&bytes)
                .unwrap()
                .to_rgba8()
                .into_raw()
        };
        assert_eq!(read(MaskStyle::Black), [0, 0, 0, 255, 255, 255, 255, 255]);
        assert_eq!(read(MaskStyle::Transparent), [0, 0, 0, 0, 0, 0, 0, 255]);
        assert_eq!(restyled(b"no picture", MaskStyle::Black), None);
    }
}
