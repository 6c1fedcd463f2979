//! Pages of the library at several sizes, up to a million where `STUDIO_BENCH_FULL` is set. Run it
//! with `cargo xtask bench`. It reports and never fails by the clock.

#![expect(
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a benchmark prints its table, and stops where its surroundings fail"
)]

mod scratch;
mod table;

use std::time::Instant;

use studio_domain::{
    AssetFilter, AssetId, AssetKind, Flag, GenerationId, Modality, Origin, PageRequest, Params,
    ProviderId, UnixMillis,
};
use studio_store::generations::{self, NewGeneration};
use studio_store::{Store, StoreError, assets, search};
use table::Table;

const SIZES: [usize; 3] = [10_000, 200_000, 1_000_000];
const TOGETHER: usize = 5_000;
const READS: usize = 200;
const PAGE: u32 = 100;
const PROVIDER: &str = "service";
const MODEL: &str = "model";
const BEGUN: i64 = 1_700_000_000_000;
const APART_MS: i64 = 60_000;

fn main() {
    scratch::measure(measure);
}

async fn measure() -> Result<(), StoreError> {
    let (store, _folder) = scratch::store().await?;
    let made_by = generation(&store).await?;
    let mut table = Table::default();
    let mut ids = Vec::new();
    let is_full = std::env::var_os("STUDIO_BENCH_FULL").is_some();
    let sizes = if is_full { &SIZES[..] } else { &SIZES[..2] };
    for &size in sizes {
        let begun = Instant::now();
        grow(&store, &mut ids, made_by, size).await?;
        while search::index_some(&store, search::AT_ONCE).await? > 0 {}
        println!("{size} assets after {:.0} s", begun.elapsed().as_secs_f64());
        let deep = ids[ids.len() / 10].to_string();
        for (name, filter, cursor) in lists(deep) {
            let mut took = Vec::with_capacity(READS);
            for _ in 0..READS {
                let request = PageRequest {
                    cursor: cursor.clone(),
                    limit: PAGE,
                };
                let begun = Instant::now();
                let page = assets::list(&store, &filter, &request).await?;
                took.push(begun.elapsed().as_secs_f64() * 1_000.0);
                assert!(!page.items.is_empty(), "{name} at {size} shows something");
            }
            table.add(format!("{size} assets, {name}"), "ms", took);
        }
    }
    println!("\n{table}");
    store.close().await;
    Ok(())
}

fn lists(deep: String) -> [(&'static str, AssetFilter, Option<String>); 8] {
    let searching = |text: &str| AssetFilter {
        search: Some(text.to_owned()),
        ..AssetFilter::default()
    };
    let sounds = AssetFilter {
        kinds: vec![AssetKind::Audio],
        ..AssetFilter::default()
    };
    let kept = AssetFilter {
        flag: Some(Flag::Keep),
        ..AssetFilter::default()
    };
    let made = AssetFilter {
        provider_id: Some(ProviderId::new(PROVIDER)),
        model_id: Some(MODEL.to_owned()),
        ..AssetFilter::default()
    };
    let kept_and_found = AssetFilter {
        flag: kept.flag,
        ..searching("picture")
    };
    [
        ("first page", AssetFilter::default(), None),
        ("page at nine tenths", AssetFilter::default(), Some(deep)),
        ("first page of one kind in twenty", sounds, None),
        ("first page of what was kept, one in 500", kept, None),
        ("first page of a model, one in 500", made, None),
        ("first page of a common word", searching("picture"), None),
        ("first page of a rare word", searching("number77 "), None),
        (
            "first page of a common word in what was kept",
            kept_and_found,
            None,
        ),
    ]
}

/// What made a part of the library.
async fn generation(store: &Store) -> Result<GenerationId, StoreError> {
    let mut tx = store.write().await?;
    let id = GenerationId::new(UnixMillis::new(BEGUN));
    let new = NewGeneration {
        id,
        project_id: None,
        kind: Modality::Image,
        provider_id: ProviderId::new(PROVIDER),
        provider_name: "A service".to_owned(),
        model_id: MODEL.to_owned(),
        model_name: "A model".to_owned(),
        model_snapshot: serde_json::json!({}),
        prompt: None,
        params: Params::default(),
        idempotency_key: id.to_string(),
        retry_of: None,
        batch_id: None,
        origin: Origin::Studio,
        origin_id: None,
        estimated_cost: None,
    };
    generations::insert(&mut tx, &new).await?;
    tx.commit().await?;
    Ok(id)
}

/// Adds assets up to so many, each with bytes of its own.
async fn grow(
    store: &Store,
    ids: &mut Vec<AssetId>,
    made_by: GenerationId,
    size: usize,
) -> Result<(), StoreError> {
    while ids.len() < size {
        let mut rows = Vec::new();
        for _ in 0..TOGETHER.min(size - ids.len()) {
            let index = ids.len();
            let at = BEGUN + i64::try_from(index).unwrap_or(0) * APART_MS;
            let id = AssetId::new(UnixMillis::new(at));
            let kind = if index.is_multiple_of(20) {
                "audio"
            } else {
                "image"
            };
            rows.push(serde_json::json!([
                id,
                kind,
                format!("Picture number{} of the harbour", index % 9_000),
                format!("{index:064x}"),
                at,
                index.is_multiple_of(500).then_some("keep"),
                (index % 500 == 1).then_some(made_by)
            ]));
            ids.push(id);
        }
        let rows = serde_json::to_string(&rows).map_err(StoreError::Encode)?;
        let mut tx = store.write().await?;
        for statement in [
            "insert into blobs (hash, byte_size, mime, created_at)
             select unhex(value ->> 3), 1000, 'image/png', value ->> 4 from json_each(?1)",
            "insert into assets (id, kind, title, blob_hash, width, height, flag,
                generation_id, created_at, updated_at)
             select unhex(value ->> 0, '-'), value ->> 1, value ->> 2, unhex(value ->> 3), 64, 64,
                value ->> 5, unhex(value ->> 6, '-'), value ->> 4, value ->> 4
             from json_each(?1)",
        ] {
            sqlx::query(statement)
                .bind(&rows)
                .execute(tx.connection())
                .await?;
        }
        tx.commit().await?;
    }
    Ok(())
}
