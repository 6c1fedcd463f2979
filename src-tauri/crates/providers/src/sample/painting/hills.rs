//! Hills behind hills under a sun or moon, paler with every step into the distance.

use super::super::random::Dice;
use super::canvas::{Canvas, Spot};
use super::colour::{Lab, Palette, smooth};
use super::noise::Noise;

pub(super) struct Hills {
    palette: Palette,
    width: u32,
    height: u32,
    /// Of each row of hills, far to near: how far down its ridge is at each column, 0 to 1.
    ridges: Vec<Vec<f32>>,
    sun: (f32, f32, f32),
    night: bool,
    stars: Noise,
    clouds: Noise,
}

impl Hills {
    pub(super) fn new(dice: &mut Dice, palette: Palette, width: u32, height: u32) -> Self {
        let rows = 5 + dice.below(3);
        let horizon = dice.between(0.38, 0.55);
        let rough = dice.between(0.8, 1.6);
        let ridges = (0..rows)
            .map(|row| {
                let near = row as f32 / (rows - 1) as f32;
                let noise = Noise::new(dice.next());
                let base = horizon + (0.96 - horizon) * near.powf(1.15);
                let swing = 0.05 + 0.07 * near;
                ridge(
                    noise,
                    width,
                    height,
                    (base, swing, rough * (1.6 - 0.7 * near)),
                )
            })
            .collect();
        Self {
            palette,
            width,
            height,
            ridges,
            sun: (
                dice.between(-0.7, 0.7),
                dice.between(-0.62, -0.1),
                dice.between(0.10, 0.24),
            ),
            night: dice.unit() < 0.35,
            stars: Noise::new(dice.next()),
            clouds: Noise::new(dice.next()),
        }
    }

    pub(super) fn paint(&self) -> Canvas {
        Canvas::shaded(self.width, self.height, |spot| self.shade(spot))
    }

    fn sky(&self, spot: Spot) -> Lab {
        let (low, high) = if self.night {
            (0.62, 0.02)
        } else {
            (0.98, 0.52)
        };
        let cloud = self.clouds.layered(spot.x * 0.9, spot.y * 3.2, 4) * 0.10;
        let sky = self
            .palette
            .at(high + (low - high) * smooth(0.0, 0.75, spot.v) + cloud);
        let (x, y, radius) = self.sun;
        let distance = (spot.x - x).hypot(spot.y - y);
        let glow = (-distance * 2.4).exp() * if self.night { 0.22 } else { 0.14 };
        let edge = 2.5 / self.width.min(self.height) as f32;
        let disc = 1.0 - smooth(radius - edge, radius + edge, distance);
        let shine = self.palette.light().lighter(0.03);
        sky.lighter(glow).mixed(shine, disc.max(self.star(spot)))
    }

    fn star(&self, spot: Spot) -> f32 {
        if !self.night {
            return 0.0;
        }
        let (x, y) = (spot.x * 42.0, spot.y * 42.0);
        let cell = (x.floor() as i32, y.floor() as i32);
        let chance = self.stars.cell_unit(cell.0, cell.1);
        if chance < 0.93 {
            return 0.0;
        }
        let distance = (x - x.floor() - 0.5).hypot(y - y.floor() - 0.5);
        (1.0 - smooth(0.04, 0.16, distance)) * (chance - 0.93) * 12.0 * (1.0 - spot.v)
    }

    fn shade(&self, spot: Spot) -> Lab {
        let column = ((spot.u * self.width as f32) as usize).min(self.width as usize - 1);
        let soft = 0.9 / self.height as f32;
        let rows = self.ridges.len() as f32;
        let haze = self.palette.at(if self.night { 0.55 } else { 0.86 });
        self.ridges
            .iter()
            .enumerate()
            .fold(self.sky(spot), |behind, (row, ridge)| {
                let top = ridge[column];
                let cover = smooth(-soft, soft, spot.v - top);
                if cover == 0.0 {
                    return behind;
                }
                let near = (row as f32 + 1.0) / rows;
                let body = self.palette.at(0.58 * (1.0 - near)).lighter(-0.05 * near);
                let mist = smooth(0.0, 0.22, spot.v - top) * 0.34 * (1.0 - near * 0.6);
                let far = (1.0 - near) * 0.42;
                behind.mixed(body.mixed(haze, far + mist), cover)
            })
    }
}

fn ridge(noise: Noise, width: u32, height: u32, shape: (f32, f32, f32)) -> Vec<f32> {
    let (base, swing, rough) = shape;
    let shorter = width.min(height).max(1) as f32;
    (0..width)
        .map(|column| {
            let x = (column as f32 * 2.0 - width as f32) / shorter;
            let large = noise.at(x * 0.7, 3.3) * 1.1;
            base + swing * (large + noise.layered(x * rough, 8.1, 5))
        })
        .collect()
}
