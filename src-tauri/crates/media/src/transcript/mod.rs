//! Transcripts as files: plain text, subtitles and JSON.

mod cues;
mod lines;

use std::fmt::Write;

use studio_domain::{Spoken, Transcript, TranscriptFormat};

use cues::{Cue, cues_of};

/// The transcript as a file of this format holds it; nothing where subtitles are asked for and
/// the transcript has no times.
#[must_use]
pub fn formatted(transcript: &Transcript, format: TranscriptFormat) -> Option<String> {
    match format {
        TranscriptFormat::Txt => Some(plain(transcript)),
        TranscriptFormat::Json => serde_json::to_string_pretty(transcript).ok(),
        TranscriptFormat::Srt => subtitles(transcript, srt),
        TranscriptFormat::Vtt => subtitles(transcript, vtt),
    }
}

fn subtitles(transcript: &Transcript, write: fn(&[Cue]) -> String) -> Option<String> {
    let cues = cues_of(transcript);
    (!cues.is_empty()).then(|| write(&cues))
}

/// A paragraph for each turn, with who speaks where that is known; else the text as it is.
fn plain(transcript: &Transcript) -> String {
    let parts = if transcript.segments.is_empty() {
        &transcript.words
    } else {
        &transcript.segments
    };
    if parts.iter().all(|part| part.speaker.is_none()) {
        return format!("{}\n", transcript.text.trim_end());
    }
    let mut text = String::new();
    let mut rest = parts.as_slice();
    while let Some(first) = rest.first() {
        let same = rest
            .iter()
            .take_while(|part| part.speaker == first.speaker)
            .count();
        let (turn, after) = rest.split_at(same);
        rest = after;
        if !text.is_empty() {
            text.push('\n');
        }
        if let Some(speaker) = &first.speaker {
            text.push_str(&speaker_name(speaker));
            text.push_str(": ");
        }
        text.push_str(&lines::joined(turn.iter().map(|part| part.text.as_str())));
        text.push('\n');
    }
    text
}

fn srt(cues: &[Cue]) -> String {
    let mut text = String::new();
    let mut speaking: Option<&str> = None;
    for (index, cue) in cues.iter().enumerate() {
        // Writing to a string does not fail.
        let _ = writeln!(
            text,
            "{}\n{} --> {}",
            index + 1,
            time(cue.start_ms, ','),
            time(cue.end_ms, ',')
        );
        let said = match &cue.speaker {
            Some(speaker) if speaking != Some(speaker) => {
                format!("{}: {}", speaker_name(speaker), cue.text)
            }
            _ => cue.text.clone(),
        };
        speaking = cue.speaker.as_deref();
        // An arrow would begin another subtitle.
        text.push_str(&lines::wrapped(&said.replace("-->", "→")));
        text.push_str("\n\n");
    }
    text
}

fn vtt(cues: &[Cue]) -> String {
    let mut text = "WEBVTT\n\n".to_owned();
    for cue in cues {
        let _ = writeln!(
            text,
            "{} --> {}",
            time(cue.start_ms, '.'),
            time(cue.end_ms, '.')
        );
        if let Some(speaker) = &cue.speaker {
            let _ = write!(text, "<v {}>", escaped(&speaker_name(speaker)));
        }
        text.push_str(&escaped(&lines::wrapped(&cue.text)));
        text.push_str("\n\n");
    }
    text
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

/// Hours, minutes, seconds and milliseconds.
fn time(millis: u32, separator: char) -> String {
    let (seconds, millis) = (millis / 1_000, millis % 1_000);
    let (minutes, seconds) = (seconds / 60, seconds % 60);
    let (hours, minutes) = (minutes / 60, minutes % 60);
    format!("{hours:02}:{minutes:02}:{seconds:02}{separator}{millis:03}")
}

/// A bare number or letter says nothing by itself.
fn speaker_name(speaker: &str) -> String {
    let name = speaker.split_whitespace().collect::<Vec<_>>().join(" ");
    let is_number = !name.is_empty() && name.chars().all(|letter| letter.is_ascii_digit());
    if is_number || name.chars().count() == 1 {
        format!("Speaker {name}")
    } else {
        name
    }
}

/// The sound that a stretch of speech takes.
fn span(parts: &[Spoken]) -> Option<(u32, u32)> {
    let start = parts.first()?.start_ms;
    let end = parts.iter().map(|part| part.end_ms).max()?;
    Some((start, end.max(start.saturating_add(1))))
}

#[cfg(test)]
mod tests;
