//! How long a newcomer waits for the window, and somebody with a full library.

use serde_json::json;
use studio_domain::{Clock, SystemClock};

use crate::process;
use crate::stage::{Kind, Stage};
use crate::table::Table;

const RUNS: usize = 7;

/// Starts the app on an empty data folder and again on the same one, several times.
pub fn measure(table: &mut Table) {
    let mut first = Starts::default();
    let mut again = Starts::default();
    for _ in 0..RUNS {
        let mut studio = Stage::open(Kind::RealWindow, "bench-start");
        first.measure(&studio);
        studio.restart();
        again.measure(&studio);
    }
    first.report(table, "first start");
    again.report(table, "later start");
}

#[derive(Default)]
struct Starts {
    painted: Vec<f64>,
    usable: Vec<f64>,
}

impl Starts {
    fn measure(&mut self, studio: &Stage) {
        studio.see("textbox", "Message");
        let usable = millis_now();
        let spawned = process::started_at(process::app());
        let script = "const paint = performance.getEntriesByName('first-contentful-paint')[0]; \
            return paint ? performance.timeOrigin + paint.startTime : null";
        let painted = studio.execute(script, &json!([])).as_f64();
        self.painted.extend(painted.map(|at| at - spawned));
        self.usable.push(usable - spawned);
    }

    fn report(self, table: &mut Table, name: &str) {
        table.add(
            format!("{name}: process to first painted frame"),
            "ms",
            self.painted,
        );
        // Seen from outside, with the driver's own delay in it.
        table.add(
            format!("{name}: process to message box seen"),
            "ms",
            self.usable,
        );
    }
}

/// Milliseconds since 1970, on the clock that the page reads too.
pub fn millis_now() -> f64 {
    #[expect(
        clippy::cast_precision_loss,
        reason = "milliseconds fit for 280,000 years"
    )]
    let now = SystemClock.now().get() as f64;
    now
}
