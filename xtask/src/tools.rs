//! Programs that are installed from the crate registry, each in its own folder of the cache.

use std::env::consts::EXE_SUFFIX;
use std::path::PathBuf;
use std::process::Command;

use crate::command::run;
use crate::failure::Failure;
use crate::install;
use crate::project::Project;

/// A tool and its exact version.
#[derive(Debug, Clone, Copy)]
pub struct Tool {
    name: &'static str,
    version: &'static str,
}

/// Drives the real window. The 2.x line, like the Tauri it drives.
pub const TAURI_DRIVER: Tool = Tool {
    name: "tauri-driver",
    version: "2.1.0",
};
/// Finds dependencies that nothing uses.
pub const MACHETE: Tool = Tool {
    name: "cargo-machete",
    version: "0.9.2",
};
/// Checks licences, banned crates, sources and advisories.
pub const DENY: Tool = Tool {
    name: "cargo-deny",
    version: "0.20.2",
};

impl Tool {
    /// The program, installed if it is not there yet. That compiles for minutes, once.
    pub fn program(self, project: &Project) -> Result<PathBuf, Failure> {
        let Self { name, version } = self;
        let folder = project.cache.join(format!("{name}-{version}"));
        install::once(&folder, version, &format!("{name} {version}"), || {
            let mut cargo = Command::new("cargo");
            cargo
                .args(["install", name, "--locked", "--version"])
                .arg(format!("={version}"));
            cargo.arg("--root").arg(&folder);
            // Not into the studio's build output: its own goes away when it is done.
            run(cargo
                .env_remove("CARGO_TARGET_DIR")
                .current_dir(&project.cache))
        })?;
        Ok(folder.join("bin").join(format!("{name}{EXE_SUFFIX}")))
    }
}
