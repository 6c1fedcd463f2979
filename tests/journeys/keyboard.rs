//! The studio without a mouse.

use crate::driver::containing;
use crate::stage::Stage;

use super::{on_both_stages, steps};

fn a_conversation_is_had_with_the_keyboard_alone(studio: &mut Stage) {
    studio.press("Control+n");
    studio.see_focus("textbox", "Message");
    studio.type_text("Good day");
    studio.press("Shift+Enter");
    studio.type_text("to you");
    studio.read_until("textbox", "Message", |text| text == "Good day\nto you");
    studio.press("Enter");
    studio.see("log", "Messages");
    steps::wait_for_the_answer(studio);

    open_the_palette(studio);
    studio.type_text("generate");
    studio.see("option", containing("Go to Generate"));
    studio.press("Enter");
    studio.see("textbox", "Prompt");
    studio.see_no("dialog", "Command palette");

    studio.press("Control+,");
    studio.see("button", "Add a server");

    open_the_palette(studio);
    studio.type_text("good day");
    studio.see("option", containing("Good day"));
    studio.press("Enter");
    studio.read_until("log", "Messages", |text| text.contains("to you"));

    open_the_palette(studio);
    studio.press("Escape");
    studio.see_no("dialog", "Command palette");
}

fn what_was_said_is_found_again_at_its_place(studio: &mut Stage) {
    steps::send(studio, "The harbour of 東京都 at dawn");
    steps::wait_for_the_answer(studio);
    studio.press("Control+n");
    studio.see("textbox", "Message");
    steps::send(studio, "Something else");
    steps::wait_for_the_answer(studio);

    studio.press("Control+Shift+f");
    studio.see_focus("combobox", "Search everything you wrote and made");
    studio.type_text("dawn 京都");
    studio.see("option", containing("You in"));
    studio.press("Escape");
    studio.see_text("Find anything again");
    studio.type_text("zebra crossing");
    studio.see_text("Nothing matches");
    studio.press("Escape");
    studio.type_text("harb");
    studio.see("option", containing("You in"));
    // Past the conversation of the same name.
    studio.press("ArrowDown");
    studio.press("Enter");
    studio.read_until("log", "Messages", |text| text.contains("東京都"));
}

fn open_the_palette(studio: &Stage) {
    studio.press("Control+k");
    studio.see_focus("combobox", "Search commands and conversations");
}

on_both_stages!(
    a_conversation_is_had_with_the_keyboard_alone,
    what_was_said_is_found_again_at_its_place,
);
