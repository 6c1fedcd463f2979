//! Things in the library.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::{AssetId, Flag, GenerationId, Rating, UnixMillis};

/// The BLAKE3 hash of a file's bytes, shown as 64 lower-case hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(try_from = "String", into = "String")]
pub struct BlobHash(#[cfg_attr(feature = "specta", specta(type = String))] [u8; 32]);

/// The text or bytes given are not a BLAKE3 hash.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not a BLAKE3 hash")]
pub struct InvalidBlobHash;

impl BlobHash {
    /// Wraps the 32 bytes of a hash.
    #[must_use]
    pub const fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The 32 bytes.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Display for BlobHash {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0
            .iter()
            .try_for_each(|byte| write!(formatter, "{byte:02x}"))
    }
}

impl fmt::Debug for BlobHash {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "BlobHash({self})")
    }
}

impl FromStr for BlobHash {
    type Err = InvalidBlobHash;

    fn from_str(text: &str) -> Result<Self, InvalidBlobHash> {
        let digit = |byte: u8| match byte {
            b'0'..=b'9' => Ok(byte - b'0'),
            b'a'..=b'f' => Ok(byte - b'a' + 10),
            _ => Err(InvalidBlobHash),
        };
        let digits = <[u8; 64]>::try_from(text.as_bytes()).map_err(|_| InvalidBlobHash)?;
        let mut bytes = [0; 32];
        for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
            *byte = digit(pair[0])? << 4 | digit(pair[1])?;
        }
        Ok(Self(bytes))
    }
}

impl TryFrom<String> for BlobHash {
    type Error = InvalidBlobHash;

    fn try_from(text: String) -> Result<Self, InvalidBlobHash> {
        text.parse()
    }
}

impl TryFrom<&[u8]> for BlobHash {
    type Error = InvalidBlobHash;

    fn try_from(bytes: &[u8]) -> Result<Self, InvalidBlobHash> {
        bytes.try_into().map(Self).map_err(|_| InvalidBlobHash)
    }
}

impl From<BlobHash> for String {
    fn from(hash: BlobHash) -> Self {
        hash.to_string()
    }
}

/// What an asset is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum AssetKind {
    /// A picture.
    Image,
    /// A film or clip.
    Video,
    /// Sound, speech or music.
    Audio,
    /// A PDF to read.
    Document,
}

impl AssetKind {
    /// The word the database stores.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Image => "image",
            Self::Video => "video",
            Self::Audio => "audio",
            Self::Document => "document",
        }
    }

    /// The kind that `as_str` names, if it names one.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Image, Self::Video, Self::Audio, Self::Document]
            .into_iter()
            .find(|kind| kind.as_str() == word)
    }
}

/// A thing in the library: a file of known type that something made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
pub struct Asset {
    /// Its id.
    pub id: AssetId,
    /// What it is.
    pub kind: AssetKind,
    /// Its title: the beginning of its prompt, or its file name.
    pub title: String,
    /// Its bytes.
    pub blob: BlobHash,
    /// The type of its bytes, found by looking at them.
    pub mime: String,
    /// The number of bytes.
    #[cfg_attr(feature = "specta", specta(type = u32))]
    pub byte_size: u64,
    /// Pixels across, for what can be seen.
    pub width: Option<u32>,
    /// Pixels down, for what can be seen.
    pub height: Option<u32>,
    /// Length in milliseconds, for what can be played.
    pub duration_ms: Option<u32>,
    /// The generation that made it.
    pub generation_id: Option<GenerationId>,
    /// When it came into the library.
    pub created_at: UnixMillis,
    /// When it was moved to the trash.
    pub deleted_at: Option<UnixMillis>,
    /// How many stars it was given.
    pub rating: Option<Rating>,
    /// The verdict on it.
    pub flag: Option<Flag>,
}

#[cfg(test)]
mod tests {
    use super::BlobHash;

    #[test]
    fn a_hash_is_64_lower_case_digits() {
        let text = "00ff".repeat(16);
        assert_eq!(
            text.parse::<BlobHash>().map(|hash| hash.to_string()),
            Ok(text)
        );
        for wrong in ["", "00", &"00FF".repeat(16), &"../..".repeat(13)] {
            assert!(wrong.parse::<BlobHash>().is_err(), "{wrong:?} was taken");
        }
    }
}
