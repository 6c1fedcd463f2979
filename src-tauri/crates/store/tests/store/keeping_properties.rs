use std::collections::BTreeSet;

use proptest::prelude::*;
use studio_domain::{AssetId, BlobHash, Modality, Role, UnixMillis};
use studio_store::graft::{self, Selection};
use studio_store::{Store, assets, deletions};

use crate::keeping::staged;
use crate::support::{Fixture, config, fixture};

/// Every row of every table but those that belong to a device, as text.
async fn rows(store: &Store) -> Vec<String> {
    let tables: Vec<String> = sqlx::query_scalar(
        "select name from sqlite_schema where type = 'table'
            and name not in ('this_device', '_sqlx_migrations') and name not like 'sqlite_%'
            and sql not like '%virtual%' and name not like '%\\_fts%' escape '\\'
            and name not like 'search\\_%' escape '\\'
         order by name",
    )
    .fetch_all(store.readers())
    .await
    .unwrap();
    let mut rows = Vec::new();
    for table in tables {
        let columns: Vec<String> =
            sqlx::query_scalar("select 'quote(' || name || ')' from pragma_table_info(?1)")
                .bind(&table)
                .fetch_all(store.readers())
                .await
                .unwrap();
        let statement = format!(
            "select {} from {table} order by 1",
            columns.join(" || '|' || ")
        );
        let found: Vec<String> = sqlx::query_scalar(sqlx::AssertSqlSafe(statement))
            .fetch_all(store.readers())
            .await
            .unwrap();
        rows.extend(found.into_iter().map(|row| format!("{table}: {row}")));
    }
    rows
}

/// What a random library does: things that share bytes, some of them shown in conversations.
#[derive(Debug, Clone)]
enum Act {
    Make { bytes: u8 },
    Attach { which: u8 },
    Delete { which: u8 },
    Wait,
    Purge,
}

fn act() -> impl Strategy<Value = Act> {
    prop_oneof![
        4 => (0_u8..6).prop_map(|bytes| Act::Make { bytes }),
        2 => any::<u8>().prop_map(|which| Act::Attach { which }),
        3 => any::<u8>().prop_map(|which| Act::Delete { which }),
        1 => Just(Act::Wait),
        2 => Just(Act::Purge),
    ]
}

async fn perform(home: &Fixture, acts: &[Act]) -> Vec<BlobHash> {
    let mut made: Vec<AssetId> = Vec::new();
    let mut freed = Vec::new();
    let conversation = home.conversation("talk").await;
    for act in acts {
        home.clock.advance(1);
        let pick = |which: u8| made.get(usize::from(which) % made.len().max(1)).copied();
        match act {
            Act::Make { bytes } => {
                // One picture of each kind of bytes; some come of a generation.
                let generation = if bytes % 2 == 0 {
                    Some(home.generation(Modality::Image, Some("x")).await)
                } else {
                    None
                };
                made.push(home.asset(&format!("bytes {bytes}"), generation).await);
            }
            Act::Attach { which } => {
                let Some(asset_id) = pick(*which) else {
                    continue;
                };
                let message = home.message(conversation, None, Role::User, "see").await;
                let mut tx = home.write().await;
                sqlx::query(
                    "insert into message_parts (message_id, position, kind, asset_id)
                     values (?1, 5, 'asset', ?2)",
                )
                .bind(message.as_bytes().as_slice())
                .bind(asset_id.as_bytes().as_slice())
                .execute(tx.connection())
                .await
                .unwrap();
                tx.commit().await.unwrap();
            }
            Act::Delete { which } => {
                if let Some(id) = pick(*which) {
                    let mut tx = home.write().await;
                    // It may be in the trash already.
                    let _ = assets::delete(&mut tx, &[id]).await;
                    tx.commit().await.unwrap();
                }
            }
            Act::Wait => home.clock.advance(86_400_000),
            Act::Purge => {
                let mut tx = home.write().await;
                let moment: UnixMillis = home.now();
                let purged = deletions::purge_before(&mut tx, moment).await.unwrap();
                tx.commit().await.unwrap();
                let still: BTreeSet<Vec<u8>> =
                    sqlx::query_scalar("select blob_hash from assets where blob_hash is not null")
                        .fetch_all(home.store.readers())
                        .await
                        .unwrap()
                        .into_iter()
                        .collect();
                for hash in &purged.orphan_blobs {
                    assert!(
                        !still.contains(hash.as_bytes().as_slice()),
                        "{hash} was freed and is referred to"
                    );
                }
                freed.extend(purged.orphan_blobs);
            }
        }
    }
    freed
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn blobs_are_freed_when_the_last_reference_goes_and_never_before(
        acts in prop::collection::vec(act(), 1..40)
    ) {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        runtime.block_on(async {
            let home = fixture().await;
            perform(&home, &acts).await;
            let dangling = home.number(
                "select count(*) from assets where blob_hash is not null
                    and not exists (select 1 from blobs where blobs.hash = assets.blob_hash)",
            ).await;
            assert_eq!(dangling, 0);
            let leaked = home.number(
                "select count(*) from blobs where not exists (
                    select 1 from assets where assets.blob_hash = blobs.hash)",
            ).await;
            assert_eq!(leaked, 0, "a blob that nothing refers to stayed");
        });
    }

    #[test]
    fn a_library_grafted_into_an_empty_one_is_the_same_row_by_row(
        acts in prop::collection::vec(act().prop_filter("the trash stays behind", |act| {
            !matches!(act, Act::Delete { .. } | Act::Purge)
        }), 1..25)
    ) {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        runtime.block_on(async {
            let away = fixture().await;
            perform(&away, &acts).await;
            let (_copies, source) = staged(&away, &away.store).await;
            // As it is after staging: what waited is settled.
            let before = fixture_over(&source).await;
            let home = fixture().await;
            let present: Vec<BlobHash> = graft::blobs_of(&source, &Selection::Everything)
                .await.unwrap().into_iter().map(|(hash, _)| hash).collect();
            graft::graft(&home.store, &source, &Selection::Everything, &present).await.unwrap();
            let ours = |rows: Vec<String>| -> BTreeSet<String> {
                // The device that the empty library began with is not in the other one, and
                // numbers that only full text search knows rows by may differ.
                rows.into_iter()
                    .filter(|row| !row.starts_with("devices:") && !row.starts_with("blob_files:"))
                    .map(without_number)
                    .collect()
            };
            let (expected, found) = (ours(rows(&before).await), ours(rows(&home.store).await));
            assert_eq!(found, expected);
            before.close().await;
        });
    }
}

/// The staged database as a store, to look into.
async fn fixture_over(staged: &std::path::Path) -> Store {
    let folder = staged.parent().unwrap();
    Store::open(config(folder)).await.unwrap()
}

/// A row without the number that begins it, in the tables that have one.
fn without_number(row: String) -> String {
    for table in ["generations", "assets", "conversations", "messages"] {
        if let Some(rest) = row.strip_prefix(&format!("{table}: ")) {
            let (_, rest) = rest.split_once('|').unwrap();
            return format!("{table}: {rest}");
        }
    }
    row
}
