//! How fast pictures become small ones, files come into the library and sounds get their shape,
//! beside programs that others wrote for it. `cargo xtask bench` runs it.
//!
//! Each measurement is made seven times, ours and theirs in turn. It reports; nothing here ever
//! fails by the clock. With STUDIO_BENCH_FULL there are as many photos and files as people have;
//! without, a few.

#![expect(
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a benchmark prints its table, and stops where its surroundings fail"
)]

#[path = "library/importing.rs"]
mod importing;
#[path = "library/likeness.rs"]
mod likeness;
#[path = "library/peers.rs"]
mod peers;
#[path = "library/photos.rs"]
mod photos;
#[path = "library/pictures.rs"]
mod pictures;
#[path = "library/sounds.rs"]
mod sounds;
mod table;

use std::time::Instant;

use table::Table;

/// How often each is measured.
const RUNS: usize = 7;

fn main() {
    // `cargo test --benches` only wants to know whether it can be started.
    if !std::env::args().any(|argument| argument == "--bench") {
        return;
    }
    let mut table = Table::default();
    let parts = [
        ("pictures", pictures::measure as fn(&mut Table)),
        ("importing", importing::measure),
        ("sounds", sounds::measure),
    ];
    let only: Vec<String> = std::env::args()
        .skip(1)
        .filter(|argument| !argument.starts_with('-'))
        .collect();
    for (name, measure) in parts {
        if only.is_empty() || only.iter().any(|wanted| wanted == name) {
            measure(&mut table);
        }
    }
    println!("\n{table}");
}

/// How many there are of something: few, or as many as people have.
fn count(few: usize, many: usize) -> usize {
    if std::env::var_os("STUDIO_BENCH_FULL").is_some() {
        many
    } else {
        few
    }
}

/// Seconds that something takes.
fn seconds(work: impl FnOnce()) -> f64 {
    let begun = Instant::now();
    work();
    begun.elapsed().as_secs_f64()
}

/// Several ways of doing the same, in turn; seconds of each, run by run. Each run is told as it
/// ends: with many files all of them take an hour.
fn in_turn<const N: usize>(mut ways: [&mut dyn FnMut() -> f64; N]) -> [Vec<f64>; N] {
    let mut taken = [const { Vec::new() }; N];
    for run in 1..=RUNS {
        for (taken, way) in taken.iter_mut().zip(&mut ways) {
            taken.push(way());
        }
        let seconds = taken.iter().filter_map(|it| it.last());
        let seconds: Vec<String> = seconds.map(|it| format!("{it:.2}")).collect();
        println!("run {run} of {RUNS}: {} s", seconds.join(", "));
    }
    taken
}

/// How many times as long the second took as the first, run by run.
fn ratios(ours: &[f64], theirs: &[f64]) -> Vec<f64> {
    ours.iter()
        .zip(theirs)
        .map(|(ours, theirs)| theirs / ours)
        .collect()
}

/// How many a second.
fn rates(count: usize, seconds: &[f64]) -> Vec<f64> {
    seconds.iter().map(|taken| count as f64 / taken).collect()
}

/// Does something with each of many on all processors.
fn with_all_processors<T: Sync>(many: &[T], work: impl Fn(&T) + Sync) {
    let next = std::sync::atomic::AtomicUsize::new(0);
    let workers = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(|| {
                while let Some(one) =
                    many.get(next.fetch_add(1, std::sync::atomic::Ordering::Relaxed))
                {
                    work(one);
                }
            });
        }
    });
}
