//! What was understood, as a snapshot shows it, and comparing it with the one on file.

use std::fmt::Write as _;
use std::path::Path;

use studio_domain::{Spoken, Transcript};
use studio_providers::{
    FoundPage, MediaOutput, MediaResult, OutputSource, ProviderError, ProviderVoice,
};

use crate::replay::SERVER;
use crate::request::short;

/// What is wrong with a service, in words.
#[derive(Debug)]
pub struct Fault(pub String);

/// Compares a snapshot with the one on file, or writes it.
pub fn check(path: &Path, found: &str) -> Result<(), Fault> {
    if std::env::var_os("STUDIO_WRITE_CONTRACTS").is_some() {
        std::fs::write(path, found).unwrap();
        return Ok(());
    }
    let expected = std::fs::read_to_string(path).unwrap_or_default();
    if expected == found {
        return Ok(());
    }
    let differing = expected
        .lines()
        .zip(found.lines())
        .position(|(one, other)| one != other)
        .unwrap_or_else(|| expected.lines().count().min(found.lines().count()));
    let line = |text: &str| {
        text.lines()
            .nth(differing)
            .unwrap_or("(the end)")
            .to_owned()
    };
    Err(Fault(format!(
        "{}:{}\n  on file: {}\n  now:     {}",
        path.display(),
        differing + 1,
        line(&expected),
        line(found)
    )))
}

pub fn result(out: &mut String, result: &MediaResult, server: &str) {
    for output in &result.outputs {
        writeln!(out, "= output {}", shown_output(output, server)).unwrap();
    }
    if let Some(transcript) = &result.transcript {
        shown_transcript(out, transcript);
    }
    if let Some(vector) = &result.embedding {
        writeln!(
            out,
            "= embedding of {} numbers, {:?} …",
            vector.len(),
            vector.first()
        )
        .unwrap();
    }
    if let Some(usage) = &result.usage {
        let told = serde_json::to_value(usage).unwrap();
        let told: Vec<String> = told
            .as_object()
            .unwrap()
            .iter()
            .filter(|(_, value)| !value.is_null())
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        if !told.is_empty() {
            writeln!(out, "= usage {}", told.join(" ")).unwrap();
        }
    }
}

fn shown_output(output: &MediaOutput, server: &str) -> String {
    let source = match &output.source {
        OutputSource::Bytes(bytes) => format!("{} bytes", bytes.len()),
        OutputSource::Url { url, expires_at } => {
            let url = short(&url.as_str().replace(server, SERVER));
            match expires_at {
                Some(_) => format!("{url} (expires)"),
                None => url,
            }
        }
    };
    let mime = output.mime.as_deref().unwrap_or("type not told");
    let prompt = output.revised_prompt.as_ref();
    let prompt = prompt.map(|prompt| format!(", prompt {prompt:?}"));
    format!(
        "{}: {source}, {mime}{}",
        output.position,
        prompt.unwrap_or_default()
    )
}

fn shown_transcript(out: &mut String, transcript: &Transcript) {
    let language = transcript.language.as_deref().unwrap_or("not told");
    writeln!(
        out,
        "= transcript, language {language}: {:?}",
        short(&transcript.text)
    )
    .unwrap();
    for (kind, all) in [
        ("segment", &transcript.segments),
        ("word", &transcript.words),
    ] {
        for spoken in all {
            writeln!(out, "= {kind} {}", shown_spoken(spoken)).unwrap();
        }
    }
}

fn shown_spoken(spoken: &Spoken) -> String {
    let speaker = spoken.speaker.as_ref();
    let speaker = speaker.map(|speaker| format!(" by {speaker}"));
    format!(
        "{}–{} ms{}: {:?}",
        spoken.start_ms,
        spoken.end_ms,
        speaker.unwrap_or_default(),
        spoken.text
    )
}

pub fn voices(out: &mut String, voices: &[ProviderVoice]) {
    for one in voices {
        let voice = &one.voice;
        let words = [&voice.description, &voice.language, &voice.gender];
        let words: Vec<&str> = words.iter().filter_map(|word| word.as_deref()).collect();
        let preview = one.preview_url.as_ref();
        let preview = preview.map(|url| format!(", heard at {url}"));
        writeln!(
            out,
            "= voice {} ({}) {}{}",
            voice.id,
            voice.name,
            words.join(", "),
            preview.unwrap_or_default()
        )
        .unwrap();
    }
}

pub fn found(out: &mut String, page: &FoundPage, server: &str) {
    for item in &page.items {
        writeln!(out, "= found {} {:?}", item.id, item.title).unwrap();
        let words = [
            ("author", &item.author),
            ("licence", &item.licence),
            ("attribution", &item.attribution),
        ];
        for (name, word) in words {
            if let Some(word) = word {
                writeln!(out, "    {name} {word}").unwrap();
            }
        }
        let links = [
            ("page", item.page_url.as_ref()),
            ("author at", item.author_url.as_ref()),
            ("licence at", item.licence_url.as_ref()),
            ("thumbnail", item.thumbnail_url.as_ref()),
            ("preview", item.preview_url.as_ref()),
            ("file", Some(&item.download_url)),
        ];
        for (name, link) in links {
            if let Some(link) = link {
                let link = link.as_str().replace(server, SERVER);
                writeln!(out, "    {name} {link}").unwrap();
            }
        }
        let numbers = (item.width, item.height, item.duration_ms);
        writeln!(out, "    width, height, length {numbers:?}").unwrap();
    }
    let more = if page.has_next {
        "more follow"
    } else {
        "the last page"
    };
    writeln!(out, "= {:?} in all, {more}", page.total).unwrap();
}

pub fn error(error: &ProviderError) -> String {
    let code = error.provider_code.as_deref().unwrap_or("-");
    let wait = error.retry_after_ms.map(|wait| format!(" after {wait} ms"));
    let message = without_ports(&error.message);
    format!(
        "{} [{code}]{}: {message}",
        kind(error),
        wait.unwrap_or_default()
    )
}

/// Messages name the server by its address, whose port is another each time.
fn without_ports(text: &str) -> String {
    const SERVER: &str = "127.0.0.1:";
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find(SERVER) {
        out.push_str(&rest[..at]);
        out.push_str("the service");
        let port = |character: char| character.is_ascii_digit();
        rest = rest[at + SERVER.len()..].trim_start_matches(port);
    }
    out.push_str(rest);
    out
}

/// The kind of an error in the words of cases.
pub fn kind(error: &ProviderError) -> String {
    let name = format!("{:?}", error.kind);
    let mut word = String::new();
    for character in name.chars() {
        if character.is_uppercase() && !word.is_empty() {
            word.push('-');
        }
        word.extend(character.to_lowercase());
    }
    word
}
