//! Which rows belong to a selection: it, what it refers to, and so on until nothing is added.

use sqlx::SqliteConnection;

use super::Selection;
use crate::StoreError;
use crate::rows::id_list;

/// More rounds than any chain of things made from things has.
const MOST_ROUNDS: u32 = 10_000;

const TABLES: [&str; 4] = [
    "create temp table chosen_conversations (id blob primary key, new_id blob) without rowid",
    "create temp table chosen_messages (id blob primary key, new_id blob, conversation_id blob)
     without rowid",
    "create temp table chosen_generations (id blob primary key) without rowid",
    "create temp table chosen_assets (id blob primary key) without rowid",
];

/// Fills the temporary tables with what belongs to the selection.
pub(super) async fn everything_of(
    connection: &mut SqliteConnection,
    selection: &Selection,
) -> Result<(), StoreError> {
    for table in TABLES {
        sqlx::query(table).execute(&mut *connection).await?;
    }
    let statements: &[&'static str] = match selection {
        Selection::Everything => &[
            "insert into temp.chosen_conversations
             select id, id from source.conversations where deleted_at is null",
            "insert into temp.chosen_generations select id from source.generations",
            "insert into temp.chosen_assets
             select id from source.assets where deleted_at is null",
        ],
        Selection::Project(_) => &[
            "insert into temp.chosen_conversations select id, id from source.conversations
             where deleted_at is null and project_id in (
                select unhex(value, '-') from json_each(?1))",
            "insert into temp.chosen_generations select id from source.generations
             where deleted_at is null and project_id in (
                select unhex(value, '-') from json_each(?1))",
            "insert into temp.chosen_assets select id from source.assets
             where deleted_at is null and project_id in (
                select unhex(value, '-') from json_each(?1))",
        ],
        Selection::Conversations(_) => &["insert into temp.chosen_conversations
             select id, id from source.conversations
             where deleted_at is null and id in (select unhex(value, '-') from json_each(?1))"],
    };
    let ids = match selection {
        Selection::Everything => None,
        Selection::Project(id) => Some(id_list([id])?),
        Selection::Conversations(ids) => Some(id_list(ids)?),
    };
    for statement in statements {
        let query = sqlx::query(*statement);
        let query = match &ids {
            Some(ids) => query.bind(ids),
            None => query,
        };
        query.execute(&mut *connection).await?;
    }
    follow(connection).await
}

/// What is referred to by what was chosen.
const REFERRED: [&str; 7] = [
    "insert or ignore into temp.chosen_generations
     select message.generation_id from source.messages as message
     join temp.chosen_conversations as chosen on chosen.id = message.conversation_id
     where message.generation_id is not null",
    "insert or ignore into temp.chosen_assets
     select part.asset_id from source.message_parts as part
     join source.messages as message on message.id = part.message_id
     join temp.chosen_conversations as chosen on chosen.id = message.conversation_id
     where part.asset_id is not null",
    "insert or ignore into temp.chosen_generations
     select generation.retry_of from source.generations as generation
     join temp.chosen_generations as chosen on chosen.id = generation.id
     where generation.retry_of is not null",
    "insert or ignore into temp.chosen_assets
     select input.asset_id from source.generation_inputs as input
     join temp.chosen_generations as chosen on chosen.id = input.generation_id",
    "insert or ignore into temp.chosen_assets
     select output.asset_id from source.generation_outputs as output
     join temp.chosen_generations as chosen on chosen.id = output.generation_id",
    "insert or ignore into temp.chosen_assets
     select parent.parent_id from source.asset_parents as parent
     join temp.chosen_assets as chosen on chosen.id = parent.asset_id",
    "insert or ignore into temp.chosen_generations
     select asset.generation_id from source.assets as asset
     join temp.chosen_assets as chosen on chosen.id = asset.id
     where asset.generation_id is not null",
];

async fn follow(connection: &mut SqliteConnection) -> Result<(), StoreError> {
    for _ in 0..MOST_ROUNDS {
        let mut added = 0;
        for statement in REFERRED {
            added += sqlx::query(statement)
                .execute(&mut *connection)
                .await?
                .rows_affected();
        }
        if added == 0 {
            break;
        }
    }
    Ok(())
}
