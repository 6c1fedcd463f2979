//! Nothing of value lives in the web view.

use crate::stage::Stage;

use super::{on_both_stages, steps};

fn wiping_the_web_view_loses_nothing(studio: &mut Stage) {
    steps::send(studio, "Hello");
    steps::wait_for_the_answer(studio);
    let said = steps::conversation(studio);
    steps::choose_from_palette(studio, "Use dark theme");
    studio.until("see the theme kept", |_| {
        let kept = std::fs::read_to_string(studio.data_folder().join("preferences.json"));
        Ok(kept.is_ok_and(|it| it.contains("dark")).then_some(()))
    });
    studio.stop();
    studio.wipe_web_view();
    studio.start();
    steps::open_conversation(studio, "Hello");
    studio.read_until("log", "Messages", |text| text == said);
    let theme = studio.execute(
        "return document.documentElement.dataset.theme",
        &serde_json::json!([]),
    );
    assert_eq!(theme, "dark", "the theme was forgotten");
}

on_both_stages!(wiping_the_web_view_loses_nothing);
