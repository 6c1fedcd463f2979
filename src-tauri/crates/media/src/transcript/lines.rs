//! Words into lines that can be read while they are shown.

/// Characters of a line, as television counts them.
pub(super) const LINE: usize = 42;
/// Lines of a subtitle.
pub(super) const LINES: usize = 2;

/// Pieces of speech as one text. Scripts without spaces between words get none.
pub(super) fn joined<'a>(pieces: impl Iterator<Item = &'a str>) -> String {
    let mut text = String::new();
    for piece in pieces {
        let piece = piece.split_whitespace().collect::<Vec<_>>().join(" ");
        let Some(first) = piece.chars().next() else {
            continue;
        };
        let glued = is_closing(first)
            || text
                .chars()
                .next_back()
                .is_none_or(|last| is_wordless(last) || is_wordless(first));
        if !glued {
            text.push(' ');
        }
        text.push_str(&piece);
    }
    text
}

/// Punctuation that some services give as a word of its own.
fn is_closing(letter: char) -> bool {
    matches!(
        letter,
        '.' | ',' | ';' | ':' | '!' | '?' | ')' | ']' | '…' | '%'
    )
}

/// A letter of a script that is written without spaces.
fn is_wordless(letter: char) -> bool {
    matches!(letter,
        '\u{0e00}'..='\u{0eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}'
        | '\u{3000}'..='\u{30ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}'
        | '\u{ff00}'..='\u{ffef}')
}

/// The text on lines of at most [`LINE`] characters; a word longer than that is cut.
pub(super) fn wrapped(text: &str) -> String {
    pieces(text, LINE).join("\n")
}

/// The text cut into pieces of at most `most` characters, between words where there are any.
pub(super) fn pieces(text: &str, most: usize) -> Vec<String> {
    let mut pieces: Vec<String> = Vec::new();
    let mut length = 0;
    for word in text.split_whitespace() {
        let letters: Vec<char> = word.chars().collect();
        for (index, part) in letters.chunks(most).enumerate() {
            match pieces.last_mut() {
                Some(piece) if index == 0 && length + 1 + part.len() <= most => {
                    piece.push(' ');
                    piece.extend(part);
                    length += 1 + part.len();
                }
                _ => {
                    pieces.push(part.iter().collect());
                    length = part.len();
                }
            }
        }
    }
    pieces
}
