use image::{DynamicImage, GrayImage, ImageFormat, RgbImage, imageops};
use jpeg_encoder::{ColorType, Encoder, SamplingFactor};
use proptest::prelude::*;

use super::*;
use crate::samples;

const EVERY: [Shrink; 3] = [Shrink::Half, Shrink::Quarter, Shrink::Eighth];

fn encode(picture: &RgbImage, change: impl FnOnce(&mut Encoder<&mut Vec<u8>>)) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = Encoder::new(&mut bytes, 92);
    change(&mut encoder);
    let (width, height) = (picture.width() as u16, picture.height() as u16);
    encoder
        .encode(picture, width, height, ColorType::Rgb)
        .unwrap();
    bytes
}

fn read(jpeg: &[u8], shrink: Shrink) -> Option<RgbImage> {
    Photo::open(jpeg)?.read(shrink)
}

/// Something like a photo: soft shapes with a little noise.
fn photo(width: u32, height: u32) -> RgbImage {
    RgbImage::from_fn(width, height, |x, y| {
        let (fx, fy) = (x as f32 / 23.0, y as f32 / 17.0);
        let noise = (x.wrapping_mul(2_654_435_761) ^ y.wrapping_mul(40_503)) >> 27;
        let wave = |phase: f32| ((fx + phase).sin() * (fy - phase).cos() * 90.0 + 120.0) as u8;
        image::Rgb([0.0, 1.1, 2.3].map(|phase| wave(phase).saturating_add(noise as u8)))
    })
}

/// The mean difference from a full decode that was made smaller by averaging.
fn difference(jpeg: &[u8], shrink: Shrink) -> f64 {
    let small = read(jpeg, shrink).expect("it is of a kind that is read");
    let whole = image::load_from_memory(jpeg).unwrap().into_rgb8();
    let divisor = shrink.divisor();
    let expected_size = (
        whole.width().div_ceil(divisor),
        whole.height().div_ceil(divisor),
    );
    assert_eq!(small.dimensions(), expected_size);
    let inner = (whole.width() / divisor, whole.height() / divisor);
    let whole = imageops::crop_imm(&whole, 0, 0, inner.0 * divisor, inner.1 * divisor).to_image();
    let averaged = imageops::thumbnail(&whole, inner.0, inner.1);
    let total: f64 = averaged
        .enumerate_pixels()
        .flat_map(|(x, y, pixel)| {
            let found = small.get_pixel(x, y).0;
            pixel
                .0
                .into_iter()
                .zip(found)
                .map(|(one, other)| f64::from(one.abs_diff(other)))
        })
        .sum();
    total / f64::from(inner.0 * inner.1 * 3)
}

#[test]
fn every_way_of_holding_colour_looks_like_the_picture() {
    let picture = photo(331, 217);
    for sampling in [
        SamplingFactor::R_4_4_4,
        SamplingFactor::R_4_2_0,
        SamplingFactor::R_4_2_2,
        SamplingFactor::R_4_4_0,
    ] {
        let jpeg = encode(&picture, |encoder| encoder.set_sampling_factor(sampling));
        for shrink in EVERY {
            let difference = difference(&jpeg, shrink);
            // Colour that is held at half the size is not stretched smoothly, which shows most
            // where one value of it covers 16 pixels.
            let borne = match (sampling, shrink) {
                (SamplingFactor::R_4_4_4, _) => 3.0,
                (_, Shrink::Eighth) => 8.0,
                _ => 6.0,
            };
            assert!(difference < borne, "{sampling:?} {shrink:?}: {difference}");
        }
    }
}

#[test]
fn grey_pictures_and_restart_markers_are_read() {
    let grey: GrayImage = DynamicImage::ImageRgb8(photo(170, 95)).into_luma8();
    let jpeg = samples::encoded(&grey.into(), ImageFormat::Jpeg);
    let with_restarts = encode(&photo(170, 95), |encoder| encoder.set_restart_interval(3));
    for jpeg in [jpeg, with_restarts] {
        for shrink in EVERY {
            assert!(difference(&jpeg, shrink) < 3.0, "{shrink:?}");
        }
    }
}

#[test]
fn other_kinds_are_left_to_others() {
    let progressive = encode(&photo(80, 60), |encoder| encoder.set_progressive(true));
    let scan_by_scan = encode(&photo(80, 60), |encoder| {
        encoder.set_optimized_huffman_tables(true);
    });
    assert!(read(&progressive, Shrink::Half).is_none());
    assert!(read(&scan_by_scan, Shrink::Half).is_none());
    assert!(read(b"\xff\xd8\xff\xd9", Shrink::Half).is_none());
    assert!(read(b"", Shrink::Half).is_none());
}

#[test]
fn as_much_is_left_as_is_wanted() {
    assert_eq!(Shrink::leaving(768, 4_000), Some(Shrink::Quarter));
    assert_eq!(Shrink::leaving(384, 4_000), Some(Shrink::Eighth));
    assert_eq!(Shrink::leaving(1_536, 4_000), Some(Shrink::Half));
    assert_eq!(Shrink::leaving(768, 1_200), None);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(80))]

    #[test]
    fn damage_is_told_or_borne(
        cut in 0_usize..1_000,
        places in prop::collection::vec((0_usize..1_000, any::<u8>()), 0..6),
    ) {
        let whole = encode(&photo(96, 64), |_| {});
        let mut jpeg = whole[..whole.len() * cut.max(1) / 1_000].to_vec();
        for (place, value) in places {
            let at = jpeg.len() * place / 1_000;
            if let Some(byte) = jpeg.get_mut(at) {
                *byte = value;
            }
        }
        for shrink in EVERY {
            // Nothing or a picture, and never a panic.
            let _ = read(&jpeg, shrink);
        }
    }

    #[test]
    fn every_size_is_read(width in 1_u32..70, height in 1_u32..70) {
        let jpeg = encode(&photo(width, height), |encoder| {
            encoder.set_sampling_factor(SamplingFactor::R_4_2_0);
        });
        for shrink in EVERY {
            let small = read(&jpeg, shrink).unwrap();
            let divisor = shrink.divisor();
            prop_assert_eq!(small.dimensions(), (width.div_ceil(divisor), height.div_ceil(divisor)));
        }
    }
}

#[test]
fn what_is_cut_off_is_not_read() {
    let jpeg = encode(&photo(300, 200), |_| {});
    assert!(read(&jpeg[..jpeg.len() / 2], Shrink::Quarter).is_none());
}
