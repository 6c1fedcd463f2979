//! Where things lie: the checkout, the build output and the cache.

use std::env;
use std::path::{Path, PathBuf};

use crate::failure::Failure;

#[derive(Debug)]
pub struct Project {
    /// The checkout.
    pub root: PathBuf,
    /// Cargo's output, the same one that this program was built into.
    pub target: PathBuf,
    /// Downloads: Node.js, tools, test servers.
    pub cache: PathBuf,
}

impl Project {
    pub fn find() -> Result<Self, Failure> {
        Ok(Self {
            root: root()?,
            target: target()?,
            cache: cache()?,
        })
    }

    /// A file of the checkout.
    pub fn file(&self, relative: &str) -> PathBuf {
        self.root.join(relative)
    }

    /// A program that Cargo built, by profile folder (`debug` or `release`).
    pub fn built(&self, profile: &str, name: &str) -> PathBuf {
        self.target
            .join(profile)
            .join(format!("{name}{}", env::consts::EXE_SUFFIX))
    }
}

fn root() -> Result<PathBuf, Failure> {
    let own = env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from);
    let own = own.unwrap_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")));
    own.parent()
        .map(Path::to_path_buf)
        .ok_or_else(|| Failure::Unmet("the xtask package has no parent folder".into()))
}

/// This program lies in `<target>/<profile>/`, wherever the target folder was put.
fn target() -> Result<PathBuf, Failure> {
    let own = env::current_exe().map_err(Failure::io("find this program"))?;
    own.ancestors()
        .nth(2)
        .map(Path::to_path_buf)
        .ok_or_else(|| Failure::Unmet("this program was not started by cargo".into()))
}

fn cache() -> Result<PathBuf, Failure> {
    if let Some(chosen) = env::var_os("STUDIO_CACHE") {
        return Ok(PathBuf::from(chosen));
    }
    let folder = |variable: &str| env::var_os(variable).map(PathBuf::from);
    let base = if cfg!(target_os = "windows") {
        folder("LOCALAPPDATA")
    } else if cfg!(target_os = "macos") {
        folder("HOME").map(|home| home.join("Library/Caches"))
    } else {
        folder("XDG_CACHE_HOME").or_else(|| folder("HOME").map(|home| home.join(".cache")))
    };
    base.map(|base| base.join("studio-xtask")).ok_or_else(|| {
        Failure::Missing("No cache folder is known: set STUDIO_CACHE to a folder.".into())
    })
}
