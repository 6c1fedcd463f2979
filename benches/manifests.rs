//! How long it takes to read the manifests of all services, which every start waits for.
//! `cargo xtask bench` runs it.
//!
//! It reports; nothing here ever fails by the clock.

#![expect(
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a benchmark prints its table, and stops where its surroundings fail"
)]

mod table;

use std::time::Instant;

use studio_providers::Catalog;
use table::Table;

const RUNS: usize = 21;

fn main() {
    // `cargo test --benches` only wants to know whether it can be started.
    if !std::env::args().any(|argument| argument == "--bench") {
        return;
    }
    let mut services = 0;
    let mut millis = Vec::with_capacity(RUNS);
    for _ in 0..RUNS {
        let begun = Instant::now();
        let catalog = Catalog::built_in().expect("the manifests are valid");
        millis.push(begun.elapsed().as_secs_f64() * 1_000.0);
        services = catalog.manifests().count();
    }
    let mut table = Table::default();
    table.add(
        format!("manifest load of all {services} services"),
        "ms",
        millis,
    );
    println!("\n{table}");
}
