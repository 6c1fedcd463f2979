//! The TypeScript that the page is compiled against is what the shell really has.

use std::path::{Path, PathBuf};

fn committed() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("ui/src/ipc/bindings.ts")
}

#[test]
fn bindings_are_current() {
    if std::env::var_os("STUDIO_WRITE_BINDINGS").is_some_and(|it| it == "1") {
        studio_lib::bindings::write_typescript(&committed()).unwrap();
        return;
    }
    let folder = super::lab::folder();
    let file = folder.path().join("bindings.ts");
    studio_lib::bindings::write_typescript(&file).unwrap();
    let (expected, found) = (
        std::fs::read_to_string(&file),
        std::fs::read_to_string(committed()),
    );
    assert!(
        expected.unwrap() == found.unwrap_or_default(),
        "ui/src/ipc/bindings.ts is not what the commands say; write it anew with\n    \
         STUDIO_WRITE_BINDINGS=1 cargo test --test main bindings_are_current"
    );
}
