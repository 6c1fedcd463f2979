//! The words of the index itself: what a text is found by, each once.
//!
//! A word is kept whole, and by each of its beginnings up to [`LONGEST_BEGINNING`] characters, so
//! that what is being typed is one entry of the index and not a walk over thousands. A run is kept
//! by its characters and its pairs of neighbours. What stands beside what, words within quotes and
//! longer runs, is kept by one of 65,536 numbers: a number may stand for other neighbours too, but
//! few texts have both the words and, by chance, the number. Marks of the private-use area keep
//! all these apart; they are no letters, so no text can hold one within a word.

use std::borrow::Cow;
use std::collections::BTreeSet;

use studio_domain::{AssetKind, Currency};

use super::text::{Content, pieces};

/// Words with longer beginnings are few enough to be looked up one by one.
pub(super) const LONGEST_BEGINNING: usize = 6;

/// Stands behind a whole word.
const WHOLE: char = '\u{e001}';
/// Stands before a character or pair of a run.
const RUN: char = '\u{e002}';
/// Stands between the two of a pair.
const PAIR: char = '\u{e003}';
/// Stands before the number of two neighbours.
const BESIDE: char = '\u{e004}';

/// Writes what the index holds for these texts and facts.
pub(super) fn of_document<'a>(
    texts: impl IntoIterator<Item = &'a str>,
    facts: impl IntoIterator<Item = Fact<'a>>,
) -> String {
    let mut words = BTreeSet::new();
    let mut runs = BTreeSet::new();
    for text in texts {
        let mut last: Option<Cow<'_, str>> = None;
        for piece in pieces(text) {
            match piece.content {
                Content::Word(word) => {
                    runs.extend(last.map(|last| beside(&[&last, &word])));
                    words.insert(word.clone());
                    last = Some(word);
                }
                Content::Run(signs) => {
                    let signs: Vec<&str> = signs.iter().map(|sign| sign.folded.as_ref()).collect();
                    runs.extend(signs.iter().map(|sign| single(sign)));
                    runs.extend(signs.windows(2).map(|two| pair(two[0], two[1])));
                    runs.extend(signs.windows(3).map(beside));
                    last = None;
                }
            }
        }
    }
    let mut tokens = String::new();
    let mut before = "";
    for word in &words {
        push_beginnings(&mut tokens, before, word);
        push(&mut tokens, &whole(word));
        before = word;
    }
    for token in &runs {
        push(&mut tokens, token);
    }
    for fact in facts {
        push(&mut tokens, &fact.token());
    }
    tokens
}

/// Adds the beginnings that the word before, in the order of the alphabet, did not have.
fn push_beginnings(tokens: &mut String, before: &str, word: &str) {
    let shared = before
        .chars()
        .zip(word.chars())
        .take_while(|(left, right)| left == right)
        .count();
    let ends = word
        .char_indices()
        .map(|(start, character)| start + character.len_utf8());
    for end in ends.take(LONGEST_BEGINNING).skip(shared) {
        push(tokens, &word[..end]);
    }
}

fn push(tokens: &mut String, token: &str) {
    if !tokens.is_empty() {
        tokens.push(' ');
    }
    tokens.push_str(token);
}

/// The token of a whole word.
pub(super) fn whole(word: &str) -> String {
    format!("{word}{WHOLE}")
}

/// The token of a character of a run.
pub(super) fn single(sign: &str) -> String {
    format!("{RUN}{sign}")
}

/// The token of two neighbours in a run.
pub(super) fn pair(first: &str, second: &str) -> String {
    format!("{RUN}{first}{PAIR}{second}")
}

/// The token of neighbours: two words, or three characters of a run.
pub(super) fn beside(neighbours: &[&str]) -> String {
    // FNV-1a: the same on every computer, and quick for what is this short.
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for neighbour in neighbours {
        for byte in neighbour.bytes().chain([0xff]) {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
    format!("{BESIDE}{:04x}", (hash >> 32) & 0xffff)
}

/// Something known of a thing that a search can ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fact<'a> {
    /// It came of this provider.
    Provider(&'a str),
    /// It came of this model.
    Model(&'a str),
    /// It belongs to this project.
    Project(&'a [u8]),
    /// It is an asset of this kind.
    Kind(AssetKind),
    /// It is an asset that a generation made, or one from elsewhere.
    Made(bool),
    /// It has so many stars.
    Rating(u8),
    /// It was marked with this word.
    Flag(&'a str),
    /// It has this tag.
    Tag(&'a str),
    /// It lies in this collection.
    Collection(&'a [u8]),
    /// It has so many bytes, to the next power of two.
    Size(u64),
    /// It cost so much, to the next power of two.
    Cost(Currency, i64),
}

impl Fact<'_> {
    /// The token of the index.
    pub(super) fn token(&self) -> String {
        match self {
            Self::Provider(id) => named('\u{e010}', id.as_bytes()),
            Self::Model(id) => named('\u{e011}', id.as_bytes()),
            Self::Project(id) => named('\u{e012}', id),
            Self::Kind(kind) => format!("\u{e013}{}", kind.as_str()),
            Self::Made(made) => format!("\u{e01a}{}", u8::from(*made)),
            Self::Rating(stars) => format!("\u{e014}{stars}"),
            Self::Flag(word) => named('\u{e015}', word.as_bytes()),
            Self::Tag(tag) => named('\u{e016}', tag.as_bytes()),
            Self::Collection(id) => named('\u{e017}', id),
            Self::Size(bytes) => format!("\u{e018}{}", magnitude(*bytes)),
            Self::Cost(currency, nanos) => {
                let nanos = u64::try_from(*nanos).unwrap_or(0);
                let currency = currency.as_str().to_ascii_lowercase();
                format!("\u{e019}{currency}{}", magnitude(nanos))
            }
        }
    }
}

/// A token for any name: the name itself could hold what ends a token.
fn named(mark: char, name: &[u8]) -> String {
    let hash = blake3::hash(name);
    format!("{mark}{}", &hash.to_hex()[..16])
}

/// How many binary digits a number has: 0 for 0, 64 at most.
pub(super) const fn magnitude(number: u64) -> u32 {
    u64::BITS - number.leading_zeros()
}

#[cfg(test)]
mod tests {
    use super::{Fact, beside, magnitude, of_document};

    fn tokens(text: &str) -> Vec<String> {
        let mut tokens: Vec<String> = of_document([text], [])
            .split(' ')
            .map(|token| {
                token
                    .replace('\u{e001}', "$")
                    .replace('\u{e002}', "@")
                    .replace('\u{e003}', "+")
            })
            .filter(|token| !token.starts_with('\u{e004}'))
            .collect();
        tokens.sort();
        tokens
    }

    #[test]
    fn a_word_is_found_by_itself_and_by_its_beginnings_each_once() {
        assert_eq!(
            tokens("Car cat CAR"),
            ["c", "ca", "car", "car$", "cat", "cat$"]
        );
        let long = tokens("mountains");
        assert_eq!(long.len(), 7);
        assert!(long.contains(&"mounta".to_owned()) && long.contains(&"mountains$".to_owned()));
    }

    #[test]
    fn a_run_is_found_by_its_characters_and_their_pairs() {
        assert_eq!(tokens("東京都"), ["@京", "@京+都", "@東", "@東+京", "@都"]);
    }

    #[test]
    fn neighbours_are_kept_by_their_order() {
        let numbers = |text: &str| -> Vec<String> {
            let tokens = of_document([text], []);
            let is_number = |token: &&str| token.starts_with('\u{e004}');
            tokens
                .split(' ')
                .filter(is_number)
                .map(str::to_owned)
                .collect()
        };
        assert_eq!(numbers("The, fox!"), [beside(&["the", "fox"])]);
        assert_ne!(beside(&["the", "fox"]), beside(&["fox", "the"]));
        assert_ne!(beside(&["a", "bc"]), beside(&["ab", "c"]));
        assert_eq!(numbers("東京都"), [beside(&["東", "京", "都"])]);
        assert_eq!(numbers("a 東京 b"), [""; 0]);
    }

    #[test]
    fn facts_are_no_words() {
        let facts = [Fact::Provider("a b"), Fact::Rating(3), Fact::Size(1_500)];
        let written = of_document([], facts);
        assert_eq!(written.split(' ').count(), 3);
        assert!(
            written
                .split(' ')
                .all(|token| token.starts_with(|first| first > '\u{e00f}'))
        );
    }

    #[test]
    fn magnitudes_part_the_numbers_by_powers_of_two() {
        assert_eq!(
            [0, 1, 2, 3, 4, 1_023, 1_024].map(magnitude),
            [0, 1, 2, 2, 3, 10, 11]
        );
        assert_eq!(magnitude(u64::MAX), 64);
    }
}
