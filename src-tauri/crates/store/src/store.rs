//! Opening the database, and the doors to it.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use sqlx::AssertSqlSafe;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{Connection, SqliteConnection, SqlitePool};
use studio_domain::{CacheTag, Clock, DeviceId, UnixMillis};
use tokio::sync::broadcast;

use crate::migrate::{self, MIGRATIONS, MigrationPair};
use crate::{Columns, Snapshot, StoreError, WriteTx, file_sync};

/// How long a process waits for another one's write before it gives up.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);
/// How long a write waits for its turn within this process.
const WRITER_TIMEOUT: Duration = Duration::from_secs(30);
/// How many batches of stale groups a slow subscriber may fall behind before it is told so.
const CHANGE_BACKLOG: usize = 256;

/// Where and how to open a store.
#[derive(Debug, Clone)]
pub struct StoreConfig {
    /// The data folder; the database is `studio.sqlite` in it.
    pub folder: PathBuf,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
    /// The name this device gets when the database is new.
    pub device_name: String,
    /// How many connections read side by side.
    pub reader_connections: u32,
}

/// The open database. Clones share it.
#[derive(Debug, Clone)]
pub struct Store(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    folder: PathBuf,
    clock: Arc<dyn Clock>,
    device_id: DeviceId,
    writer: SqlitePool,
    readers: SqlitePool,
    changes: broadcast::Sender<Vec<CacheTag>>,
}

impl Store {
    /// Opens the database in the folder, making both where they are missing and bringing an
    /// older database to the present version.
    ///
    /// # Errors
    /// [`StoreError::NewerDatabase`] for a database of a later version, which is not touched;
    /// [`StoreError::Damaged`], [`StoreError::MigrationFailed`], or what the disk said.
    pub async fn open(config: StoreConfig) -> Result<Self, StoreError> {
        Self::open_with(config, MIGRATIONS).await
    }

    /// As [`Store::open`], with a list of migrations of the caller's choice.
    ///
    /// # Errors
    /// As [`Store::open`].
    pub async fn open_with(
        config: StoreConfig,
        migrations: &'static [MigrationPair],
    ) -> Result<Self, StoreError> {
        file_sync::create_private_folder(&config.folder)?;
        // Held while the journal's mode changes too: that needs the database for itself.
        let _lock = migrate::run(&config.folder, migrations, config.clock.now()).await?;
        let file = database_file(&config.folder);
        let writer = open_writer(&file).await?;
        let readers = open_readers(&file, config.reader_connections).await?;
        let device_id = this_device(&writer, config.clock.now(), &config.device_name).await?;
        Ok(Self(Arc::new(Inner {
            folder: config.folder,
            clock: config.clock,
            device_id,
            writer,
            readers,
            changes: broadcast::Sender::new(CHANGE_BACKLOG),
        })))
    }

    /// Tells the time; the one everything in the studio goes by.
    #[must_use]
    pub fn clock(&self) -> &Arc<dyn Clock> {
        &self.0.clock
    }

    /// The device this copy of the database lives on.
    #[must_use]
    pub fn device_id(&self) -> DeviceId {
        self.0.device_id
    }

    /// The data folder.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.0.folder
    }

    /// Receives what became stale, one batch for each commit that changed something.
    #[must_use]
    pub fn subscribe(&self) -> broadcast::Receiver<Vec<CacheTag>> {
        self.0.changes.subscribe()
    }

    /// Begins a write that survives a power cut once committed (`synchronous=FULL`): for whatever
    /// guards money. Waits for the write before it to end.
    ///
    /// # Errors
    /// [`StoreError::Busy`] when another process or an endless write holds the database.
    pub async fn write_durable(&self) -> Result<WriteTx, StoreError> {
        self.begin("pragma synchronous = full; begin immediate")
            .await
    }

    /// Begins a write that survives the end of the process, but whose last moments a power cut
    /// may take (`synchronous=NORMAL`): for text checkpoints and chores.
    ///
    /// # Errors
    /// As [`Store::write_durable`].
    pub async fn write(&self) -> Result<WriteTx, StoreError> {
        self.begin("pragma synchronous = normal; begin immediate")
            .await
    }

    async fn begin(&self, statements: &'static str) -> Result<WriteTx, StoreError> {
        let transaction = self.0.writer.begin_with(statements).await?;
        Ok(WriteTx::new(
            transaction,
            self.0.clock.now(),
            self.0.device_id,
            self.0.changes.clone(),
        ))
    }

    /// Begins several reads of one moment.
    ///
    /// # Errors
    /// What the database said.
    pub async fn snapshot(&self) -> Result<Snapshot, StoreError> {
        Ok(Snapshot::new(self.0.readers.begin().await?))
    }

    /// The read-only connections, for the crates that own tables of their own.
    #[must_use]
    pub fn readers(&self) -> &SqlitePool {
        &self.0.readers
    }

    /// The one connection that writes, for work that needs more than a transaction of it.
    pub(crate) fn writer(&self) -> &SqlitePool {
        &self.0.writer
    }

    /// Lets the database grow to so many bytes and no further, as if the disk were full then. It
    /// holds until the database is closed, and takes nothing away from what is there.
    ///
    /// # Errors
    /// What the database said.
    pub async fn limit_size(&self, bytes: u64) -> Result<(), StoreError> {
        let page: i64 = sqlx::query_scalar("pragma page_size")
            .fetch_one(&self.0.writer)
            .await?;
        let pages = i64::try_from(bytes).unwrap_or(i64::MAX) / page.max(1);
        let limit = format!("pragma max_page_count = {}", pages.max(1));
        sqlx::query(AssertSqlSafe(limit))
            .execute(&self.0.writer)
            .await?;
        Ok(())
    }

    /// Tells subscribers that answers of these groups are stale although nothing was written here:
    /// files changed, or work over the library went on.
    pub fn announce(&self, tags: &[CacheTag]) {
        // An error only says that nobody listens.
        let _ = self.0.changes.send(tags.to_vec());
    }

    /// Waits for running statements and closes the database. Every clone is closed with it.
    pub async fn close(&self) {
        self.0.readers.close().await;
        // Last, so that it can fold the write-ahead log into the database.
        self.0.writer.close().await;
    }
}

/// Every table, index, view and trigger, in their own words. SQLite's own are left out.
pub(crate) async fn schema(
    connection: &mut SqliteConnection,
) -> Result<Vec<(String, String)>, StoreError> {
    sqlx::query(
        "select name, sql from sqlite_schema
         where substr(name, 1, 7) <> 'sqlite_' order by type, name",
    )
    .fetch_all(connection)
    .await?
    .iter()
    .map(|row| {
        let sql = row.maybe_text("sql")?.unwrap_or_default();
        Ok((row.text("name")?, sql))
    })
    .collect()
}

/// The database's file in a data folder.
pub(crate) fn database_file(folder: &Path) -> PathBuf {
    folder.join("studio.sqlite")
}

/// How a connection that writes opens the database. On macOS a plain `fsync` leaves what was
/// written in the drive's own memory, which a power cut takes; elsewhere the two pragmas change
/// nothing.
pub(crate) fn writing(file: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(file)
        .create_if_missing(false)
        .synchronous(SqliteSynchronous::Full)
        .pragma("fullfsync", "1")
        .pragma("checkpoint_fullfsync", "1")
}

async fn open_writer(file: &Path) -> Result<SqlitePool, StoreError> {
    let options = writing(file)
        .journal_mode(SqliteJournalMode::Wal)
        .foreign_keys(true)
        .busy_timeout(BUSY_TIMEOUT)
        .optimize_on_close(true, 400);
    Ok(SqlitePoolOptions::new()
        .max_connections(1)
        .acquire_timeout(WRITER_TIMEOUT)
        .idle_timeout(None)
        .max_lifetime(None)
        .before_acquire(|connection, _| {
            // SQLite ends a transaction by itself when the disk is full, and the driver goes on
            // counting it as open; such a connection would refuse every later write.
            let is_clean = !connection.is_in_transaction();
            Box::pin(async move { Ok(is_clean) })
        })
        .connect_with(options)
        .await?)
}

async fn open_readers(file: &Path, connections: u32) -> Result<SqlitePool, StoreError> {
    let options = SqliteConnectOptions::new()
        .filename(file)
        .create_if_missing(false)
        .read_only(true)
        .foreign_keys(true)
        .busy_timeout(BUSY_TIMEOUT);
    Ok(SqlitePoolOptions::new()
        .max_connections(connections.max(1))
        .idle_timeout(None)
        .max_lifetime(None)
        .connect_with(options)
        .await?)
}

/// The device that the database says it lives on, written down at the first opening.
async fn this_device(
    writer: &SqlitePool,
    now: UnixMillis,
    name: &str,
) -> Result<DeviceId, StoreError> {
    let mut transaction = writer.begin_with("begin immediate").await?;
    if let Some(row) = sqlx::query("select device_id from this_device")
        .fetch_optional(&mut *transaction)
        .await?
    {
        return row.id("device_id");
    }
    let id = DeviceId::new(now);
    insert_device(&mut transaction, id, now, name).await?;
    transaction.commit().await?;
    Ok(id)
}

async fn insert_device(
    connection: &mut SqliteConnection,
    id: DeviceId,
    now: UnixMillis,
    name: &str,
) -> Result<(), StoreError> {
    sqlx::query("insert into devices (id, name, created_at, updated_at) values (?1, ?2, ?3, ?3)")
        .bind(id.as_bytes().as_slice())
        .bind(name)
        .bind(now.get())
        .execute(&mut *connection)
        .await?;
    sqlx::query("insert into this_device (singleton, device_id) values (1, ?1)")
        .bind(id.as_bytes().as_slice())
        .execute(connection)
        .await?;
    Ok(())
}
