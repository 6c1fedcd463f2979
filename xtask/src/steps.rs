//! Named steps, timed, with a table of how they went.

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use crate::failure::Failure;

/// Runs steps one after the other; a failure does not keep the later ones from running.
#[derive(Debug, Default)]
pub struct Steps {
    only: Vec<String>,
    rows: Vec<Row>,
}

#[derive(Debug)]
struct Row {
    name: &'static str,
    took: Duration,
    failure: Option<Failure>,
}

impl Steps {
    /// Runs only the steps named in `only`, or all when it is empty.
    pub fn only(only: &[String]) -> Self {
        Self {
            only: only.to_vec(),
            rows: Vec::new(),
        }
    }

    pub fn wants(&self, name: &str) -> bool {
        self.only.is_empty() || self.only.iter().any(|wanted| wanted == name)
    }

    /// Runs one step if it is wanted.
    pub fn step(&mut self, name: &'static str, work: impl FnOnce() -> Result<(), Failure>) {
        if !self.wants(name) {
            return;
        }
        println!("\n== {name} ==");
        let begun = Instant::now();
        let failure = work().err();
        let took = begun.elapsed();
        if let Some(failure) = &failure {
            println!("{name} failed: {failure}");
        }
        self.rows.push(Row {
            name,
            took,
            failure,
        });
    }

    /// Prints the table and tells whether every step went well.
    pub fn finish(self) -> Result<(), Failure> {
        println!("\n{}", table(&self.rows));
        let failed = self.rows.iter().filter(|row| row.failure.is_some());
        let failed: Vec<_> = failed.map(|row| row.name).collect();
        if failed.is_empty() {
            Ok(())
        } else {
            Err(Failure::Steps(failed))
        }
    }
}

fn table(rows: &[Row]) -> String {
    let width = rows
        .iter()
        .map(|row| row.name.len())
        .max()
        .unwrap_or_default();
    let mut text = String::new();
    for Row {
        name,
        took,
        failure,
    } in rows
    {
        let seconds = took.as_secs_f32();
        let outcome = failure.as_ref().map_or("ok".to_owned(), |failure| {
            format!(
                "FAILED: {}",
                failure.to_string().lines().next().unwrap_or_default()
            )
        });
        // Writing into a String cannot fail.
        let _ = writeln!(text, "{name:width$}  {seconds:8.1} s  {outcome}");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(names: &[&str]) -> Steps {
        Steps::only(
            &names
                .iter()
                .map(|&name| name.to_owned())
                .collect::<Vec<_>>(),
        )
    }

    #[test]
    fn a_failed_step_fails_the_whole_but_later_steps_still_run() {
        let mut steps = named(&[]);
        let mut reached = false;
        steps.step("first", || Err(Failure::Unmet("broken".into())));
        steps.step("second", || {
            reached = true;
            Ok(())
        });
        assert!(reached);
        assert_eq!(steps.finish().unwrap_err().to_string(), "failed: first");
    }

    #[test]
    fn steps_that_were_not_asked_for_do_not_run() {
        let mut steps = named(&["second"]);
        steps.step("first", || Err(Failure::Unmet("must not run".into())));
        steps.step("second", || Ok(()));
        assert_eq!(steps.rows.len(), 1);
        steps.finish().unwrap();
    }

    #[test]
    fn the_table_shows_the_first_line_of_a_failure() {
        let failure = Some(Failure::Unmet("broken\nin detail".into()));
        let row = Row {
            name: "clippy",
            took: Duration::from_millis(1500),
            failure,
        };
        assert_eq!(table(&[row]), "clippy       1.5 s  FAILED: broken\n");
    }
}
