//! Where journeys are walked: the studio in its real window, and the same studio in Chromium.
//!
//! A stage has a data folder of its own. The studio on it can be stopped, killed and started
//! again; when the stage is dropped nothing of it is left.

mod bridge;
mod chromium;
pub mod process;
mod real_window;
pub mod servers;

pub use bridge::Bridge;

use std::ops::Deref;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

use tempfile::TempDir;

use crate::driver::Window;

/// Which window a journey is walked in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// The app itself in the system's web view.
    RealWindow,
    /// The page in Chromium, over the same shell and core through the test bridge.
    Chromium,
}

/// What only the bridge can arrange. A journey that needs any of it is walked in Chromium alone.
#[derive(Debug, Clone, Default)]
pub struct Conditions {
    /// The most bytes that media files may take: a disk that is full beyond them.
    pub media_quota: Option<u64>,
    /// What a person does when a dialog asks where to save: choose this folder.
    pub save_to: Option<PathBuf>,
    /// The files chosen in every dialog that asks for some.
    pub pick: Vec<PathBuf>,
    /// A computer on which no keychain answers.
    pub no_keychain: bool,
}

/// The studio, running on a stage.
trait Running {
    fn window(&self) -> &Window;
    /// What the desktop was asked to show, where that is known.
    fn desktop_acts(&self) -> Option<Vec<String>>;
    /// Ends it as a person would, by closing its window.
    fn stop(self: Box<Self>);
    /// Ends it as a power cut would.
    fn kill(self: Box<Self>);
}

/// A studio in a window, with a data folder of its own.
pub struct Stage {
    kind: Kind,
    title: String,
    conditions: Conditions,
    running: Option<Box<dyn Running>>,
    folder: TempDir,
}

impl Stage {
    /// Opens a studio that was never used.
    pub fn open(kind: Kind, test: &str) -> Self {
        Self::open_with(kind, test, Conditions::default())
    }

    /// Opens a studio that was never used, under conditions.
    pub fn open_with(kind: Kind, test: &str, conditions: Conditions) -> Self {
        let suffix = match kind {
            Kind::RealWindow => "window",
            Kind::Chromium => "chromium",
        };
        let mut stage = Self {
            kind,
            title: format!("{test}-{suffix}"),
            conditions,
            running: None,
            folder: tempfile::Builder::new()
                .prefix("studio-test-")
                .tempdir()
                .expect("there is room for a temporary folder"),
        };
        stage.start();
        stage
    }

    /// Starts the studio on what the data folder holds, and waits until it can be used.
    pub fn start(&mut self) {
        assert!(self.running.is_none(), "the studio is open already");
        let running: Box<dyn Running> = match self.kind {
            Kind::RealWindow => Box::new(real_window::start(self.folder.path(), &self.title)),
            Kind::Chromium => Box::new(chromium::start(
                self.folder.path(),
                &self.title,
                &self.conditions,
            )),
        };
        self.running
            .insert(running)
            .window()
            .see("navigation", "Main");
    }

    /// Closes the window and starts the studio again.
    pub fn restart(&mut self) {
        self.stop();
        self.start();
    }

    /// Closes the window.
    pub fn stop(&mut self) {
        self.take_running().stop();
    }

    /// Ends the studio's process with no chance to tidy up (`kill -9`).
    pub fn kill(&mut self) {
        self.take_running().kill();
    }

    /// Where the studio keeps its files.
    pub fn data_folder(&self) -> PathBuf {
        data_folder(self.folder.path())
    }

    /// Everything that belongs to this stage: the data folder, the browser's own, and logs.
    pub fn folder(&self) -> PathBuf {
        self.folder.path().to_owned()
    }

    /// Throws away all that the web view or browser keeps for itself.
    pub fn wipe_web_view(&self) {
        assert!(self.running.is_none(), "the window is still open");
        let kept = match self.kind {
            Kind::RealWindow => self.data_folder().join("webview"),
            Kind::Chromium => self.folder.path().join("chromium"),
        };
        std::fs::remove_dir_all(kept).expect("the web view kept something");
    }

    /// A name that no other test gives to anything, since all share one keychain.
    pub fn unique(&self, name: &str) -> String {
        static COUNT: AtomicU32 = AtomicU32::new(1);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        format!("{name} {}-{count}", std::process::id())
    }

    /// What the desktop was asked to show; only the bridge knows.
    pub fn desktop_acts(&self) -> Vec<String> {
        let running = self.running.as_ref().expect("the studio is open");
        running
            .desktop_acts()
            .expect("only the bridge writes down what the desktop was asked")
    }

    fn take_running(&mut self) -> Box<dyn Running> {
        self.running.take().expect("the studio is open")
    }
}

/// What a person does, they do in the window.
impl Deref for Stage {
    type Target = Window;

    fn deref(&self) -> &Window {
        self.running.as_ref().expect("the studio is open").window()
    }
}

fn data_folder(stage: &Path) -> PathBuf {
    stage.join("data")
}

/// A program or file that the test command provides.
pub fn provided(variable: &str) -> PathBuf {
    match std::env::var_os(variable) {
        Some(value) if !value.is_empty() => PathBuf::from(value),
        _ => panic!("{variable} is not set: run the whole-app tests with `cargo xtask test`"),
    }
}
