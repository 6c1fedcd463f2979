//! Results: from the words of the file to checked paths.

use http::HeaderName;

use super::format::{RefusedToml, ResultToml, SpokenToml, TranscriptToml, UsageToml};
use super::locate::{Step, at};
use super::requests::Place;
use super::{ManifestError, RefusedRule, RefusedWhere, ResultPaths, ResultSource};
use crate::media::{OutputPaths, SpokenPaths, TranscriptPaths, UsagePaths};

pub(super) fn build(place: Place<'_>, raw: &ResultToml) -> Result<ResultPaths, ManifestError> {
    Ok(ResultPaths {
        source: source(place, raw)?,
        refused: raw
            .refused
            .all()
            .iter()
            .map(|refused| build_refused(place, refused))
            .collect::<Result<_, _>>()?,
        declined_text: place.optional_path("declined_text", raw.declined_text.as_ref())?,
        usage: usage(place, &raw.usage)?,
    })
}

fn source(place: Place<'_>, raw: &ResultToml) -> Result<ResultSource, ManifestError> {
    let named = [
        raw.body,
        raw.outputs.is_some(),
        raw.transcript.is_some(),
        raw.embedding.is_some(),
    ];
    if named.into_iter().filter(|named| *named).count() != 1 {
        let message = "a result is one of `body`, `outputs`, `transcript` and `embedding`";
        return Err(place.invalid(&[], message));
    }
    let pcm = raw.pcm.map(|pcm| (pcm.rate, pcm.channels));
    if raw.body {
        return Ok(ResultSource::Body { pcm });
    }
    if let Some(transcript) = &raw.transcript {
        let built = build_transcript(place, transcript)?;
        return Ok(ResultSource::Transcript(Box::new(built)));
    }
    if let Some(embedding) = &raw.embedding {
        let vector = place.json_path("embedding", &embedding.vector)?;
        return Ok(ResultSource::Embedding(vector));
    }
    if raw.base64.is_none() && raw.hex.is_none() && raw.url.is_none() && raw.url_path.is_none() {
        let message = "outputs need `base64`, `hex`, `url` or `url_path`";
        return Err(place.invalid(&[], message));
    }
    let expires = raw.url_expires_after_seconds.map(i64::from);
    Ok(ResultSource::Outputs(Box::new(OutputPaths {
        outputs: place.json_path("outputs", raw.outputs.as_deref().unwrap_or("$"))?,
        base64: place.optional_path("base64", raw.base64.as_ref())?,
        hex: place.optional_path("hex", raw.hex.as_ref())?,
        url: place.optional_path("url", raw.url.as_ref())?,
        url_path: raw
            .url_path
            .as_ref()
            .map(|path| place.path("url_path", path))
            .transpose()?,
        url_query: place.query(&raw.url_query)?,
        url_life_ms: expires.map(|seconds| seconds * 1_000),
        mime: place.optional_path("mime", raw.mime.as_ref())?,
        format: place.optional_path("format", raw.format.as_ref())?,
        revised_prompt: place.optional_path("revised_prompt", raw.revised_prompt.as_ref())?,
        pcm,
    })))
}

fn build_refused(place: Place<'_>, raw: &RefusedToml) -> Result<RefusedRule, ManifestError> {
    let at = match (&raw.at, &raw.header) {
        (Some(path), None) => RefusedWhere::Answer(place.json_path("refused", path)?),
        (None, Some(name)) => {
            let header: Result<HeaderName, _> = name.parse();
            RefusedWhere::Header(header.map_err(|_| {
                let message = format!("`{name}` is not a header's name");
                place.invalid(at!["refused", "header"], message)
            })?)
        }
        _ => return Err(place.invalid(at!["refused"], "`refused` needs `at` or `header`")),
    };
    Ok(RefusedRule {
        at,
        is: raw
            .is
            .as_ref()
            .map(|values| values.iter().map(json_of).collect()),
    })
}

/// A literal of the file as JSON.
pub(super) fn json_of(value: &toml::Value) -> serde_json::Value {
    serde_json::to_value(value).unwrap_or_default()
}

fn build_transcript(
    place: Place<'_>,
    raw: &TranscriptToml,
) -> Result<TranscriptPaths, ManifestError> {
    let mut way = place.way.to_vec();
    way.push(Step::from("transcript"));
    let place = Place {
        file: place.file,
        way: &way,
    };
    let spoken = |field: &str, raw: Option<&SpokenToml>| {
        raw.map(|raw| build_spoken(place, field, raw)).transpose()
    };
    Ok(TranscriptPaths {
        text: place.json_path("text", &raw.text)?,
        language: place.optional_path("language", raw.language.as_ref())?,
        unit: raw.unit,
        segments: spoken("segments", raw.segments.as_ref())?,
        words: spoken("words", raw.words.as_ref())?,
    })
}

fn build_spoken(
    place: Place<'_>,
    field: &str,
    raw: &SpokenToml,
) -> Result<SpokenPaths, ManifestError> {
    Ok(SpokenPaths {
        each: place.json_path(field, &raw.each)?,
        text: place.json_path(field, &raw.text)?,
        start: place.json_path(field, &raw.start)?,
        end: place.json_path(field, &raw.end)?,
        speaker: place.optional_path(field, raw.speaker.as_ref())?,
    })
}

fn usage(place: Place<'_>, raw: &UsageToml) -> Result<UsagePaths, ManifestError> {
    let path = |text: Option<&String>| place.optional_path("usage", text);
    Ok(UsagePaths {
        input: path(raw.input_tokens.as_ref())?,
        cached: path(raw.cached_input_tokens.as_ref())?,
        output: path(raw.output_tokens.as_ref())?,
        characters: path(raw.characters.as_ref())?,
        seconds: path(raw.seconds.as_ref())?,
        milliseconds: path(raw.milliseconds.as_ref())?,
        cost: path(raw.cost.as_ref())?,
        cost_per_usd: raw.cost_per_usd.unwrap_or(1).max(1),
    })
}
