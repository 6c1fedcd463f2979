//! The project's own Node.js and npm, so that every machine runs the UI's tools alike.

use std::env;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::command::{output_of, run, succeeds};
use crate::failure::Failure;
use crate::install;
use crate::project::Project;

const NODE: &str = "24.21.0";
const NPM: &str = "11.21.2";

/// The oldest Node.js that can fetch the project's own, as (major, minor).
const OLDEST_TO_BEGIN_WITH: (u32, u32) = (20, 19);

/// An installed Node.js with its npm.
#[derive(Debug)]
pub struct Node {
    pub program: PathBuf,
    npm: PathBuf,
}

impl Node {
    /// The project's own, fetched with the machine's npm if it is not there yet.
    pub fn ensure(project: &Project) -> Result<Self, Failure> {
        let folder = project.cache.join(format!("node-{NODE}"));
        let modules = folder.join("node_modules");
        let node = Self {
            program: modules
                .join("node/bin")
                .join(format!("node{}", env::consts::EXE_SUFFIX)),
            npm: modules.join("npm/bin/npm-cli.js"),
        };
        let recipe = format!("node {NODE}, npm {NPM}");
        install::once(
            &folder,
            &recipe,
            &format!("Node.js {NODE} with npm {NPM}"),
            || {
                fetch(&folder)?;
                node.check()
            },
        )?;
        Ok(node)
    }

    /// npm, run by this Node.js and finding this Node.js first.
    pub fn npm(&self) -> Command {
        let mut command = Command::new(&self.program);
        command.arg(&self.npm).env("PATH", self.search_path());
        command
    }

    fn search_path(&self) -> OsString {
        let own = self.program.parent().map(Path::to_path_buf);
        let others = env::var_os("PATH").unwrap_or_default();
        let folders = own.into_iter().chain(env::split_paths(&others));
        env::join_paths(folders).unwrap_or(others.clone())
    }

    fn check(&self) -> Result<(), Failure> {
        let version = output_of(Command::new(&self.program).arg("--version"))?;
        if version == format!("v{NODE}") {
            Ok(())
        } else {
            Err(Failure::Unmet(format!(
                "npm gave Node.js {version}, where {NODE} was asked for"
            )))
        }
    }
}

fn fetch(folder: &Path) -> Result<(), Failure> {
    check_what_is_installed()?;
    let manifest = folder.join("package.json");
    fs::write(&manifest, manifest_text()).map_err(Failure::io("write Node.js's package.json"))?;
    let mut npm = Command::new(if cfg!(windows) { "npm.cmd" } else { "npm" });
    npm.args(["install", "--no-audit", "--no-fund", "--loglevel=error"]);
    run(npm.current_dir(folder))
}

/// npm's `node` package fetches the program in an install script, which newer npm must be told to
/// allow.
fn manifest_text() -> String {
    format!(
        r#"{{
  "private": true,
  "allowScripts": {{ "node": true }},
  "dependencies": {{ "node": "{NODE}", "npm": "{NPM}" }}
}}
"#
    )
}

fn check_what_is_installed() -> Result<(), Failure> {
    let (major, minor) = OLDEST_TO_BEGIN_WITH;
    let hint =
        format!("Node.js {major}.{minor} or newer with npm is needed to begin: nodejs.org has it.");
    if !succeeds(Command::new("node").arg("--version")) {
        return Err(Failure::Missing(hint));
    }
    let version = output_of(Command::new("node").arg("--version"))?;
    match parsed(&version) {
        Some(found) if found >= OLDEST_TO_BEGIN_WITH => Ok(()),
        _ => Err(Failure::Missing(format!(
            "{hint} This machine has {version}."
        ))),
    }
}

fn parsed(version: &str) -> Option<(u32, u32)> {
    let mut numbers = version.trim_start_matches('v').split('.').map(str::parse);
    Some((numbers.next()?.ok()?, numbers.next()?.ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_compared_as_numbers() {
        assert!(parsed("v20.9.0").unwrap() < OLDEST_TO_BEGIN_WITH);
        assert!(parsed("v20.19.0").unwrap() >= OLDEST_TO_BEGIN_WITH);
        assert!(parsed("v24.1.0").unwrap() >= OLDEST_TO_BEGIN_WITH);
        assert_eq!(parsed("unknown"), None);
    }
}
