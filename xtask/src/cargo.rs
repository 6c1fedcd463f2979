//! Cargo, always with the same features, so that one build serves every command.

use std::process::Command;

use crate::command::succeeds;
use crate::project::Project;

/// The UI is served from inside the program, as in a release.
const FEATURES: [&str; 2] = ["--features", "custom-protocol"];

/// `cargo WORDS…` in the checkout, into the build output that this program came from.
pub fn cargo(project: &Project, words: &[&str]) -> Command {
    let mut command = Command::new("cargo");
    command
        .args(words)
        .current_dir(&project.root)
        .env("CARGO_TARGET_DIR", &project.target);
    command
}

/// `cargo WORDS…` for the app alone.
pub fn cargo_for_app(project: &Project, words: &[&str]) -> Command {
    let mut command = cargo(project, words);
    command.args(FEATURES);
    command
}

/// `cargo WORDS…` for all packages. Naming them all keeps the features of their dependencies the
/// same from one command to the next, so that nothing is compiled twice.
pub fn cargo_for_all(project: &Project, words: &[&str]) -> Command {
    let mut command = cargo_for_app(project, words);
    command.arg("--workspace");
    command
}

/// `cargo nextest run` where it is installed, else `cargo test`.
pub fn test_words() -> &'static [&'static str] {
    let has_nextest = succeeds(Command::new("cargo").args(["nextest", "--version"]));
    if has_nextest {
        &["nextest", "run"]
    } else {
        &["test"]
    }
}
