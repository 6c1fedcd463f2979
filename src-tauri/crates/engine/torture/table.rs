//! What came of it, as a table.

use std::collections::BTreeMap;
use std::fmt::Write;

use crate::account::Books;
use crate::check::Reckoning;
use crate::run::{Course, Plan};

/// The table.
pub fn of(
    plan: &Plan,
    course: &Course,
    books: &Books,
    reckoning: &Reckoning,
    disk: &str,
) -> String {
    let mut text = String::new();
    let mut row = |name: &str, value: String| {
        // Writing into a String cannot fail.
        let _ = writeln!(text, "{name:<34} {value:>10}");
    };
    let paid: u64 = books.taken.values().map(|taken| taken.times).sum();
    let made: usize = books.taken.values().map(|taken| taken.outputs.len()).sum();
    let cents: i64 = books
        .taken
        .values()
        .map(|taken| taken.nanos / 10_000_000)
        .sum();
    row("seed", plan.seed.to_string());
    row("asked for", plan.generations.to_string());
    row("sent again by the user", reckoning.sent_again.to_string());
    row("killed", course.kills.to_string());
    row("  of these with a full disk", course.full_disk.to_string());
    row(
        "starts without room to start",
        course.failed_starts.to_string(),
    );
    row("seconds", course.took.as_secs().to_string());
    for (title, counts) in [
        ("ended as", &reckoning.states),
        ("because of", &reckoning.reasons),
        ("fault", &books.faults),
    ] {
        rows(&mut row, title, counts);
    }
    row("taken on and charged", paid.to_string());
    row("  in cents", cents.to_string());
    row("files made", made.to_string());
    row("files sent to their last byte", books.delivered.to_string());
    row("files in the library", reckoning.stored.to_string());
    row("lost", reckoning.lost.len().to_string());
    row("doubled", reckoning.doubled.len().to_string());
    row(
        "other faults of the studio",
        reckoning.faults.len().to_string(),
    );
    let _ = writeln!(text, "The disk: {disk}.");
    for list in [&reckoning.lost, &reckoning.doubled, &reckoning.faults] {
        for fault in list.iter().take(40) {
            let _ = writeln!(text, "! {fault}");
        }
    }
    text
}

fn rows(row: &mut impl FnMut(&str, String), title: &str, counts: &BTreeMap<String, u64>) {
    for (name, count) in counts {
        row(&format!("{title} {name}"), count.to_string());
    }
}
