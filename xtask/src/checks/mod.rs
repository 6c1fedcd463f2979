//! Checks of the source that are no tests.

pub mod budgets;
mod dependencies;

use std::fs;
use std::path::Path;

use crate::cargo::{cargo, cargo_for_all};
use crate::command::run;
use crate::failure::Failure;
use crate::project::Project;
use crate::setup::Setup;

pub use dependencies::{licences, unused_dependencies};

/// The app's identifier, after which its data folder is named.
const IDENTIFIER: &str = "studio.multimodal.app";

/// All Rust code is formatted.
pub fn format(project: &Project) -> Result<(), Failure> {
    run(&mut cargo(project, &["fmt", "--all", "--check"]))
}

/// Clippy has nothing to say, of the tests and benches either.
pub fn clippy(setup: &Setup) -> Result<(), Failure> {
    // The app carries the built UI, so that even checking it needs the files.
    setup.ui()?.build()?;
    let mut clippy = cargo_for_all(&setup.project, &["clippy", "--all-targets"]);
    run(clippy.args(["--", "-D", "warnings"]))
}

/// Whether any documentation has an example that compiles.
pub fn has_doctests(project: &Project) -> Result<bool, Failure> {
    let files = budgets::source::rust_files(project)?;
    Ok(files.iter().any(|file| file.lines().any(opens_a_doctest)))
}

fn opens_a_doctest(line: &str) -> bool {
    let line = line.trim_start();
    let comment = line
        .strip_prefix("///")
        .or_else(|| line.strip_prefix("//!"));
    comment.is_some_and(|text| matches!(text.trim(), "```rust" | "```should_panic"))
}

/// The tests left nothing in the places where the app would keep a user's data.
pub fn hermetic(home: &Path) -> Result<(), Failure> {
    let mut count = 0;
    for place in [".local/share", ".config", ".local/state", ".cache"] {
        let folder = home.join(place).join(IDENTIFIER);
        if folder.exists() {
            println!("A test wrote to the user's own ~/{place}/{IDENTIFIER}:");
            for entry in fs::read_dir(&folder).into_iter().flatten().flatten() {
                println!("  {}", entry.file_name().to_string_lossy());
            }
            count += 1;
        }
    }
    if count == 0 {
        Ok(())
    } else {
        Err(Failure::Findings {
            check: "hermetic",
            count,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::display::ScratchFolder;

    #[test]
    fn a_test_that_writes_to_the_users_data_folder_is_found() {
        let home = ScratchFolder::create("home").unwrap();
        hermetic(home.path()).unwrap();
        fs::create_dir_all(home.path().join(".local/share").join(IDENTIFIER)).unwrap();
        assert!(hermetic(home.path()).is_err());
    }

    #[test]
    fn the_identifier_is_the_one_of_the_app() {
        let configuration = include_str!("../../../tauri.conf.json");
        assert!(configuration.contains(&format!("\"{IDENTIFIER}\"")));
    }

    #[test]
    fn only_examples_that_compile_count_as_doctests() {
        assert!(opens_a_doctest("    /// ```rust"));
        assert!(!opens_a_doctest("/// ```text"));
        assert!(!opens_a_doctest("// ```rust"));
    }
}
