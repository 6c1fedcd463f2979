//! What is kept on the disk: measured, backed up, looked through, and brought back.

use serde_json::json;

use crate::driver::{Window, containing};
use crate::stage::Stage;

use super::{on_both_stages, steps};

const PROMPT: &str = "A bridge at dawn";

fn a_library_is_measured_backed_up_checked_and_brought_back(studio: &mut Stage) {
    steps::go_to(studio, "Generate");
    steps::generate(studio, PROMPT);
    studio.see_pictures(1, PROMPT);

    steps::open_storage(studio);
    studio.read_until("list", "What takes room", |text| text.contains("Pictures"));
    studio.click("button", "Back up now");
    studio.see_text("Backed up: 1 item in the library, 1 generation.");
    studio.read_until("list", "Backups", |text| {
        text.contains("By hand") && text.contains("Opened and checked")
    });
    studio.click("button", "Check every byte");
    studio.see_text("1 file was read. Every byte is what it was.");
    keep_pictures_of(studio, "5-storage");
    studio.click("radio", "Table");
    studio.read_until("table", "What takes room", |text| {
        let backups = text.lines().find(|line| line.contains("Backups"));
        backups.is_some_and(|line| !line.contains("0 bytes"))
    });

    steps::go_to(studio, "Library");
    studio.click("gridcell", containing(PROMPT));
    studio.press("Delete");
    studio.see_no("gridcell", containing(PROMPT));
    steps::empty_the_trash(studio);

    studio.click("button", containing("Restore from"));
    studio.click("radio", "The whole library");
    studio.see_text("Would come back");
    studio.keep_screenshot("5-storage-restore");
    studio.click("button", "Replace the library");
    studio.see_text("The library is replaced by the one of");
    studio.restart();
    steps::go_to(studio, "Library");
    studio.see_pictures(1, containing(PROMPT));
    steps::open_storage(studio);
    studio.read_until("list", "Backups", |text| {
        text.contains("Before the library was replaced")
    });
}

on_both_stages!(a_library_is_measured_backed_up_checked_and_brought_back);

/// In both themes, as far as a window shows it at a time.
fn keep_pictures_of(window: &Window, page: &str) {
    steps::in_both_themes(window, |theme| {
        for part in ["Where the library lies", "Backups", "Archives"] {
            scroll_to(window, part);
            let part = part.to_lowercase().replace(' ', "-");
            window.keep_screenshot(&format!("{page}-{part}-{theme}"));
        }
    });
}

fn scroll_to(window: &Window, heading: &str) {
    let scroll = "
        const [heading] = arguments;
        [...document.querySelectorAll('h3')]
          .find((it) => it.textContent === heading).scrollIntoView();";
    window.execute(scroll, &json!([heading]));
}
