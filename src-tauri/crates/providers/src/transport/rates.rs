//! What answers say about how much a service still takes.

use std::fmt::Debug;

use http::{HeaderMap, StatusCode};
use studio_domain::ProviderId;

use super::retry::{millis_of_duration, retry_after_ms, seconds_of_date, whole_millis};
use crate::time::moment;

/// What one answer says about limits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RateSignal {
    /// The status of the answer.
    pub status: u16,
    /// How long the service asks to wait, in milliseconds.
    pub retry_after_ms: Option<u32>,
    /// Where nothing is left of an allowance: how long until there is, in milliseconds.
    pub exhausted_for_ms: Option<u32>,
}

/// Hears what services say about their limits, as their answers come in.
pub trait RateObserver: Debug + Send + Sync + 'static {
    /// A provider answered.
    fn heard(&self, provider: &ProviderId, signal: RateSignal);
}

pub(super) fn rate_signal(status: StatusCode, headers: &HeaderMap) -> RateSignal {
    RateSignal {
        status: status.as_u16(),
        retry_after_ms: retry_after_ms(headers),
        exhausted_for_ms: exhausted_for_ms(headers),
    }
}

/// The longest wait among the allowances of which nothing is left. Services name them
/// `x-ratelimit-remaining-KIND`, `anthropic-ratelimit-KIND-remaining` or `ratelimit-remaining`,
/// and the time beside them with `reset` in the place of `remaining`.
fn exhausted_for_ms(headers: &HeaderMap) -> Option<u32> {
    let now = headers
        .get("date")
        .and_then(|date| seconds_of_date(date.to_str().ok()?));
    headers
        .iter()
        .filter(|(name, value)| {
            let name = name.as_str();
            let left = value
                .to_str()
                .ok()
                .and_then(|left| left.trim().parse::<f64>().ok());
            name.contains("ratelimit")
                && name.contains("remaining")
                && left.is_some_and(|left| left <= 0.0)
        })
        .filter_map(|(name, _)| {
            let reset = name.as_str().replacen("remaining", "reset", 1);
            wait_until(headers.get(reset)?.to_str().ok()?.trim(), now)
        })
        .max()
}

/// A reset is a duration, a number of seconds, a moment in seconds or milliseconds since 1970, or
/// a timestamp. Moments are counted from the answer's own date.
fn wait_until(reset: &str, now: Option<i64>) -> Option<u32> {
    /// Numbers from here on are moments; durations of that length do not occur.
    const A_MOMENT: f64 = 1e9;
    const A_MOMENT_IN_MILLIS: f64 = 1e12;
    #[expect(
        clippy::cast_precision_loss,
        reason = "seconds since 1970 are far below 2^53"
    )]
    let since = |moment: f64| Some(whole_millis((moment - now? as f64) * 1_000.0));
    if let Ok(number) = reset.parse::<f64>() {
        return match number {
            _ if !number.is_finite() || number < 0.0 => None,
            _ if number >= A_MOMENT_IN_MILLIS => since(number / 1_000.0),
            _ if number >= A_MOMENT => since(number),
            _ => Some(whole_millis(number * 1_000.0)),
        };
    }
    millis_of_duration(reset).or_else(|| {
        #[expect(
            clippy::cast_precision_loss,
            reason = "milliseconds since 1970 are far below 2^53"
        )]
        let millis = moment(reset)?.get() as f64;
        since(millis / 1_000.0)
    })
}

#[cfg(test)]
mod tests {
    use http::{HeaderName, HeaderValue};

    use super::*;

    fn signal(status: u16, pairs: &[(&'static str, &'static str)]) -> RateSignal {
        let headers = pairs.iter().map(|(name, value)| {
            (
                HeaderName::from_static(name),
                HeaderValue::from_static(value),
            )
        });
        rate_signal(StatusCode::from_u16(status).unwrap(), &headers.collect())
    }

    fn exhausted(pairs: &[(&'static str, &'static str)]) -> Option<u32> {
        signal(200, pairs).exhausted_for_ms
    }

    #[test]
    fn an_allowance_that_is_used_up_tells_when_it_is_back() {
        let date = ("date", "Fri, 20 Nov 2026 10:00:00 GMT");
        let openai = [
            ("x-ratelimit-remaining-requests", "0"),
            ("x-ratelimit-reset-requests", "1s"),
            ("x-ratelimit-remaining-tokens", "0"),
            ("x-ratelimit-reset-tokens", "6m0s"),
        ];
        assert_eq!(exhausted(&openai), Some(360_000), "the longer one counts");
        assert_eq!(exhausted(&openai[..2]), Some(1_000));
        let anthropic = [
            ("anthropic-ratelimit-requests-remaining", "0"),
            ("anthropic-ratelimit-requests-reset", "2026-11-20T10:00:09Z"),
            date,
        ];
        assert_eq!(exhausted(&anthropic), Some(9_000));
        assert_eq!(exhausted(&anthropic[..2]), None, "a moment needs a date");
        for (reset, expected) in [
            ("30", 30_000),
            ("1795168805", 5_000),
            ("1795168805000", 5_000),
            ("1700000000", 0),
        ] {
            let plain = [
                ("x-ratelimit-remaining", "0"),
                ("x-ratelimit-reset", reset),
                date,
            ];
            assert_eq!(exhausted(&plain), Some(expected), "{reset}");
        }
    }

    #[test]
    fn what_is_left_or_not_understood_says_nothing() {
        for pairs in [
            [
                ("x-ratelimit-remaining-requests", "1"),
                ("x-ratelimit-reset-requests", "1s"),
            ],
            [
                ("x-ratelimit-remaining-requests", "none"),
                ("x-ratelimit-reset-requests", "1s"),
            ],
            [
                ("x-ratelimit-remaining-requests", "0"),
                ("x-ratelimit-reset-requests", "later"),
            ],
            [("x-ratelimit-remaining", "0"), ("x-ratelimit-limit", "60")],
            [("x-remaining", "0"), ("x-reset", "1s")],
        ] {
            assert_eq!(exhausted(&pairs), None, "{pairs:?}");
        }
        let asked = signal(429, &[("retry-after", "7")]);
        assert_eq!((asked.status, asked.retry_after_ms), (429, Some(7_000)));
    }
}
