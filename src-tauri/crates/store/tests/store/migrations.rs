use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use studio_domain::{AssetId, AssetKind, ErrorCode, MessagePart, Modality, Role};
use studio_store::assets::{self, NewAsset};
use studio_store::migrate::{MIGRATIONS, MigrationPair, down_to};
use studio_store::{Store, StoreError, conversations, generations, messages};

use crate::support::{config, first_page, fixture, fixture_of, new_asset, text};

const FOUNDATION: MigrationPair = MIGRATIONS[0];
const FIRST: &[MigrationPair] = &[FOUNDATION];

const WITH_CHILDREN: MigrationPair = MigrationPair {
    version: 2,
    name: "with children",
    up: "pragma user_version = 2;
        create table parents (id integer primary key);
        create table children (
            id integer primary key,
            parent integer not null references parents (id) on delete cascade
        );
        insert into parents values (1), (2);
        insert into children values (10, 1), (11, 1), (12, 2);",
    down: "pragma user_version = 1; drop table children; drop table parents;",
};

const REBUILD_PARENT: MigrationPair = MigrationPair {
    version: 3,
    name: "rebuild parent",
    up: "pragma user_version = 3;
        create table parents_new (id integer primary key, name text not null default '');
        insert into parents_new (id) select id from parents;
        drop table parents;
        alter table parents_new rename to parents;",
    down: "pragma user_version = 2; alter table parents drop column name;",
};

const SYNTAX_ERROR: MigrationPair = MigrationPair {
    version: 2,
    name: "syntax error",
    up: "pragma user_version = 2; drop table settings; create nonsense;",
    down: "",
};

const ORPHANS: MigrationPair = MigrationPair {
    version: 2,
    name: "orphans",
    up: "pragma user_version = 2;
        insert into messages (id, conversation_id, role, created_at, updated_at)
        values (zeroblob(16), zeroblob(16), 'user', 0, 0);",
    down: "",
};

const WITH_PRAGMAS: MigrationPair = MigrationPair {
    version: 2,
    name: "with pragmas",
    up: "pragma user_version = 2;
        create table pragmas as select fullfsync, checkpoint_fullfsync
        from pragma_fullfsync, pragma_checkpoint_fullfsync;",
    down: "pragma user_version = 1; drop table pragmas;",
};

fn migrations_folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../migrations")
}

fn sql_files() -> BTreeMap<String, Vec<u8>> {
    std::fs::read_dir(migrations_folder().join("sqlite"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .map(|path| {
            let name = path.file_name().unwrap().to_str().unwrap().to_owned();
            (name, std::fs::read(path).unwrap())
        })
        .collect()
}

async fn schema(store: &Store) -> Vec<(String, Option<String>)> {
    sqlx::query_as(
        "select name, sql from sqlite_schema where name not like 'sqlite_stat%' order by name",
    )
    .fetch_all(store.readers())
    .await
    .unwrap()
}

async fn titles(store: &Store) -> Vec<String> {
    let page = conversations::list(store, &first_page(10), None)
        .await
        .unwrap();
    page.items.into_iter().map(|found| found.title).collect()
}

/// A closed database of the first version that holds a conversation.
async fn old_database() -> tempfile::TempDir {
    let home = fixture_of(FIRST).await;
    home.conversation("from before").await;
    home.store.close().await;
    home.folder
}

#[test]
fn every_file_in_the_folder_is_a_step_or_its_way_back() {
    let listed: BTreeMap<String, Vec<u8>> = MIGRATIONS
        .iter()
        .flat_map(|step| {
            let file = format!("{:04}_{}", step.version, step.name);
            [
                (format!("{file}.up.sql"), step.up.as_bytes().to_vec()),
                (format!("{file}.down.sql"), step.down.as_bytes().to_vec()),
            ]
        })
        .collect();
    assert_eq!(
        listed.keys().collect::<Vec<_>>(),
        sql_files().keys().collect::<Vec<_>>()
    );
    assert_eq!(listed, sql_files());
}

#[test]
fn applied_steps_never_change() {
    let committed = std::fs::read_to_string(migrations_folder().join("hashes.txt")).unwrap();
    let present: String = sql_files()
        .iter()
        .map(|(name, content)| format!("{}  {name}\n", blake3::hash(content)))
        .collect();
    assert_eq!(committed, present);
}

#[test]
fn steps_are_numbered_without_holes_and_stamp_their_version() {
    for (index, step) in MIGRATIONS.iter().enumerate() {
        let before = i64::try_from(index).unwrap();
        assert_eq!(step.version, before + 1);
        let stamp = |version: i64| format!("pragma user_version = {version};");
        assert!(step.up.contains(&stamp(step.version)), "{}", step.name);
        assert!(step.down.contains(&stamp(before)), "{}", step.name);
    }
}

#[tokio::test]
async fn up_down_and_up_again_gives_the_same_schema() {
    let home = fixture().await;
    let first = schema(&home.store).await;
    home.store.close().await;
    down_to(home.folder.path(), 0, MIGRATIONS).await.unwrap();
    let emptied = sqlx::sqlite::SqlitePool::connect_with(
        sqlx::sqlite::SqliteConnectOptions::new()
            .filename(home.folder.path().join("studio.sqlite")),
    )
    .await
    .unwrap();
    let left: Vec<String> = sqlx::query_scalar(
        "select name from sqlite_schema where name not like '%sqlx_migrations%'
            and name not like 'sqlite_stat%'",
    )
    .fetch_all(&emptied)
    .await
    .unwrap();
    assert_eq!(
        left,
        Vec::<String>::new(),
        "the way back removes everything"
    );
    emptied.close().await;
    let again = Store::open(config(home.folder.path())).await.unwrap();
    assert_eq!(schema(&again).await, first);
}

#[tokio::test]
async fn rebuilding_a_parent_table_keeps_its_children() {
    const STEPS: &[MigrationPair] = &[FOUNDATION, WITH_CHILDREN, REBUILD_PARENT];
    let folder = old_database().await;
    let store = Store::open_with(config(folder.path()), STEPS)
        .await
        .unwrap();
    let children: i64 = sqlx::query_scalar("select count(*) from children")
        .fetch_one(store.readers())
        .await
        .unwrap();
    assert_eq!(children, 3);
    let renamed: i64 = sqlx::query_scalar("select count(name) from parents")
        .fetch_one(store.readers())
        .await
        .unwrap();
    assert_eq!(renamed, 2, "the table was rebuilt");
}

#[tokio::test]
async fn what_a_step_writes_is_brought_past_the_memory_of_the_drive() {
    let home = fixture_of(&[FOUNDATION, WITH_PRAGMAS]).await;
    let both = "select fullfsync + checkpoint_fullfsync from pragmas";
    assert_eq!(home.number(both).await, 2);
}

#[tokio::test]
async fn a_copy_is_made_before_an_old_database_is_touched() {
    const STEPS: &[MigrationPair] = &[FOUNDATION, WITH_CHILDREN];
    let folder = old_database().await;
    let store = Store::open_with(config(folder.path()), STEPS)
        .await
        .unwrap();
    assert_eq!(titles(&store).await, ["from before"]);
    let copy = folder.path().join("backups/before-2.sqlite");
    let restored = tempfile::tempdir().unwrap();
    std::fs::copy(&copy, restored.path().join("studio.sqlite")).unwrap();
    let old = Store::open(config(restored.path())).await.unwrap();
    assert_eq!(titles(&old).await, ["from before"]);
    assert_eq!(old.device_id(), store.device_id());
}

#[tokio::test]
async fn a_new_database_needs_no_copy() {
    let home = fixture().await;
    assert!(!home.folder.path().join("backups").exists());
}

#[tokio::test]
async fn a_step_that_fails_leaves_the_database_as_it_was() {
    const BROKEN: &[MigrationPair] = &[FOUNDATION, SYNTAX_ERROR];
    const UNTIDY: &[MigrationPair] = &[FOUNDATION, ORPHANS];
    for steps in [BROKEN, UNTIDY] {
        let folder = old_database().await;
        let error = Store::open_with(config(folder.path()), steps)
            .await
            .unwrap_err();
        assert!(
            matches!(error, StoreError::MigrationFailed { version: 2, .. }),
            "{error:?}"
        );
        assert_eq!(error.code(), ErrorCode::DatabaseIncompatible);
        let store = Store::open(config(folder.path())).await.unwrap();
        assert_eq!(titles(&store).await, ["from before"]);
        let strangers: i64 = sqlx::query_scalar("select count(*) from messages")
            .fetch_one(store.readers())
            .await
            .unwrap();
        assert_eq!(strangers, 0);
    }
}

#[tokio::test]
async fn a_later_database_is_refused_and_not_touched() {
    const LATER: &[MigrationPair] = &[FOUNDATION, WITH_CHILDREN];
    let folder = old_database().await;
    let store = Store::open_with(config(folder.path()), LATER)
        .await
        .unwrap();
    store.close().await;
    let files = |folder: &Path| -> BTreeMap<PathBuf, Vec<u8>> {
        std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .filter(|path| path.is_file())
            .map(|path| (path.clone(), std::fs::read(path).unwrap()))
            .collect()
    };
    let before = files(folder.path());
    let error = Store::open_with(config(folder.path()), FIRST)
        .await
        .unwrap_err();
    assert!(
        matches!(error, StoreError::NewerDatabase { found: 2, known: 1 }),
        "{error:?}"
    );
    assert_eq!(error.code(), ErrorCode::DatabaseIncompatible);
    assert_eq!(
        files(folder.path()),
        before,
        "not a byte, not a file more or less"
    );
}

#[tokio::test]
async fn a_later_database_is_recognised_while_its_own_program_has_it_open() {
    const LATER: &[MigrationPair] = &[FOUNDATION, WITH_CHILDREN];
    let folder = old_database().await;
    let later = Store::open_with(config(folder.path()), LATER)
        .await
        .unwrap();
    let error = Store::open_with(config(folder.path()), FIRST)
        .await
        .unwrap_err();
    assert!(
        matches!(error, StoreError::NewerDatabase { found: 2, known: 1 }),
        "the version is in the file, not in the log: {error:?}"
    );
    assert_eq!(titles(&later).await, ["from before"]);
}

#[tokio::test]
async fn a_database_in_use_is_not_migrated() {
    const LATER: &[MigrationPair] = &[FOUNDATION, WITH_CHILDREN];
    let home = fixture_of(FIRST).await;
    home.conversation("in use").await;
    let error = Store::open_with(config(home.folder.path()), LATER)
        .await
        .unwrap_err();
    assert!(matches!(error, StoreError::Busy(_)), "{error:?}");
    assert_eq!(titles(&home.store).await, ["in use"]);
    home.conversation("and still is").await;
}

#[tokio::test]
async fn a_step_that_was_changed_after_it_was_applied_is_noticed() {
    const CHANGED: &[MigrationPair] = &[MigrationPair {
        up: "pragma user_version = 1; select 1;",
        ..FOUNDATION
    }];
    let folder = old_database().await;
    let error = Store::open_with(config(folder.path()), CHANGED)
        .await
        .unwrap_err();
    assert!(matches!(error, StoreError::Damaged { .. }), "{error:?}");
}

#[tokio::test]
async fn documents_and_citations_come_without_losing_what_hangs_on_assets_and_messages() {
    let home = fixture_of(FIRST).await;
    let chat = home.conversation("with a picture").await;
    let generation = home.generation(Modality::Image, Some("a fox")).await;
    let asset = home.asset("fox", Some(generation)).await;
    let message = home.message(chat, None, Role::User, "look").await;
    let mut tx = home.write().await;
    let shown = MessagePart::Asset { asset_id: asset };
    messages::add_part(&mut tx, message, &shown.into())
        .await
        .unwrap();
    generations::add_input(&mut tx, generation, 0, "image", asset)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    const COUNTS: &str = "select (select count(*) from assets) * 1000
        + (select count(*) from generation_outputs) * 100
        + (select count(*) from generation_inputs) * 10
        + (select count(*) from message_parts)";
    assert_eq!(home.number(COUNTS).await, 1_112);
    home.store.close().await;

    let store = Store::open(config(home.folder.path())).await.unwrap();
    let counted: i64 = sqlx::query_scalar(COUNTS)
        .fetch_one(store.readers())
        .await
        .unwrap();
    assert_eq!(counted, 1_112);
    assert_eq!(assets::get(&store, asset).await.unwrap().title, "fox");
    let thread = messages::branch(&store, chat, None, 10).await.unwrap();
    assert_eq!(
        thread.items[0].parts,
        [text("look"), MessagePart::Asset { asset_id: asset }]
    );
    let mut tx = store.write().await.unwrap();
    let document = NewAsset {
        kind: AssetKind::Document,
        ..new_asset(
            AssetId::new(tx.now()),
            "paper",
            assets::get(&store, asset).await.unwrap().blob,
        )
    };
    assets::insert(&mut tx, &document).await.unwrap();
    tx.commit().await.unwrap();
    store.close().await;

    down_to(home.folder.path(), 1, MIGRATIONS).await.unwrap();
    let old = Store::open_with(config(home.folder.path()), FIRST)
        .await
        .unwrap();
    let counted: i64 = sqlx::query_scalar(COUNTS)
        .fetch_one(old.readers())
        .await
        .unwrap();
    assert_eq!(counted, 1_112, "only the document went");
}

#[tokio::test]
async fn every_modality_has_a_row_to_point_to() {
    let home = fixture().await;
    for kind in Modality::ALL {
        home.generation(kind, Some("x")).await;
    }
    let ledger = generations::list(&home.store, None, &first_page(50))
        .await
        .unwrap();
    let made: BTreeSet<Modality> = ledger.items.iter().map(|row| row.kind).collect();
    assert_eq!(made, BTreeSet::from(Modality::ALL));
    let known = home.number("select count(*) from generation_kinds").await;
    assert_eq!(known, i64::try_from(Modality::ALL.len()).unwrap());
}
