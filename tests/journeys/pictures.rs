//! Pictures: jobs that outlive the studio, and the library.

use crate::driver::containing;
use crate::stage::{Conditions, Kind, Stage};

use super::{on_both_stages, steps};

const PROMPT: &str = "A paper boat on a puddle";

fn a_job_at_the_provider_goes_on_through_a_restart(studio: &mut Stage) {
    steps::go_to(studio, "Generate");
    steps::choose_model(studio, "Sample darkroom (submit and poll)");
    studio.fill("textbox", "Developing time as a number", "12");
    steps::generate(studio, PROMPT);
    studio.see("article", PROMPT);
    studio.see_text("Waiting for the provider");
    studio.restart();
    studio.see_pictures(1, PROMPT);
    steps::go_to(studio, "Library");
    studio.see_pictures(1, containing(PROMPT));
}

fn several_pictures_come_from_one_prompt(studio: &mut Stage) {
    steps::go_to(studio, "Generate");
    studio.fill("textbox", "Images as a number", "3");
    steps::generate(studio, PROMPT);
    studio.see_pictures(3, PROMPT);
}

fn a_deleted_picture_comes_back_with_undo(studio: &mut Stage) {
    steps::go_to(studio, "Generate");
    steps::generate(studio, PROMPT);
    studio.see_pictures(1, PROMPT);
    steps::go_to(studio, "Library");
    studio.see_pictures(1, containing(PROMPT));
    studio.click("gridcell", containing(PROMPT));
    studio.press("Delete");
    studio.see_text("Moved to trash");
    studio.see_no("gridcell", containing(PROMPT));
    studio.click("button", "Undo");
    studio.see_pictures(1, containing(PROMPT));
}

on_both_stages!(
    a_job_at_the_provider_goes_on_through_a_restart,
    several_pictures_come_from_one_prompt,
    a_deleted_picture_comes_back_with_undo,
);

/// The desktop's dialog stands outside the page, so only the bridge can answer it.
#[test]
fn a_copy_is_saved_where_the_dialog_says() {
    let target = tempfile::tempdir().unwrap();
    let conditions = Conditions {
        save_to: Some(target.path().to_owned()),
        ..Conditions::default()
    };
    let studio = Stage::open_with(Kind::Chromium, "save-as", conditions);
    steps::go_to(&studio, "Generate");
    steps::generate(&studio, PROMPT);
    studio.see_pictures(1, PROMPT);
    steps::go_to(&studio, "Library");
    studio.click("gridcell", containing(PROMPT));
    steps::focus_button(&studio, "Save as…");
    studio.press("Enter");
    studio.see_text("Saved a copy");
    let saved: Vec<_> = std::fs::read_dir(target.path())
        .unwrap()
        .flatten()
        .collect();
    assert_eq!(saved.len(), 1);
    let copy = std::fs::read(saved[0].path()).unwrap();
    assert!(copy.starts_with(b"\x89PNG"));
    let says = |words: &str| {
        copy.windows(words.len())
            .any(|part| part == words.as_bytes())
    };
    assert!(says(PROMPT), "the copy says how it was made");
    // With the keyboard: where the window is low, the notice lies over this button for a while.
    steps::focus_button(&studio, "Show in folder");
    studio.press("Enter");
    studio.until("see the file manager asked", |_| {
        Ok(studio
            .desktop_acts()
            .iter()
            .any(|act| act.starts_with("reveal "))
            .then_some(()))
    });
    steps::focus_button(&studio, "Export…");
    studio.press("Enter");
    studio.see("dialog", "Export 1 item");
    steps::keep_in_both_themes(&studio, "6-export");
    studio.press("Escape");
    studio.see_no("dialog", "Export 1 item");

    // The copy tells how it was made to whoever is given it.
    steps::paste_file(&studio, "copy.png", "image/png", &copy);
    let offer = ("dialog", "“copy” says how it was made");
    studio.see(offer.0, offer.1);
    studio.see("gridcell", "Image: copy");
    // Notices stay while they have the focus.
    studio.press("F6");
    steps::keep_in_both_themes(&studio, "6-recipe");
    studio.click_within(offer, "button", "Use these settings");
    studio.until("see the prompt filled in", |window| {
        let prompt = "return document.querySelector('main textarea')?.value ?? ''";
        Ok((window.execute(prompt, &serde_json::json!([])) == PROMPT).then_some(()))
    });
}
