//! llama.cpp's own HTTP server, from a prebuilt Python wheel, with a tiny model of our making.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::command::run;
use crate::failure::Failure;
use crate::install;
use crate::project::Project;

const PACKAGES: [&str; 3] = ["xllamacpp==2026.10.11549", "gguf==0.19.0", "numpy>=1.26,<3"];
const MODEL_SCRIPT: &str = "tests/servers/make_tiny_gguf.py";

/// A Python that has llama.cpp, and a model for it.
#[derive(Debug)]
pub struct Llama {
    pub python: PathBuf,
    pub model: PathBuf,
}

/// Installs both if they are not there yet.
pub fn ensure(project: &Project) -> Result<Llama, Failure> {
    let python = ensure_python(project)?;
    let model = ensure_model(project, &python)?;
    Ok(Llama { python, model })
}

fn ensure_python(project: &Project) -> Result<PathBuf, Failure> {
    let folder = project.cache.join("llama-python");
    let python = folder.join("bin/python");
    install::once(
        &folder,
        &PACKAGES.join("\n"),
        "llama.cpp's server for tests",
        || {
            run(Command::new("python3").args(["-m", "venv"]).arg(&folder))?;
            run(Command::new(&python)
                .args(["-m", "pip", "install", "--quiet"])
                .args(PACKAGES))
        },
    )?;
    Ok(python)
}

/// The model is made anew when the script that makes it, or what it uses, has changed.
fn ensure_model(project: &Project, python: &Path) -> Result<PathBuf, Failure> {
    let script = project.file(MODEL_SCRIPT);
    let text =
        fs::read_to_string(&script).map_err(Failure::io(format!("read {}", script.display())))?;
    let folder = project.cache.join("llama-model");
    let model = folder.join("tiny-random.gguf");
    let recipe = format!("{}\n{text}", PACKAGES.join("\n"));
    install::once(&folder, &recipe, "a tiny language model for tests", || {
        run(Command::new(python).arg(&script).arg(&model))
    })?;
    Ok(model)
}
