//! The shell over the core: commands, problems, events and what happens when nothing opens.

use serde_json::json;

use super::lab;
use crate::driver::eventually;
use crate::stage::{Bridge, Conditions};

/// Where SQLite keeps the version of a database's schema, four bytes, most significant first.
const VERSION_AT: usize = 60;

fn bridge(folder: &std::path::Path) -> Bridge {
    Bridge::start(&folder.join("data"), folder, &Conditions::default())
}

fn log_lines(folder: &std::path::Path) -> Vec<String> {
    let logs = std::fs::read_dir(folder.join("data/logs"))
        .unwrap()
        .flatten();
    let texts = logs.filter_map(|log| std::fs::read_to_string(log.path()).ok());
    texts
        .flat_map(|text| text.lines().map(str::to_owned).collect::<Vec<_>>())
        .collect()
}

#[test]
fn a_problem_comes_with_a_trace_that_finds_it_in_the_log() {
    let folder = lab::folder();
    let bridge = bridge(folder.path());
    let missing = "0192b3c4-0000-7000-8000-000000000000";
    let problem = bridge
        .call("get_generation", &json!({ "id": missing }))
        .unwrap_err();
    assert_eq!(problem["code"], "not-found");
    let trace = problem["trace"].as_str().unwrap().to_owned();
    bridge.end();
    let lines = log_lines(folder.path());
    assert!(
        lines.iter().any(|line| line.contains(&trace)),
        "{trace} is not in the log"
    );
}

#[test]
fn what_the_window_reports_is_logged_and_floods_are_cut_off() {
    let folder = lab::folder();
    let bridge = bridge(folder.path());
    for number in 0..200 {
        let report = json!({
            "kind": "error",
            "message": format!("made-up report {number}"),
            "source": null,
            "stack": null,
        });
        bridge
            .call("report_ui_problem", &json!({ "report": report }))
            .unwrap();
    }
    bridge.end();
    let lines = log_lines(folder.path());
    let reports = lines
        .iter()
        .filter(|line| line.contains("made-up report"))
        .count();
    assert!(
        (1..=40).contains(&reports),
        "{reports} of 200 reports are in the log"
    );
}

#[test]
fn a_newer_database_is_refused_with_a_clear_message_and_not_touched() {
    let folder = lab::folder();
    bridge(folder.path()).end();
    let file = folder.path().join("data/studio.sqlite");
    let mut bytes = std::fs::read(&file).unwrap();
    bytes[VERSION_AT..VERSION_AT + 4].copy_from_slice(&9_999_u32.to_be_bytes());
    std::fs::write(&file, &bytes).unwrap();

    let bridge = bridge(folder.path());
    let problem = bridge.call("startup_problem", &json!({})).unwrap();
    assert_eq!(problem["code"], "database-incompatible");
    assert!(
        problem["message"].as_str().unwrap().contains("newer"),
        "{problem}"
    );
    bridge.end();
    assert!(
        std::fs::read(&file).unwrap() == bytes,
        "the newer database was changed"
    );
}

#[test]
fn a_folder_that_opens_well_has_no_startup_problem() {
    let folder = lab::folder();
    let bridge = bridge(folder.path());
    assert_eq!(
        bridge.call("startup_problem", &json!({})).unwrap(),
        json!(null)
    );
    let about = bridge.call("about", &json!({})).unwrap();
    let data_folder = folder.path().join("data");
    assert_eq!(about["data_folder"].as_str(), data_folder.to_str());
    bridge.end();
}

#[test]
fn only_web_and_mail_addresses_reach_the_browser() {
    let folder = lab::folder();
    let bridge = bridge(folder.path());
    bridge
        .call("open_link", &json!({ "url": "https://example.org/a" }))
        .unwrap();
    for refused in [
        "file:///etc/passwd",
        "javascript:alert(1)",
        "smb://server/share",
        "",
    ] {
        let problem = bridge
            .call("open_link", &json!({ "url": refused }))
            .unwrap_err();
        assert_eq!(problem["code"], "invalid-input", "{refused}");
    }
    assert_eq!(bridge.desktop_acts(), ["browse https://example.org/a"]);
    bridge.end();
}

#[test]
fn preferences_and_drafts_outlive_the_window() {
    let folder = lab::folder();
    let first = bridge(folder.path());
    let mut preferences = first.call("get_preferences", &json!({})).unwrap();
    preferences["theme"] = json!("dark");
    first
        .call("set_preferences", &json!({ "preferences": preferences }))
        .unwrap();
    first
        .call(
            "set_draft",
            &json!({ "scope": "chat", "text": "half a thought" }),
        )
        .unwrap();
    first.end();
    let second = bridge(folder.path());
    let kept = eventually(|| second.call("get_preferences", &json!({})).ok()).unwrap();
    assert_eq!(kept["theme"], "dark");
    assert_eq!(
        second
            .call("get_draft", &json!({ "scope": "chat" }))
            .unwrap(),
        "half a thought"
    );
    second.end();
}
