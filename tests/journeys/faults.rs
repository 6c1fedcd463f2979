//! What goes wrong with providers and disks: each shows its card with a remedy, and loses nothing.

use serde_json::json;

use crate::driver::containing;
use crate::stage::{Conditions, Kind, Stage};
use crate::wire::Server;

use super::{on_both_stages, steps};

const QUESTION: &str = "Is anybody there?";

/// Asks a server that does not answer as it should, and waits for its card.
fn ask(studio: &Stage, server: &Server, title: &str) {
    let name = studio.unique("Faulty");
    steps::chat_with_server(studio, &name, &server.url(), Server::CHAT_MODEL);
    steps::send(studio, QUESTION);
    see_card(studio, title);
}

/// The card names the cause, and what was asked is still there.
fn see_card(studio: &Stage, title: &str) {
    studio.see("alert", containing(title));
    studio.see("button", "Try again");
    studio.read_until("log", "Messages", |text| text.contains(QUESTION));
}

fn a_provider_that_is_down_shows_its_card(studio: &mut Stage) {
    let name = studio.unique("Faulty");
    let server = Server::provider(|connection| connection.chat_end());
    steps::chat_with_server(studio, &name, &server.url(), Server::CHAT_MODEL);
    drop(server);
    steps::send(studio, QUESTION);
    see_card(studio, "The server cannot be reached");
    studio.restart();
    steps::open_conversation(studio, QUESTION);
    see_card(studio, "The server cannot be reached");
}

fn an_answer_that_is_a_web_page_shows_its_card(studio: &mut Stage) {
    let server = Server::provider(|connection| {
        let html = [("content-type", "text/html")];
        connection.answer(
            "200 OK",
            &html,
            b"<!doctype html><title>Sign in here</title>",
        )
    });
    ask(studio, &server, "The provider's answer could not be read");
    studio.click("summary", "Details");
    studio.see_text("Sign in here");
}

fn half_an_answer_is_kept_and_can_be_tried_again(studio: &mut Stage) {
    let server = Server::provider(|connection| {
        connection.begin_events()?;
        connection.chat_delta("Half of what I wanted to")?;
        connection.hang_up();
        Ok(())
    });
    ask(studio, &server, "The provider");
    studio.see_text("Half of what I wanted to");
    let asked = server.requests().len();
    studio.click("button", "Try again");
    studio.see("button", "Previous version");
    studio.see_text("Half of what I wanted to");
    assert!(server.requests().len() > asked, "nothing was sent again");
}

fn being_asked_to_slow_down_tells_for_how_long(studio: &mut Stage) {
    let server = Server::provider(|connection| {
        let headers = [("content-type", "application/json"), ("retry-after", "40")];
        let body = br#"{"error":{"message":"Rate limit reached for made-up"}}"#;
        connection.answer("429 Too Many Requests", &headers, body)
    });
    ask(studio, &server, "The provider asks to slow down");
    studio.see_text("40 s");
}

on_both_stages!(
    a_provider_that_is_down_shows_its_card,
    an_answer_that_is_a_web_page_shows_its_card,
    half_an_answer_is_kept_and_can_be_tried_again,
    being_asked_to_slow_down_tells_for_how_long,
    what_nobody_caught_is_in_the_log,
);

#[test]
fn a_full_disk_shows_its_card_and_keeps_the_prompt() {
    let conditions = Conditions {
        media_quota: Some(1),
        ..Conditions::default()
    };
    let studio = Stage::open_with(Kind::Chromium, "disk-full", conditions);
    steps::go_to(&studio, "Generate");
    steps::generate(&studio, "A kite over the dunes");
    studio.see("alert", containing("The disk is full"));
    studio.see("article", "A kite over the dunes");
}

/// What the page notices by itself goes into the same log as everything else.
fn what_nobody_caught_is_in_the_log(studio: &mut Stage) {
    let happen = "
        const cause = (name) => new Error(`${name} for the log`);
        window.dispatchEvent(new ErrorEvent('error', { error: cause('thrown'), filename: 'x' }));
        window.dispatchEvent(new PromiseRejectionEvent('unhandledrejection',
          { reason: cause('rejected'), promise: Promise.resolve() }));
        document.body.append(Object.assign(new Image(), { src: 'http://127.0.0.1:9/blocked.png' }));";
    studio.execute(happen, &json!([]));
    studio.until("see all of it in the log", |_| {
        let logs = std::fs::read_dir(studio.data_folder().join("logs"))?.flatten();
        let text: String = logs
            .filter_map(|log| std::fs::read_to_string(log.path()).ok())
            .collect();
        let noted = [
            "thrown for the log",
            "rejected for the log",
            "img-src blocked",
        ];
        Ok(noted.iter().all(|it| text.contains(it)).then_some(()))
    });
}
