//! Moments as services write them.

use studio_domain::UnixMillis;

/// The moment in a text of RFC 3339 such as `2026-05-10T08:06:48.639712648-07:00`.
pub(crate) fn moment(text: &str) -> Option<UnixMillis> {
    let number = |range: std::ops::Range<usize>| -> Option<i64> {
        let digits = text.get(range)?;
        digits
            .bytes()
            .all(|byte| byte.is_ascii_digit())
            .then(|| digits.parse().ok())?
    };
    let (year, month, day) = (number(0..4)?, number(5..7)?, number(8..10)?);
    let (hour, minute, second) = (number(11..13)?, number(14..16)?, number(17..19)?);
    let is_moment = (1..=12).contains(&month)
        && (1..=31).contains(&day)
        && hour < 24
        && minute < 60
        && second <= 60;
    if !is_moment {
        return None;
    }
    let rest = text.get(19..)?;
    let (millis, zone) = match rest.strip_prefix('.') {
        Some(fraction) => {
            let digits = fraction.bytes().take_while(u8::is_ascii_digit).count();
            let (fraction, zone) = fraction.split_at(digits);
            let thousandths: String = fraction.chars().chain("000".chars()).take(3).collect();
            (thousandths.parse::<i64>().ok()?, zone)
        }
        None => (0, rest),
    };
    let seconds = days_since_1970(year, month, day) * 86_400 + hour * 3_600 + minute * 60 + second;
    Some(UnixMillis::new((seconds - offset(zone)?) * 1_000 + millis))
}

/// How many seconds a zone is ahead.
fn offset(zone: &str) -> Option<i64> {
    if zone.eq_ignore_ascii_case("z") {
        return Some(0);
    }
    let (sign, clock) = match zone.as_bytes().first()? {
        b'+' => (1, &zone[1..]),
        b'-' => (-1, &zone[1..]),
        _ => return None,
    };
    let (hours, minutes) = clock.split_once(':')?;
    let hours: i64 = hours.parse().ok().filter(|hours| (0..24).contains(hours))?;
    let minutes: i64 = minutes
        .parse()
        .ok()
        .filter(|minutes| (0..60).contains(minutes))?;
    Some(sign * (hours * 3_600 + minutes * 60))
}

/// Days of the Gregorian calendar, counted in years that begin in March so that the leap day is a
/// year's last.
pub(crate) fn days_since_1970(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * 146_097 + day_of_era - 719_468
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn moments_are_read_with_their_zones() {
        let table = [
            ("1970-01-01T00:00:00Z", Some(0)),
            ("2000-02-29T12:00:00.5Z", Some(951_825_600_500)),
            (
                "2025-05-10T08:06:48.639712648-07:00",
                Some(1_746_889_608_639),
            ),
            ("2025-05-10T08:06:48", None),
            ("2025-13-10T08:06:48Z", None),
            ("9223372036854775807-01-01T00:00:00Z", None),
            ("2025-05-9223372036854775807T00:00:00Z", None),
            ("today", None),
        ];
        for (text, millis) in table {
            assert_eq!(moment(text).map(UnixMillis::get), millis, "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_text_panics(text in "\\PC{0,40}", digits in "[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\\PC{0,8}") {
            let _ = (moment(&text), moment(&digits));
        }
    }
}
