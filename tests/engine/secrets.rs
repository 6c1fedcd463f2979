//! A key that was used stands in no file, in no form that could be turned back.

use std::path::Path;

use base64::Engine;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use serde_json::json;

use super::lab;
use crate::stage::{Bridge, Conditions};
use crate::wire::Server;

/// Fails if any file below the folder holds the secret: plain, as Base64 at any alignment, or
/// percent-encoded. Returns how many files were looked through.
pub fn assert_nowhere_below(folder: &Path, secret: &str) -> usize {
    let forms = forms(secret);
    let mut pending = vec![folder.to_owned()];
    let mut seen = 0;
    while let Some(folder) = pending.pop() {
        for entry in std::fs::read_dir(&folder).unwrap().flatten() {
            let path = entry.path();
            let kind = entry.file_type().unwrap();
            if kind.is_dir() {
                pending.push(path);
            } else if let (true, Ok(bytes)) = (kind.is_file(), std::fs::read(&path)) {
                seen += 1;
                for (form, needle) in &forms {
                    let found = bytes.windows(needle.len()).any(|part| part == needle);
                    assert!(!found, "{} holds the key, {form}", path.display());
                }
            }
        }
    }
    seen
}

/// Every form of the secret that is looked for, with what to call it.
fn forms(secret: &str) -> Vec<(String, Vec<u8>)> {
    let reversed: String = secret.chars().rev().collect();
    let wide: Vec<u8> = secret.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let percent: String = secret.bytes().map(|byte| format!("%{byte:02X}")).collect();
    let mixed = secret
        .replace('/', "%2F")
        .replace('+', "%2B")
        .replace('=', "%3D");
    let mut forms = vec![
        ("plain".to_owned(), secret.as_bytes().to_vec()),
        ("backwards".to_owned(), reversed.into_bytes()),
        ("as UTF-16".to_owned(), wide),
        (
            "percent-encoded whole".to_owned(),
            percent.to_lowercase().into_bytes(),
        ),
        ("percent-encoded whole".to_owned(), percent.into_bytes()),
        ("percent-encoded".to_owned(), mixed.into_bytes()),
    ];
    for shift in 0..3 {
        for engine in [&STANDARD_NO_PAD, &URL_SAFE_NO_PAD] {
            let shifted = [vec![0; shift], secret.as_bytes().to_vec()].concat();
            let encoded = engine.encode(&shifted).into_bytes();
            // What stands at the edges depends on the neighbours, whatever they are.
            let (from, to) = ((shift * 8).div_ceil(6), encoded.len() - 1);
            forms.push((format!("as Base64, {shift} on"), encoded[from..to].to_vec()));
        }
    }
    forms
}

#[test]
fn every_form_of_a_secret_is_found() {
    let secret = "sk-Test/0123+4567=";
    let neighbours = ["", "a", "ab"];
    for before in neighbours {
        for after in neighbours {
            let hidden = STANDARD_NO_PAD.encode(format!("{before}{secret}{after}"));
            let found = forms(secret).iter().any(|(_, form)| {
                hidden
                    .as_bytes()
                    .windows(form.len())
                    .any(|part| part == form)
            });
            assert!(found, "{hidden} went unnoticed");
        }
    }
}

#[test]
fn a_key_in_the_sealed_file_stands_in_no_file() {
    const KEY: &str = "sk-sealed-9f3KQ7zvWm2LxT84";
    const PASSPHRASE: &str = "a walk along the river";
    let (data, scratch) = (lab::folder(), lab::folder());
    let server = Server::start(|mut connection| {
        // A provider that repeats the key in its error, as some do.
        let key = connection
            .header("authorization")
            .unwrap_or_default()
            .to_owned();
        let body = json!({ "error": { "message": format!("Incorrect API key: {key}") } });
        let headers = [("content-type", "application/json")];
        connection.answer("401 Unauthorized", &headers, body.to_string().as_bytes())
    });
    let conditions = Conditions {
        no_keychain: true,
        ..Conditions::default()
    };
    let bridge = Bridge::start(data.path(), scratch.path(), &conditions);
    assert_eq!(
        bridge.call("key_storage", &json!({})).unwrap()["place"],
        "unavailable"
    );
    let draft =
        json!({ "manifest_id": "openai-compatible", "name": "Echo", "address": server.url() });
    let provider = bridge
        .call("add_connection", &json!({ "draft": draft }))
        .unwrap();
    let id = &provider["id"];
    let refused = bridge
        .call("set_key", &json!({ "providerId": id, "key": KEY }))
        .unwrap_err();
    assert_eq!(
        refused["code"], "keychain-unavailable",
        "a key is never kept in plain text"
    );

    bridge
        .call("create_sealed_file", &json!({ "passphrase": PASSPHRASE }))
        .unwrap();
    bridge
        .call("set_key", &json!({ "providerId": id, "key": KEY }))
        .unwrap();
    let told = bridge
        .call("test_provider", &json!({ "providerId": id }))
        .unwrap_err();
    assert_eq!(told["code"], "provider-auth");
    assert!(
        !told.to_string().contains(KEY),
        "the window was told the key: {told}"
    );
    bridge.end();

    let files = assert_nowhere_below(data.path(), KEY) + assert_nowhere_below(scratch.path(), KEY);
    assert_nowhere_below(data.path(), PASSPHRASE);
    assert!(files >= 4, "only {files} files were looked through");

    let bridge = Bridge::start(data.path(), scratch.path(), &conditions);
    let locked = bridge.call("key_storage", &json!({})).unwrap();
    assert_eq!(locked, json!({ "place": "sealed-file", "locked": true }));
    let wrong = bridge.call(
        "unlock_sealed_file",
        &json!({ "passphrase": "another one" }),
    );
    assert!(wrong.is_err(), "a wrong passphrase opened the file");
    bridge
        .call("unlock_sealed_file", &json!({ "passphrase": PASSPHRASE }))
        .unwrap();
    let told = bridge
        .call("test_provider", &json!({ "providerId": id }))
        .unwrap_err();
    assert_eq!(
        told["code"], "provider-auth",
        "the key is used again after a restart"
    );
    bridge.end();
}
