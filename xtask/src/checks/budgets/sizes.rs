//! How long files may be.

use super::Finding;
use super::source::SourceFile;

const RUST_LINES: usize = 500;
const UI_LINES: usize = 450;
const SHELL_LINES: usize = 2_500;
const SHELL: &str = "src-tauri/src/";

/// A file that is too long.
pub fn of_file(file: &SourceFile) -> Vec<Finding> {
    let most = if file.is_rust() {
        RUST_LINES
    } else if file.is_ui() {
        UI_LINES
    } else {
        return Vec::new();
    };
    let lines = file.lines().count();
    if lines <= most {
        return Vec::new();
    }
    let what = format!("{lines} lines, where {most} are the most");
    vec![Finding {
        rule: "file-size",
        path: file.path.clone(),
        what,
    }]
}

/// The shell, if it has grown too large: what grows there belongs into a crate.
pub fn of_shell(files: &[SourceFile]) -> Option<Finding> {
    let lines = shell_lines(files);
    let what = format!("the shell has {lines} lines, where {SHELL_LINES} are the most");
    (lines > SHELL_LINES).then(|| Finding {
        rule: "shell-size",
        path: SHELL.to_owned(),
        what,
    })
}

/// How large things are, in one line.
pub fn summary(files: &[SourceFile]) -> String {
    let longest = |is: fn(&SourceFile) -> bool| {
        let of_kind = files.iter().filter(|file| is(file));
        let longest = of_kind.map(|file| (file.lines().count(), &file.path)).max();
        longest.map_or("none".to_owned(), |(lines, path)| {
            format!("{path}, {lines} lines")
        })
    };
    format!(
        "shell: {} of {SHELL_LINES} lines; longest Rust file: {}; longest UI file: {}",
        shell_lines(files),
        longest(SourceFile::is_rust),
        longest(SourceFile::is_ui),
    )
}

fn shell_lines(files: &[SourceFile]) -> usize {
    let shell = files
        .iter()
        .filter(|file| file.path.starts_with(SHELL) && file.is_rust());
    shell.map(|file| file.lines().count()).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(path: &str, lines: usize) -> SourceFile {
        SourceFile::new(path, &"x\n".repeat(lines))
    }

    #[test]
    fn a_file_may_be_as_long_as_its_budget_and_no_longer() {
        assert_eq!(of_file(&file("src-tauri/src/lib.rs", 500)), []);
        assert_eq!(of_file(&file("src-tauri/src/lib.rs", 501)).len(), 1);
        assert_eq!(of_file(&file("ui/src/app.tsx", 450)), []);
        assert_eq!(of_file(&file("ui/src/app.tsx", 451)).len(), 1);
        assert_eq!(of_file(&file("docs/ARCHITECTURE.md", 900)), []);
    }

    #[test]
    fn the_shell_is_measured_as_a_whole() {
        let files: Vec<_> = (0..6)
            .map(|number| file(&format!("src-tauri/src/{number}.rs"), 420))
            .collect();
        assert!(of_shell(&files[..5]).is_none());
        assert!(of_shell(&files).is_some());
    }
}
