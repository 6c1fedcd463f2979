//! Two processes on one data folder: neither takes the other's work, both see what was made.

use std::path::Path;

use serde_json::{Value, json};

use super::lab;
use crate::driver::eventually;
use crate::stage::{Bridge, Conditions};

fn process(data: &Path, scratch: &Path) -> Bridge {
    Bridge::start(data, scratch, &Conditions::default())
}

fn send(bridge: &Bridge, text: &str, speed: u32) -> Value {
    let request = json!({
        "conversation_id": null,
        "text": text,
        "attachments": [],
        "model": { "provider_id": "sample", "model_id": "sample-writer" },
        "params": { "speed": speed, "seed": 7 },
    });
    bridge
        .call("send_message", &json!({ "request": request }))
        .unwrap()
}

fn generation(bridge: &Bridge, sent: &Value) -> Value {
    bridge
        .call("get_generation", &json!({ "id": sent["generation_id"] }))
        .unwrap()
}

fn answer(bridge: &Bridge, sent: &Value) -> String {
    let which = json!({ "conversationId": sent["conversation_id"], "before": null, "limit": 50 });
    let page = bridge.call("list_messages", &which).unwrap();
    let parts = page["items"]
        .as_array()
        .and_then(|it| it.last().cloned())
        .unwrap_or_default();
    let texts = parts["parts"].as_array().into_iter().flatten();
    texts
        .filter_map(|part| part["text"].as_str().map(str::to_owned))
        .collect()
}

fn wait_until(what: &str, is_so: impl Fn() -> bool) {
    assert!(
        eventually(|| is_so().then_some(())).is_some(),
        "never came to be: {what}"
    );
}

#[test]
fn work_of_one_process_is_never_taken_by_the_other() {
    let (data, scratch) = (lab::folder(), lab::folder());
    let first = process(data.path(), scratch.path());
    let second = process(data.path(), scratch.path());
    let slow = send(&first, "A long story, please.", 20);
    wait_until("the first process writes", || {
        !answer(&second, &slow).is_empty()
    });

    // The second process works through the queue meanwhile, and sees what the first one does.
    let quick = send(&second, "Hello", 500);
    wait_until("the second process answers", || {
        generation(&second, &quick)["state"] == "succeeded"
    });
    assert_eq!(generation(&second, &slow)["state"], "running");
    wait_until("the first process is done", || {
        generation(&second, &slow)["state"] == "succeeded"
    });

    // Written once by one of them, it is the text that a process alone writes.
    let alone = send(&second, "A long story, please.", 500);
    wait_until("it is written again", || {
        generation(&second, &alone)["state"] == "succeeded"
    });
    assert_eq!(answer(&second, &slow), answer(&second, &alone));
    first.end();
    second.end();
}

#[test]
fn after_kill_9_the_survivor_takes_over_once_the_lease_has_run_out() {
    let (data, scratch) = (lab::folder(), lab::folder());
    let first = process(data.path(), scratch.path());
    let second = process(data.path(), scratch.path());
    let sent = send(&first, "A long story, please.", 10);
    wait_until("some text is kept", || answer(&second, &sent).len() > 20);
    let kept = answer(&second, &sent);
    drop(first);
    wait_until("it is marked as interrupted", || {
        generation(&second, &sent)["state"] == "failed"
    });
    assert_eq!(generation(&second, &sent)["problem"]["code"], "interrupted");
    let text = answer(&second, &sent);
    assert!(
        text.starts_with(&kept),
        "{text:?} does not begin with {kept:?}"
    );
    second.end();
}
