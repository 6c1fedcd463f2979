//! Keys, in a real keyring: entered, used, kept, refused, and never written down.

use crate::driver::containing;
use crate::engine::secrets::assert_nowhere_below;
use crate::stage::Stage;
use crate::stage::servers::Aimock;

use super::{on_both_stages, steps};

const KEY: &str = "sk-journey-4Jd8QmZx71LpVt2w";
const ENDING: &str = "Vt2w";

/// Points the hosted provider at the stand-in, which takes one key only.
fn go_to_provider(studio: &Stage, aimock: &Aimock) {
    steps::go_to(studio, "Settings");
    studio.click("button", containing("OpenAI"));
    studio.fill("textbox", "Address", &format!("{}/v1", aimock.url()));
    studio.click("button", "Save address");
    studio.see_text("Address saved");
}

fn enter_key(studio: &Stage, key: &str) {
    studio.fill("textbox", "API key", key);
    studio.click("button", "Save and test");
}

fn a_key_is_used_kept_and_written_nowhere(studio: &mut Stage) {
    let aimock = Aimock::start(KEY);
    go_to_provider(studio, &aimock);
    enter_key(studio, KEY);
    studio.see("status", containing("It works"));
    studio.see_text(&format!("ends in {ENDING}"));

    steps::go_to(studio, "Images");
    steps::choose_model(studio, "GPT Image 1.5");
    steps::generate(studio, "two pictures");
    studio.see_pictures(2, "two pictures");
    let last = aimock.journal().pop().unwrap();
    assert_eq!(
        last["response"]["status"], 200,
        "the stand-in takes no other key"
    );

    studio.restart();
    steps::go_to(studio, "Settings");
    studio.click("button", containing("OpenAI"));
    studio.see_text(&format!("ends in {ENDING}"));
    studio.click("button", "Test key");
    studio.see("status", containing("It works"));

    studio.stop();
    let files = assert_nowhere_below(&studio.folder(), KEY);
    assert!(files >= 5, "only {files} files were looked through");
    studio.start();
    steps::go_to(studio, "Settings");
    studio.click("button", containing("OpenAI"));
    studio.click("button", "Remove");
    studio.click("button", "Remove key");
    studio.see("textbox", "API key");
}

fn a_wrong_key_is_told_in_the_providers_own_words(studio: &mut Stage) {
    let aimock = Aimock::start(KEY);
    go_to_provider(studio, &aimock);
    enter_key(studio, "sk-wrong-key-aaaaaaaaaaaa");
    studio.see("alert", containing("The provider refused the key"));
    studio.click("summary", "Details");
    studio.see_text("authentication_error");
}

on_both_stages!(
    a_key_is_used_kept_and_written_nowhere,
    a_wrong_key_is_told_in_the_providers_own_words,
);
