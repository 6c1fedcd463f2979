//! Reads `tauri.conf.json` and prepares what the window is built from.

fn main() {
    tauri_build::build();
}
