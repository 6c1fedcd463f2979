use studio_domain::{AssetId, BlobHash, Colour, Looks};
use studio_store::{assets, blob_looks, deletions};

use crate::support::{Fixture, first_page, fixture};

const MONTH: i64 = 30 * 24 * 60 * 60 * 1_000;

fn hash_of(title: &str) -> BlobHash {
    BlobHash::new(*blake3::hash(title.as_bytes()).as_bytes())
}

fn looks(blurhash: Option<&str>, rgb: &str) -> Looks {
    Looks {
        blurhash: blurhash.map(str::to_owned),
        colours: vec![Colour {
            rgb: rgb.to_owned(),
            share: 80,
        }],
    }
}

async fn put(home: &Fixture, seen: &[(BlobHash, Looks)]) {
    let mut tx = home.write().await;
    blob_looks::put(&mut tx, seen).await.unwrap();
    tx.commit().await.unwrap();
}

async fn unseen(home: &Fixture, after: Option<AssetId>, limit: u32) -> Vec<AssetId> {
    let newest = blob_looks::newest_asset(&home.store).await.unwrap();
    let found = blob_looks::unseen(&home.store, after, newest.unwrap(), limit).await;
    found.unwrap().into_iter().map(|it| it.asset).collect()
}

#[tokio::test]
async fn how_a_picture_looks_comes_with_it() {
    let home = fixture().await;
    let id = home.asset("a", None).await;
    assert_eq!(assets::get(&home.store, id).await.unwrap().looks, None);
    let first = looks(Some("L0"), "#102030");
    put(
        &home,
        &[
            (hash_of("a"), first.clone()),
            (hash_of("gone"), first.clone()),
        ],
    )
    .await;
    assert_eq!(
        blob_looks::get(&home.store, &hash_of("a")).await.unwrap(),
        Some(first.clone())
    );
    assert_eq!(
        blob_looks::get(&home.store, &hash_of("gone"))
            .await
            .unwrap(),
        None
    );
    let page = assets::list(&home.store, &Default::default(), &first_page(5))
        .await
        .unwrap();
    assert_eq!(page.items[0].looks, Some(first));
    let second = looks(None, "#405060");
    put(&home, &[(hash_of("a"), second.clone())]).await;
    assert_eq!(
        assets::get(&home.store, id).await.unwrap().looks,
        Some(second)
    );
}

#[tokio::test]
async fn what_was_not_looked_at_is_found_page_by_page() {
    let home = fixture().await;
    assert_eq!(blob_looks::newest_asset(&home.store).await.unwrap(), None);
    let mut ids = Vec::new();
    for title in ["a", "b", "c", "d"] {
        ids.push(home.asset(title, None).await);
        home.clock.advance(1);
    }
    put(&home, &[(hash_of("b"), looks(None, "#000000"))]).await;
    assert_eq!(unseen(&home, None, 2).await, [ids[0], ids[2]]);
    assert_eq!(unseen(&home, Some(ids[2]), 2).await, [ids[3]]);
    assert_eq!(unseen(&home, Some(ids[3]), 2).await, []);
}

#[tokio::test]
async fn looks_go_with_their_blob() {
    let home = fixture().await;
    let id = home.asset("a", None).await;
    home.asset("b", None).await;
    for title in ["a", "b"] {
        put(&home, &[(hash_of(title), looks(Some("L0"), "#102030"))]).await;
    }
    let mut tx = home.write().await;
    assets::delete(&mut tx, &[id]).await.unwrap();
    tx.commit().await.unwrap();
    home.clock.advance(MONTH);
    let mut tx = home.write().await;
    let now = tx.now();
    deletions::purge_before(&mut tx, now).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(
        blob_looks::get(&home.store, &hash_of("a")).await.unwrap(),
        None
    );
    assert!(
        blob_looks::get(&home.store, &hash_of("b"))
            .await
            .unwrap()
            .is_some()
    );
}
