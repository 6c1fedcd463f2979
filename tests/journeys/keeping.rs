//! Nothing of value lives in the web view.

use crate::driver::containing;
use crate::stage::Stage;

use super::{on_both_stages, steps};

fn wiping_the_web_view_loses_nothing(studio: &mut Stage) {
    steps::send(studio, "Hello");
    steps::wait_for_the_answer(studio);
    let said = steps::conversation(studio);
    steps::choose_theme(studio, "Use dark theme");
    studio.see_no("dialog", "Command palette");
    studio.stop();
    studio.wipe_web_view();
    studio.start();
    studio.click("button", containing("Hello"));
    studio.read_until("log", "Messages", |text| text == said);
    let theme = studio.execute(
        "return document.documentElement.dataset.theme",
        &serde_json::json!([]),
    );
    assert_eq!(theme, "dark", "the theme was forgotten");
}

on_both_stages!(wiping_the_web_view_loses_nothing);
