//! Conversations: stopping, writing again, editing, and what survives a crash.

use serde_json::json;

use crate::stage::{Kind, Stage};
use crate::wire::Server;

use super::{on_both_stages, steps};

const LONG: &str = "Tell me a long story";

/// Waits until a text stands in the database: no end of the studio can take it from there.
fn see_on_disk(studio: &Stage, text: &str) {
    studio.until(&format!("see {text:?} on the disk"), |_| {
        let files = ["studio.sqlite", "studio.sqlite-wal"].map(|it| studio.data_folder().join(it));
        let is_kept = files
            .iter()
            .filter_map(|file| std::fs::read(file).ok())
            .any(|bytes| bytes.windows(text.len()).any(|it| it == text.as_bytes()));
        Ok(is_kept.then_some(()))
    });
}

fn stopping_keeps_what_was_said(studio: &mut Stage) {
    let server = Server::provider(|connection| {
        connection.begin_events()?;
        connection.chat_delta("There was a harbour once")?;
        connection.chat_delta(", and a boat that")?;
        connection.wait_for_hang_up();
        Ok(())
    });
    let name = studio.unique("Talker");
    steps::chat_with_server(studio, &name, &server.url(), Server::CHAT_MODEL);
    steps::send(studio, LONG);
    studio.see_text("There was a harbour once, and a boat that");
    studio.click("button", "Stop");
    steps::wait_for_the_answer(studio);
    let kept = steps::conversation(studio);
    assert!(kept.contains("and a boat that"), "text was lost: {kept}");
    studio.restart();
    steps::open_conversation(studio, LONG);
    studio.read_until("log", "Messages", |text| text == kept);
}

fn writing_again_makes_a_sibling(studio: &mut Stage) {
    steps::send(studio, "Hello");
    steps::wait_for_the_answer(studio);
    let first = steps::last_answer(studio);
    studio.click("button", "Regenerate");
    studio.see_text("2 of 2");
    steps::wait_for_the_answer(studio);
    let second = steps::last_answer(studio);
    assert_ne!(first, second, "nothing was written anew");
    studio.click("button", "Previous version");
    studio.see_text("1 of 2");
    assert_eq!(
        steps::last_answer(studio),
        first,
        "the first answer was overwritten"
    );
}

fn editing_makes_a_sibling_and_keeps_the_old_branch(studio: &mut Stage) {
    steps::send(studio, "Hello");
    steps::wait_for_the_answer(studio);
    studio.click("button", "Edit message");
    studio.fill("textbox", "Edit message", "Good morning");
    studio.click("button", "Save and send");
    studio.see_text("Good morning");
    studio.see("button", "Previous version");
    steps::wait_for_the_answer(studio);
    studio.click("button", "Previous version");
    studio.read_until("log", "Messages", |text| {
        text.contains("Hello") && !text.contains("Good morning")
    });
    studio.click("button", "Next version");
    studio.read_until("log", "Messages", |text| text.contains("Good morning"));
}

fn text_received_survives_kill_9(studio: &mut Stage) {
    let server = Server::provider(|connection| {
        connection.begin_events()?;
        connection.chat_delta("This much had arrived before the end.")?;
        connection.wait_for_hang_up();
        Ok(())
    });
    let name = studio.unique("Slow");
    steps::chat_with_server(studio, &name, &server.url(), Server::CHAT_MODEL);
    steps::send(studio, "Hello");
    studio.see_text("This much had arrived before the end.");
    see_on_disk(studio, "This much had arrived before the end.");
    studio.kill();
    studio.start();
    steps::open_conversation(studio, "Hello");
    studio.see_text("This much had arrived before the end.");
    studio.see_text("The studio closed while this was being written; the text so far was kept.");
    studio.see("button", "Try again");
}

fn a_deleted_conversation_comes_back_with_undo(studio: &mut Stage) {
    steps::send(studio, "Hello");
    steps::wait_for_the_answer(studio);
    let said = steps::conversation(studio);
    studio.press("Control+n");
    studio.see_no("log", "Messages");
    studio.click("button", "More for Hello");
    studio.click("menuitem", "Delete");
    studio.see_no("button", "More for Hello");
    studio.click("button", "Undo");
    steps::open_conversation(studio, "Hello");
    studio.read_until("log", "Messages", |text| text == said);
}

fn a_draft_is_there_after_a_restart(studio: &mut Stage) {
    studio.fill("textbox", "Message", "half a thought");
    steps::go_to(studio, "Generate");
    steps::go_to(studio, "Chat");
    assert_eq!(studio.read("textbox", "Message"), "half a thought");
    see_on_disk(studio, "half a thought");
    studio.restart();
    // Which page it was is kept a moment later than the draft.
    steps::go_to(studio, "Chat");
    studio.read_until("textbox", "Message", |text| text == "half a thought");
}

on_both_stages!(
    stopping_keeps_what_was_said,
    writing_again_makes_a_sibling,
    editing_makes_a_sibling_and_keeps_the_old_branch,
    text_received_survives_kill_9,
    a_deleted_conversation_comes_back_with_undo,
    a_draft_is_there_after_a_restart,
);

/// Only Chromium's protocol can play an input method.
#[test]
fn enter_does_not_send_while_an_input_method_is_composing() {
    let studio = Stage::open(Kind::Chromium, "composing");
    studio.see("button", "Model: Sample writer");
    studio.click("textbox", "Message");
    let compose = json!({
        "cmd": "Input.imeSetComposition",
        "params": { "text": "にほん", "selectionStart": 3, "selectionEnd": 3 },
    });
    studio
        .session()
        .vendor("/goog/cdp/execute", &compose)
        .unwrap();
    studio.read_until("textbox", "Message", |text| text == "にほん");
    // What a browser sends for Enter while an input method takes it.
    let enter = json!({
        "cmd": "Input.dispatchKeyEvent",
        "params": { "type": "rawKeyDown", "windowsVirtualKeyCode": 229, "key": "Process", "code": "Enter" },
    });
    studio
        .session()
        .vendor("/goog/cdp/execute", &enter)
        .unwrap();
    let page_enter = "const field = document.activeElement; \
        field.dispatchEvent(new KeyboardEvent('keydown', \
            { key: 'Enter', bubbles: true, cancelable: true, isComposing: true }));";
    studio.execute(page_enter, &json!([]));
    assert_eq!(
        studio.read("textbox", "Message"),
        "にほん",
        "it was sent while composing"
    );
    let commit = json!({ "cmd": "Input.insertText", "params": { "text": "日本" } });
    studio
        .session()
        .vendor("/goog/cdp/execute", &commit)
        .unwrap();
    studio.read_until("textbox", "Message", |text| text == "日本");
    studio.press("Enter");
    studio.read_until("log", "Messages", |text| text.contains("日本"));
}
