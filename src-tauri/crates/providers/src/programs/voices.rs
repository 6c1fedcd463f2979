//! The voices of programs: a table that one prints, files that another reads.

use std::path::{Path, PathBuf};

use studio_domain::{Params, Voice};

use super::arguments::text;
use crate::error::ProviderError;
use crate::voices::ProviderVoice;

/// The voices in the table that `espeak-ng --voices` prints: priority, language, age and gender,
/// name, file.
pub(super) fn espeak(table: &str) -> Vec<ProviderVoice> {
    let read = |line: &str| {
        let mut words = line.split_whitespace();
        let _: u32 = words.next()?.parse().ok()?;
        let (language, gender) = (words.next()?, words.next()?);
        let (name, file) = (words.next()?, words.next()?);
        let gender = match gender.rsplit('/').next() {
            Some("F") => Some("female"),
            Some("M") => Some("male"),
            _ => None,
        };
        Some(voice(file, name.replace('_', " "), language, gender))
    };
    table.lines().filter_map(read).collect()
}

fn voice(id: &str, name: String, language: &str, gender: Option<&str>) -> ProviderVoice {
    ProviderVoice {
        voice: Voice {
            id: id.to_owned(),
            name,
            description: None,
            language: Some(language.to_owned()),
            gender: gender.map(str::to_owned),
            has_preview: false,
        },
        preview_url: None,
    }
}

/// The voices in Piper's folder, such as `en_US-lessac-medium`: a network in an `.onnx` file and
/// what it is in a `.onnx.json` beside it.
pub(super) fn piper(folder: &Path) -> Result<Vec<ProviderVoice>, ProviderError> {
    let names = piper_names(folder)?;
    let shown = names.iter().map(|id| {
        let mut parts = id.splitn(3, '-');
        let language = parts.next().unwrap_or_default();
        let name = match (parts.next(), parts.next()) {
            (Some(name), Some(quality)) => format!("{} ({quality})", name.replace('_', " ")),
            (Some(name), None) => name.replace('_', " "),
            _ => id.clone(),
        };
        voice(id, name, language, None)
    });
    Ok(shown.collect())
}

fn piper_names(folder: &Path) -> Result<Vec<String>, ProviderError> {
    let entries =
        std::fs::read_dir(folder).map_err(|error| no_voices(folder).with_source(error))?;
    let mut names: Vec<String> = entries
        .filter_map(|entry| {
            let name = entry.ok()?.file_name().into_string().ok()?;
            let stem = name.strip_suffix(".onnx")?;
            let described = folder.join(format!("{name}.json")).is_file();
            described.then(|| stem.to_owned())
        })
        .collect();
    names.sort();
    Ok(names)
}

/// The file of the chosen voice, or of the first.
pub(super) fn piper_file(folder: &Path, params: &Params) -> Result<PathBuf, ProviderError> {
    let names = piper_names(folder)?;
    let chosen = match text(params, "voice") {
        None => names.first(),
        Some(wanted) => {
            let known = names.iter().find(|name| *name == wanted);
            let gone = || {
                ProviderError::invalid(format!(
                    "The voice {wanted} is not in the folder of voices."
                ))
                .with_hint("Choose one of the list.")
            };
            Some(known.ok_or_else(gone)?)
        }
    };
    let name = chosen.ok_or_else(|| no_voices(folder))?;
    Ok(folder.join(format!("{name}.onnx")))
}

fn no_voices(folder: &Path) -> ProviderError {
    let folder = folder.display();
    ProviderError::invalid(format!("There are no voices for Piper in {folder}.")).with_hint(
        "Put a voice there (its .onnx and its .onnx.json file), or name another folder in Settings.",
    )
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_table_is_read() {
        let table = "Pty Language       Age/Gender VoiceName          File                 Other\n\
                      5  en-us           --/M      English_(America)  gmw/en-US            (en 3)\n\
                      5  xx              20/F      Somebody           xx/somebody          \n\
                     broken\n";
        let voices = espeak(table);
        assert_eq!(voices.len(), 2);
        let first = &voices[0].voice;
        assert_eq!(
            (first.id.as_str(), first.name.as_str()),
            ("gmw/en-US", "English (America)")
        );
        assert_eq!(first.language.as_deref(), Some("en-us"));
        assert_eq!(first.gender.as_deref(), Some("male"));
        assert_eq!(voices[1].voice.gender.as_deref(), Some("female"));
    }

    proptest! {
        #[test]
        fn no_table_panics(table in "[ 0-9a-z/_\\n-]{0,200}") {
            espeak(&table);
        }
    }
}
