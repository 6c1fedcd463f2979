//! Speech, transcripts, edits with a mask and pictures in conversations, each against a server that
//! answers as the service documents it.

use std::sync::{Arc, Mutex, PoisonError};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use crate::driver::containing;
use crate::stage::Stage;
use crate::wire::Server;

use super::{on_both_stages, steps};

const KEY: &str = "sk-media-journey-7Qm3xTz9";

/// The bodies of the requests that were not for the list of models, in order of arrival.
#[derive(Clone, Default)]
struct Bodies(Arc<Mutex<Vec<Vec<u8>>>>);

impl Bodies {
    fn keep(&self, body: &[u8]) {
        let mut bodies = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        bodies.push(body.to_vec());
    }

    fn last(&self) -> Vec<u8> {
        let bodies = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        bodies.last().cloned().unwrap_or_default()
    }
}

fn holds(body: &[u8], part: &[u8]) -> bool {
    body.windows(part.len()).any(|window| window == part)
}

/// Three quarters of a second of a tone, as a WAV file: a player rounds both its ends up.
fn tone() -> Vec<u8> {
    const RATE: u32 = 8_000;
    let samples: Vec<u8> = (0..RATE / 4 * 3)
        .flat_map(|at| (if at % 20 < 10 { 6_000_i16 } else { -6_000 }).to_le_bytes())
        .collect();
    let length = u32::try_from(samples.len()).unwrap();
    let mut file = b"RIFF".to_vec();
    file.extend((length + 36).to_le_bytes());
    file.extend(b"WAVEfmt ");
    file.extend(16_u32.to_le_bytes());
    file.extend(1_u16.to_le_bytes());
    file.extend(1_u16.to_le_bytes());
    file.extend(RATE.to_le_bytes());
    file.extend((RATE * 2).to_le_bytes());
    file.extend(2_u16.to_le_bytes());
    file.extend(16_u16.to_le_bytes());
    file.extend(b"data");
    file.extend(length.to_le_bytes());
    file.extend(samples);
    file
}

/// A picture that the stand-in paints, as a PNG file.
fn picture() -> Vec<u8> {
    let fixtures: Value =
        serde_json::from_str(include_str!("../servers/aimock/images.json")).unwrap();
    let data = fixtures.pointer("/fixtures/0/response/images/0/b64Json");
    STANDARD.decode(data.unwrap().as_str().unwrap()).unwrap()
}

/// Has the provider that ships with the studio speak to a server of the test's own.
fn use_openai(studio: &Stage, server: &Server) {
    steps::point_provider(studio, "OpenAI", &format!("{}/v1", server.url()));
    steps::enter_key(studio, KEY);
    studio.see("status", containing("It works"));
}

fn transcription_from_a_file(studio: &mut Stage) {
    let bodies = Bodies::default();
    let kept = bodies.clone();
    let server = Server::provider(move |connection| {
        kept.keep(&connection.body);
        connection.answer_json(&json!({
            "text": "Good morning. Mind the gap.",
            "language": "english",
            "duration": 0.5,
            "segments": [
                { "id": 0, "start": 0.0, "end": 0.2, "text": "Good morning." },
                { "id": 1, "start": 0.25, "end": 0.5, "text": "Mind the gap." },
            ],
            "words": [],
        }))
    });
    use_openai(studio, &server);
    steps::make(studio, "Transcription");
    steps::choose_model_of(studio, "OpenAI", "Whisper");
    steps::focus_button(studio, "Add: Recording");
    steps::paste_file(studio, "station.wav", "audio/wav", &tone());
    studio.see("button", "Remove station");
    steps::ask(studio);
    studio.see_text("Mind the gap.");
    studio.see("button", "Play from 0:00");
    assert!(holds(&bodies.last(), b"RIFF"), "the recording was not sent");
    studio.restart();
    studio.see_text("Good morning.");
    steps::forget_key(studio, "OpenAI");
}

fn speech_plays(studio: &mut Stage) {
    let server = Server::provider(|connection| {
        connection.answer("200 OK", &[("content-type", "audio/wav")], &tone())
    });
    use_openai(studio, &server);
    steps::make(studio, "Speech");
    steps::choose_model(studio, "TTS 1");
    steps::generate(studio, "Mind the gap");
    studio.see("slider", containing("Position in"));
    studio.click("button", containing("Play Mind the gap"));
    // It is heard to its end.
    studio.read_until("article", "Mind the gap", |text| {
        text.contains("0:01 / 0:01")
    });
    steps::go_to(studio, "Library");
    studio.see("gridcell", containing("Sound: Mind the gap"));
    steps::forget_key(studio, "OpenAI");
}

fn an_edit_with_a_mask(studio: &mut Stage) {
    let bodies = Bodies::default();
    let kept = bodies.clone();
    let server = Server::provider(move |connection| {
        kept.keep(&connection.body);
        let data = STANDARD.encode(picture());
        connection.answer_json(&json!({ "created": 0, "data": [{ "b64_json": data }] }))
    });
    use_openai(studio, &server);
    steps::make(studio, "Image");
    steps::choose_model(studio, "GPT Image 2");
    studio.fill("textbox", "Prompt", "A red door");
    steps::paste_file(studio, "wall.png", "image/png", &picture());
    studio.see("button", "Remove wall");
    studio.click("button", "Add: Mask");
    studio.click("menuitem", "Paint it…");
    studio.click("img", containing("Mask over"));
    studio.click("button", "Use mask");
    studio.see("button", containing("Remove Mask of wall"));
    steps::ask(studio);
    studio.see_pictures(1, "A red door");
    let body = bodies.last();
    assert!(holds(&body, b"name=\"mask\""), "the mask was not sent");
    assert!(
        holds(&body, b"name=\"image[]\""),
        "the picture was not sent"
    );
    steps::forget_key(studio, "OpenAI");
}

fn a_picture_in_chat(studio: &mut Stage) {
    let bodies = Bodies::default();
    let kept = bodies.clone();
    let server = Server::provider(move |connection| {
        kept.keep(&connection.body);
        connection.begin_events()?;
        connection.chat_delta("A blue wall.")?;
        connection.chat_end()
    });
    use_openai(studio, &server);
    steps::go_to(studio, "Chat");
    steps::choose_model(studio, "GPT-4.1");
    studio.fill("textbox", "Message", "What is this?");
    steps::paste_file(studio, "wall.png", "image/png", &picture());
    studio.see("button", "Remove wall");
    studio.click("button", "Send");
    steps::wait_for_the_answer(studio);
    studio.see_pictures(1, "wall");
    assert!(
        holds(&bodies.last(), b"data:image/"),
        "the picture was not sent"
    );
    studio.restart();
    steps::open_conversation(studio, "What is this?");
    studio.see_pictures(1, "wall");
    steps::forget_key(studio, "OpenAI");
}

on_both_stages!(
    transcription_from_a_file,
    speech_plays,
    an_edit_with_a_mask,
    a_picture_in_chat,
);
