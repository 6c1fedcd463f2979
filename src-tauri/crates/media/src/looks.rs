//! How a picture looks from afar: its main colours, and a blur of a few characters.
//!
//! Colours are found in OKLab, where equal steps look equally large. The blur is a BlurHash
//! (github.com/woltapp/blurhash): a few cosines over the picture, written in base 83.

use std::f32::consts::PI;
use std::fs;
use std::path::Path;

use image::RgbaImage;
use studio_domain::{Colour, Looks};

use crate::MediaError;
use crate::thumbnail::{decoded, shrunk};

/// The longer side, in pixels, that colours are counted at.
const SIDE: u32 = 64;
const MOST_COLOURS: usize = 5;
/// Pixels that are more than half clear have no colour.
const CLEAR: u8 = 128;
const ROUNDS: usize = 12;
/// Colours closer than this, in OKLab, are one to the eye that looks from afar.
const ALIKE: f32 = 0.07;
/// Smaller shares are no main colours, in percent.
const LEAST_SHARE: f32 = 2.0;

/// How the picture at `path` looks from afar; its smallest thumbnail tells it as well as the
/// picture itself.
///
/// # Errors
/// What [`crate::thumbnails`] says of pictures that cannot be decoded.
pub fn looks(path: &Path) -> Result<Looks, MediaError> {
    fs::metadata(path)?;
    let (picture, _) = decoded(path)?;
    let picture = shrunk(picture, SIDE)?.into_rgba8();
    let is_whole = picture.pixels().all(|pixel| pixel.0[3] == u8::MAX);
    Ok(Looks {
        blurhash: is_whole.then(|| blurhash(&picture)),
        colours: colours(&picture),
    })
}

type Lab = [f32; 3];

fn colours(picture: &RgbaImage) -> Vec<Colour> {
    let points: Vec<Lab> = picture
        .pixels()
        .filter(|pixel| pixel.0[3] >= CLEAR)
        .map(|pixel| to_lab(linear([pixel.0[0], pixel.0[1], pixel.0[2]])))
        .collect();
    let mut groups = joined(grouped(&points));
    groups.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    groups
        .into_iter()
        .map(|(centre, count)| (centre, count as f32 * 100.0 / points.len() as f32))
        .enumerate()
        // The largest is always one, so that a picture of confetti has a colour too.
        .filter(|(place, (_, share))| *place == 0 || *share >= LEAST_SHARE)
        .map(|(_, (centre, share))| Colour {
            rgb: hexadecimal(from_lab(centre)),
            share: share.round() as u8,
        })
        .collect()
}

/// The centres of up to five groups of points and how many points each has (k-means, begun with
/// the points that are farthest from each other, so that the same picture gives the same).
fn grouped(points: &[Lab]) -> Vec<(Lab, usize)> {
    let mut centres = beginnings(points);
    let mut groups = Vec::new();
    for _ in 0..ROUNDS {
        let mut sums = vec![([0.0; 3], 0_usize); centres.len()];
        for point in points {
            if let Some((sum, count)) = sums.get_mut(nearest(&centres, point)) {
                for (sum, value) in sum.iter_mut().zip(point) {
                    *sum += value;
                }
                *count += 1;
            }
        }
        groups = sums
            .into_iter()
            .filter(|(_, count)| *count > 0)
            .map(|(sum, count)| (sum.map(|value: f32| value / count as f32), count))
            .collect();
        let moved: Vec<Lab> = groups.iter().map(|(centre, _)| *centre).collect();
        if moved == centres {
            break;
        }
        centres = moved;
    }
    groups
}

fn beginnings(points: &[Lab]) -> Vec<Lab> {
    let mut centres: Vec<Lab> = points.first().copied().into_iter().collect();
    while centres.len() < MOST_COLOURS {
        let gap = |point: &Lab| {
            let gaps = centres.iter().map(|centre| distance(centre, point));
            gaps.fold(f32::INFINITY, f32::min)
        };
        let farthest = points
            .iter()
            .map(|point| (gap(point), point))
            .max_by(|(one, _), (other, _)| one.total_cmp(other));
        match farthest {
            Some((gap, point)) if gap > 0.0 => centres.push(*point),
            _ => break,
        }
    }
    centres
}

fn nearest(centres: &[Lab], point: &Lab) -> usize {
    let gaps = centres.iter().map(|centre| distance(centre, point));
    gaps.enumerate()
        .min_by(|(_, one), (_, other)| one.total_cmp(other))
        .map_or(0, |(place, _)| place)
}

/// Groups that look alike become one.
fn joined(mut groups: Vec<(Lab, usize)>) -> Vec<(Lab, usize)> {
    let mut apart: Vec<(Lab, usize)> = Vec::with_capacity(groups.len());
    groups.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    for (centre, count) in groups {
        let alike = apart
            .iter_mut()
            .find(|(other, _)| distance(other, &centre) < ALIKE * ALIKE);
        match alike {
            Some((other, others)) => {
                let part = count as f32 / (*others + count) as f32;
                for (other, own) in other.iter_mut().zip(centre) {
                    *other += (own - *other) * part;
                }
                *others += count;
            }
            None => apart.push((centre, count)),
        }
    }
    apart
}

/// The square of how far two colours are from each other.
fn distance(one: &Lab, other: &Lab) -> f32 {
    one.iter().zip(other).map(|(a, b)| (a - b) * (a - b)).sum()
}

fn hexadecimal([red, green, blue]: [u8; 3]) -> String {
    format!("#{red:02x}{green:02x}{blue:02x}")
}

fn linear(rgb: [u8; 3]) -> [f32; 3] {
    rgb.map(|value| {
        let value = f32::from(value) / 255.0;
        if value <= 0.040_45 {
            value / 12.92
        } else {
            ((value + 0.055) / 1.055).powf(2.4)
        }
    })
}

fn stored(light: f32) -> u8 {
    let light = light.clamp(0.0, 1.0);
    let value = if light <= 0.003_130_8 {
        light * 12.92
    } else {
        1.055 * light.powf(1.0 / 2.4) - 0.055
    };
    (value * 255.0).round() as u8
}

fn to_lab([r, g, b]: [f32; 3]) -> Lab {
    let l = (0.412_221_46 * r + 0.536_332_55 * g + 0.051_445_995 * b).cbrt();
    let m = (0.211_903_5 * r + 0.680_699_5 * g + 0.107_396_96 * b).cbrt();
    let s = (0.088_302_46 * r + 0.281_718_85 * g + 0.629_978_7 * b).cbrt();
    [
        0.210_454_26 * l + 0.793_617_8 * m - 0.004_072_047 * s,
        1.977_998_5 * l - 2.428_592_2 * m + 0.450_593_7 * s,
        0.025_904_037 * l + 0.782_771_77 * m - 0.808_675_77 * s,
    ]
}

fn from_lab([lightness, a, b]: Lab) -> [u8; 3] {
    let cube = |value: f32| value * value * value;
    let l = cube(lightness + 0.396_337_78 * a + 0.215_803_76 * b);
    let m = cube(lightness - 0.105_561_346 * a - 0.063_854_17 * b);
    let s = cube(lightness - 0.089_484_18 * a - 1.291_485_5 * b);
    [
        4.076_741_7 * l - 3.307_711_6 * m + 0.230_969_94 * s,
        -1.268_438 * l + 2.609_757_4 * m - 0.341_319_38 * s,
        -0.004_196_086_3 * l - 0.703_418_6 * m + 1.707_614_7 * s,
    ]
    .map(stored)
}

/// The blur of a picture: four cosines along its longer side, three along its shorter.
fn blurhash(picture: &RgbaImage) -> String {
    let (width, height) = picture.dimensions();
    let (across, down) = if width >= height { (4, 3) } else { (3, 4) };
    let pixels: Vec<[f32; 3]> = picture
        .pixels()
        .map(|pixel| linear([pixel.0[0], pixel.0[1], pixel.0[2]]))
        .collect();
    let factors: Vec<[f32; 3]> = (0..down)
        .flat_map(|y| (0..across).map(move |x| (x, y)))
        .map(|wave| factor(&pixels, (width, height), wave))
        .collect();
    let (even, waves) = factors.split_at(1);
    let strongest = waves
        .iter()
        .flatten()
        .fold(0.0_f32, |most, it| most.max(it.abs()));
    let step = ((strongest * 166.0 - 0.5).floor().clamp(0.0, 82.0)) as u32;
    let scale = (step + 1) as f32 / 166.0;
    let mut hash = String::new();
    push_base_83(&mut hash, across - 1 + (down - 1) * 9, 1);
    push_base_83(&mut hash, step, 1);
    let [red, green, blue] = even[0].map(|value| u32::from(stored(value)));
    push_base_83(&mut hash, red << 16 | green << 8 | blue, 4);
    for wave in waves {
        let [red, green, blue] = wave.map(|value| {
            let part = value / scale;
            let bent = part.abs().sqrt() * part.signum();
            (bent * 9.0 + 9.5).floor().clamp(0.0, 18.0) as u32
        });
        push_base_83(&mut hash, (red * 19 + green) * 19 + blue, 2);
    }
    hash
}

/// How much of a wave is in the picture.
fn factor(pixels: &[[f32; 3]], (width, height): (u32, u32), (x, y): (u32, u32)) -> [f32; 3] {
    let wave = |waves: u32, at: u32, side: u32| (PI * waves as f32 * at as f32 / side as f32).cos();
    let columns: Vec<f32> = (0..width).map(|at| wave(x, at, width)).collect();
    let mut sums = [0.0; 3];
    for (row, at) in pixels.chunks_exact(width as usize).zip(0..) {
        let row_wave = wave(y, at, height);
        for (pixel, column) in row.iter().zip(&columns) {
            for (sum, value) in sums.iter_mut().zip(pixel) {
                *sum += value * column * row_wave;
            }
        }
    }
    let weight = if (x, y) == (0, 0) { 1.0 } else { 2.0 };
    sums.map(|sum| sum * weight / pixels.len() as f32)
}

fn push_base_83(text: &mut String, value: u32, digits: u32) {
    const DIGITS: &[u8; 83] =
        b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz#$%*+,-.:;=?@[]^_{|}~";
    for place in (0..digits).rev() {
        let digit = value / 83_u32.pow(place) % 83;
        text.push(char::from(DIGITS[digit as usize]));
    }
}

#[cfg(test)]
mod tests {
    use image::{ImageFormat, Rgba};
    use proptest::prelude::*;

    use super::*;
    use crate::samples;

    fn seen(picture: &RgbaImage) -> Looks {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("picture");
        let bytes = samples::encoded(&picture.clone().into(), ImageFormat::Png);
        fs::write(&path, bytes).unwrap();
        looks(&path).unwrap()
    }

    #[test]
    fn the_largest_colour_comes_first() {
        let flag = RgbaImage::from_fn(60, 40, |x, y| match (x, y) {
            (0..12, 0..20) => Rgba([250, 210, 20, 255]),
            (_, 0..20) => Rgba([200, 20, 30, 255]),
            _ => Rgba([20, 40, 160, 255]),
        });
        let found: Vec<_> = seen(&flag)
            .colours
            .into_iter()
            .map(|it| (it.rgb, it.share))
            .collect();
        let expected = [("#1428a0", 50), ("#c8141e", 40), ("#fad214", 10)];
        assert_eq!(found, expected.map(|(rgb, share)| (rgb.to_owned(), share)));
    }

    #[test]
    fn shades_of_one_colour_are_one() {
        let sky = RgbaImage::from_fn(50, 50, |x, _| Rgba([60, 120, 200 + (x / 10) as u8, 255]));
        assert_eq!(seen(&sky).colours.len(), 1);
    }

    #[test]
    fn what_is_clear_has_no_colour_and_no_blur() {
        let half = RgbaImage::from_fn(40, 40, |x, _| {
            if x < 20 {
                Rgba([0, 0, 0, 0])
            } else {
                Rgba([200, 30, 30, 255])
            }
        });
        let looks = seen(&half);
        assert_eq!(looks.blurhash, None);
        assert_eq!(
            (looks.colours[0].rgb.as_str(), looks.colours[0].share),
            ("#c81e1e", 100)
        );
        let nothing = seen(&RgbaImage::new(4, 4));
        assert_eq!((nothing.blurhash, nothing.colours), (None, Vec::new()));
    }

    #[test]
    fn the_blur_is_that_which_others_compute_too() {
        let picture = RgbaImage::from_fn(32, 24, |x, y| {
            Rgba([(x * 8) as u8, (y * 10) as u8, (x * 3 + y * 5) as u8, 255])
        });
        // By the reference, github.com/halcy/blurhash-python.
        let expected = "LxH27X2lwyX6mAWYjuf6gKfkfQfj";
        assert_eq!(seen(&picture).blurhash.as_deref(), Some(expected));
        let white = RgbaImage::from_pixel(32, 24, Rgba([255; 4]));
        assert_eq!(
            seen(&white).blurhash.as_deref().map(|it| &it[2..6]),
            Some("TSUA")
        );
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(40))]

        #[test]
        fn every_picture_has_sound_looks(
            width in 1_u32..40,
            height in 1_u32..40,
            seed in any::<u32>(),
        ) {
            let picture = RgbaImage::from_fn(width, height, |x, y| {
                let value = (x.wrapping_mul(31) ^ y.wrapping_mul(17)).wrapping_mul(seed | 1);
                let [a, b, c, _] = value.to_le_bytes();
                Rgba([a, b, c, 255])
            });
            let looks = seen(&picture);
            let hash = looks.blurhash.unwrap();
            prop_assert_eq!(hash.len(), 28);
            prop_assert!((1..=5).contains(&looks.colours.len()));
            let shares: u32 = looks.colours.iter().map(|it| u32::from(it.share)).sum();
            prop_assert!(shares <= 103, "{}", shares);
            prop_assert!(looks.colours.is_sorted_by_key(|it| std::cmp::Reverse(it.share)));
            prop_assert_eq!(seen(&picture).colours, looks.colours);
        }
    }
}
