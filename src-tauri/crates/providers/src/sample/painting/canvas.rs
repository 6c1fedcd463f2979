//! The surface that styles paint on, and its way to bytes.

use super::super::random::mix;
use super::colour::Lab;

/// Entries of the table that bends linear light to what screens expect.
const GAMMA_STEPS: usize = 4_096;

/// How strong the grain is; it also hides steps in soft gradients.
const GRAIN: f32 = 0.009;

/// How much darker the corners are.
const VIGNETTE: f32 = 0.07;

/// Colours in rows.
#[derive(Debug, Clone)]
pub(super) struct Canvas {
    pub(super) width: usize,
    pub(super) height: usize,
    pub(super) pixels: Vec<Lab>,
}

/// A place on a picture: the middle is 0, the shorter edge reaches from -1 to 1.
#[derive(Debug, Clone, Copy)]
pub(super) struct Spot {
    pub(super) x: f32,
    pub(super) y: f32,
    /// From 0 to 1 across.
    pub(super) u: f32,
    /// From 0 to 1 down.
    pub(super) v: f32,
}

impl Canvas {
    /// A canvas each of whose pixels a function tells. Halves of it are painted at once.
    pub(super) fn shaded(width: u32, height: u32, shade: impl Fn(Spot) -> Lab + Sync) -> Self {
        let (width, height) = (width as usize, height as usize);
        let mut pixels = vec![Lab::BLACK; width * height];
        let shorter = width.min(height).max(1) as f32;
        let shade_rows = |first: usize, rows: &mut [Lab]| {
            for (index, pixel) in rows.iter_mut().enumerate() {
                let (column, row) = (index % width, first + index / width);
                let (across, down) = (column as f32 + 0.5, row as f32 + 0.5);
                *pixel = shade(Spot {
                    x: (across * 2.0 - width as f32) / shorter,
                    y: (down * 2.0 - height as f32) / shorter,
                    u: across / width as f32,
                    v: down / height as f32,
                });
            }
        };
        let middle = height / 2;
        let (upper, lower) = pixels.split_at_mut(middle * width);
        std::thread::scope(|scope| {
            scope.spawn(|| shade_rows(0, upper));
            shade_rows(middle, lower);
        });
        Self {
            width,
            height,
            pixels,
        }
    }

    /// Lays a colour over a pixel; places outside are left out.
    pub(super) fn blend(&mut self, x: i32, y: i32, colour: Lab, share: f32) {
        let (Ok(x), Ok(y)) = (usize::try_from(x), usize::try_from(y)) else {
            return;
        };
        if x < self.width && y < self.height {
            let pixel = &mut self.pixels[y * self.width + x];
            *pixel = pixel.mixed(colour, share);
        }
    }

    /// The canvas with grain and slightly darker corners.
    pub(super) fn finished(mut self, grain: u64) -> Self {
        let (width, height) = (self.width as f32, self.height as f32);
        for (index, pixel) in self.pixels.iter_mut().enumerate() {
            let x = (index % self.width) as f32 / width - 0.5;
            let y = (index / self.width) as f32 / height - 0.5;
            let speck = (mix(grain ^ index as u64) >> 40) as f32 / 16_777_216.0 - 0.5;
            let corner = (x * x + y * y) * 2.0;
            pixel.light += speck * 2.0 * GRAIN - corner * corner * VIGNETTE;
        }
        self
    }

    /// Red, green and blue bytes, row by row.
    pub(super) fn into_rgb(self) -> Vec<u8> {
        let gamma = gamma_table();
        let byte = |linear: f32| {
            let step = linear.clamp(0.0, 1.0) * (GAMMA_STEPS - 1) as f32;
            gamma[(step + 0.5) as usize]
        };
        self.pixels
            .iter()
            .flat_map(|pixel| pixel.linear().map(byte))
            .collect()
    }
}

fn gamma_table() -> Vec<u8> {
    (0..GAMMA_STEPS)
        .map(|step| {
            let linear = step as f32 / (GAMMA_STEPS - 1) as f32;
            let bent = if linear <= 0.003_130_8 {
                linear * 12.92
            } else {
                1.055 * linear.powf(1.0 / 2.4) - 0.055
            };
            (bent * 255.0 + 0.5) as u8
        })
        .collect()
}
