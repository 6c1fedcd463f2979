//! Reads the one scan of a picture, a row of units at a time.

use std::ops::Range;

use image::RgbImage;

use super::bits::Bits;
use super::colour::{self, Row};
use super::frame::{Component, Frame, ORDER};
use super::huffman::{BLOCK, Codes, PAIRS_AFTER_A_NUMBER, PAIRS_IN_A_FILLING};
use super::inverse::{self, Block, whole};
use super::window::Window;

/// A row of units of one component, in pixels.
struct Plane {
    pixels: Vec<u8>,
    stride: usize,
    /// How many pixels of the picture one of these covers, across and down, as a power of two.
    spread: (u32, u32),
    /// The brightest value of the block before.
    last: i32,
}

/// The picture at `N` pixels for each eight. Colour that is held at half the size of brightness
/// comes at half the size: the eye, and the JPEG that is made of the small picture, take no more.
pub(super) fn read<const N: usize>(frame: &Frame) -> Option<RgbImage> {
    let scaled = |side: u32| (side * N as u32).div_ceil(8);
    let (width, height) = (scaled(frame.width), scaled(frame.height));
    let mut rows = Rows::new::<N>(frame)?;
    let mut image = RgbImage::new(width, height);
    let band_rows = N * frame.unit.1 as usize;
    let bytes_in_row = width as usize * 3;
    for band in image.chunks_mut(band_rows * bytes_in_row) {
        rows.read_next::<N>()?;
        for (y, row) in band.chunks_exact_mut(bytes_in_row).enumerate() {
            rows.write(y, row);
        }
    }
    Some(image)
}

impl Plane {
    fn new<const N: usize>(frame: &Frame, component: &Component, units: usize) -> Self {
        let stride = units * component.blocks.0 as usize * N;
        Self {
            pixels: vec![0; stride * component.blocks.1 as usize * N],
            stride,
            spread: (
                (frame.unit.0 / component.blocks.0).ilog2(),
                (frame.unit.1 / component.blocks.1).ilog2(),
            ),
            last: 0,
        }
    }

    #[inline]
    fn row(&self, y: usize) -> Row<'_> {
        Row {
            values: &self.pixels[(y >> self.spread.1) * self.stride..][..self.stride],
            spread: self.spread.0,
        }
    }
}

/// A block of a unit.
struct Part<'a> {
    component: usize,
    dc: &'a Codes,
    ac: &'a Codes,
    factors: &'a [i32; 64],
    /// Where that of the first unit is written in its plane.
    first: usize,
    /// How much further that of the next unit is.
    advance: usize,
    stride: usize,
}

struct Rows<'a> {
    window: Window<'a>,
    /// Units in a row.
    units: usize,
    unit: Vec<Part<'a>>,
    planes: Vec<Plane>,
    /// Units between restart markers, where there are any, and until the next.
    restart_every: usize,
    until_restart: usize,
}

impl<'a> Rows<'a> {
    fn new<const N: usize>(frame: &'a Frame) -> Option<Self> {
        let units = frame.width.div_ceil(8 * frame.unit.0) as usize;
        let mut rows = Self {
            window: Window::new(frame.scan),
            units,
            unit: Vec::new(),
            planes: Vec::new(),
            restart_every: frame.restart_every as usize,
            until_restart: frame.restart_every as usize,
        };
        for component in &frame.components {
            let plane = Plane::new::<N>(frame, component, units);
            let (across, down) = (component.blocks.0 as usize, component.blocks.1 as usize);
            for (y, x) in (0..down).flat_map(|y| (0..across).map(move |x| (y, x))) {
                rows.unit.push(Part {
                    component: rows.planes.len(),
                    dc: frame.dc[component.dc].as_ref()?,
                    ac: frame.ac[component.ac].as_ref()?,
                    factors: &component.factors,
                    first: y * N * plane.stride + x * N,
                    advance: across * N,
                    stride: plane.stride,
                });
            }
            rows.planes.push(plane);
        }
        Some(rows)
    }

    fn read_next<const N: usize>(&mut self) -> Option<()> {
        let mut from = 0;
        while from < self.units {
            let mut to = self.units;
            if self.restart_every > 0 {
                if self.until_restart == 0 {
                    self.restart()?;
                }
                to = to.min(from + self.until_restart);
                self.until_restart -= to - from;
            }
            self.read_units::<N>(from..to)?;
            from = to;
        }
        (!self.window.ran_out()).then_some(())
    }

    fn restart(&mut self) -> Option<()> {
        for plane in &mut self.planes {
            plane.last = 0;
        }
        self.until_restart = self.restart_every;
        self.window.restart().then_some(())
    }

    fn read_units<const N: usize>(&mut self, mut units: Range<usize>) -> Option<()> {
        while !units.is_empty() {
            let mut bits = self.window.bits();
            while !units.is_empty() && bits.hold_a_unit() {
                for part in &self.unit {
                    let plane = &mut self.planes[part.component];
                    part.read::<N>(&mut bits, units.start, plane)?;
                }
                units.start += 1;
            }
            let place = bits.place();
            self.window.go_on_at(place);
        }
        Some(())
    }

    fn write(&self, y: usize, out: &mut [u8]) {
        match &self.planes[..] {
            [bright, blue, red] => {
                colour::write(bright.row(y).values, blue.row(y), red.row(y), out);
            }
            planes => colour::write_grey(planes[0].row(y).values, out),
        }
    }
}

impl Part<'_> {
    #[inline(always)]
    fn read<const N: usize>(&self, bits: &mut Bits, unit: usize, plane: &mut Plane) -> Option<()> {
        let (ac, factors, stride) = (self.ac, self.factors, self.stride);
        let at = self.first + unit * self.advance;
        bits.fill();
        plane.last = plane.last.wrapping_add(self.dc.number(bits)?);
        let dc = whole(plane.last, factors[0]);
        let pixels = &mut plane.pixels[..];
        // The pixels are written before the rest is stepped over, so that both go on at once.
        let last = match N {
            1 => {
                inverse::write_even::<1>(dc, pixels, at, stride);
                0
            }
            2 => {
                let mut shown = [0; 6];
                let last = read_shown(ac, bits, &mut shown)?;
                let [_, across, down, _, both, _] = shown;
                let changes = [across * factors[1], down * factors[2], both * factors[4]];
                inverse::write_two(dc, changes, pixels, at, stride);
                last
            }
            _ => {
                let mut shown = [0; 26];
                let last = read_shown(ac, bits, &mut shown)?;
                if shown == [0; 26] {
                    inverse::write_even::<4>(dc, pixels, at, stride);
                } else {
                    let mut block: Block = [0; 64];
                    block[0] = dc;
                    for place in 1..25 {
                        block[usize::from(ORDER[place])] = whole(shown[place], factors[place]);
                    }
                    inverse::write_four(&block, pixels, at, stride);
                }
                last
            }
        };
        ac.step_over(bits, last)
    }
}

/// Reads the frequencies that are shown, in the order of the file, from the second place on. The
/// last place of `shown` takes what lies behind them. Returns how far was read. The bits must have
/// been filled before a number of a DC table.
#[inline(always)]
fn read_shown<const PLACES: usize>(
    ac: &Codes,
    bits: &mut Bits,
    shown: &mut [i32; PLACES],
) -> Option<u32> {
    let behind = PLACES as u32 - 1;
    let mut at = 0;
    let mut pairs_left = PAIRS_AFTER_A_NUMBER;
    while at + 1 < behind {
        if pairs_left == 0 {
            bits.fill();
            pairs_left = PAIRS_IN_A_FILLING;
        }
        pairs_left -= 1;
        let (first, second) = ac.pair(bits)?;
        let first_at = at + first.distance;
        at = first_at + second.distance;
        // The second first: where there is none, it is a zero at the place of the first.
        shown[at.min(behind) as usize] = second.number;
        shown[first_at.min(behind) as usize] = first.number;
    }
    Some(at.min(BLOCK))
}
