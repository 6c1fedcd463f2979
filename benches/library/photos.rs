//! Photos and sounds made for measuring: soft shapes, sharp edges and the noise of a sensor.

use std::fs;
use std::path::{Path, PathBuf};

use image::{Rgb, RgbImage};
use jpeg_encoder::{ColorType, Encoder, SamplingFactor};

/// Different pictures; the others are copies with other bytes behind their end.
const DIFFERENT: u32 = 6;

/// So many photos of the sizes, in turn, as JPEG files that all have other bytes.
pub fn write(folder: &Path, count: usize, sizes: &[(u16, u16)]) -> Vec<PathBuf> {
    fs::create_dir_all(folder).expect("there is room for photos");
    let different: Vec<Vec<u8>> = (0..DIFFERENT)
        .map(|seed| {
            let (width, height) = sizes[seed as usize % sizes.len()];
            jpeg(&photo(u32::from(width), u32::from(height), seed))
        })
        .collect();
    (0..count)
        .map(|number| {
            let mut bytes = different[number % different.len()].clone();
            bytes.extend_from_slice(&number.to_le_bytes());
            let path = folder.join(format!("{number:05}.jpg"));
            fs::write(&path, bytes).expect("there is room for photos");
            path
        })
        .collect()
}

fn jpeg(picture: &RgbImage) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = Encoder::new(&mut bytes, 92);
    encoder.set_sampling_factor(SamplingFactor::R_4_2_0);
    let (width, height) = (picture.width() as u16, picture.height() as u16);
    encoder
        .encode(picture, width, height, ColorType::Rgb)
        .expect("a photo can be encoded");
    bytes
}

/// A picture like a photo.
pub fn photo(width: u32, height: u32, seed: u32) -> RgbImage {
    let turn = seed as f32;
    RgbImage::from_fn(width, height, |x, y| {
        let (fx, fy) = (x as f32 / width as f32, y as f32 / height as f32);
        let noise = (scrambled(x, y, seed) % 12) as f32;
        let edge = if (fx * 7.0 + fy * 3.0 + turn).fract() < 0.5 {
            24.0
        } else {
            0.0
        };
        Rgb([0.0, 1.1, 2.3].map(|phase: f32| {
            let shape = (fx * (9.0 + turn) + phase).sin() * (fy * 7.0 - phase).cos() * 70.0;
            let texture = (fx * 290.0 + fy * 140.0 + phase).sin() * 12.0;
            (110.0 + shape + texture + edge + noise).clamp(0.0, 255.0) as u8
        }))
    })
}

fn scrambled(x: u32, y: u32, seed: u32) -> u32 {
    let mixed = x.wrapping_mul(0x9e37_79b1) ^ y.wrapping_mul(0x85eb_ca77) ^ seed;
    let mixed = (mixed ^ mixed >> 15).wrapping_mul(0x2c1b_3c6d);
    mixed ^ mixed >> 13
}
