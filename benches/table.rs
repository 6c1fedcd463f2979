//! Measurements, as a table for people.

use std::fmt;

/// What was measured, line by line.
#[derive(Debug, Default)]
pub struct Table(Vec<Line>);

#[derive(Debug)]
struct Line {
    what: String,
    unit: &'static str,
    values: Vec<f64>,
}

impl Table {
    /// Adds what several runs gave.
    pub fn add(&mut self, what: impl Into<String>, unit: &'static str, mut values: Vec<f64>) {
        values.sort_by(f64::total_cmp);
        self.0.push(Line {
            what: what.into(),
            unit,
            values,
        });
    }
}

impl Line {
    /// The value that this share of all values is not above. Nothing where nothing was measured.
    fn quantile(&self, share: f64) -> f64 {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_precision_loss,
            clippy::cast_sign_loss,
            reason = "an index into a short list"
        )]
        let index = ((self.values.len().saturating_sub(1)) as f64 * share).round() as usize;
        self.values.get(index).copied().unwrap_or(f64::NAN)
    }
}

impl fmt::Display for Table {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let heads = ["median", "least", "95 %"];
        let width = self.0.iter().map(|line| line.what.chars().count()).max();
        let width = width.unwrap_or(0);
        write!(formatter, "{:width$}", "")?;
        for head in heads {
            write!(formatter, "  {head:>10}")?;
        }
        writeln!(formatter, "  unit      runs")?;
        for line in &self.0 {
            write!(formatter, "{:width$}", line.what)?;
            for share in [0.5, 0.0, 0.95] {
                write!(formatter, "  {:>10.1}", line.quantile(share))?;
            }
            writeln!(formatter, "  {:<8}  {:>4}", line.unit, line.values.len())?;
        }
        Ok(())
    }
}
