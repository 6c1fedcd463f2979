//! The first run: a newcomer without a key or a network has a conversation and makes a picture.

use crate::driver::{Window, containing};
use crate::stage::servers::Llama;
use crate::stage::{Kind, Stage};

use super::{on_both_stages, steps};

const QUESTION: &str = "What can I do here?";
const PROMPT: &str = "A quiet harbour at blue hour, one lit window";
const SIZES: [(u32, u32); 2] = [(1280, 800), (1920, 1080)];

/// Also run on its own where nobody could see the window, by `cargo xtask run --headless`.
#[test]
fn first_run_walk() {
    walk(&mut Stage::open(Kind::RealWindow, "first-run"));
}

#[test]
fn the_first_run_in_chromium() {
    walk(&mut Stage::open(Kind::Chromium, "first-run"));
}

fn walk(studio: &mut Stage) {
    keep_pictures_of(studio, "1-welcome");
    steps::send(studio, QUESTION);
    steps::read_at_least(studio, QUESTION.len() + 20);
    steps::wait_for_the_answer(studio);
    let said = steps::conversation(studio);
    assert!(said.contains(QUESTION));
    keep_pictures_of(studio, "2-chat");

    steps::go_to(studio, "Generate");
    steps::generate(studio, PROMPT);
    studio.see_pictures(1, PROMPT);
    keep_pictures_of(studio, "3-generate");

    studio.restart();
    studio.see_pictures(1, PROMPT);
    steps::go_to(studio, "Chat");
    steps::open_conversation(studio, QUESTION);
    assert_eq!(
        steps::conversation(studio),
        said,
        "the conversation changed in the restart"
    );
    steps::go_to(studio, "Library");
    studio.see_pictures(1, containing(PROMPT));
    keep_pictures_of(studio, "4-library");
}

/// In both themes and both sizes.
fn keep_pictures_of(window: &Window, page: &str) {
    steps::in_both_themes(window, |theme| {
        for (width, height) in SIZES {
            window.resize(width, height);
            window.keep_screenshot(&format!("{page}-{theme}-{width}x{height}"));
        }
    });
    window.resize(1280, 800);
}

/// The same with a real model server in place of the sample.
fn a_real_model_streams_into_the_window(studio: &mut Stage) {
    let llama = Llama::start();
    let name = studio.unique("Llama");
    steps::chat_with_server(studio, &name, llama.url(), Llama::MODEL);
    steps::send(studio, "Hello");
    steps::wait_for_the_answer(studio);
    let said = steps::conversation(studio);
    assert!(
        said.len() > "Hello".len() + 20,
        "the model said nothing: {said}"
    );
    studio.restart();
    steps::open_conversation(studio, "Hello");
    studio.read_until("log", "Messages", |text| text == said);
}

on_both_stages!(a_real_model_streams_into_the_window);
