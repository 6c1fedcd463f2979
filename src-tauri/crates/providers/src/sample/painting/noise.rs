//! Smooth noise: gradients on a grid, and sums of it in several sizes.

/// Directions of the gradients, evenly around the circle.
const DIRECTIONS: [(f32, f32); 16] = {
    const LONG: f32 = 0.923_88;
    const SHORT: f32 = 0.382_68;
    const HALF: f32 = std::f32::consts::FRAC_1_SQRT_2;
    [
        (1.0, 0.0),
        (LONG, SHORT),
        (HALF, HALF),
        (SHORT, LONG),
        (0.0, 1.0),
        (-SHORT, LONG),
        (-HALF, HALF),
        (-LONG, SHORT),
        (-1.0, 0.0),
        (-LONG, -SHORT),
        (-HALF, -HALF),
        (-SHORT, -LONG),
        (0.0, -1.0),
        (SHORT, -LONG),
        (HALF, -HALF),
        (LONG, -SHORT),
    ]
};

/// A field of noise of its own.
#[derive(Debug, Clone, Copy)]
pub(super) struct Noise(u32);

impl Noise {
    pub(super) fn new(seed: u64) -> Self {
        Self((seed >> 32) as u32 ^ seed as u32)
    }

    /// A number for a cell of the grid.
    pub(super) fn cell(self, x: i32, y: i32) -> u32 {
        let mut hash = self.0
            ^ x.cast_unsigned().wrapping_mul(0x27d4_eb2d)
            ^ y.cast_unsigned().wrapping_mul(0x1656_67b1);
        hash = (hash ^ (hash >> 15)).wrapping_mul(0x85eb_ca6b);
        hash = (hash ^ (hash >> 13)).wrapping_mul(0xc2b2_ae35);
        hash ^ (hash >> 16)
    }

    /// A number from 0 to 1 for a cell of the grid.
    pub(super) fn cell_unit(self, x: i32, y: i32) -> f32 {
        (self.cell(x, y) >> 8) as f32 / 16_777_216.0
    }

    fn corner(self, cell: (i32, i32), dx: f32, dy: f32) -> f32 {
        let (x, y) = DIRECTIONS[(self.cell(cell.0, cell.1) & 15) as usize];
        x * dx + y * dy
    }

    /// Noise at a place, about -1 to 1.
    pub(super) fn at(self, x: f32, y: f32) -> f32 {
        let (floor_x, floor_y) = (x.floor(), y.floor());
        let (column, row) = (floor_x as i32, floor_y as i32);
        let (dx, dy) = (x - floor_x, y - floor_y);
        let fade = |t: f32| t * t * t * (t * (t * 6.0 - 15.0) + 10.0);
        let (across, down) = (fade(dx), fade(dy));
        let top_left = self.corner((column, row), dx, dy);
        let top_right = self.corner((column.wrapping_add(1), row), dx - 1.0, dy);
        let bottom_left = self.corner((column, row.wrapping_add(1)), dx, dy - 1.0);
        let next = (column.wrapping_add(1), row.wrapping_add(1));
        let bottom_right = self.corner(next, dx - 1.0, dy - 1.0);
        let top = top_left + (top_right - top_left) * across;
        let bottom = bottom_left + (bottom_right - bottom_left) * across;
        (top + (bottom - top) * down) * 1.41
    }

    /// Noise of several sizes together, about -1 to 1. Each size is turned against the one
    /// before, so that the grid does not show.
    pub(super) fn layered(self, mut x: f32, mut y: f32, layers: u32) -> f32 {
        let (mut sum, mut strength, mut whole) = (0.0, 1.0, 0.0);
        for _ in 0..layers {
            sum += self.at(x, y) * strength;
            whole += strength;
            strength *= 0.5;
            (x, y) = (1.6 * x - 1.2 * y + 17.3, 1.2 * x + 1.6 * y - 9.1);
        }
        sum / whole
    }
}
