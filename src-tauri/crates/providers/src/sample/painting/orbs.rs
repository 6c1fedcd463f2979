//! Soft lights: translucent discs in front of a glow.

use super::super::random::Dice;
use super::canvas::{Canvas, Spot};
use super::colour::{Lab, Palette, smooth};
use super::noise::Noise;

struct Orb {
    x: f32,
    y: f32,
    radius: f32,
    blur: f32,
    colour: Lab,
    strength: f32,
}

pub(super) struct Orbs {
    palette: Palette,
    orbs: Vec<Orb>,
    haze: Noise,
    fall: (f32, f32),
}

impl Orbs {
    pub(super) fn new(dice: &mut Dice, palette: Palette) -> Self {
        let angle = dice.between(0.0, std::f32::consts::TAU);
        let count = 9 + dice.below(10);
        let orbs = (0..count)
            .map(|index| {
                let far = index as f32 / count as f32;
                let radius = dice.between(0.12, 0.75) * (1.15 - 0.6 * far);
                Orb {
                    x: dice.between(-1.5, 1.5),
                    y: dice.between(-1.1, 1.1),
                    radius,
                    blur: dice.between(0.03, 0.9) * radius,
                    colour: if dice.unit() < 0.2 {
                        palette.light()
                    } else {
                        palette.accent(dice)
                    },
                    strength: dice.between(0.35, 0.85),
                }
            })
            .collect();
        Self {
            palette,
            orbs,
            haze: Noise::new(dice.next()),
            fall: (angle.cos(), angle.sin()),
        }
    }

    pub(super) fn paint(&self, width: u32, height: u32) -> Canvas {
        Canvas::shaded(width, height, |spot| self.shade(spot))
    }

    fn shade(&self, spot: Spot) -> Lab {
        let haze = self.haze.layered(spot.x * 0.8, spot.y * 0.8, 3);
        let slope = (spot.x * self.fall.0 + spot.y * self.fall.1) * 0.22;
        let ground = self.palette.at(0.20 + slope + haze * 0.18);
        self.orbs.iter().fold(ground, |below, orb| {
            let distance = (spot.x - orb.x).hypot(spot.y - orb.y);
            let inside = 1.0 - smooth(orb.radius - orb.blur, orb.radius + orb.blur * 0.2, distance);
            // A disc is lit from above and brighter towards its rim.
            let lit = 0.05 * (orb.y - spot.y) / orb.radius + 0.06 * (distance / orb.radius).powi(4);
            below.mixed(orb.colour.lighter(lit), inside * orb.strength)
        })
    }
}
