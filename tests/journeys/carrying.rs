//! Things that come into the library from elsewhere: out of a folder, an archive or a backup.

use std::path::{Path, PathBuf};

use crate::driver::containing;
use crate::stage::{Conditions, Kind, Stage};

use super::{on_both_stages, steps};

const PROMPT: &str = "A rowing boat on the lake";

fn a_conversation_comes_back_from_a_backup(studio: &mut Stage) {
    steps::send(studio, "Hello");
    steps::wait_for_the_answer(studio);
    let said = steps::conversation(studio);
    let longest = said.lines().max_by_key(|line| line.len()).unwrap();
    steps::open_storage(studio);
    studio.click("button", "Back up now");
    studio.see_text("Backed up: 1 conversation");

    steps::go_to(studio, "Chat");
    studio.click("button", "More for Hello");
    studio.click("menuitem", "Delete");
    studio.see_no("button", "More for Hello");
    steps::empty_the_trash(studio);

    studio.click("button", containing("Restore from"));
    studio.click("checkbox", "Hello");
    studio.keep_screenshot("5-storage-restore-conversation");
    studio.click("button", "Bring back 1 conversation");
    studio.see_text("Came back: 1 conversation");
    steps::go_to(studio, "Chat");
    // What went for good does not come back to life; it comes as another one.
    steps::open_conversation(studio, "Hello (restored)");
    studio.read_until("log", "Messages", |text| {
        text.contains("Hello") && text.contains(longest)
    });
}

on_both_stages!(a_conversation_comes_back_from_a_backup);

/// A person who chooses this folder in every dialog that asks for one.
fn choosing(folder: &Path) -> Conditions {
    Conditions {
        save_to: Some(folder.to_owned()),
        ..Conditions::default()
    }
}

/// The desktop's dialog stands outside the page, so only the bridge can answer it.
#[test]
fn an_archive_carries_the_library_to_another_computer() {
    let folder = tempfile::tempdir().unwrap();
    let here = Stage::open_with(Kind::Chromium, "archive-here", choosing(folder.path()));
    steps::go_to(&here, "Generate");
    steps::generate(&here, PROMPT);
    here.see_pictures(1, PROMPT);
    steps::open_storage(&here);
    here.click("button", "Export everything…");
    here.see_text("Written:");
    let written: Vec<PathBuf> = std::fs::read_dir(folder.path())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    assert_eq!(written.len(), 1, "{written:?}");
    drop(here);

    let picking = Conditions {
        pick: written,
        ..Conditions::default()
    };
    let there = Stage::open_with(Kind::Chromium, "archive-there", picking);
    steps::open_storage(&there);
    there.click("button", "Bring in an archive…");
    there.see("dialog", "Bring in this archive?");
    there.keep_screenshot("5-storage-archive");
    there.click("button", "Add it");
    there.see_text("Added: 1 item in the library");
    steps::go_to(&there, "Library");
    there.see_pictures(1, containing(PROMPT));
    there.click("gridcell", containing(PROMPT));
    // With the keyboard: the button moves while the details above it are read.
    steps::focus_button(&there, "Where it came from");
    there.press("Enter");
    there.see("dialog", containing("and what came of it"));
}

#[test]
fn what_is_put_into_a_watched_folder_comes_in_or_is_refused_by_name() {
    let folder = tempfile::tempdir().unwrap();
    let mut studio = Stage::open_with(Kind::Chromium, "watched", choosing(folder.path()));
    steps::open_storage(&studio);
    studio.click("button", "Watch a folder…");
    studio.see("list", "Watched folders");
    let picture = include_bytes!("../../icons/32x32.png");
    std::fs::write(folder.path().join("harbour.png"), picture).unwrap();
    std::fs::write(folder.path().join("broken.png"), &picture[..40]).unwrap();
    studio.read_until("list", "Watched folders", |text| {
        text.contains("1 file came in since the start")
    });
    studio.see_text("1 file was not taken");
    studio.see_text("broken.png");
    steps::in_both_themes(&studio, |theme| {
        studio.keep_screenshot(&format!("5-storage-watched-{theme}"));
    });

    // What is put there while nobody looks is found at the next start.
    studio.stop();
    let other = include_bytes!("../../icons/128x128.png");
    std::fs::write(folder.path().join("lighthouse.png"), other).unwrap();
    studio.start();
    steps::go_to(&studio, "Library");
    studio.see_pictures(1, containing("lighthouse"));
    studio.see_pictures(1, containing("harbour"));
}
