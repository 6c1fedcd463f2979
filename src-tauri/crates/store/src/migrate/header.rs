//! The version in a database file's first bytes, read without opening the database.

use std::fs::File;
use std::io::{ErrorKind, Read};
use std::path::Path;

use crate::StoreError;

const MAGIC: &[u8; 16] = b"SQLite format 3\0";
/// Where `user_version` stands, four bytes, most significant first.
const VERSION_AT: usize = 60;

/// The database's version; 0 where there is none yet.
pub(crate) fn version(file: &Path) -> Result<i64, StoreError> {
    let mut bytes = Vec::with_capacity(100);
    match File::open(file) {
        Ok(opened) => opened
            .take(100)
            .read_to_end(&mut bytes)
            .map_err(|error| StoreError::file(file, error))?,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(0),
        Err(error) => return Err(StoreError::file(file, error)),
    };
    if bytes.is_empty() {
        return Ok(0);
    }
    let version = bytes
        .get(VERSION_AT..VERSION_AT + 4)
        .and_then(|version| version.try_into().ok())
        .map(i32::from_be_bytes);
    match version {
        Some(version) if bytes.starts_with(MAGIC) => Ok(version.into()),
        _ => Err(StoreError::Damaged {
            reason: "the file is not a SQLite database".to_owned(),
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::{MAGIC, version};

    #[test]
    fn the_version_is_read_from_the_header() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("x.sqlite");
        assert_eq!(
            version(&file).unwrap(),
            0,
            "a missing file is a new database"
        );
        let mut bytes = [0_u8; 100];
        bytes[..16].copy_from_slice(MAGIC);
        bytes[60..64].copy_from_slice(&[0, 0, 1, 2]);
        std::fs::write(&file, bytes).unwrap();
        assert_eq!(version(&file).unwrap(), 258);
    }

    #[test]
    fn another_kind_of_file_is_not_taken_for_a_database() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("x.sqlite");
        for content in [&b"short"[..], &[7; 200]] {
            std::fs::write(&file, content).unwrap();
            assert!(version(&file).is_err());
        }
    }
}
