//! What runs, what it cost, and how it is found again.

use crate::driver::containing;
use crate::stage::Stage;

use super::{on_both_stages, steps};

const PROMPT: &str = "A lighthouse in fog";

fn a_paused_queue_waits_and_goes_on(studio: &mut Stage) {
    studio.press("Control+j");
    studio.see_text("Nothing is running");
    studio.press("Escape");
    studio.see_no("paragraph", "What you ask for shows here while it is made.");
    steps::choose_from_palette(studio, "Pause the queue");
    steps::go_to(studio, "Generate");
    steps::generate(studio, PROMPT);

    studio.press("Control+j");
    studio.see("button", containing("More for"));
    studio.see("button", "Resume queue");
    studio.restart();
    studio.press("Control+j");
    studio.click("button", "Resume queue");
    studio.press("Escape");
    steps::go_to(studio, "Generate");
    studio.see_pictures(1, PROMPT);
    studio.press("Control+j");
    studio.see("button", containing("More for"));
    steps::keep_in_both_themes(studio, "6-activity");
}

fn a_budget_is_made_and_what_was_made_is_found(studio: &mut Stage) {
    steps::go_to(studio, "Generate");
    steps::generate(studio, PROMPT);
    studio.see_pictures(1, PROMPT);

    steps::go_to(studio, "Spending");
    // What comes later moves what is below it.
    studio.see("row", containing("Sample painter"));
    studio.see("button", "Add an exchange rate");
    studio.click("button", "Add a budget");
    studio.fill("textbox", "Limit", "12.50");
    studio.click("button", "Save");
    studio.see("meter", "Everything this month");
    steps::in_both_themes(studio, |theme| {
        studio.keep_screenshot(&format!("spending-{theme}"));
    });

    studio.press("Control+Shift+f");
    studio.see_focus("combobox", "Search everything you wrote and made");
    studio.type_text("lighth");
    studio.see("option", containing("lighthouse"));
    steps::in_both_themes(studio, |theme| {
        studio.keep_screenshot(&format!("search-{theme}"));
    });
}

on_both_stages!(
    a_paused_queue_waits_and_goes_on,
    a_budget_is_made_and_what_was_made_is_found,
);
