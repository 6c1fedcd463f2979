//! Programs of this computer that speak: what they are told, and what comes of it.
#![cfg(unix)]

use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use studio_domain::{ParamValue, ProviderId};
use studio_providers::{
    Catalog, Endpoint, MediaRequest, MediaResult, OutputSource, Programs, ProviderError,
    ProviderErrorKind, Providers, Speaker, Submission,
};

use crate::support::{config, picture, providers_with, with};

/// A folder of this test alone, removed with it.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("programs-{name}"));
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(&folder).unwrap();
        Self(folder)
    }

    fn program(&self, name: &str, script: &str) {
        let file = self.0.join(name);
        std::fs::write(&file, format!("#!/bin/sh\n{script}\n")).unwrap();
        std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o755)).unwrap();
    }

    fn providers(&self) -> Providers {
        let programs = Programs::searched_in(vec![self.0.clone()]);
        programs.set_piper_voices(self.0.clone());
        providers_with(Catalog::built_in().unwrap(), config()).with_programs(programs)
    }

    fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.0.join(name)).unwrap()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn endpoint(id: &str) -> Endpoint {
    Endpoint {
        provider_id: ProviderId::new(id),
        manifest_id: id.to_owned(),
        base_url: None,
        key: None,
    }
}

async fn speak(
    providers: &Providers,
    id: &str,
    request: &MediaRequest,
) -> Result<MediaResult, ProviderError> {
    let model = providers.catalog().manifest(id).unwrap().models[0].clone();
    match providers.submit(&endpoint(id), &model, request).await? {
        Submission::Finished(result) => Ok(result),
        Submission::Job(_) => panic!("it is no job"),
    }
}

/// Writes down its arguments and what it reads, and makes one sample of sound.
fn recorder(folder: &Path) -> String {
    let folder = folder.display();
    let head = "RIFF\\377\\377\\377\\177WAVEfmt \\020\\000\\000\\000\\001\\000\\001\\000\\042\\126\\000\\000\\104\\254\\000\\000\\002\\000\\020\\000data\\377\\377\\377\\177\\001\\000";
    format!("printf '%s\\n' \"$@\" > '{folder}/arguments'\ncat > '{folder}/text'\nprintf '{head}'")
}

#[tokio::test]
async fn espeak_is_told_all_that_is_shown_and_reads_the_text_itself() {
    let folder = Folder::new("espeak");
    folder.program("espeak-ng", &recorder(&folder.0));
    let providers = folder.providers();
    let text = "Hello; $(touch hurt) `x`\n--help 🎨";
    let mut request = picture(text);
    request.params = with(&[
        ("voice", ParamValue::Text("gmw/en-US".to_owned())),
        ("speed", ParamValue::Integer(200)),
        ("pitch", ParamValue::Integer(60)),
        ("volume", ParamValue::Integer(80)),
    ]);
    let shown = providers.catalog().manifest("espeak-ng").unwrap().models[0]
        .parameters
        .clone();
    assert!(shown.iter().all(|one| request.params.contains_key(&one.id)));
    let result = speak(&providers, "espeak-ng", &request).await.unwrap();
    let arguments = folder.read("arguments");
    let told: Vec<&str> = arguments.lines().collect();
    let expected = [
        "--stdin",
        "--stdout",
        "-b",
        "1",
        "-s",
        "200",
        "-p",
        "60",
        "-a",
        "80",
        "-v",
        "gmw/en-US",
    ];
    assert_eq!(told, expected);
    assert_eq!(folder.read("text"), text);
    let OutputSource::Bytes(sound) = &result.outputs[0].source else {
        panic!("the sound is here");
    };
    assert_eq!(
        sound[40..44],
        2_u32.to_le_bytes(),
        "the head tells the length"
    );
    assert_eq!(result.outputs[0].mime.as_deref(), Some("audio/wav"));
}

#[tokio::test]
async fn piper_is_told_all_that_is_shown_and_its_voices_are_files() {
    let folder = Folder::new("piper");
    folder.program("piper", &recorder(&folder.0));
    for file in [
        "en_US-lessac-medium.onnx",
        "en_US-lessac-medium.onnx.json",
        "de_DE-a-low.onnx",
        "de_DE-a-low.onnx.json",
        "lonely.onnx",
    ] {
        std::fs::write(folder.0.join(file), "").unwrap();
    }
    let providers = folder.providers();
    let voices = providers.voices(&endpoint("piper")).await.unwrap();
    let names: Vec<_> = voices
        .iter()
        .map(|one| (one.voice.id.as_str(), one.voice.name.as_str()))
        .collect();
    assert_eq!(
        names,
        [
            ("de_DE-a-low", "a (low)"),
            ("en_US-lessac-medium", "lessac (medium)")
        ]
    );
    let mut request = picture("One.\nTwo.");
    request.params = with(&[
        ("voice", ParamValue::Text("en_US-lessac-medium".to_owned())),
        ("speed", ParamValue::Number(1.25)),
        ("variation", ParamValue::Number(0.5)),
        ("pause", ParamValue::Number(0.3)),
    ]);
    let shown = providers.catalog().manifest("piper").unwrap().models[0]
        .parameters
        .clone();
    assert!(shown.iter().all(|one| request.params.contains_key(&one.id)));
    speak(&providers, "piper", &request).await.unwrap();
    let file = folder.0.join("en_US-lessac-medium.onnx");
    let arguments = folder.read("arguments");
    let told: Vec<&str> = arguments.lines().collect();
    let expected = [
        "--model",
        file.to_str().unwrap(),
        "--output_file",
        "-",
        "--length_scale",
        "0.8",
        "--noise_scale",
        "0.5",
        "--sentence_silence",
        "0.3",
    ];
    assert_eq!(told, expected);
    assert_eq!(
        folder.read("text"),
        "One. Two.",
        "one line is one recording"
    );
    request.params.insert(
        "voice".to_owned(),
        ParamValue::Text("../../etc/x".to_owned()),
    );
    let strange = speak(&providers, "piper", &request).await.unwrap_err();
    assert_eq!(strange.kind, ProviderErrorKind::InvalidInput);
}

#[tokio::test]
async fn a_program_that_is_missing_or_fails_says_so() {
    let folder = Folder::new("failing");
    let providers = folder.providers();
    assert_eq!(providers.programs().find(Speaker::EspeakNg), None);
    let missing = speak(&providers, "espeak-ng", &picture("Hi"))
        .await
        .unwrap_err();
    assert_eq!(missing.kind, ProviderErrorKind::ModelUnavailable);
    folder.program("espeak-ng", "echo 'no such voice' >&2; exit 3");
    let failed = speak(&providers, "espeak-ng", &picture("Hi"))
        .await
        .unwrap_err();
    assert!(
        failed.message.contains("no such voice"),
        "{}",
        failed.message
    );
    folder.program("espeak-ng", "cat > /dev/null");
    let silent = speak(&providers, "espeak-ng", &picture("Hi"))
        .await
        .unwrap_err();
    assert_eq!(silent.kind, ProviderErrorKind::Malformed);
}

#[tokio::test]
async fn whoever_stops_waiting_ends_the_program() {
    let folder = Folder::new("stopped");
    let pipe = folder.0.join("alive");
    let made = tokio::process::Command::new("mkfifo")
        .arg(&pipe)
        .status()
        .await
        .unwrap();
    assert!(made.success());
    folder.program(
        "espeak-ng",
        &format!("exec 3> '{}'; exec sleep 600", pipe.display()),
    );
    let providers = folder.providers();
    let speaking =
        tokio::spawn(async move { speak(&providers, "espeak-ng", &picture("Hi")).await.is_ok() });
    // Opening waits for the program, and reading to the end waits for its death.
    let reading = tokio::task::spawn_blocking({
        let pipe = pipe.clone();
        move || {
            let file = std::fs::File::open(pipe).unwrap();
            speaking.abort();
            std::io::Read::read_to_end(&mut &file, &mut Vec::new()).unwrap()
        }
    });
    let patience = std::time::Duration::from_secs(60);
    assert_eq!(
        tokio::time::timeout(patience, reading)
            .await
            .unwrap()
            .unwrap(),
        0
    );
}

#[tokio::test]
async fn the_real_espeak_speaks_and_lists_its_voices() {
    let providers = providers_with(Catalog::built_in().unwrap(), config());
    let endpoint = endpoint("espeak-ng");
    let voices = providers.voices(&endpoint).await.unwrap();
    assert!(voices.len() > 50, "it has {} voices", voices.len());
    let english = voices
        .iter()
        .find(|one| one.voice.language.as_deref() == Some("en-us"))
        .unwrap();
    let mut request = picture(&"It speaks. ".repeat(400));
    request.params = with(&[("voice", ParamValue::Text(english.voice.id.clone()))]);
    let result = speak(&providers, "espeak-ng", &request).await.unwrap();
    let OutputSource::Bytes(sound) = &result.outputs[0].source else {
        panic!("the sound is here");
    };
    assert!(
        sound.len() > 1_000_000,
        "a long text was cut: {}",
        sound.len()
    );
    let length = u32::from_le_bytes(sound[40..44].try_into().unwrap());
    assert_eq!(length as usize, sound.len() - 44);
}
