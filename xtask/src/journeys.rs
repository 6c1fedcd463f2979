//! What the whole-app tests are told through their environment.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::command::find_program;
use crate::failure::Failure;
use crate::servers::{aimock, llama};
use crate::setup::Setup;
use crate::tools::TAURI_DRIVER;

/// Variables for the tests, by name.
#[derive(Debug)]
pub struct Environment(Vec<(&'static str, OsString)>);

impl Environment {
    /// For driving the real window only.
    pub fn for_window(setup: &Setup, profile: &str, screenshots: &Path) -> Result<Self, Failure> {
        let project = &setup.project;
        Ok(Self(vec![
            ("STUDIO_APP", project.built(profile, "studio").into()),
            ("STUDIO_SCREENSHOTS", screenshots.into()),
            ("STUDIO_TAURI_DRIVER", TAURI_DRIVER.program(project)?.into()),
            ("STUDIO_WEBKIT_DRIVER", program("WebKitWebDriver")?.into()),
        ]))
    }

    /// For every test: the other browser engine and the servers too.
    pub fn for_all_tests(
        setup: &Setup,
        profile: &str,
        screenshots: &Path,
    ) -> Result<Self, Failure> {
        let Self(mut variables) = Self::for_window(setup, profile, screenshots)?;
        let project = &setup.project;
        let node = setup.node()?;
        let llama = llama::ensure(project)?;
        let bridge = project.target.join(profile).join("examples/bridge");
        variables.extend([
            ("STUDIO_AIMOCK", aimock::ensure(project, node)?.into()),
            ("STUDIO_BRIDGE", bridge.into()),
            ("STUDIO_CHROMEDRIVER", program("chromedriver")?.into()),
            ("STUDIO_CHROMIUM", program("chromium")?.into()),
            ("STUDIO_LLAMA_MODEL", llama.model.into()),
            ("STUDIO_LLAMA_PYTHON", llama.python.into()),
            ("STUDIO_NODE", node.program.clone().into()),
        ]);
        Ok(Self(variables))
    }

    /// Gives the variables to a command.
    pub fn apply<'a>(&self, command: &'a mut Command) -> &'a mut Command {
        command.envs(self.0.iter().map(|(name, value)| (name, value)))
    }
}

fn program(name: &str) -> Result<PathBuf, Failure> {
    find_program(name).ok_or_else(|| Failure::Missing(format!("{name} is not on the search path")))
}
