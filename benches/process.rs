//! What the system knows of the running app.

use studio_domain::{Clock, SystemClock};

use crate::stage::process::{descendants, program};
use crate::stage::provided;

/// The app's process: the one that this program brought about and that runs the app.
pub fn app() -> u32 {
    let app = provided("STUDIO_APP")
        .canonicalize()
        .expect("the app was built");
    descendants(std::process::id())
        .into_iter()
        .find(|it| program(*it).as_ref() == Some(&app))
        .expect("the app is running")
}

/// When a process was started, in milliseconds since 1970.
pub fn started_at(process: u32) -> f64 {
    const TICKS_PER_SECOND: f64 = 100.0;
    let ticks = after_the_name(process).and_then(|fields| fields.get(19).cloned());
    let ticks: f64 = ticks
        .and_then(|it| it.parse().ok())
        .expect("the process runs");
    let uptime = std::fs::read_to_string("/proc/uptime").expect("this system has /proc");
    let uptime = uptime.split(' ').next().and_then(|it| it.parse().ok());
    let uptime: f64 = uptime.expect("it is a number of seconds");
    #[expect(
        clippy::cast_precision_loss,
        reason = "milliseconds fit for 280,000 years"
    )]
    let now = SystemClock.now().get() as f64;
    now - (uptime - ticks / TICKS_PER_SECOND) * 1_000.0
}

/// Memory in MiB of a process and all it started, and of it alone; each shared page is counted in
/// parts among those that share it.
pub fn proportional_memory(process: u32) -> (f64, f64) {
    let own = own_memory(process);
    let others: f64 = descendants(process).into_iter().map(own_memory).sum();
    (own + others, own)
}

fn own_memory(process: u32) -> f64 {
    let rollup = std::fs::read_to_string(format!("/proc/{process}/smaps_rollup"));
    let rollup = rollup.unwrap_or_default();
    let line = rollup.lines().find_map(|line| line.strip_prefix("Pss:"));
    let kibibytes = line.and_then(|line| line.split_whitespace().next()?.parse::<f64>().ok());
    kibibytes.unwrap_or(0.0) / 1024.0
}

/// What `/proc` tells after the program's name, which may hold blanks and parentheses.
fn after_the_name(process: u32) -> Option<Vec<String>> {
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    let (_, fields) = stat.rsplit_once(')')?;
    Some(fields.split_whitespace().map(str::to_owned).collect())
}
