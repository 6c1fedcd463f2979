//! Names of files that leave the library: each only once, also where a disk takes capital letters
//! for small ones.

use std::collections::HashMap;

/// The names given so far, in small letters, and the number that each came to.
#[derive(Debug, Default)]
pub(super) struct Names(HashMap<String, u32>);

impl Names {
    /// The name itself, or with the first number that makes it a new one: `fox.png`, `fox-2.png`.
    pub(super) fn give(&mut self, name: &str) -> String {
        let (stem, ending) = match name.rsplit_once('.') {
            Some((stem, ending)) => (stem, format!(".{ending}")),
            None => (name, String::new()),
        };
        let mut number = self.0.get(&name.to_lowercase()).copied().unwrap_or(0);
        loop {
            number += 1;
            let candidate = match number {
                1 => name.to_owned(),
                number => format!("{stem}-{number}{ending}"),
            };
            self.0.insert(name.to_lowercase(), number);
            let given = candidate.to_lowercase();
            if number == 1 || !self.0.contains_key(&given) {
                self.0.entry(given).or_insert(1);
                return candidate;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use proptest::prelude::*;

    use super::Names;

    #[test]
    fn the_second_of_a_name_has_a_number() {
        let mut names = Names::default();
        let given =
            ["fox.png", "Fox.png", "fox.jpg", "fox-2.png", "fox.png"].map(|name| names.give(name));
        assert_eq!(
            given,
            [
                "fox.png",
                "Fox-2.png",
                "fox.jpg",
                "fox-2-2.png",
                "fox-3.png"
            ]
        );
    }

    proptest! {
        #[test]
        fn no_name_is_given_twice(
            wanted in prop::collection::vec("[aA](-[123])?(\\.[pP])?", 1..60),
        ) {
            let mut names = Names::default();
            let given: Vec<String> =
                wanted.iter().map(|name| names.give(name).to_lowercase()).collect();
            let different: HashSet<&String> = given.iter().collect();
            prop_assert_eq!(different.len(), given.len());
        }
    }
}
