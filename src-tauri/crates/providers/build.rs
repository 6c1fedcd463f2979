//! Finds the manifests that ship, so that adding a service is adding a file.
//!
//! What can be told without the crate itself is checked here and stops the build: that each file
//! is TOML, and that its `id` is its name. The rest is checked by the crate's tests and at load.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

/// Shown first, in this order; the others follow by name.
const FIRST: [&str; 4] = ["sample", "openai", "anthropic", "google"];

fn main() -> io::Result<()> {
    let folder = Path::new("manifests");
    println!("cargo::rerun-if-changed=manifests");
    let mut files: Vec<PathBuf> = fs::read_dir(folder)?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<io::Result<_>>()?;
    files.retain(|file| file.extension().is_some_and(|ending| ending == "toml"));
    files.sort_by_key(|file| order(&stem(file)));
    let mut list = String::from("&[\n");
    for file in &files {
        check(file)?;
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        // Where the crate lies is asked when it is compiled: what was built may serve a checkout
        // in another place, and Cargo does not run this again for that.
        let path = format!("/manifests/{name}");
        let whole = format!("concat!(env!(\"CARGO_MANIFEST_DIR\"), {path:?})");
        writeln!(list, "    ({name:?}, include_str!({whole})),").map_err(io::Error::other)?;
    }
    list.push(']');
    let out = env::var("OUT_DIR").map_err(io::Error::other)?;
    fs::write(Path::new(&out).join("manifests.rs"), list)
}

fn stem(file: &Path) -> String {
    file.file_stem()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned()
}

/// The first ones first; servers of the user's own, which are no service by themselves, last.
fn order(id: &str) -> (usize, bool, String) {
    let place = FIRST.iter().position(|first| *first == id);
    let is_protocol = id.ends_with("-compatible");
    (place.unwrap_or(FIRST.len()), is_protocol, id.to_owned())
}

fn check(file: &Path) -> io::Result<()> {
    let text = fs::read_to_string(file)?;
    let wrong = |what: String| io::Error::other(format!("{}: {what}", file.display()));
    let table: toml::Table = toml::from_str(&text).map_err(|error| wrong(error.to_string()))?;
    let id = table.get("id").and_then(toml::Value::as_str);
    if id != Some(stem(file).as_str()) {
        return Err(wrong("its `id` must be the file's name".to_owned()));
    }
    Ok(())
}
