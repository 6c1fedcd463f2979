//! What a person typed, as terms that a text must have.
//!
//! Every term must match. A word matches whole words; the last one, while it is being typed, and
//! one followed by `*` match every word that begins with it. A run of Chinese, Japanese or Korean
//! characters matches anywhere within a run. What stands in quotes matches in this order with
//! nothing between. No other sign means anything, so no text is wrong and none is a command.

use std::collections::BTreeSet;
use std::ops::Range;

use super::any_case::LIMIT;
use super::text::{Content, Piece, Sign, pieces};
use super::tokens::{LONGEST_BEGINNING, beside, pair, single, whole};
use crate::StoreError;

/// What a text must have to be found. Without terms it finds everything.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SearchQuery {
    terms: Vec<Term>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Term {
    /// A word like this.
    Word(String),
    /// A word that begins like this.
    Beginning(String),
    /// A run that holds these.
    Run(Vec<String>),
    /// These in this order, with nothing between; at least two.
    Phrase(Vec<Part>),
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    Word(String),
    Run(Vec<String>),
}

impl SearchQuery {
    /// Reads what a person typed.
    ///
    /// # Errors
    /// [`StoreError::SearchTooLong`].
    pub fn parse(text: &str) -> Result<Self, StoreError> {
        if text.chars().count() > LIMIT {
            return Err(StoreError::SearchTooLong { limit: LIMIT });
        }
        let mut terms = Vec::new();
        // What stands between two quotes is every second part; a quote left open ends with the text.
        let mut parts = text.split(['"', '“', '”', '„', '«', '»']).peekable();
        let mut is_quoted = false;
        while let Some(part) = parts.next() {
            if is_quoted {
                terms.extend(phrase(part));
            } else {
                let is_last = parts.peek().is_none();
                terms.extend(pieces(part).map(|piece| term(part, piece, is_last)));
            }
            is_quoted = !is_quoted;
        }
        let mut kept: Vec<Term> = Vec::with_capacity(terms.len());
        for term in terms {
            if !kept.contains(&term) {
                kept.push(term);
            }
        }
        Ok(Self { terms: kept })
    }

    /// True where nothing was typed that could be looked for.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.terms.is_empty()
    }

    /// The tokens that the index must all have.
    pub(super) fn tokens(&self) -> BTreeSet<Wanted> {
        let mut wanted = BTreeSet::new();
        for term in &self.terms {
            match term {
                Term::Word(word) => {
                    wanted.insert(Wanted::Exactly(whole(word)));
                }
                Term::Beginning(word) if word.chars().count() > LONGEST_BEGINNING => {
                    wanted.insert(Wanted::Beginning(word.clone()));
                }
                Term::Beginning(word) => {
                    wanted.insert(Wanted::Exactly(word.clone()));
                }
                Term::Run(signs) => wanted.extend(of_run(signs)),
                Term::Phrase(parts) => {
                    wanted.extend(neighbours(parts));
                    for part in parts {
                        match part {
                            Part::Word(word) => {
                                wanted.insert(Wanted::Exactly(whole(word)));
                            }
                            Part::Run(signs) => wanted.extend(of_run(signs)),
                        }
                    }
                }
            }
        }
        wanted
    }

    /// True where the index alone cannot tell: it does not know what stands beside what.
    pub(super) fn needs_text(&self) -> bool {
        self.terms.iter().any(|term| match term {
            Term::Word(_) | Term::Beginning(_) => false,
            Term::Run(signs) => signs.len() > 2,
            Term::Phrase(_) => true,
        })
    }

    /// True where every term matches one of the texts. This is what a search means; the index
    /// only finds the same faster.
    #[must_use]
    pub fn matches(&self, texts: &[String]) -> bool {
        let cut: Vec<Vec<Piece<'_>>> = texts.iter().map(|text| pieces(text).collect()).collect();
        self.terms
            .iter()
            .all(|term| cut.iter().any(|pieces| !found(term, pieces).is_empty()))
    }

    /// Where the terms match in a text, in bytes, in order and apart from each other; `within` so
    /// many bytes from the first of them.
    pub(super) fn places(&self, text: &str, within: usize) -> Vec<Range<usize>> {
        let mut cut: Vec<Piece<'_>> = Vec::new();
        let mut first = None;
        let has_phrase = self
            .terms
            .iter()
            .any(|term| matches!(term, Term::Phrase(_)));
        for piece in pieces(text) {
            let matches = |term| !found(term, std::slice::from_ref(&piece)).is_empty();
            if first.is_none() && (has_phrase || self.terms.iter().any(matches)) {
                first = Some(piece.range.start);
            }
            let is_far = first.is_some_and(|first| piece.range.start > first + within);
            if is_far && !has_phrase {
                break;
            }
            if first.is_some() {
                cut.push(piece);
            }
        }
        let mut places: Vec<Range<usize>> = self
            .terms
            .iter()
            .flat_map(|term| found(term, &cut))
            .collect();
        places.sort_by_key(|place| (place.start, place.end));
        places.dedup_by(|next, kept| {
            let touches = next.start <= kept.end;
            if touches {
                kept.end = kept.end.max(next.end);
            }
            touches
        });
        places
    }
}

/// A token that is looked up in the index.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Wanted {
    /// This one.
    Exactly(String),
    /// Any that begins like this.
    Beginning(String),
}

fn term(text: &str, piece: Piece<'_>, is_last: bool) -> Term {
    match piece.content {
        Content::Run(signs) => Term::Run(owned(&signs)),
        Content::Word(word) => {
            let rest = &text[piece.range.end..];
            if is_last && rest.is_empty() || rest.starts_with('*') {
                Term::Beginning(word.into_owned())
            } else {
                Term::Word(word.into_owned())
            }
        }
    }
}

fn phrase(text: &str) -> Option<Term> {
    let mut parts: Vec<Part> = pieces(text)
        .map(|piece| match piece.content {
            Content::Word(word) => Part::Word(word.into_owned()),
            Content::Run(signs) => Part::Run(owned(&signs)),
        })
        .collect();
    if parts.len() > 1 {
        return Some(Term::Phrase(parts));
    }
    parts.pop().map(|part| match part {
        Part::Word(word) => Term::Word(word),
        Part::Run(signs) => Term::Run(signs),
    })
}

fn owned(signs: &[Sign<'_>]) -> Vec<String> {
    signs.iter().map(|sign| sign.folded.to_string()).collect()
}

fn of_run(signs: &[String]) -> Vec<Wanted> {
    if let [sign] = signs {
        return vec![Wanted::Exactly(single(sign))];
    }
    let pairs = signs.windows(2).map(|two| pair(&two[0], &two[1]));
    let threes = signs
        .windows(3)
        .map(|three| beside(&[&three[0], &three[1], &three[2]]));
    pairs.chain(threes).map(Wanted::Exactly).collect()
}

/// The tokens of words that stand beside each other in a phrase.
fn neighbours(parts: &[Part]) -> impl Iterator<Item = Wanted> {
    parts.windows(2).filter_map(|two| match two {
        [Part::Word(first), Part::Word(second)] => Some(Wanted::Exactly(beside(&[first, second]))),
        _ => None,
    })
}

/// Where a term matches in a text that was cut.
fn found(term: &Term, text: &[Piece<'_>]) -> Vec<Range<usize>> {
    let words = |matches: &dyn Fn(&str) -> bool| {
        text.iter()
            .filter(|piece| matches!(&piece.content, Content::Word(word) if matches(word)))
            .map(|piece| piece.range.clone())
            .collect()
    };
    match term {
        Term::Word(wanted) => words(&|word| word == wanted),
        Term::Beginning(wanted) => words(&|word| word.starts_with(wanted.as_str())),
        Term::Run(wanted) => text
            .iter()
            .flat_map(|piece| within(wanted, piece))
            .collect(),
        Term::Phrase(parts) => text
            .windows(parts.len())
            .filter(|window| {
                parts
                    .iter()
                    .zip(*window)
                    .all(|(part, piece)| stands(part, piece))
            })
            .map(|window| window[0].range.start..window[window.len() - 1].range.end)
            .collect(),
    }
}

fn stands(part: &Part, piece: &Piece<'_>) -> bool {
    match (part, &piece.content) {
        (Part::Word(wanted), Content::Word(word)) => word == wanted,
        (Part::Run(wanted), Content::Run(_)) => !within(wanted, piece).is_empty(),
        _ => false,
    }
}

/// Where a run holds these characters one after the other.
fn within(wanted: &[String], piece: &Piece<'_>) -> Vec<Range<usize>> {
    let Content::Run(signs) = &piece.content else {
        return Vec::new();
    };
    signs
        .windows(wanted.len())
        .filter(|window| {
            wanted
                .iter()
                .zip(*window)
                .all(|(wanted, sign)| *wanted == sign.folded)
        })
        .map(|window| window[0].range.start..window[window.len() - 1].range.end)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::SearchQuery;

    fn query(text: &str) -> SearchQuery {
        SearchQuery::parse(text).unwrap()
    }

    fn finds(search: &str, text: &str) -> bool {
        query(search).matches(&[text.to_owned()])
    }

    #[test]
    fn all_terms_must_match_and_only_the_last_is_still_being_typed() {
        assert!(finds("quick FOX", "The fox is quick"));
        assert!(finds("quick fo", "The fox is quick"));
        assert!(!finds("qui fox", "The fox is quick"));
        assert!(finds("qui* fox", "The fox is quick"));
        assert!(!finds("fo ", "The fox"), "a space ends the word");
        assert!(
            !finds("ox", "The fox"),
            "the middle of a word is not its beginning"
        );
    }

    #[test]
    fn a_run_matches_anywhere_in_a_run() {
        assert!(finds("京都", "東京都庁"));
        assert!(finds("東京都", "東京都庁"));
        assert!(finds("都", "東京都庁"));
        assert!(!finds("東都", "東京都庁"));
        assert!(finds("手机 x", "iPhone手机 X"));
        assert!(!finds("東京", "東 京"));
    }

    #[test]
    fn quotes_ask_for_the_words_in_this_order() {
        assert!(finds("\"the fox\"", "see, the fox!"));
        assert!(!finds("\"the fox\"", "the quick fox"));
        assert!(
            !finds("\"the fo\"", "the fox"),
            "what is quoted is not being typed"
        );
        assert!(
            finds("\"open end", "the open end"),
            "a quote may be left open"
        );
        assert!(finds("“the fox” SE", "see the fox"));
    }

    #[test]
    fn signs_are_no_commands() {
        for text in [
            "-fox",
            "fox OR",
            "NEAR(fox)",
            "words:fox",
            "^fox",
            "(fox",
            "fox'",
            "*fox",
        ] {
            let SearchQuery { terms } = query(text);
            assert!(!terms.is_empty(), "{text}");
        }
        assert!(finds("NOT near or", "or near, not or"));
        for nothing in ["", "  ", "\"\"", "*", "—…"] {
            assert!(query(nothing).is_empty(), "{nothing}");
        }
    }

    #[test]
    fn places_are_in_order_and_apart() {
        let text = "東京都と京都, Fox fox";
        let places = query("京都 東京 fox").places(text, 100);
        let marked: Vec<&str> = places.into_iter().map(|place| &text[place]).collect();
        assert_eq!(marked, ["東京都", "京都", "Fox", "fox"]);
    }

    #[test]
    fn the_text_is_only_asked_where_the_index_does_not_know() {
        assert!(!query("two wor").needs_text());
        assert!(!query("東京").needs_text());
        assert!(query("東京都").needs_text());
        assert!(query("\"two words\"").needs_text());
        assert!(!query("\"one\"").needs_text());
    }

    #[test]
    fn an_endless_search_is_refused() {
        assert!(SearchQuery::parse(&"a".repeat(1_001)).is_err());
    }
}
