//! What an archive is made of; docs/archive.md tells it to others.

use serde::{Deserialize, Serialize};
use studio_domain::{ArchiveScope, BlobHash, UnixMillis};

/// What every archive says it is.
pub(super) const FORMAT: &str = "studio-archive";
/// The version that is written, and the newest that is read.
pub(super) const VERSION: u32 = 1;
pub(super) const MANIFEST: &str = "manifest.json";
pub(super) const DATABASE: &str = "studio.sqlite";
/// The most bytes of a manifest: more than any library's takes.
pub(super) const MOST_MANIFEST_BYTES: u64 = 256 * 1024 * 1024;

/// What an archive says of itself.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Manifest {
    pub format: String,
    pub version: u32,
    /// The studio that wrote it.
    pub studio: String,
    pub created_at: UnixMillis,
    #[serde(flatten)]
    pub scope: ArchiveScope,
    /// What the project or conversation is called.
    pub name: Option<String>,
    pub database: Entry,
    pub blobs: Vec<Entry>,
}

/// A file in an archive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Entry {
    /// The BLAKE3 hash of its bytes.
    pub hash: BlobHash,
    pub byte_size: u64,
}

/// Where a media file lies in an archive.
pub(super) fn blob_name(hash: &BlobHash) -> String {
    let name = hash.to_string();
    format!("blobs/{}/{name}", &name[..2])
}
