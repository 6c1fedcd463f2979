//! Prices written as decimal text, so that no binary fraction creeps in.

use studio_domain::PricePerMillion;

/// Digits behind the point of a price in nano-units.
const FRACTION_DIGITS: usize = 9;

/// The price that `text` writes in currency units per million, such as `0.025`. `None` where it
/// is not a plain decimal number or finer than a nano-unit.
pub(crate) fn price(text: &str) -> Option<PricePerMillion> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    let well_formed = !whole.is_empty()
        && digits(whole)
        && digits(fraction)
        && fraction.len() <= FRACTION_DIGITS
        && (text.contains('.') != fraction.is_empty());
    if !well_formed {
        return None;
    }
    format!("{whole}{fraction:0<FRACTION_DIGITS$}")
        .parse()
        .ok()
        .map(PricePerMillion)
}

/// The price that `text` writes in currency units for each, such as `0.04` for an image.
pub(crate) fn price_each(text: &str) -> Option<PricePerMillion> {
    let PricePerMillion(nanos) = price(text)?;
    nanos.checked_mul(1_000_000).map(PricePerMillion)
}

/// Whether `text` is a day written as `YYYY-MM-DD`.
pub(crate) fn is_day(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let [year, month, day] = parts.as_slice() else {
        return false;
    };
    let number = |part: &str, length: usize, most: u32| {
        part.len() == length
            && part.bytes().all(|byte| byte.is_ascii_digit())
            && part
                .parse::<u32>()
                .is_ok_and(|value| value >= 1 && value <= most)
    };
    number(year, 4, 9_999) && number(month, 2, 12) && number(day, 2, 31)
}

#[cfg(test)]
mod tests {
    use super::{is_day, price};

    #[test]
    fn prices_are_exact_to_the_nano_unit() {
        let nanos = |text| price(text).map(|price| price.0);
        assert_eq!(nanos("2"), Some(2_000_000_000));
        assert_eq!(nanos("0.025"), Some(25_000_000));
        assert_eq!(nanos("0.000000001"), Some(1));
        assert_eq!(nanos("0"), Some(0));
    }

    #[test]
    fn what_is_not_a_plain_decimal_is_no_price() {
        for wrong in [
            "",
            ".5",
            "1.",
            "-1",
            "1e3",
            "1,5",
            " 1",
            "0.0000000001",
            "99999999999",
        ] {
            assert_eq!(price(wrong), None, "{wrong:?} was taken");
        }
    }

    #[test]
    fn a_day_has_year_month_and_day() {
        assert!(is_day("2026-11-20"));
        for wrong in [
            "",
            "2026-13-01",
            "2026-1-1",
            "20-11-2026",
            "2026-11-20T00:00",
        ] {
            assert!(!is_day(wrong), "{wrong:?} was taken");
        }
    }
}
