//! Finding what was made, and what it used, in an answer.

use base64::Engine;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use bytes::Bytes;
use serde_json::Value;
use serde_json_path::JsonPath;
use studio_domain::{UnixMillis, Usage};
use url::Url;

use super::{MediaOutput, MediaResult, OutputSource};

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
    pub(crate) url: Option<JsonPath>,
    pub(crate) url_life_ms: Option<i64>,
    pub(crate) mime: Option<JsonPath>,
    pub(crate) format: Option<JsonPath>,
    pub(crate) revised_prompt: Option<JsonPath>,
}

/// Where an answer says what it used.
#[derive(Debug, Clone)]
pub(crate) struct UsagePaths {
    pub(crate) input: Option<JsonPath>,
    pub(crate) cached: Option<JsonPath>,
    pub(crate) output: Option<JsonPath>,
}

impl OutputPaths {
    /// The outputs that can be read, each at its position.
    pub(crate) fn read(&self, answer: &Value, now: UnixMillis) -> Vec<MediaOutput> {
        let format = text(self.format.as_ref(), answer).map(|word| mime_of_format(&word));
        self.outputs
            .query(answer)
            .iter()
            .enumerate()
            .filter_map(|(index, output)| {
                let source = self.source(output, now).or_else(|| {
                    tracing::warn!(index, "an output of an answer could not be read");
                    None
                })?;
                Some(MediaOutput {
                    position: u32::try_from(index).ok()?,
                    source,
                    mime: text(self.mime.as_ref(), output).or_else(|| format.clone()),
                    revised_prompt: text(self.revised_prompt.as_ref(), output),
                })
            })
            .collect()
    }

    fn source(&self, output: &Value, now: UnixMillis) -> Option<OutputSource> {
        // An empty text is kept: whoever stores it says that the picture is empty.
        if let Some(encoded) = text(self.base64.as_ref(), output) {
            return decode(&encoded).map(OutputSource::Bytes);
        }
        let address = text(self.url.as_ref(), output)?;
        if address.starts_with("data:") {
            return decode(&address).map(OutputSource::Bytes);
        }
        Some(OutputSource::Url {
            url: Url::parse(&address).ok()?,
            expires_at: self.url_life_ms.map(|millis| now.plus(millis)),
        })
    }
}

impl UsagePaths {
    pub(crate) fn read(&self, answer: &Value, images: usize) -> Usage {
        Usage {
            input_tokens: count(self.input.as_ref(), answer),
            cached_input_tokens: count(self.cached.as_ref(), answer),
            output_tokens: count(self.output.as_ref(), answer),
            images: u32::try_from(images).ok(),
        }
    }
}

/// The result in an answer; `None` where no output can be read.
pub(crate) fn read_result(
    paths: &crate::manifest::ResultPaths,
    answer: &Value,
    now: UnixMillis,
) -> Option<MediaResult> {
    let outputs = paths.outputs.read(answer, now);
    if outputs.is_empty() {
        return None;
    }
    let usage = paths.usage.read(answer, outputs.len());
    Some(MediaResult {
        outputs,
        usage: Some(usage),
    })
}

pub(super) fn text(path: Option<&JsonPath>, json: &Value) -> Option<String> {
    path?.query(json).first()?.as_str().map(str::to_owned)
}

fn count(path: Option<&JsonPath>, json: &Value) -> Option<u64> {
    path?.query(json).first()?.as_u64()
}

fn mime_of_format(word: &str) -> String {
    match word.to_ascii_lowercase().as_str() {
        "jpg" => "image/jpeg".to_owned(),
        "svg" => "image/svg+xml".to_owned(),
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
    use super::decode;

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
