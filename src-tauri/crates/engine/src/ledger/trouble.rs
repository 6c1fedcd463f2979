//! Why an output could not be stored, and whether it still may be.

use studio_providers::ProviderErrorKind;

use super::fetching::Source;
use crate::error::EngineError;

/// Why an output is not stored.
#[derive(Debug)]
pub(super) enum Trouble {
    /// It may be had later in the same way.
    Passing(EngineError),
    /// It is not, or no longer, where it was said to be.
    Dead(EngineError),
    /// It is there and damaged. It may not be all there yet.
    Damaged(EngineError),
    /// What came cannot be used.
    Final(EngineError),
}

impl Trouble {
    pub(super) const fn error(&self) -> &EngineError {
        match self {
            Self::Passing(error)
            | Self::Dead(error)
            | Self::Damaged(error)
            | Self::Final(error) => error,
        }
    }

    /// Those that may pass come first: what can still be had is had before anything is given up.
    pub(super) const fn rank(&self) -> u8 {
        match self {
            Self::Passing(_) => 0,
            Self::Dead(_) => 1,
            Self::Damaged(_) => 2,
            Self::Final(_) => 3,
        }
    }

    /// What an error means for the output; errors of the studio's own are no trouble of an output.
    pub(super) fn of(error: EngineError, source: &Source) -> Result<Self, EngineError> {
        match &error {
            EngineError::Media(cause) if cause.is_of_the_system() => Ok(Self::Passing(error)),
            EngineError::Media(cause)
                if cause.is_damage() && matches!(source, Source::Address { .. }) =>
            {
                Ok(Self::Damaged(error))
            }
            EngineError::Provider(cause) => {
                let refused = cause
                    .status
                    .is_some_and(|status| (400..500).contains(&status));
                Ok(match cause.kind {
                    _ if cause.is_retryable() => Self::Passing(error),
                    _ if refused => Self::Dead(error),
                    // A network that sends everybody to its own page first.
                    ProviderErrorKind::Redirected | ProviderErrorKind::AddressRefused => {
                        Self::Dead(error)
                    }
                    ProviderErrorKind::KeyMissing | ProviderErrorKind::KeyInvalid => {
                        Self::Passing(error)
                    }
                    _ => Self::Final(error),
                })
            }
            EngineError::Media(_) | EngineError::WrongOutput { .. } => Ok(Self::Final(error)),
            EngineError::NotFound(_) => Ok(Self::Dead(error)),
            EngineError::NotNow(_) => Ok(Self::Passing(error)),
            other if other.may_pass() => Ok(Self::Passing(error)),
            _ => Err(error),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io;

    use studio_media::MediaError;
    use studio_store::StoreError;

    use super::*;

    #[test]
    fn only_what_says_something_of_the_file_is_held_against_it() {
        let address = Source::address(
            url::Url::parse("https://a.example/1").unwrap(),
            None,
            studio_domain::UnixMillis::new(0),
        );
        let name = |error| match Trouble::of(error, &address).unwrap() {
            Trouble::Passing(_) => "passing",
            Trouble::Dead(_) => "dead",
            Trouble::Damaged(_) => "damaged",
            Trouble::Final(_) => "final",
        };
        let io = || io::Error::from_raw_os_error(24);
        assert_eq!(name(MediaError::Io(io()).into()), "passing");
        assert_eq!(name(StoreError::StorageFull(io().into()).into()), "passing");
        assert_eq!(name(MediaError::Truncated.into()), "damaged");
        let scan = MediaError::Unsupported { format: "TIFF" };
        assert_eq!(name(scan.into()), "final");
        assert!(Trouble::of(EngineError::TaskLost, &address).is_err());
    }
}
