//! Recognises a file by its first bytes.

use std::io::{Read, Seek};

use image::ImageFormat;
use studio_domain::AssetKind;

use crate::MediaError;

/// How many bytes from the beginning suffice to recognise every format.
pub(crate) const HEAD: usize = 1_024;

/// A format that the studio keeps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Format {
    Png,
    Jpeg,
    Webp,
    Gif,
    Svg,
    Wav,
    Flac,
    Mp3,
    Aac,
    OggAudio,
    OggVideo,
    M4a,
    Mp4,
    QuickTime,
    WebmAudio,
    Webm,
    Matroska,
    Pdf,
}

impl Format {
    pub(crate) const ALL: [Self; 18] = [
        Self::Png,
        Self::Jpeg,
        Self::Webp,
        Self::Gif,
        Self::Svg,
        Self::Wav,
        Self::Flac,
        Self::Mp3,
        Self::Aac,
        Self::OggAudio,
        Self::OggVideo,
        Self::M4a,
        Self::Mp4,
        Self::QuickTime,
        Self::WebmAudio,
        Self::Webm,
        Self::Matroska,
        Self::Pdf,
    ];

    /// Names the format of a file, and goes back to its beginning.
    ///
    /// # Errors
    /// As [`Self::of`], or when it cannot be read.
    pub(crate) fn read(source: &mut (impl Read + Seek)) -> Result<Self, MediaError> {
        let mut head = Vec::with_capacity(HEAD);
        source.rewind()?;
        source.by_ref().take(HEAD as u64).read_to_end(&mut head)?;
        source.rewind()?;
        Self::of(&head)
    }

    /// Names the format of a file that begins with `head`.
    ///
    /// # Errors
    /// Says what the file is instead when it is none that the studio keeps.
    pub(crate) fn of(head: &[u8]) -> Result<Self, MediaError> {
        if head.is_empty() {
            return Err(MediaError::Empty);
        }
        let known = picture(head)
            .or_else(|| sound(head))
            .or_else(|| film(head))
            .or_else(|| document(head));
        if let Some(format) = known {
            return Ok(format);
        }
        if let Some(format) = unreadable(head) {
            return Err(MediaError::Unsupported { format });
        }
        let in_riff = head.starts_with(b"RIFF") && head.len() < 12;
        if in_riff || MAGICS.iter().any(|magic| magic.starts_with(head)) {
            return Err(MediaError::Truncated);
        }
        Err(MediaError::NotMedia {
            looks_like: looks_like(head),
        })
    }

    pub(crate) fn kind(self) -> AssetKind {
        match self {
            Self::Png | Self::Jpeg | Self::Webp | Self::Gif | Self::Svg => AssetKind::Image,
            Self::Wav
            | Self::Flac
            | Self::Mp3
            | Self::Aac
            | Self::OggAudio
            | Self::M4a
            | Self::WebmAudio => AssetKind::Audio,
            Self::Pdf => AssetKind::Document,
            Self::OggVideo | Self::Mp4 | Self::QuickTime | Self::Webm | Self::Matroska => {
                AssetKind::Video
            }
        }
    }

    pub(crate) fn mime(self) -> &'static str {
        match self {
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
            Self::Webp => "image/webp",
            Self::Gif => "image/gif",
            Self::Svg => "image/svg+xml",
            Self::Wav => "audio/wav",
            Self::Flac => "audio/flac",
            Self::Mp3 => "audio/mpeg",
            Self::Aac => "audio/aac",
            Self::OggAudio => "audio/ogg",
            Self::OggVideo => "video/ogg",
            Self::M4a => "audio/mp4",
            Self::Mp4 => "video/mp4",
            Self::QuickTime => "video/quicktime",
            Self::WebmAudio => "audio/webm",
            Self::Webm => "video/webm",
            Self::Matroska => "video/x-matroska",
            Self::Pdf => "application/pdf",
        }
    }

    pub(crate) fn extension(self) -> &'static str {
        match self {
            Self::Png => "png",
            Self::Jpeg => "jpg",
            Self::Webp => "webp",
            Self::Gif => "gif",
            Self::Svg => "svg",
            Self::Wav => "wav",
            Self::Flac => "flac",
            Self::Mp3 => "mp3",
            Self::Aac => "aac",
            Self::OggAudio => "ogg",
            Self::OggVideo => "ogv",
            Self::M4a => "m4a",
            Self::Mp4 => "mp4",
            Self::QuickTime => "mov",
            Self::WebmAudio | Self::Webm => "webm",
            Self::Matroska => "mkv",
            Self::Pdf => "pdf",
        }
    }

    /// The format of the same container when there is nothing to see in it.
    pub(crate) fn without_pictures(self) -> Option<Self> {
        match self {
            Self::Mp4 | Self::QuickTime | Self::M4a => Some(Self::M4a),
            Self::Webm | Self::WebmAudio => Some(Self::WebmAudio),
            Self::OggVideo | Self::OggAudio => Some(Self::OggAudio),
            _ => None,
        }
    }

    /// The format of the same container when there is something to see in it.
    pub(crate) fn with_pictures(self) -> Self {
        match self {
            Self::M4a => Self::Mp4,
            Self::WebmAudio => Self::Webm,
            Self::OggAudio => Self::OggVideo,
            other => other,
        }
    }

    /// The decoder for pictures.
    pub(crate) fn picture(self) -> Option<ImageFormat> {
        match self {
            Self::Png => Some(ImageFormat::Png),
            Self::Jpeg => Some(ImageFormat::Jpeg),
            Self::Webp => Some(ImageFormat::WebP),
            Self::Gif => Some(ImageFormat::Gif),
            _ => None,
        }
    }
}

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n";
const EBML: &[u8] = b"\x1a\x45\xdf\xa3";

/// Beginnings that tell a file cut off within its first bytes from one that is no media.
const MAGICS: [&[u8]; 8] = [
    PNG,
    b"\xff\xd8\xff",
    b"GIF89a",
    b"GIF87a",
    b"RIFF",
    b"fLaC",
    b"OggS",
    EBML,
];

/// Whether a RIFF container (or its 64-bit form) holds `kind`.
fn is_riff(head: &[u8], kind: [u8; 4]) -> bool {
    (head.starts_with(b"RIFF") || head.starts_with(b"RF64")) && head.get(8..12) == Some(&kind)
}

fn picture(head: &[u8]) -> Option<Format> {
    match head {
        _ if head.starts_with(PNG) => Some(Format::Png),
        [0xff, 0xd8, 0xff, ..] => Some(Format::Jpeg),
        _ if head.starts_with(b"GIF87a") || head.starts_with(b"GIF89a") => Some(Format::Gif),
        _ if is_riff(head, *b"WEBP") => Some(Format::Webp),
        _ if is_svg(head) => Some(Format::Svg),
        _ => None,
    }
}

fn sound(head: &[u8]) -> Option<Format> {
    match head {
        _ if is_riff(head, *b"WAVE") => Some(Format::Wav),
        _ if head.starts_with(b"fLaC") => Some(Format::Flac),
        _ if head.starts_with(b"OggS") => Some(ogg(head)),
        _ if head.starts_with(b"ID3") => Some(Format::Mp3),
        [0xff, second, third, ..] => mpeg_audio(*second, *third),
        _ => None,
    }
}

/// An Ogg file is a film when its first page begins a Theora stream.
fn ogg(head: &[u8]) -> Format {
    let theora = b"\x80theora";
    if head.windows(theora.len()).any(|window| window == theora) {
        Format::OggVideo
    } else {
        Format::OggAudio
    }
}

/// A frame without a container: eleven bits set, then a version, a layer and a bit rate, each of
/// which has a value that no frame carries.
fn mpeg_audio(second: u8, third: u8) -> Option<Format> {
    let (version, layer) = (second >> 3 & 0b11, second >> 1 & 0b11);
    if second & 0xf6 == 0xf0 {
        return Some(Format::Aac);
    }
    let frame = second & 0xe0 == 0xe0
        && version != 0b01
        && layer != 0
        && third >> 4 != 0xf
        && third >> 2 & 0b11 != 0b11;
    frame.then_some(Format::Mp3)
}

fn film(head: &[u8]) -> Option<Format> {
    if head.starts_with(EBML) {
        let webm = head.windows(4).any(|window| window == b"webm");
        return Some(if webm { Format::Webm } else { Format::Matroska });
    }
    let brand = brand(head)?;
    match &brand {
        b"M4A " | b"M4B " => Some(Format::M4a),
        b"qt  " => Some(Format::QuickTime),
        _ if still_picture(brand).is_some() => None,
        _ => Some(Format::Mp4),
    }
}

fn document(head: &[u8]) -> Option<Format> {
    head.starts_with(b"%PDF-").then_some(Format::Pdf)
}

/// The main brand of an ISO base media file.
fn brand(head: &[u8]) -> Option<[u8; 4]> {
    (head.get(4..8) == Some(b"ftyp"))
        .then(|| head.get(8..12)?.first_chunk().copied())
        .flatten()
}

/// The name of the still picture format that an ISO brand stands for.
fn still_picture(brand: [u8; 4]) -> Option<&'static str> {
    match &brand {
        b"avif" | b"avis" => Some("AVIF"),
        b"heic" | b"heix" | b"heim" | b"heis" | b"mif1" | b"msf1" => Some("HEIC"),
        _ => None,
    }
}

/// The name of a picture format that is known but cannot be read.
fn unreadable(head: &[u8]) -> Option<&'static str> {
    if let Some(name) = brand(head).and_then(still_picture) {
        return Some(name);
    }
    match head {
        [b'B', b'M', _, _, _, _, 0, 0, 0, 0, ..] => Some("BMP"),
        [b'I', b'I', 0x2a, 0, ..] | [b'M', b'M', 0, 0x2a, ..] => Some("TIFF"),
        [0xff, 0x0a, ..] | [0, 0, 0, 0x0c, b'J', b'X', b'L', ..] => Some("JPEG XL"),
        [0, 0, 1, 0, ..] => Some("ICO"),
        [b'8', b'B', b'P', b'S', ..] => Some("Photoshop"),
        _ => None,
    }
}

fn is_svg(head: &[u8]) -> bool {
    let text = beginning_of_text(head);
    let prologue = ["<?xml", "<!--", "<!doctype svg"];
    text.starts_with("<svg")
        || (prologue.iter().any(|start| text.starts_with(start)) && text.contains("<svg"))
}

/// The beginning as lower-case text, without a byte order mark and leading space.
fn beginning_of_text(head: &[u8]) -> String {
    String::from_utf8_lossy(head)
        .trim_start_matches('\u{feff}')
        .trim_start()
        .to_lowercase()
}

/// What something that is not media is, in words that can stand in a sentence.
fn looks_like(head: &[u8]) -> &'static str {
    let text = beginning_of_text(head);
    match head {
        _ if text.starts_with("<!doctype html") || text.starts_with("<html") => "an HTML page",
        _ if text.starts_with("<?xml") || text.starts_with('<') => "an XML or HTML document",
        _ if text.starts_with('{') || text.starts_with('[') => "JSON text",
        _ if text.starts_with("data:") => "a data URL that was not decoded",
        _ if head.starts_with(b"PK\x03\x04") => "a ZIP archive",
        _ if head.starts_with(&[0x1f, 0x8b]) => "a gzip archive",
        _ if is_text(head) => "plain text",
        _ => "unknown data",
    }
}

/// Whether the bytes are text; a character cut by the end of the window does not count.
fn is_text(head: &[u8]) -> bool {
    let valid = match std::str::from_utf8(head) {
        Ok(text) => text,
        Err(error) if error.error_len().is_none() => {
            std::str::from_utf8(&head[..error.valid_up_to()]).unwrap_or_default()
        }
        Err(_) => return false,
    };
    !valid.is_empty() && !valid.chars().any(|c| c.is_control() && !c.is_whitespace())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_format_is_known_by_its_first_bytes() {
        let cases: [(&[u8], &str); 21] = [
            (b"<svg xmlns='http://www.w3.org/2000/svg'>", "image/svg+xml"),
            (
                b"<?xml version='1.0'?>\n<!-- made --><svg>",
                "image/svg+xml",
            ),
            (b"<!-- made by hand -->\n<svg>", "image/svg+xml"),
            (b"%PDF-1.7\n", "application/pdf"),
            (b"\x89PNG\r\n\x1a\n", "image/png"),
            (b"\xff\xd8\xff\xe0", "image/jpeg"),
            (b"GIF89a", "image/gif"),
            (b"RIFF\0\0\0\0WEBPVP8 ", "image/webp"),
            (b"RIFF\0\0\0\0WAVEfmt ", "audio/wav"),
            (b"fLaC\0\0\0\x22", "audio/flac"),
            (b"ID3\x04\0", "audio/mpeg"),
            (b"\xff\xfb\x90\x00", "audio/mpeg"),
            (b"\xff\xf1\x50\x80", "audio/aac"),
            (b"OggS\0\x02........OpusHead", "audio/ogg"),
            (b"OggS\0\x02........\x80theora", "video/ogg"),
            (b"\0\0\0\x20ftypM4A \0\0\0\0", "audio/mp4"),
            (b"\0\0\0\x20ftypisom\0\0\0\0", "video/mp4"),
            (b"\0\0\0\x14ftypqt  \0\0\0\0", "video/quicktime"),
            (b"\x1a\x45\xdf\xa3\x9f\x42\x82\x84webm", "video/webm"),
            (
                b"\x1a\x45\xdf\xa3\x9f\x42\x82\x88matroska",
                "video/x-matroska",
            ),
            (b"RF64\xff\xff\xff\xffWAVEds64", "audio/wav"),
        ];
        for (head, mime) in cases {
            assert_eq!(
                Format::of(head).map(Format::mime).ok(),
                Some(mime),
                "{head:?}"
            );
        }
    }

    #[test]
    fn what_is_no_media_is_named() {
        let cases: [(&[u8], &str); 7] = [
            (b"<!DOCTYPE html><html>", "an HTML page"),
            (b"\xef\xbb\xbf\n  <HTML lang=en>", "an HTML page"),
            (b"{\"error\":{}}", "JSON text"),
            (
                b"<?xml version=\"1.0\"?><Error/>",
                "an XML or HTML document",
            ),
            (
                b"data:image/png;base64,iVBOR",
                "a data URL that was not decoded",
            ),
            (b"502 Bad Gateway", "plain text"),
            (b"\x00\x01\x02\x03\xfe", "unknown data"),
        ];
        for (head, expected) in cases {
            match Format::of(head) {
                Err(MediaError::NotMedia { looks_like }) => assert_eq!(looks_like, expected),
                other => panic!("{head:?} gave {other:?}"),
            }
        }
    }

    #[test]
    fn pictures_that_cannot_be_read_are_refused_by_name() {
        let cases: [(&[u8], &str); 4] = [
            (b"\0\0\0\x20ftypavif\0\0\0\0", "AVIF"),
            (b"\0\0\0\x20ftypheic\0\0\0\0", "HEIC"),
            (b"II\x2a\0\x08\0\0\0", "TIFF"),
            (b"BM\x36\0\0\0\0\0\0\0\x36", "BMP"),
        ];
        for (head, expected) in cases {
            match Format::of(head) {
                Err(MediaError::Unsupported { format }) => assert_eq!(format, expected),
                other => panic!("{head:?} gave {other:?}"),
            }
        }
    }
}
