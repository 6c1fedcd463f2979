//! Only the app's own package knows Tauri.

use super::Finding;
use super::source::SourceFile;

/// Dependencies on Tauri in any package but the root's.
pub fn in_file(file: &SourceFile) -> Vec<Finding> {
    if !file.path.ends_with("/Cargo.toml") {
        return Vec::new();
    }
    let names = file
        .lines()
        .filter_map(dependency)
        .filter(|name| is_tauri(name));
    names
        .map(|name| Finding {
            rule: "tauri-at-the-edge",
            path: file.path.clone(),
            what: format!("{name}: only the root package depends on Tauri"),
        })
        .collect()
}

/// The name that a line of a manifest gives, as a key or in a table's head.
fn dependency(line: &str) -> Option<&str> {
    let line = line.trim();
    if let Some(head) = line.strip_prefix('[') {
        let head = head.trim_end_matches(']');
        return head
            .rsplit_once("dependencies.")
            .map(|(_, name)| name.trim_matches('"'));
    }
    let (key, _) = line.split_once('=')?;
    let key = key.trim().trim_matches('"');
    Some(key.strip_suffix(".workspace").unwrap_or(key))
}

fn is_tauri(name: &str) -> bool {
    name == "tauri" || name.starts_with("tauri-") || name == "wry" || name == "tao"
}

#[cfg(test)]
mod tests {
    use super::*;

    fn count(path: &str, text: &str) -> usize {
        in_file(&SourceFile::new(path, text)).len()
    }

    #[test]
    fn every_way_to_write_the_dependency_is_found() {
        let manifest = "src-tauri/crates/engine/Cargo.toml";
        assert_eq!(count(manifest, "[dependencies]\ntauri = \"2\"\n"), 1);
        assert_eq!(
            count(
                manifest,
                "[dependencies]\ntauri-plugin-store.workspace = true\n"
            ),
            1
        );
        assert_eq!(
            count(manifest, "[dev-dependencies.tauri]\nversion = \"2\"\n"),
            1
        );
        assert_eq!(
            count(manifest, "[dependencies]\nserde = \"1\" # not tauri = 2\n"),
            0
        );
    }

    #[test]
    fn the_root_package_may_depend_on_it() {
        assert_eq!(count("Cargo.toml", "tauri = \"2\"\n"), 0);
    }
}
