use proptest::prelude::*;

use super::cues::MOST;
use super::*;

fn spoken(text: &str, start_ms: u32, end_ms: u32, speaker: Option<&str>) -> Spoken {
    Spoken {
        text: text.to_owned(),
        start_ms,
        end_ms,
        speaker: speaker.map(str::to_owned),
    }
}

fn talk() -> Transcript {
    Transcript {
        language: Some("en".to_owned()),
        text: "Hello. Is it <you>? Yes.".to_owned(),
        segments: vec![
            spoken("Hello.", 0, 900, Some("A")),
            spoken("Is it <you>?", 1_000, 2_500, Some("A")),
            spoken("Yes.", 3_723_004, 3_723_904, Some("Ada")),
        ],
        words: Vec::new(),
    }
}

#[test]
fn srt_has_numbers_commas_and_names_whoever_begins_to_speak() {
    let expected = "1\n00:00:00,000 --> 00:00:00,900\nSpeaker A: Hello.\n\n\
                    2\n00:00:01,000 --> 00:00:02,500\nIs it <you>?\n\n\
                    3\n01:02:03,004 --> 01:02:03,904\nAda: Yes.\n\n";
    assert_eq!(formatted(&talk(), TranscriptFormat::Srt).unwrap(), expected);
}

#[test]
fn vtt_has_dots_voices_and_no_markup_of_the_speaker() {
    let expected = "WEBVTT\n\n\
                    00:00:00.000 --> 00:00:00.900\n<v Speaker A>Hello.\n\n\
                    00:00:01.000 --> 00:00:02.500\n<v Speaker A>Is it &lt;you&gt;?\n\n\
                    01:02:03.004 --> 01:02:03.904\n<v Ada>Yes.\n\n";
    assert_eq!(formatted(&talk(), TranscriptFormat::Vtt).unwrap(), expected);
}

#[test]
fn plain_text_has_a_paragraph_for_each_turn() {
    let expected = "Speaker A: Hello. Is it <you>?\n\nAda: Yes.\n";
    assert_eq!(formatted(&talk(), TranscriptFormat::Txt).unwrap(), expected);
    let one_voice = Transcript {
        text: "As it\n\nwas given.\n".to_owned(),
        ..Transcript::default()
    };
    assert_eq!(
        formatted(&one_voice, TranscriptFormat::Txt).unwrap(),
        "As it\n\nwas given.\n"
    );
}

#[test]
fn json_holds_everything() {
    let json = formatted(&talk(), TranscriptFormat::Json).unwrap();
    assert_eq!(serde_json::from_str::<Transcript>(&json).unwrap(), talk());
}

#[test]
fn without_times_there_are_no_subtitles() {
    let text_only = Transcript {
        text: "just words".to_owned(),
        ..Transcript::default()
    };
    for format in [TranscriptFormat::Srt, TranscriptFormat::Vtt] {
        assert_eq!(formatted(&text_only, format), None);
    }
}

#[test]
fn words_become_subtitles_at_silences_turns_and_ends_of_sentences() {
    let mut words = Vec::new();
    let mut at = 0;
    for text in "This is a sentence of more than forty-two letters . And on it goes".split(' ') {
        words.push(spoken(text, at, at + 200, Some("1")));
        at += 250;
    }
    words.push(spoken("after", at + 5_000, at + 5_200, Some("1")));
    words.push(spoken("other", at + 5_250, at + 5_400, Some("2")));
    let transcript = Transcript {
        words,
        ..Transcript::default()
    };
    let texts: Vec<String> = cues_of(&transcript)
        .into_iter()
        .map(|cue| cue.text)
        .collect();
    assert_eq!(
        texts,
        [
            "This is a sentence of more than forty-two letters.",
            "And on it goes",
            "after",
            "other",
        ]
    );
}

#[test]
fn scripts_without_spaces_are_joined_without_them() {
    let joined = lines::joined(["今日", "は", "good", "day", "."].into_iter());
    assert_eq!(joined, "今日はgood day.");
}

#[test]
fn a_long_segment_is_cut_by_its_words_or_else_by_length() {
    let sentence = "one two three four five six seven eight nine ten ".repeat(4);
    let segment = spoken(sentence.trim(), 1_000, 21_000, None);
    let by_length = Transcript {
        segments: vec![segment.clone()],
        ..Transcript::default()
    };
    let words = sentence
        .split_whitespace()
        .enumerate()
        .map(|(index, word)| {
            let start = 1_000 + u32::try_from(index).unwrap() * 500;
            spoken(word, start, start + 400, None)
        });
    let by_words = Transcript {
        words: words.collect(),
        ..by_length.clone()
    };
    for transcript in [by_length, by_words] {
        let cues = cues_of(&transcript);
        assert!(cues.len() >= 3);
        assert_eq!(
            (cues[0].start_ms, cues[0].text.starts_with("one two")),
            (1_000, true)
        );
        assert!(cues.iter().all(|cue| cue.text.chars().count() <= MOST));
        assert!(
            cues.windows(2)
                .all(|pair| pair[0].end_ms <= pair[1].start_ms)
        );
        assert!(cues.iter().all(|cue| cue.end_ms <= 21_000));
    }
}

prop_compose! {
    fn any_spoken()(
        text in "[a-zäöü今日.,<>& \n-]{0,120}",
        start_ms in 0_u32..10_000_000,
        length in 0_u32..60_000,
        speaker in prop::option::of("[A-C0-9]{1,2}"),
    ) -> Spoken {
        Spoken { text, start_ms, end_ms: start_ms.saturating_add(length), speaker }
    }
}

proptest! {
    #[test]
    fn subtitles_are_readable_whatever_was_said(
        segments in prop::collection::vec(any_spoken(), 0..8),
        words in prop::collection::vec(any_spoken(), 0..8),
    ) {
        let transcript = Transcript { language: None, text: String::new(), segments, words };
        for cue in cues_of(&transcript) {
            prop_assert!(cue.start_ms < cue.end_ms);
            prop_assert!(!cue.text.trim().is_empty());
        }
        for format in [TranscriptFormat::Srt, TranscriptFormat::Vtt] {
            let Some(text) = formatted(&transcript, format) else { continue };
            // A block is a time and at least one line; an arrow is nowhere else.
            let body = text.strip_prefix("WEBVTT\n\n").unwrap_or(&text);
            for block in body.trim_end().split("\n\n") {
                prop_assert_eq!(block.matches("-->").count(), 1, "{}", block);
                prop_assert!(block.lines().all(|line| !line.trim().is_empty()), "{}", block);
            }
        }
    }

    #[test]
    fn lines_lose_no_letter_and_are_never_longer_than_they_may_be(text in "[a-z今 ]{0,300}") {
        let wrapped = lines::wrapped(&text);
        prop_assert!(wrapped.lines().all(|line| line.chars().count() <= lines::LINE));
        let letters = |text: &str| text.split_whitespace().collect::<String>();
        prop_assert_eq!(letters(&wrapped), letters(&text));
    }
}
