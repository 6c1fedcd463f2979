//! Stained glass: panes around scattered points, held by dark lead, with light behind them.

use super::super::random::Dice;
use super::canvas::{Canvas, Spot};
use super::colour::{Lab, Palette, smooth};
use super::noise::Noise;

pub(super) struct Glass {
    palette: Palette,
    points: Noise,
    shades: Noise,
    waves: Noise,
    panes: f32,
    lead: f32,
    lamp: (f32, f32),
}

/// The pane a place lies in.
struct Pane {
    cell: (i32, i32),
    /// From the pane's point.
    distance: f32,
    /// To the nearest edge.
    edge: f32,
}

impl Glass {
    pub(super) fn new(dice: &mut Dice, palette: Palette) -> Self {
        Self {
            palette,
            points: Noise::new(dice.next()),
            shades: Noise::new(dice.next()),
            waves: Noise::new(dice.next()),
            panes: dice.between(2.6, 5.2),
            lead: dice.between(0.022, 0.045),
            lamp: (dice.between(-0.6, 0.6), dice.between(-0.7, 0.3)),
        }
    }

    pub(super) fn paint(&self, width: u32, height: u32) -> Canvas {
        Canvas::shaded(width, height, |spot| self.shade(spot))
    }

    fn point(&self, cell: (i32, i32)) -> (f32, f32) {
        let jitter = |offset: i32| self.points.cell_unit(cell.0.wrapping_add(offset), cell.1) - 0.5;
        (
            cell.0 as f32 + 0.5 + jitter(0) * 0.86,
            cell.1 as f32 + 0.5 + jitter(7_919) * 0.86,
        )
    }

    fn pane(&self, x: f32, y: f32) -> Pane {
        let home = (x.floor() as i32, y.floor() as i32);
        let around = (-2..=2).flat_map(|dy| (-2..=2).map(move |dx| (home.0 + dx, home.1 + dy)));
        let mut nearest = (f32::MAX, home, (0.0, 0.0));
        for cell in around.clone() {
            let (px, py) = self.point(cell);
            let distance = (px - x).hypot(py - y);
            if distance < nearest.0 {
                nearest = (distance, cell, (px - x, py - y));
            }
        }
        let (distance, cell, to_nearest) = nearest;
        let mut edge = f32::MAX;
        for other in around.filter(|other| *other != cell) {
            let (px, py) = self.point(other);
            let to_other = (px - x, py - y);
            let apart = (to_other.0 - to_nearest.0, to_other.1 - to_nearest.1);
            let length = apart.0.hypot(apart.1).max(1e-5);
            let middle = (
                (to_other.0 + to_nearest.0) / 2.0,
                (to_other.1 + to_nearest.1) / 2.0,
            );
            edge = edge.min((middle.0 * apart.0 + middle.1 * apart.1) / length);
        }
        Pane {
            cell,
            distance,
            edge,
        }
    }

    fn shade(&self, spot: Spot) -> Lab {
        let ripple = self.waves.layered(spot.x * 1.8, spot.y * 1.8, 2) * 0.10;
        let pane = self.pane(spot.x * self.panes + ripple, spot.y * self.panes - ripple);
        let lamp = 1.0 - (spot.x - self.lamp.0).hypot(spot.y - self.lamp.1) * 0.55;
        let own = self.shades.cell_unit(pane.cell.0, pane.cell.1);
        let texture = self.waves.layered(spot.x * 9.0, spot.y * 9.0, 3) * 0.025;
        let place = 0.16 + 0.62 * own + 0.22 * lamp;
        let glow = 0.10 * lamp.max(0.0) - 0.05 * pane.distance + texture;
        let glass = self.palette.at(place).lighter(glow);
        let lead = self.palette.dark().lighter(-0.10);
        let inside = smooth(self.lead * 0.55, self.lead * 1.45, pane.edge);
        let rim = smooth(self.lead, self.lead * 5.0, pane.edge);
        lead.mixed(glass.lighter(-0.07 * (1.0 - rim)), inside)
    }
}
