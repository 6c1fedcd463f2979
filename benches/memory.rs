//! How much memory the studio holds while nobody does anything: all its processes, each shared
//! page counted once.

use std::time::Duration;

use crate::process;
use crate::stage::{Kind, Stage};
use crate::table::Table;

const RUNS: usize = 5;
/// Until the start's own garbage is collected.
const IDLE: Duration = Duration::from_secs(8);

/// Starts the app, leaves it alone and counts.
pub fn measure(table: &mut Table) {
    let mut total = Vec::new();
    let mut own = Vec::new();
    for _ in 0..RUNS {
        let studio = Stage::open(Kind::RealWindow, "bench-memory");
        studio.see("textbox", "Message");
        rest(IDLE);
        let (all, app) = process::proportional_memory(process::app());
        total.push(all);
        own.push(app);
    }
    table.add("idle memory, all processes (PSS)", "MiB", total);
    table.add("idle memory, the app's own process (PSS)", "MiB", own);
}

#[expect(clippy::disallowed_methods, reason = "being idle is what is measured")]
fn rest(time: Duration) {
    std::thread::sleep(time);
}
