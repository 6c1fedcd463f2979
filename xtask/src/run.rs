//! `cargo xtask run`: opens the studio, or walks its first run where nobody could see it.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::arguments::RunOptions;
use crate::cargo::{cargo_for_all, cargo_for_app};
use crate::command;
use crate::display::Session;
use crate::failure::Failure;
use crate::journeys::Environment;
use crate::setup::Setup;
use crate::system::{self, Consent, Need};

/// The test that walks the first run: one streamed chat and one image, offline.
const WALK: &str = "first_run_walk";

pub fn run(options: &RunOptions) -> Result<(), Failure> {
    let headless = options.headless || !has_display();
    let need = if headless { Need::Window } else { Need::Build };
    system::ensure(need, Consent::from(options.yes))?;
    let setup = Setup::begin()?;
    setup.ui()?.build()?;
    if headless {
        walk(&setup, options.release)
    } else {
        open(&setup, options.release)
    }
}

fn has_display() -> bool {
    let is_set = |name| env::var_os(name).is_some_and(|value| !value.is_empty());
    !cfg!(target_os = "linux") || is_set("DISPLAY") || is_set("WAYLAND_DISPLAY")
}

fn profile(release: bool) -> &'static str {
    if release { "release" } else { "debug" }
}

fn open(setup: &Setup, release: bool) -> Result<(), Failure> {
    let project = &setup.project;
    let mut build = cargo_for_app(project, &["build", "--bin", "studio"]);
    command::run(build.args(release.then_some("--release")))?;
    command::run(&mut Command::new(project.built(profile(release), "studio")))
}

fn walk(setup: &Setup, release: bool) -> Result<(), Failure> {
    let release_option = release.then_some("--release");
    let words = ["test", "--test", "main"];
    let mut build = cargo_for_all(&setup.project, &words);
    command::run(build.args(release_option).arg("--no-run"))?;

    let screenshots = setup.empty_folder("walk")?;
    let environment = Environment::for_window(setup, profile(release), &screenshots)?;
    let mut test = cargo_for_all(&setup.project, &words);
    test.args(release_option).args(["--", WALK, "--nocapture"]);
    let session = Session::open()?;
    let result = command::run(&mut session.wrap(environment.apply(&mut test)));
    session.end_leftovers();
    result?;
    report(&screenshots)
}

/// A filter that matches no test also ends well: only pictures prove that the walk was walked.
fn report(folder: &Path) -> Result<(), Failure> {
    let entries =
        fs::read_dir(folder).map_err(Failure::io(format!("read {}", folder.display())))?;
    let mut pictures: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    pictures.retain(|path| path.extension().is_some_and(|extension| extension == "png"));
    pictures.sort();
    if pictures.is_empty() {
        return Err(Failure::Unmet(format!(
            "the test {WALK} left no screenshot: did it run?"
        )));
    }
    println!("\nThe first run was walked: a chat was streamed and an image was made.");
    println!("Screenshots:");
    for picture in pictures {
        println!("  {}", picture.display());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::display::ScratchFolder;

    #[test]
    fn a_walk_without_screenshots_is_no_success() {
        let folder = ScratchFolder::create("walk").unwrap();
        assert!(report(folder.path()).is_err());
        fs::write(folder.path().join("1-welcome.png"), "").unwrap();
        report(folder.path()).unwrap();
    }
}
