//! A value that cannot be printed.

use std::fmt;

use zeroize::Zeroizing;

/// Holds a key or passphrase. It has no `Display` and no `Serialize`, its `Debug` shows stars,
/// and its memory is wiped when it is dropped.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(Zeroizing<String>);

impl Secret {
    /// Takes the text in.
    #[must_use]
    pub fn new(text: String) -> Self {
        Self(Zeroizing::new(text))
    }

    /// The text itself, for the one place that must send or store it.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// The last four characters, or nothing when the secret is so short that they would give
    /// away half of it.
    #[must_use]
    pub fn last_four(&self) -> Option<String> {
        let length = self.0.chars().count();
        (length >= 8).then(|| self.0.chars().skip(length - 4).collect())
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Secret(****)")
    }
}

#[cfg(test)]
mod tests {
    use super::Secret;

    #[test]
    fn printing_shows_stars_only() {
        let secret = Secret::new("sk-very-secret-1234".to_owned());
        assert_eq!(format!("{secret:?}"), "Secret(****)");
        assert_eq!(secret.last_four().as_deref(), Some("1234"));
        assert_eq!(Secret::new("short".to_owned()).last_four(), None);
    }
}
