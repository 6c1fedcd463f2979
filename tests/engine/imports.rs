//! Files brought in through the shell: chosen in a dialog, pasted as bytes.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Value, json};

use super::lab;
use crate::stage::{Bridge, Conditions};

/// A picture of one pixel.
const PIXEL: &str = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

fn pixel() -> Vec<u8> {
    BASE64_STANDARD.decode(PIXEL).expect("it is base64")
}

fn titles(bridge: &Bridge) -> Vec<String> {
    let asked = json!({
        "filter": { "kind": null, "search": null, "trash": false },
        "page": { "cursor": null, "limit": 10 },
    });
    let page = bridge.call("list_assets", &asked).unwrap();
    let items = page["items"].as_array().cloned().unwrap_or_default();
    let title = |asset: &Value| asset["title"].as_str().unwrap_or_default().to_owned();
    items.iter().map(title).collect()
}

#[test]
fn files_chosen_in_the_dialog_come_in_or_are_refused_by_name() {
    let folder = lab::folder();
    let (good, bad) = (
        folder.path().join("good.png"),
        folder.path().join("bad.png"),
    );
    std::fs::write(&good, pixel()).unwrap();
    std::fs::write(&bad, "words").unwrap();
    let conditions = Conditions {
        pick: vec![good, bad],
        ..Conditions::default()
    };
    let bridge = Bridge::start(&folder.path().join("data"), folder.path(), &conditions);
    let picked = bridge
        .call("pick_files", &json!({ "kinds": ["image"] }))
        .unwrap();
    assert_eq!(picked[0]["outcome"], "added", "{picked}");
    assert_eq!(picked[0]["asset"]["mime"], "image/png");
    assert_eq!(
        (&picked[1]["outcome"], &picked[1]["name"]),
        (&json!("refused"), &json!("bad.png"))
    );
    assert_eq!(titles(&bridge), ["good"]);
    bridge.end();
}

#[test]
fn a_dismissed_dialog_brings_nothing() {
    let folder = lab::folder();
    let data = folder.path().join("data");
    let bridge = Bridge::start(&data, folder.path(), &Conditions::default());
    assert_eq!(
        bridge.call("pick_files", &json!({ "kinds": [] })),
        Ok(json!([]))
    );
    bridge.end();
}

#[test]
fn pasted_bytes_come_in_under_their_name_and_need_to_be_bytes() {
    let folder = lab::folder();
    let data = folder.path().join("data");
    let bridge = Bridge::start(&data, folder.path(), &Conditions::default());
    let pasted = bridge.paste("caf%C3%A9%20%E2%98%95.png", &pixel()).unwrap();
    assert_eq!(pasted["outcome"], "added", "{pasted}");
    assert_eq!(titles(&bridge), ["café ☕"]);
    let again = bridge.paste("other.png", &pixel()).unwrap();
    assert_eq!(
        (&again["outcome"], &again["asset"]["id"]),
        (&json!("present"), &pasted["asset"]["id"])
    );
    let refused = bridge.paste("page.png", b"<!doctype html>").unwrap();
    assert_eq!(refused["outcome"], "refused");
    let no_bytes = bridge.call("import_bytes", &json!({})).unwrap_err();
    assert_eq!(no_bytes["code"], "invalid-input");
    bridge.end();
}
