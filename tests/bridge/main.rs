//! The studio without its window: the real shell and core on Tauri's mock runtime, with the page
//! served over HTTP on loopback, so that any browser can show it. For tests, and for looking at
//! the page while working on it; see `docs/TESTING.md`.
//!
//! It ends when its standard input does, so that it cannot outlive who started it.

#![expect(
    clippy::expect_used,
    reason = "a tool for tests stops with a message where its surroundings fail"
)]

mod desktop;
mod ipc;
mod options;
mod page;
#[path = "../wire/mod.rs"]
#[expect(
    dead_code,
    unused_imports,
    reason = "the bridge only answers; the tests ask too"
)]
mod wire;

use std::error::Error;
use std::io::{self, Read, Write};
use std::net::TcpListener;
use std::sync::Arc;

use studio_lib::folders::Folders;
use studio_lib::{Opened, builder, logging};
use tauri::test::{MockRuntime, mock_builder, mock_context, noop_assets};
use tauri::{App, WebviewWindowBuilder};

use crate::desktop::{Acts, ScriptedDesktop};
use crate::ipc::{Bridge, Listeners};
use crate::options::Options;
use crate::wire::Server;

fn main() -> Result<(), Box<dyn Error>> {
    let options = Options::read(std::env::args().skip(1))?;
    let folders = Folders::at(options.data_folder.clone());
    let _log = logging::start(&folders.logs())?;
    let listener = TcpListener::bind(("127.0.0.1", options.port))?;
    let origin = format!("http://{}", listener.local_addr()?);

    let opened = tauri::async_runtime::block_on(Opened::open(folders, |config| {
        config.window_origins = vec![origin.clone()];
        config.media_quota = options.media_quota;
    }));
    let studio = opened.studio.as_ref().ok().cloned();
    let listeners = Arc::new(Listeners::default());
    let acts = Arc::new(Acts::default());
    let app = open_app(opened, &options, &listeners, &acts)?;
    let bridge = Bridge::new(&app, listeners, acts, studio.clone())?;
    let server = Server::start_on(listener, move |connection| bridge.answer(connection));

    let mut output = io::stdout();
    writeln!(output, "{}", server.url())?;
    output.flush()?;
    io::copy(&mut io::stdin().by_ref(), &mut io::sink())?;
    drop(server);
    if let Some(studio) = studio {
        tauri::async_runtime::block_on(studio.stop());
    }
    Ok(())
}

#[expect(
    deprecated,
    reason = "one turn of the loop is all that is wanted, not a loop of turns"
)]
fn open_app(
    opened: Opened,
    options: &Options,
    listeners: &Arc<Listeners>,
    acts: &Arc<Acts>,
) -> tauri::Result<App<MockRuntime>> {
    let desktop = ScriptedDesktop {
        save_to: options.save_to.clone(),
        pick: options.pick.clone(),
        acts: Arc::clone(acts),
    };
    let channels = Arc::clone(listeners);
    let mut app = builder(mock_builder(), opened, |_| Box::new(desktop))
        .channel_interceptor(move |_, callback, index, body| {
            channels.channel_message(callback.0, index, body);
            true
        })
        .build(mock_context(noop_assets()))?;
    // The mock runtime sets an app up at the first turn of its loop.
    app.run_iteration(|_, _| {});
    WebviewWindowBuilder::new(&app, "main", tauri::WebviewUrl::default()).build()?;
    Ok(app)
}
