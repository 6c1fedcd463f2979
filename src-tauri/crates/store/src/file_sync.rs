//! Files and folders: making sure that what was written and renamed is on the disk, and how old
//! it is.

use std::fs::File;
use std::io;
use std::path::Path;
use std::time::{Duration, SystemTime};

use studio_domain::{Clock, SystemClock};

use crate::StoreError;

/// Writes a folder's entries to the disk, so that a rename in it survives a power cut.
/// Windows cannot open folders and orders renames by itself.
pub(crate) fn sync_folder(folder: &Path) -> io::Result<()> {
    if cfg!(unix) {
        File::open(folder)?.sync_all()
    } else {
        Ok(())
    }
}

/// Writes a file's bytes to the disk.
pub(crate) fn sync_file(file: &Path) -> io::Result<()> {
    // Windows flushes only handles that may write.
    File::options()
        .read(true)
        .write(true)
        .open(file)?
        .sync_all()
}

/// Makes a folder and its parents, readable by this user alone.
pub(crate) fn create_private_folder(folder: &Path) -> Result<(), StoreError> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder
        .create(folder)
        .map_err(|error| StoreError::file(folder, error))
}

/// Runs blocking file work away from the async threads.
pub(crate) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, StoreError> + Send + 'static,
) -> Result<T, StoreError> {
    match tokio::task::spawn_blocking(work).await {
        Ok(result) => result,
        Err(error) => Err(StoreError::file("", io::Error::other(error))),
    }
}

/// The moment by the system's clock: the one that files are dated by, whatever clock the studio
/// goes by.
pub(crate) fn file_time_now() -> SystemTime {
    let millis = u64::try_from(SystemClock.now().get()).unwrap_or(0);
    SystemTime::UNIX_EPOCH + Duration::from_millis(millis)
}
