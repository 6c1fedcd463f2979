//! What stands before the pixels of a JPEG.

use super::huffman::Codes;
use super::inverse::MOST;
use crate::MAX_SIDE;

/// Frequencies in the order in which a JPEG holds them, as places in a block of 8 × 8.
pub(super) const ORDER: [u8; 64] = [
    0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5, 12, 19, 26, 33, 40, 48, 41, 34, 27, 20,
    13, 6, 7, 14, 21, 28, 35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51, 58, 59,
    52, 45, 38, 31, 39, 46, 53, 60, 61, 54, 47, 55, 62, 63,
];

/// A JPEG of the usual kind: its tables, and where its pixels begin.
pub(super) struct Frame<'a> {
    pub width: u32,
    pub height: u32,
    /// Grey, or brightness and two for colour.
    pub components: Vec<Component>,
    /// Blocks of brightness in a unit, across and down.
    pub unit: (u32, u32),
    /// Units between restart markers; zero: there are none.
    pub restart_every: u32,
    pub dc: [Option<Codes>; 4],
    pub ac: [Option<Codes>; 4],
    pub scan: &'a [u8],
}

/// One of the values that pixels have.
pub(super) struct Component {
    id: u8,
    /// Blocks of it in a unit, across and down.
    pub blocks: (u32, u32),
    quantizer: usize,
    /// What its frequencies are multiplied with, in their order.
    pub factors: [i32; 64],
    pub dc: usize,
    pub ac: usize,
}

#[derive(Default)]
struct Tables {
    quantizers: [Option<[i32; 64]>; 4],
    dc: [Option<Codes>; 4],
    ac: [Option<Codes>; 4],
    restart_every: u32,
    is_rgb: bool,
}

impl<'a> Frame<'a> {
    /// Reads up to the pixels; nothing for kinds that are not read here.
    pub fn read(jpeg: &'a [u8]) -> Option<Self> {
        const QUANTIZERS: u8 = 0xdb;
        const CODES: u8 = 0xc4;
        const RESTARTS: u8 = 0xdd;
        const ADOBE: u8 = 0xee;
        const SCAN: u8 = 0xda;
        const OTHER_FRAMES: std::ops::RangeInclusive<u8> = 0xc2..=0xcf;
        let mut at = 2;
        let mut tables = Tables::default();
        let mut header = None;
        loop {
            while jpeg.get(at..at + 2)? == [0xff, 0xff] {
                at += 1;
            }
            let [0xff, marker] = *jpeg.get(at..)?.first_chunk()? else {
                return None;
            };
            let length = usize::from(u16::from_be_bytes(*jpeg.get(at + 2..)?.first_chunk()?));
            let content = jpeg.get(at + 4..at + 2 + length)?;
            at += 2 + length;
            match marker {
                QUANTIZERS => tables.read_quantizers(content)?,
                CODES => tables.read_codes(content)?,
                RESTARTS => {
                    tables.restart_every = u16::from_be_bytes(*content.first_chunk()?).into();
                }
                ADOBE => {
                    tables.is_rgb = content.starts_with(b"Adobe") && content.get(11) == Some(&0)
                }
                0xc0 | 0xc1 => header = Some(read_header(content)?),
                SCAN => {
                    let (size, components) = header?;
                    return tables.into_frame(size, components, content, jpeg.get(at..)?);
                }
                marker if OTHER_FRAMES.contains(&marker) => return None,
                _ => {}
            }
        }
    }
}

fn read_header(content: &[u8]) -> Option<((u32, u32), Vec<Component>)> {
    let [8, h1, h0, w1, w0, count, rest @ ..] = content else {
        return None;
    };
    if !matches!(count, 1 | 3) {
        return None;
    }
    let components: Vec<_> = rest
        .chunks_exact(3)
        .take(usize::from(*count))
        .map(|it| Component {
            id: it[0],
            blocks: (u32::from(it[1] >> 4), u32::from(it[1] & 15)),
            quantizer: usize::from(it[2] & 3),
            factors: [0; 64],
            dc: 0,
            ac: 0,
        })
        .collect();
    let size = (
        u32::from(u16::from_be_bytes([*w1, *w0])),
        u32::from(u16::from_be_bytes([*h1, *h0])),
    );
    let sides = 1..=MAX_SIDE;
    let usual = sides.contains(&size.0) && sides.contains(&size.1);
    let whole = components.len() == usize::from(*count);
    (whole && usual).then_some((size, components))
}

impl Tables {
    fn read_quantizers(&mut self, mut content: &[u8]) -> Option<()> {
        while let [kind, rest @ ..] = content {
            let wide = kind >> 4 != 0;
            let bytes = rest.get(..if wide { 128 } else { 64 })?;
            let mut factors = [0; 64];
            for (index, factor) in factors.iter_mut().enumerate() {
                *factor = if wide {
                    u16::from_be_bytes([bytes[2 * index], bytes[2 * index + 1]]).into()
                } else {
                    i32::from(bytes[index])
                };
                // What is larger takes every number beyond all frequencies, as this does.
                *factor = MOST.min(*factor);
            }
            self.quantizers[usize::from(kind & 3)] = Some(factors);
            content = &rest[bytes.len()..];
        }
        Some(())
    }

    fn read_codes(&mut self, mut content: &[u8]) -> Option<()> {
        while let [kind, rest @ ..] = content {
            let counts: &[u8; 16] = rest.first_chunk()?;
            let total: usize = counts.iter().copied().map(usize::from).sum();
            let symbols = rest.get(16..16 + total)?;
            let is_dc = kind >> 4 == 0;
            let codes = Codes::new(counts, symbols, !is_dc)?;
            let tables = if is_dc { &mut self.dc } else { &mut self.ac };
            tables[usize::from(kind & 3)] = Some(codes);
            content = &rest[16 + total..];
        }
        Some(())
    }

    fn into_frame<'a>(
        self,
        (width, height): (u32, u32),
        mut components: Vec<Component>,
        scan_header: &[u8],
        scan: &'a [u8],
    ) -> Option<Frame<'a>> {
        let count = components.len();
        if scan_header.len() < 1 + 2 * count || usize::from(scan_header[0]) != count {
            return None;
        }
        for (component, chosen) in components.iter_mut().zip(scan_header[1..].chunks_exact(2)) {
            if chosen[0] != component.id {
                return None;
            }
            (component.dc, component.ac) =
                (usize::from(chosen[1] >> 4 & 3), usize::from(chosen[1] & 3));
            component.factors = self.quantizers[component.quantizer]?;
        }
        if self.is_rgb || components.iter().map(|it| it.id).eq(*b"RGB") {
            return None;
        }
        if count == 1 {
            // Alone, a component comes block by block whatever its header says.
            components[0].blocks = (1, 1);
        }
        let unit = components[0].blocks;
        let known = |most: u32, own: u32| own > 0 && most <= 2 && most.is_multiple_of(own);
        let usual = components
            .iter()
            .all(|it| known(unit.0, it.blocks.0) && known(unit.1, it.blocks.1));
        usual.then_some(Frame {
            width,
            height,
            components,
            unit,
            restart_every: self.restart_every,
            dc: self.dc,
            ac: self.ac,
            scan,
        })
    }
}
