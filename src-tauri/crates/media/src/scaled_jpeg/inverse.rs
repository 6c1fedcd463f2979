//! Turns the lowest frequencies of a block into fewer pixels than it stands for.

/// Frequencies of a block of 8 × 8, row by row.
pub(super) type Block = [i32; 64];

/// How far frequencies go in a picture of eight bits, with room; more is damage, and would
/// overflow below.
pub(super) const MOST: i32 = 4_095;

/// A frequency made whole again.
#[inline]
pub(super) fn whole(value: i32, factor: i32) -> i32 {
    value.saturating_mul(factor).clamp(-MOST, MOST)
}

/// Writes a block that is all of one value.
#[inline]
pub(super) fn write_even<const N: usize>(dc: i32, plane: &mut [u8], at: usize, stride: usize) {
    let value = pixel((dc + 4) >> 3);
    for row in 0..N {
        plane[at + row * stride..][..N].fill(value);
    }
}

#[inline]
fn pixel(value: i32) -> u8 {
    (value + 128).clamp(0, 255) as u8
}

/// Writes a block as 2 × 2 pixels: its mean, and how it changes across, down and both.
#[inline(always)]
pub(super) fn write_two(dc: i32, [b, c, d]: [i32; 3], plane: &mut [u8], at: usize, stride: usize) {
    let a = dc + 4;
    let rows = [(a + c, b + d), (a - c, b - d)];
    for (row, (even, odd)) in rows.into_iter().enumerate() {
        let out = &mut plane[at + row * stride..][..2];
        out[0] = pixel((even + odd) >> 3);
        out[1] = pixel((even - odd) >> 3);
    }
}

/// √2·cos(π/8) and √2·cos(3π/8), times 4,096.
const FIRST: i32 = 5_352;
const THIRD: i32 = 2_217;

/// Four points of one line, each twice as large as it should be, times 4,096.
#[inline]
fn four([a, b, c, d]: [i32; 4]) -> [i32; 4] {
    let (even, odd) = ((a + c) << 12, (a - c) << 12);
    let (near, far) = (b * FIRST + d * THIRD, b * THIRD - d * FIRST);
    [even + near, odd + far, odd - far, even - near]
}

/// Writes a block as 4 × 4 pixels.
#[inline]
pub(super) fn write_four(block: &Block, plane: &mut [u8], at: usize, stride: usize) {
    // Three bits behind the point are kept between the two passes.
    let mut columns = [[0; 4]; 4];
    for (x, column) in columns.iter_mut().enumerate() {
        let line = four([block[x], block[8 + x], block[16 + x], block[24 + x]]);
        *column = line.map(|value| value >> 9);
    }
    for row in 0..4 {
        let line = four([
            columns[0][row],
            columns[1][row],
            columns[2][row],
            columns[3][row],
        ]);
        let out = &mut plane[at + row * stride..][..4];
        for (pixel_out, value) in out.iter_mut().zip(line) {
            *pixel_out = pixel((value + (1 << 17)) >> 18);
        }
    }
}
