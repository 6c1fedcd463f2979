//! How long a token takes from the provider's socket to the screen.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use serde_json::json;

use crate::stage::{Kind, Stage};
use crate::start::millis_now;
use crate::table::Table;
use crate::wire::{Connection, Server};

const TOKENS: usize = 60;
/// Far enough apart that no two travel together.
const PAUSE: Duration = Duration::from_millis(120);

/// Notes when each token is in the page, and when the frame with it has been painted.
const OBSERVE: &str = "
    window.seen = {};
    const look = () => {
      for (const [token] of (document.body.textContent ?? '').matchAll(/tok\\d+x/g)) {
        if (token in window.seen) continue;
        window.seen[token] = null;
        requestAnimationFrame(() => setTimeout(() => {
          window.seen[token] = performance.timeOrigin + performance.now();
        }));
      }
    };
    new MutationObserver(look).observe(document.body,
      { subtree: true, childList: true, characterData: true });";

/// Streams tokens to the real window and compares the clocks, which are one clock.
pub fn measure(table: &mut Table) {
    let sent = Arc::new(Mutex::new(Vec::new()));
    let server = Server::provider({
        let sent = Arc::clone(&sent);
        move |connection| say(connection, &sent)
    });
    let studio = Stage::open(Kind::RealWindow, "bench-stream");
    connect(&studio, &server.url());
    studio.execute(OBSERVE, &json!([]));
    studio.fill("textbox", "Message", "Count");
    studio.click("button", "Send");
    let last = format!("tok{}x", TOKENS - 1);
    studio.until("see the last token painted", |window| {
        let painted = window
            .session()
            .execute("return window.seen[arguments[0]]", &json!([last]))?;
        Ok(painted.is_number().then_some(()))
    });
    let seen = studio.execute("return window.seen", &json!([]));
    let sent = sent.lock().unwrap_or_else(PoisonError::into_inner);
    let delays = sent
        .iter()
        .enumerate()
        .filter_map(|(number, sent)| Some(seen[format!("tok{number}x")].as_f64()? - sent));
    table.add(
        "a token from the provider's socket to the screen",
        "ms",
        delays.collect(),
    );
}

#[expect(
    clippy::disallowed_methods,
    reason = "a provider takes its time between tokens"
)]
fn say(connection: &mut Connection, sent: &Mutex<Vec<f64>>) -> std::io::Result<()> {
    connection.begin_events()?;
    for number in 0..TOKENS {
        std::thread::sleep(PAUSE);
        let now = millis_now();
        connection.chat_delta(&format!("tok{number}x "))?;
        sent.lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(now);
    }
    connection.chat_end()
}

fn connect(studio: &Stage, url: &str) {
    studio.click("button", "Settings");
    studio.click("button", "Add a server");
    studio.click("radio", "Other server");
    studio.fill("textbox", "Name", "Counter");
    studio.fill("textbox", "Address", url);
    studio.click("button", "Add server");
    studio.click("button", "Refresh models");
    studio.see_text("found");
    studio.click("button", "Chat");
    studio.click("button", crate::driver::containing("odel"));
    studio.click("option", Server::CHAT_MODEL);
}
