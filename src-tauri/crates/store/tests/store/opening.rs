use studio_domain::ErrorCode;
use studio_store::{Store, StoreError};

use crate::support::{config, fixture};

#[tokio::test]
async fn a_new_folder_gets_a_database_and_a_device_that_stay() {
    let home = fixture().await;
    let device = home.store.device_id();
    home.store.close().await;
    let again = Store::open(config(home.folder.path())).await.unwrap();
    assert_eq!(again.device_id(), device);
    assert_eq!(
        sqlx::query_scalar::<_, String>("select name from devices")
            .fetch_all(again.readers())
            .await
            .unwrap(),
        ["Desk"]
    );
}

#[cfg(unix)]
#[tokio::test]
async fn a_new_folder_is_for_this_user_alone() {
    use std::os::unix::fs::PermissionsExt;
    let outer = tempfile::tempdir().unwrap();
    let folder = outer.path().join("deep/data");
    Store::open(config(&folder)).await.unwrap().close().await;
    let mode = std::fs::metadata(&folder).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o700);
}

#[tokio::test]
async fn several_openings_at_once_make_one_database() {
    let folder = tempfile::tempdir().unwrap();
    let opened =
        futures::future::join_all((0..4).map(|_| tokio::spawn(Store::open(config(folder.path())))))
            .await;
    let devices: Vec<_> = opened
        .into_iter()
        .map(|store| store.unwrap().unwrap().device_id())
        .collect();
    assert!(
        devices.iter().all(|device| *device == devices[0]),
        "{devices:?}"
    );
}

#[tokio::test]
async fn the_database_runs_as_the_rules_say() {
    let home = fixture().await;
    let readers = home.store.readers();
    let mode: String = sqlx::query_scalar("pragma journal_mode")
        .fetch_one(readers)
        .await
        .unwrap();
    assert_eq!(mode, "wal");
    let mut tx = home.write().await;
    for (pragma, expected) in [("pragma foreign_keys", 1), ("pragma busy_timeout", 5_000)] {
        let value: i64 = sqlx::query_scalar(pragma)
            .fetch_one(tx.connection())
            .await
            .unwrap();
        assert_eq!(value, expected, "{pragma}");
    }
}

#[tokio::test]
async fn what_is_written_is_brought_past_the_memory_of_the_drive() {
    let home = fixture().await;
    let mut tx = home.store.write_durable().await.unwrap();
    for pragma in ["pragma fullfsync", "pragma checkpoint_fullfsync"] {
        let value: i64 = sqlx::query_scalar(pragma)
            .fetch_one(tx.connection())
            .await
            .unwrap();
        assert_eq!(value, 1, "{pragma}");
    }
}

#[tokio::test]
async fn readers_cannot_write() {
    let home = fixture().await;
    let written = sqlx::query("delete from devices")
        .execute(home.store.readers())
        .await;
    assert!(written.is_err());
}

#[tokio::test]
async fn closing_folds_the_log_into_the_database() {
    let home = fixture().await;
    home.conversation("kept").await;
    home.store.close().await;
    let left: Vec<_> = std::fs::read_dir(home.folder.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.starts_with("studio.sqlite"))
        .collect();
    assert_eq!(left, ["studio.sqlite"]);
}

#[tokio::test]
async fn what_is_not_a_database_is_refused_and_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("studio.sqlite");
    let content = b"somebody's notes, not a database. ".repeat(20);
    std::fs::write(&file, &content).unwrap();
    let error = Store::open(config(folder.path())).await.unwrap_err();
    assert!(matches!(error, StoreError::Damaged { .. }), "{error:?}");
    assert_eq!(error.code(), ErrorCode::DatabaseIncompatible);
    assert_eq!(std::fs::read(&file).unwrap(), content);
}
