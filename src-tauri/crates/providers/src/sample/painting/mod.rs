//! Abstract pictures from a prompt's hash and a seed: one of several styles, in colours that
//! belong together.

mod canvas;
mod colour;
mod flow;
mod glass;
mod hills;
mod noise;
mod orbs;
mod silk;

use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use image::{ExtendedColorType, ImageEncoder, ImageResult};

use super::random::{Dice, mix};
use canvas::Canvas;
use colour::Palette;

/// A way to paint.
#[derive(Debug, Clone, Copy)]
enum Style {
    Hills,
    Silk,
    Glass,
    Orbs,
    Flow,
}

/// The styles as often as they come up.
const STYLES: [Style; 8] = [
    Style::Hills,
    Style::Hills,
    Style::Flow,
    Style::Flow,
    Style::Silk,
    Style::Silk,
    Style::Glass,
    Style::Orbs,
];

/// A picture that is fully told by these numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Painting {
    /// The prompt's hash.
    pub(super) prompt: u64,
    pub(super) seed: u64,
    pub(super) width: u32,
    pub(super) height: u32,
}

impl Painting {
    /// The picture as PNG.
    pub(super) fn png(&self) -> ImageResult<Vec<u8>> {
        let mut bytes = Vec::new();
        PngEncoder::new_with_quality(&mut bytes, CompressionType::Fast, FilterType::Adaptive)
            .write_image(
                &self.canvas().into_rgb(),
                self.width,
                self.height,
                ExtendedColorType::Rgb8,
            )?;
        Ok(bytes)
    }

    fn canvas(&self) -> Canvas {
        let mut dice = Dice::new(self.prompt ^ mix(self.seed));
        let style = *dice.pick(&STYLES);
        let palette = Palette::new(&mut dice);
        let grain = dice.next();
        let (width, height) = (self.width, self.height);
        let canvas = match style {
            Style::Hills => hills::Hills::new(&mut dice, palette, width, height).paint(),
            Style::Silk => silk::Silk::new(&mut dice, palette).paint(width, height),
            Style::Glass => glass::Glass::new(&mut dice, palette).paint(width, height),
            Style::Orbs => orbs::Orbs::new(&mut dice, palette).paint(width, height),
            Style::Flow => flow::paint(&mut dice, &palette, width, height),
        };
        canvas.finished(grain)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::Painting;

    fn painting(prompt: u64, seed: u64, width: u32, height: u32) -> Vec<u8> {
        Painting {
            prompt,
            seed,
            width,
            height,
        }
        .png()
        .unwrap()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]

        #[test]
        fn the_same_numbers_give_the_same_picture_and_others_another(
            prompt in any::<u64>(), seed in any::<u64>(), width in 8_u32..80, height in 8_u32..80,
        ) {
            let first = painting(prompt, seed, width, height);
            prop_assert_eq!(&first, &painting(prompt, seed, width, height));
            prop_assert_ne!(&first, &painting(prompt, seed.wrapping_add(1), width, height));
            prop_assert_ne!(&first, &painting(prompt.wrapping_add(1), seed, width, height));
            let decoded = image::load_from_memory(&first).unwrap();
            prop_assert_eq!((decoded.width(), decoded.height()), (width, height));
        }
    }

    #[test]
    fn pictures_are_neither_flat_nor_burnt_out() {
        for seed in 0..40 {
            let picture = image::load_from_memory(&painting(7, seed, 96, 64))
                .unwrap()
                .to_luma8();
            let lights: Vec<f64> = picture
                .pixels()
                .map(|pixel| f64::from(pixel.0[0]))
                .collect();
            let mean = lights.iter().sum::<f64>() / lights.len() as f64;
            let spread = lights
                .iter()
                .map(|light| (light - mean).powi(2))
                .sum::<f64>();
            let deviation = (spread / lights.len() as f64).sqrt();
            assert!(
                (25.0..=235.0).contains(&mean),
                "seed {seed} has a mean light of {mean}"
            );
            assert!(deviation > 6.0, "seed {seed} is flat: {deviation}");
        }
    }

    /// Writes pictures to look at: `STUDIO_PICTURES=folder cargo test -- --ignored gallery`.
    #[test]
    #[ignore = "writes files for people to look at"]
    fn gallery() {
        let folder = std::path::PathBuf::from(std::env::var("STUDIO_PICTURES").unwrap());
        for seed in 0..15 {
            let name = format!("sample-{seed}.png");
            std::fs::write(folder.join(name), painting(42, seed, 512, 384)).unwrap();
        }
        let started = std::time::Instant::now();
        std::fs::write(folder.join("large.png"), painting(1, 1, 1024, 1024)).unwrap();
        println!("1024 x 1024 took {:?}", started.elapsed());
    }
}
