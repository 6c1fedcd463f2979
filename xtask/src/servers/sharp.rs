//! sharp: what others make thumbnails with, for benchmarks.

use std::path::PathBuf;

use crate::command::run;
use crate::failure::Failure;
use crate::install;
use crate::node::Node;
use crate::project::Project;

const VERSION: &str = "0.35.5";

/// The folder that it is installed in, where it is not there yet.
pub fn ensure(project: &Project, node: &Node) -> Result<PathBuf, Failure> {
    let folder = project.cache.join(format!("sharp-{VERSION}"));
    let what = format!("sharp {VERSION}, to measure against");
    install::once(&folder, VERSION, &what, || {
        let mut npm = node.npm();
        npm.args([
            "install",
            "--no-audit",
            "--no-fund",
            "--ignore-scripts",
            "--prefix",
        ]);
        run(npm.arg(&folder).arg(format!("sharp@{VERSION}")))
    })?;
    Ok(folder)
}
