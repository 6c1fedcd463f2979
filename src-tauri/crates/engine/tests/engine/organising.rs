use studio_domain::{
    AssetChange, AssetFilter, AssetId, ChangeId, ErrorCode, Flag, ProvenanceEdge, Rating, Shared,
    Tag, UnixMillis,
};
use wiremock::ResponseTemplate;

use crate::support::{Workshop, page, png, request, workshop};

fn tag(text: &str) -> Tag {
    text.parse().unwrap()
}

async fn two_pictures(shop: &Workshop) -> Vec<AssetId> {
    let one = shop.bring("one.png", png(1)).await;
    vec![one.id, shop.bring("two.png", png(2)).await.id]
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_one_act_changes_is_taken_back_once() {
    let shop = workshop().await;
    let ids = two_pictures(&shop).await;
    let studio = &shop.studio;
    let collection_id = studio
        .create_collection("Best".to_owned(), vec![ids[1]])
        .await
        .unwrap();
    let project_id = studio.create_project("Book".to_owned()).await.unwrap();
    let untouched = studio.asset_marks(ids.clone()).await.unwrap();
    for (change, count) in [
        (
            AssetChange::Title {
                title: " A  fox ".to_owned(),
            },
            2,
        ),
        (
            AssetChange::Rating {
                rating: Rating::try_from(4).ok(),
            },
            2,
        ),
        (
            AssetChange::Flag {
                flag: Some(Flag::Keep),
            },
            2,
        ),
        (
            AssetChange::Notes {
                notes: " later \n".to_owned(),
            },
            2,
        ),
        (
            AssetChange::Project {
                project_id: Some(project_id),
            },
            2,
        ),
        (
            AssetChange::AddTags {
                tags: vec![tag("sea"), tag("sky")],
            },
            2,
        ),
        (AssetChange::Collect { collection_id }, 1),
        (AssetChange::Uncollect { collection_id }, 1),
    ] {
        let done = studio
            .change_assets(ids.clone(), change.clone())
            .await
            .unwrap();
        assert_eq!(done.count, count, "{change:?}");
        let changed = studio.asset_marks(ids.clone()).await.unwrap();
        assert_ne!(changed, untouched, "{change:?}");
        studio.undo_change(done.id).await.unwrap();
        let marks = studio.asset_marks(ids.clone()).await.unwrap();
        assert_eq!(marks, untouched, "{change:?}");
        let again = studio.undo_change(done.id).await.unwrap_err();
        assert_eq!(again.code(), ErrorCode::Conflict);
    }
    let never = studio.undo_change(ChangeId::new(UnixMillis::new(1))).await;
    assert_eq!(never.unwrap_err().code(), ErrorCode::Conflict);
    shop.studio.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_noted_is_refused_and_changes_nothing() {
    let shop = workshop().await;
    let ids = two_pictures(&shop).await;
    let studio = &shop.studio;
    let gone = studio.create_project("Gone".to_owned()).await.unwrap();
    studio.delete_project(gone).await.unwrap();
    for (change, code) in [
        (
            AssetChange::Title {
                title: " ".to_owned(),
            },
            ErrorCode::InvalidInput,
        ),
        (
            AssetChange::Title {
                title: "x".repeat(301),
            },
            ErrorCode::InvalidInput,
        ),
        (
            AssetChange::Notes {
                notes: "x".repeat(100_001),
            },
            ErrorCode::InvalidInput,
        ),
        (
            AssetChange::AddTags {
                tags: vec![tag("x"); 101],
            },
            ErrorCode::InvalidInput,
        ),
        (
            AssetChange::Project {
                project_id: Some(gone),
            },
            ErrorCode::NotFound,
        ),
    ] {
        let refused = studio.change_assets(ids.clone(), change).await.unwrap_err();
        assert_eq!(refused.code(), code);
    }
    for name in [String::new(), " \n".to_owned(), "x".repeat(201)] {
        let refused = studio
            .create_collection(name, ids.clone())
            .await
            .unwrap_err();
        assert_eq!(refused.code(), ErrorCode::InvalidInput);
    }
    assert_eq!(studio.list_collections().await.unwrap(), []);
    shop.studio.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn tags_are_spelled_as_before_and_two_become_one_with_a_way_back() {
    let shop = workshop().await;
    let ids = two_pictures(&shop).await;
    let studio = &shop.studio;
    let add = |text| AssetChange::AddTags {
        tags: vec![tag(text)],
    };
    studio
        .change_assets(ids[..1].to_vec(), add("Sea"))
        .await
        .unwrap();
    studio.change_assets(ids.clone(), add("sea")).await.unwrap();
    studio
        .change_assets(ids.clone(), add("water"))
        .await
        .unwrap();
    let told = async || -> Vec<String> {
        let tags = studio.list_tags().await.unwrap();
        tags.iter()
            .map(|one| format!("{} {}", one.tag, one.count))
            .collect()
    };
    assert_eq!(told().await, ["Sea 2", "water 2"]);
    let merged = studio.rename_tag(tag("water"), tag("Sea")).await.unwrap();
    assert_eq!((merged.count, told().await), (2, vec!["Sea 2".to_owned()]));
    studio.undo_change(merged.id).await.unwrap();
    assert_eq!(told().await, ["Sea 2", "water 2"]);
    let renamed = studio.rename_tag(tag("water"), tag("Water")).await.unwrap();
    assert_eq!(told().await, ["Sea 2", "Water 2"]);
    studio.undo_change(renamed.id).await.unwrap();
    let same = studio.rename_tag(tag("Sea"), tag("Sea")).await.unwrap();
    assert_eq!((same.count, told().await.len()), (0, 2));
    let removed = studio.remove_tag(tag("Sea")).await.unwrap();
    assert_eq!(told().await, ["water 2"]);
    studio.undo_change(removed.id).await.unwrap();
    assert_eq!(told().await, ["Sea 2", "water 2"]);
    shop.studio.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_collection_is_put_in_order_and_back() {
    let shop = workshop().await;
    let ids = two_pictures(&shop).await;
    let studio = &shop.studio;
    let id = studio
        .create_collection("Best".to_owned(), ids.clone())
        .await
        .unwrap();
    let inside = async || -> Vec<AssetId> {
        let filter = AssetFilter {
            collection_id: Some(id),
            ..AssetFilter::default()
        };
        let page = studio.list_assets(filter, page()).await.unwrap();
        page.items.into_iter().map(|asset| asset.id).collect()
    };
    assert_eq!(inside().await, ids);
    let moved = studio
        .arrange_collection(id, vec![ids[1]], Some(ids[0]))
        .await
        .unwrap();
    assert_eq!(inside().await, [ids[1], ids[0]]);
    studio.undo_change(moved.id).await.unwrap();
    assert_eq!(inside().await, ids);
    studio
        .rename_collection(id, " Very  best ".to_owned())
        .await
        .unwrap();
    assert_eq!(
        studio.list_collections().await.unwrap()[0].name,
        "Very best"
    );
    let deletion = studio.delete_collection(id).await.unwrap();
    assert_eq!(studio.list_collections().await.unwrap(), []);
    assert_eq!(studio.undo_deletion(deletion.id).await.unwrap(), 1);
    assert_eq!(inside().await, ids);
    shop.studio.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_made_in_a_project_belongs_to_it() {
    let shop = workshop().await;
    let id = shop.studio.create_project("Book".to_owned()).await.unwrap();
    shop.studio.set_current_project(Some(id)).await.unwrap();
    assert_eq!(shop.studio.current_project().await.unwrap(), Some(id));
    let picture = shop.bring("one.png", png(1)).await;
    let answer = ResponseTemplate::new(200).set_body_raw(png(9), "image/png");
    shop.answers("POST", "/edit", answer).await;
    let made = shop
        .make(request("retoucher", "brighter", &[("image", &picture)]))
        .await;
    let marks = shop
        .studio
        .asset_marks(vec![picture.id, made.outputs[0].id])
        .await
        .unwrap();
    assert_eq!(marks.project_id, Shared::Same { value: Some(id) });
    shop.studio
        .rename_project(id, "Novel".to_owned())
        .await
        .unwrap();
    let projects = shop.studio.list_projects().await.unwrap();
    assert_eq!((projects[0].name.as_str(), projects[0].count), ("Novel", 2));
    shop.studio.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn where_something_came_from_and_what_came_of_it_is_walked_both_ways() {
    let shop = workshop().await;
    let picture = shop.bring("one.png", png(1)).await;
    let answer = ResponseTemplate::new(200).set_body_raw(png(9), "image/png");
    shop.answers("POST", "/edit", answer).await;
    let first = shop
        .make(request("retoucher", "brighter", &[("image", &picture)]))
        .await;
    let middle = &first.outputs[0];
    let second = shop
        .make(request("retoucher", "again", &[("image", middle)]))
        .await;
    let last = &second.outputs[0];

    let told = shop.studio.provenance(middle.id).await.unwrap();
    let edge_of = |edge: &ProvenanceEdge| match edge {
        ProvenanceEdge::Made { asset_id, .. } => ("made", *asset_id),
        ProvenanceEdge::Given { asset_id, .. } => ("given", *asset_id),
        ProvenanceEdge::Derived { asset_id, .. } => ("derived", *asset_id),
        ProvenanceEdge::Shown { asset_id, .. } => ("shown", *asset_id),
    };
    let behind: Vec<_> = told.came_from.iter().map(edge_of).collect();
    let beyond: Vec<_> = told.came_of.iter().map(edge_of).collect();
    assert_eq!(behind, [("made", middle.id), ("given", picture.id)]);
    assert_eq!(beyond, [("given", middle.id), ("made", last.id)]);
    assert_eq!(
        (told.assets.len(), told.generations.len(), told.more),
        (3, 2, false)
    );

    let from_the_end = shop.studio.provenance(last.id).await.unwrap();
    assert_eq!(from_the_end.came_from.len(), 4, "over both generations");
    assert_eq!(from_the_end.came_of, []);
    let used = shop.studio.used_in(vec![picture.id]).await.unwrap();
    assert_eq!(used.generations.len(), 1);
    let nobody = shop
        .studio
        .provenance(AssetId::new(UnixMillis::new(1)))
        .await;
    assert_eq!(nobody.unwrap_err().code(), ErrorCode::NotFound);
    shop.studio.stop().await;
}
