//! The files of the checkout that people wrote.

use std::fs;
use std::path::Path;

use crate::failure::Failure;
use crate::project::Project;

/// Folders that hold what programs wrote.
const SKIPPED_FOLDERS: [&str; 6] = [".git", "target", "node_modules", "dist", "gen", "icons"];
const TEXT_EXTENSIONS: [&str; 15] = [
    "rs", "toml", "ts", "tsx", "css", "html", "json", "md", "sql", "py", "sh", "yml", "yaml", "js",
    "txt",
];
/// Text that a program wrote.
const GENERATED: [&str; 4] = [
    "ui/src/ipc/bindings.ts",
    "ui/package-lock.json",
    "Cargo.lock",
    "xtask/budget-exceptions.txt",
];

/// A text file, with its path relative to the checkout and `/` between its parts.
#[derive(Debug)]
pub struct SourceFile {
    pub path: String,
    pub text: String,
}

impl SourceFile {
    #[cfg(test)]
    pub fn new(path: &str, text: &str) -> Self {
        Self {
            path: path.to_owned(),
            text: text.to_owned(),
        }
    }

    pub fn lines(&self) -> impl Iterator<Item = &str> {
        self.text.lines()
    }

    pub fn extension(&self) -> &str {
        self.path
            .rsplit_once('.')
            .map_or("", |(_, extension)| extension)
    }

    pub fn is_rust(&self) -> bool {
        self.extension() == "rs"
    }

    /// Whether it is source of the UI, tests included.
    pub fn is_ui(&self) -> bool {
        self.path.starts_with("ui/src/") && matches!(self.extension(), "ts" | "tsx" | "css")
    }

    pub fn is_ui_test(&self) -> bool {
        self.is_ui() && (self.path.contains(".test.") || self.path.contains("/test-"))
    }

    /// The file's name without folders and extension.
    pub fn stem(&self) -> &str {
        let name = self
            .path
            .rsplit_once('/')
            .map_or(self.path.as_str(), |(_, name)| name);
        name.split_once('.').map_or(name, |(stem, _)| stem)
    }
}

/// Every text file that a person wrote, in order of path.
pub fn text_files(project: &Project) -> Result<Vec<SourceFile>, Failure> {
    let mut files = Vec::new();
    read_folder(&project.root, &project.root, &mut files)?;
    files.sort_by(|one, other| one.path.cmp(&other.path));
    Ok(files)
}

/// The Rust files among them.
pub fn rust_files(project: &Project) -> Result<Vec<SourceFile>, Failure> {
    let mut files = text_files(project)?;
    files.retain(SourceFile::is_rust);
    Ok(files)
}

fn read_folder(root: &Path, folder: &Path, files: &mut Vec<SourceFile>) -> Result<(), Failure> {
    let entries =
        fs::read_dir(folder).map_err(Failure::io(format!("read {}", folder.display())))?;
    for entry in entries {
        let entry = entry.map_err(Failure::io(format!("read {}", folder.display())))?;
        let (name, path) = (entry.file_name(), entry.path());
        let name = name.to_string_lossy();
        let kind = entry
            .file_type()
            .map_err(Failure::io(format!("look at {}", path.display())))?;
        if kind.is_dir() && !SKIPPED_FOLDERS.contains(&name.as_ref()) {
            read_folder(root, &path, files)?;
        } else if kind.is_file() && is_text(&name) {
            let relative = path.strip_prefix(root).unwrap_or(&path);
            let relative = relative.to_string_lossy().replace('\\', "/");
            if !GENERATED.contains(&relative.as_str()) {
                let text = fs::read_to_string(&path)
                    .map_err(Failure::io(format!("read {}", path.display())))?;
                files.push(SourceFile {
                    path: relative,
                    text,
                });
            }
        }
    }
    Ok(())
}

fn is_text(name: &str) -> bool {
    name.rsplit_once('.')
        .is_some_and(|(_, extension)| TEXT_EXTENSIONS.contains(&extension))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_stem_of_a_test_file_is_that_of_what_it_tests() {
        assert_eq!(
            SourceFile::new("ui/src/state/drafts.test.ts", "").stem(),
            "drafts"
        );
    }
}
