//! Taking a key out of text that a server sent back.

use base64::Engine;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use studio_domain::Secret;

use crate::template::percent_encoded;

const STARS: &str = "****";

/// The length from which a key's base64 form is long enough to be recognised inside other
/// base64.
const RECOGNISABLE: usize = 8;

/// Replaces a key in any of the forms in which a server may echo it.
#[derive(Clone, Default)]
pub(crate) struct Redactor {
    /// Longest first, so that no form hides behind a shorter one.
    forms: Vec<String>,
}

impl std::fmt::Debug for Redactor {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Redactor")
    }
}

impl Redactor {
    pub(crate) fn new(key: Option<&Secret>) -> Self {
        let Some(key) = key.map(Secret::expose).filter(|key| !key.is_empty()) else {
            return Self::default();
        };
        let percent = percent_encoded(key);
        let mut forms = vec![
            key.to_owned(),
            percent.to_lowercase(),
            percent,
            serde_json::Value::from(key)
                .to_string()
                .trim_matches('"')
                .to_owned(),
        ];
        if key.len() >= RECOGNISABLE {
            forms.extend((0..3).flat_map(|shift| base64_forms(key, shift)));
        }
        forms.sort_by_key(|form| std::cmp::Reverse(form.len()));
        forms.dedup();
        Self { forms }
    }

    pub(crate) fn text(&self, text: &str) -> String {
        self.forms.iter().fold(text.to_owned(), |text, form| {
            if text.contains(form.as_str()) {
                text.replace(form.as_str(), STARS)
            } else {
                text
            }
        })
    }

    /// The beginning of an answer as text without the key. Where the answer was cut, the end is
    /// cut further, so that no part of a key stays there.
    pub(crate) fn excerpt(&self, bytes: &[u8], limit: usize) -> String {
        let text = self.text(&String::from_utf8_lossy(bytes));
        if text.len() <= limit {
            return text;
        }
        let longest = self.forms.first().map_or(0, String::len);
        let mut end = limit.saturating_sub(longest);
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        format!("{}…", &text[..end])
    }
}

/// What the key looks like inside base64 when `shift` bytes (modulo 3) stand before it: the
/// characters that depend on the key alone.
fn base64_forms(key: &str, shift: usize) -> [String; 2] {
    let mut bytes = vec![0_u8; shift];
    bytes.extend_from_slice(key.as_bytes());
    let first = (shift * 8).div_ceil(6);
    let last = bytes.len() * 8 / 6;
    [
        STANDARD_NO_PAD.encode(&bytes)[first..last].to_owned(),
        URL_SAFE_NO_PAD.encode(&bytes)[first..last].to_owned(),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &str = "sk-very/secret+key-123456";

    fn redactor() -> Redactor {
        Redactor::new(Some(&Secret::new(KEY.to_owned())))
    }

    #[test]
    fn the_key_disappears_in_every_form() {
        let encoded = percent_encoded(KEY);
        let mut echoes = vec![
            KEY.to_owned(),
            format!("Bearer {KEY} is wrong"),
            encoded.to_lowercase(),
            encoded,
        ];
        for before in ["", "B", "Be", "Bearer ", "user:"] {
            let plain = format!("{before}{KEY}:tail");
            echoes.push(STANDARD_NO_PAD.encode(&plain));
            echoes.push(URL_SAFE_NO_PAD.encode(&plain));
        }
        for echo in echoes {
            let clean = redactor().text(&echo);
            assert!(clean.contains(STARS), "nothing was found in {echo}");
            assert!(!clean.contains("secret"), "{clean}");
        }
    }

    #[test]
    fn a_cut_answer_keeps_no_part_of_the_key() {
        let text = format!("{}{KEY}", "x".repeat(90));
        for limit in 91..110 {
            let excerpt = redactor().excerpt(&text.as_bytes()[..limit.min(text.len())], 90);
            assert!(!excerpt.contains("sk-"), "{excerpt}");
        }
    }

    #[test]
    fn without_a_key_text_stays_as_it_is() {
        assert_eq!(Redactor::new(None).text("a ü b"), "a ü b");
        assert_eq!(
            Redactor::new(Some(&Secret::new(String::new()))).text("abc"),
            "abc"
        );
    }
}
