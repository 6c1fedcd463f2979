//! Copying the chosen rows, table by table. The columns are those that the schema has, so that a
//! later migration's columns come along.

use sqlx::SqliteConnection;
use studio_domain::UnixMillis;

use super::run;
use crate::{Columns, StoreError};

/// How a table's rows are copied: some columns by an expression, and which rows.
struct Rows {
    table: &'static str,
    instead: &'static [(&'static str, &'static str)],
    which: &'static str,
}

const NEW_GENERATION: &str = "where exists (
        select 1 from temp.new_generations as made where made.id = s.generation_id)";

const OF_AN_ASSET: &str = "where exists (
        select 1 from temp.chosen_assets as chosen where chosen.id = s.asset_id)";

/// In an order that a person would follow; foreign keys are looked at when all is in.
const TABLES: [Rows; 20] = [
    Rows {
        table: "devices",
        instead: &[],
        which: "where exists (select 1 from source.generations as made
            join temp.new_generations as chosen on chosen.id = made.id
            where made.device_id = s.id)",
    },
    Rows {
        table: "projects",
        instead: &[],
        which: "where exists (select 1 from source.conversations as one
                join temp.chosen_conversations as chosen on chosen.id = one.id
                where one.project_id = s.id)
            or exists (select 1 from source.assets as one
                join temp.chosen_assets as chosen on chosen.id = one.id
                where one.project_id = s.id)
            or exists (select 1 from source.generations as one
                join temp.chosen_generations as chosen on chosen.id = one.id
                where one.project_id = s.id)",
    },
    Rows {
        table: "generation_kinds",
        instead: &[],
        which: "",
    },
    Rows {
        table: "blobs",
        instead: &[],
        which: "where exists (select 1 from source.assets as asset
            join temp.chosen_assets as chosen on chosen.id = asset.id
            where asset.blob_hash = s.hash)",
    },
    Rows {
        table: "generations",
        instead: &[],
        which: "where exists (select 1 from temp.new_generations as made where made.id = s.id)",
    },
    Rows {
        table: "generation_events",
        instead: &[],
        which: NEW_GENERATION,
    },
    Rows {
        table: "assets",
        instead: &[],
        which: "where exists (select 1 from temp.chosen_assets as chosen where chosen.id = s.id)",
    },
    Rows {
        table: "generation_inputs",
        instead: &[],
        which: NEW_GENERATION,
    },
    Rows {
        table: "generation_outputs",
        instead: &[],
        which: NEW_GENERATION,
    },
    Rows {
        table: "transcripts",
        instead: &[],
        // Also of generations that are here: what was heard may have been thrown away since.
        which: "where exists (select 1 from temp.chosen_generations as chosen
            where chosen.id = s.generation_id)",
    },
    Rows {
        table: "asset_sources",
        instead: &[],
        which: OF_AN_ASSET,
    },
    Rows {
        table: "asset_tags",
        instead: &[],
        which: OF_AN_ASSET,
    },
    Rows {
        table: "asset_recipes",
        instead: &[],
        which: OF_AN_ASSET,
    },
    Rows {
        table: "asset_parents",
        instead: &[],
        which: OF_AN_ASSET,
    },
    Rows {
        table: "collections",
        instead: &[],
        which: "where deleted_at is null and exists (select 1 from source.collection_assets as held
            join temp.chosen_assets as chosen on chosen.id = held.asset_id
            where held.collection_id = s.id and held.removed_at is null)",
    },
    Rows {
        table: "collection_assets",
        instead: &[],
        which: "where removed_at is null
            and exists (select 1 from temp.chosen_assets as chosen where chosen.id = s.asset_id)
            and exists (select 1 from source.collections as of
                where of.id = s.collection_id and of.deleted_at is null)",
    },
    Rows {
        table: "batches",
        instead: &[],
        which: "where exists (select 1 from source.generations as made
            join temp.new_generations as chosen on chosen.id = made.id
            where made.batch_id = s.id)",
    },
    Rows {
        table: "batch_cells",
        instead: &[],
        which: NEW_GENERATION,
    },
    Rows {
        table: "conversations",
        instead: &[
            ("id", "chosen.new_id"),
            (
                "title",
                "iif(chosen.new_id = s.id, s.title, s.title || ' (restored)')",
            ),
            (
                "head_message_id",
                "(select said.new_id from temp.chosen_messages as said
                  where said.id = s.head_message_id)",
            ),
        ],
        which: "join temp.chosen_conversations as chosen on chosen.id = s.id",
    },
    Rows {
        table: "messages",
        instead: &[
            ("id", "chosen.new_id"),
            (
                "conversation_id",
                "(select of.new_id from temp.chosen_conversations as of
                  where of.id = s.conversation_id)",
            ),
            (
                "parent_id",
                "(select above.new_id from temp.chosen_messages as above
                  where above.id = s.parent_id)",
            ),
            // A generation answers one message: the copy of one that is here has none of its own,
            // so that nothing looks paid for twice.
            (
                "generation_id",
                "iif(exists (select 1 from main.messages as here
                    where here.generation_id = s.generation_id), null, s.generation_id)",
            ),
            (
                "copied_from",
                "coalesce(
                    (select here.id from main.messages as here
                     where here.id = s.id and chosen.new_id <> s.id),
                    (select here.id from main.messages as here where here.id = s.copied_from))",
            ),
        ],
        which: "join temp.chosen_messages as chosen on chosen.id = s.id",
    },
];

const PARTS: Rows = Rows {
    table: "message_parts",
    instead: &[("message_id", "chosen.new_id")],
    which: "join temp.chosen_messages as chosen on chosen.id = s.message_id",
};

/// Copies all that was chosen and is not here.
pub(super) async fn all(
    connection: &mut SqliteConnection,
    now: UnixMillis,
) -> Result<(), StoreError> {
    run(
        connection,
        "create temp table new_generations (id blob primary key) without rowid".to_owned(),
    )
    .await?;
    run(
        connection,
        "insert into temp.new_generations select id from temp.chosen_generations as chosen
         where not exists (select 1 from main.generations as here where here.id = chosen.id)"
            .to_owned(),
    )
    .await?;
    for rows in TABLES.iter().chain([&PARTS]) {
        copy(connection, rows).await?;
    }
    bring_back(connection, now).await
}

async fn copy(connection: &mut SqliteConnection, rows: &Rows) -> Result<(), StoreError> {
    let table = rows.table;
    let columns = columns(connection, table).await?;
    let values: Vec<String> = columns
        .iter()
        .map(|column| {
            let instead = rows.instead.iter().find(|(name, _)| name == column);
            instead.map_or_else(|| format!("s.{column}"), |(_, value)| (*value).to_owned())
        })
        .collect();
    let key = columns_of_key(connection, table, &columns).await?;
    let (names, values) = (columns.join(", "), values.join(", "));
    // Only the row itself may be here already: any other contradiction ends the whole.
    let statement = format!(
        "insert into main.{table} ({names}) select {values} from source.{table} as s {} {}
         on conflict ({}) do nothing",
        rows.which,
        // SQLite takes a conflict clause after a join for part of it, unless there is a condition.
        if rows.which.starts_with("where") {
            ""
        } else {
            "where true"
        },
        key.join(", "),
    );
    run(connection, statement).await.map(drop)
}

/// The columns of a table but for the number that full text search knows its rows by.
async fn columns(
    connection: &mut SqliteConnection,
    table: &'static str,
) -> Result<Vec<String>, StoreError> {
    sqlx::query("select name from pragma_table_info(?1, 'main') where name <> 'row'")
        .bind(table)
        .fetch_all(connection)
        .await?
        .iter()
        .map(|row| row.text("name"))
        .collect()
}

/// The columns that tell a table's rows apart: the id where the key is only a number.
async fn columns_of_key(
    connection: &mut SqliteConnection,
    table: &'static str,
    columns: &[String],
) -> Result<Vec<String>, StoreError> {
    let key: Vec<String> = sqlx::query(
        "select name from pragma_table_info(?1, 'main') where pk > 0 and name <> 'row' order by pk",
    )
    .bind(table)
    .fetch_all(connection)
    .await?
    .iter()
    .map(|row| row.text("name"))
    .collect::<Result<_, _>>()?;
    if key.is_empty() && columns.iter().any(|column| column == "id") {
        return Ok(vec!["id".to_owned()]);
    }
    Ok(key)
}

/// What is here in the trash, or was purged, comes out of it again: it was asked for. What was
/// purged has lost its marks and its places in collections, and gets those that were kept.
async fn bring_back(connection: &mut SqliteConnection, now: UnixMillis) -> Result<(), StoreError> {
    let now = now.get();
    run(
        connection,
        format!(
            "update main.collection_assets set removed_at = null, position = kept.position,
                updated_at = {now}
             from source.collection_assets as kept
             where kept.collection_id = collection_assets.collection_id
                and kept.asset_id = collection_assets.asset_id
                and collection_assets.removed_at is not null and kept.removed_at is null
                and exists (select 1 from main.assets as here
                    join temp.chosen_assets as chosen on chosen.id = here.id
                    where here.id = kept.asset_id and here.purged_at is not null)"
        ),
    )
    .await?;
    run(
        connection,
        format!(
            "update main.assets set blob_hash = coalesce(assets.blob_hash, kept.blob_hash),
                title = iif(assets.purged_at is null, assets.title, kept.title),
                rating = iif(assets.purged_at is null, assets.rating, kept.rating),
                flag = iif(assets.purged_at is null, assets.flag, kept.flag),
                notes = iif(assets.purged_at is null, assets.notes, kept.notes),
                purged_at = null, deleted_at = null, deletion_id = null, updated_at = {now}
             from source.assets as kept
             where kept.id = assets.id and assets.deleted_at is not null
                and kept.deleted_at is null
                and exists (select 1 from temp.chosen_assets as chosen where chosen.id = kept.id)"
        ),
    )
    .await
    .map(drop)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::sync::Arc;

    use studio_domain::SystemClock;

    use super::*;
    use crate::{Store, StoreConfig};

    /// What is not taken over, because it belongs to a device or a person rather than to what was
    /// made, or is made from the rest.
    const STAY: [&str; 13] = [
        "_sqlx_migrations",
        // Made of assets and generations as they come.
        "asset_makers",
        // Which files lie here is noted on its own.
        "blob_files",
        "blob_looks",
        "budgets",
        "catalog_models",
        "connections",
        "exchange_rates",
        "jobs",
        "provider_settings",
        "settings",
        // In the messages of a staged copy.
        "stream_chunks",
        "this_device",
    ];

    #[tokio::test]
    async fn every_table_is_copied_or_stays_for_a_reason() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(StoreConfig {
            folder: folder.path().to_owned(),
            clock: Arc::new(SystemClock),
            device_name: String::new(),
            reader_connections: 1,
        })
        .await
        .unwrap();
        let tables: BTreeSet<String> = sqlx::query_scalar(
            "select name from pragma_table_list where schema = 'main' and type = 'table'
                and name not like 'sqlite_schema' and name not like 'search\\_%' escape '\\'",
        )
        .fetch_all(store.readers())
        .await
        .unwrap()
        .into_iter()
        .collect();
        let copied = TABLES.iter().chain([&PARTS]).map(|rows| rows.table);
        let known: BTreeSet<String> = copied.chain(STAY).map(str::to_owned).collect();
        let forgotten: Vec<&String> = tables.difference(&known).collect();
        assert!(forgotten.is_empty(), "{forgotten:?}");
        store.close().await;
    }
}
