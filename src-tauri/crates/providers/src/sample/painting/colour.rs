//! Colours in OKLab, where equal steps look equal, and palettes built on harmonies of hue.

use super::super::random::Dice;

/// A colour in OKLab.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Lab {
    pub(super) light: f32,
    pub(super) a: f32,
    pub(super) b: f32,
}

impl Lab {
    pub(super) const BLACK: Self = Self {
        light: 0.0,
        a: 0.0,
        b: 0.0,
    };

    /// From lightness, chroma and hue in turns.
    fn from_hue(light: f32, chroma: f32, hue: f32) -> Self {
        let angle = hue * std::f32::consts::TAU;
        Self {
            light,
            a: chroma * angle.cos(),
            b: chroma * angle.sin(),
        }
    }

    pub(super) fn mixed(self, other: Self, share: f32) -> Self {
        let share = share.clamp(0.0, 1.0);
        Self {
            light: self.light + (other.light - self.light) * share,
            a: self.a + (other.a - self.a) * share,
            b: self.b + (other.b - self.b) * share,
        }
    }

    pub(super) fn lighter(self, by: f32) -> Self {
        Self {
            light: self.light + by,
            ..self
        }
    }

    /// Linear red, green and blue; outside 0 to 1 where no screen shows the colour.
    pub(super) fn linear(self) -> [f32; 3] {
        let long = self.light + 0.396_337_78 * self.a + 0.215_803_76 * self.b;
        let medium = self.light - 0.105_561_346 * self.a - 0.063_854_17 * self.b;
        let short = self.light - 0.089_484_18 * self.a - 1.291_485_5 * self.b;
        let [long, medium, short] = [long, medium, short].map(|cone| cone * cone * cone);
        [
            4.076_741_7 * long - 3.307_711_6 * medium + 0.230_969_94 * short,
            -1.268_438 * long + 2.609_757_4 * medium - 0.341_319_4 * short,
            -0.004_196_086 * long - 0.703_418_6 * medium + 1.707_614_7 * short,
        ]
    }

    fn is_shown(self) -> bool {
        self.linear()
            .iter()
            .all(|part| (-0.001..=1.001).contains(part))
    }

    /// The same light and hue with as much of the chroma as a screen shows.
    fn shown(self) -> Self {
        let faded = |share: f32| Self {
            light: self.light,
            a: self.a * share,
            b: self.b * share,
        };
        let steps = [1.0, 0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1];
        steps
            .into_iter()
            .map(faded)
            .find(|colour| colour.is_shown())
            .unwrap_or_else(|| faded(0.0))
    }
}

/// Turns of hue from the first colour, darkest to lightest.
const HARMONIES: [[f32; 5]; 7] = [
    [0.0, 0.04, 0.09, 0.14, 0.20],
    [0.0, -0.05, -0.11, -0.18, -0.24],
    [0.0, 0.03, 0.08, 0.48, 0.53],
    [0.0, 0.33, 0.36, 0.64, 0.68],
    [0.0, 0.06, 0.42, 0.46, 0.56],
    [0.0, 0.12, 0.24, 0.36, 0.42],
    [0.0, 0.02, 0.50, 0.04, 0.52],
];

const LIGHTS: [f32; 5] = [0.24, 0.42, 0.60, 0.77, 0.93];
const CHROMAS: [f32; 5] = [0.09, 0.15, 0.17, 0.13, 0.055];

/// Five colours from dark to light that belong together.
#[derive(Debug, Clone)]
pub(super) struct Palette {
    colours: [Lab; 5],
}

impl Palette {
    pub(super) fn new(dice: &mut Dice) -> Self {
        let hue = dice.unit();
        let harmony = *dice.pick(&HARMONIES);
        let strength = dice.between(0.7, 1.1);
        let mut colours = [Lab::BLACK; 5];
        for (index, colour) in colours.iter_mut().enumerate() {
            let light = LIGHTS[index] + dice.between(-0.03, 0.03);
            let chroma = CHROMAS[index] * strength;
            *colour = Lab::from_hue(light, chroma, hue + harmony[index]).shown();
        }
        Self { colours }
    }

    /// The colour at a place from 0 (darkest) to 1 (lightest).
    pub(super) fn at(&self, place: f32) -> Lab {
        let place = place.clamp(0.0, 1.0) * 4.0;
        let index = (place as usize).min(3);
        self.colours[index].mixed(self.colours[index + 1], place - index as f32)
    }

    pub(super) fn dark(&self) -> Lab {
        self.colours[0]
    }

    pub(super) fn light(&self) -> Lab {
        self.colours[4]
    }

    /// One of the three colours between dark and light.
    pub(super) fn accent(&self, dice: &mut Dice) -> Lab {
        self.colours[1 + dice.below(3)]
    }
}

/// Bends a straight step from 0 to 1 into a soft one.
pub(super) fn smooth(low: f32, high: f32, value: f32) -> f32 {
    let share = ((value - low) / (high - low)).clamp(0.0, 1.0);
    share * share * (3.0 - 2.0 * share)
}
