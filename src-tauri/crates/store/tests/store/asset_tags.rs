use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use studio_domain::{AssetId, Tag};
use studio_store::asset_tags::{self, Tagged};
use studio_store::{WriteTx, assets};

use crate::support::{Fixture, fixture};

fn tag(text: &str) -> Tag {
    text.parse().unwrap()
}

async fn told(home: &Fixture, ids: &[AssetId]) -> String {
    let tags = asset_tags::of(&home.store, ids).await.unwrap();
    let told = tags.iter().map(|one| format!("{} {}", one.tag, one.count));
    told.collect::<Vec<_>>().join(", ")
}

async fn library(home: &Fixture) -> String {
    let tags = asset_tags::list(&home.store).await.unwrap();
    let told = tags.iter().map(|one| format!("{} {}", one.tag, one.count));
    told.collect::<Vec<_>>().join(", ")
}

#[tokio::test]
async fn many_assets_get_and_lose_many_tags_and_each_act_tells_what_it_did() {
    let home = fixture().await;
    let ids = [home.asset("one", None).await, home.asset("two", None).await];
    let mut tx = home.write().await;
    let first = asset_tags::add(&mut tx, &ids[..1], &[tag("sea")])
        .await
        .unwrap();
    let second = asset_tags::add(&mut tx, &ids, &[tag("sea"), tag("sky")])
        .await
        .unwrap();
    assert_eq!((first.len(), second.len()), (1, 3));
    tx.commit().await.unwrap();
    assert_eq!(told(&home, &ids).await, "sea 2, sky 2");

    let mut tx = home.write().await;
    let removed = asset_tags::remove(&mut tx, &ids[1..], &[tag("sea"), tag("fog")])
        .await
        .unwrap();
    assert_eq!(removed, [(ids[1], tag("sea"))]);
    tx.commit().await.unwrap();
    assert_eq!(told(&home, &ids).await, "sea 1, sky 2");

    let mut tx = home.write().await;
    assert_eq!(
        asset_tags::put_on_again(&mut tx, &removed).await.unwrap(),
        1
    );
    assert_eq!(
        asset_tags::put_on_again(&mut tx, &removed).await.unwrap(),
        0
    );
    assert_eq!(asset_tags::take_off(&mut tx, &second).await.unwrap(), 3);
    tx.commit().await.unwrap();
    assert_eq!(
        told(&home, &ids).await,
        "sea 1",
        "what the first act put on stays"
    );
}

#[tokio::test]
async fn a_tag_is_renamed_into_another_and_both_ways_back() {
    let home = fixture().await;
    let ids = [home.asset("one", None).await, home.asset("two", None).await];
    let mut tx = home.write().await;
    asset_tags::add(&mut tx, &ids, &[tag("see")]).await.unwrap();
    asset_tags::add(&mut tx, &ids[..1], &[tag("sea")])
        .await
        .unwrap();
    let added = asset_tags::copy(&mut tx, &tag("see"), &tag("sea"))
        .await
        .unwrap();
    let removed = asset_tags::remove_everywhere(&mut tx, &tag("see"))
        .await
        .unwrap();
    tx.commit().await.unwrap();
    assert_eq!((added.len(), removed.len()), (1, 2));
    assert_eq!(library(&home).await, "sea 2");
    assert_eq!(asset_tags::names(&home.store).await.unwrap(), [tag("sea")]);
    let mut tx = home.write().await;
    asset_tags::take_off(&mut tx, &added).await.unwrap();
    asset_tags::put_on_again(&mut tx, &removed).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(library(&home).await, "sea 1, see 2");
    assert_eq!(
        asset_tags::names(&home.store).await.unwrap(),
        [tag("sea"), tag("see")]
    );
}

#[tokio::test]
async fn what_lies_in_the_trash_is_not_counted() {
    let home = fixture().await;
    let ids = [home.asset("one", None).await, home.asset("two", None).await];
    let mut tx = home.write().await;
    asset_tags::add(&mut tx, &ids, &[tag("sea")]).await.unwrap();
    asset_tags::add(&mut tx, &ids[..1], &[tag("sky")])
        .await
        .unwrap();
    assets::delete(&mut tx, &ids[..1]).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(library(&home).await, "sea 1");
}

/// What a test does with tags; numbers choose assets and tags.
#[derive(Debug, Clone)]
enum Act {
    Add(BTreeSet<usize>, BTreeSet<usize>),
    Remove(BTreeSet<usize>, BTreeSet<usize>),
    Rename(usize, usize),
    UndoLast,
}

const TAGS: [&str; 3] = ["sea", "sky", "fog"];

fn act() -> impl Strategy<Value = Act> {
    let assets = || prop::collection::btree_set(0..4_usize, 0..4);
    let tags = || prop::collection::btree_set(0..TAGS.len(), 0..3);
    prop_oneof![
        3 => (assets(), tags()).prop_map(|(ids, tags)| Act::Add(ids, tags)),
        2 => (assets(), tags()).prop_map(|(ids, tags)| Act::Remove(ids, tags)),
        1 => (0..TAGS.len(), 0..TAGS.len()).prop_map(|(from, to)| Act::Rename(from, to)),
        1 => Just(Act::UndoLast),
    ]
}

type Model = BTreeSet<(usize, usize)>;

fn applied(model: &Model, act: &Act) -> Model {
    let mut after = model.clone();
    match act {
        Act::Add(ids, tags) => {
            after.extend(
                ids.iter()
                    .flat_map(|id| tags.iter().map(move |tag| (*id, *tag))),
            );
        }
        Act::Remove(ids, tags) => {
            after.retain(|(id, tag)| !(ids.contains(id) && tags.contains(tag)));
        }
        Act::Rename(from, to) if from != to => {
            after = after
                .into_iter()
                .map(|(id, tag)| (id, if tag == *from { *to } else { tag }))
                .collect();
        }
        Act::Rename(..) | Act::UndoLast => {}
    }
    after
}

async fn done(tx: &mut WriteTx, ids: &[AssetId], act: &Act) -> (Vec<Tagged>, Vec<Tagged>) {
    let chosen = |numbers: &BTreeSet<usize>| numbers.iter().map(|at| ids[*at]).collect::<Vec<_>>();
    let named =
        |numbers: &BTreeSet<usize>| numbers.iter().map(|at| tag(TAGS[*at])).collect::<Vec<_>>();
    match act {
        Act::Add(assets, tags) => {
            let added = asset_tags::add(tx, &chosen(assets), &named(tags)).await;
            (added.unwrap(), Vec::new())
        }
        Act::Remove(assets, tags) => {
            let removed = asset_tags::remove(tx, &chosen(assets), &named(tags)).await;
            (Vec::new(), removed.unwrap())
        }
        Act::Rename(from, to) if from != to => {
            let (from, to) = (tag(TAGS[*from]), tag(TAGS[*to]));
            let added = asset_tags::copy(tx, &from, &to).await.unwrap();
            (
                added,
                asset_tags::remove_everywhere(tx, &from).await.unwrap(),
            )
        }
        Act::Rename(..) | Act::UndoLast => (Vec::new(), Vec::new()),
    }
}

async fn check_against_a_model(acts: Vec<Act>) {
    let home = fixture().await;
    let mut ids = Vec::new();
    for title in ["a", "b", "c", "d"] {
        ids.push(home.asset(title, None).await);
    }
    let mut model = Model::new();
    let mut last: Option<(Model, Vec<Tagged>, Vec<Tagged>)> = None;
    for act in &acts {
        let mut tx = home.write().await;
        if let Act::UndoLast = act {
            if let Some((before, added, removed)) = last.take() {
                asset_tags::take_off(&mut tx, &added).await.unwrap();
                asset_tags::put_on_again(&mut tx, &removed).await.unwrap();
                model = before;
            }
        } else {
            let (added, removed) = done(&mut tx, &ids, act).await;
            let after = applied(&model, act);
            last = Some((std::mem::replace(&mut model, after), added, removed));
        }
        tx.commit().await.unwrap();
        let mut expected: BTreeMap<Tag, u32> = BTreeMap::new();
        for (_, at) in &model {
            *expected.entry(tag(TAGS[*at])).or_default() += 1;
        }
        let counted = asset_tags::list(&home.store).await.unwrap();
        let counted: BTreeMap<Tag, u32> = counted
            .into_iter()
            .map(|one| (one.tag, one.count))
            .collect();
        assert_eq!(counted, expected, "{act:?}");
        for (at, id) in ids.iter().enumerate() {
            let tags = asset_tags::of(&home.store, &[*id]).await.unwrap();
            let tags: BTreeSet<Tag> = tags.into_iter().map(|one| one.tag).collect();
            let expected: BTreeSet<Tag> = model
                .iter()
                .filter(|(one, _)| *one == at)
                .map(|(_, name)| tag(TAGS[*name]))
                .collect();
            assert_eq!(tags, expected, "{act:?}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn tags_are_sets_whatever_is_done(acts in prop::collection::vec(act(), 1..12)) {
        tokio::runtime::Runtime::new().unwrap().block_on(check_against_a_model(acts));
    }
}
