//! Entity ids: UUIDv7, one newtype per entity so that they cannot be mixed up.

use std::fmt;
use std::str::FromStr;
use std::sync::Mutex;

use serde::{Deserialize, Serialize};
use uuid::{ContextV7, Timestamp, Uuid};

use crate::UnixMillis;

/// The text or bytes given are not a UUID.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not a valid id: {0}")]
pub struct InvalidId(String);

/// Counts within a millisecond, so that ids made one after the other sort in that order.
static WITHIN_MILLISECOND: Mutex<ContextV7> = Mutex::new(ContextV7::new());

fn uuid_at(now: UnixMillis) -> Uuid {
    let millis = u64::try_from(now.get()).unwrap_or(0);
    let nanos = u32::try_from(millis % 1_000).unwrap_or(0) * 1_000_000;
    Uuid::new_v7(Timestamp::from_unix(
        &WITHIN_MILLISECOND,
        millis / 1_000,
        nanos,
    ))
}

macro_rules! entity_id {
    ($($(#[$doc:meta])* $name:ident;)+) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[cfg_attr(feature = "specta", derive(specta::Type))]
        #[serde(transparent)]
        pub struct $name(#[cfg_attr(feature = "specta", specta(type = String))] Uuid);

        impl $name {
            /// A new id whose time part is `now`; ids made later sort later.
            #[must_use]
            pub fn new(now: UnixMillis) -> Self {
                Self(uuid_at(now))
            }

            /// The 16 bytes that the database stores.
            #[must_use]
            pub fn as_bytes(&self) -> &[u8; 16] {
                self.0.as_bytes()
            }
        }

        impl TryFrom<&[u8]> for $name {
            type Error = InvalidId;

            fn try_from(bytes: &[u8]) -> Result<Self, InvalidId> {
                Uuid::from_slice(bytes)
                    .map(Self)
                    .map_err(|error| InvalidId(error.to_string()))
            }
        }

        impl FromStr for $name {
            type Err = InvalidId;

            fn from_str(text: &str) -> Result<Self, InvalidId> {
                Uuid::parse_str(text)
                    .map(Self)
                    .map_err(|error| InvalidId(error.to_string()))
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(formatter)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(formatter, concat!(stringify!($name), "({})"), self.0)
            }
        }
    )+};
}

entity_id! {
    /// A computer that this library has been opened on.
    DeviceId;
    /// A project that conversations and assets can belong to.
    ProjectId;
    /// Assets that somebody put together.
    CollectionId;
    /// A conversation.
    ConversationId;
    /// A message of a conversation.
    MessageId;
    /// A row of the generation ledger.
    GenerationId;
    /// Generations that were asked for together.
    BatchId;
    /// A thing in the library.
    AssetId;
    /// A row of the job queue.
    JobId;
    /// One act of deleting; undo restores exactly what carries its id.
    DeletionId;
    /// One act of organising; undo takes back exactly what it changed.
    ChangeId;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn later_ids_sort_later_and_survive_text_and_bytes() {
        let first = MessageId::new(UnixMillis::new(1_000));
        let second = MessageId::new(UnixMillis::new(2_000));
        assert!(first < second);
        let same_moment: Vec<_> = (0..100)
            .map(|_| MessageId::new(UnixMillis::new(3_000)))
            .collect();
        assert!(
            same_moment.is_sorted(),
            "ids of one millisecond keep their order"
        );
        assert_eq!(first.to_string().parse::<MessageId>(), Ok(first));
        assert_eq!(MessageId::try_from(first.as_bytes().as_slice()), Ok(first));
        assert!(MessageId::try_from([0_u8; 3].as_slice()).is_err());
    }
}
