//! Finding what was made, and what it used, in an answer.

use base64::Engine;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use bytes::Bytes;
use serde_json::Value;
use serde_json_path::JsonPath;
use studio_domain::{Currency, Money, UnixMillis, Usage};
use url::Url;

use super::body::wav;
use super::request::texts_of;
use super::{MediaOutput, OutputSource};
use crate::connection::Connection;
use crate::template::{PathTemplate, Template};

/// Forgives missing padding, which some servers leave out.
const LENIENT: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true),
);

/// Where the outputs of an answer are, and what is known of each. All but `outputs` and `format`
/// start at the single output.
#[derive(Debug, Clone)]
pub(crate) struct OutputPaths {
    pub(crate) outputs: JsonPath,
    pub(crate) base64: Option<JsonPath>,
    pub(crate) hex: Option<JsonPath>,
    pub(crate) url: Option<JsonPath>,
    /// Where outputs are that have names and no addresses.
    pub(crate) url_path: Option<PathTemplate>,
    /// What is added to an address that lacks it.
    pub(crate) url_query: Vec<(String, Template)>,
    pub(crate) url_life_ms: Option<i64>,
    pub(crate) mime: Option<JsonPath>,
    pub(crate) format: Option<JsonPath>,
    pub(crate) revised_prompt: Option<JsonPath>,
    /// The rate and channels of raw samples, which become a WAV file.
    pub(crate) pcm: Option<(u32, u16)>,
}

/// Where an answer says what it used.
#[derive(Debug, Clone)]
pub(crate) struct UsagePaths {
    pub(crate) input: Option<JsonPath>,
    pub(crate) cached: Option<JsonPath>,
    pub(crate) output: Option<JsonPath>,
    pub(crate) characters: Option<JsonPath>,
    pub(crate) seconds: Option<JsonPath>,
    pub(crate) milliseconds: Option<JsonPath>,
    pub(crate) cost: Option<JsonPath>,
    /// How many of the units of `cost` make one US dollar.
    pub(crate) cost_per_usd: u64,
}

impl OutputPaths {
    /// The outputs that can be read, each at its position.
    pub(crate) fn read(
        &self,
        connection: &Connection,
        answer: &Value,
        now: UnixMillis,
    ) -> Vec<MediaOutput> {
        let format = text(self.format.as_ref(), answer).map(|word| mime_of_format(&word));
        self.outputs
            .query(answer)
            .iter()
            .enumerate()
            .filter_map(|(index, output)| {
                let source = self.source(connection, output, now).or_else(|| {
                    tracing::warn!(index, "an output of an answer could not be read");
                    None
                })?;
                Some(MediaOutput {
                    position: u32::try_from(index).ok()?,
                    source,
                    mime: self.mime_of(output).or_else(|| format.clone()),
                    revised_prompt: text(self.revised_prompt.as_ref(), output),
                })
            })
            .collect()
    }

    fn source(
        &self,
        connection: &Connection,
        output: &Value,
        now: UnixMillis,
    ) -> Option<OutputSource> {
        // An empty text is kept: whoever stores it says that the picture is empty.
        if let Some(encoded) = text(self.base64.as_ref(), output) {
            return decode(&encoded).map(|bytes| self.source_of(bytes));
        }
        if let Some(encoded) = text(self.hex.as_ref(), output) {
            return decode_hex(&encoded).map(|bytes| self.source_of(bytes));
        }
        let mut url = match (text(self.url.as_ref(), output), &self.url_path) {
            (Some(address), _) if address.starts_with("data:") => {
                return decode(&address).map(OutputSource::Bytes);
            }
            (Some(address), _) => Url::parse(&address).ok()?,
            (None, Some(path)) => connection.url(&path.render(output)?),
            (None, None) => return None,
        };
        for (name, template) in &self.url_query {
            if url.query_pairs().all(|(other, _)| other != *name) {
                let values = template.render(output).map(texts_of);
                for value in values.into_iter().flatten() {
                    url.query_pairs_mut().append_pair(name, &value);
                }
            }
        }
        Some(OutputSource::Url {
            url,
            expires_at: self.url_life_ms.map(|millis| now.plus(millis)),
        })
    }
}

impl OutputPaths {
    fn source_of(&self, bytes: Bytes) -> OutputSource {
        OutputSource::Bytes(match self.pcm {
            Some((rate, channels)) => wav(&bytes, rate, channels),
            None => bytes,
        })
    }

    fn mime_of(&self, output: &Value) -> Option<String> {
        match self.pcm {
            Some(_) => Some("audio/wav".to_owned()),
            None => text(self.mime.as_ref(), output),
        }
    }
}

impl UsagePaths {
    /// What an answer says that it used; `images` were made.
    pub(crate) fn read(&self, answer: &Value, images: Option<usize>) -> Usage {
        let seconds = number(self.seconds.as_ref(), answer).map(|seconds| seconds * 1_000.0);
        let millis = number(self.milliseconds.as_ref(), answer).or(seconds);
        Usage {
            input_tokens: count(self.input.as_ref(), answer),
            cached_input_tokens: count(self.cached.as_ref(), answer),
            output_tokens: count(self.output.as_ref(), answer),
            images: images.and_then(|images| u32::try_from(images).ok()),
            characters: count(self.characters.as_ref(), answer),
            duration_ms: millis.and_then(whole),
            cost: cost(self.cost.as_ref(), self.cost_per_usd, answer),
        }
    }
}

/// What a cost is in US dollars, of which `per_usd` units make one.
pub(super) fn cost(path: Option<&JsonPath>, per_usd: u64, answer: &Value) -> Option<Money> {
    #[expect(clippy::cast_precision_loss, reason = "it is a power of ten")]
    let nanos = number(path, answer)? / per_usd as f64 * 1e9;
    Some(Money {
        nanos: i64::try_from(whole(nanos)?).ok()?,
        currency: Currency::USD,
    })
}

fn whole(number: f64) -> Option<u64> {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "checked to be a number that fits"
    )]
    (0.0..9e15).contains(&number).then(|| number.round() as u64)
}

pub(crate) fn text(path: Option<&JsonPath>, json: &Value) -> Option<String> {
    path?.query(json).first()?.as_str().map(str::to_owned)
}

fn count(path: Option<&JsonPath>, json: &Value) -> Option<u64> {
    path?.query(json).first()?.as_u64()
}

/// A number, which some services write as text.
fn number(path: Option<&JsonPath>, json: &Value) -> Option<f64> {
    match path?.query(json).first()? {
        Value::Number(number) => number.as_f64(),
        Value::String(text) => text.trim().trim_end_matches('s').parse().ok(),
        _ => None,
    }
}

fn decode_hex(text: &str) -> Option<Bytes> {
    let digit = |byte: u8| char::from(byte).to_digit(16);
    let bytes = text.trim().as_bytes();
    if !bytes.len().is_multiple_of(2) {
        return None;
    }
    let pairs = bytes.chunks_exact(2).map(|pair| {
        let value = digit(pair[0])? << 4 | digit(pair[1])?;
        u8::try_from(value).ok()
    });
    pairs.collect::<Option<Vec<u8>>>().map(Bytes::from)
}

fn mime_of_format(word: &str) -> String {
    match word.to_ascii_lowercase().as_str() {
        "jpg" => "image/jpeg".to_owned(),
        "svg" => "image/svg+xml".to_owned(),
        "mp3" => "audio/mpeg".to_owned(),
        sound @ ("wav" | "flac" | "ogg" | "opus" | "aac") => format!("audio/{sound}"),
        film @ ("mp4" | "webm") => format!("video/{film}"),
        other => format!("image/{other}"),
    }
}

/// The bytes of base64 text, with or without a `data:` address around it, line breaks forgiven.
fn decode(encoded: &str) -> Option<Bytes> {
    let encoded = match encoded.strip_prefix("data:") {
        Some(address) => address.split_once(";base64,")?.1,
        None => encoded,
    };
    let breaks = |byte: u8| byte.is_ascii_whitespace();
    let decoded = if encoded.bytes().any(breaks) {
        let joined: Vec<u8> = encoded.bytes().filter(|byte| !breaks(*byte)).collect();
        LENIENT.decode(joined)
    } else {
        LENIENT.decode(encoded)
    };
    decoded.ok().map(Bytes::from)
}

#[cfg(test)]
mod tests {
    use super::{decode, decode_hex};

    #[test]
    fn hexadecimal_text_is_read() {
        assert_eq!(
            decode_hex("68656C6c6f").as_deref(),
            Some(b"hello".as_slice())
        );
        for wrong in ["6", "zz", "é1"] {
            assert_eq!(decode_hex(wrong), None, "{wrong} was taken");
        }
    }

    #[test]
    fn base64_is_read_in_the_forms_servers_send() {
        for form in [
            "aGVsbG8=",
            "aGVsbG8",
            "aGVs\nbG8=\n",
            "data:image/png;base64,aGVsbG8=",
        ] {
            assert_eq!(decode(form).as_deref(), Some(b"hello".as_slice()), "{form}");
        }
        assert_eq!(
            decode("").as_deref(),
            Some(b"".as_slice()),
            "an empty picture is passed on"
        );
        for wrong in ["not base64!", "data:image/png,hello"] {
            assert_eq!(decode(wrong), None, "{wrong} was taken");
        }
    }
}
