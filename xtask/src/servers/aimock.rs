//! aimock: an independent stand-in for the providers' services, with faults on demand.

use std::path::PathBuf;

use crate::command::run;
use crate::failure::Failure;
use crate::install;
use crate::node::Node;
use crate::project::Project;

const VERSION: &str = "1.43.0";

/// Its program, a script for Node.js, installed if it is not there yet.
pub fn ensure(project: &Project, node: &Node) -> Result<PathBuf, Failure> {
    let folder = project.cache.join(format!("aimock-{VERSION}"));
    install::once(
        &folder,
        VERSION,
        &format!("the test server aimock {VERSION}"),
        || {
            let mut npm = node.npm();
            npm.args([
                "install",
                "--no-audit",
                "--no-fund",
                "--ignore-scripts",
                "--prefix",
            ]);
            run(npm
                .arg(&folder)
                .arg(format!("@copilotkit/aimock@{VERSION}")))
        },
    )?;
    Ok(folder.join("node_modules/.bin/llmock"))
}
