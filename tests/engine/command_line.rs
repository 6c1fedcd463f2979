//! What the program does for a terminal, without a display or a data folder.

use std::path::Path;
use std::process::{Command, Output};

const GOOD: &str = "src-tauri/crates/providers/manifests/recraft.toml";

fn studio(words: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_studio"));
    command
        .args(words)
        .env_remove("DISPLAY")
        .env_remove("WAYLAND_DISPLAY");
    command.env("STUDIO_DATA_DIR", "/nowhere/to/write");
    command
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap()
}

fn said(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

#[test]
fn manifests_are_checked_and_faults_named_with_their_line() {
    let folder = super::lab::folder();
    let text = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(GOOD)).unwrap();
    let write = |name: &str, text: &str| {
        let file = folder.path().join(name);
        std::fs::write(&file, text).unwrap();
        file.to_str().unwrap().to_owned()
    };
    let mine = text.replacen("id = \"recraft\"", "id = \"mine\"", 1);
    let good = write("mine.toml", &mine);
    let broken = write("broken.toml", "format = 1\nid = \"a\"\ncolour = \"red\"\n");
    let again = write("again.toml", &mine);

    let well = studio(&["providers", "check", &good]);
    assert!(well.status.success(), "{well:?}");
    assert!(
        said(&well).contains("mine.toml: Recraft (`mine`), as of "),
        "{}",
        said(&well)
    );
    assert!(said(&well).contains("  operations: "), "{}", said(&well));

    let badly = studio(&[
        "providers",
        "check",
        &broken,
        &good,
        &again,
        "/nowhere/a.toml",
    ]);
    assert_eq!(badly.status.code(), Some(1));
    let lines = said(&badly);
    assert!(
        lines.contains(&format!("{broken}:3: unknown field `colour`")),
        "{lines}"
    );
    assert!(
        lines.contains("mine.toml: Recraft"),
        "the good one is told as well: {lines}"
    );
    assert!(
        lines.contains("another manifest already has the id `mine`"),
        "{lines}"
    );
    assert!(
        lines.contains("/nowhere/a.toml:1: it cannot be read"),
        "{lines}"
    );
}

#[test]
fn the_format_is_printed_as_json_schema() {
    let printed = studio(&["providers", "schema"]);
    assert!(printed.status.success());
    let schema: serde_json::Value = serde_json::from_slice(&printed.stdout).unwrap();
    assert_eq!(schema["additionalProperties"], false);
    assert!(schema["properties"]["operations"]["description"].is_string());
}

#[test]
fn what_is_not_understood_is_answered_with_what_is() {
    for words in [
        &["providers"][..],
        &["providers", "check"],
        &["providers", "cook", "x"],
    ] {
        let answer = studio(words);
        assert_eq!(answer.status.code(), Some(2), "{words:?}");
        assert!(said(&answer).contains("studio providers check FILE..."));
    }
}
