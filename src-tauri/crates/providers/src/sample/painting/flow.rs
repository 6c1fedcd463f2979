//! Fine lines that follow an invisible current.

use super::super::random::Dice;
use super::canvas::Canvas;
use super::colour::{Lab, Palette};
use super::noise::Noise;

/// Lines on a picture, whatever its size.
const LINES: usize = 1_900;

/// A line's length in steps.
const STEPS: usize = 130;

struct Current {
    field: Noise,
    scale: f32,
    turns: f32,
    lean: f32,
}

impl Current {
    fn angle(&self, x: f32, y: f32) -> f32 {
        self.lean + self.field.layered(x * self.scale, y * self.scale, 2) * self.turns
    }
}

pub(super) fn paint(dice: &mut Dice, palette: &Palette, width: u32, height: u32) -> Canvas {
    let ground = Noise::new(dice.next());
    let dark = dice.unit() < 0.7;
    let base = if dark { 0.06 } else { 0.90 };
    let mut canvas = Canvas::shaded(width, height, |spot| {
        let drift = ground.layered(spot.x * 0.6, spot.y * 0.6, 3);
        palette.at(base + drift * 0.12 + (spot.v - 0.5) * 0.10)
    });
    let current = Current {
        field: Noise::new(dice.next()),
        scale: dice.between(0.45, 1.0),
        turns: dice.between(2.0, 4.4),
        lean: dice.between(0.0, std::f32::consts::TAU),
    };
    let (low, high) = if dark { (0.25, 1.0) } else { (0.0, 0.72) };
    let hues = Noise::new(dice.next());
    let shorter = width.min(height).max(1) as f32;
    for _ in 0..LINES {
        let x = dice.between(-1.1, 1.1) * width as f32 / shorter;
        let y = dice.between(-1.1, 1.1) * height as f32 / shorter;
        let place = 0.5 + 0.75 * hues.layered(x * 0.7, y * 0.7, 2) + dice.between(-0.12, 0.12);
        let colour = palette.at(low + (high - low) * place.clamp(0.0, 1.0));
        let thickness = dice.between(0.6, 2.2) * shorter / 1024.0;
        line(&mut canvas, &current, (x, y), Pen { colour, thickness });
    }
    canvas
}

struct Pen {
    colour: Lab,
    /// Half the width of the line at its middle, in pixels.
    thickness: f32,
}

fn line(canvas: &mut Canvas, current: &Current, start: (f32, f32), pen: Pen) {
    let shorter = canvas.width.min(canvas.height).max(1) as f32;
    let step = 1.1 / STEPS as f32;
    // Several dabs to a step would be wasted on a small picture, too few show on a large one.
    let dabs = ((step * shorter / 2.0).ceil() as usize).max(1);
    let (mut x, mut y) = start;
    for index in 0..STEPS {
        let along = index as f32 / STEPS as f32;
        let swell = (along * std::f32::consts::PI).sin();
        let angle = current.angle(x, y);
        let (dx, dy) = (angle.cos() * step, angle.sin() * step);
        for dab in 0..dabs {
            let share = dab as f32 / dabs as f32;
            let (at_x, at_y) = (x + dx * share, y + dy * share);
            let pixel_x = (at_x * shorter + canvas.width as f32) / 2.0;
            let pixel_y = (at_y * shorter + canvas.height as f32) / 2.0;
            let radius = (pen.thickness * swell).max(0.25);
            self::dab(canvas, (pixel_x, pixel_y), radius, pen.colour, 0.55 * swell);
        }
        (x, y) = (x + dx, y + dy);
    }
}

fn dab(canvas: &mut Canvas, at: (f32, f32), radius: f32, colour: Lab, share: f32) {
    let reach = radius.ceil() as i32;
    let (column, row) = (at.0.floor() as i32, at.1.floor() as i32);
    for y in row - reach..=row + reach {
        for x in column - reach..=column + reach {
            let distance = (x as f32 + 0.5 - at.0).hypot(y as f32 + 0.5 - at.1);
            let cover = (radius + 0.5 - distance).clamp(0.0, 1.0);
            if cover > 0.0 {
                canvas.blend(x, y, colour, cover * share * radius.min(1.0));
            }
        }
    }
}
