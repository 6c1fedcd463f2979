//! A copy of the database that was checked before anybody relies on it.

use std::path::{Path, PathBuf};

use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Connection, Row, SqliteConnection};

use super::copy_file;
use crate::{StoreError, file_sync};

/// Writes a copy of the database, checks it, and puts it under its name in `backups`.
pub(super) async fn make(
    connection: &mut SqliteConnection,
    folder: &Path,
    version: i64,
) -> Result<PathBuf, StoreError> {
    let copy = copy_file(folder, version);
    let unfinished = copy.with_extension("unfinished");
    prepare(&unfinished)?;
    sqlx::query("vacuum into ?1")
        .bind(path_text(&unfinished)?)
        .execute(connection)
        .await?;
    verify(&unfinished).await?;
    let (from, to) = (unfinished, copy.clone());
    file_sync::blocking(move || move_into_place(&from, &to)).await?;
    Ok(copy)
}

/// Replaces the database by the copy. The database must be closed.
pub(super) async fn put_back(copy: PathBuf, database: PathBuf) -> Result<(), StoreError> {
    file_sync::blocking(move || {
        let unfinished = database.with_extension("unfinished");
        std::fs::copy(&copy, &unfinished).map_err(|error| StoreError::file(&copy, error))?;
        move_into_place(&unfinished, &database)
    })
    .await
}

/// What SQLite finds wrong with the database, if anything is.
pub(crate) async fn integrity(
    connection: &mut SqliteConnection,
) -> Result<Option<String>, StoreError> {
    let row = sqlx::query("pragma integrity_check(1)")
        .fetch_one(connection)
        .await?;
    let finding: String = row.try_get(0)?;
    Ok((finding != "ok").then_some(finding))
}

pub(crate) fn prepare(unfinished: &Path) -> Result<(), StoreError> {
    if let Some(backups) = unfinished.parent() {
        file_sync::create_private_folder(backups)?;
    }
    match std::fs::remove_file(unfinished) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(StoreError::file(unfinished, error))
        }
        _ => Ok(()),
    }
}

pub(crate) async fn verify(copy: &Path) -> Result<(), StoreError> {
    let mut connection = SqliteConnectOptions::new()
        .filename(copy)
        .read_only(true)
        .immutable(true)
        .connect()
        .await?;
    let finding = integrity(&mut connection).await;
    connection.close().await?;
    match finding? {
        None => Ok(()),
        Some(reason) => Err(StoreError::Damaged { reason }),
    }
}

/// File to disk, rename, folder to disk: at every moment the name shows a whole file.
pub(crate) fn move_into_place(from: &Path, to: &Path) -> Result<(), StoreError> {
    let sync_parent = || to.parent().map_or(Ok(()), file_sync::sync_folder);
    file_sync::sync_file(from)
        .and_then(|()| std::fs::rename(from, to))
        .and_then(|()| sync_parent())
        .map_err(|error| StoreError::file(to, error))
}

pub(crate) fn path_text(path: &Path) -> Result<&str, StoreError> {
    path.to_str().ok_or_else(|| {
        let reason = std::io::Error::other("the path is not Unicode");
        StoreError::file(path, reason)
    })
}
