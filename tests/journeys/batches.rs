//! Several results asked for at once, and judged on their contact sheet.

use crate::driver::containing;
use crate::stage::Stage;

use super::{on_both_stages, steps};

const PROMPT: &str = "A {red|blue} kite over a field";

fn several_are_made_judged_and_kept(studio: &mut Stage) {
    steps::go_to(studio, "Generate");
    studio.see("button", "Model: Sample painter");
    studio.fill("textbox", "Prompt", PROMPT);
    studio.click("button", "Make several");
    studio.fill("textbox", "Of each", "2");
    studio.see_text("4 results");
    steps::keep_in_both_themes(studio, "6-batch");
    studio.click("button", "Start");
    studio.click("button", "Open the contact sheet");
    studio.see_text("4 of 4 done");
    studio.see_pictures(4, containing("kite"));
    steps::keep_in_both_themes(studio, "6-contact-sheet");
    for seed in [
        "Result 1, A red kite over a field",
        "Result 4, A blue kite over a field",
    ] {
        studio.see("button", seed);
    }
    steps::focus_button(studio, "Result 1, A red kite over a field");
    studio.press("k");
    studio.see("button", "Result 1, A red kite over a field, kept");
    studio.press("ArrowRight");
    studio.press("x");
    studio.see(
        "button",
        containing("Result 2, A red kite over a field, rejected"),
    );
    studio.click("radio", "Rejected");
    studio.see_no("button", "Result 1, A red kite over a field, kept");
    studio.click("button", "Move rejected to the trash");
    studio.see_text("Nothing here is marked like that.");
    studio.click("button", "Close");

    studio.restart();
    studio.click("button", "Open the contact sheet");
    studio.see("button", "Result 1, A red kite over a field, kept");
    studio.see_no("button", containing("Result 2, A red kite"));
    studio.see("button", "Result 2, A blue kite over a field");
}

on_both_stages!(several_are_made_judged_and_kept);
