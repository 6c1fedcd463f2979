//! How alike two pictures are to the eye.

use image::RgbImage;

/// Pixels along a side of the windows that are compared.
const WINDOW: u32 = 8;

/// The structural similarity (SSIM) of the brightness of two pictures of one size: 1 where they
/// are the same.
pub fn ssim(one: &RgbImage, other: &RgbImage) -> f64 {
    assert_eq!(one.dimensions(), other.dimensions(), "they have one size");
    let (mut sum, mut count) = (0.0, 0.0);
    for top in (0..one.height().saturating_sub(WINDOW - 1)).step_by(4) {
        for left in (0..one.width().saturating_sub(WINDOW - 1)).step_by(4) {
            sum += window(one, other, left, top);
            count += 1.0;
        }
    }
    sum / count
}

fn window(one: &RgbImage, other: &RgbImage, left: u32, top: u32) -> f64 {
    const C1: f64 = 6.502_5;
    const C2: f64 = 58.522_5;
    let (mut a, mut b, mut aa, mut bb, mut ab) = (0.0, 0.0, 0.0, 0.0, 0.0);
    for y in top..top + WINDOW {
        for x in left..left + WINDOW {
            let (p, q) = (brightness(one, x, y), brightness(other, x, y));
            a += p;
            b += q;
            aa += p * p;
            bb += q * q;
            ab += p * q;
        }
    }
    let n = f64::from(WINDOW * WINDOW);
    let (a, b) = (a / n, b / n);
    let (va, vb, cov) = (aa / n - a * a, bb / n - b * b, ab / n - a * b);
    (2.0 * a * b + C1) * (2.0 * cov + C2) / ((a * a + b * b + C1) * (va + vb + C2))
}

fn brightness(picture: &RgbImage, x: u32, y: u32) -> f64 {
    let [red, green, blue] = picture.get_pixel(x, y).0.map(f64::from);
    0.299 * red + 0.587 * green + 0.114 * blue
}
