//! Turns what a person typed into a pattern that SQLite matches whatever the case.

use crate::StoreError;

/// The most characters a search may have; SQLite refuses patterns beyond 50,000 bytes.
pub(super) const LIMIT: usize = 1_000;

/// The GLOB pattern that matches everything containing `search`, in any case. Absent or blank:
/// a pattern that matches everything.
///
/// GLOB and not LIKE, because LIKE folds the case of ASCII letters only.
pub(crate) fn containing(search: Option<&str>) -> Result<String, StoreError> {
    let wanted = search.map(str::trim).unwrap_or_default();
    if wanted.is_empty() {
        return Ok("*".to_owned());
    }
    if wanted.chars().count() > LIMIT {
        return Err(StoreError::SearchTooLong { limit: LIMIT });
    }
    let mut pattern = String::from("*");
    for character in wanted.chars() {
        push_any_case(&mut pattern, character);
    }
    pattern.push('*');
    Ok(pattern)
}

fn push_any_case(pattern: &mut String, character: char) {
    let upper = single(character.to_uppercase()).unwrap_or(character);
    let lower = single(character.to_lowercase()).unwrap_or(character);
    let is_special = matches!(character, '*' | '?' | '[');
    if upper == lower && !is_special {
        pattern.push(character);
        return;
    }
    pattern.push('[');
    pattern.push(character);
    pattern.extend(
        [upper, lower]
            .into_iter()
            .filter(|other| *other != character),
    );
    pattern.push(']');
}

/// The only character of a case mapping; some letters map to several, which a set cannot hold.
fn single(mut mapped: impl Iterator<Item = char>) -> Option<char> {
    let first = mapped.next()?;
    mapped.next().is_none().then_some(first)
}

#[cfg(test)]
mod tests {
    use super::{LIMIT, containing};

    #[test]
    fn letters_match_in_both_cases_and_signs_stand_for_themselves() {
        assert_eq!(containing(Some("aÜ")).unwrap(), "*[aA][Üü]*");
        assert_eq!(containing(Some("5*?[]")).unwrap(), "*5[*][?][[]]*");
    }

    #[test]
    fn nothing_typed_matches_everything() {
        assert_eq!(containing(None).unwrap(), "*");
        assert_eq!(containing(Some("  ")).unwrap(), "*");
    }

    #[test]
    fn an_endless_search_is_refused_before_the_database_does() {
        assert!(containing(Some(&"é".repeat(LIMIT))).unwrap().len() < 50_000);
        assert!(containing(Some(&"é".repeat(LIMIT + 1))).is_err());
    }
}
