//! Keys, in a real keyring: entered, used, kept, refused, and never written down.

use crate::driver::containing;
use crate::engine::secrets::assert_nowhere_below;
use crate::stage::Stage;
use crate::stage::servers::Aimock;

use super::{on_both_stages, steps};

const KEY: &str = "sk-journey-4Jd8QmZx71LpVt2w";
const ENDING: &str = "Vt2w";

fn a_key_is_used_kept_and_written_nowhere(studio: &mut Stage) {
    let aimock = Aimock::start(KEY);
    steps::point_provider(studio, "OpenAI", &format!("{}/v1", aimock.url()));
    steps::enter_key(studio, KEY);
    studio.see("status", containing("It works"));
    studio.see_text(&format!("ends in {ENDING}"));

    steps::go_to(studio, "Generate");
    steps::choose_model(studio, "GPT Image 2");
    steps::generate(studio, "two pictures");
    studio.see_pictures(2, "two pictures");
    let last = aimock.journal().pop().unwrap();
    assert_eq!(
        last["response"]["status"], 200,
        "the stand-in takes no other key"
    );

    studio.restart();
    steps::go_to(studio, "Settings");
    studio.click("button", "OpenAI");
    studio.see_text(&format!("ends in {ENDING}"));
    studio.click("button", "Test key");
    studio.see("status", containing("It works"));

    studio.stop();
    let files = assert_nowhere_below(&studio.folder(), KEY);
    assert!(files >= 5, "only {files} files were looked through");
    studio.start();
    steps::forget_key(studio, "OpenAI");
}

fn a_wrong_key_is_told_in_the_providers_own_words(studio: &mut Stage) {
    let aimock = Aimock::start(KEY);
    steps::point_provider(studio, "OpenAI", &format!("{}/v1", aimock.url()));
    steps::enter_key(studio, "sk-wrong-key-aaaaaaaaaaaa");
    studio.see("alert", containing("The provider refused the key"));
    studio.click("summary", "Details");
    studio.see_text("authentication_error");
    steps::forget_key(studio, "OpenAI");
}

on_both_stages!(
    a_key_is_used_kept_and_written_nowhere,
    a_wrong_key_is_told_in_the_providers_own_words,
);
