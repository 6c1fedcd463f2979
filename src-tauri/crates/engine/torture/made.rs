//! What the service makes: pictures and sounds of noise, which no compression makes small, the
//! same for the same request.

use std::io::{self, Cursor};

use image::{ImageFormat, RgbImage};

use crate::chance::{Chance, Draw};

/// What was made of a request.
#[derive(Debug, Clone)]
pub struct Made {
    /// The files.
    pub files: Vec<Vec<u8>>,
    /// Whether they are damaged for good.
    pub damaged: bool,
}

impl Made {
    /// Makes it. One in forty is damaged where it lies: it can be fetched as often as one likes.
    pub fn of(chance: Chance, key: &str, sound: bool, most: u64) -> io::Result<Self> {
        let mut draw = chance.of(key, 0);
        let count = 1 + draw.below(most);
        let damaged = draw.below(40) == 0;
        let mut files = Vec::new();
        for _ in 0..count {
            let mut file = if sound {
                noise_to_hear(&mut draw)
            } else {
                noise_to_see(&mut draw)?
            };
            if damaged {
                file.truncate(file.len() / 2);
            }
            files.push(file);
        }
        Ok(Self { files, damaged })
    }

    /// The names that these files have in a library.
    pub fn hashes(&self) -> Vec<String> {
        let hash = |file: &Vec<u8>| blake3::hash(file).to_hex().to_string();
        self.files.iter().map(hash).collect()
    }
}

/// Most are small; one in eight is of several megabytes, which take a while and break off.
fn noise_to_see(draw: &mut Draw) -> io::Result<Vec<u8>> {
    let side = if draw.below(8) == 0 { 900 } else { 96 };
    let picture = RgbImage::from_fn(side, side, |_, _| {
        let [red, green, blue, ..] = draw.next().to_le_bytes();
        image::Rgb([red, green, blue])
    });
    let mut bytes = Cursor::new(Vec::new());
    picture
        .write_to(&mut bytes, ImageFormat::Png)
        .map_err(io::Error::other)?;
    Ok(bytes.into_inner())
}

fn noise_to_hear(draw: &mut Draw) -> Vec<u8> {
    const SAMPLES: u32 = 24_000;
    let mut bytes = b"RIFF".to_vec();
    bytes.extend_from_slice(&(36 + SAMPLES).to_le_bytes());
    bytes.extend_from_slice(b"WAVEfmt \x10\0\0\0\x01\0\x01\0");
    bytes.extend_from_slice(&8_000_u32.to_le_bytes());
    bytes.extend_from_slice(&8_000_u32.to_le_bytes());
    bytes.extend_from_slice(b"\x01\0\x08\0data");
    bytes.extend_from_slice(&SAMPLES.to_le_bytes());
    let samples = (0..SAMPLES / 8).flat_map(|_| draw.next().to_le_bytes());
    bytes.extend(samples);
    bytes
}

/// What the service answers in a conversation.
pub fn words(chance: Chance, marker: &str) -> Vec<String> {
    const WORDS: [&str; 8] = [
        "clouds ", "carry ", "water ", "over ", "the ", "quiet ", "hills, ", "slowly ",
    ];
    let mut draw = chance.of(marker, 1);
    let count = 6 + draw.below(30);
    (0..count)
        .map(|_| WORDS[usize::try_from(draw.below(8)).unwrap_or(0)].to_owned())
        .collect()
}
