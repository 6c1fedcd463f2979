//! Texts of two bytes a unit, as EXIF and ID3 have them.

/// Reads UTF-16; a mark at its beginning outweighs what the caller believes of its order.
pub(super) fn utf16(bytes: &[u8], is_big: bool) -> String {
    let (is_big, bytes) = match bytes {
        [0xff, 0xfe, rest @ ..] => (false, rest),
        [0xfe, 0xff, rest @ ..] => (true, rest),
        bytes => (is_big, bytes),
    };
    let units = bytes.chunks_exact(2).map(|pair| {
        let pair = [pair[0], pair[1]];
        if is_big {
            u16::from_be_bytes(pair)
        } else {
            u16::from_le_bytes(pair)
        }
    });
    char::decode_utf16(units)
        .map(|character| character.unwrap_or('\u{fffd}'))
        .collect()
}
