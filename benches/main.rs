//! How long things take and how much memory they use, in the release build. Run them with
//! `cargo xtask bench`, which provides a display and the programs to drive the window.
//!
//! They report; nothing here ever fails by the clock.

#![expect(
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a benchmark prints its table, and stops where its surroundings fail"
)]

mod client;
#[path = "../tests/driver/mod.rs"]
#[expect(dead_code, reason = "measuring takes a part of what journeys take")]
mod driver;
mod memory;
mod process;
#[path = "../tests/stage/mod.rs"]
#[expect(
    dead_code,
    unused_imports,
    reason = "measuring takes a part of what journeys take"
)]
mod stage;
mod start;
mod store;
mod stream;
mod table;
#[path = "../tests/wire/mod.rs"]
#[expect(
    dead_code,
    unused_imports,
    reason = "measuring takes a part of what journeys take"
)]
mod wire;

use table::Table;

fn main() {
    // `cargo test --benches` only wants to know whether they can be started.
    if !std::env::args().any(|argument| argument == "--bench") {
        return;
    }
    let mut table = Table::default();
    store::measure(&mut table);
    client::measure(&mut table);
    start::measure(&mut table);
    memory::measure(&mut table);
    stream::measure(&mut table);
    println!("\n{table}");
}
