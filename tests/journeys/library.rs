//! The library: noting things, finding them again by what was noted, and letting them go.

use crate::driver::containing;
use crate::stage::Stage;

use super::{on_both_stages, steps};

const PROMPT: &str = "A lighthouse in the fog";
const FILTER: (&str, &str) = ("dialog", "Filter the library");
const COLLECTIONS: (&str, &str) = ("region", "Collections");
const IN_USE: (&str, &str) = ("dialog", "Move 1 item to trash that is in use?");

fn a_picture_is_noted_found_again_and_let_go(studio: &mut Stage) {
    steps::go_to(studio, "Generate");
    steps::generate(studio, PROMPT);
    studio.see_pictures(1, PROMPT);
    steps::go_to(studio, "Library");
    studio.click("gridcell", containing(PROMPT));
    studio.press("4");

    studio.click("button", "Filter");
    studio.click_within(FILTER, "radio", "5 stars");
    studio.see_text("Nothing here fits all of the filters.");
    studio.click_within(FILTER, "radio", "4 stars");
    studio.see("gridcell", containing(PROMPT));
    studio.press("Escape");
    studio.see_no("dialog", "Filter the library");
    studio.click("button", "Remove filter: 4 stars or more");
    studio.see_no("button", "Clear filters");

    studio.click("gridcell", containing(PROMPT));
    studio.fill("combobox", "Tags", "harbour light");
    studio.press("Enter");
    studio.see("button", "Remove tag harbour light");
    studio.click("button", "Add to collection");
    studio.click("menuitem", "New collection");
    studio.fill("textbox", "Name", "Best of");
    studio.press("Enter");
    studio.click_within(COLLECTIONS, "button", "Best of 1");
    studio.see("heading", "Best of");

    studio.click("gridcell", containing(PROMPT));
    studio.press("Delete");
    studio.see_text("Collection “Best of”");
    studio.click_within(IN_USE, "button", "Move to trash");
    studio.see_text("This collection is empty");
    studio.click("button", "Undo");
    studio.see("gridcell", containing(PROMPT));

    studio.restart();
    studio.click_within(COLLECTIONS, "button", "Best of 1");
    studio.click("gridcell", containing(PROMPT));
    studio.see("button", "Remove tag harbour light");
    // With the keyboard: the button moves while the details above it are read.
    steps::focus_button(studio, "Where it came from");
    studio.press("Enter");
    studio.see("dialog", containing("and what came of it"));
    studio.see_text("Nothing was made with it yet.");
}

on_both_stages!(a_picture_is_noted_found_again_and_let_go);
