//! Files made for these tests, and what is asked of all of them.

mod bytes;
mod foreign;
mod hostile;
mod round;

use std::io::Cursor;

use image::ImageFormat;
use studio_domain::{Modality, ParamValue, ProviderId, Recipe, RecipeFormat, UnixMillis};

use super::{Provenance, Telling, copy_telling, recipe};
use crate::samples;

/// A WebP of one pixel as most programs write it, with losses.
pub(super) const LOSSY_WEBP: &[u8] = b"RIFF\x22\0\0\0WEBPVP8 \x16\0\0\0\x30\x01\0\x9d\x01\x2a\x01\0\x01\0\x0e\xc0\xfe\x25\xa4\0\x03\x70\0\0\0\0";

/// One file of every format that can tell.
pub(super) fn files() -> Vec<(&'static str, Vec<u8>)> {
    vec![
        ("png", samples::picture(24, 16, ImageFormat::Png)),
        ("clear png", samples::half_clear(8, 8)),
        ("jpeg", samples::picture(24, 16, ImageFormat::Jpeg)),
        ("turned jpeg", samples::turned_jpeg(24, 16, 6)),
        ("webp", samples::picture(24, 16, ImageFormat::WebP)),
        ("lossy webp", LOSSY_WEBP.to_vec()),
        ("wav", samples::wav(8_000, 801)),
        ("mp3", samples::mp3(12)),
        ("film", samples::mp4(Some((64, 36)), 500)),
        ("m4a", samples::mp4(None, 500)),
    ]
}

pub(super) fn provenance(prompt: &str) -> Provenance {
    Provenance {
        app: "Multi-Modal Generation Studio".to_owned(),
        app_version: "0.1.0".to_owned(),
        generation_id: "01890a5d-ac96-774b-bcce-b302099a8057".parse().unwrap(),
        kind: Modality::Image,
        provider_id: ProviderId::new("workshop"),
        provider: "The Workshop".to_owned(),
        model_id: "painter/v2".to_owned(),
        model: "Painter 2".to_owned(),
        prompt: Some(prompt.to_owned()),
        params: [
            ("seed", ParamValue::Integer(42)),
            ("steps", ParamValue::Integer(20)),
            ("strength", ParamValue::Number(0.75)),
            ("size", ParamValue::Text("1024x1024".to_owned())),
            ("tiled", ParamValue::Boolean(true)),
        ]
        .map(|(name, value)| (name.to_owned(), value))
        .into(),
        created_at: UnixMillis::new(1_700_000_000_000),
    }
}

pub(super) fn copied(bytes: &[u8], telling: Telling<'_>) -> (Vec<u8>, bool) {
    let mut copy = Vec::new();
    let length = bytes.len() as u64;
    let told = copy_telling(&mut Cursor::new(bytes), length, &mut copy, telling).unwrap();
    (copy, told)
}

pub(super) fn embedded(bytes: &[u8], prompt: &str) -> Vec<u8> {
    let (copy, told) = copied(bytes, Telling::Embed(&provenance(prompt)));
    assert!(told, "it has a place for that");
    copy
}

pub(super) fn stripped(bytes: &[u8]) -> Vec<u8> {
    copied(bytes, Telling::Strip).0
}

pub(super) fn told(bytes: &[u8]) -> Option<Recipe> {
    recipe(&mut Cursor::new(bytes), bytes.len() as u64)
        .ok()
        .flatten()
}

pub(super) fn prompt_in(bytes: &[u8]) -> Option<String> {
    let told = told(bytes)?;
    assert_eq!(told.format, RecipeFormat::Studio);
    told.prompt
}

pub(super) fn contains(bytes: &[u8], what: &str) -> bool {
    bytes
        .windows(what.len())
        .any(|window| window == what.as_bytes())
}
