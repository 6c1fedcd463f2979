//! From a request's parameters to a program's arguments.

use std::ffi::OsString;
use std::path::Path;

use studio_domain::{ParamValue, Params};

use crate::error::ProviderError;

pub(super) fn text<'p>(params: &'p Params, id: &str) -> Option<&'p str> {
    match params.get(id) {
        Some(ParamValue::Text(text)) if !text.trim().is_empty() => Some(text.trim()),
        _ => None,
    }
}

fn number(params: &Params, id: &str) -> Option<f64> {
    match params.get(id)? {
        #[expect(
            clippy::cast_precision_loss,
            reason = "the manifest's bounds are small"
        )]
        ParamValue::Integer(number) => Some(*number as f64),
        ParamValue::Number(number) => Some(*number),
        _ => None,
    }
}

/// Reads UTF-8 and writes sound; the voice last.
pub(super) fn espeak(params: &Params) -> Result<Vec<OsString>, ProviderError> {
    let mut arguments: Vec<OsString> = ["--stdin", "--stdout", "-b", "1"].map(Into::into).into();
    for (option, id) in [("-s", "speed"), ("-p", "pitch"), ("-a", "volume")] {
        if let Some(value) = number(params, id) {
            arguments.extend([option.into(), value.round().to_string().into()]);
        }
    }
    if let Some(voice) = text(params, "voice") {
        let plain = |letter: char| letter.is_alphanumeric() || "-_/+.".contains(letter);
        if voice.contains("..") || voice.starts_with(['/', '-']) || !voice.chars().all(plain) {
            return Err(ProviderError::invalid(format!("`{voice}` is no voice."))
                .with_hint("Choose one of the list."));
        }
        arguments.extend(["-v".into(), voice.into()]);
    }
    Ok(arguments)
}

/// Writes sound to its output. Its measure of speed is how long things take.
pub(super) fn piper(voice: &Path, params: &Params) -> Vec<OsString> {
    let mut arguments: Vec<OsString> = vec!["--model".into(), voice.into()];
    arguments.extend(["--output_file", "-"].map(Into::into));
    let length = number(params, "speed").filter(|speed| *speed > 0.0);
    let options = [
        ("--length_scale", length.map(|speed| 1.0 / speed)),
        ("--noise_scale", number(params, "variation")),
        ("--sentence_silence", number(params, "pause")),
    ];
    for (option, value) in options {
        if let Some(value) = value {
            let value = (value * 1_000.0).round() / 1_000.0;
            arguments.extend([option.into(), value.to_string().into()]);
        }
    }
    arguments
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_voice_cannot_be_a_path_or_an_option() {
        for wrong in ["../etc/passwd", "/etc/passwd", "--path=/", "en us", "en;rm"] {
            let params = Params::from([("voice".to_owned(), ParamValue::Text(wrong.to_owned()))]);
            assert!(espeak(&params).is_err(), "{wrong} was taken");
        }
    }
}
