//! Reads the one scan of a picture, a row of units at a time.

use image::RgbImage;

use super::bits::Bits;
use super::frame::{Component, Frame, ORDER};
use super::huffman::Codes;
use super::inverse::{self, Block, whole};

/// A row of units of one component, in pixels.
struct Plane {
    pixels: Vec<u8>,
    stride: usize,
    /// How many pixels of the picture one of these covers, across and down, as a power of two.
    spread: (u32, u32),
}

/// The picture at `N` pixels for each eight. Colour that is held at half the size of brightness
/// comes at half the size: the eye, and the JPEG that is made of the small picture, take no more.
pub(super) fn read<const N: usize>(frame: &Frame) -> Option<RgbImage> {
    let scaled = |side: u32| (side * N as u32).div_ceil(8);
    let (width, height) = (scaled(frame.width), scaled(frame.height));
    let units = (
        frame.width.div_ceil(8 * frame.unit.0),
        frame.height.div_ceil(8 * frame.unit.1),
    );
    let mut planes: Vec<Plane> = frame
        .components
        .iter()
        .map(|component| Plane::new::<N>(frame, component, units.0))
        .collect();
    let mut rows = Rows {
        frame,
        bits: Bits::new(frame.scan),
        last: [0; 3],
        until_restart: frame.restart_every,
    };
    let mut image = RgbImage::new(width, height);
    let band_rows = N * frame.unit.1 as usize;
    let bytes_in_row = width as usize * 3;
    for band in image.chunks_mut(band_rows * bytes_in_row) {
        for unit in 0..units.0 {
            rows.read_unit::<N>(unit as usize, &mut planes)?;
        }
        if rows.bits.ran_out() {
            return None;
        }
        for (y, row) in band.chunks_exact_mut(bytes_in_row).enumerate() {
            colour(&planes, y, row);
        }
    }
    Some(image)
}

impl Plane {
    fn new<const N: usize>(frame: &Frame, component: &Component, units: u32) -> Self {
        let stride = (units * component.blocks.0) as usize * N;
        Self {
            pixels: vec![0; stride * component.blocks.1 as usize * N],
            stride,
            spread: (
                (frame.unit.0 / component.blocks.0).ilog2(),
                (frame.unit.1 / component.blocks.1).ilog2(),
            ),
        }
    }

    #[inline]
    fn row(&self, y: usize) -> &[u8] {
        &self.pixels[(y >> self.spread.1) * self.stride..][..self.stride]
    }
}

struct Rows<'a> {
    frame: &'a Frame<'a>,
    bits: Bits<'a>,
    /// The brightest value of the block before, of each component.
    last: [i32; 3],
    until_restart: u32,
}

impl Rows<'_> {
    fn read_unit<const N: usize>(&mut self, unit: usize, planes: &mut [Plane]) -> Option<()> {
        if self.frame.restart_every > 0 {
            if self.until_restart == 0 {
                if !self.bits.restart() {
                    return None;
                }
                self.last = [0; 3];
                self.until_restart = self.frame.restart_every;
            }
            self.until_restart -= 1;
        }
        for (index, component) in self.frame.components.iter().enumerate() {
            let plane = &mut planes[index];
            self.read_blocks::<N>(index, component, unit, plane)?;
        }
        Some(())
    }

    #[inline]
    fn read_blocks<const N: usize>(
        &mut self,
        index: usize,
        component: &Component,
        unit: usize,
        plane: &mut Plane,
    ) -> Option<()> {
        let (across, down) = (component.blocks.0 as usize, component.blocks.1 as usize);
        let dc = self.frame.dc[component.dc].as_ref()?;
        let ac = self.frame.ac[component.ac].as_ref()?;
        for y in 0..down {
            for x in 0..across {
                let at = y * N * plane.stride + (unit * across + x) * N;
                let reading = BlockReader {
                    bits: &mut self.bits,
                    dc,
                    ac,
                    factors: &component.factors,
                };
                reading.read::<N>(&mut self.last[index], &mut plane.pixels, at, plane.stride)?;
            }
        }
        Some(())
    }
}

struct BlockReader<'a, 'b> {
    bits: &'a mut Bits<'b>,
    dc: &'a Codes,
    ac: &'a Codes,
    factors: &'a [i32; 64],
}

impl BlockReader<'_, '_> {
    #[inline]
    fn read<const N: usize>(
        self,
        last: &mut i32,
        plane: &mut [u8],
        at: usize,
        stride: usize,
    ) -> Option<()> {
        self.bits.fill();
        let (0, change) = self.dc.numbered(self.bits)? else {
            return None;
        };
        *last = last.wrapping_add(change);
        let dc = whole(*last, self.factors[0]);
        if N == 1 {
            self.ac.step_over(self.bits, 1)?;
            inverse::write_even::<1>(dc, plane, at, stride);
            return Some(());
        }
        let mut block: Block = [0; 64];
        block[0] = dc;
        if self.read_frequencies::<N>(&mut block)? {
            inverse::write::<N>(&block, plane, at, stride);
        } else {
            inverse::write_even::<N>(dc, plane, at, stride);
        }
        Some(())
    }

    /// Reads the frequencies that `N` × `N` pixels can show, and steps over the others; tells
    /// whether there was one.
    #[inline]
    fn read_frequencies<const N: usize>(self, block: &mut Block) -> Option<bool> {
        // The last place, in the order of the file, within the block's first N rows and columns.
        let last_shown = if N == 2 { 4 } else { 24 };
        let (mut at, mut any) = (1_usize, false);
        while at <= last_shown {
            self.bits.fill();
            let (run, value) = self.ac.numbered(self.bits)?;
            if value == 0 {
                if run != 15 {
                    return Some(any);
                }
                at += 16;
                continue;
            }
            at += run as usize;
            if at > 63 {
                return None;
            }
            if at <= last_shown {
                block[usize::from(ORDER[at])] = whole(value, self.factors[at]);
                any = true;
            }
            at += 1;
        }
        self.ac.step_over(self.bits, at as u32)?;
        Some(any)
    }
}

/// One row of the picture.
fn colour(planes: &[Plane], y: usize, out: &mut [u8]) {
    let [brightness, blue, red] = planes else {
        for (pixel, &value) in out.chunks_exact_mut(3).zip(planes[0].row(y)) {
            pixel.fill(value);
        }
        return;
    };
    let (bright, blues, reds) = (brightness.row(y), blue.row(y), red.row(y));
    if blue.spread.0 == 0 && red.spread.0 == 0 {
        let values = bright.iter().zip(blues).zip(reds);
        for (pixel, ((&bright, &blue), &red)) in out.chunks_exact_mut(3).zip(values) {
            pixel.copy_from_slice(&rgb(bright, blue, red));
        }
        return;
    }
    for (x, pixel) in out.chunks_exact_mut(3).enumerate() {
        let (blue, red) = (blues[x >> blue.spread.0], reds[x >> red.spread.0]);
        pixel.copy_from_slice(&rgb(bright[x], blue, red));
    }
}

/// The colour of a pixel as JFIF has it, in steps of 1/65,536.
#[inline]
fn rgb(bright: u8, blue: u8, red: u8) -> [u8; 3] {
    let bright = (i32::from(bright) << 16) + (1 << 15);
    let (blue, red) = (i32::from(blue) - 128, i32::from(red) - 128);
    let byte = |value: i32| (value >> 16).clamp(0, 255) as u8;
    [
        byte(bright + 91_881 * red),
        byte(bright - 22_554 * blue - 46_802 * red),
        byte(bright + 116_130 * blue),
    ]
}
