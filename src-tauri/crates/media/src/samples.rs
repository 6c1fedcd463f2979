//! Media made for tests.

use std::io::Cursor;

use image::codecs::gif::GifEncoder;
use image::{Delay, DynamicImage, Frame, ImageFormat, Rgb, RgbImage, Rgba, RgbaImage};

/// A picture with a gradient and some noise, so that no encoder can shrink it to nothing.
pub(crate) fn gradient(width: u32, height: u32) -> RgbImage {
    RgbImage::from_fn(width, height, |x, y| {
        let noise = (x.wrapping_mul(2_654_435_761) ^ y.wrapping_mul(40_503)) >> 7;
        Rgb([x, y, noise].map(low_byte))
    })
}

fn low_byte(value: u32) -> u8 {
    value.to_le_bytes()[0]
}

pub(crate) fn picture(width: u32, height: u32, format: ImageFormat) -> Vec<u8> {
    encoded(&DynamicImage::ImageRgb8(gradient(width, height)), format)
}

/// A picture whose left half is clear.
pub(crate) fn half_clear(width: u32, height: u32) -> Vec<u8> {
    let image = RgbaImage::from_fn(width, height, |x, _| {
        Rgba([200, 30, 30, if x < width / 2 { 0 } else { 255 }])
    });
    encoded(&DynamicImage::ImageRgba8(image), ImageFormat::Png)
}

pub(crate) fn encoded(image: &DynamicImage, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    image.write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

/// A JPEG that asks to be turned.
pub(crate) fn turned_jpeg(width: u32, height: u32, orientation: u8) -> Vec<u8> {
    turn(&picture(width, height, ImageFormat::Jpeg), orientation)
}

/// The JPEG with an EXIF orientation put before its pixels.
pub(crate) fn turn(jpeg: &[u8], orientation: u8) -> Vec<u8> {
    let mut exif = b"Exif\0\0MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0".to_vec();
    exif.extend_from_slice(&[orientation, 0, 0, 0, 0, 0, 0]);
    let length = u16::try_from(exif.len() + 2).unwrap().to_be_bytes();
    [&jpeg[..2], &[0xff, 0xe1], &length, &exif, &jpeg[2..]].concat()
}

pub(crate) fn animation(width: u32, height: u32, frames: u8) -> Vec<u8> {
    let mut bytes = Vec::new();
    {
        let mut encoder = GifEncoder::new(&mut bytes);
        for shade in 0..frames {
            let image = RgbaImage::from_fn(width, height, |x, y| {
                Rgba([shade * 40, low_byte(x * 9), low_byte(y * 9), 255])
            });
            let delay = Delay::from_numer_denom_ms(40, 1);
            encoder
                .encode_frame(Frame::from_parts(image, 0, 0, delay))
                .unwrap();
        }
    }
    bytes
}

/// A PNG whose header, with a right checksum, claims a size that its few bytes do not hold.
pub(crate) fn png_claiming(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = picture(1, 1, ImageFormat::Png);
    bytes[16..20].copy_from_slice(&width.to_be_bytes());
    bytes[20..24].copy_from_slice(&height.to_be_bytes());
    let sum = crc32(&bytes[12..29]);
    bytes[29..33].copy_from_slice(&sum.to_be_bytes());
    bytes
}

fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |sum, &byte| {
        (0..8).fold(sum ^ u32::from(byte), |sum, _| {
            sum >> 1 ^ (0xedb8_8320 & (sum & 1).wrapping_neg())
        })
    })
}

/// Silence: 16 bits, one channel.
pub(crate) fn wav(rate: u32, samples: u32) -> Vec<u8> {
    let data = samples * 2;
    let mut bytes = b"RIFF".to_vec();
    bytes.extend_from_slice(&(36 + data).to_le_bytes());
    bytes.extend_from_slice(b"WAVEfmt \x10\0\0\0\x01\0\x01\0");
    bytes.extend_from_slice(&rate.to_le_bytes());
    bytes.extend_from_slice(&(rate * 2).to_le_bytes());
    bytes.extend_from_slice(b"\x02\0\x10\0data");
    bytes.extend_from_slice(&data.to_le_bytes());
    bytes.resize(bytes.len() + data as usize, 0);
    bytes
}

/// A drawing.
pub(crate) const SVG: &[u8] =
    b"<svg xmlns='http://www.w3.org/2000/svg' width='12' height='8'><path d='M0 0'/></svg>";

/// A document with nothing on its page.
pub(crate) const PDF: &[u8] = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\n\
trailer<</Root 1 0 R>>\nstartxref\n9\n%%EOF\n";

fn atom(name: [u8; 4], content: &[u8]) -> Vec<u8> {
    let size = u32::try_from(content.len() + 8).unwrap();
    [&size.to_be_bytes(), name.as_slice(), content].concat()
}

/// An MP4 whose samples are nothing: with a track of pictures where a size is given, with one of
/// sound where not.
pub(crate) fn mp4(size: Option<(u32, u32)>, millis: u32) -> Vec<u8> {
    let mut movie = vec![0; 100];
    movie[12..16].copy_from_slice(&1_000_u32.to_be_bytes());
    movie[16..20].copy_from_slice(&millis.to_be_bytes());
    let mut track = vec![0; 84];
    let (width, height) = size.unwrap_or_default();
    track[40..44].copy_from_slice(&0x1_0000_u32.to_be_bytes());
    track[56..60].copy_from_slice(&0x1_0000_u32.to_be_bytes());
    track[76..80].copy_from_slice(&(width << 16).to_be_bytes());
    track[80..84].copy_from_slice(&(height << 16).to_be_bytes());
    let handler = if size.is_some() { b"vide" } else { b"soun" };
    let handler = [[0; 8].as_slice(), handler, &[0; 13]].concat();
    let media = atom(*b"mdia", &atom(*b"hdlr", &handler));
    let track = [atom(*b"tkhd", &track), media].concat();
    let index = [atom(*b"mvhd", &movie), atom(*b"trak", &track)].concat();
    [
        atom(*b"ftyp", b"isom\0\0\x02\0isomiso2"),
        atom(*b"mdat", &[7; 256]),
        atom(*b"moov", &index),
    ]
    .concat()
}

fn element(id: &[u8], content: &[u8]) -> Vec<u8> {
    let size = u32::try_from(content.len()).unwrap() | 0x1000_0000;
    [id, &size.to_be_bytes(), content].concat()
}

/// A WebM with a block every 100 milliseconds. Without a length it is as a recorder streams it:
/// its segment and its cluster have no size.
pub(crate) fn webm(size: Option<(u16, u16)>, ticks: Option<f64>, blocks: u16) -> Vec<u8> {
    let track = match size {
        Some((width, height)) => {
            let width = element(b"\xb0", &width.to_be_bytes());
            let height = element(b"\xba", &height.to_be_bytes());
            let video = element(b"\xe0", &[width, height].concat());
            [element(b"\x83", &[1]), video].concat()
        }
        None => element(b"\x83", &[2]),
    };
    let duration = ticks.map(|ticks| element(b"\x44\x89", &ticks.to_be_bytes()));
    let info = [
        element(b"\x2a\xd7\xb1", &1_000_000_u32.to_be_bytes()),
        duration.unwrap_or_default(),
    ]
    .concat();
    let mut cluster = element(b"\xe7", &[0]);
    for block in 0..blocks {
        let content = [&[0x81], (block * 100).to_be_bytes().as_slice(), &[0; 20]].concat();
        cluster.extend(element(b"\xa3", &content));
    }
    let tracks = element(b"\x16\x54\xae\x6b", &element(b"\xae", &track));
    let info = element(b"\x15\x49\xa9\x66", &info);
    let head = element(b"\x1a\x45\xdf\xa3", &element(b"\x42\x82", b"webm"));
    if ticks.is_some() {
        let cluster = element(b"\x1f\x43\xb6\x75", &cluster);
        let segment = [info, tracks, cluster].concat();
        return [head, element(b"\x18\x53\x80\x67", &segment)].concat();
    }
    let unknown = |id: &[u8]| [id, b"\x01\xff\xff\xff\xff\xff\xff\xff"].concat();
    [
        head,
        unknown(b"\x18\x53\x80\x67"),
        info,
        tracks,
        unknown(b"\x1f\x43\xb6\x75"),
        cluster,
    ]
    .concat()
}

fn ogg_page(flags: u8, tick: u64, content: &[u8]) -> Vec<u8> {
    let size = u8::try_from(content.len()).unwrap();
    let tick = tick.to_le_bytes();
    let serial = 7_u32.to_le_bytes();
    [
        b"OggS\0",
        [flags].as_slice(),
        &tick,
        &serial,
        &[0; 8],
        &[1, size],
        content,
    ]
    .concat()
}

/// Opus of so many audible samples at 48 kHz.
pub(crate) fn ogg_opus(samples: u64) -> Vec<u8> {
    const SKIPPED: u16 = 312;
    let mut head = b"OpusHead\x01\x01".to_vec();
    head.extend_from_slice(&SKIPPED.to_le_bytes());
    head.extend_from_slice(&48_000_u32.to_le_bytes());
    head.extend_from_slice(&[0; 3]);
    [
        ogg_page(2, 0, &head),
        ogg_page(0, 0, b"OpusTags........"),
        ogg_page(4, samples + u64::from(SKIPPED), &[0xf8; 40]),
    ]
    .concat()
}

/// Frames of 128 kbit/s at 44.1 kHz.
pub(crate) fn mp3(frames: usize) -> Vec<u8> {
    let mut frame = b"\xff\xfb\x90\x00".to_vec();
    frame.resize(417, 0);
    frame.repeat(frames)
}

/// Frames of AAC at 44.1 kHz, each 100 bytes long.
pub(crate) fn adts(frames: usize) -> Vec<u8> {
    let mut frame = b"\xff\xf1\x50\x80\x0c\x9f\xfc".to_vec();
    frame.resize(100, 0);
    frame.repeat(frames)
}
