//! A database from elsewhere, made ready to be taken from: copied, brought to the present version,
//! looked at, and settled, so that nothing in it is sent or paid for again.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use sqlx::{Connection, SqliteConnection};
use studio_domain::DeviceId;

use crate::database_copy::DatabaseCopy;
use crate::migrate;
use crate::store::{database_file, schema};
use crate::{Store, StoreConfig, StoreError, chunks, file_sync};

/// Copies the database into a folder of its own and makes it ready. What the file holds is not
/// trusted: it must be whole, of a version known here, and of exactly the schema that this
/// version has, so that no view or trigger of somebody else's comes along.
///
/// # Errors
/// [`StoreError::NewerDatabase`], [`StoreError::Damaged`], [`StoreError::MigrationFailed`], or
/// what the disk said.
pub async fn stage(store: &Store, database: &Path, folder: &Path) -> Result<PathBuf, StoreError> {
    DatabaseCopy::open(database).await?.close().await?;
    let staged = database_file(folder);
    let (from, to, private) = (database.to_owned(), staged.clone(), folder.to_owned());
    file_sync::blocking(move || {
        file_sync::create_private_folder(&private)?;
        std::fs::copy(&from, &to).map_err(|error| StoreError::file(&to, error))?;
        file_sync::sync_file(&to).map_err(|error| StoreError::file(&to, error))
    })
    .await?;
    let opened = Store::open(StoreConfig {
        folder: folder.to_owned(),
        clock: Arc::clone(store.clock()),
        device_name: String::new(),
        reader_connections: 1,
    })
    .await?;
    opened.close().await;
    let mut connection = migrate::connect(&staged).await?;
    let settled = look_and_settle(store, &mut connection).await;
    connection.close().await?;
    settled.map(|()| staged)
}

async fn look_and_settle(
    store: &Store,
    connection: &mut SqliteConnection,
) -> Result<(), StoreError> {
    let expected = schema(store.snapshot().await?.connection()).await?;
    if schema(connection).await? != expected {
        return Err(StoreError::Damaged {
            reason: "its tables are not those of the studio".to_owned(),
        });
    }
    settle(connection, store.clock().now().get()).await
}

/// What waited to be sent is cancelled. What was sent may have come to its end since: it is
/// unknown, and closed by hand. Nobody looks at any of it by itself, so the text that had arrived
/// goes into its message here.
async fn settle(connection: &mut SqliteConnection, now: i64) -> Result<(), StoreError> {
    let mut transaction = connection.begin().await?;
    for statement in [
        "insert into generation_events (generation_id, number, from_state, to_state, detail, at)
         select id, event_number + 1, state,
            case state when 'queued' then 'cancelled' else 'unknown' end, 'restored', ?1
         from generations where state in ('queued', 'submitted', 'running')",
        "update generations set event_number = event_number + 1, updated_at = ?1,
            ended_at = case state when 'queued' then ?1 end,
            state = case state when 'queued' then 'cancelled' else 'unknown' end
         where state in ('queued', 'submitted', 'running')",
    ] {
        sqlx::query(statement)
            .bind(now)
            .execute(&mut *transaction)
            .await?;
    }
    sqlx::query("delete from jobs where generation_id is not null")
        .execute(&mut *transaction)
        .await?;
    chunks::fold_all(&mut transaction).await?;
    transaction.commit().await?;
    Ok(())
}

/// Folds a closed database's write-ahead log into it, so that the one file is all of it.
///
/// # Errors
/// [`StoreError::Busy`] when somebody has it open, or what the disk said when it is not there.
pub async fn fold(database: &Path) -> Result<(), StoreError> {
    Ok(migrate::connect_present(database).await?.close().await?)
}

/// Makes a staged database this device's own: what it does from now on carries this device's id.
///
/// # Errors
/// What the database said.
pub async fn adopt(store: &Store, staged: &Path) -> Result<(), StoreError> {
    let device: DeviceId = store.device_id();
    let mut connection = migrate::connect(staged).await?;
    let name: Result<String, _> = sqlx::query_scalar("select name from devices where id = ?1")
        .bind(device.as_bytes().as_slice())
        .fetch_one(store.readers())
        .await;
    let now = store.clock().now();
    let written = match name {
        Ok(name) => write_device(&mut connection, device, &name, now.get()).await,
        Err(error) => Err(error.into()),
    };
    connection.close().await?;
    written
}

async fn write_device(
    connection: &mut SqliteConnection,
    device: DeviceId,
    name: &str,
    now: i64,
) -> Result<(), StoreError> {
    let mut transaction = connection.begin().await?;
    sqlx::query(
        "insert into devices (id, name, created_at, updated_at) values (?1, ?2, ?3, ?3)
         on conflict (id) do nothing",
    )
    .bind(device.as_bytes().as_slice())
    .bind(name)
    .bind(now)
    .execute(&mut *transaction)
    .await?;
    sqlx::query(
        "insert into this_device (singleton, device_id) values (1, ?1)
         on conflict (singleton) do update set device_id = excluded.device_id",
    )
    .bind(device.as_bytes().as_slice())
    .execute(&mut *transaction)
    .await?;
    transaction.commit().await?;
    Ok(())
}
