//! How text is cut into what can be found, and folded so that case and accents do not matter.
//!
//! A *word* is a stretch of letters, digits and the marks on them. A *run* is a stretch of Chinese,
//! Japanese or Korean characters, which are written without spaces. A picture character (emoji) is
//! a word of its own. Everything else stands between them.

use std::borrow::Cow;
use std::ops::Range;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// A word is known by so many characters; what follows does not tell words apart.
const LONGEST_WORD: usize = 64;

/// A word or a run of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Piece<'a> {
    /// Where it stands, in bytes.
    pub range: Range<usize>,
    /// What it is.
    pub content: Content<'a>,
}

/// What a piece consists of, folded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Content<'a> {
    /// A word.
    Word(Cow<'a, str>),
    /// The characters of a run, at least one.
    Run(Vec<Sign<'a>>),
}

/// A character of a run with the marks on it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Sign<'a> {
    /// The character, folded.
    pub folded: Cow<'a, str>,
    /// Where it stands, in bytes.
    pub range: Range<usize>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Class {
    Word,
    Run,
    Picture,
    /// Belongs to whatever stands before it.
    Mark,
    Between,
}

/// The words and runs of a text, in order.
pub(super) fn pieces(text: &str) -> impl Iterator<Item = Piece<'_>> {
    Stretches { text, at: 0 }.filter_map(|(class, range)| {
        let content = match class {
            Class::Run => Content::Run(signs(text, range.clone())),
            _ => Content::Word(fold_word(&text[range.clone()])),
        };
        let is_empty = match &content {
            Content::Word(word) => word.is_empty(),
            Content::Run(signs) => signs.is_empty(),
        };
        (!is_empty).then_some(Piece { range, content })
    })
}

/// The stretches of a text that are words, runs or pictures.
struct Stretches<'a> {
    text: &'a str,
    at: usize,
}

impl Iterator for Stretches<'_> {
    type Item = (Class, Range<usize>);

    fn next(&mut self) -> Option<Self::Item> {
        let mut open: Option<(Class, usize)> = None;
        for (offset, character) in self.text[self.at..].char_indices() {
            let at = self.at + offset;
            match (open, class(character)) {
                (None, Class::Mark | Class::Between) | (Some(_), Class::Mark) => {}
                (None, class) => open = Some((class, at)),
                (Some((Class::Word, _)), Class::Word) | (Some((Class::Run, _)), Class::Run) => {}
                (Some((class, start)), _) => {
                    self.at = at;
                    return Some((class, start..at));
                }
            }
        }
        let (class, start) = open?;
        self.at = self.text.len();
        Some((class, start..self.at))
    }
}

fn class(character: char) -> Class {
    match character {
        'a'..='z' | 'A'..='Z' | '0'..='9' => Class::Word,
        '\0'..='\x7f' => Class::Between,
        // Joiners, soft hyphens and the halfwidth voiced sound marks.
        '\u{200c}' | '\u{200d}' | '\u{ad}' | '\u{ff9e}' | '\u{ff9f}' => Class::Mark,
        // The tones of skin, which are marks on a picture.
        '\u{1f3fb}'..='\u{1f3ff}' => Class::Mark,
        _ if is_run(character) => Class::Run,
        _ if is_picture(character) => Class::Picture,
        _ if is_combining_mark(character) => Class::Mark,
        _ if character.is_alphanumeric() => Class::Word,
        _ => Class::Between,
    }
}

/// True for Han, kana, bopomofo and hangul.
fn is_run(character: char) -> bool {
    matches!(character,
        '\u{1100}'..='\u{11ff}' | '\u{3005}'..='\u{3007}' | '\u{3031}'..='\u{3035}'
        | '\u{3041}'..='\u{3096}' | '\u{309d}'..='\u{309f}' | '\u{30a1}'..='\u{30fa}'
        | '\u{30fc}'..='\u{30ff}' | '\u{3105}'..='\u{312f}' | '\u{3131}'..='\u{318e}'
        | '\u{31a0}'..='\u{31bf}' | '\u{31f0}'..='\u{31ff}' | '\u{3400}'..='\u{4dbf}'
        | '\u{4e00}'..='\u{9fff}' | '\u{a960}'..='\u{a97c}' | '\u{ac00}'..='\u{d7a3}'
        | '\u{d7b0}'..='\u{d7fb}' | '\u{f900}'..='\u{faff}' | '\u{ff66}'..='\u{ff9d}'
        | '\u{ffa0}'..='\u{ffdc}' | '\u{1b000}'..='\u{1b16f}' | '\u{20000}'..='\u{3ffff}')
}

fn is_picture(character: char) -> bool {
    matches!(character,
        '\u{2600}'..='\u{27bf}' | '\u{2b00}'..='\u{2bff}' | '\u{1f000}'..='\u{1faff}')
}

/// The medial and final letters of hangul written letter by letter.
fn continues_syllable(character: char) -> bool {
    matches!(character, '\u{1160}'..='\u{11ff}' | '\u{d7b0}'..='\u{d7fb}')
}

/// The characters of a run. Marks, and the letters of one syllable, stay together.
fn signs(text: &str, run: Range<usize>) -> Vec<Sign<'_>> {
    let mut starts: Vec<usize> = Vec::new();
    for (offset, character) in text[run.clone()].char_indices() {
        let joins = class(character) == Class::Mark || continues_syllable(character);
        if starts.is_empty() || !joins {
            starts.push(run.start + offset);
        }
    }
    let ends = starts.iter().skip(1).copied().chain([run.end]);
    starts
        .iter()
        .zip(ends)
        .map(|(&start, end)| Sign {
            folded: fold_sign(&text[start..end]),
            range: start..end,
        })
        .filter(|sign| !sign.folded.is_empty())
        .collect()
}

fn fold_sign(sign: &str) -> Cow<'_, str> {
    let mut characters = sign.chars();
    // Most stand for themselves alone: Han, hangul syllables, hiragana and katakana.
    let is_plain = matches!(
        characters.next(),
        Some(
            '\u{3400}'..='\u{9fff}'
            | '\u{ac00}'..='\u{d7a3}'
            | '\u{3041}'..='\u{3096}'
            | '\u{30a1}'..='\u{30fa}',
        )
    );
    if is_plain && characters.next().is_none() {
        Cow::Borrowed(sign)
    } else {
        Cow::Owned(fold(sign))
    }
}

fn fold_word(word: &str) -> Cow<'_, str> {
    if word.is_ascii() {
        let known = &word[..word.len().min(LONGEST_WORD)];
        return if known.bytes().any(|byte| byte.is_ascii_uppercase()) {
            Cow::Owned(known.to_ascii_lowercase())
        } else {
            Cow::Borrowed(known)
        };
    }
    let mut folded = fold(word);
    if let Some((end, _)) = folded.char_indices().nth(LONGEST_WORD) {
        folded.truncate(end);
    }
    Cow::Owned(folded)
}

/// Small letters without accents, in the one way of writing them that Unicode prefers.
fn fold(text: &str) -> String {
    let lower = |character: char| character.to_lowercase();
    text.nfkd()
        .flat_map(lower)
        .nfkd()
        .filter(|&character| is_kept(character))
        .map(plain)
        .nfc()
        .collect()
}

/// True for what tells words apart: letters, digits, pictures and the signs of scripts whose
/// vowels are marks; not accents, nor the optional vowels of Arabic and Hebrew.
fn is_kept(character: char) -> bool {
    let is_optional = matches!(character,
        '\u{300}'..='\u{36f}' | '\u{591}'..='\u{5c7}' | '\u{640}' | '\u{64b}'..='\u{65f}'
        | '\u{670}' | '\u{6d6}'..='\u{6ed}' | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}'
        | '\u{20d0}'..='\u{20ff}' | '\u{fe00}'..='\u{fe0f}' | '\u{fe20}'..='\u{fe2f}'
        | '\u{1f3fb}'..='\u{1f3ff}' | '\u{e0100}'..='\u{e01ef}');
    !is_optional
        && (character.is_alphanumeric() || is_combining_mark(character) || is_picture(character))
}

/// Letters whose accent Unicode does not take for one, and the two forms of sigma.
fn plain(character: char) -> char {
    match character {
        'ø' => 'o',
        'ł' => 'l',
        'đ' => 'd',
        'ħ' => 'h',
        'ı' => 'i',
        'ς' => 'σ',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::{Content, LONGEST_WORD, pieces};

    fn cut(text: &str) -> Vec<String> {
        pieces(text)
            .map(|piece| match piece.content {
                Content::Word(word) => word.into_owned(),
                Content::Run(signs) => signs
                    .iter()
                    .map(|sign| format!("{}·", sign.folded))
                    .collect(),
            })
            .collect()
    }

    #[test]
    fn words_runs_and_pictures_are_told_apart() {
        assert_eq!(
            cut("Ein iPhone手机, 2×4?🦊🦊"),
            ["ein", "iphone", "手·机·", "2", "4", "🦊", "🦊"]
        );
        assert_eq!(cut(" …\u{301}—"), Vec::<String>::new());
    }

    #[test]
    fn case_and_accents_do_not_matter() {
        for (written, folded) in [
            ("ÄLTERER", "alterer"),
            ("a\u{308}lterer", "alterer"),
            ("İstanbul", "istanbul"),
            ("ŁÓDŹ", "lodz"),
            ("ΟΔΟΣ", "οδοσ"),
            ("οδος", "οδοσ"),
            ("Й", "и"),
            ("ＦＵＬＬ", "full"),
            ("مُحَمَّد", "محمد"),
            ("co\u{ad}operate", "cooperate"),
        ] {
            assert_eq!(cut(written), [folded], "{written}");
        }
    }

    #[test]
    fn signs_keep_the_marks_that_tell_them_apart() {
        assert_eq!(cut("か\u{3099}が"), ["が·が·"]);
        assert_eq!(cut("ｶﾞｷ"), ["ガ·キ·"]);
        assert_eq!(cut("\u{1112}\u{1161}\u{11ab}글"), ["한·글·"]);
        assert_eq!(
            cut("हिन्दी"),
            ["हिन्दी"],
            "the vowels of Hindi are marks and stay"
        );
    }

    #[test]
    fn an_endless_word_is_known_by_its_beginning() {
        assert_eq!(cut(&"A".repeat(500)), ["a".repeat(LONGEST_WORD)]);
        assert_eq!(cut(&"é".repeat(500)), ["e".repeat(LONGEST_WORD)]);
    }

    #[test]
    fn every_piece_knows_where_it_stands() {
        let text = "Ça va, 日本\u{3099}?";
        for piece in pieces(text) {
            assert!(text.is_char_boundary(piece.range.start));
            assert!(text.is_char_boundary(piece.range.end));
        }
        let last = pieces(text).last().unwrap();
        assert_eq!(&text[last.range], "日本\u{3099}");
    }
}
