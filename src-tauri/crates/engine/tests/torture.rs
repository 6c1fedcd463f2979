//! A small run of the torture harness: the studio is killed and its disk filled while a service
//! does everything wrong, and nothing that was paid for may be lost or paid for twice.
//! `cargo xtask torture` runs it at length.

#![expect(
    clippy::unwrap_used,
    reason = "a test that meets a surprise ends there"
)]

use std::path::PathBuf;
use std::process::Command;

/// Cargo builds examples together with tests, and puts them here.
fn harness() -> PathBuf {
    let own = std::env::current_exe().unwrap();
    let profile = own.parent().and_then(|deps| deps.parent()).unwrap();
    profile
        .join("examples")
        .join(format!("torture{}", std::env::consts::EXE_SUFFIX))
}

fn torture(options: &[&str]) -> String {
    let output = Command::new(harness()).args(options).output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    let complained = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}{complained}");
    said
}

#[test]
fn nothing_paid_for_is_lost_and_nothing_is_paid_for_twice() {
    let said = torture(&[
        "--generations",
        "20",
        "--seed",
        "11",
        "--kills",
        "5",
        "--full-disk",
        // A mount would outlive a test that is ended.
        "--no-mount",
    ]);
    let row = |name: &str| said.lines().find(|line| line.starts_with(name));
    assert!(
        row("killed").is_some_and(|row| !row.ends_with(" 0")),
        "{said}"
    );
    for clean in ["lost", "doubled", "other faults of the studio"] {
        assert!(row(clean).is_some_and(|row| row.ends_with(" 0")), "{said}");
    }
}
