//! The part of a text that shows where a search matched.

use std::ops::Range;

use studio_domain::{MatchRange, Snippet};

use super::SearchQuery;

/// Characters that are shown before the first match.
const BEFORE: usize = 40;
/// Characters that are shown in all.
const LENGTH: usize = 220;
const CUT: char = '…';

/// The part of the first text that matches, or the beginning of the first text.
pub(super) fn of(query: &SearchQuery, texts: &[String]) -> Snippet {
    let matching = texts.iter().find_map(|text| {
        let places = query.places(text, LENGTH * 4);
        (!places.is_empty()).then_some((text, places))
    });
    match (matching, texts.first()) {
        (Some((text, places)), _) => cut(text, &places),
        (None, Some(text)) => cut(text, &[]),
        (None, None) => Snippet::default(),
    }
}

/// A line of the text around the first place.
fn cut(text: &str, places: &[Range<usize>]) -> Snippet {
    let start = places
        .first()
        .map_or(0, |first| beginning(text, first.start));
    let mut line = Line::default();
    if start > 0 {
        line.push(CUT);
    }
    let mut places = places.iter().peekable();
    let mut open = None;
    for (index, (offset, character)) in text[start..].char_indices().enumerate() {
        let at = start + offset;
        if let (Some(begun), Some(place)) = (open, places.peek())
            && at >= place.end
        {
            line.mark(begun);
            open = None;
            places.next();
        }
        if index == LENGTH {
            line.push(CUT);
            if let Some(begun) = open {
                line.mark(begun);
            }
            return line.snippet;
        }
        if open.is_none() && places.peek().is_some_and(|place| at >= place.start) {
            open = Some(line.length);
        }
        line.push(character);
    }
    if let Some(begun) = open {
        line.mark(begun);
    }
    line.snippet
}

/// Some characters before a place, at the beginning of a word where there is one.
fn beginning(text: &str, place: usize) -> usize {
    let mut back = text[..place].char_indices().rev();
    let Some((from, _)) = back.nth(BEFORE) else {
        return 0;
    };
    text[from..place]
        .char_indices()
        .find(|(_, character)| character.is_whitespace())
        .map_or(from, |(offset, space)| from + offset + space.len_utf8())
}

/// A line that grows, and its length in UTF-16 units.
#[derive(Debug, Default)]
struct Line {
    snippet: Snippet,
    length: u32,
    after_space: bool,
}

impl Line {
    /// Adds a character; white space becomes one space.
    fn push(&mut self, character: char) {
        let is_space = character.is_whitespace() || character.is_control();
        if is_space && (self.after_space || self.snippet.text.is_empty()) {
            return;
        }
        let shown = if is_space { ' ' } else { character };
        self.after_space = is_space;
        self.snippet.text.push(shown);
        self.length += if shown.len_utf16() == 1 { 1 } else { 2 };
    }

    /// Notes that a match began there and ends here.
    fn mark(&mut self, start: u32) {
        let end = self.length;
        self.snippet.matches.push(MatchRange { start, end });
    }
}

#[cfg(test)]
mod tests {
    use super::{LENGTH, of};
    use crate::search::SearchQuery;

    /// The snippet with its matches in brackets.
    fn shown(search: &str, texts: &[&str]) -> String {
        let texts: Vec<String> = texts.iter().map(|text| (*text).to_owned()).collect();
        let snippet = of(&SearchQuery::parse(search).unwrap(), &texts);
        let units: Vec<u16> = snippet.text.encode_utf16().collect();
        let mut shown = String::new();
        let mut at = 0;
        let text = |from: usize, to: usize| String::from_utf16(&units[from..to]).unwrap();
        for range in snippet.matches {
            let (start, end) = (range.start as usize, range.end as usize);
            shown += &format!("{}[{}]", text(at, start), text(start, end));
            at = end;
        }
        shown + &text(at, units.len())
    }

    #[test]
    fn matches_are_counted_as_the_window_counts() {
        assert_eq!(
            shown("fox den", &["🦊🦊 A Fox\n\n in its den."]),
            "🦊🦊 A [Fox] in its [den]."
        );
        assert_eq!(shown("京都", &["東京都"]), "東[京都]");
        assert_eq!(shown("end", &["the end"]), "the [end]");
    }

    #[test]
    fn a_long_text_is_cut_around_its_first_match() {
        let text = format!("{} needle {}", "hay ".repeat(100), "stack ".repeat(100));
        let shown = shown("needle", &[&text]);
        assert!(shown.starts_with("…hay "), "{shown}");
        assert!(
            shown.contains("[needle]") && shown.ends_with('…'),
            "{shown}"
        );
        assert!(shown.chars().count() < LENGTH + 10);
    }

    #[test]
    fn the_text_that_matches_is_shown_and_else_the_first() {
        assert_eq!(shown("blue", &["Title", "a blue note"]), "a [blue] note");
        assert_eq!(shown("", &["Title", "a blue note"]), "Title");
        assert_eq!(shown("x", &[]), "");
    }
}
