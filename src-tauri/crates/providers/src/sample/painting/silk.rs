//! Folded cloth: noise that bends noise that bends noise.

use super::super::random::Dice;
use super::canvas::{Canvas, Spot};
use super::colour::{Lab, Palette};
use super::noise::Noise;

pub(super) struct Silk {
    palette: Palette,
    first: Noise,
    second: Noise,
    scale: f32,
    bend: f32,
    folds: f32,
    turn: (f32, f32),
    stretch: f32,
}

impl Silk {
    pub(super) fn new(dice: &mut Dice, palette: Palette) -> Self {
        let angle = dice.between(0.0, std::f32::consts::PI);
        Self {
            palette,
            first: Noise::new(dice.next()),
            second: Noise::new(dice.next()),
            scale: dice.between(0.55, 1.15),
            bend: dice.between(1.2, 2.6),
            folds: dice.between(9.0, 22.0),
            turn: (angle.cos(), angle.sin()),
            stretch: dice.between(0.45, 1.0),
        }
    }

    pub(super) fn paint(&self, width: u32, height: u32) -> Canvas {
        Canvas::shaded(width, height, |spot| self.shade(spot))
    }

    fn shade(&self, spot: Spot) -> Lab {
        let (cos, sin) = self.turn;
        let x = (spot.x * cos - spot.y * sin) * self.scale * self.stretch;
        let y = (spot.x * sin + spot.y * cos) * self.scale;
        let pull_x = self.first.layered(x, y, 3);
        let pull_y = self.second.layered(x + 5.2, y + 1.3, 3);
        let (bent_x, bent_y) = (x + self.bend * pull_x, y + self.bend * pull_y);
        let again = self.first.layered(bent_x + 1.7, bent_y + 9.2, 3);
        let height = self
            .second
            .layered(bent_x + 0.9 * again, bent_y - 0.7 * again, 4);
        let fold = (height * self.folds + again * 3.0).sin();
        let place = 0.5 + 0.62 * height + 0.22 * pull_x + 0.05 * fold;
        let sheen = (fold * 0.5 + 0.5).powi(6);
        self.palette
            .at(place)
            .lighter(0.035 * fold + 0.05 * sheen * (0.5 + again))
    }
}
