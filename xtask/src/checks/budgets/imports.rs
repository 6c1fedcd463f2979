//! The UI reaches the core through one folder.

use super::Finding;
use super::source::SourceFile;

const PACKAGE: &str = "@tauri-apps";
const DOOR: &str = "ui/src/ipc/";

/// Imports of Tauri's packages outside that folder.
pub fn in_file(file: &SourceFile) -> Vec<Finding> {
    if !file.is_ui() || file.path.starts_with(DOOR) {
        return Vec::new();
    }
    let lines = file.lines().enumerate();
    let bad = lines.filter(|(_, line)| {
        ["\"", "'", "`"]
            .iter()
            .any(|quote| line.contains(&format!("{quote}{PACKAGE}")))
    });
    bad.map(|(number, _)| Finding {
        rule: "one-door",
        path: file.path.clone(),
        what: format!("line {}: {PACKAGE} is imported only in {DOOR}", number + 1),
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const IMPORT: &str = "import { invoke } from \"@tauri-apps/api/core\";\n";

    #[test]
    fn only_the_folder_ipc_may_import_tauri() {
        assert_eq!(
            in_file(&SourceFile::new("ui/src/ipc/client.ts", IMPORT)),
            []
        );
        assert_eq!(
            in_file(&SourceFile::new("ui/src/features/chat/page.tsx", IMPORT)).len(),
            1
        );
    }

    #[test]
    fn a_mock_of_the_package_counts_as_an_import() {
        let mock = "vi.mock('@tauri-apps/api/core');";
        assert_eq!(
            in_file(&SourceFile::new("ui/src/app.test.tsx", mock)).len(),
            1
        );
    }
}
