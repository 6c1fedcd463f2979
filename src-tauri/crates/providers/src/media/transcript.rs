//! Finding what was written down in an answer.

use serde_json::Value;
use serde_json_path::JsonPath;
use studio_domain::{Spoken, Transcript};

use super::output::text;
use crate::manifest::TimeUnit;

/// Where an answer has what was said.
#[derive(Debug, Clone)]
pub(crate) struct TranscriptPaths {
    pub(crate) text: JsonPath,
    pub(crate) language: Option<JsonPath>,
    pub(crate) unit: TimeUnit,
    pub(crate) segments: Option<SpokenPaths>,
    pub(crate) words: Option<SpokenPaths>,
}

/// Where single pieces are. All but `each` start at the piece.
#[derive(Debug, Clone)]
pub(crate) struct SpokenPaths {
    pub(crate) each: JsonPath,
    pub(crate) text: JsonPath,
    pub(crate) start: JsonPath,
    pub(crate) end: JsonPath,
    pub(crate) speaker: Option<JsonPath>,
}

impl TranscriptPaths {
    /// The transcript in an answer; `None` where there is no text in it.
    pub(crate) fn read(&self, answer: &Value) -> Option<Transcript> {
        let found = self.text.query(answer);
        let texts: Vec<&str> = found.iter().filter_map(|value| value.as_str()).collect();
        if texts.is_empty() {
            return None;
        }
        let spoken = |paths: Option<&SpokenPaths>| {
            paths.map_or_else(Vec::new, |paths| paths.read(answer, self.unit))
        };
        Some(Transcript {
            language: text(self.language.as_ref(), answer),
            text: texts.join(" ").trim().to_owned(),
            segments: spoken(self.segments.as_ref()),
            words: spoken(self.words.as_ref()),
        })
    }
}

impl SpokenPaths {
    fn read(&self, answer: &Value, unit: TimeUnit) -> Vec<Spoken> {
        let pieces = self.each.query(answer);
        let read = pieces.iter().filter_map(|piece| {
            let said = text(Some(&self.text), piece)?;
            let said = said.trim();
            let start_ms = millis(self.start.query(piece).first()?, unit)?;
            let end_ms = millis(self.end.query(piece).first()?, unit)?;
            (!said.is_empty()).then(|| Spoken {
                text: said.to_owned(),
                start_ms,
                end_ms: end_ms.max(start_ms),
                speaker: self.speaker.as_ref().and_then(|path| word(path, piece)),
            })
        });
        read.collect()
    }
}

/// A name or a number, as text.
fn word(path: &JsonPath, json: &Value) -> Option<String> {
    match path.query(json).first()? {
        Value::String(text) if !text.is_empty() => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// A time as milliseconds. Some services write seconds as text, with or without an `s`.
fn millis(time: &Value, unit: TimeUnit) -> Option<u32> {
    let number = match time {
        Value::Number(number) => number.as_f64()?,
        Value::String(text) => text.trim().trim_end_matches('s').parse().ok()?,
        _ => return None,
    };
    let millis = match unit {
        TimeUnit::Seconds => number * 1_000.0,
        TimeUnit::Milliseconds => number,
    };
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "checked to be within the range of u32"
    )]
    (0.0..f64::from(u32::MAX))
        .contains(&millis)
        .then(|| millis.round() as u32)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::millis;
    use crate::manifest::TimeUnit;

    #[test]
    fn times_are_read_in_the_forms_services_send() {
        let seconds = |time| millis(&time, TimeUnit::Seconds);
        assert_eq!(seconds(json!(1.25)), Some(1_250));
        assert_eq!(seconds(json!("1.25s")), Some(1_250));
        assert_eq!(millis(&json!(40), TimeUnit::Milliseconds), Some(40));
        for wrong in [json!(-1), json!("soon"), json!(null), json!(1e12)] {
            assert_eq!(seconds(wrong.clone()), None, "{wrong} was taken");
        }
    }
}
