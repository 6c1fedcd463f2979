//! Telling code from comments and strings.

/// Rust code with the insides of comments and strings turned into spaces.
///
/// Line breaks stay, so that line numbers hold. Lifetimes are told from characters.
pub fn rust_code(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut code = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let (end, is_code) = token(bytes, at);
        for &byte in &bytes[at..end] {
            code.push(if is_code || byte == b'\n' { byte } else { b' ' });
        }
        at = end;
    }
    String::from_utf8_lossy(&code).into_owned()
}

/// Where the piece that begins at `at` ends, and whether it is code.
fn token(bytes: &[u8], at: usize) -> (usize, bool) {
    let rest = &bytes[at..];
    let starts_word = at == 0 || !is_word(bytes[at - 1]);
    if rest.starts_with(b"//") {
        (at + find(rest, b"\n").unwrap_or(rest.len()), false)
    } else if rest.starts_with(b"/*") {
        (at + block_comment_length(rest), false)
    } else if let (true, Some(length)) = (starts_word, raw_string_length(rest)) {
        (at + length, false)
    } else if rest[0] == b'"' {
        (at + quoted_length(rest, b'"'), false)
    } else if rest[0] == b'\'' && is_character(rest) {
        (at + quoted_length(rest, b'\''), false)
    } else {
        (at + 1, true)
    }
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

fn find(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    haystack
        .windows(needle.len())
        .position(|window| window == needle)
}

/// Block comments nest.
fn block_comment_length(rest: &[u8]) -> usize {
    let (mut depth, mut at) = (0, 0);
    while at < rest.len() {
        if rest[at..].starts_with(b"/*") {
            depth += 1;
            at += 2;
        } else if rest[at..].starts_with(b"*/") {
            depth -= 1;
            at += 2;
            if depth == 0 {
                break;
            }
        } else {
            at += 1;
        }
    }
    at
}

fn raw_string_length(rest: &[u8]) -> Option<usize> {
    let prefix = if rest.starts_with(b"br") { 2 } else { 1 };
    if rest[prefix - 1] != b'r' {
        return None;
    }
    let hashes = rest[prefix..]
        .iter()
        .take_while(|&&byte| byte == b'#')
        .count();
    let opening = prefix + hashes + 1;
    if rest.get(opening - 1) != Some(&b'"') {
        return None;
    }
    let closing = [&b"\""[..], &b"#".repeat(hashes)].concat();
    Some(find(&rest[opening..], &closing).map_or(rest.len(), |at| opening + at + closing.len()))
}

fn quoted_length(rest: &[u8], quote: u8) -> usize {
    let mut at = 1;
    while at < rest.len() && rest[at] != quote {
        at += if rest[at] == b'\\' { 2 } else { 1 };
    }
    (at + 1).min(rest.len())
}

/// A lifetime has no quote after its name.
fn is_character(rest: &[u8]) -> bool {
    let one_character = std::str::from_utf8(&rest[1..rest.len().min(6)])
        .or_else(|error| std::str::from_utf8(&rest[1..=error.valid_up_to()]))
        .ok()
        .and_then(|text| text.chars().next())
        .map_or(1, char::len_utf8);
    rest.get(1) == Some(&b'\\') || rest.get(1 + one_character) == Some(&b'\'')
}

/// The number of the line that holds the byte at `at`, from 1.
pub fn line_number(text: &str, at: usize) -> usize {
    text.as_bytes()[..at]
        .iter()
        .filter(|&&byte| byte == b'\n')
        .count()
        + 1
}

/// Every place where `needle` stands in `text` as a word of its own.
pub fn words<'a>(text: &'a str, needle: &'a str) -> impl Iterator<Item = usize> + 'a {
    let bytes = text.as_bytes();
    text.match_indices(needle)
        .map(|(at, _)| at)
        .filter(move |&at| {
            let before = at.checked_sub(1).map(|before| bytes[before]);
            let after = bytes.get(at + needle.len()).copied();
            !before.is_some_and(is_word) && !after.is_some_and(is_word)
        })
}

/// The word that begins at the start of `text`.
pub fn leading_word(text: &str) -> &str {
    let end = text
        .bytes()
        .position(|byte| !is_word(byte))
        .unwrap_or(text.len());
    &text[..end]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_and_strings_are_blanked_and_lines_kept() {
        let text = "let a = \"Result\"; // Result\n/* Result /* inner */ */ let b = 1;\n";
        let code = rust_code(text);
        assert!(!code.contains("Result"));
        assert!(code.contains("let a =") && code.contains("let b = 1;"));
        assert_eq!(code.lines().count(), 2);
    }

    #[test]
    fn a_quote_inside_a_raw_string_does_not_end_it() {
        let code = rust_code("let a = r#\"say \"Result\" now\"#; let b = 2;");
        assert!(!code.contains("Result"));
        assert!(code.ends_with("; let b = 2;"));
    }

    #[test]
    fn a_lifetime_is_no_character() {
        assert_eq!(
            rust_code("fn f<'a>(x: &'a str) {}"),
            "fn f<'a>(x: &'a str) {}"
        );
    }

    #[test]
    fn characters_are_blanked_even_when_they_are_quotes_or_not_ascii() {
        let code = rust_code(r"let (a, b, c) = ('\'', '·', '∞'); struct After;");
        assert!(code.ends_with("); struct After;"), "{code}");
    }

    #[test]
    fn an_identifier_that_ends_in_r_does_not_begin_a_raw_string() {
        let code = rust_code("matcher\"text\" ; struct After;");
        assert!(code.ends_with("; struct After;"));
    }
}
