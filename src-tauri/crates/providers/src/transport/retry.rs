//! When and how long to wait before asking again.

use std::time::Duration;

use http::HeaderMap;

/// The longest wait that a header may ask for and still be believed: a day.
const LONGEST_WAIT_MS: f64 = 86_400_000.0;

/// How long the server asks to wait, in milliseconds: from `retry-after-ms`, or `retry-after` as
/// seconds or as a date, which is counted from the answer's own `date`.
pub(crate) fn retry_after_ms(headers: &HeaderMap) -> Option<u32> {
    let text = |name: &str| headers.get(name)?.to_str().ok().map(str::trim);
    let number = |text: &str| text.parse::<f64>().ok().filter(|number| *number >= 0.0);
    if let Some(millis) = text("retry-after-ms").and_then(number) {
        return Some(whole_millis(millis));
    }
    let after = text("retry-after")?;
    if let Some(seconds) = number(after) {
        return Some(whole_millis(seconds * 1_000.0));
    }
    let until = seconds_of_date(after)?;
    let now = seconds_of_date(text("date")?)?;
    u32::try_from((until - now).clamp(0, 86_400) * 1_000).ok()
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "clamped to what a u32 holds"
)]
fn whole_millis(millis: f64) -> u32 {
    millis.clamp(0.0, LONGEST_WAIT_MS).ceil() as u32
}

/// Seconds since 1970 of a date such as `Sun, 06 Nov 1994 08:49:37 GMT`.
fn seconds_of_date(text: &str) -> Option<i64> {
    const MONTHS: [&str; 12] = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ];
    let (_, date) = text.split_once(", ")?;
    let parts: Vec<&str> = date.split([' ', ':']).collect();
    let [day, month, year, hour, minute, second, "GMT"] = parts.as_slice() else {
        return None;
    };
    let month = MONTHS.iter().position(|name| name == month)?;
    let month = i64::try_from(month).ok()? + 1;
    let number = |text: &str| {
        text.parse::<i64>()
            .ok()
            .filter(|number| (0..=9_999).contains(number))
    };
    let days = days_since_1970(number(year)?, month, number(day)?);
    Some(((days * 24 + number(hour)?) * 60 + number(minute)?) * 60 + number(second)?)
}

/// Days of the Gregorian calendar, counted in years that begin in March so that the leap day
/// is a year's last.
fn days_since_1970(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * 146_097 + day_of_era - 719_468
}

/// How long to wait before attempt number `attempt` (from 1): doubling from `base` up to `cap`,
/// of which a random half is taken off. `jitter` is within 0 and 1.
pub(crate) fn backoff(base: Duration, cap: Duration, attempt: u32, jitter: f64) -> Duration {
    let doubled = base.saturating_mul(2_u32.saturating_pow(attempt.saturating_sub(1)));
    doubled.min(cap).mul_f64(0.5 + 0.5 * jitter.clamp(0.0, 1.0))
}

#[cfg(test)]
mod tests {
    use http::{HeaderMap, HeaderName, HeaderValue};

    use super::*;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        pairs
            .iter()
            .map(|(name, value)| {
                (
                    HeaderName::from_static(name),
                    HeaderValue::from_static(value),
                )
            })
            .collect()
    }

    #[test]
    fn waits_are_read_in_every_form() {
        type Pairs = &'static [(&'static str, &'static str)];
        let table: &[(Pairs, Option<u32>)] = &[
            (&[], None),
            (&[("retry-after", "20")], Some(20_000)),
            (&[("retry-after", "0.25")], Some(250)),
            (
                &[("retry-after-ms", "1500"), ("retry-after", "9")],
                Some(1_500),
            ),
            (&[("retry-after", "soon")], None),
            (&[("retry-after", "-3")], None),
            (&[("retry-after", "1e30")], Some(86_400_000)),
            (
                &[
                    ("date", "Fri, 20 Nov 2026 10:00:00 GMT"),
                    ("retry-after", "Fri, 20 Nov 2026 10:02:05 GMT"),
                ],
                Some(125_000),
            ),
            (&[("retry-after", "Fri, 20 Nov 2026 10:02:05 GMT")], None),
        ];
        for (given, expected) in table {
            assert_eq!(retry_after_ms(&headers(given)), *expected, "{given:?}");
        }
    }

    #[test]
    fn dates_are_counted_right() {
        assert_eq!(seconds_of_date("Thu, 01 Jan 1970 00:00:00 GMT"), Some(0));
        assert_eq!(
            seconds_of_date("Sun, 06 Nov 1994 08:49:37 GMT"),
            Some(784_111_777)
        );
        assert_eq!(
            seconds_of_date("Thu, 29 Feb 2024 12:00:00 GMT"),
            Some(1_709_208_000)
        );
        assert_eq!(seconds_of_date("yesterday"), None);
    }

    #[test]
    fn waits_double_up_to_the_cap_and_keep_at_least_half() {
        let wait = |attempt, jitter| {
            backoff(
                Duration::from_millis(400),
                Duration::from_secs(5),
                attempt,
                jitter,
            )
            .as_millis()
        };
        assert_eq!(wait(1, 1.0), 400);
        assert_eq!(wait(2, 1.0), 800);
        assert_eq!(wait(1, 0.0), 200);
        assert_eq!(wait(30, 1.0), 5_000);
    }
}
