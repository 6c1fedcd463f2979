//! When and how long to wait before asking again.

use std::time::Duration;

use http::HeaderMap;
use serde_json::Value;

use crate::time::days_since_1970;

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

/// How long the body of an error answer asks to wait, in milliseconds: Google's `RetryInfo`, a
/// number of seconds in `retry_after`, or the sentence that Replicate writes.
pub(crate) fn wait_in_body(json: &Value) -> Option<u32> {
    let error = json.pointer("/0/error").or(json.get("error"));
    let details = error.and_then(|error| error.get("details")?.as_array());
    let retry_info = details
        .into_iter()
        .flatten()
        .find_map(|detail| millis_of_duration(detail.get("retryDelay")?.as_str()?));
    let places = [
        json.get("retry_after"),
        error.and_then(|it| it.get("retry_after")),
    ];
    let seconds = || places.into_iter().flatten().find_map(Value::as_f64);
    let sentence = || {
        let (_, behind) = json.get("detail")?.as_str()?.split_once("available in ")?;
        let (number, unit) = behind.split_once(' ')?;
        let number = number.parse::<f64>().ok()?;
        unit.starts_with("second").then_some(number)
    };
    retry_info.or_else(|| {
        let seconds = seconds().or_else(sentence)?;
        (seconds >= 0.0).then(|| whole_millis(seconds * 1_000.0))
    })
}

/// Milliseconds of a duration such as `37s`, `1.5s`, `6m0s` or `120ms`.
pub(super) fn millis_of_duration(text: &str) -> Option<u32> {
    let mut rest = text.trim();
    let mut total = 0.0;
    while !rest.is_empty() {
        let end = rest.find(|it: char| !it.is_ascii_digit() && it != '.')?;
        let number = rest[..end].parse::<f64>().ok()?;
        let (millis, length) = match rest.as_bytes()[end..] {
            [b'm', b's', ..] => (1.0, 2),
            [b'd', ..] => (86_400_000.0, 1),
            [b'h', ..] => (3_600_000.0, 1),
            [b'm', ..] => (60_000.0, 1),
            [b's', ..] => (1_000.0, 1),
            _ => return None,
        };
        total += number * millis;
        rest = &rest[end + length..];
    }
    (!text.trim().is_empty()).then(|| whole_millis(total))
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "clamped to what a u32 holds"
)]
pub(super) fn whole_millis(millis: f64) -> u32 {
    millis.clamp(0.0, LONGEST_WAIT_MS).ceil() as u32
}

/// Seconds since 1970 of a date such as `Sun, 06 Nov 1994 08:49:37 GMT`.
pub(super) fn seconds_of_date(text: &str) -> Option<i64> {
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
    fn waits_are_read_from_bodies_too() {
        use serde_json::json;
        let google = json!({"error": {"code": 429, "details": [
            {"@type": "type.googleapis.com/google.rpc.QuotaFailure"},
            {"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": "37s"},
        ]}});
        let table = [
            (google.clone(), Some(37_000)),
            (json!([google]), Some(37_000)),
            (
                json!({"error": {"details": [{"retryDelay": "0.5s"}]}}),
                Some(500),
            ),
            (json!({"error": "busy", "retry_after": 1.25}), Some(1_250)),
            (json!({"error": {"retry_after": 3}}), Some(3_000)),
            (
                json!({"detail": "Throttled. Expected available in 8 seconds."}),
                Some(8_000),
            ),
            (
                json!({"detail": "Expected available in 1 second"}),
                Some(1_000),
            ),
            (
                json!({"error": {"details": [{"retryDelay": "soon"}]}}),
                None,
            ),
            (json!({"retry_after": -1}), None),
            (json!({"detail": "available in a while"}), None),
            (json!("text"), None),
        ];
        for (body, expected) in table {
            assert_eq!(wait_in_body(&body), expected, "{body}");
        }
    }

    #[test]
    fn durations_are_read() {
        for (text, expected) in [
            ("1s", Some(1_000)),
            ("6m0s", Some(360_000)),
            ("120ms", Some(120)),
            ("1h2m3.5s", Some(3_723_500)),
            ("7.66s", Some(7_660)),
            ("", None),
            ("5", None),
            ("s", None),
            ("1..2s", None),
            ("3 s", None),
        ] {
            assert_eq!(millis_of_duration(text), expected, "{text}");
        }
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
