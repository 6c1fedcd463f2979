//! Opening the studio and the window over it.

use std::process::ExitCode;
use std::sync::Arc;

use studio_domain::Problem;
use studio_engine::{Studio, StudioConfig};
use tauri::{AppHandle, Builder, Context, Manager, RunEvent, Runtime};
use tauri_plugin_store::StoreExt;

use crate::bindings::{answer_commands, bindings};
use crate::desktop::{Desktop, SystemDesktop};
use crate::events::forward_changes;
use crate::folders::Folders;
use crate::media_protocol;
use crate::notifications::tell_of_endings;
use crate::preferences::PreferencesFile;
use crate::ui_problems::UiProblems;
use crate::window;

/// How the attempt to open the studio went. Where it failed, the window shows why.
pub struct Opened {
    /// The folders in use.
    pub folders: Folders,
    /// The studio, or why there is none.
    pub studio: Result<Studio, Problem>,
}

/// Why the studio could not be opened, for the window to show.
pub struct SystemStart(pub Option<Problem>);

impl Opened {
    /// Opens the studio that lies in `folders`.
    pub async fn open(folders: Folders, change: impl FnOnce(&mut StudioConfig)) -> Self {
        let mut config = StudioConfig::new(folders.data().to_owned());
        config.can_move = folders.can_move();
        change(&mut config);
        let studio = Studio::open(config).await.map_err(|error| {
            tracing::error!(%error, "the studio could not be opened");
            error.problem()
        });
        Self { folders, studio }
    }
}

/// Everything but the window: commands, events, media and state, on any runtime.
pub fn builder<R: Runtime>(
    builder: Builder<R>,
    opened: Opened,
    desktop: impl FnOnce(AppHandle<R>) -> Box<dyn Desktop> + Send + 'static,
) -> Builder<R> {
    let bindings = bindings::<R>();
    builder
        .plugin(tauri_plugin_store::Builder::new().build())
        .plugin(tauri_plugin_dialog::init())
        .plugin(tauri_plugin_notification::init())
        .plugin(tauri_plugin_opener::init())
        .register_asynchronous_uri_scheme_protocol(media_protocol::SCHEME, media_protocol::handle)
        .invoke_handler(answer_commands(&bindings))
        .setup(move |app| {
            bindings.mount_events(app);
            let Opened { folders, studio } = opened;
            let preferences = app.store(folders.preferences())?;
            app.manage::<Box<dyn PreferencesFile>>(Box::new(preferences));
            app.manage(desktop(app.handle().clone()));
            app.manage(UiProblems::default());
            app.manage(folders);
            app.manage(SystemStart(studio.as_ref().err().cloned()));
            if let Ok(studio) = studio {
                app.manage(studio.clone());
                let app = app.handle();
                tauri::async_runtime::spawn(tell_of_endings(app.clone(), studio.clone()));
                tauri::async_runtime::spawn(forward_changes(app.clone(), studio));
            }
            Ok(())
        })
}

/// Opens the studio and its window and stays until the window is closed.
#[must_use]
pub fn run() -> ExitCode {
    let Some(folders) = Folders::find() else {
        complain("This system has no folder for application data; set STUDIO_DATA_DIR.");
        return ExitCode::FAILURE;
    };
    let usual = folders.clone();
    let moved = tauri::async_runtime::block_on(folders.moved());
    let folders = moved.as_ref().unwrap_or(&usual).clone();
    let _log = crate::logging::start(&folders.logs())
        .inspect_err(|error| complain(&format!("There will be no log file: {error}")))
        .ok();
    let opened = match moved {
        Ok(folders) => tauri::async_runtime::block_on(Opened::open(folders, |config| {
            config.window_origins = window_origins();
        })),
        Err(error) => Opened {
            folders,
            studio: Err(error.problem()),
        },
    };
    let mut context = context();
    allow_playback(&mut context, &opened);
    let app = builder(Builder::default(), opened, |app| {
        Box::new(SystemDesktop(app))
    })
    .build(context);
    match app {
        Ok(app) => {
            app.run(|app, event| match event {
                RunEvent::Ready => open_window(app),
                RunEvent::Exit => stop(app),
                _ => {}
            });
            ExitCode::SUCCESS
        }
        Err(error) => {
            tracing::error!(%error, "the window could not be opened");
            ExitCode::FAILURE
        }
    }
}

/// Says something before there is a log to say it in.
#[expect(clippy::print_stderr, reason = "the log is what could not be had")]
fn complain(message: &str) {
    eprintln!("{message}");
}

/// The configuration and the page, as they were built in.
#[expect(
    clippy::exit,
    reason = "the macro ends the program where its own data is broken"
)]
fn context<R: Runtime>() -> Context<R> {
    tauri::generate_context!()
}

/// Where this system's web view says its pages come from.
fn window_origins() -> Vec<String> {
    [
        "tauri://localhost",
        "http://tauri.localhost",
        "https://tauri.localhost",
    ]
    .map(str::to_owned)
    .to_vec()
}

/// Lets the page play and read from the playback server's exact address, and from nowhere else.
fn allow_playback<R: Runtime>(context: &mut Context<R>, opened: &Opened) {
    use tauri::utils::config::{Csp, CspDirectiveSources};
    let Ok(studio) = &opened.studio else {
        return;
    };
    let origin = studio.facts().playback_origin;
    if let Some(Csp::DirectiveMap(directives)) = &mut context.config_mut().app.security.csp {
        // A player plays it; a waveform is drawn from what is read.
        for directive in ["media-src", "connect-src"] {
            directives
                .entry(directive.to_owned())
                .or_insert_with(|| CspDirectiveSources::List(Vec::new()))
                .push(origin.clone());
        }
    }
}

/// Opens the window once everything it asks for is in place.
fn open_window<R: Runtime>(app: &AppHandle<R>) {
    if let Err(error) = window::open_main(app) {
        tracing::error!(%error, "the window could not be opened");
        app.exit(1);
    }
}

fn stop<R: Runtime>(app: &AppHandle<R>) {
    if let Some(studio) = app.try_state::<Studio>() {
        let studio = Arc::new(studio.inner().clone());
        tauri::async_runtime::block_on(async move { studio.stop().await });
    }
}
