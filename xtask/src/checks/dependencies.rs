//! Checks of what the packages depend on.

use std::env;
use std::path::PathBuf;
use std::process::Command;

use crate::cargo::cargo;
use crate::command::run;
use crate::failure::Failure;
use crate::project::Project;
use crate::tools::{DENY, MACHETE};

/// No package names a dependency that it does not use.
pub fn unused_dependencies(project: &Project) -> Result<(), Failure> {
    let mut machete = Command::new(MACHETE.program(project)?);
    run(machete
        .args(["src-tauri", "xtask", "."])
        .current_dir(&project.root))
}

/// Licences, banned packages and sources; known vulnerabilities where their list is at hand.
pub fn licences(project: &Project) -> Result<(), Failure> {
    let program = DENY.program(project)?;
    // Fetched first, for all systems the app is built for: cargo-deny then needs no network.
    run(&mut cargo(project, &["fetch", "--locked", "--quiet"]))?;
    let deny = || {
        let mut deny = Command::new(&program);
        deny.current_dir(&project.root)
            .args(["--workspace", "--frozen", "check"]);
        deny.args(["--hide-inclusion-graph", "--show-stats"]);
        deny
    };
    run(deny().args(["licenses", "bans", "sources"]))?;
    match advisory_database() {
        Some(folder) if folder.is_dir() => run(deny().arg("advisories")),
        _ => {
            println!(
                "Known vulnerabilities were NOT checked: their list is not on this machine. \
                 `cargo deny fetch` brings it where the network allows."
            );
            Ok(())
        }
    }
}

/// Where cargo-deny keeps the advisories it fetched.
fn advisory_database() -> Option<PathBuf> {
    let cargo_home = env::var_os("CARGO_HOME").map(PathBuf::from);
    let cargo_home =
        cargo_home.or_else(|| env::var_os("HOME").map(|home| PathBuf::from(home).join(".cargo")));
    cargo_home.map(|folder| folder.join("advisory-dbs"))
}
