//! Colours as JFIF holds them: how bright a pixel is, and its tint.

/// A row of values, and how many pixels one of them covers, as a power of two.
#[derive(Clone, Copy)]
pub(super) struct Row<'a> {
    pub values: &'a [u8],
    pub spread: u32,
}

/// Writes a row of grey pixels.
pub(super) fn write_grey(bright: &[u8], out: &mut [u8]) {
    for (pixel, &value) in out.chunks_exact_mut(3).zip(bright) {
        pixel.fill(value);
    }
}

/// Writes a row of pixels, which has at least as many values as the rows are long.
pub(super) fn write(bright: &[u8], blue: Row, red: Row, out: &mut [u8]) {
    match (blue.spread, red.spread) {
        (0, 0) => {
            let values = bright.iter().zip(blue.values).zip(red.values);
            for (pixel, ((&bright, &blue), &red)) in out.chunks_exact_mut(3).zip(values) {
                pixel.copy_from_slice(&Tint::new(blue, red).on(bright));
            }
        }
        (1, 1) => write_pairs(bright, blue.values, red.values, out),
        _ => {
            for (x, pixel) in out.chunks_exact_mut(3).enumerate() {
                let tint = Tint::new(blue.values[x >> blue.spread], red.values[x >> red.spread]);
                pixel.copy_from_slice(&tint.on(bright[x]));
            }
        }
    }
}

/// Two pixels of each tint, which is what cameras write.
fn write_pairs(bright: &[u8], blue: &[u8], red: &[u8], out: &mut [u8]) {
    let (pairs, last) = out.as_chunks_mut::<6>();
    let count = pairs.len();
    let (bright_pairs, _) = bright.as_chunks::<2>();
    let values = bright_pairs.iter().zip(blue).zip(red);
    for (pair, ((&[first, second], &blue), &red)) in pairs.iter_mut().zip(values) {
        let tint = Tint::new(blue, red);
        let ([r1, g1, b1], [r2, g2, b2]) = (tint.on(first), tint.on(second));
        *pair = [r1, g1, b1, r2, g2, b2];
    }
    if !last.is_empty() {
        let tint = Tint::new(blue[count], red[count]);
        last.copy_from_slice(&tint.on(bright[2 * count]));
    }
}

/// What is added to brightness: red, green and blue.
struct Tint([i32; 3]);

impl Tint {
    #[inline(always)]
    fn new(blue: u8, red: u8) -> Self {
        // In steps of 1/65,536.
        const HALF: i32 = 1 << 15;
        let (blue, red) = (i32::from(blue) - 128, i32::from(red) - 128);
        Self([
            (91_881 * red + HALF) >> 16,
            (HALF - 22_554 * blue - 46_802 * red) >> 16,
            (116_130 * blue + HALF) >> 16,
        ])
    }

    #[inline(always)]
    fn on(&self, bright: u8) -> [u8; 3] {
        self.0
            .map(|tint| (i32::from(bright) + tint).clamp(0, 255) as u8)
    }
}
