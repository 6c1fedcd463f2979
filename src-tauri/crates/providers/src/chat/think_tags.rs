//! Reasoning that some servers leave in the text, between `<think>` and `</think>` at its very
//! beginning.

use super::ChatEvent;

const OPEN: &str = "<think>";
const CLOSE: &str = "</think>";

/// Tells reasoning from text in pieces of any cut.
#[derive(Debug)]
pub(super) enum ThinkTags {
    /// Nothing but white space and the beginning of a tag has come; it is held.
    Beginning(String),
    /// Inside; what may be the beginning of the closing tag is held.
    Inside {
        held: String,
        /// Whether anything but white space has come.
        begun: bool,
    },
    /// Between the closing tag and the first word behind it.
    Behind,
    /// The rest is text.
    Outside,
}

impl Default for ThinkTags {
    fn default() -> Self {
        Self::Beginning(String::new())
    }
}

impl ThinkTags {
    /// Reads more of the text.
    pub(super) fn push(&mut self, text: &str, out: &mut Vec<ChatEvent>) {
        match self {
            Self::Outside => out.extend(ChatEvent::text(Some(text))),
            Self::Behind => {
                let text = text.trim_start();
                if !text.is_empty() {
                    *self = Self::Outside;
                    out.extend(ChatEvent::text(Some(text)));
                }
            }
            Self::Beginning(held) => {
                held.push_str(text);
                let begun = held.trim_start();
                if let Some(inside) = begun.strip_prefix(OPEN) {
                    let inside = inside.to_owned();
                    *self = Self::Inside {
                        held: String::new(),
                        begun: false,
                    };
                    self.push(&inside, out);
                } else if !OPEN.starts_with(begun) {
                    let held = std::mem::take(held);
                    *self = Self::Outside;
                    out.extend(ChatEvent::text(Some(&held)));
                }
            }
            Self::Inside { held, begun } => {
                held.push_str(if *begun { text } else { text.trim_start() });
                *begun |= !held.is_empty();
                if let Some((inside, behind)) = held.split_once(CLOSE) {
                    out.extend(ChatEvent::reasoning(Some(inside.trim_end())));
                    let behind = behind.to_owned();
                    *self = Self::Behind;
                    self.push(&behind, out);
                } else {
                    let kept = length_held(held);
                    let rest = held.split_off(held.len() - kept);
                    let inside = std::mem::replace(held, rest);
                    out.extend(ChatEvent::reasoning(Some(&inside)));
                }
            }
        }
    }

    /// Nothing more comes: what is held is what it looks like.
    pub(super) fn end(&mut self, out: &mut Vec<ChatEvent>) {
        match std::mem::replace(self, Self::Outside) {
            Self::Beginning(held) => out.extend(ChatEvent::text(Some(&held))),
            Self::Inside { held, .. } => out.extend(ChatEvent::reasoning(Some(held.trim_end()))),
            Self::Behind | Self::Outside => {}
        }
    }
}

/// How many bytes at the end may be white space before the closing tag or its beginning.
fn length_held(text: &str) -> usize {
    let tag = (1..CLOSE.len())
        .rev()
        .find(|length| text.ends_with(&CLOSE[..*length]))
        .unwrap_or(0);
    let before = &text[..text.len() - tag];
    text.len() - before.trim_end().len()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(pieces: &[&str]) -> (String, String) {
        let mut tags = ThinkTags::default();
        let mut out = Vec::new();
        for piece in pieces {
            tags.push(piece, &mut out);
        }
        tags.end(&mut out);
        let mut read = (String::new(), String::new());
        for event in out {
            match event {
                ChatEvent::Reasoning(text) => read.0.push_str(&text),
                ChatEvent::Text(text) => read.1.push_str(&text),
                other => panic!("{other:?}"),
            }
        }
        read
    }

    #[test]
    fn only_a_tag_at_the_beginning_is_one() {
        for (text, reasoning, said) in [
            (
                "<think>\nHm. </th no\n</think>\n\nYes.",
                "Hm. </th no",
                "Yes.",
            ),
            ("\n<think></think>Yes.", "", "Yes."),
            ("<think>cut off", "cut off", ""),
            ("<thin", "", "<thin"),
            ("Use <think>this</think>.", "", "Use <think>this</think>."),
            (" Yes.", "", " Yes."),
            ("<think>a</think>b</think>c", "a", "b</think>c"),
        ] {
            let expected = (reasoning.to_owned(), said.to_owned());
            assert_eq!(read(&[text]), expected, "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn any_cut_reads_the_same(
            text in "(<think>)?[ab< \\n]{0,8}(</think>)?[ab< \\n]{0,8}(</think>)?",
            cuts in prop::collection::vec(any::<prop::sample::Index>(), 0..6),
        ) {
            let mut places: Vec<usize> = cuts.iter().map(|cut| cut.index(text.len() + 1)).collect();
            places.extend([0, text.len()]);
            places.sort_unstable();
            let pieces: Vec<&str> = places.windows(2).map(|pair| &text[pair[0]..pair[1]]).collect();
            prop_assert_eq!(read(&pieces), read(&[&text]));
        }
    }
}
