//! Names that say nothing about what a thing is.

use super::Finding;
use super::scan::{leading_word, line_number, rust_code, words};
use super::source::SourceFile;

/// Files and modules must not be called this.
const MODULES: [&str; 12] = [
    "util",
    "utils",
    "utilities",
    "helper",
    "helpers",
    "common",
    "misc",
    "shared",
    "stuff",
    "manager",
    "service",
    "services",
];
/// Types must not end in this.
const TYPE_ENDINGS: [&str; 9] = [
    "Manager",
    "Service",
    "Helper",
    "Helpers",
    "Util",
    "Utils",
    "Processor",
    "Handler",
    "Common",
];
const RUST_DEFINITIONS: [&str; 4] = ["struct", "enum", "trait", "type"];
const UI_DEFINITIONS: [&str; 4] = ["class", "interface", "type", "enum"];

/// Files and types with such names.
pub fn in_file(file: &SourceFile) -> Vec<Finding> {
    if !file.is_rust() && !file.is_ui() {
        return Vec::new();
    }
    let finding = |what| Finding {
        rule: "names",
        path: file.path.clone(),
        what,
    };
    let of_types = type_names(file).filter(|(_, name)| is_banned_type(name));
    let of_types = of_types.map(|(line, name)| finding(format!("line {line}: a type {name}")));
    let of_file = banned_module(file).map(|name| finding(format!("a module {name}")));
    of_types.chain(of_file).collect()
}

fn banned_module(file: &SourceFile) -> Option<&str> {
    // A folder's name is a module's name too.
    let folders = file.path.split('/').rev().skip(1);
    let source_folders = folders.take_while(|&folder| folder != "src");
    std::iter::once(file.stem())
        .chain(source_folders)
        .find(|name| MODULES.contains(&name.to_lowercase().as_str()))
}

fn type_names(file: &SourceFile) -> impl Iterator<Item = (usize, String)> {
    let (text, definitions) = if file.is_rust() {
        (rust_code(&file.text), RUST_DEFINITIONS)
    } else {
        (file.text.clone(), UI_DEFINITIONS)
    };
    let mut names = Vec::new();
    for definition in definitions {
        for at in words(&text, definition) {
            let name = leading_word(text[at + definition.len()..].trim_start());
            names.push((line_number(&text, at), name.to_owned()));
        }
    }
    names.sort();
    names.into_iter()
}

fn is_banned_type(name: &str) -> bool {
    // In the UI a handler is what React calls the function of an event: only types count.
    TYPE_ENDINGS.iter().any(|ending| name.ends_with(ending))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn findings(path: &str, text: &str) -> Vec<String> {
        in_file(&SourceFile::new(path, text))
            .into_iter()
            .map(|finding| finding.what)
            .collect()
    }

    #[test]
    fn a_type_is_found_by_its_ending() {
        let text = "//! The ChatManager.\npub(crate) struct ChatManager<T> {}\nstruct Lease;\n";
        assert_eq!(
            findings("src-tauri/src/chat.rs", text),
            ["line 2: a type ChatManager"]
        );
    }

    #[test]
    fn using_a_type_of_that_name_is_fine() {
        assert_eq!(
            findings("src-tauri/src/chat.rs", "use tower::Service;"),
            [""; 0]
        );
    }

    #[test]
    fn files_and_folders_are_found_by_their_name() {
        assert_eq!(findings("src-tauri/src/utils.rs", ""), ["a module utils"]);
        assert_eq!(
            findings("ui/src/helpers/dates.ts", ""),
            ["a module helpers"]
        );
        assert_eq!(findings("ui/src/state/drafts.ts", ""), [""; 0]);
    }
}
