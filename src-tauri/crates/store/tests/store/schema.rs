use std::collections::BTreeSet;

use sqlx::Row;
use studio_domain::COLUMNS;

use crate::support::fixture;

/// Tables that never leave the device, and the driver's own.
const LOCAL: [&str; 12] = [
    "this_device",
    "blob_files",
    "generation_kinds",
    "stream_chunks",
    "jobs",
    "asset_makers",
    "blob_looks",
    "search_entries",
    "search_drift",
    "search_queue",
    "search_words",
    "_sqlx_migrations",
];

#[tokio::test]
async fn every_synced_column_says_how_it_merges_and_whether_it_is_covered() {
    let home = fixture().await;
    let schema: BTreeSet<(String, String)> = sqlx::query(
        "select tables.name as table_name, columns.name as column_name
         from sqlite_schema as tables join pragma_table_info(tables.name) as columns
         where tables.type = 'table'",
    )
    .fetch_all(home.store.readers())
    .await
    .unwrap()
    .iter()
    .map(|row| (row.get("table_name"), row.get("column_name")))
    .filter(|(table, _): &(String, String)| {
        // The index and the tables that SQLite keeps it in.
        !LOCAL.contains(&table.as_str()) && !table.starts_with("search_index")
    })
    .collect();
    let declared: BTreeSet<(String, String)> = COLUMNS
        .iter()
        .map(|column| (column.table.to_owned(), column.name.to_owned()))
        .collect();
    assert_eq!(schema, declared);
    assert_eq!(declared.len(), COLUMNS.len(), "no column is declared twice");
}

#[tokio::test]
async fn every_table_is_strict() {
    let home = fixture().await;
    let loose: Vec<String> = sqlx::query_scalar(
        "select name from pragma_table_list
         where schema = 'main' and type = 'table' and not strict
            and name not in ('sqlite_schema', '_sqlx_migrations')",
    )
    .fetch_all(home.store.readers())
    .await
    .unwrap();
    assert_eq!(loose, Vec::<String>::new());
}

#[tokio::test]
async fn every_foreign_key_is_deferred_and_none_deletes_by_cascade() {
    let home = fixture().await;
    let tables: Vec<String> = sqlx::query_scalar(
        "select sql from sqlite_schema where type = 'table' and sql like '%references%'",
    )
    .fetch_all(home.store.readers())
    .await
    .unwrap();
    assert!(tables.len() > 5);
    for sql in tables {
        let (keys, deferred) = (
            sql.matches(" references ").count(),
            sql.matches("deferrable initially deferred").count(),
        );
        assert_eq!(keys, deferred, "{sql}");
        assert!(!sql.contains("cascade"), "{sql}");
    }
}

#[tokio::test]
async fn mutable_tables_carry_the_time_of_their_last_change() {
    for column in COLUMNS.iter().filter(|column| column.name == "deleted_at") {
        let has = |name| {
            COLUMNS
                .iter()
                .any(|other| other.table == column.table && other.name == name)
        };
        assert!(
            has("updated_at") && has("deletion_id") && has("purged_at"),
            "{}",
            column.table
        );
    }
}
