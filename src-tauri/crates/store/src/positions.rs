//! Places in lists that people order by hand, as strings that sort: between any two there is always
//! another, so that moving one thing writes one row.
//!
//! A position is a whole number followed by a fraction, in base 62. The first letter tells how many
//! digits the whole number has, so that ten thousand things added one behind the other still have
//! short positions. A fraction never ends in a zero: each value is written in one way.

use crate::StoreError;

const DIGITS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const FIRST: &[u8] = b"a0";

/// A position behind `after` and before `before`; absent is the end of the list on that side.
///
/// # Errors
/// [`StoreError::Decode`] when one is no position, or they are not in order.
pub(crate) fn between(after: Option<&str>, before: Option<&str>) -> Result<String, StoreError> {
    let after = after.map(Split::of).transpose()?;
    let before = before.map(Split::of).transpose()?;
    let made = match (&after, &before) {
        (None, None) => Some(FIRST.to_vec()),
        (Some(after), None) => Some(behind(after)),
        (None, Some(before)) => ahead(before),
        (Some(after), Some(before)) => inside(after, before),
    };
    let made =
        made.ok_or_else(|| StoreError::decode("position", "there is no room for another"))?;
    String::from_utf8(made).map_err(|error| StoreError::decode("position", error))
}

/// So many positions in order, behind `after` and before `before`.
///
/// # Errors
/// As [`between`].
pub(crate) fn several(
    after: Option<&str>,
    before: Option<&str>,
    count: usize,
) -> Result<Vec<String>, StoreError> {
    let mut made: Vec<String> = Vec::with_capacity(count);
    if before.is_none() {
        for _ in 0..count {
            let last = made.last().map(String::as_str).or(after);
            made.push(between(last, None)?);
        }
        return Ok(made);
    }
    fill(after, before, count, &mut made)?;
    Ok(made)
}

/// The one in the middle first, so that positions stay short on both sides of it.
fn fill(
    after: Option<&str>,
    before: Option<&str>,
    count: usize,
    made: &mut Vec<String>,
) -> Result<(), StoreError> {
    if count == 0 {
        return Ok(());
    }
    let middle = between(after, before)?;
    let left = count / 2;
    fill(after, Some(&middle), left, made)?;
    made.push(middle.clone());
    fill(Some(&middle), before, count - left - 1, made)
}

/// A position cut into its two parts.
struct Split<'a> {
    whole: &'a [u8],
    fraction: &'a [u8],
}

impl<'a> Split<'a> {
    fn of(position: &'a str) -> Result<Self, StoreError> {
        let bytes = position.as_bytes();
        let wrong = || StoreError::decode("position", format!("{position:?} is no position"));
        let length = bytes.first().copied().and_then(whole_length);
        let length = length.filter(|length| *length <= bytes.len());
        let (whole, fraction) = bytes.split_at(length.ok_or_else(wrong)?);
        if !bytes.iter().all(u8::is_ascii_alphanumeric) || fraction.last() == Some(&b'0') {
            return Err(wrong());
        }
        Ok(Self { whole, fraction })
    }
}

/// How long the whole number is that begins with this letter, itself included.
fn whole_length(head: u8) -> Option<usize> {
    match head {
        b'a'..=b'z' => Some(usize::from(head - b'a') + 2),
        b'A'..=b'Z' => Some(usize::from(b'Z' - head) + 2),
        _ => None,
    }
}

fn behind(after: &Split<'_>) -> Vec<u8> {
    next(after.whole).unwrap_or_else(|| [after.whole, &middle(after.fraction, None)].concat())
}

fn ahead(before: &Split<'_>) -> Option<Vec<u8>> {
    if !before.fraction.is_empty() {
        return Some(before.whole.to_vec());
    }
    previous(before.whole)
}

fn inside(after: &Split<'_>, before: &Split<'_>) -> Option<Vec<u8>> {
    if (after.whole, after.fraction) >= (before.whole, before.fraction) {
        return None;
    }
    if after.whole == before.whole {
        return Some([after.whole, &middle(after.fraction, Some(before.fraction))].concat());
    }
    let whole = next(after.whole)
        .filter(|whole| (whole.as_slice(), &[][..]) < (before.whole, before.fraction));
    Some(whole.unwrap_or_else(|| [after.whole, &middle(after.fraction, None)].concat()))
}

/// The whole number behind this one; absent for the last.
fn next(whole: &[u8]) -> Option<Vec<u8>> {
    let mut made = whole.to_vec();
    for digit in made.iter_mut().skip(1).rev() {
        let value = value_of(*digit);
        if value + 1 < DIGITS.len() {
            *digit = DIGITS[value + 1];
            return Some(made);
        }
        *digit = b'0';
    }
    match whole[0] {
        b'z' => None,
        b'Z' => Some(FIRST.to_vec()),
        head => Some(carried(made, head + 1, b'0')),
    }
}

/// The whole number before this one; absent for the first.
fn previous(whole: &[u8]) -> Option<Vec<u8>> {
    let mut made = whole.to_vec();
    for digit in made.iter_mut().skip(1).rev() {
        let value = value_of(*digit);
        if value > 0 {
            *digit = DIGITS[value - 1];
            return Some(made);
        }
        *digit = b'z';
    }
    match whole[0] {
        b'A' => None,
        b'a' => Some(b"Zz".to_vec()),
        head => Some(carried(made, head - 1, b'z')),
    }
}

/// The number with another first letter and as many digits as that letter tells.
fn carried(mut number: Vec<u8>, head: u8, filler: u8) -> Vec<u8> {
    number[0] = head;
    number.resize(whole_length(head).unwrap_or(number.len()), filler);
    number
}

/// A fraction between the two; absent is one. Neither ends in a zero, and `low` is below `high`.
fn middle(low: &[u8], high: Option<&[u8]>) -> Vec<u8> {
    if let Some(high) = high {
        let same = high
            .iter()
            .enumerate()
            .take_while(|(at, digit)| low.get(*at).unwrap_or(&b'0') == *digit)
            .count();
        if same > 0 {
            let rest = middle(low.get(same..).unwrap_or_default(), Some(&high[same..]));
            return [&high[..same], &rest].concat();
        }
    }
    let first = low.first().map_or(0, |digit| value_of(*digit));
    let last = high
        .and_then(|high| high.first())
        .map_or(DIGITS.len(), |digit| value_of(*digit));
    if last - first > 1 {
        return vec![DIGITS[(first + last).div_ceil(2)]];
    }
    match high {
        Some(high) if high.len() > 1 => high[..1].to_vec(),
        _ => {
            let rest = middle(low.get(1..).unwrap_or_default(), None);
            [&[DIGITS[first]][..], &rest].concat()
        }
    }
}

/// What a digit counts; the caller saw that it is one.
fn value_of(digit: u8) -> usize {
    DIGITS.binary_search(&digit).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{between, several};

    #[test]
    fn ten_thousand_behind_each_other_stay_short() {
        let made = several(None, None, 10_000).unwrap();
        assert!(made.is_sorted_by(|one, other| one < other));
        assert!(made.iter().all(|position| position.len() <= 4));
    }

    #[test]
    fn what_is_no_position_is_refused() {
        for wrong in ["", "!", "b0", "a0-", "a10", "a1 "] {
            assert!(between(Some(wrong), None).is_err(), "{wrong:?} was taken");
        }
        assert!(between(Some("a1"), Some("a1")).is_err());
        assert!(between(Some("a2"), Some("a1")).is_err());
    }

    #[test]
    fn a_list_grows_at_both_ends_and_across_the_borders_of_length() {
        for (after, before, expected) in [
            (None, None, "a0"),
            (Some("az"), None, "b00"),
            (None, Some("a0"), "Zz"),
            (None, Some("Z0"), "Yzz"),
            (Some("Zz"), None, "a0"),
            (Some("Yzz"), None, "Z0"),
            (Some("a0"), Some("a1"), "a0V"),
            (Some("a0V"), Some("a1"), "a0l"),
            (Some("Zz"), Some("a1"), "a0"),
            (Some("Zz"), Some("a0"), "ZzV"),
            (Some("a0"), Some("a0V"), "a0G"),
        ] {
            assert_eq!(between(after, before).unwrap(), expected);
        }
    }

    proptest! {
        #[test]
        fn wherever_something_is_put_the_order_is_the_lists(
            places in prop::collection::vec((any::<prop::sample::Index>(), 1..4_usize), 1..120),
        ) {
            let mut list: Vec<String> = Vec::new();
            for (place, count) in places {
                let at = place.index(list.len() + 1);
                let after = at.checked_sub(1).map(|before| list[before].clone());
                let before = list.get(at).cloned();
                let made = several(after.as_deref(), before.as_deref(), count).unwrap();
                prop_assert_eq!(made.len(), count);
                list.splice(at..at, made);
                prop_assert!(list.is_sorted_by(|one, other| one < other), "{:?}", list);
            }
        }
    }
}
