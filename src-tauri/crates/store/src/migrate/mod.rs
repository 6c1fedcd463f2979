//! Bringing a database to the present version, with a verified copy to go back to.
//!
//! The version stands in the file's header (`pragma user_version`, set by every migration), so a
//! later version's database is recognised from a few bytes, without opening it. Migrations run in
//! rollback-journal mode on one connection: that fails while another process has the database
//! open, and leaves nothing of the version in a write-ahead log.

pub(crate) mod copy;
pub(crate) mod header;

use std::fs::File;
use std::path::{Path, PathBuf};

use sqlx::migrate::{MigrateError, Migration, MigrationType, Migrator};
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Connection, Row, SqlSafeStr, SqliteConnection};
use studio_domain::UnixMillis;

use crate::store::{database_file, writing};
use crate::{StoreError, file_sync, replacement};

/// A step of the schema and its way back.
#[derive(Debug, Clone, Copy)]
pub struct MigrationPair {
    /// Its number; the database's version after it.
    pub version: i64,
    /// What it does, as in its file's name.
    pub name: &'static str,
    /// The statements of the step. They set `pragma user_version` to `version`.
    pub up: &'static str,
    /// The statements of the way back. They set `pragma user_version` to the version before.
    pub down: &'static str,
}

macro_rules! pair {
    ($version:literal, $name:literal, $file:literal) => {
        MigrationPair {
            version: $version,
            name: $name,
            up: include_str!(concat!(
                "../../../../../migrations/sqlite/",
                $file,
                ".up.sql"
            )),
            down: include_str!(concat!(
                "../../../../../migrations/sqlite/",
                $file,
                ".down.sql"
            )),
        }
    };
}

/// Every step there is, in order.
pub const MIGRATIONS: &[MigrationPair] = &[
    pair!(1, "foundation", "0001_foundation"),
    pair!(2, "every_modality", "0002_every_modality"),
    pair!(3, "library_and_money", "0003_library_and_money"),
    pair!(4, "search", "0004_search"),
    pair!(5, "quick_lists", "0005_quick_lists"),
];

/// The version that a list of steps leads to.
pub(crate) fn newest(steps: &[MigrationPair]) -> i64 {
    steps.last().map_or(0, |step| step.version)
}

/// Brings the database in the folder to the newest version, or makes it. Until the lock that
/// comes back is dropped, no other process does the same.
pub(crate) async fn run(
    folder: &Path,
    steps: &'static [MigrationPair],
    now: UnixMillis,
) -> Result<File, StoreError> {
    let file = database_file(folder);
    // A database that is about to be replaced may be damaged: that is why it is.
    if !replacement::is_ready(folder) {
        refuse_newer(&file, steps)?;
    }
    let lock = lock(folder).await?;
    replacement::apply(folder, now).await?;
    // Another process may have migrated while this one waited for the lock.
    let found = refuse_newer(&file, steps)?;
    if found < newest(steps) {
        migrate_with_copy(folder, found, steps).await?;
    } else {
        check_applied(&file, steps).await?;
    }
    Ok(lock)
}

/// Takes the newest steps back until `version`. For tests: the studio itself never goes back.
///
/// # Errors
/// [`StoreError::MigrationFailed`] when a step cannot be taken back.
pub async fn down_to(
    folder: &Path,
    version: i64,
    steps: &'static [MigrationPair],
) -> Result<(), StoreError> {
    let mut connection = connect(&database_file(folder)).await?;
    let result = migrator(steps).undo(&mut connection, version).await;
    connection.close().await?;
    result.map_err(|error| failed(version, &error))
}

fn refuse_newer(file: &Path, steps: &[MigrationPair]) -> Result<i64, StoreError> {
    let found = header::version(file)?;
    let known = newest(steps);
    if found > known {
        return Err(StoreError::NewerDatabase { found, known });
    }
    Ok(found)
}

/// Only one process at a time looks at the version and migrates. Released when dropped.
async fn lock(folder: &Path) -> Result<File, StoreError> {
    let path = folder.join("migrate.lock");
    file_sync::blocking(move || {
        let file = File::create(&path).map_err(|error| StoreError::file(&path, error))?;
        file.lock()
            .map_err(|error| StoreError::file(&path, error))?;
        Ok(file)
    })
    .await
}

async fn migrate_with_copy(
    folder: &Path,
    found: i64,
    steps: &'static [MigrationPair],
) -> Result<(), StoreError> {
    let file = database_file(folder);
    let version = newest(steps);
    let mut connection = connect(&file).await?;
    let copy = if is_empty(&mut connection).await? {
        None
    } else {
        Some(copy::make(&mut connection, folder, version).await?)
    };
    let result = step_and_check(&mut connection, version, steps).await;
    connection.close().await?;
    match (result, copy) {
        (Err(error), Some(copy)) => {
            tracing::error!(%error, found, version, "migration failed; the copy is put back");
            copy::put_back(copy, file).await?;
            Err(error)
        }
        (result, _) => result,
    }
}

async fn step_and_check(
    connection: &mut SqliteConnection,
    version: i64,
    steps: &'static [MigrationPair],
) -> Result<(), StoreError> {
    migrator(steps)
        .run_direct(None, connection, false)
        .await
        .map_err(|error| failed(version, &error))?;
    check(connection).await?.map_or(Ok(()), |reason| {
        Err(StoreError::MigrationFailed { version, reason })
    })
}

/// What is wrong with the database, if anything is.
pub(crate) async fn check(connection: &mut SqliteConnection) -> Result<Option<String>, StoreError> {
    let orphans = sqlx::query("pragma foreign_key_check")
        .fetch_all(&mut *connection)
        .await?;
    if let Some(orphan) = orphans.first() {
        let table: String = orphan.try_get(0)?;
        return Ok(Some(format!(
            "{} rows point to nothing, the first of them in {table}",
            orphans.len()
        )));
    }
    copy::integrity(connection).await
}

/// Compares the applied steps' hashes with those known here, changing nothing.
async fn check_applied(file: &Path, steps: &'static [MigrationPair]) -> Result<(), StoreError> {
    // Closing it folds the log of a process that died into the database.
    let mut connection = writing(file).connect().await?;
    let rows = sqlx::query("select version, checksum from _sqlx_migrations")
        .fetch_all(&mut connection)
        .await;
    connection.close().await?;
    for row in rows? {
        let (version, checksum): (i64, Vec<u8>) = (row.try_get(0)?, row.try_get(1)?);
        let is_known = migrator(steps).iter().any(|step| {
            step.migration_type.is_up_migration()
                && step.version == version
                && *step.checksum == *checksum
        });
        if !is_known {
            return Err(StoreError::Damaged {
                reason: format!("its version {version} is not the one this studio knows"),
            });
        }
    }
    Ok(())
}

async fn is_empty(connection: &mut SqliteConnection) -> Result<bool, StoreError> {
    let row = sqlx::query("select count(*) from sqlite_schema")
        .fetch_one(connection)
        .await?;
    Ok(row.try_get::<i64, _>(0)? == 0)
}

/// A connection whose foreign keys are off: the pragma does nothing inside a transaction, and a
/// rebuilt table would take its children with it.
pub(crate) async fn connect(file: &Path) -> Result<SqliteConnection, StoreError> {
    connect_as(writing(file).create_if_missing(true)).await
}

/// As [`connect`], to a database that must be there: an empty one in its place would pass for it.
pub(crate) async fn connect_present(file: &Path) -> Result<SqliteConnection, StoreError> {
    connect_as(writing(file)).await
}

async fn connect_as(options: SqliteConnectOptions) -> Result<SqliteConnection, StoreError> {
    let mut connection = options.foreign_keys(false).connect().await?;
    // As an option it would come before the other pragmas, and it folds the write-ahead log into
    // the database.
    sqlx::query("pragma journal_mode = delete")
        .execute(&mut connection)
        .await?;
    Ok(connection)
}

fn migrator(steps: &'static [MigrationPair]) -> Migrator {
    let migration = |step: &MigrationPair, direction, statements: &'static str| {
        Migration::new(
            step.version,
            step.name.into(),
            direction,
            statements.into_sql_str(),
            false,
        )
    };
    Migrator::with_migrations(
        steps
            .iter()
            .flat_map(|step| {
                [
                    migration(step, MigrationType::ReversibleUp, step.up),
                    migration(step, MigrationType::ReversibleDown, step.down),
                ]
            })
            .collect(),
    )
}

fn failed(version: i64, error: &MigrateError) -> StoreError {
    StoreError::MigrationFailed {
        version,
        reason: error.to_string(),
    }
}

/// Where the copy made before reaching `version` lies.
pub(crate) fn copy_file(folder: &Path, version: i64) -> PathBuf {
    folder
        .join("backups")
        .join(format!("before-{version}.sqlite"))
}
