//! Reading an archive that somebody else may have made. No name in it becomes a path, nothing in
//! it is unpacked to more than it is, and nothing is taken whose hash is not what it should be.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufReader, Read, Write};
use std::path::{Path, PathBuf};

use studio_domain::BlobHash;
use studio_store::BlobStore;
use studio_store::blob_listing::hash_file;
use zip::{CompressionMethod, ZipArchive};

use super::format::{
    DATABASE, Entry, FORMAT, MANIFEST, MOST_MANIFEST_BYTES, Manifest, VERSION, blob_name,
};
use crate::error::EngineError;
use crate::whole_file;

/// Bytes read at a time.
const PIECE: usize = 1024 * 1024;

type Reader = ZipArchive<BufReader<File>>;

/// The media files of an archive that was looked at.
#[derive(Debug)]
pub(crate) struct ArchiveFiles {
    file: PathBuf,
    sizes: BTreeMap<BlobHash, u64>,
}

impl ArchiveFiles {
    /// Looks at an archive and unpacks its database into a folder.
    pub(super) async fn open(file: &Path, into: &Path) -> Result<(Manifest, Self), EngineError> {
        let (file, into) = (file.to_owned(), into.to_owned());
        let opened = tokio::task::spawn_blocking(move || {
            let mut archive = read(&file)?;
            let manifest = manifest_of(&mut archive)?;
            look_through(&mut archive, &manifest, &file)?;
            whole_file::require_room(&into, manifest.database.byte_size)?;
            unpack_database(&mut archive, &manifest.database, &into.join(DATABASE))?;
            let sizes = manifest
                .blobs
                .iter()
                .map(|blob| (blob.hash, blob.byte_size))
                .collect();
            Ok((manifest, Self { file, sizes }))
        });
        opened.await.map_err(|_| EngineError::TaskLost)?
    }

    /// Whether the archive holds a file.
    pub fn has(&self, hash: &BlobHash) -> bool {
        self.sizes.contains_key(hash)
    }

    /// Brings a file into the blob store. Refused where its bytes are not what its name says.
    pub async fn bring(&self, hash: BlobHash, into: &BlobStore) -> Result<bool, EngineError> {
        let Some(size) = self.sizes.get(&hash).copied() else {
            return Ok(false);
        };
        let (pieces, mut arriving) = tokio::sync::mpsc::channel::<Vec<u8>>(4);
        let file = self.file.clone();
        let reading = tokio::task::spawn_blocking(move || {
            let mut archive = read(&file)?;
            let mut entry = entry(&mut archive, &blob_name(&hash))?.take(size);
            loop {
                let mut piece = vec![0; PIECE];
                let read = entry.read(&mut piece).map_err(unreadable)?;
                piece.truncate(read);
                // A writer that failed says so itself.
                if read == 0 || pieces.blocking_send(piece).is_err() {
                    return Ok(());
                }
            }
        });
        let mut writer = into.writer().await?;
        while let Some(piece) = arriving.recv().await {
            writer.write(&piece).await?;
        }
        let read: Result<(), EngineError> = reading.await.map_err(|_| EngineError::TaskLost)?;
        read?;
        // Dropped, the writer leaves nothing.
        if writer.hash() != hash {
            return Err(refused("a file in it is not what its name says"));
        }
        writer.finish().await?;
        Ok(true)
    }
}

fn refused(reason: &str) -> EngineError {
    EngineError::InvalidInput {
        message: format!("This archive cannot be used: {reason}."),
        hint: "Export it again where it came from, and copy it whole.",
    }
}

fn unreadable(source: io::Error) -> EngineError {
    EngineError::File {
        action: "reading the archive",
        source,
    }
}

fn read(file: &Path) -> Result<Reader, EngineError> {
    let opened = File::open(file).map_err(unreadable)?;
    ZipArchive::new(BufReader::new(opened)).map_err(|_| refused("it is damaged or no archive"))
}

fn entry<'a>(
    archive: &'a mut Reader,
    name: &str,
) -> Result<zip::read::ZipFile<'a, BufReader<File>>, EngineError> {
    archive
        .by_name(name)
        .map_err(|_| refused("a file that it should hold is missing"))
}

fn manifest_of(archive: &mut Reader) -> Result<Manifest, EngineError> {
    let entry = entry(archive, MANIFEST)?;
    if entry.compression() != CompressionMethod::Stored || entry.size() > MOST_MANIFEST_BYTES {
        return Err(refused("its table of contents is packed or too large"));
    }
    let mut text = Vec::new();
    entry
        .take(MOST_MANIFEST_BYTES)
        .read_to_end(&mut text)
        .map_err(|_| refused("its table of contents is damaged"))?;
    let manifest: Manifest =
        serde_json::from_slice(&text).map_err(|_| refused("its table of contents is damaged"))?;
    if manifest.format != FORMAT {
        return Err(refused("it was not made by the studio"));
    }
    if manifest.version > VERSION {
        return Err(EngineError::InvalidInput {
            message: "This archive was made by a newer studio.".to_owned(),
            hint: "Update the studio, then try again.",
        });
    }
    Ok(manifest)
}

/// Everything in the archive is named in its table of contents, lies there as it is, and has the
/// size that is said; and all of it together is no more than the archive's own bytes.
fn look_through(archive: &mut Reader, manifest: &Manifest, file: &Path) -> Result<(), EngineError> {
    let mut expected: BTreeMap<String, u64> = manifest
        .blobs
        .iter()
        .map(|blob| (blob_name(&blob.hash), blob.byte_size))
        .collect();
    if expected.len() != manifest.blobs.len() {
        return Err(refused("it names a file twice"));
    }
    expected.insert(DATABASE.to_owned(), manifest.database.byte_size);
    let mut bytes = 0_u64;
    for index in 0..archive.len() {
        let entry = archive
            .by_index_raw(index)
            .map_err(|_| refused("it is damaged"))?;
        if entry.encrypted() || entry.compression() != CompressionMethod::Stored {
            return Err(refused("a file in it is packed or locked"));
        }
        bytes = bytes.saturating_add(entry.size());
        let name = entry.name().map_err(|_| refused("it is damaged"))?;
        if name == MANIFEST {
            continue;
        }
        match expected.remove(name.as_ref()) {
            Some(size) if size == entry.size() && size == entry.compressed_size() => {}
            Some(_) => return Err(refused("a file in it does not have the size it should")),
            None => return Err(refused("it holds a file that does not belong in it")),
        }
    }
    let whole = std::fs::metadata(file).map_err(unreadable)?.len();
    if !expected.is_empty() {
        return Err(refused("a file that it should hold is missing"));
    }
    if bytes > whole {
        return Err(refused("it claims to hold more than it is"));
    }
    Ok(())
}

fn unpack_database(archive: &mut Reader, expected: &Entry, to: &Path) -> Result<(), EngineError> {
    let mut from = entry(archive, DATABASE)?.take(expected.byte_size);
    let mut file = File::create(to).map_err(unreadable)?;
    let mut piece = vec![0; PIECE];
    loop {
        let read = from
            .read(&mut piece)
            .map_err(|_| refused("its database is damaged"))?;
        if read == 0 {
            break;
        }
        file.write_all(&piece[..read]).map_err(unreadable)?;
    }
    drop(file);
    if hash_file(to).map_err(unreadable)? == expected.hash {
        return Ok(());
    }
    Err(refused("its database is not what it was"))
}
