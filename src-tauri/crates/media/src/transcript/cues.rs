//! Speech cut into what is shown at once.

use studio_domain::{Spoken, Transcript};

use super::lines::{LINE, LINES, joined, pieces};
use super::span;

/// Characters shown at once.
pub(super) const MOST: usize = LINE * LINES;
/// The longest that one subtitle stays, in milliseconds.
pub(super) const LONGEST_MS: u32 = 7_000;
/// A silence this long ends a subtitle.
const SILENCE_MS: u32 = 1_000;
/// A sentence that ends after so many characters ends its subtitle too.
const FULL_ENOUGH: usize = LINE;

/// Something shown, and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Cue {
    pub start_ms: u32,
    pub end_ms: u32,
    pub speaker: Option<String>,
    pub text: String,
}

/// What is shown of a transcript: its segments, cut where they are too long to read at once; or
/// cues made of its words where the service gives no segments.
pub(super) fn cues_of(transcript: &Transcript) -> Vec<Cue> {
    if transcript.segments.is_empty() {
        return of_words(&transcript.words);
    }
    transcript
        .segments
        .iter()
        .flat_map(|segment| of_segment(segment, &transcript.words))
        .collect()
}

fn of_segment(segment: &Spoken, words: &[Spoken]) -> Vec<Cue> {
    let text = joined(std::iter::once(segment.text.as_str()));
    if text.is_empty() {
        return Vec::new();
    }
    let length = text.chars().count();
    let end = segment.end_ms.max(segment.start_ms.saturating_add(1));
    if length <= MOST && end - segment.start_ms <= LONGEST_MS {
        return vec![Cue {
            start_ms: segment.start_ms,
            end_ms: end,
            speaker: segment.speaker.clone(),
            text,
        }];
    }
    let within: Vec<Spoken> = words
        .iter()
        .filter(|word| word.start_ms >= segment.start_ms && word.start_ms < end)
        .map(|word| Spoken {
            speaker: word.speaker.clone().or_else(|| segment.speaker.clone()),
            ..word.clone()
        })
        .collect();
    if within.is_empty() {
        by_length(segment, end, &text)
    } else {
        of_words(&within)
    }
}

/// Without words, a long segment's time is shared out by the length of its pieces.
fn by_length(segment: &Spoken, end: u32, text: &str) -> Vec<Cue> {
    let pieces = pieces(text, MOST);
    let total: u64 = pieces
        .iter()
        .map(|piece| piece.chars().count() as u64)
        .sum();
    let duration = u64::from(end - segment.start_ms);
    let mut before = 0_u64;
    let mut start = segment.start_ms;
    pieces
        .into_iter()
        .map(|piece| {
            before += piece.chars().count() as u64;
            let share = u32::try_from(duration * before / total.max(1)).unwrap_or(u32::MAX);
            let until = segment.start_ms.saturating_add(share).max(start + 1);
            let cue = Cue {
                start_ms: start,
                end_ms: until,
                speaker: segment.speaker.clone(),
                text: piece,
            };
            start = until;
            cue
        })
        .collect()
}

fn of_words(words: &[Spoken]) -> Vec<Cue> {
    let mut cues = Vec::new();
    let mut begun: Vec<Spoken> = Vec::new();
    for word in words.iter().filter(|word| !word.text.trim().is_empty()) {
        if begun
            .last()
            .is_some_and(|last| ends_before(&begun, last, word))
        {
            cues.extend(cue(&begun));
            begun.clear();
        }
        begun.push(word.clone());
    }
    cues.extend(cue(&begun));
    cues
}

/// Whether the next word belongs to another cue.
fn ends_before(begun: &[Spoken], last: &Spoken, next: &Spoken) -> bool {
    let start = begun.first().map_or(0, |word| word.start_ms);
    let shown = text_of(begun);
    let with_next = joined([shown.as_str(), next.text.as_str()].into_iter());
    let sentence_over = last
        .text
        .trim_end()
        .ends_with(['.', '!', '?', '。', '！', '？', '…']);
    last.speaker != next.speaker
        || next.start_ms.saturating_sub(last.end_ms) >= SILENCE_MS
        || next.end_ms.saturating_sub(start) > LONGEST_MS
        || with_next.chars().count() > MOST
        || sentence_over && shown.chars().count() >= FULL_ENOUGH
}

fn text_of(words: &[Spoken]) -> String {
    joined(words.iter().map(|word| word.text.as_str()))
}

fn cue(words: &[Spoken]) -> Option<Cue> {
    let (start_ms, end_ms) = span(words)?;
    Some(Cue {
        start_ms,
        end_ms,
        speaker: words.first()?.speaker.clone(),
        text: text_of(words),
    })
}
